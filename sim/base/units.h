/* units.h - quantities as people write them: "250us", "64MiB", "2000/s", "0.1%".
 *
 * A quantity is a decimal number and a unit, without a space between; a quantity that has a unit must be
 * written with it. Everything becomes an integer here, once, so that nothing later can round differently:
 *
 *   duration  int64_t nanoseconds               ns us ms s m h d
 *   size      int64_t bytes                     B KiB MiB GiB TiB, and kB MB GB TB (powers of ten)
 *   rate      int64_t micro-events a second     /s /m /h
 *   ratio     uint64_t threshold, ratio x 2^64 saturated (see rng_chance)     a number in 0..1, or
 *                                               0..100 and %
 *   factor    int64_t Q32.32                    a plain number
 *
 * The first three are at most INT64_MAX / 4, so that a few of them can be added. A parser takes the whole
 * text or nothing; it returns false and changes nothing when the text is not such a quantity or does not
 * fit. */
#ifndef SIM_BASE_UNITS_H
#define SIM_BASE_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNITS_SECOND INT64_C(1000000000)
#define UNITS_FACTOR_ONE (INT64_C(1) << 32)
#define UNITS_RATE_ONE INT64_C(1000000)

bool units_parse_duration(const char *text, int64_t *ns);
bool units_parse_size(const char *text, int64_t *bytes);
bool units_parse_rate(const char *text, int64_t *micro_per_second);
bool units_parse_ratio(const char *text, uint64_t *threshold);
bool units_parse_factor(const char *text, int64_t *factor);
bool units_parse_count(const char *text, int64_t *count);

/* What each parser takes, for error messages: "a duration such as \"250us\" or \"5m\"". */
#define UNITS_DURATION_SAYS \
    "a duration such as \"250us\", \"1.5s\" or \"10m\" (ns us ms s m h d; up to 26687d)"
#define UNITS_SIZE_SAYS \
    "a size such as \"4KiB\" or \"256MiB\" (B KiB MiB GiB TiB kB MB GB TB; up to 2000000TB)"
#define UNITS_RATE_SAYS "a rate such as \"2000/s\" or \"5/m\" (/s /m /h; up to 2000000000000/s)"
#define UNITS_RATIO_SAYS "a ratio from 0 to 1, or a percentage such as \"2.5%\""
#define UNITS_FACTOR_SAYS "a number from 0 on, such as 0.9"
#define UNITS_COUNT_SAYS "a whole number such as 100000"

/* The shortest text that says the quantity in its largest fitting unit, e.g. 1500000 -> "1.5ms".
 * `to` has room for UNITS_TEXT bytes; it is returned. */
enum { UNITS_TEXT = 40 };
char *units_format_duration(char *to, int64_t ns);
char *units_format_size(char *to, int64_t bytes);
char *units_format_rate(char *to, int64_t micro_per_second);

#endif
