/* checks.h - outcomes of checks, and how they are told: to people, as TAP, as JUnit XML, as JSON.
 *
 * A check is one statement about one run, which held or did not: an expectation of a scenario, or a
 * figure compared with a baseline. Reports are functions of the list and of nothing else: no clock,
 * no host, so that the same input gives the same bytes. */
#ifndef REPORTS_CHECKS_H
#define REPORTS_CHECKS_H

#include "reports/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Texts may hold whatever a user wrote; each report quotes them as it needs. In checks_add they are
 * copied; "" stands for what does not apply. */
struct check_outcome {
    bool kept;
    const char *scenario, *strategy;
    const char *subject;               /* what was checked: a metric's name, mostly */
    const char *expected, *found;      /* as people write them, with units */
    const char *about;                 /* why it was expected, in the user's words */
    const char *replay;                /* the command that shows it again */
    uint64_t seed;
    bool seeded;                       /* it is about a run, and `seed` is that run's */
};

/* All zero is an empty list. */
struct checks {
    struct check_outcome *list;
    size_t count, room, broken;
    bool failed;                       /* out of memory: outcomes are missing */
};

void checks_add(struct checks *checks, const struct check_outcome *outcome);
void checks_free(struct checks *checks);

enum checks_text_flags {
    CHECKS_COLOUR = 1,
    CHECKS_BROKEN_ONLY = 2,            /* nothing of what was kept, and nothing at all if all was */
};

void checks_text(struct text *to, const struct checks *checks, unsigned flags);
/* Version 13, which 14 includes. */
void checks_tap(struct text *to, const struct checks *checks);
/* A suite for each scenario. */
void checks_junit(struct text *to, const struct checks *checks);
void checks_json(struct text *to, const struct checks *checks);

#endif
