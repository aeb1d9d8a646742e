/* batch.h - all runs of a scenario: each strategy with each seed, on as many cores as wanted.
 *
 * Runs share nothing that changes and each has its own place for its result, so what comes out does
 * not depend on the number of threads or on which of them did what. */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include "cli/scenario.h"
#include "sim/judge/result.h"

#include <stdio.h>

struct batch_settings {
    const struct scenario *scenario;
    const uint64_t *seeds;
    size_t seed_count;
    unsigned jobs;
    bool progress;             /* on standard error */
    FILE *events;              /* a log of the only run; NULL: none */
};

/* So many seeds from `first` on, which the caller frees; NULL after a complaint. */
uint64_t *batch_seeds(uint64_t first, uint64_t count, struct complaint *complaint);

/* Results in the order of strategies, then seeds: [strategy * seed_count + seed]. The caller frees
 * with batch_free. NULL after a complaint. */
struct result **batch_run(const struct batch_settings *settings, struct complaint *complaint);
void batch_free(struct result **results, size_t count);

#endif
