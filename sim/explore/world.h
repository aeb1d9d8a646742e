/* world.h - one state of the world: a few dozen bytes.
 *
 * Clients stand first, readers before writers; then messages. What no property asks for is kept
 * zero, so that states which differ in nothing else are one. */
#ifndef SIM_EXPLORE_WORLD_H
#define SIM_EXPLORE_WORLD_H

#include "sim/base/hash.h"
#include "sim/explore/space.h"

enum { SLOTS_MAX = EXPLORE_CLIENTS_MAX + EXPLORE_MESSAGES_MAX };

/* Flags beside the operations that have ended, of one that is under way. */
enum {
    POSITION_REACHED = 0x80,   /* an invalidation for its open transaction has taken effect */
    POSITION_LAST = 0x40,      /* it moved last: see turn.h */
    POSITION_FRESH = 0x20,     /* it is as if it had not begun: see reduce.h */
    POSITION_ENDED = 0x1f,     /* how many operations have ended */
    SPENT_SWITCHES = 24,
};

struct slot {
    uint32_t local;            /* 0: between two operations; a message: nothing */
    uint8_t position;          /* operations ended, and POSITION_... flags */
    value_code change;         /* a client's: CODE_OWN while it is open; a message's */
    uint8_t commit_floor;      /* the row's version when its read began */
    uint8_t ack_floor;         /* the newest whose writer had been answered then */
    uint8_t written[EXPLORE_ROWS_MAX], seen[EXPLORE_ROWS_MAX];     /* by the session */
};

struct state {
    uint32_t store;
    uint32_t spent;            /* of the faults' budgets, three bits each; switches: see turn.h */
    struct {
        uint8_t version, acked;
        uint8_t stamp;         /* the clock at its last commit, + 1; 0: from before */
        uint8_t reached;       /* the newest for which an invalidation has taken effect */
    } rows[EXPLORE_ROWS_MAX];
    struct slot slots[];
};

/* Room for a state of any world. */
union state_room {
    struct state state;
    unsigned char bytes[sizeof(struct state) + SLOTS_MAX * sizeof(struct slot)];
};

#define CLOCK_HOUR INT64_C(3600000000000)      /* ns */

static inline unsigned state_spent(const struct state *state, enum explore_fault fault)
{
    return state->spent >> (3 * fault) & 7u;
}

static inline bool state_can(const struct space *space, const struct state *state,
                             enum explore_fault fault)
{
    return state_spent(state, fault) < space->settings->bounds.faults[fault];
}

static inline void state_spend(struct state *state, enum explore_fault fault)
{
    state->spent += 1u << (3 * fault);
}

/* Hours gone by: an hour for each tick, and for each loss from the cache, after which counters that
 * start from the time start anew. */
static inline unsigned state_clock(const struct state *state)
{
    return state_spent(state, FAULT_TICK) + state_spent(state, FAULT_EXPIRY)
        + state_spent(state, FAULT_EVICTION) + state_spent(state, FAULT_RESTART);
}

static inline bool space_asks(const struct space *space, enum property property)
{
    return (space->settings->properties >> property & 1u) != 0;
}

/* Where names are drawn at random, no two operations must draw the same: each knows its client, and
 * which of the client's it is, and no two clients are alike. Elsewhere nobody can tell: 0. */
static inline bool space_draws(const struct space *space)
{
    return (space->settings->stack->traits & STRATEGY_DRAWS_NAMES) != 0;
}

static inline unsigned space_drawer(const struct space *space, unsigned client, unsigned position)
{
    return space_draws(space) ? 1 + client * (POSITION_ENDED + 1) + (position & POSITION_ENDED) : 0;
}

/* States have room for so many messages under way at once. */
static inline void space_make_room(struct space *space, unsigned messages_max)
{
    space->messages_max = messages_max;
    space->state_size = sizeof(struct state)
        + (space->clients + messages_max) * sizeof(struct slot);
}

/* The state in which nothing has happened. */
void state_first(const struct space *space, struct state *state);

/* Puts the state into the one form that stands for all that are alike, and returns its hash, which
 * is of contents only. Messages have no order; with symmetry, clients that are alike have none
 * either, unless a value of an open transaction is about, which names its client. `order`, unless
 * NULL, is moved along: one number a slot. */
struct hash128 state_settle(const struct space *space, struct state *state, uint8_t *order);

#endif
