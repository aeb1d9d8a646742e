/* generated.h - a workload that is made up as it goes: arrivals, keys, mix, sizes, clients.
 *
 * Each part is a file of its own and draws from its own streams, so that changing one moves nothing
 * of the others. A generated workload is a function of its settings and the seed, and nothing else.
 * It ends with the run: its sources hand out requests as long as there is one before the end. */
#ifndef WORKLOADS_GENERATORS_GENERATED_H
#define WORKLOADS_GENERATORS_GENERATED_H

#include "workloads/generators/arrivals.h"
#include "workloads/generators/clients.h"
#include "workloads/generators/keys.h"
#include "workloads/generators/mix.h"

#include "sim/base/complaint.h"
#include "sim/base/distribution.h"
#include "sim/request/source.h"

#include <stdbool.h>
#include <stdint.h>

/* All that a source needs to know, read-only once it is made. */
struct generated_plan {
    struct arrivals_plan arrivals;
    struct keys_plan keys;
    struct mix_plan mix;
    struct clients_plan clients;
    struct distribution sizes;     /* bytes */
    int64_t end;                   /* ns */
};

/* A workload from a plan, whose tables become its own on success: it takes a copy. NULL after a
 * complaint, and the plan is as before. */
struct workload *generated_workload(const struct generated_plan *plan, struct complaint *complaint);

/* Frees the tables of a plan that became no workload. */
void generated_plan_free(struct generated_plan *plan);

#endif
