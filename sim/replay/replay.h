/* replay.h - a witness of the explorer, shown by the simulator.
 *
 * The explorer has no clock: whatever is under way may take place next. The simulator has one, and a
 * cache, a database and a judge of its own; what the two share is the strategies' flows. So a witness
 * is worth more if the simulator, made to go the same way, finds the same at every step: each reply,
 * each value, what the cache then holds; and if its judge finds the breach.
 *
 * Latencies are chosen to fit: one step comes a nanosecond after another. What a strategy says itself
 * is kept: pauses are waited for, and values live as long as they may, so instants are looked for at
 * which every expiry comes between the steps where the witness has it. Where there are none, the
 * order cannot come about with these settings, and the explorer has said too much. */
#ifndef SIM_REPLAY_REPLAY_H
#define SIM_REPLAY_REPLAY_H

#include "sim/explore/explore.h"
#include "sim/judge/result.h"
#include "sim/engine/time.h"

#include <stdio.h>

struct replay_settings {
    const struct stack *stack;
    const struct explore_bounds *bounds;
    const struct explore_witness *witness;
    enum property property;
    uint64_t seed;             /* of what flows draw */
    bool may_hold;             /* the breach need not be found: the steps are another strategy's */
    FILE *events;              /* a log of all events; NULL: none */
};

enum replay_outcome {
    REPLAY_AGREES,
    REPLAY_DIFFERS,
    REPLAY_UNTIMELY,           /* there are no instants at which it could come about */
};

struct replay {
    enum replay_outcome outcome;
    unsigned step;             /* from 1: where they part; 0: nowhere, or only in the end */
    char why[240];             /* a sentence without its stop; empty where they agree */
    sim_time *at;              /* of each step, and of the reads after the last one; ns */
    unsigned count;
    struct result *result;     /* what the simulator measured */
};

/* False after a complaint. Freed with replay_free, even then. */
bool replay_run(const struct replay_settings *settings, struct replay *replay,
                struct complaint *complaint);
void replay_free(struct replay *replay);

#endif
