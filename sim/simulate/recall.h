/* recall.h - what a counter said a while ago.
 *
 * To ask for a counter changes nothing where nobody is evicted, and what it said is not needed before the
 * name that follows from it is looked up. So where a counter that is there stays there, a read that follows
 * it is one event, the look-up of the name: what the counter said when it was asked is recalled then, from
 * what it says now and a list of the latest changes.
 *
 *      reader         asks             looks up        recalls 4:
 *      counter   -4----------5---6----------------     it says 6, was changed when it said 5, and when it
 *                                                      said 4; before that, the reader had asked
 *
 * None of this changes what happens: when the name is looked up is drawn from the read's own stream. */
#ifndef SIM_SIMULATE_RECALL_H
#define SIM_SIMULATE_RECALL_H

#include "sim/base/complaint.h"
#include "sim/engine/time.h"

#include <stdbool.h>
#include <stdint.h>

struct counter_change;

struct recall {
    struct counter_change *changes;    /* in their order */
    uint32_t count, room;
    sim_time span;
};

/* What is longer ago than `span`, ns, will not be asked about. */
bool recall_open(struct recall *recall, sim_time span, struct complaint *complaint);
/* One that was not opened, and is all zero, is nothing. */
void recall_close(struct recall *recall);

/* The counter changes now, and has said `number` until now; `by`: the number of the request that the loop
 * takes now, NUMBER_NONE: it takes an event. */
void recall_note(struct recall *recall, uint64_t counter, uint64_t number, sim_time now, uint32_t by);

/* What the counter, which says `number` now, said when this request asked for it. */
uint64_t recall_number(const struct recall *recall, uint64_t counter, uint64_t number,
                       sim_time asked_at, uint32_t request);

#endif
