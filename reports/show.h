/* show.h - figures as people read them: three digits that matter, and always the unit.
 *
 * Also the columns that a table of strategies has, which the terminal and Markdown share. */
#ifndef REPORTS_SHOW_H
#define REPORTS_SHOW_H

#include "reports/text.h"
#include "sim/judge/metric.h"

#include <stddef.h>

void show_duration(struct text *to, double ns);        /* 850us, 12.3ms, 60s, 5m */
void show_percent(struct text *to, double ratio);      /* 94.23%, 0.0012%, 0% */
void show_count(struct text *to, double count);        /* 17, 9400, 12.3k */
void show_value(struct text *to, enum metric_unit unit, double value);

/* The half-width of an interval: two digits are enough. */
void show_half_width(struct text *to, enum metric_unit unit, double value);

struct show_column {
    const char *figure;        /* by its name in figure.h */
    const char *top, *bottom;  /* its heading, on two short lines */
    const char *title;         /* its heading, on one */
};
extern const struct show_column show_columns[];        /* ends with a row without a figure */
/* What else may be wrong with a read, whether it is stale or not. */
extern const struct show_column show_anomalies[];      /* likewise */

#endif
