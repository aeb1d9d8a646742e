/* source.h - where requests come from: the one interface between workloads and drivers.
 *
 * A source hands out requests in order of time, in batches, and is the same for every strategy that
 * is run on it: what a strategy does can change neither what is asked next nor when (only a
 * session's read after its own write is made by the driver, since it must wait for the write). */
#ifndef SIM_REQUEST_SOURCE_H
#define SIM_REQUEST_SOURCE_H

#include "sim/base/complaint.h"
#include "sim/request/op.h"

#include <stddef.h>
#include <stdint.h>

struct request {
    int64_t at;                /* ns of virtual time; never before the one before it */
    uint32_t row;              /* 0 .. rows - 1 */
    uint32_t client;           /* 0: nobody in particular */
    uint32_t bytes;            /* size of the row's value; 0: as it was */
    uint16_t node;             /* 0 .. nodes - 1 */
    uint8_t kind;              /* OP_READ or OP_WRITE */
    uint8_t road;              /* enum write_road */
    uint16_t flags;            /* OP_ROLL_BACK, OP_READ_OWN, OP_READ_AFTER; of a page, which halves
                                * a write changes, OP_FIRST_HALF, OP_SECOND_HALF; 0: it is drawn */
    uint8_t spare[6];
};

struct source {
    /* Writes at most `max` requests and returns how many; 0 at the end of the workload, and on
     * trouble, when it has filled the complaint. */
    size_t (*next)(struct source *source, struct request *out, size_t max,
                   struct complaint *complaint);
    void (*close)(struct source *source);
    uint32_t rows;             /* how many rows there are */
    bool tells_nodes;          /* requests name their nodes; whoever opened it may set it to false
                                * before the first `next`, where nothing depends on them */
    uint16_t nodes;            /* how many application nodes the requests are spread over */
    bool sessions;             /* requests name their clients: session guarantees can be judged */
    int64_t end;               /* virtual time at which the workload ends, ns */
};

/* What can open a source again and again, each time from its beginning: one for each strategy and
 * seed. It is immutable once made, so that threads can share it. */
struct workload {
    struct source *(*open)(const struct workload *workload, uint64_t seed,
                           struct complaint *complaint);
    void (*close)(struct workload *workload);
    const char *note;          /* what the user should know of how it was read; NULL: nothing */
};

#endif
