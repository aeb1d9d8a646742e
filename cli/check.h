/* check.h - what the files of `stalemate check` share. */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include "cli/baseline.h"
#include "cli/scenario.h"
#include "reports/checks.h"

#include <stdbool.h>
#include <stdint.h>

/* From the command line. */
struct check_options {
    const char *only[SCENARIO_STRATEGIES_MAX];
    unsigned only_count;                   /* 0: all strategies */
    bool seed_given, quiet;
    uint64_t seed, seeds, jobs;
    const char *save_baseline, *baseline, *out;    /* paths; NULL: not asked for */
    void (*report)(struct text *to, const struct checks *checks);      /* NULL: as text */
};

struct check_session {
    struct check_options options;
    struct baseline before, now;           /* filled only where a baseline was asked for */
    struct checks checks;
};

/* Runs one scenario and adds what came of it to the session. False after a complaint. */
bool check_scenario(struct check_session *session, const char *path, struct complaint *complaint);

#endif
