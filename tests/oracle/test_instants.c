/* test_instants.c - exact schedules of what happens at one and the same nanosecond, of how windows
 * end, of what one session sees, and of names that carry a version. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/oracle/schedule.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

#define FOREVER "[]"                           /* plain cache-aside, and no invalidation */

static void instants(void **state)
{
    static const struct schedule rows[] = {
        {"expiry at the very nanosecond", NULL, "[{\"ttl\": {\"ttl\": \"100ns\"}}]", 1000,
         {READ(0), READ(99), READ(100), READ(199), READ(200)},
         {{"reads", 5}, {"hits", 2}, {"db-reads", 3}, {"expirations", 2}, {"stale-reads", 0}}},
        {"a sliding expiry is put off", NULL,
         "[{\"ttl\": {\"ttl\": \"100ns\", \"sliding\": true}}]", 1000,
         {READ(0), READ(99), READ(198), READ(298), READ(397)},
         {{"hits", 3}, {"db-reads", 2}, {"expirations", 1}}},
        {"a commit as the read begins", NULL, FOREVER, 1000,
         {READ(0), WRITE(50), READ(50), READ(51)},
         {{"hits", 2}, {"stale-reads", 1}, {"stale-expiry-lag", 1}, {"stale-age-total", 1},
          {"version-lag-total", 1}}},
        {"a commit that the read overlaps", "\"cache\": {\"latency\": \"20ns\"}", FOREVER, 1000,
         {READ(0), WRITE(105), READ(100), READ(104), READ(106)},
         {{"reads", 4}, {"hits", 3}, {"stale-reads", 1}, {"stale-age-total", 1},
          {"read-latency-min", 20}, {"read-latency-max", 40}}},
        {"several commits", NULL, FOREVER, 1000,
         {READ(0), WRITE(10), WRITE(20), READ(25), WRITE(30), READ(30), READ(31)},
         {{"hits", 3}, {"stale-reads", 3}, {"stale-age-total", 15 + 20 + 21},
          {"version-lag-total", 2 + 2 + 3}, {"version-lag-max", 3}}},
        {"two commits at one instant", NULL, FOREVER, 1000,
         {READ(0), WRITE(10), WRITE(10), READ(10), READ(11)},
         {{"hits", 2}, {"stale-reads", 1}, {"stale-age-total", 1}, {"version-lag-total", 2}}},
        {"a fill between two commits at one instant", NULL, FOREVER, 1000,
         {WRITE(10), READ(10), WRITE(10), READ(10), READ(11)},
         {{"hits", 2}, {"stale-reads", 1}, {"stale-age-total", 1}, {"version-lag-total", 1},
          {"windows-permanent", 1}, {"window-open-total", 990}}},
        {"deletes at the instant of a read", NULL, "[{\"delete\": {}}]", 1000,
         {READ(0), WRITE(10), READ(10), WRITE(10), READ(10), READ(11)},
         {{"reads", 4}, {"hits", 1}, {"stale-reads", 0}, {"windows", 0}, {"windows-permanent", 0}}},
        {"another row's commits", NULL, FOREVER, 1000,
         {READ(0), WRITE(10, .row = 1), READ(11), READ(12, .row = 1)},
         {{"hits", 1}, {"stale-reads", 0}, {"windows-permanent", 0}}},
        {"all at once, a herd of three", "\"database\": {\"read-reply\": \"10ns\"}", FOREVER, 1000,
         {READ(0), READ(0), READ(9), READ(10), READ(11)},
         {{"hits", 1}, {"db-reads", 4}, {"recomputation-peak", 4}, {"db-concurrency-peak", 4}}},
    };

    schedules_run(rows, COUNT(rows));
}

