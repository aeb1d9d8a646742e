/* test_windows_of_fills.c - each Window of delayed-double-delete, reached.
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
#define SLOW_WRITE "\"database\": {\"write\": \"10ms\"}"
#define LOSSY "\"cache\": {\"loss\": 0.5, \"timeout\": \"1ms\"}"
#define TWICE(delay) "[{\"delayed-double-delete\": {\"delay\": \"" delay "\"}}]"

/* From the commit until the second delete arrives, if a reader has put the old version back. */
static void delayed_double_delete_window_1(void **state)
{
    static const struct schedule rows[] = {
        {"a reader between the first delete and the commit", SLOW_WRITE, TWICE("20ms"), 90 * MS,
         {READ(0), WRITE(20 * MS), READ(25 * MS), READ(40 * MS), READ(49 * MS), READ(60 * MS)},
         {{"hits", 2}, {"stale-reads", 2}, {"stale-in-flight", 2}, {"stale-age-max", 19 * MS},
          {"invalidations", 2}, {"windows", 1}, {"window-total", 20 * MS}, {"write-races-hit", 1},
          {"write-race-total", 20 * MS}}},
        {"nobody has: the second delete throws away what is true", NULL, TWICE("20ms"), 90 * MS,
         {READ(0), WRITE(20 * MS), READ(25 * MS), READ(35 * MS), READ(45 * MS)},
         {{"hits", 1}, {"stale-reads", 0}, {"db-reads", 3}, {"invalidations-needless", 0}}},
        {"a transaction that is rolled back leaves no task", SLOW_WRITE, TWICE("20ms"), 90 * MS,
         {READ(0), WRITE(20 * MS, .flags = OP_ROLL_BACK), READ(25 * MS), READ(60 * MS)},
         {{"hits", 1}, {"invalidations", 1}, {"stale-reads", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* A reader that loaded before the commit stores after the second delete. */
static void delayed_double_delete_window_2(void **state)
{
    static const struct schedule rows[] = {
        {"slower than the delay", SLOW_FILL, TWICE("2ms"), 90 * MS,
         {READ(0), WRITE(5 * MS), READ(30 * MS), READ(70 * MS)},
         {{"hits", 2}, {"stale-stale-fill", 2}, {"windows-permanent", 1},
          {"window-open-total", 85 * MS}}},
        {"not so slow", SLOW_FILL, TWICE("20ms"), 90 * MS,
         {READ(0), WRITE(5 * MS), READ(20 * MS), READ(30 * MS)},
         {{"hits", 1}, {"stale-stale-fill", 1}, {"windows", 1}, {"windows-permanent", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* A second delete that is lost as often as it is tried, or that is never asked for. */
static void delayed_double_delete_window_3(void **state)
{
    static const struct schedule rows[] = {
        {"raw SQL", NULL, TWICE("20ms"), 90 * MS,
         {READ(0), WRITE(20 * MS, .road = ROAD_RAW), READ(60 * MS)},
         {{"hits", 1}, {"stale-unsignalled", 1}, {"invalidations", 0}, {"windows-permanent", 1}}},
        {"lost, as the first was", LOSSY, TWICE("20ms"), 90 * MS,
         {READ(0, .row = 3), READ(0, .row = 3), READ(0, .row = 3), READ(0, .row = 3),
          READ(0, .row = 3), READ(0, .row = 3), READ(0), WRITE(20 * MS), READ(60 * MS)},
         {{"hits", 3}, {"stale-reads", 1}, {"stale-lost", 1}, {"invalidations", 2},
          {"invalidations-lost", 2}, {"windows-permanent", 1}}},
    };

    schedules_run(rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delayed_double_delete_window_1),
        cmocka_unit_test(delayed_double_delete_window_2),
        cmocka_unit_test(delayed_double_delete_window_3),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
