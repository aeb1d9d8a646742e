/* baseline_compare.c - two sorted lists of runs, walked side by side. */
#include "cli/baseline.h"
#include "cli/expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- one run, before and now ---- */

/* "4.2ms" for what the file calls 4200000. */
static void say(const char *name, const char *value, char *to, size_t size)
{
    struct complaint unknown = {0};
    struct metric_key key;

    if (value[0] == '\0')
        snprintf(to, size, "nothing to measure");
    else if (metric_find(name, &key, "", &unknown))
        expect_say_value(&key, strtod(value, NULL), to, size);
    else
        snprintf(to, size, "%s", value);
}

static void add_moved(struct checks *checks, const struct baseline_run *now, const char *subject,
                      const char *expected, const char *found)
{
    checks_add(checks, &(struct check_outcome){
        .scenario = now->scenario, .strategy = now->strategy, .seed = now->seed, .seeded = true,
        .subject = subject, .expected = expected, .found = found, .replay = now->replay,
    });
}

static void compare_figure(const struct baseline_figure *before, const struct baseline_figure *now,
                           const struct baseline_run *run, struct checks *checks)
{
    char was[EXPECT_TEXT + 32], is[EXPECT_TEXT];

    say(before->name, before->value, was, sizeof was);
    say(now->name, now->value, is, sizeof is);
    if (strcmp(was, is) == 0) {            /* What is rounded for people hides the difference. */
        snprintf(was, sizeof was, "%s", before->value);
        snprintf(is, sizeof is, "%s", now->value);
    }
    strcat(was, ", as in the baseline");
    add_moved(checks, run, now->name, was, is);
}

static void compare_runs(const struct baseline_run *before, const struct baseline_run *now,
                         struct checks *checks)
{
    size_t i = 0, j = 0, broken = checks->broken;
    char all[64];

    while (i < before->count || j < now->count) {
        int order = i == before->count ? 1 : j == now->count ? -1
                  : strcmp(before->figures[i].name, now->figures[j].name);
        if (order < 0)
            add_moved(checks, now, before->figures[i].name, "a figure, as in the baseline",
                      "none of that name");
        else if (order > 0)
            add_moved(checks, now, now->figures[j].name, "nothing, as in the baseline",
                      "a figure that is new");
        else if (strcmp(before->figures[i].value, now->figures[j].value) != 0)
            compare_figure(&before->figures[i], &now->figures[j], now, checks);
        i += order <= 0;
        j += order >= 0;
    }
    if (strcmp(before->fingerprint, now->fingerprint) != 0) {
        char was[sizeof before->fingerprint + 32];
        snprintf(was, sizeof was, "%s, as in the baseline", before->fingerprint);
        add_moved(checks, now, "fingerprint of all events", was, now->fingerprint);
    }
    if (checks->broken > broken || checks->failed)
        return;
    snprintf(all, sizeof all, "%zu figures, and every event, unchanged", now->count);
    checks_add(checks, &(struct check_outcome){
        .kept = true, .scenario = now->scenario, .strategy = now->strategy, .seed = now->seed,
        .seeded = true, .subject = "baseline", .expected = "the same", .found = all,
    });
}

/* ---- runs that only one of them has ---- */

static bool is_of(const struct baseline_run *run, const char *scenario, const char *strategy)
{
    return strcmp(run->scenario, scenario) == 0
        && (strategy == NULL || strcmp(run->strategy, strategy) == 0);
}

static bool has(const struct baseline *baseline, const char *scenario, const char *strategy)
{
    for (size_t i = 0; i < baseline->count; i++) {
        if (is_of(&baseline->runs[i], scenario, strategy))
            return true;
    }
    return false;
}

static void tell_alone(const struct baseline_run *run, const char *what, bool is_new,
                       struct checks *checks)
{
    char expected[64], found[64];

    snprintf(expected, sizeof expected, "%s %s, as in the baseline", is_new ? "no such" : "the",
             what);
    snprintf(found, sizeof found, is_new ? "a %s that is new" : "the %s is gone", what);
    checks_add(checks, &(struct check_outcome){
        .scenario = run->scenario, .strategy = strcmp(what, "scenario") == 0 ? "" : run->strategy,
        .seed = run->seed, .seeded = strcmp(what, "seed") == 0, .subject = "baseline",
        .expected = expected, .found = found, .replay = run->replay,
    });
}

/* Tells once of a strategy that the other one does not have at all, else of each seed. The runs are
 * sorted, so the one before this says whether it has been told. */
static void tell_run(const struct baseline *one, size_t i, const struct baseline *other,
                     struct baseline_scope scope, bool is_new, struct checks *checks)
{
    const struct baseline_run *run = &one->runs[i];

    if (has(other, run->scenario, run->strategy)) {
        if (is_new || !scope.seeds)
            tell_alone(run, "seed", is_new, checks);
    } else if ((is_new || !scope.strategies)
               && (i == 0 || !is_of(run - 1, run->scenario, run->strategy))) {
        tell_alone(run, "strategy", is_new, checks);
    }
}

/* ---- the walk ---- */

static void sort(struct baseline *baseline)
{
    if (baseline->count > 0)
        qsort(baseline->runs, baseline->count, sizeof *baseline->runs, baseline_order);
}

/* The next run of this scenario, from the i-th on. */
static size_t next_of(const struct baseline *baseline, size_t i, const char *scenario)
{
    while (i < baseline->count && !is_of(&baseline->runs[i], scenario, NULL))
        i++;
    return i;
}

void baseline_compare(struct baseline *before, struct baseline *now, const char *scenario,
                      struct baseline_scope scope, struct checks *checks)
{
    size_t i, j;

    sort(before);
    sort(now);
    i = next_of(before, 0, scenario);
    j = next_of(now, 0, scenario);
    if (i == before->count && j < now->count) {
        tell_alone(&now->runs[j], "scenario", true, checks);
        return;
    }
    while (i < before->count || j < now->count) {
        int order = i == before->count ? 1 : j == now->count ? -1
                  : baseline_order(&before->runs[i], &now->runs[j]);
        if (order < 0)
            tell_run(before, i, now, scope, false, checks);
        else if (order > 0)
            tell_run(now, j, before, scope, true, checks);
        else
            compare_runs(&before->runs[i], &now->runs[j], checks);
        if (order <= 0)
            i = next_of(before, i + 1, scenario);
        if (order >= 0)
            j = next_of(now, j + 1, scenario);
    }
}

void baseline_compare_scenarios(struct baseline *before, const struct baseline *now,
                                struct checks *checks)
{
    sort(before);
    for (size_t i = 0; i < before->count; i++) {
        const struct baseline_run *run = &before->runs[i];
        if (!has(now, run->scenario, NULL) && (i == 0 || !is_of(run - 1, run->scenario, NULL)))
            tell_alone(run, "scenario", false, checks);
    }
}
