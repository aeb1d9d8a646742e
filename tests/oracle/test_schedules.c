/* test_schedules.c - the races of the strategies, each as a fixed schedule whose every figure is
 * known: who reads what, how old it is, why, and when it ends.
 *
 * Requests come before messages and replies of the same instant. Delays are on one leg only, so
 * that it is plain when an effect takes place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/oracle/schedule.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

#define SLOW_FILL "\"database\": {\"read-reply\": \"10ms\"}"
#define SLOW_TRANSACTION "\"application\": {\"work\": \"10ms\"}"
#define SLOW_BUS "\"bus\": {\"delay\": \"10ms\"}"
#define DEAD_BUS "\"bus\": {\"loss\": 1}"
#define ON_BUS "{\"signal\": {\"via\": \"bus\"}}"

/* The value is read from the database, then superseded and deleted, then stored. */
static void stale_fill(void **state)
{
    static const struct schedule rows[] = {
        {"stale fill, for ever", SLOW_FILL, "[{\"delete\": {}}]", 40 * MS,
         {READ(0), WRITE(5 * MS), READ(20 * MS), READ(30 * MS)},
         {{"reads", 3}, {"hits", 2}, {"stale-reads", 2}, {"stale-stale-fill", 2},
          {"stale-age-min", 15 * MS}, {"stale-age-max", 25 * MS}, {"version-lag-total", 2},
          {"windows", 0}, {"windows-censored", 0}, {"windows-permanent", 1},
          {"window-open-total", 35 * MS}, {"fill-races", 1}, {"fill-races-hit", 1},
          {"fill-race-total", 10 * MS}, {"invalidations", 1}, {"invalidations-needless", 1},
          {"write-races", 1}, {"write-races-hit", 0}, {"write-race-total", 0},
          {"read-latency-max", 10 * MS}}},
        {"stale fill, until its ttl", SLOW_FILL,
         "[{\"ttl\": {\"ttl\": \"50ms\"}}, {\"delete\": {}}]", 100 * MS,
         {READ(0), WRITE(5 * MS), READ(60 * MS - 1), READ(60 * MS)},
         {{"hits", 1}, {"stale-stale-fill", 1}, {"stale-reads", 1}, {"stale-age-max", 55 * MS - 1},
          {"windows", 1}, {"window-total", 55 * MS}, {"windows-permanent", 0}, {"db-reads", 2}}},
        {"stale fill, until the next write", SLOW_FILL, "[{\"signal\": {}}]", 100 * MS,
         {READ(0), WRITE(5 * MS), READ(20 * MS), WRITE(50 * MS), READ(60 * MS), READ(80 * MS)},
         {{"hits", 2}, {"stale-reads", 1}, {"stale-stale-fill", 1}, {"stale-age-max", 15 * MS},
          {"windows", 1}, {"window-total", 45 * MS}, {"windows-permanent", 0},
          {"invalidations", 2}, {"invalidations-needless", 1}, {"fill-races", 2},
          {"fill-races-hit", 1}}},
        {"a fill that is in time", SLOW_FILL, "[{\"delete\": {}}]", 40 * MS,
         {READ(0), WRITE(10 * MS + 1), READ(12 * MS), READ(30 * MS)},
         {{"hits", 1}, {"stale-reads", 0}, {"fill-races", 2}, {"fill-races-hit", 0},
          {"windows", 0}, {"windows-permanent", 0}, {"invalidations-needless", 0}}},
        {"ideal refuses the fill", SLOW_FILL, "[{\"ideal\": {}}]", 40 * MS,
         {READ(0), WRITE(5 * MS), READ(20 * MS), READ(35 * MS)},
         {{"hits", 1}, {"stale-reads", 0}, {"db-reads", 2}, {"stores", 1}}},
        {"a version keeps the fill apart", SLOW_FILL, "[{\"versioned-key\": {}}]", 40 * MS,
         {READ(0), WRITE(5 * MS), READ(20 * MS), READ(35 * MS)},
         {{"hits", 1}, {"stale-reads", 0}, {"fill-races", 2}, {"fill-races-hit", 1},
          {"windows", 0}, {"windows-permanent", 0}, {"orphan-bytes", 100}, {"cache-bytes", 208}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* The copy is deleted, then read and stored again, and only then is the new value visible. */
static void delete_before_commit(void **state)
{
    static const struct schedule rows[] = {
        {"deleted in the transaction", SLOW_TRANSACTION,
         "[{\"delete\": {\"when\": \"in-transaction\"}}]", 60 * MS,
         {READ(0), WRITE(5 * MS), READ(8 * MS), READ(15 * MS), READ(20 * MS), WRITE(30 * MS),
          READ(35 * MS), READ(50 * MS)},
         {{"reads", 6}, {"hits", 3}, {"stale-reads", 2}, {"stale-early", 2},
          {"stale-age-min", 5 * MS}, {"stale-age-max", 10 * MS}, {"version-lag-total", 2},
          {"windows", 1}, {"window-total", 15 * MS}, {"windows-permanent", 1},
          {"window-open-total", 20 * MS},
          {"invalidations", 2}, {"invalidations-needless", 0}, {"write-races", 0}}},
        {"signalled in the transaction", SLOW_TRANSACTION,
         "[{\"signal\": {\"when\": \"pre-commit\"}}]", 60 * MS,
         {READ(0), WRITE(5 * MS), READ(8 * MS), READ(20 * MS)},
         {{"hits", 1}, {"stale-early", 1}, {"stale-reads", 1}, {"stale-age-max", 5 * MS},
          {"windows-permanent", 1}, {"window-open-total", 45 * MS}}},
        {"deleted before the write", "\"database\": {\"write\": \"10ms\"}",
         "[{\"ttl\": {\"ttl\": \"40ms\"}}, {\"delete\": {\"when\": \"before-write\"}}]", 60 * MS,
         {READ(0), WRITE(5 * MS), READ(8 * MS), READ(20 * MS), READ(48 * MS)},
         {{"hits", 1}, {"stale-early", 1}, {"stale-reads", 1}, {"windows", 1},
          {"window-total", 33 * MS}, {"windows-permanent", 0}}},
        {"nobody came between", SLOW_TRANSACTION, "[{\"delete\": {\"when\": \"in-transaction\"}}]",
         60 * MS, {READ(0), WRITE(5 * MS), READ(20 * MS), READ(30 * MS)},
         {{"hits", 1}, {"stale-reads", 0}, {"windows", 0}, {"windows-permanent", 0}}},
        {"deleted on commit", SLOW_TRANSACTION, "[{\"delete\": {}}]", 60 * MS,
         {READ(0), WRITE(5 * MS), READ(8 * MS), READ(20 * MS), READ(30 * MS)},
         {{"hits", 2}, {"stale-reads", 0}, {"windows-permanent", 0},
          {"write-latency-max", 10 * MS}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* The invalidation is late, lost, or was never asked for. */
static void late_lost_unsignalled(void **state)
{
    static const struct schedule rows[] = {
        {"late", SLOW_BUS, "[" ON_BUS "]", 60 * MS,
         {READ(0), WRITE(10 * MS), READ(15 * MS), READ(20 * MS), READ(20 * MS + 1), READ(30 * MS)},
         {{"hits", 3}, {"stale-reads", 2}, {"stale-in-flight", 2}, {"stale-age-min", 5 * MS},
          {"stale-age-max", 10 * MS}, {"windows", 1}, {"window-total", 10 * MS}, {"write-races", 1},
          {"write-races-hit", 1}, {"write-race-total", 10 * MS}, {"messages", 1},
          {"invalidations", 1}}},
        {"delivered after the end", "\"bus\": {\"delay\": \"1s\"}", "[" ON_BUS "]", 60 * MS,
         {READ(0), WRITE(10 * MS), READ(50 * MS)},
         {{"stale-in-flight", 1}, {"windows", 1}, {"window-total", 1000 * MS},
          {"windows-permanent", 0}, {"windows-censored", 0}}},
        {"a slow delete", "\"cache\": {\"latency-request\": \"4ms\"}", "[{\"delete\": {}}]",
         60 * MS,
         {READ(0), READ(8 * MS), WRITE(10 * MS), READ(11 * MS), READ(20 * MS)},
         {{"hits", 2}, {"stale-reads", 0}, {"windows", 1}, {"window-total", 4 * MS},
          {"write-race-total", 4 * MS}, {"write-latency-max", 4 * MS}}},
        {"lost, for ever", DEAD_BUS, "[" ON_BUS "]", 60 * MS,
         {READ(0), WRITE(10 * MS), READ(20 * MS), READ(50 * MS)},
         {{"stale-reads", 2}, {"stale-lost", 2}, {"stale-age-total", 50 * MS}, {"messages-lost", 1},
          {"invalidations", 0}, {"windows", 0}, {"windows-permanent", 1},
          {"window-open-total", 50 * MS}, {"write-races", 0}}},
        {"lost, until its ttl", DEAD_BUS, "[{\"ttl\": {\"ttl\": \"30ms\"}}, " ON_BUS "]", 60 * MS,
         {READ(0), WRITE(10 * MS), READ(20 * MS), READ(50 * MS)},
         {{"stale-lost", 1}, {"stale-reads", 1}, {"windows", 1}, {"window-total", 20 * MS},
          {"windows-permanent", 0}, {"windows-censored", 0}}},
        {"a bulk update fires no signal", NULL, "[{\"signal\": {}}]", 60 * MS,
         {READ(0), WRITE(10 * MS, .road = ROAD_BULK), READ(20 * MS)},
         {{"stale-unsignalled", 1}, {"stale-reads", 1}, {"invalidations", 0},
          {"windows-permanent", 1}, {"window-open-total", 50 * MS}}},
        {"a bulk update does delete", NULL, "[{\"delete\": {}}]", 60 * MS,
         {READ(0), WRITE(10 * MS, .road = ROAD_BULK), READ(20 * MS)},
         {{"stale-reads", 0}, {"invalidations", 1}}},
        {"raw SQL runs no code", NULL, "[{\"delete\": {}}]", 60 * MS,
         {READ(0), WRITE(10 * MS, .road = ROAD_RAW), READ(20 * MS)},
         {{"stale-unsignalled", 1}, {"stale-reads", 1}, {"invalidations", 0}}},
        {"raw SQL changes a row's own version", NULL,
         "[{\"versioned-key\": {\"source\": \"row\"}}]", 60 * MS,
         {READ(0), WRITE(10 * MS, .road = ROAD_RAW), READ(20 * MS), READ(30 * MS)},
         {{"stale-reads", 0}, {"hits", 1}, {"db-stamp-reads", 3}, {"invalidations", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

/* What is set in a transaction, or read in one. */
static void transactions(void **state)
{
    static const struct schedule rows[] = {
        {"a value that is rolled back", "\"application\": {\"work\": \"5ms\"}",
         "[{\"signal\": {\"when\": \"pre-commit\", \"action\": \"set\"}}]", 60 * MS,
         {READ(0), WRITE(10 * MS, .flags = OP_ROLL_BACK), READ(12 * MS), READ(20 * MS),
          WRITE(30 * MS, .road = ROAD_RAW), READ(50 * MS)},
         {{"reads", 4}, {"hits", 3}, {"dirty-reads", 1}, {"aborted-reads", 2}, {"stale-reads", 1},
          {"stale-age-max", 15 * MS}, {"version-lag-total", 1}, {"commits", 1}, {"rollbacks", 1},
          {"windows-permanent", 1}, {"window-open-total", 25 * MS}}},
        {"set at commit", NULL, "[{\"signal\": {\"action\": \"set\"}}]", 60 * MS,
         {READ(0), WRITE(10 * MS, .flags = OP_ROLL_BACK), READ(20 * MS), WRITE(30 * MS),
          READ(40 * MS)},
         {{"hits", 2}, {"dirty-reads", 0}, {"aborted-reads", 0}, {"stale-reads", 0},
          {"stores", 2}}},
        {"its own old copy", NULL, "[{\"delete\": {}}]", 60 * MS,
         {READ(0), WRITE(10 * MS, .flags = OP_READ_OWN), READ(20 * MS)},
         {{"reads", 3}, {"hits", 1}, {"own-transaction-stale", 1}, {"stale-reads", 0}}},
        {"its own change, stored for all", SLOW_TRANSACTION,
         "[{\"delete\": {\"when\": \"in-transaction\"}}]", 60 * MS,
         {READ(0), WRITE(10 * MS, .flags = OP_READ_OWN | OP_ROLL_BACK), READ(30 * MS)},
         {{"reads", 3}, {"hits", 1}, {"own-transaction-stale", 0}, {"dirty-reads", 0},
          {"aborted-reads", 1}, {"stale-reads", 0}}},
        {"without a copy it reads its own change", NULL, "[{\"no-cache\": {}}]", 60 * MS,
         {READ(0), WRITE(10 * MS, .flags = OP_READ_OWN), READ(20 * MS)},
         {{"reads", 3}, {"hits", 0}, {"own-transaction-stale", 0}, {"dirty-reads", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stale_fill),
        cmocka_unit_test(delete_before_commit),
        cmocka_unit_test(late_lost_unsignalled),
        cmocka_unit_test(transactions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
