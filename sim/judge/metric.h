/* metric.h - every measure by name, unit and definition: the one table that reports, checks and
 * help read.
 *
 * A metric is a count, a ratio of two counts, a rate over the measured time, a time, or a family of
 * figures of a distribution, which is named with a suffix: read-latency-p99, stale-age-p99.9,
 * window-max, window-mean. */
#ifndef SIM_JUDGE_METRIC_H
#define SIM_JUDGE_METRIC_H

#include "sim/base/complaint.h"
#include "sim/judge/result.h"

#include <stdbool.h>
#include <stddef.h>

enum metric_unit {
    METRIC_COUNT,
    METRIC_RATIO,              /* 0 .. 1 */
    METRIC_PER_SECOND,
    METRIC_DURATION,           /* ns */
    METRIC_SIZE,               /* bytes */
    METRIC_NUMBER,
};

enum metric_shape {
    SHAPE_COUNT,               /* the field */
    SHAPE_RATIO,               /* field / below */
    SHAPE_RATE,                /* field / measured time */
    SHAPE_DISTRIBUTION,        /* the field is a histogram */
};

struct metric {
    const char *name;
    enum metric_unit unit;
    enum metric_shape shape;
    size_t field, below;       /* offsets in struct result */
    const char *says;
};

extern const struct metric metrics[];      /* ends with a row without a name */
size_t metric_count(void);

/* One figure: a metric and, for a distribution, which figure of it. */
enum metric_figure {
    FIGURE_PLAIN,
    FIGURE_QUANTILE,           /* num / den */
    FIGURE_MEAN,
    FIGURE_MIN,
    FIGURE_MAX,
    FIGURE_TOTAL,
    FIGURE_SAMPLES,            /* how many values */
};

struct metric_key {
    const struct metric *metric;
    enum metric_figure figure;
    uint64_t num, den;
};

/* Finds the figure of a name such as "stale-ratio" or "read-latency-p99.9". On failure complains,
 * with the name that was probably meant, and returns false. `where` begins the message. */
bool metric_find(const char *name, struct metric_key *key, const char *where,
                 struct complaint *complaint);

/* Its value: durations in ns, ratios and rates as they are. A ratio of nothing is 0. */
double metric_value(const struct metric_key *key, const struct result *result);
/* False where there was nothing to measure (a ratio of no reads, a quantile of no values). */
bool metric_defined(const struct metric_key *key, const struct result *result);
enum metric_unit metric_key_unit(const struct metric_key *key);

/* The figures that reports give of every distribution, in order; ends with a row without a suffix.
 */
struct metric_suffix {
    const char *suffix;
    enum metric_figure figure;
    uint64_t num, den;
};
extern const struct metric_suffix metric_suffixes[];

#endif
