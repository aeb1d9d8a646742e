/* convert.h - from what a reader says to what can be replayed: rows repeated as often as they stand
 * for, sorted within the window, spread over their second, and moved so that the first is at 0.
 *
 * Spreading: the n requests of one second s come at s, s + 1/n, s + 2/n ... in the order of the
 * file. Where the next request comes before s + 1, they are spread up to it. Only clocks of whole
 * seconds are spread: once a fraction of a second was seen, the rest of the trace is kept. */
#ifndef WORKLOADS_TRACES_CONVERT_H
#define WORKLOADS_TRACES_CONVERT_H

#include "workloads/traces/store.h"
#include "workloads/traces/trace.h"

enum { CONVERT_WAITING_MAX = 8 * 1024 * 1024 };  /* records in one second, or in the window */

struct convert_tally {
    uint64_t rows;
    uint64_t requests;
    uint64_t skipped;          /* rows with unknown operations */
    uint64_t spread;           /* requests that were moved within their second */
    uint64_t sorted;           /* requests that came late */
};

/* Reads all of the trace into the writer, and fills the header but for what the writer fills. */
bool convert_trace(struct trace_reader *reader, struct store_writer *writer,
                   struct store_header *header, struct convert_tally *tally,
                   struct complaint *complaint);

#endif
