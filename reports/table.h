/* table.h - the table that `stalemate run` ends with: strategies side by side, for a terminal.
 *
 * One row a strategy, the bounds marked; with several seeds a second row under each, with the
 * half-width of the 95 % confidence interval of every figure. Then why reads were stale, for the
 * causes that occurred. */
#ifndef REPORTS_TABLE_H
#define REPORTS_TABLE_H

#include "reports/digest.h"
#include "reports/text.h"

#include <stdbool.h>

enum { TABLE_WIDTH = 100 };

void report_table(struct text *to, const struct digest *digest, bool colour);

#endif
