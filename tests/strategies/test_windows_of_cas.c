/* test_windows_of_cas.c - each Window of cas, reached.
 *
 * As test_windows.c does for the others: a handful of requests at given instants, and exactly what
 * comes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/oracle/schedule.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

#define SLOW_FILL "\"database\": {\"read-reply\": \"10ms\"}"
#define SLOW_CACHE "\"cache\": {\"latency\": \"4ms\"}"
#define LOSSY "\"cache\": {\"loss\": 0.5, \"timeout\": \"1ms\"}"
#define CAS(knobs) "[{\"cas\": {" knobs "}}]"

/* From the commit until the cas arrives. */
static void cas_window_1(void **state)
{
    static const struct schedule rows[] = {
        {"between commit and cas", "\"database\": {\"commit-reply\": \"4ms\"}", CAS(""), 60 * MS,
         {READ(0), WRITE(20 * MS), READ(22 * MS), READ(30 * MS)},
         {{"hits", 2}, {"stale-reads", 1}, {"stale-in-flight", 1}, {"stale-age-max", 2 * MS},
          {"invalidations", 1}, {"db-reads", 2}, {"stores", 2}, {"stores-refused", 0},
          {"windows", 1}, {"window-total", 4 * MS}, {"windows-permanent", 0}}},
        {"what was not there is there afterwards", NULL, CAS(""), 60 * MS,
         {WRITE(0), READ(10 * MS)}, {{"hits", 1}, {"db-reads", 1}, {"stores", 1}}},
        {"replace needs no load", NULL, CAS("\"write\": \"replace\""), 60 * MS,
         {WRITE(0), READ(10 * MS)}, {{"hits", 1}, {"db-reads", 0}, {"stores", 1}}},
        {"a transaction that is rolled back stores nothing", NULL, CAS(""), 60 * MS,
         {READ(0), WRITE(20 * MS, .flags = OP_ROLL_BACK), READ(30 * MS)},
         {{"hits", 1}, {"stores", 1}, {"invalidations", 0}, {"stale-reads", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* What is not there has no number: the add of a slow fill is not refused. */
static void cas_window_2(void **state)
{
    static const struct schedule rows[] = {
        {"after a delete", SLOW_FILL, "[{\"cas\": {\"write\": \"none\"}}, {\"delete\": {}}]", 60 * MS,
         {READ(0), WRITE(5 * MS), READ(30 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-stale-fill", 1}, {"stores-refused", 0},
          {"windows-permanent", 1}}},
        {"after an eviction", SLOW_FILL ", \"cache\": {\"entries\": 1}",
         CAS("\"write\": \"replace\""), 60 * MS,
         {READ(0), WRITE(5 * MS), WRITE(7 * MS, .row = 1), READ(30 * MS)},
         {{"hits", 1}, {"stale-stale-fill", 1}, {"evictions", 2}, {"stores-refused", 0},
          {"windows-permanent", 1}}},
        {"the new value is there: refused, and no fill", SLOW_FILL, CAS("\"write\": \"replace\""),
         60 * MS, {READ(0), WRITE(5 * MS), READ(30 * MS)},
         {{"hits", 1}, {"stale-reads", 0}, {"fill-races", 0}, {"stores", 1}, {"stores-refused", 1},
          {"windows-permanent", 0}}},
        {"the fill comes first: the writer is refused, and tries again", SLOW_FILL, CAS(""), 60 * MS,
         {READ(0), WRITE(5 * MS), READ(12 * MS), READ(30 * MS)},
         {{"hits", 2}, {"stale-reads", 1}, {"stale-stale-fill", 1}, {"stores", 2},
          {"stores-refused", 1}, {"db-reads", 3}, {"windows", 1}, {"window-total", 20 * MS},
          {"windows-permanent", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* Two writers and a fill: one writer is refused, and asks for the number after the other's cas. */
#define OVERTAKEN \
    {READ(16500 * US), WRITE(20 * MS), WRITE(21 * MS), READ(50 * MS)}
static void cas_window_3(void **state)
{
    static const struct schedule rows[] = {
        {"overwrite", SLOW_CACHE, CAS("\"write\": \"overwrite\""), 90 * MS, OVERTAKEN,
         {{"hits", 1}, {"stale-reads", 1}, {"stale-reordered", 1}, {"stores-refused", 1},
          {"windows-permanent", 1}}},
        {"reload", SLOW_CACHE, CAS(""), 90 * MS, OVERTAKEN,
         {{"hits", 1}, {"stale-reads", 0}, {"stores-refused", 1}, {"db-reads", 4},
          {"windows-permanent", 0}}},
        {"replace", SLOW_CACHE, CAS("\"write\": \"replace\""), 90 * MS, OVERTAKEN,
         {{"stale-reads", 0}, {"windows-permanent", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* No layer hears of the write, or the network loses what it asks for. */
static void cas_window_4(void **state)
{
    static const struct schedule rows[] = {
        {"raw SQL", NULL, CAS(""), 90 * MS,
         {READ(0), WRITE(20 * MS, .road = ROAD_RAW), READ(60 * MS)},
         {{"hits", 1}, {"stale-unsignalled", 1}, {"invalidations", 0}, {"windows-permanent", 1}}},
        {"lost, and given up", LOSSY, CAS("\"retries\": 0, \"give-up\": \"leave\""), 90 * MS,
         {READ(0, .row = 3), READ(0), WRITE(20 * MS), READ(60 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-lost", 1}, {"windows-permanent", 1}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* Two writers at once: the one that is overtaken has to begin again, or gives up. */
static void cas_window_5(void **state)
{
    static const struct schedule rows[] = {
        {"gives up, and deletes", SLOW_CACHE, CAS("\"retries\": 0"), 90 * MS,
         {READ(0), WRITE(20 * MS), WRITE(21 * MS), READ(40 * MS)},
         {{"hits", 0}, {"stores-refused", 1}, {"invalidations", 3}, {"stale-reads", 0},
          {"windows-permanent", 0}}},
        {"gives up, and leaves it", SLOW_CACHE, CAS("\"retries\": 0, \"give-up\": \"leave\""), 90 * MS,
         {READ(0), WRITE(20 * MS), WRITE(21 * MS), READ(40 * MS)},
         {{"hits", 1}, {"stores-refused", 1}, {"invalidations", 2}, {"stale-reads", 0},
          {"windows-permanent", 0}}},
        {"tries again", SLOW_CACHE, CAS("\"retries\": 1"), 90 * MS,
         {READ(0), WRITE(20 * MS), WRITE(21 * MS), READ(40 * MS)},
         {{"hits", 1}, {"stores-refused", 1}, {"invalidations", 3}, {"db-reads", 4},
          {"stale-reads", 0}, {"windows-permanent", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cas_window_1), cmocka_unit_test(cas_window_2),
        cmocka_unit_test(cas_window_3), cmocka_unit_test(cas_window_4),
        cmocka_unit_test(cas_window_5),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
