/* workload.h - what a scenario asks of the system: the "workload" object, whatever its kind.
 *
 * The object has one key, which names the kind, and its value has the settings of that kind:
 *
 *      {"zipf": {"keys": 100000, "alpha": 0.9, "rate": "2000/s", "write-fraction": 0.02}}
 *
 * The kinds stand in one table, from which messages, `--help` and the docs are made. */
#ifndef WORKLOADS_WORKLOAD_H
#define WORKLOADS_WORKLOAD_H

#include "sim/base/complaint.h"
#include "sim/base/json.h"
#include "sim/base/knob.h"
#include "sim/request/source.h"

#include <stddef.h>
#include <stdint.h>

/* A member that is no plain knob: an object of knobs, or a form that `says` describes. */
struct workload_member {
    const char *name;
    const struct knob *knobs;          /* NULL: none, or described by `says` */
    const char *says;
};

enum { WORKLOAD_TABLES_MAX = 2, WORKLOAD_MEMBERS_MAX = 6 };

struct workload_kind {
    const char *name;
    const char *says;
    const struct knob *knobs[WORKLOAD_TABLES_MAX];     /* one or two; each ends without a name */
    struct workload_member members[WORKLOAD_MEMBERS_MAX];   /* likewise */
    /* As workload_from_json, for the value of the kind's key. */
    struct workload *(*from_json)(const struct json_at *settings, const char *base_folder,
                                  int64_t duration_ns, struct complaint *complaint);
};

/* The workload that `settings` (the object with the kind) describes, for a run of `duration_ns` >=
 * 1; NULL after a complaint. Files are looked for in `base_folder`. It keeps nothing of the
 * document, and its close() frees it. */
struct workload *workload_from_json(const struct json_at *settings, const char *base_folder,
                                    int64_t duration_ns, struct complaint *complaint);

/* All kinds there are, for help. */
const struct workload_kind *workload_kinds(size_t *count);

#endif
