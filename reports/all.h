/* all.h - every report of a comparison that is made when it is computed. */
#ifndef REPORTS_ALL_H
#define REPORTS_ALL_H

#include "reports/comparison.h"
#include "sim/base/complaint.h"

#include <stdbool.h>

/* Writes results.json, results.csv, series.csv and summary.md into the folder, which is made if it
 * is missing. Each file appears whole or not at all; pictures of older results, in its plots/, go. */
bool report_write_all(const struct comparison *comparison, const char *folder,
                      struct complaint *complaint);

#endif
