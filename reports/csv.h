/* csv.h - results.csv and series.csv: what was measured, for spreadsheets and data frames.
 *
 * RFC 4180: a header, then one row a strategy and seed, or one a strategy, seed and slice of time;
 * lines end with CR LF. Units stand in the header, in parentheses. A cell of a figure that had
 * nothing to measure is empty. */
#ifndef REPORTS_CSV_H
#define REPORTS_CSV_H

#include "reports/comparison.h"
#include "reports/text.h"

void report_csv(struct text *to, const struct comparison *comparison, bool header);
void report_csv_series(struct text *to, const struct comparison *comparison);

#endif
