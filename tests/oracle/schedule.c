/* schedule.c - running schedules and comparing every figure. */
#include "tests/oracle/schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/oracle/listed.h"
#include "tests/oracle/oracle.h"

static unsigned compare_figures(const struct schedule *schedule, const struct result *result)
{
    unsigned failures = 0;

    for (size_t i = 0; i < SCHEDULE_FIGURES && schedule->expected[i].metric != NULL; i++) {
        double expected = (double)schedule->expected[i].value;
        double found = oracle_value(result, schedule->expected[i].metric);
        if (found == expected)
            continue;
        printf("# FAIL %s: %s: expected %.0f, found %.0f\n", schedule->name,
               schedule->expected[i].metric, expected, found);
        failures++;
    }
    return failures;
}

static unsigned causes_add_up(const struct schedule *schedule, const struct result *result)
{
    uint64_t sliced = 0, in_slices = 0, in_all = 0;

    for (unsigned cause = 0; cause < CAUSE_COUNT; cause++) {
        in_all += result->stale_by[cause];
        for (unsigned i = 0; i < SLICES; i++)
            in_slices += result->slices[i].stale_by[cause];
    }
    for (unsigned i = 0; i < SLICES; i++)
        sliced += result->slices[i].stale;
    if (in_all == result->stale && in_slices == sliced)
        return 0;
    printf("# FAIL %s: the causes do not add up to the stale reads\n", schedule->name);
    return 1;
}

static unsigned run(const struct schedule *schedule)
{
    static struct result result;               /* too large for a stack */
    struct listed listed = {
        .rows = 4, .nodes = 2, .end = schedule->end, .requests = schedule->requests,
        .sessions = schedule->requests[0].client != 0,
    };
    struct oracle_point point = {
        .name = schedule->name, .world = schedule->world, .stack = schedule->stack,
        .source = listed_open(&listed),
    };

    while (listed.count < SCHEDULE_REQUESTS && schedule->requests[listed.count].bytes > 0)
        listed.count++;
    memset(&result, 0, sizeof result);
    oracle_simulate(&point, &result, 1);
    return compare_figures(schedule, &result) + causes_add_up(schedule, &result);
}

void schedules_run(const struct schedule *schedules, size_t count)
{
    unsigned failures = 0;

    for (size_t i = 0; i < count; i++)
        failures += run(&schedules[i]);
    fflush(stdout);
    assert_int_equal(failures, 0);
}