static void windows(void **state)
{
    static const struct schedule rows[] = {
        {"closed by expiry", NULL, "[{\"ttl\": {\"ttl\": \"30ms\"}}]", 100 * MS,
         {READ(0), WRITE(10 * MS)},
         {{"windows", 1}, {"window-total", 20 * MS}, {"windows-censored", 0},
          {"windows-permanent", 0}, {"window-open-samples", 0}}},
        {"never opened: expired at the commit", NULL, "[{\"ttl\": {\"ttl\": \"10ms\"}}]", 100 * MS,
         {READ(0), WRITE(10 * MS)},
         {{"windows", 0}, {"windows-censored", 0}, {"windows-permanent", 0}}},
        {"censored: the expiry is due later", NULL, "[{\"ttl\": {\"ttl\": \"100ms\"}}]", 50 * MS,
         {READ(0), WRITE(10 * MS), READ(20 * MS)},
         {{"windows", 0}, {"windows-censored", 1}, {"windows-permanent", 0},
          {"window-open-total", 40 * MS}}},
        {"permanent: nothing is due", NULL, FOREVER, 50 * MS,
         {READ(0), WRITE(10 * MS), WRITE(20 * MS)},
         {{"windows", 0}, {"windows-censored", 0}, {"windows-permanent", 1},
          {"window-open-total", 40 * MS}}},
        {"closed by eviction", "\"cache\": {\"entries\": 1}", FOREVER, 100 * MS,
         {READ(0), WRITE(10 * MS), READ(30 * MS, .row = 1)},
         {{"windows", 1}, {"window-total", 20 * MS}, {"evictions", 1}, {"windows-permanent", 0}}},
        {"closed by a restart",
         "\"faults\": [{\"at\": \"40ms\", \"cache-restart\": {}}]", FOREVER, 100 * MS,
         {READ(0), WRITE(10 * MS), READ(40 * MS), READ(50 * MS)},
         {{"windows", 1}, {"window-total", 30 * MS}, {"hits", 1}, {"stale-reads", 0}}},
        {"closed by an update", "\"bus\": {\"delay\": \"7ms\"}",
         "[{\"signal\": {\"via\": \"bus\", \"action\": \"set\"}}]", 100 * MS,
         {READ(0), WRITE(10 * MS), READ(12 * MS), READ(17 * MS), READ(18 * MS)},
         {{"windows", 1}, {"window-total", 7 * MS}, {"hits", 3}, {"stale-reads", 2},
          {"stale-in-flight", 2}, {"windows-permanent", 0}}},
        {"an update that is old on arrival", "\"bus\": {\"delay\": \"7ms\"}",
         "[{\"signal\": {\"via\": \"bus\", \"action\": \"set\"}}]", 100 * MS,
         {READ(0), WRITE(10 * MS), WRITE(13 * MS), READ(18 * MS), READ(30 * MS)},
         {{"windows", 2}, {"window-total", 7 * MS + 7 * MS}, {"stale-reads", 1},
          {"stale-stale-fill", 1}, {"stale-age-total", 5 * MS}, {"windows-permanent", 0}}},
        {"each row by itself", NULL, "[{\"ttl\": {\"ttl\": \"30ms\"}}]", 40 * MS,
         {READ(0), READ(5 * MS, .row = 1), READ(15 * MS, .row = 2), WRITE(20 * MS),
          WRITE(20 * MS, .row = 1), WRITE(20 * MS, .row = 2)},
         {{"windows", 2}, {"window-total", 10 * MS + 15 * MS}, {"windows-censored", 1},
          {"window-open-total", 20 * MS}}},
    };

    schedules_run(rows, COUNT(rows));
}

static void sessions(void **state)
{
    static const struct schedule rows[] = {
        {"read your writes", NULL, FOREVER, 60 * MS,
         {READ(0, .client = 1), WRITE(10 * MS, .client = 1), READ(10 * MS, .client = 1),
          READ(20 * MS, .client = 1), READ(30 * MS, .client = 2), WRITE(35 * MS, .client = 2),
          READ(40 * MS, .client = 2)},
         {{"reads", 5}, {"stale-reads", 3}, {"read-your-writes-violations", 3},
          {"monotonic-reads-violations", 0}}},
        {"a write that is not acknowledged yet", "\"database\": {\"commit-reply\": \"10ms\"}",
         FOREVER, 60 * MS,
         {READ(0, .client = 1), WRITE(10 * MS, .client = 1), READ(15 * MS, .client = 1),
          READ(25 * MS, .client = 1)},
         {{"stale-reads", 2}, {"read-your-writes-violations", 1}}},
        {"the session reads its write again", "\"application\": {\"think\": \"5ms\"}", FOREVER,
         60 * MS, {READ(0, .client = 1), WRITE(10 * MS, .client = 1, .flags = OP_READ_AFTER)},
         {{"reads", 2}, {"stale-reads", 1}, {"stale-age-total", 5 * MS},
          {"read-your-writes-violations", 1}}},
        {"and with a delete", "\"application\": {\"think\": \"5ms\"}", "[{\"delete\": {}}]",
         60 * MS, {READ(0, .client = 1), WRITE(10 * MS, .client = 1, .flags = OP_READ_AFTER)},
         {{"reads", 2}, {"stale-reads", 0}, {"read-your-writes-violations", 0}}},
        {"monotonic reads: a version that one process remembers", NULL,
         "[{\"versioned-key\": {\"memo-ttl\": \"100ms\"}}]", 60 * MS,
         {READ(0, .client = 9), WRITE(10 * MS, .client = 8, .node = 1),
          READ(20 * MS, .client = 1, .node = 1), READ(30 * MS, .client = 1),
          READ(40 * MS, .client = 2)},
         {{"reads", 4}, {"hits", 2}, {"stale-reads", 2}, {"stale-expiry-lag", 2},
          {"stale-age-total", 20 * MS + 30 * MS}, {"monotonic-reads-violations", 1},
          {"read-your-writes-violations", 0}}},
    };

    schedules_run(rows, COUNT(rows));
}

