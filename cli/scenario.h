/* scenario.h - a scenario file, read and checked: everything that a run needs.
 *
 *      schema        1
 *      name          what the story is called
 *      seed          a whole number, or a string of digits                        (1)
 *      duration      virtual time; a trace without it runs to its end             (10m)
 *      warmup        virtual time that is not measured, or its share of the run   (0s)
 *      workload      {KIND: {...}}, see `stalemate workloads`
 *      cache, database, bus, application    the world, see `stalemate world`
 *      faults        [{"at": "5m", "cache-restart": {}}]
 *      schedule      a witness, whose steps take the place of a workload: see cli/schedule.h
 *      strategies    {"name": [{LAYER: {...}}, ...]}, lowest layer first: `stalemate strategies`
 *      expect        what `stalemate check` holds it to
 *      explore       bounds for `stalemate explore`, see cli/explore_plan.h
 *
 * The two bounds, no-cache and ideal, are added where the scenario does not name them itself. */
#ifndef CLI_SCENARIO_H
#define CLI_SCENARIO_H

#include "cli/schedule.h"
#include "cli/strategy_file.h"
#include "sim/base/json.h"
#include "sim/model/world.h"
#include "sim/request/source.h"

#include <stdbool.h>
#include <stdint.h>

enum { SCENARIO_STRATEGIES_MAX = 64 };

struct scenario {
    struct json_document *document;
    const char *name;
    uint64_t seed;
    int64_t duration, warmup;          /* ns; duration 0: to the end of the trace */
    uint64_t warmup_share;             /* instead, if not 0: of the whole run, a ratio x 2^64 */
    struct world world;
    struct workload *workload;         /* NULL: there is a schedule */
    struct schedule *schedule;
    struct scenario_strategy strategies[SCENARIO_STRATEGIES_MAX];
    unsigned strategy_count;
};

/* What the command line changes in a scenario. */
struct scenario_changes {
    const char *trace;                 /* replay this file instead of the scenario's workload */
    const char *const *only;           /* keep only the strategies of these names, bounds included */
    unsigned only_count;               /* 0: keep all */
    bool no_workload;                  /* is needed: leave it unread */
};

/* Reads the file; the scenario is zeroed by the caller and freed with scenario_free, even after a
 * complaint. */
bool scenario_read(struct scenario *scenario, const char *path,
                   const struct scenario_changes *changes, struct complaint *complaint);
/* One more strategy: a stack of layers, whose key is its name. */
bool scenario_add_strategy(struct scenario *scenario, const struct json_at *at,
                           struct complaint *complaint);
void scenario_free(struct scenario *scenario);

#endif
