/* simulate.h - one run: a workload, a world, a stack of strategies, a seed; and what came of it.
 *
 * A run is a pure function of these: the same bytes come out on any machine. Runs share nothing
 * that changes, so threads may do several at once. */
#ifndef SIM_SIMULATE_SIMULATE_H
#define SIM_SIMULATE_SIMULATE_H

#include "sim/base/complaint.h"
#include "sim/judge/result.h"
#include "sim/model/world.h"
#include "sim/request/source.h"
#include "sim/request/stack.h"
#include "sim/simulate/script.h"

#include <stdio.h>

struct simulate_settings {
    const struct world *world;
    const struct stack *stack;
    const struct workload *workload;
    uint64_t seed;
    int64_t warmup;            /* ns: what begins before this is not measured */
    uint64_t warmup_share;     /* instead, if not 0: of the whole run, a ratio x 2^64 */
    int64_t duration;          /* ns: no request begins after this; 0: when the workload ends */
    const char *strategy;      /* what the stack is called, for messages */
    const char *replay;        /* the command that runs this again, for messages; may be NULL */
    FILE *events;              /* a log of all events; NULL: none */
    const struct script *script;       /* what is played instead of what the workload asks for; NULL */
    /* Take no shortcut where no layer changes what a read does. All figures are the same, later:
     * tests compare the two. (The events are more, since a hit's look-up is one too.) */
    bool thorough;
    /* Told now and then how far the run is; may be NULL. Its words decide nothing. */
    void (*progress)(void *watcher, sim_time now, sim_time end, uint64_t requests);
    void *watcher;
};

/* Fills `result`, which the caller has zeroed. False after a complaint. */
bool simulate(const struct simulate_settings *settings, struct result *result,
              struct complaint *complaint);

#endif