static void names(void **state)
{
    static const struct schedule rows[] = {
        {"a row's old versions stay", NULL, "[{\"versioned-key\": {}}]", 40 * MS,
         {READ(0), WRITE(10 * MS), READ(20 * MS), READ(25 * MS), WRITE(30 * MS), READ(35 * MS)},
         {{"hits", 1}, {"stale-reads", 0}, {"cache-bytes", 308}, {"orphan-bytes", 200},
          {"cache-entries", 4}, {"invalidations", 2}, {"windows", 0}}},
        {"until they expire", NULL, "[{\"ttl\": {\"ttl\": \"25ms\"}}, {\"versioned-key\": {}}]",
         400 * MS, {READ(0), WRITE(10 * MS), READ(20 * MS), WRITE(30 * MS), READ(35 * MS)},
         {{"cache-bytes", 8}, {"orphan-bytes", 0}, {"cache-entries", 1}, {"orphan-bytes-peak", 200},
          {"cache-bytes-peak", 308}, {"expirations", 3}}},
        {"or are evicted", "\"cache\": {\"entries\": 3}", "[{\"versioned-key\": {}}]", 60 * MS,
         {READ(0), WRITE(10 * MS), READ(20 * MS), WRITE(30 * MS), READ(35 * MS), READ(40 * MS)},
         {{"hits", 1}, {"evictions", 1}, {"cache-bytes", 208}, {"orphan-bytes", 100}}},
        {"one write orphans a namespace", NULL, "[{\"generation\": {}}]", 40 * MS,
         {READ(0), READ(0, .row = 1), READ(0, .row = 2), READ(5 * MS, .row = 2), WRITE(10 * MS),
          READ(20 * MS, .row = 1), READ(30 * MS, .row = 1), READ(35 * MS, .row = 2)},
         {{"hits", 2}, {"stale-reads", 0}, {"orphan-bytes", 300}, {"cache-bytes", 508},
          {"invalidations", 1}}},
        {"but not the next one", NULL, "[{\"generation\": {\"namespaces\": 2}}]", 40 * MS,
         {READ(0), READ(0, .row = 1), READ(0, .row = 2), WRITE(10 * MS), READ(20 * MS, .row = 1),
          READ(30 * MS, .row = 2)},
         {{"hits", 1}, {"stale-reads", 0}, {"orphan-bytes", 200}, {"cache-bytes", 416}}},
        {"a late bump", "\"database\": {\"commit-reply\": \"7ms\"}", "[{\"versioned-key\": {}}]",
         40 * MS, {READ(0), WRITE(10 * MS), READ(12 * MS), READ(20 * MS), READ(30 * MS)},
         {{"hits", 2}, {"stale-reads", 1}, {"stale-in-flight", 1}, {"stale-age-total", 2 * MS},
          {"windows", 1}, {"window-total", 7 * MS}, {"write-race-total", 7 * MS},
          {"invalidations-needless", 0}}},
        {"bumped in the transaction", "\"application\": {\"work\": \"10ms\"}",
         "[{\"generation\": {\"namespaces\": 4, \"seed\": \"one\"}}, "
         "{\"signal\": {\"when\": \"pre-commit\"}}]", 60 * MS,
         {READ(0), WRITE(5 * MS), READ(8 * MS), READ(14 * MS), READ(30 * MS)},
         {{"hits", 1}, {"stale-reads", 0}, {"invalidations", 2}, {"orphan-bytes", 200}}},
        {"the old value is carried along", NULL, "[{\"versioned-key\": {\"bump\": \"carry\"}}]",
         40 * MS, {READ(0), WRITE(10 * MS), READ(20 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-stale-fill", 1}, {"stale-age-total", 10 * MS},
          {"windows-permanent", 1}}},
        {"a version that starts again from one", NULL,
         "[{\"versioned-key\": {\"seed\": \"one\", \"counter-ttl\": \"15ms\"}}]", 40 * MS,
         {READ(0), WRITE(10 * MS), READ(12 * MS), READ(20 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-lost", 1}, {"stale-age-total", 10 * MS}}},
        {"and one that starts from the clock", NULL,
         "[{\"versioned-key\": {\"seed\": \"time\", \"counter-ttl\": \"15ms\"}}]", 40 * MS,
         {READ(0), WRITE(10 * MS), READ(12 * MS), READ(20 * MS)},
         {{"hits", 0}, {"stale-reads", 0}}},
        {"two commits within one tick", NULL,
         "[{\"versioned-key\": {\"source\": \"updated-at\", \"resolution\": \"1ms\"}}]", 40 * MS,
         {WRITE(10 * MS + 100), READ(10 * MS + 200), WRITE(10 * MS + 400), READ(11 * MS),
          WRITE(20 * MS), READ(21 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-age-total", MS - 400}, {"invalidations", 0},
          {"version-lag-total", 1}}},
    };

    schedules_run(rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants),
        cmocka_unit_test(windows),
        cmocka_unit_test(sessions),
        cmocka_unit_test(names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
