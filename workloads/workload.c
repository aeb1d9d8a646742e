/* workload.c - the kinds of workload, in one table. */
#include "workloads/workload.h"

#include "workloads/generators/arrivals.h"
#include "workloads/generators/clients.h"
#include "workloads/generators/kinds.h"
#include "workloads/generators/mix.h"
#include "workloads/traces/trace_workload.h"

#include "sim/base/check.h"
#include "sim/base/distribution_json.h"

#include <string.h>

static struct workload *from_trace(const struct json_at *settings, const char *base_folder,
                                   int64_t duration_ns, struct complaint *complaint)
{
    (void)duration_ns;
    return trace_workload(settings, base_folder, complaint);
}

#define SIZE {"size", NULL, DISTRIBUTION_BYTES_SAYS "; where it is not given 1KiB, for ycsb 1000B"}
#define ARRIVALS {"arrivals", NULL, ARRIVALS_SAYS}
#define SESSIONS {"sessions", clients_session_knobs, CLIENTS_SESSIONS_SAYS}
#define TRACE_OPS_MEMBER {"ops", trace_ops_knobs, "what the trace's operations mean for the rows"}
#define TRACE_WRITES {"writes", trace_overlay_knobs, "writes laid over the trace"}
#define BY_RANK {"write-fraction-by-rank", NULL, MIX_BY_RANK_SAYS}

static const struct workload_kind kinds[] = {
    {"zipf", "rows by Zipf's law: few are hot, many are hardly ever asked for",
     {kinds_zipf_knobs}, {SIZE, ARRIVALS, SESSIONS, BY_RANK}, kinds_zipf},
    {"uniform", "all rows alike",
     {kinds_uniform_knobs}, {SIZE, ARRIVALS, SESSIONS, BY_RANK}, kinds_uniform},
    {"hotspot", "some rows take most requests, evenly among themselves",
     {kinds_hotspot_knobs}, {SIZE, ARRIVALS, SESSIONS, BY_RANK}, kinds_hotspot},
    {"latest", "new rows are made all the time, and the newest are the hottest",
     {kinds_latest_knobs}, {SIZE, ARRIVALS, SESSIONS}, kinds_latest},
    {"ycsb", "one of the core mixes of the Yahoo! Cloud Serving Benchmark, by its letter",
     {kinds_ycsb_knobs}, {SIZE, ARRIVALS, SESSIONS}, kinds_ycsb},
    {"trace", "a recorded trace, replayed",
     {trace_replay_knobs, trace_reader_knobs}, {TRACE_OPS_MEMBER, TRACE_WRITES}, from_trace},
};
enum { KIND_COUNT = sizeof kinds / sizeof kinds[0] };

const struct workload_kind *workload_kinds(size_t *count)
{
    *count = KIND_COUNT;
    return kinds;
}

struct workload *workload_from_json(const struct json_at *settings, const char *base_folder,
                                    int64_t duration_ns, struct complaint *complaint)
{
    struct json_at inner;

    if (!json_expect(settings, JSON_OBJECT, complaint))
        return NULL;
    if (json_count(settings) != 1) {
        json_complain(complaint, settings, "found an object with %zu keys; expected one key, the "
                      "kind of workload, such as {\"zipf\": {...}} or {\"trace\": {...}}",
                      json_count(settings));
        return NULL;
    }
    if (!json_only(settings, kinds, KIND_COUNT, sizeof kinds[0], complaint))
        return NULL;
    json_child(settings, 0, &inner);
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (strcmp(kinds[i].name, inner.key) == 0)
            return kinds[i].from_json(&inner, base_folder, duration_ns, complaint);
    }
    CHECK(false);
    return NULL;
}
