/* counter.h - naming cached values after a counter in the cache; shared by versioned-key and
 * generation, which differ in whose counter it is.
 *
 * A key is named after the counter, key:number; an invalidation moves the counter on, so
 * that nobody asks for the old name again. */
#ifndef STRATEGIES_COUNTER_H
#define STRATEGIES_COUNTER_H

#include "sim/request/strategy.h"

struct counter_settings {
    int bump;                  /* enum counter_bump */
    int seed;                  /* enum counter_seed */
    int64_t memo_ttl;          /* how long a process remembers a counter; 0: not at all */
    int64_t counter_ttl;       /* 0: no expiry */
};

enum counter_bump {
    BUMP_ATOMIC,               /* one increment in the cache */
    BUMP_GET_SET,              /* get it, set it one higher: two bumps at once can become one */
    BUMP_CARRY,                /* as Django's incr_version: copies the old value to the new name */
};

enum counter_seed {
    SEED_ONE,                  /* a counter that is lost starts again from one */
    SEED_TIME,                 /* from the clock, in milliseconds */
    SEED_RANDOM,
};

#define COUNTER_KNOBS(type, field) \
    {"bump", KNOB_CHOICE, offsetof(struct type, field.bump), "atomic", 0, 0, \
     {"atomic", "get-set", "carry"}, \
     "how the counter moves on; carry copies the old value along, as Django's incr_version does"}, \
    {"seed", KNOB_CHOICE, offsetof(struct type, field.seed), "time", 0, 0, \
     {"one", "time", "random"}, "from where a counter starts that is not in the cache"}, \
    {"memo-ttl", KNOB_DURATION, offsetof(struct type, field.memo_ttl), "0s", 0, INT64_MAX, \
     {0}, "how long a process remembers a counter without asking; 0s: not at all"}, \
    {"counter-ttl", KNOB_DURATION, offsetof(struct type, field.counter_ttl), "0s", 0, \
     INT64_MAX, {0}, "after which a counter expires; 0s: never"}

/* Of a stack whose names follow such a counter, beside STRATEGY_COUNTS. */
static inline unsigned counter_traits(const struct counter_settings *settings)
{
    return (settings->seed == SEED_RANDOM ? STRATEGY_DRAWS_NAMES : 0u)
        | (settings->bump == BUMP_CARRY ? STRATEGY_SETS : 0u)
        | (settings->memo_ttl > 0 ? STRATEGY_REMEMBERS : 0u);
}

/* What a layer keeps whose names follow such a counter. */
unsigned counter_keeps(const struct counter_settings *settings, struct company company,
                       struct promise *to);

struct counter_start counter_start(const struct counter_settings *settings, int64_t began,
                                   uint64_t stream, uint32_t *draws);

/* The flows; `counter` is the name of the counter, the same on every entry. */
enum flow counter_name(struct op *op, const struct counter_settings *settings, uint64_t counter);
enum flow counter_invalidate(struct op *op, const struct counter_settings *settings,
                             uint64_t counter);

#endif
