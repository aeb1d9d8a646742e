/* way.h - how long an effect travels to where it takes place, and its reply back.
 *
 * Ways are resolved from the world's links when a run is opened: on most, nothing or one table is
 * drawn from. */
#ifndef SIM_SIMULATE_WAY_H
#define SIM_SIMULATE_WAY_H

#include "sim/base/rng.h"
#include "sim/engine/time.h"
#include "sim/model/world.h"
#include "sim/request/op.h"

enum way_kind {
    WAY_NOWHERE,               /* the effect does not travel */
    WAY_FIXED,                 /* nothing is drawn */
    WAY_TABLE,                 /* the round trip is drawn from a table; the rest is fixed */
    WAY_ANY,
};

struct way {
    uint8_t kind;              /* enum way_kind */
    bool to_cache;
    const int64_t *nodes;      /* WAY_TABLE: see distribution_draw_nodes */
    int64_t request, reply;    /* ns of the legs, where they are fixed, without what is drawn */
    const struct link *link;
};

struct way way_of(const struct world *world, enum effect_kind kind);

/* Whether it takes no time, whatever is drawn. */
static inline bool way_is_instant(const struct way *way)
{
    return way->kind == WAY_FIXED && way->request == 0 && way->reply == 0;
}

/* The longest round trip that can be drawn, ns. */
sim_time way_longest(const struct way *way);

void way_draw_any(const struct way *way, uint64_t stream, uint32_t *draws, int64_t *request,
                  int64_t *reply);

/* The two legs, from the next words of a stream; the first of these is `word`. */
static inline void way_draw_word(const struct way *way, uint64_t stream, uint64_t word,
                                 uint32_t *draws, int64_t *request, int64_t *reply)
{
    *request = way->request;
    *reply = way->reply;
    if (way->kind == WAY_TABLE) {
        int64_t round = distribution_draw_nodes(way->nodes, word);
        (*draws)++;
        *request += round >> 1;
        *reply += round - (round >> 1);
    } else if (way->kind == WAY_ANY) {
        way_draw_any(way, stream, draws, request, reply);
    }
}

static inline void way_draw(const struct way *way, uint64_t stream, uint32_t *draws,
                            int64_t *request, int64_t *reply)
{
    way_draw_word(way, stream, rng_at(stream, *draws), draws, request, reply);
}

#endif
