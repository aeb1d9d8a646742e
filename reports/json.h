/* json.h - results.json: everything that was measured, for programs.
 *
 * One text for one comparison, byte for byte: keys sorted, numbers with a fixed number of decimals,
 * no clock, no host, no path. What is 64 bits by nature (seeds, fingerprints) is a string, and so
 * is a whole number beyond 2^53, which many readers would round. A figure that had nothing to
 * measure is null. docs/results.md describes the members; the members of "metrics" are those of
 * metric.h. Distributions, causes and slices of time of a strategy are summed over the seeds, of
 * peaks and quantiles of slices there is the largest (series.csv has the slices of each); buckets
 * are [low, high, count], and quantiles are at most "histogram-relative-error" above the true
 * ones. */
#ifndef REPORTS_JSON_H
#define REPORTS_JSON_H

#include "reports/comparison.h"
#include "reports/digest.h"
#include "reports/text.h"

#define JSON_RESULTS_KIND "stalemate results"
enum { JSON_RESULTS_SCHEMA = 1 };

/* The digest must be the comparison's own. */
void report_json(struct text *to, const struct comparison *comparison, const struct digest *digest);

#endif
