/* schedule.h - a few requests at given instants, in a world of constant delays, and exactly what
 * must come of them. */
#ifndef TESTS_ORACLE_SCHEDULE_H
#define TESTS_ORACLE_SCHEDULE_H

#include "sim/request/source.h"

#include <stddef.h>
#include <stdint.h>

enum { SCHEDULE_REQUESTS = 12, SCHEDULE_FIGURES = 20 };

#define US INT64_C(1000)                       /* ns */
#define MS INT64_C(1000000)
#define READ(when, ...) {.at = (when), .kind = OP_READ, .bytes = 100, __VA_ARGS__}
#define WRITE(when, ...) {.at = (when), .kind = OP_WRITE, .bytes = 100, __VA_ARGS__}

struct schedule {
    const char *name;
    const char *world;                         /* further sections; NULL: everything at once */
    const char *stack;
    int64_t end;                               /* ns */
    /* Until one without a size. Rows 0 to 3, nodes 0 and 1; sessions if the first has a client. */
    struct request requests[SCHEDULE_REQUESTS];
    struct {
        const char *metric;
        int64_t value;                         /* counts, versions, bytes or ns */
    } expected[SCHEDULE_FIGURES];              /* until one without a name */
};

/* Runs each and fails the test, at the end, if any figure is not as expected. Besides, the causes
 * must add up to the stale reads, in the whole and in the slices. */
void schedules_run(const struct schedule *schedules, size_t count);

#endif
