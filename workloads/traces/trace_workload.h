/* trace_workload.h - a recorded trace as a workload: what `"trace": {...}` in a scenario makes.
 *
 * Whatever the trace's format, it is turned once into an unlinked temporary file of fixed-size
 * records, which is mapped into memory and shared, read-only, by all strategies, seeds and threads
 * (stalemate's own format, uncompressed, is mapped where it lies). A trace is never held on the
 * heap. */
#ifndef WORKLOADS_TRACES_TRACE_WORKLOAD_H
#define WORKLOADS_TRACES_TRACE_WORKLOAD_H

#include "sim/base/complaint.h"
#include "sim/base/json.h"
#include "sim/base/knob.h"
#include "sim/request/source.h"

/* The workload that the settings describe, NULL after a complaint. A file's name is relative to
 * `base_folder` (NULL: the current folder); "-" is standard input. Free it with its close();
 * sources must be closed before. */
struct workload *trace_workload(const struct json_at *settings, const char *base_folder,
                                struct complaint *complaint);

/* The settings, for --help and the docs: those of the reader, of the replay, of the meaning of
 * operations ("ops"), and of the writes laid over it ("writes"). Each table ends with a row without
 * a name. */
extern const struct knob trace_reader_knobs[];
extern const struct knob trace_replay_knobs[];
extern const struct knob trace_ops_knobs[];
extern const struct knob trace_overlay_knobs[];

#endif
