/* slow_log.h - the event log of a run, read back from its text.
 *
 * This is all that the slow model ever sees of a run, beside the requests that went in. */
#ifndef TESTS_DIFFERENTIAL_SLOW_LOG_H
#define TESTS_DIFFERENTIAL_SLOW_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slow_line {
    int64_t at;
    char kind[16];
    uint32_t effect, row, op, version, reply, flags;
    uint64_t extra;
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
