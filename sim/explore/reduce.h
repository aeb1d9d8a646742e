/* reduce.h - moves that need not wait, because no property can tell when they were made.
 *
 * Where an actor has a single move that commutes with whatever the others and the faults may do
 * before it is made, and that nobody sees happen, the orders in which it comes later need not be
 * tried (an ample set, in the words of partial-order reduction). It is then made at once, as part
 * of the move before it, and the state in between is not kept. Such moves are looked for among
 * these:
 *
 *   effect            commutes with everything others may still do, if
 *   DB_WRITE          always: others see a transaction at its commit
 *   PUBLISH, LATER    always: messages have no order
 *   DB_READ, _STAMP   no other client can still commit the row
 *   MEMO_GET, _SET    nobody else is in that process, and memories cannot expire; a set only where
 *                     no-resurrection is not asked for, which looks at how a read would end
 *
 * and on top of that:
 *
 *   - it is the actor's only move: its request cannot be lost, nor it crash, within what is left of
 *     the budgets; and there is one row, one road and no rollback to choose where it begins a write
 *     (budgets are shared, so spending commutes with no spending);
 *   - the actor makes the same of it whatever the clock may come to be;
 *   - it does not begin a read (whose floors the others' commits and answers raise), nor end an
 *     operation, nor begin or end a load, nor pause: those are what properties see.
 *
 * A write may begin in this way, with its DB_WRITE and no more. It is FRESH then: nobody can tell it
 * from one that has not begun, so where all others are at rest, the world counts as at rest.
 *
 * All moves of a state that is kept are made, so none is put off for ever. Every rest, and every
 * breach of a property, is still met; but a path to it may make moves that have nothing to do with
 * it, so explore_run looks for witnesses without a reduction. */
#ifndef SIM_EXPLORE_REDUCE_H
#define SIM_EXPLORE_REDUCE_H

#include "sim/explore/step.h"

/* So many at a time, lest flows that go round in a circle hold the search up. */
enum { REDUCE_AT_ONCE_MAX = 32 };

/* The next move that need not wait; false when there is none, or the settings ask for none. The
 * state need not be settled. */
bool reduce_next(struct worker *worker, const struct state *state, struct move *move);

/* Makes it, as step_make does. */
unsigned reduce_make(struct worker *worker, struct state *state, struct move move,
                     struct explore_step *note);

#endif
