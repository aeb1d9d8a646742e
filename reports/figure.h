/* figure.h - every figure of every metric, in one list: the columns of the machine-readable
 * reports.
 *
 * The list is made from the table in metric.h, so that a new metric shows up in all of them by
 * itself. A figure's name is the one that a scenario's "expect" takes. */
#ifndef REPORTS_FIGURE_H
#define REPORTS_FIGURE_H

#include "reports/text.h"
#include "sim/judge/metric.h"

#include <stddef.h>

struct figure {
    struct metric_key key;
    char name[64];
};

/* In the table's order. The list is made at the first call and stays; figure_list()[figure_count()]
 * has no name. */
const struct figure *figure_list(void);
size_t figure_count(void);

/* Its place in the list; the name must be one that is there. */
size_t figure_index(const char *name);

/* The metrics that are distributions, in the table's order. */
size_t figure_distribution_count(void);
const struct metric *figure_distribution(size_t i);
const struct histogram *figure_histogram(const struct metric *metric, const struct result *result);

/* "ns", "bytes", "ratio", ... */
const char *figure_unit(enum metric_unit unit);

/* The value as a decimal number of fixed form: whole for counts, sizes and times, 12 decimals for
 * ratios. */
void figure_add_value(struct text *to, const struct figure *figure, double value);

/* The mean of such values over seeds, or the half-width of its interval: with decimals for all. */
void figure_add_mean(struct text *to, const struct figure *figure, double value);

#endif
