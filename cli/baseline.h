/* baseline.h - every figure of every run, kept in a file, and what has moved since.
 *
 *      {"schema": 1, "scenarios": {"product page": {"delete on write": {"7": {
 *          "fingerprint": "...", "figures": {"hit-ratio": "0.912345678901", ...}}}}}}
 *
 * Runs are deterministic, so figures are compared exactly: as the decimal text that is in the
 * file, a string, since totals do not fit a JSON number; null is a figure of nothing. All keys are
 * sorted, seeds by their number. */
#ifndef CLI_BASELINE_H
#define CLI_BASELINE_H

#include "reports/checks.h"
#include "sim/base/complaint.h"
#include "sim/judge/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct baseline_figure {
    char name[64];
    char value[64];            /* "": there was nothing to measure */
};

/* One run. */
struct baseline_run {
    char *scenario, *strategy;
    uint64_t seed;
    char *replay;              /* the command that runs it; NULL where it was read from a file */
    char fingerprint[33];
    struct baseline_figure *figures;       /* sorted by name */
    size_t count;
};

/* All zero is an empty one. */
struct baseline {
    struct baseline_run *runs;
    size_t count;
};

bool baseline_add(struct baseline *baseline, const char *scenario, const char *strategy,
                  uint64_t seed, const char *replay, const struct result *result,
                  struct complaint *complaint);
void baseline_free(struct baseline *baseline);

bool baseline_read(struct baseline *baseline, const char *path, struct complaint *complaint);

/* Sorts the runs and writes them, all or nothing. */
bool baseline_write(struct baseline *baseline, const char *path, struct complaint *complaint);

/* By scenario, strategy and seed, for qsort. */
int baseline_order(const void *a, const void *b);

/* How the command line has narrowed the run: what the baseline has beyond is then not missed. */
struct baseline_scope {
    bool strategies, seeds;
};

/* Sorts the runs of both and adds an outcome for each figure of this scenario that has moved, for
 * each strategy and seed that only one of them has, and for each run that is the same. */
void baseline_compare(struct baseline *before, struct baseline *now, const char *scenario,
                      struct baseline_scope scope, struct checks *checks);

/* Adds an outcome for each scenario that only `before` has. */
void baseline_compare_scenarios(struct baseline *before, const struct baseline *now,
                                struct checks *checks);

#endif
