/* slow_log.h - the event log of a run, read back from its text.
 *
 * This is all that the slow model ever sees of a run, beside the requests that went in. */
#ifndef TESTS_DIFFERENTIAL_SLOW_LOG_H
#define TESTS_DIFFERENTIAL_SLOW_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Operations are numbered here: those of requests from 1 on, those that others have made from
 * SLOW_REQUESTS on; in a log the latter have numbers from SLOW_MADE_FROM on. */
#define SLOW_MADE_FROM ((UINT64_C(1) << 31) + 1)
enum { SLOW_REQUESTS = 1 << 15 };

struct slow_line {
    int64_t at;
    char kind[16];
    uint32_t effect, row, op, version, reply, flags;
    uint64_t extra;
    uint32_t newest;           /* where a read or a write ends: the newest request that has begun */
    const char *text;          /* the line itself */
};

struct slow_log {
    struct slow_line *lines;
    size_t count;
    char *text;                /* with zero bytes in place of the ends of lines */
};

/* Takes over the text, which was allocated. False when a line is none. */
bool slow_log_read(struct slow_log *log, char *text);
void slow_log_free(struct slow_log *log);

#endif
