/* turn.h - counting preemptions, for searches that allow few of them.
 *
 * Most races need few switches from an operation that could go on to another actor. A world that is
 * too large for all orders can still be searched for those with none, with one, with two: what is
 * found has the fewest. Faults are no switches, and neither is what comes after an operation has
 * ended. */
#ifndef SIM_EXPLORE_TURN_H
#define SIM_EXPLORE_TURN_H

#include "sim/explore/step.h"

/* Before the move: false when it would be a switch too many. */
bool turn_begin(const struct space *space, struct state *state, struct move move);

/* After it: whose turn it is now. */
void turn_end(const struct space *space, struct state *state, struct move move);

#endif
