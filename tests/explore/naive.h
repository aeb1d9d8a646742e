/* naive.h - the explorer's obvious twin: whole states, copied and compared byte by byte.
 *
 * It knows nothing of locals, stores, codes or hashes of contents: a state holds its operations and
 * the cache as they are, each flow is run each time, and the set of states is a plain one. What is
 * common with the engine is what it is checked against: bounds, properties, and the flows. */
#ifndef TESTS_EXPLORE_NAIVE_H
#define TESTS_EXPLORE_NAIVE_H

#include "sim/explore/explore.h"

enum { NAIVE_ACTORS = 10, NAIVE_CELLS = 16, NAIVE_DAY = 86400 };

/* Tokens are cells of their own, whose number is their holder: an actor + 1, or nobody. */
enum { NAIVE_TOKENS = 50, NAIVE_NOBODY = 90, NAIVE_STRANGER = 91 };

/* Handles of values. */
enum { NAIVE_OPEN = 1000, NAIVE_DEAD = 2000, NAIVE_TORN = 3000, NAIVE_ROW = 100,
       NAIVE_NEVER = 5000 };

/* What a read that has the first half of a page holds: NAIVE_HALF, while that half is current; then
 * + 1 + the page's last version that has it; then, when the second half has changed as well,
 * + NAIVE_ROW too. */
enum { NAIVE_HALF = 6000 };

struct naive_actor {
    bool busy;                 /* an operation or a message is there */
    bool begun, loading, inner, reached;
    uint8_t done;              /* operations */
    uint8_t commit_floor, ack_floor, written[2], seen[2];
    struct op op;
    struct op outer;           /* the writer that waits, while `inner` */
    uint64_t knows;            /* a name: what is there is what its last gets has found */
    bool knows_any;
};

struct naive_cell {
    uint64_t name, number;
    uint32_t value;
    uint16_t where;            /* 0: the cache; NAIVE_TOKENS; else a node + 1 */
    uint16_t expires;
};

struct naive_state {
    unsigned spent[FAULT_KINDS];
    unsigned version[2], acked[2], stamp[2], reached[2];
    unsigned cells;
    struct naive_cell cell[NAIVE_CELLS];
    struct naive_actor actor[NAIVE_ACTORS];        /* the clients, then messages */
};

struct naive_move {
    enum { NAIVE_ACT, NAIVE_LOSE, NAIVE_DOUBLE, NAIVE_CRASH, NAIVE_EXPIRE, NAIVE_EVICT,
           NAIVE_RESTART, NAIVE_TICK } kind;
    unsigned actor;            /* or the cell */
    unsigned row, road, halves;
    bool rolls_back;
};

struct naive_world {
    const struct stack *stack;
    const struct explore_bounds *bounds;
    unsigned properties;
    struct naive_state *state; /* the one that a move is made in */
    unsigned broken;           /* by the move */
};

/* naive_cache.c: cells. `who` is the actor + 1, or NAIVE_STRANGER. */
struct naive_cell *naive_find(struct naive_state *state, unsigned where, uint64_t name);
void naive_drop(struct naive_state *state, struct naive_cell *cell);
/* What the actor's operation held is nobody's from now on. */
void naive_let_go(struct naive_state *state, unsigned actor);
/* Tokens, before the effect itself. True when it is then over. */
bool naive_serve_token(struct naive_state *state, struct op *op, unsigned who);
/* Whether a set on a condition is refused. */
bool naive_is_unfit(struct naive_state *state, struct op *op, unsigned who);
/* Serves the effect of `op`; `*lasting` as in naive_alone. */
void naive_serve_cache(struct naive_state *state, struct op *op, unsigned who, bool *lasting);

/* naive_step.c: operations and effects */
unsigned naive_clock(const struct naive_state *state);
void naive_start(const struct naive_world *world, unsigned client, struct naive_move move);
/* Runs the actor's flow on until it waits for something that takes place, or has ended. */
bool naive_advance(const struct naive_world *world, struct naive_actor *actor);
void naive_serve(struct naive_world *world, unsigned actor, unsigned how);
void naive_roll_back(struct naive_world *world, unsigned client, unsigned row);
/* The answer of a read by itself, which leaves its traces in the state; `*lasting`: no expiry ends
 * it. */
uint32_t naive_alone(const struct naive_world *world, struct naive_state *state,
                     unsigned row, unsigned node, bool *hit, bool *lasting);

/* naive_database.c */
#define DAY ((int64_t)NAIVE_DAY * 1000000000)
void naive_read_row(const struct naive_state *state, struct op *op);
void naive_read_stamp(const struct naive_state *state, struct op *op);
/* Reads that have the first half of the page that is written learn what becomes of it. */
void naive_change_halves(struct naive_state *state, const struct op *write);

struct naive_result {
    uint64_t states, transitions;
    unsigned broken, bounded, depth;
    uint64_t ends;
    /* After how many moves, at least; UINT_MAX: never. */
    unsigned first_broken[PROPERTY_COUNT], first_bounded[PROPERTY_COUNT];
};

/* naive_move.c: a whole move, and what it breaks */
void naive_make(struct naive_world *world, struct naive_move move);

/* naive.c: all of the world, or as much as `states_max`, after which states is 0. */
struct naive_result naive_run(const struct stack *stack, const struct explore_bounds *bounds,
                              unsigned properties, uint64_t states_max);

#endif
