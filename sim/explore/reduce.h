/* reduce.h - orders that need not be tried, because no property can tell them apart.
 *
 * In a state some actor's moves are enough, and everybody else's can wait, if those moves commute
 * with whatever the others and the faults may do before the actor moves, and if nobody sees them
 * happen (an ample set, in the words of partial-order reduction). They are looked for among these:
 *
 *   effect            commutes with everything others may still do, if
 *   DB_WRITE          always: others see a transaction at its commit
 *   PUBLISH           always: messages have no order
 *   DB_READ, _STAMP   no other client can still commit the row
 *   MEMO_GET, _SET    nobody else is in that process, and memories cannot expire
 *
 * and on top of that:
 *
 *   - the actor has no other kind of move: its request cannot be lost, nor it crash, within what is
 *     left of the budgets (budgets are shared, so spending commutes with no spending);
 *   - it makes the same of it whatever the clock may come to be;
 *   - it does not begin a read (whose floors the others' commits and answers raise), nor end an
 *     operation, nor begin or end a load: those are what properties see.
 *
 * A move could be put off for ever only in a circle of states, and every circle has a move that
 * leads to a state met at a smaller or the same depth. So where a reduced move does that, the
 * state's other moves are made after all.
 *
 * Every end, and every breach of a property, is then still met; but a path to it may begin with
 * moves that have nothing to do with it. explore_run therefore looks for witnesses without. */
#ifndef SIM_EXPLORE_REDUCE_H
#define SIM_EXPLORE_REDUCE_H

#include "sim/explore/step.h"

enum { REDUCE_NONE = -1 };

/* The actor whose moves are enough, or REDUCE_NONE. */
int reduce_choose(struct worker *worker, const struct state *state);

#endif
