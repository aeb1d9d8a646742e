/* replay.h - a mapped trace as a source of requests.
 *
 * What an operation means for the row behind its key is decided here, at replay, so that a
 * converted trace can still be read in another sense. Writes can be laid over a trace that has
 * none:
 *
 * by rank, per read   a read becomes a write of its row, with a probability. It becomes one rather
 *                       than being followed by one: two requests for one row at the same instant
 *                       would race each other, in every strategy, as no two of the trace's do. Of
 *                       reads that come as a Poisson process, those left and those turned are two
 *                       independent ones.
 *   rate                writes come as a Poisson process of their own, between the trace's
 *                       requests, each for the row of one of its last 1,024: so they follow
 *                       what is popular at the time.
 *
 * Draws are by the number of the record or of the write: nothing depends on batches. */
#ifndef WORKLOADS_TRACES_REPLAY_H
#define WORKLOADS_TRACES_REPLAY_H

#include "sim/base/distribution.h"
#include "sim/request/source.h"
#include "workloads/traces/store.h"

enum trace_meaning {
    TRACE_READ,                /* a read of the row */
    TRACE_WRITE,               /* a write of the row in the database */
    TRACE_FILL,                /* what a cache did after a miss: the simulated cache does its own */
    TRACE_IGNORE,
};

enum { REPLAY_STEPS_MAX = 64, REPLAY_RECENT = 1024 };

/* Immutable while sources are open on it. Zero but for what is wanted. */
struct replay {
    const struct store_map *map;
    int meaning[TRACE_OPS];    /* enum trace_meaning, by enum trace_op */
    uint64_t pace;             /* times x pace / 2^48; 0: as they are */
    uint16_t nodes;
    bool overlay;              /* by rank or per read */
    uint8_t *step_of_row;      /* index into `turn`; NULL: 0 for all */
    uint64_t turn[REPLAY_STEPS_MAX + 1];    /* thresholds of rng_chance */
    bool with_writes;          /* at a rate */
    struct distribution write_gap;          /* ns */
};

struct source *replay_open(const struct replay *replay, uint64_t seed,
                           struct complaint *complaint);

#endif
