/* generate.h - a workload's requests as a trace: what `stalemate trace generate` writes. Reads
 * become get, writes set, and roads, flags and nodes are kept, so that a replay asks for the very
 * same. */
#ifndef WORKLOADS_TRACES_GENERATE_H
#define WORKLOADS_TRACES_GENERATE_H

#include "sim/base/json.h"
#include "sim/request/source.h"
#include "workloads/traces/store.h"

struct generate_settings {
    const char *scenario;      /* a file: its "workload"; "duration" and "seed" if not here */
    const char *to;
    const char *seed;          /* as a user would write them; NULL: the scenario's */
    const char *duration;
    bool compress;
    struct workload *(*workload_from_json)(const struct json_at *settings, const char *base_folder,
                                           int64_t duration_ns, struct complaint *complaint);
};

bool generate_trace(const struct generate_settings *settings, struct store_header *header,
                    struct complaint *complaint);

/* The same from a workload that is there already, up to the time `until`. */
bool generate_from_workload(const struct workload *workload, uint64_t seed, int64_t until,
                            const char *to, bool compress, struct store_header *header,
                            struct complaint *complaint);

#endif
