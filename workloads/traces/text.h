/* text.h - numbers in traces that are text: whole numbers, and decimal times. Nothing is rounded in
 * silence, and what is not wholly a number is none. */
#ifndef WORKLOADS_TRACES_TEXT_H
#define WORKLOADS_TRACES_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum text_number {
    TEXT_GOOD,
    TEXT_NOT_A_NUMBER,         /* "", "NaN", "12x", "1e9", "-5" */
    TEXT_TOO_LARGE,
};

enum text_number text_parse_count(const char *text, size_t length, uint64_t max, uint64_t *count);

/* A decimal number of units of `unit_ns` each, in ns, at most INT64_MAX / 4; digits finer than a
 * nanosecond are cut. `*fraction` becomes true (and is never made false) where it is no whole
 * number of seconds. */
enum text_number text_parse_time(const char *text, size_t length, int64_t unit_ns, int64_t *ns,
                                 bool *fraction);

#endif
