/* comparison.h - what a report is made from: strategies side by side on the same arrivals.
 *
 * The rows of a comparison are strategies in the scenario's order, bounds last or first as the
 * scenario has them; each has one result a seed. All reports are functions of this and of nothing
 * else: no clock, no host, no path. */
#ifndef REPORTS_COMPARISON_H
#define REPORTS_COMPARISON_H

#include "sim/judge/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct comparison_row {
    const char *strategy;              /* user text: quote it as each format needs */
    const char *stack;                 /* its layers and settings, as JSON text */
    bool bound;                        /* one of the two bounds, which every report has */
    struct result *const *results;     /* [seed_count] */
};

struct comparison {
    const char *scenario;              /* its name: user text */
    const uint64_t *seeds;
    size_t seed_count;                 /* >= 1 */
    const struct comparison_row *rows;
    size_t row_count;
};

#endif
