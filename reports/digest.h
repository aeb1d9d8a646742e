/* digest.h - a comparison reduced to what people are shown: figures with their intervals, causes,
 * curves.
 *
 * A digest is made from a comparison when it has just been computed, or from a results file at any
 * later time; tables, summaries and plots know only digests, so that they can be made again from
 * the file alone. What several seeds measured is the mean with its interval for a figure, and the
 * sum for causes, distributions and slices. */
#ifndef REPORTS_DIGEST_H
#define REPORTS_DIGEST_H

#include "reports/comparison.h"
#include "reports/spread.h"
#include "sim/base/complaint.h"
#include "sim/judge/metric.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest_bucket {
    int64_t low, high;
    uint64_t count;
};

struct digest_distribution {
    const struct metric *metric;
    uint64_t samples;
    struct digest_bucket *buckets;     /* in rising order */
    size_t bucket_count;
};

struct digest_row {
    char *strategy;
    bool bound;
    struct spread *figures;            /* as figure_list() */
    uint64_t causes[CAUSE_COUNT];
    struct digest_distribution *distributions;     /* as figure_distribution() */
    struct slice *slices;              /* [SLICES]; sizes and entries are sums over seeds too, peaks
                                        * and quantiles the largest of any seed */
};

struct digest {
    char *scenario;
    size_t seed_count;
    char **seeds;                      /* as decimal text */
    sim_time warmup, end;
    int64_t slice_length;
    size_t slice_count;                /* those that begin before the end */
    struct digest_row *rows;
    size_t row_count;
};

/* NULL after a complaint; digest_free takes NULL too. */
struct digest *digest_make(const struct comparison *comparison, struct complaint *complaint);
struct digest *digest_read(const char *path, struct complaint *complaint);
void digest_free(struct digest *digest);

/* Empty rows for digest_read. */
struct digest *digest_new(const char *scenario, size_t row_count, size_t seed_count,
                          struct complaint *complaint);

/* By the figure's name, which must be one of figure.h; samples == 0: nothing was measured. */
struct spread digest_figure(const struct digest_row *row, const char *name);
const struct digest_distribution *digest_distribution(const struct digest_row *row,
                                                      const char *name);

/* Whether the figure is more than 0 for any strategy. */
bool digest_any(const struct digest *digest, const char *name);

uint64_t digest_stale(const struct digest_row *row);
/* The cause of most stale reads; CAUSE_COUNT where there are none. */
enum cause digest_main_cause(const struct digest_row *row);

/* The columns of a slice, which results.json, series.csv and the plots share. */
struct digest_column {
    const char *name;          /* with hyphens */
    const char *unit;
    size_t field;              /* of struct slice; each is 64 bits wide */
    bool largest;              /* of several seeds the largest says it, not the sum */
};
extern const struct digest_column digest_columns[];    /* ends with a row without a name */
uint64_t digest_slice_value(const struct digest_column *column, const struct slice *slice);
/* Adds to sums, and keeps the largest of what is no sum. */
void digest_add_slice(struct slice *to, const struct slice *from);
size_t digest_slice_count(sim_time end, int64_t slice_length);

#endif
