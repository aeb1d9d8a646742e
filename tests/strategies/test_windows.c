/* test_windows.c - each Window of ttl, delete, signal and shared-name, reached.
 *
 * The header comment of a strategy lists the ways in which it can go wrong, by number. Here is one
 * test for each of them, by that number: a handful of requests at given instants, and exactly what
 * comes of them. test_windows_of_names.c does the same for the strategies that name keys by a
 * version, and test_keeps.c tries to break what the strategies promise.
 *
 * Where a window needs a request that is lost, or a message that is overtaken, the world is drawn
 * from two values and the schedule is one in which the draws fall so: they always will. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/oracle/schedule.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

#define SLOW_ANSWER "\"database\": {\"commit-reply\": \"4ms\"}"
#define SLOW_FILL "\"database\": {\"read-reply\": \"10ms\"}"
#define SLOW_LOAD "\"database\": {\"read\": \"10ms\"}"
#define SLOW_TRANSACTION "\"application\": {\"work\": \"10ms\"}"

/* ---- ttl ---- */

/* From a commit until the entry expires. */
static void ttl_window_1(void **state)
{
    static const struct schedule rows[] = {
        {"absolute", NULL, "[{\"ttl\": {\"ttl\": \"50ms\"}}]", 100 * MS,
         {READ(0), WRITE(10 * MS), READ(20 * MS), READ(50 * MS - 1), READ(50 * MS)},
         {{"hits", 2}, {"stale-reads", 2}, {"stale-expiry-lag", 2}, {"stale-age-min", 10 * MS},
          {"stale-age-max", 40 * MS - 1}, {"windows", 1}, {"window-total", 40 * MS},
          {"invalidations", 0}}},
        {"sliding: each read puts the end off", NULL,
         "[{\"ttl\": {\"ttl\": \"50ms\", \"sliding\": true}}]", 200 * MS,
         {READ(0), WRITE(10 * MS), READ(40 * MS), READ(80 * MS), READ(120 * MS), READ(170 * MS)},
         {{"hits", 3}, {"stale-expiry-lag", 3}, {"stale-age-max", 110 * MS}, {"windows", 1},
          {"window-total", 160 * MS}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* Entries stored together expire together, and are then loaded together. Here saves store them, so
 * that the only loads are those of the herd. */
static void ttl_window_2(void **state)
{
    static const struct schedule rows[] = {
        {"four rows at once", SLOW_LOAD,
         "[{\"ttl\": {\"ttl\": \"50ms\"}}, {\"signal\": {\"action\": \"set\"}}]", 100 * MS,
         {WRITE(0), WRITE(0, .row = 1), WRITE(0, .row = 2), WRITE(0, .row = 3), READ(49 * MS),
          READ(52 * MS), READ(52 * MS, .row = 1), READ(52 * MS, .row = 2), READ(52 * MS, .row = 3)},
         {{"hits", 1}, {"expirations", 4}, {"db-reads", 4}, {"db-concurrency-peak", 4},
          {"recomputation-peak", 1}}},
        {"one row, by all who ask before it is back", SLOW_LOAD,
         "[{\"ttl\": {\"ttl\": \"50ms\"}}, {\"signal\": {\"action\": \"set\"}}]", 100 * MS,
         {WRITE(0), READ(52 * MS), READ(53 * MS), READ(54 * MS), READ(62 * MS), READ(70 * MS)},
         {{"hits", 1}, {"expirations", 1}, {"db-reads", 4}, {"recomputation-peak", 4}}},
        {"jitter spreads them", SLOW_LOAD,
         "[{\"ttl\": {\"ttl\": \"50ms\", \"jitter\": \"20ms\"}}, {\"signal\": {\"action\": "
         "\"set\"}}]", 100 * MS,
         {WRITE(0), WRITE(0, .row = 1), WRITE(0, .row = 2), WRITE(0, .row = 3),
          READ(52 * MS), READ(52 * MS, .row = 1), READ(52 * MS, .row = 2), READ(52 * MS, .row = 3)},
         {{"hits", 1}, {"db-reads", 3}, {"db-concurrency-peak", 3}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* ---- delete ---- */

/* From the commit until the delete arrives. */
static void delete_window_1(void **state)
{
    static const struct schedule rows[] = {
        {"the delete has not been sent yet", SLOW_ANSWER, "[{\"delete\": {}}]", 60 * MS,
         {READ(0), WRITE(20 * MS), READ(22 * MS), READ(24 * MS), READ(25 * MS)},
         {{"hits", 2}, {"stale-reads", 2}, {"stale-in-flight", 2}, {"stale-age-max", 4 * MS},
          {"windows", 1}, {"window-total", 4 * MS}, {"write-races", 1}, {"write-races-hit", 1},
          {"write-race-total", 4 * MS}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* A reader that loaded before the commit stores after the delete. */
static void delete_window_2(void **state)
{
    static const struct schedule rows[] = {
        {"until it expires", SLOW_FILL, "[{\"ttl\": {\"ttl\": \"50ms\"}}, {\"delete\": {}}]",
         100 * MS, {READ(0), WRITE(5 * MS), READ(30 * MS), READ(70 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-stale-fill", 1}, {"stale-age-max", 25 * MS},
          {"fill-races-hit", 1}, {"windows", 1}, {"window-total", 55 * MS}}},
        {"for ever", SLOW_FILL, "[{\"delete\": {}}]", 100 * MS,
         {READ(0), WRITE(5 * MS), READ(30 * MS), READ(70 * MS)},
         {{"hits", 2}, {"stale-stale-fill", 2}, {"stale-age-max", 65 * MS}, {"windows", 0},
          {"windows-permanent", 1}, {"window-open-total", 95 * MS}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* A delete that is lost as often as it is tried. Half of the requests to the cache are. */
static void delete_window_3(void **state)
{
#define LOSSY "\"cache\": {\"loss\": 0.5, \"timeout\": \"1ms\"}"
    static const struct schedule rows[] = {
        {"tried once", LOSSY, "[{\"delete\": {}}]", 100 * MS,
         {READ(0, .row = 3), READ(0, .row = 3), READ(0, .row = 3), READ(0), WRITE(20 * MS),
          READ(40 * MS), READ(60 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-lost", 1}, {"stale-age-max", 20 * MS},
          {"invalidations", 1}, {"invalidations-lost", 1}, {"window-total", 41 * MS}}},
        {"the third try arrives", LOSSY,
         "[{\"delete\": {\"attempts\": 5, \"retry-pause\": \"2ms\"}}]", 100 * MS,
         {READ(0, .row = 3), READ(0, .row = 3), READ(0, .row = 3), READ(0), WRITE(20 * MS),
          READ(40 * MS), READ(60 * MS)},
         {{"hits", 0}, {"stale-reads", 0}, {"invalidations", 3}, {"invalidations-lost", 2},
          {"windows", 1}, {"window-total", 6 * MS}, {"windows-permanent", 0}}},
        {"the fifth is lost as well", LOSSY,
         "[{\"delete\": {\"attempts\": 5, \"retry-pause\": \"2ms\"}}]", 100 * MS,
         {READ(0, .row = 3), READ(0), WRITE(20 * MS), READ(40 * MS), READ(60 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-lost", 1}, {"invalidations", 5},
          {"invalidations-lost", 5}, {"windows-permanent", 1}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* A reader between the delete and the commit puts the old version back. */
static void delete_window_4(void **state)
{
    static const struct schedule rows[] = {
        {"in the transaction", SLOW_TRANSACTION, "[{\"delete\": {\"when\": \"in-transaction\"}}]",
         60 * MS, {READ(0), WRITE(20 * MS), READ(25 * MS), READ(40 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-early", 1}, {"stale-age-max", 10 * MS},
          {"windows-permanent", 1}, {"window-open-total", 30 * MS}}},
        {"before the write", "\"database\": {\"write\": \"10ms\"}",
         "[{\"delete\": {\"when\": \"before-write\"}}]", 60 * MS,
         {READ(0), WRITE(20 * MS), READ(25 * MS), READ(40 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-early", 1}, {"stale-age-max", 10 * MS},
          {"windows-permanent", 1}}},
        {"after the commit there is no such gap", SLOW_TRANSACTION, "[{\"delete\": {}}]",
         60 * MS, {READ(0), WRITE(20 * MS), READ(25 * MS), READ(40 * MS)},
         {{"hits", 1}, {"stale-reads", 0}, {"windows-permanent", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* ---- signal ---- */

/* Fired inside the transaction: a reader between handler and commit puts the old version back. */
static void signal_window_1(void **state)
{
    static const struct schedule rows[] = {
        {"no further signal comes", SLOW_TRANSACTION, "[{\"signal\": {\"when\": \"pre-commit\"}}]",
         60 * MS, {READ(0), WRITE(20 * MS), READ(25 * MS), READ(40 * MS), READ(50 * MS)},
         {{"hits", 2}, {"stale-reads", 2}, {"stale-early", 2}, {"stale-age-max", 20 * MS},
          {"windows-permanent", 1}, {"window-open-total", 30 * MS}, {"invalidations", 1}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* On commit: until the handler's work arrives, and a fill that was overtaken. */
static void signal_window_2(void **state)
{
    static const struct schedule rows[] = {
        {"the handler has not run yet", SLOW_ANSWER, "[{\"signal\": {}}]", 60 * MS,
         {READ(0), WRITE(20 * MS), READ(22 * MS), READ(25 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-in-flight", 1}, {"stale-age-max", 2 * MS},
          {"windows", 1}, {"window-total", 4 * MS}}},
        {"the message is on the bus", "\"bus\": {\"delay\": \"15ms\"}",
         "[{\"signal\": {\"via\": \"bus\"}}]", 60 * MS,
         {READ(0), WRITE(20 * MS), READ(30 * MS), READ(35 * MS), READ(36 * MS)},
         {{"hits", 2}, {"stale-in-flight", 2}, {"stale-age-max", 15 * MS}, {"windows", 1},
          {"window-total", 15 * MS}, {"messages", 1}}},
        {"a reader that loaded before the commit", SLOW_FILL, "[{\"signal\": {}}]", 60 * MS,
         {READ(0), WRITE(5 * MS), READ(20 * MS)},
         {{"hits", 1}, {"stale-stale-fill", 1}, {"windows-permanent", 1}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* A message that the bus loses. */
static void signal_window_3(void **state)
{
    static const struct schedule rows[] = {
        {"for ever", "\"bus\": {\"loss\": 1}", "[{\"signal\": {\"via\": \"bus\"}}]", 60 * MS,
         {READ(0), WRITE(20 * MS), READ(30 * MS), READ(50 * MS)},
         {{"hits", 2}, {"stale-reads", 2}, {"stale-lost", 2}, {"stale-age-max", 30 * MS},
          {"messages", 1}, {"messages-lost", 1}, {"windows-permanent", 1},
          {"window-open-total", 40 * MS}}},
        {"in process nothing can be lost there", "\"bus\": {\"loss\": 1}", "[{\"signal\": {}}]",
         60 * MS, {READ(0), WRITE(20 * MS), READ(30 * MS)},
         {{"hits", 0}, {"stale-reads", 0}, {"messages", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* A write that takes another road than save(). */
static void signal_window_4(void **state)
{
    static const struct schedule rows[] = {
        {"a bulk update", NULL, "[{\"signal\": {}}]", 60 * MS,
         {READ(0), WRITE(20 * MS, .road = ROAD_BULK), READ(30 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-unsignalled", 1}, {"invalidations", 0},
          {"windows-permanent", 1}}},
        {"raw SQL", NULL, "[{\"signal\": {\"when\": \"pre-commit\"}}]", 60 * MS,
         {READ(0), WRITE(20 * MS, .road = ROAD_RAW), READ(30 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-unsignalled", 1}, {"invalidations", 0},
          {"windows-permanent", 1}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* A value that was set before its commit, which never came. */
static void signal_window_5(void **state)
{
    static const struct schedule rows[] = {
        {"a value that never was", SLOW_TRANSACTION,
         "[{\"signal\": {\"when\": \"pre-commit\", \"action\": \"set\"}}]", 60 * MS,
         {READ(0), WRITE(20 * MS, .flags = OP_ROLL_BACK), READ(25 * MS), READ(40 * MS)},
         {{"hits", 2}, {"dirty-reads", 1}, {"aborted-reads", 1}, {"rollbacks", 1},
          {"stale-reads", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* A message that was overtaken sets an older value. */
static void signal_window_6(void **state)
{
    static const struct schedule rows[] = {
        {"the first message is the slower one",
         "\"bus\": {\"delay\": {\"mixture\": [{\"weight\": 1, \"of\": \"1ms\"}, "
         "{\"weight\": 1, \"of\": \"20ms\"}]}}",
         "[{\"signal\": {\"via\": \"bus\", \"action\": \"set\"}}]", 100 * MS,
         {READ(0), WRITE(10 * MS), WRITE(12 * MS), READ(20 * MS), READ(40 * MS)},
         {{"hits", 2}, {"stale-reads", 1}, {"stale-reordered", 1}, {"stale-age-max", 28 * MS},
          {"version-lag-max", 1}, {"windows-permanent", 1}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* ---- shared-name ---- */

/* Rows 0 and 1 are number 0 of two kinds. */
static void shared_name_window_1(void **state)
{
    static const struct schedule rows[] = {
        {"the other kind's value", NULL, "[{\"shared-name\": {}}]", 60 * MS,
         {READ(0), READ(10 * MS, .row = 1), READ(20 * MS)},
         {{"hits", 2}, {"wrong-row-reads", 1}, {"db-reads", 1}, {"stale-reads", 0}}},
        {"a key that says its kind", NULL, "[{\"shared-name\": {\"kinds\": 1}}]", 60 * MS,
         {READ(0), READ(10 * MS, .row = 1), READ(20 * MS)},
         {{"hits", 1}, {"wrong-row-reads", 0}, {"db-reads", 2}}},
    };

    schedules_run(rows, COUNT(rows));
}

static void shared_name_window_2(void **state)
{
    static const struct schedule rows[] = {
        {"the other kind's copy is deleted", NULL, "[{\"shared-name\": {}}, {\"delete\": {}}]",
         60 * MS, {READ(0), WRITE(10 * MS, .row = 1), READ(20 * MS)},
         {{"hits", 0}, {"db-reads", 2}, {"invalidations", 1}, {"invalidations-needless", 0}}},
        {"a key that says its kind", NULL,
         "[{\"shared-name\": {\"kinds\": 1}}, {\"delete\": {}}]", 60 * MS,
         {READ(0), WRITE(10 * MS, .row = 1), READ(20 * MS)},
         {{"hits", 1}, {"db-reads", 1}, {"invalidations-needless", 1}}},
    };

    schedules_run(rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ttl_window_1), cmocka_unit_test(ttl_window_2),
        cmocka_unit_test(delete_window_1), cmocka_unit_test(delete_window_2),
        cmocka_unit_test(delete_window_3), cmocka_unit_test(delete_window_4),
        cmocka_unit_test(signal_window_1), cmocka_unit_test(signal_window_2),
        cmocka_unit_test(signal_window_3), cmocka_unit_test(signal_window_4),
        cmocka_unit_test(signal_window_5), cmocka_unit_test(signal_window_6),
        cmocka_unit_test(shared_name_window_1), cmocka_unit_test(shared_name_window_2),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
