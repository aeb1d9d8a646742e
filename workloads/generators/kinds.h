/* kinds.h - the generated workloads by name, and the settings of each.
 *
 *      {"zipf": {"keys": 100000, "alpha": 0.9, "rate": "2000/s", "write-fraction": 0.02}}
 *      {"uniform": {"keys": 1000, "rate": "50/s", "arrivals": "constant"}}
 *      {"hotspot": {"keys": 1000000, "rate": "5000/s", "hot-keys": "1%", "hot-accesses": "90%"}}
 *      {"latest": {"keys": 10000, "rate": "500/s", "insert-fraction": 0.05}}
 *      {"ycsb": {"mix": "a", "keys": 1000000, "rate": "10000/s"}}
 *
 * The YCSB core mixes (Cooper et al., "Benchmarking cloud serving systems with YCSB", 2010), over
 * Zipf 0.99 and rows of 1,000 bytes:
 *
 *      a   half reads, half updates          d   95 % reads of the latest rows, 5 % inserts
 *      b   95 % reads, 5 % updates           e   95 % scans, 5 % inserts
 *      c   reads only                        f   half reads, half read-modify-writes
 *
 * An insert is a write to a row that was not there before. A scan is one read, of the row that it
 * starts from: what a cache holds of it is one value, the page, and its rows' own values are not
 * looked up. A read-modify-write is a write whose transaction reads the row. */
#ifndef WORKLOADS_GENERATORS_KINDS_H
#define WORKLOADS_GENERATORS_KINDS_H

#include "sim/base/complaint.h"
#include "sim/base/json.h"
#include "sim/base/knob.h"
#include "sim/request/source.h"

#include <stdint.h>

/* Besides its knobs, each kind takes "size" (a distribution of bytes), "arrivals" (see arrivals.h)
 * and "sessions" (see clients.h); zipf, uniform and hotspot also "write-fraction-by-rank" (see
 * mix.h). */
extern const struct knob kinds_zipf_knobs[];
extern const struct knob kinds_uniform_knobs[];
extern const struct knob kinds_hotspot_knobs[];
extern const struct knob kinds_latest_knobs[];
extern const struct knob kinds_ycsb_knobs[];

/* A workload of that kind, from the value of its key; NULL after a complaint. */
struct workload *kinds_zipf(const struct json_at *at, const char *base_folder, int64_t duration_ns,
                            struct complaint *complaint);
struct workload *kinds_uniform(const struct json_at *at, const char *base_folder,
                               int64_t duration_ns, struct complaint *complaint);
struct workload *kinds_hotspot(const struct json_at *at, const char *base_folder,
                               int64_t duration_ns, struct complaint *complaint);
struct workload *kinds_latest(const struct json_at *at, const char *base_folder,
                              int64_t duration_ns, struct complaint *complaint);
struct workload *kinds_ycsb(const struct json_at *at, const char *base_folder, int64_t duration_ns,
                            struct complaint *complaint);

#endif
