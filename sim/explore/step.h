/* step.h - transitions: what may happen next, and what then happens. */
#ifndef SIM_EXPLORE_STEP_H
#define SIM_EXPLORE_STEP_H

#include "sim/explore/worker.h"

struct move {
    uint8_t kind;
    uint8_t actor;             /* its slot, or the cell's number */
    uint8_t row, road;         /* of the operation that a client begins */
    uint8_t halves;            /* of a page, that its write changes, as bits; 0: no page */
    bool rolls_back;
};

/* A beginning: of either row, by three roads, of three choices of halves, to be rolled back or not. */
enum {
    BEGINNINGS_MAX = EXPLORE_ROWS_MAX * 3 * 3 * 2,
    WAYS_MAX = 3,              /* it takes place, is lost, or comes twice */
    MOVES_MAX = EXPLORE_CLIENTS_MAX * (BEGINNINGS_MAX * WAYS_MAX + 1)
        + EXPLORE_MESSAGES_MAX * WAYS_MAX + 2 * STORE_CELLS_MAX + 2,
};

/* All moves of a state, in an order that depends on its contents only. */
unsigned step_moves(struct worker *worker, const struct state *state, struct move *moves);

/* The moves of one actor alone, for reduce.c. */
unsigned step_moves_of(struct worker *worker, const struct state *state, unsigned actor,
                       struct move *moves);

/* Makes the move, and returns the properties that it breaks, as bits. The state is not settled yet.
 * `note`, unless NULL, is filled with what happened. */
unsigned step_make(struct worker *worker, struct state *state, struct move move,
                   struct explore_step *note);

/* Nothing is under way: all that has begun has ended, and all messages have arrived. */
bool step_is_at_rest(const struct space *space, const struct state *state);

/* rest.c: properties that the state breaks by itself, as bits; in `bounded` those that are broken
 * only until something expires. A state that is not at rest breaks none. */
unsigned step_judge(struct worker *worker, const struct state *state, unsigned *bounded);

/* The same of one row, read in one process, in a state at rest. */
struct judged {
    unsigned broken, bounded;
    value_code found;          /* what the read is answered with, if it breaks anything */
};

struct judged step_judge_row(struct worker *worker, const struct state *state, unsigned row,
                             unsigned node);

#endif
