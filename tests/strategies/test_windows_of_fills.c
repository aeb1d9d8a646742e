/* test_windows_of_fills.c - each Window of delayed-double-delete, lease and recheck, reached.
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

/* ---- lease ---- */

#define LEASE(knobs) "[{\"lease\": {" knobs "}}, {\"delete\": {}}]"

/* Between the commit and the delete, a token is still good. */
static void lease_window_1(void **state)
{
    static const struct schedule rows[] = {
        {"a store between commit and delete",
         "\"database\": {\"read-reply\": \"10ms\", \"commit-reply\": \"4ms\"}", LEASE(""), 60 * MS,
         {READ(0), WRITE(7 * MS), READ(10 * MS + 500 * US), READ(12 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-stale-fill", 1}, {"fill-races-hit", 1},
          {"stores-refused", 0}, {"windows", 1}, {"window-total", 4 * MS},
          {"windows-permanent", 0}}},
        {"a store after the delete is refused, and is no fill", SLOW_FILL, LEASE(""), 60 * MS,
         {READ(0), WRITE(5 * MS), READ(30 * MS), READ(50 * MS)},
         {{"hits", 1}, {"stale-reads", 0}, {"fill-races", 1}, {"fill-races-hit", 0}, {"stores", 1},
          {"stores-refused", 1}, {"invalidations-needless", 0}, {"windows-permanent", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* A delete that is never sent voids nothing. */
static void lease_window_2(void **state)
{
    static const struct schedule rows[] = {
        {"raw SQL", SLOW_FILL, LEASE(""), 60 * MS,
         {READ(0), WRITE(5 * MS, .road = ROAD_RAW), READ(30 * MS)},
         {{"hits", 1}, {"stale-stale-fill", 1}, {"stores-refused", 0}, {"windows-permanent", 1}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* A delete before the commit: the next token lets the old version in. */
static void lease_window_3(void **state)
{
    static const struct schedule rows[] = {
        {"in the transaction", "\"application\": {\"work\": \"10ms\"}",
         "[{\"lease\": {}}, {\"delete\": {\"when\": \"in-transaction\"}}]", 60 * MS,
         {READ(0), WRITE(20 * MS), READ(25 * MS), READ(40 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-early", 1}, {"stores-refused", 0},
          {"windows-permanent", 1}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* A token whose holder does not store: all others wait, then load for themselves. */
static void lease_window_4(void **state)
{
    static const struct schedule rows[] = {
        {"a slow holder: they wait in vain", "\"database\": {\"read-reply\": \"50ms\"}",
         LEASE("\"wait\": \"10ms\", \"tries\": 2"), 190 * MS,
         {READ(0), READ(1 * MS), READ(35 * MS), READ(60 * MS)},
         {{"hits", 2}, {"db-reads", 2}, {"stores", 1}, {"stores-refused", 0},
          {"read-latency-max", 70 * MS}}},
        {"slower than the ttl of its token", "\"database\": {\"read-reply\": \"50ms\"}",
         LEASE("\"tries\": 0, \"token-ttl\": \"20ms\""), 190 * MS,
         {READ(0), READ(10 * MS), READ(25 * MS), READ(60 * MS), READ(80 * MS)},
         {{"hits", 0}, {"db-reads", 5}, {"stores", 0}, {"stores-refused", 4}}},
        {"nobody waits where no cache is asked", NULL, "[{\"no-cache\": {}}, {\"lease\": {}}]",
         60 * MS, {READ(0), READ(10 * MS)}, {{"db-reads", 2}, {"read-latency-max", 0}}},
        {"a store that is lost", LOSSY, LEASE("\"tries\": 0, \"token-ttl\": \"30ms\""), 190 * MS,
         {READ(0), READ(10 * MS), READ(20 * MS), READ(35 * MS), READ(45 * MS)},
         {{"hits", 1}, {"db-reads", 4}, {"stores", 1}, {"stores-refused", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* Written faster than it is loaded: nothing is ever stored. */
static void lease_window_5(void **state)
{
    static const struct schedule rows[] = {
        {"a write in each load", SLOW_FILL, LEASE(""), 90 * MS,
         {READ(0), WRITE(5 * MS), READ(11 * MS), WRITE(15 * MS), READ(22 * MS), WRITE(25 * MS),
          READ(33 * MS), WRITE(35 * MS)},
         {{"hits", 0}, {"db-reads", 4}, {"stores", 0}, {"stores-refused", 4}, {"stale-reads", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* ---- recheck ---- */

/* The first half is read at 0, the second 10 ms later, and the page is stored at 20 ms. */
#define PAGE "\"database\": {\"pages\": 1, \"read-reply\": \"10ms\", \"stamp-reply\": \"1us\"}"
#define RECHECK(tries) "[{\"recheck\": {\"tries\": " tries "}}, {\"delete\": {}}]"
#define BOTH .flags = OP_FIRST_HALF | OP_SECOND_HALF

/* A page that changes in each of the tries is answered as it came. */
static void recheck_window_1(void **state)
{
    static const struct schedule rows[] = {
        {"nobody checks", PAGE, "[{\"delete\": {}}]", 90 * MS,
         {READ(0), WRITE(5 * MS, BOTH), READ(30 * MS)},
         {{"db-reads", 2}, {"hits", 1}, {"torn-reads", 2}, {"stale-reads", 1},
          {"stale-stale-fill", 1}, {"stores", 1}, {"windows-permanent", 1}}},
        {"a half that is read later", PAGE, "[{\"delete\": {}}]", 90 * MS,
         {READ(0), WRITE(5 * MS, .flags = OP_SECOND_HALF), READ(30 * MS)},
         {{"torn-reads", 0}, {"stale-reads", 0}, {"hits", 1}}},
        {"a half that was read: the page is old, and whole", PAGE, "[{\"delete\": {}}]", 90 * MS,
         {READ(0), WRITE(5 * MS, .flags = OP_FIRST_HALF), READ(30 * MS)},
         {{"torn-reads", 0}, {"stale-stale-fill", 1}, {"version-lag-max", 1}}},
        {"one after the other", PAGE, "[{\"no-cache\": {}}]", 90 * MS,
         {READ(0), WRITE(5 * MS, .flags = OP_FIRST_HALF), WRITE(6 * MS, .flags = OP_SECOND_HALF)},
         {{"torn-reads", 1}}},
        {"in the other order: as it was between the two", PAGE, "[{\"no-cache\": {}}]", 90 * MS,
         {READ(0), WRITE(5 * MS, .flags = OP_SECOND_HALF), WRITE(6 * MS, .flags = OP_FIRST_HALF)},
         {{"torn-reads", 0}}},
        {"the one try", PAGE, RECHECK("1"), 90 * MS,
         {READ(0), WRITE(5 * MS, BOTH), READ(30 * MS), READ(80 * MS)},
         {{"db-reads", 4}, {"db-stamp-reads", 4}, {"torn-reads", 1}, {"stores", 1}, {"hits", 1},
          {"stale-reads", 0}}},
        {"a second try", PAGE, RECHECK("2"), 90 * MS,
         {READ(0), WRITE(5 * MS, BOTH), READ(60 * MS)},
         {{"db-reads", 4}, {"db-stamp-reads", 3}, {"torn-reads", 0}, {"stores", 1}, {"hits", 1},
          {"stale-reads", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* Between the last check and the store nobody notices a commit. */
static void recheck_window_2(void **state)
{
    static const struct schedule rows[] = {
        {"a store that is on its way",
         PAGE ", \"cache\": {\"latency-request\": \"1ms\"}",
         "[{\"recheck\": {}}, {\"delete\": {\"when\": \"before-write\"}}]", 90 * MS,
         {READ(0), WRITE(20 * MS + 500 * US, BOTH), READ(40 * MS)},
         {{"hits", 1}, {"torn-reads", 0}, {"stale-stale-fill", 1}, {"windows-permanent", 1}}},
    };

    schedules_run(rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delayed_double_delete_window_1),
        cmocka_unit_test(delayed_double_delete_window_2),
        cmocka_unit_test(delayed_double_delete_window_3),
        cmocka_unit_test(lease_window_1), cmocka_unit_test(lease_window_2),
        cmocka_unit_test(lease_window_3), cmocka_unit_test(lease_window_4),
        cmocka_unit_test(lease_window_5),
        cmocka_unit_test(recheck_window_1), cmocka_unit_test(recheck_window_2),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
