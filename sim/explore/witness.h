/* witness.h - from the first state to a breach, step by step. */
#ifndef SIM_EXPLORE_WITNESS_H
#define SIM_EXPLORE_WITNESS_H

#include "sim/explore/search.h"

/* The visited set knows of each state only from which it was met; the moves in between are found by
 * making them again. Clients keep the numbers that they have in the first state, whatever their
 * slots. False when there is no memory. */
bool witness_make(const struct search *search, const struct breach *breach,
                  struct explore_witness *witness);

/* The same for moves that are known, one after the other from the first state; `settled`: each was
 * chosen in a state that had been settled. */
void witness_replay(struct space *space, const struct move *moves, unsigned count, bool settled,
                    struct explore_witness *witness);

/* explore_retrace, in a space that has room for all messages. `to` is zero. */
bool witness_retrace(struct space *space, const struct explore_step *steps, unsigned count,
                     struct explore_retraced *to, struct complaint *complaint);

#endif
