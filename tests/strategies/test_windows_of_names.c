/* test_windows_of_names.c - each Window of versioned-key and generation, reached.
 *
 * See test_windows.c. The two differ in whose counter it is, and a schedule of one row does not
 * see that: so the first six windows, which they have in common, are one schedule each. */
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

/* Runs schedules whose stack is the rest of the settings, under the strategy of this name. */
static void run(const struct schedule *rows, size_t count, const char *strategy)
{
    for (size_t i = 0; i < count; i++) {
        struct schedule schedule = rows[i];
        char name[128], stack[256];

        snprintf(name, sizeof name, "%s, %s", strategy, rows[i].name);
        snprintf(stack, sizeof stack, "[{\"%s\": {%s}}]", strategy, rows[i].stack);
        schedule.name = name;
        schedule.stack = stack;
        schedules_run(&schedule, 1);
    }
}

/* From the commit until the bump arrives, the old name is asked for. */
static void window_1(const char *strategy)
{
    static const struct schedule rows[] = {
        {"the bump has not been sent yet", SLOW_ANSWER, "", 60 * MS,
         {READ(0), WRITE(20 * MS), READ(22 * MS), READ(25 * MS), READ(30 * MS)},
         {{"hits", 2}, {"stale-reads", 1}, {"stale-in-flight", 1}, {"stale-age-max", 2 * MS},
          {"windows", 1}, {"window-total", 4 * MS}, {"write-race-total", 4 * MS},
          {"write-races-hit", 1}, {"orphan-bytes", 100}}},
    };

    run(rows, COUNT(rows), strategy);
}

/* A write that bumps nothing leaves the old name in use. An overtaken fill does not: it is stored
 * under the name that was learnt before it was loaded, which nobody asks for any more, and nobody can
 * have learnt the new name and loaded before the commit, since the bump comes after it. */
static void window_2(const char *strategy)
{
    static const struct schedule rows[] = {
        {"raw SQL sends no bump", NULL, "", 60 * MS,
         {READ(0), WRITE(5 * MS, .road = ROAD_RAW), READ(20 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-unsignalled", 1}, {"windows-permanent", 1}}},
        {"a fill that was overtaken", SLOW_FILL, "", 60 * MS,
         {READ(0), WRITE(5 * MS), READ(20 * MS), READ(40 * MS)},
         {{"hits", 1}, {"stale-reads", 0}, {"fill-races-hit", 1}, {"windows-permanent", 0},
          {"orphan-bytes", 100}}},
    };

    run(rows, COUNT(rows), strategy);
}

/* Three bumps: the first to 2, the second from there to 3, and one that had read 1 and is slow to
 * set: back to 2, under which a reader has stored what the second write made old. */
static void window_3(const char *strategy)
{
#define UNEVEN \
    "\"cache\": {\"latency-request\": {\"mixture\": [{\"weight\": 3, \"of\": \"1us\"}, " \
    "{\"weight\": 1, \"of\": \"20ms\"}]}}"
    static const struct schedule rows[] = {
        {"the version comes back", UNEVEN, "\"bump\": \"get-set\"", 400 * MS,
         {READ(0, .row = 3), READ(0, .row = 3), READ(0), WRITE(60 * MS), WRITE(60 * MS),
          READ(60 * MS + 100 * US), READ(60 * MS + 200 * US), WRITE(61 * MS), READ(200 * MS),
          READ(300 * MS)},
         {{"stale-reads", 2}, {"stale-lost", 2}, {"stale-age-max", 239 * MS},
          {"windows-permanent", 1}}},
        {"in one step it does not", UNEVEN, "\"bump\": \"atomic\"", 400 * MS,
         {READ(0, .row = 3), READ(0, .row = 3), READ(0), WRITE(60 * MS), WRITE(60 * MS),
          READ(60 * MS + 100 * US), READ(60 * MS + 200 * US), WRITE(61 * MS), READ(200 * MS),
          READ(300 * MS)},
         {{"stale-lost", 0}, {"windows-permanent", 0}}},
    };

    run(rows, COUNT(rows), strategy);
}

/* The old value is copied under the new name. */
static void window_4(const char *strategy)
{
    static const struct schedule rows[] = {
        {"the value is carried along", NULL, "\"bump\": \"carry\"", 60 * MS,
         {READ(0), WRITE(20 * MS), READ(30 * MS), READ(50 * MS)},
         {{"hits", 2}, {"stale-reads", 2}, {"stale-stale-fill", 2}, {"stale-age-max", 30 * MS},
          {"windows-permanent", 1}}},
    };

    run(rows, COUNT(rows), strategy);
}

/* A process that remembers the version does not see a bump by another. */
static void window_5(const char *strategy)
{
    static const struct schedule rows[] = {
        {"remembered", NULL, "\"memo-ttl\": \"50ms\"", 90 * MS,
         {READ(0), WRITE(10 * MS, .node = 1), READ(20 * MS), READ(30 * MS, .node = 1),
          READ(50 * MS - 1), READ(50 * MS)},
         {{"hits", 3}, {"stale-reads", 2}, {"stale-expiry-lag", 2},
          {"stale-age-max", 40 * MS - 1}, {"db-reads", 2}}},
        {"asked for each time", NULL, "", 90 * MS,
         {READ(0), WRITE(10 * MS, .node = 1), READ(20 * MS), READ(30 * MS, .node = 1)},
         {{"hits", 1}, {"stale-reads", 0}}},
    };

    run(rows, COUNT(rows), strategy);
}

/* A version that is lost starts again from 1, and values of its first life are found. */
static void window_6(const char *strategy)
{
#define RESTART "\"faults\": [{\"at\": \"6ms\", \"cache-restart\": {}}], " SLOW_FILL
    static const struct schedule rows[] = {
        {"expired before the values", NULL, "\"seed\": \"one\", \"counter-ttl\": \"20ms\"",
         60 * MS, {READ(0), WRITE(10 * MS), READ(15 * MS), READ(25 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-lost", 1}, {"stale-age-max", 15 * MS}}},
        {"from the clock instead", NULL, "\"seed\": \"time\", \"counter-ttl\": \"20ms\"",
         60 * MS, {READ(0), WRITE(10 * MS), READ(15 * MS), READ(25 * MS)},
         {{"hits", 0}, {"stale-reads", 0}}},
        {"from the clock, but bumped more than once a millisecond", NULL,
         "\"seed\": \"time\", \"counter-ttl\": \"3ms\"", 6 * MS,
         {READ(0), WRITE(1 * MS), WRITE(1 * MS + 1), WRITE(1 * MS + 2), WRITE(1 * MS + 3),
          WRITE(1 * MS + 4), READ(1500 * US), READ(3100 * US), WRITE(3200 * US),
          WRITE(3201 * US), READ(3500 * US), READ(3600 * US)},
         {{"hits", 2}, {"stale-reads", 2}, {"stale-lost", 2}}},
        {"lost in a restart, with a fill under way", RESTART, "\"seed\": \"one\"", 60 * MS,
         {READ(0), WRITE(5 * MS), READ(20 * MS), READ(40 * MS)},
         {{"hits", 2}, {"stale-reads", 2}, {"stale-stale-fill", 2}, {"windows-permanent", 1}}},
        {"the same, from the clock", RESTART, "\"seed\": \"time\"", 60 * MS,
         {READ(0), WRITE(5 * MS), READ(20 * MS), READ(40 * MS)},
         {{"hits", 1}, {"stale-reads", 0}, {"windows-permanent", 0}}},
    };

    run(rows, COUNT(rows), strategy);
}

#define BOTH(n) \
    static void versioned_key_window_##n(void **state) { window_##n("versioned-key"); } \
    static void generation_window_##n(void **state) { window_##n("generation"); }
BOTH(1) BOTH(2) BOTH(3) BOTH(4) BOTH(5) BOTH(6)

/* Two commits and a fill within one tick of updated-at. */
static void versioned_key_window_7(void **state)
{
    static const struct schedule rows[] = {
        {"in whole seconds", NULL, "\"source\": \"updated-at\", \"resolution\": \"1s\"",
         3000 * MS,
         {WRITE(1100 * MS), READ(1200 * MS), WRITE(1300 * MS), READ(1400 * MS), WRITE(2500 * MS),
          READ(2600 * MS)},
         {{"hits", 1}, {"stale-reads", 1}, {"stale-unsignalled", 1}, {"stale-age-max", 100 * MS},
          {"db-stamp-reads", 3}, {"invalidations", 0}}},
        {"in microseconds", NULL, "\"source\": \"updated-at\"", 3000 * MS,
         {WRITE(1100 * MS), READ(1200 * MS), WRITE(1300 * MS), READ(1400 * MS), READ(1500 * MS)},
         {{"hits", 1}, {"stale-reads", 0}}},
        {"by number", NULL, "\"source\": \"row\"", 3000 * MS,
         {WRITE(1100 * MS), READ(1200 * MS), WRITE(1300 * MS), READ(1400 * MS), READ(1500 * MS)},
         {{"hits", 1}, {"stale-reads", 0}}},
    };

    run(rows, COUNT(rows), "versioned-key");
}

/* What generation costs beyond versioned-key: a write takes its neighbours' hits too. */
static void generation_costs(void **state)
{
    static const struct schedule rows[] = {
        {"a neighbour's write", NULL, "", 60 * MS,
         {READ(0), READ(0, .row = 1), WRITE(20 * MS, .row = 1), READ(30 * MS)},
         {{"hits", 0}, {"db-reads", 3}, {"orphan-bytes", 200}}},
        {"in another namespace", NULL, "\"namespaces\": 2", 60 * MS,
         {READ(0), READ(0, .row = 1), WRITE(20 * MS, .row = 1), READ(30 * MS)},
         {{"hits", 1}, {"db-reads", 2}, {"orphan-bytes", 100}}},
    };

    run(rows, COUNT(rows), "generation");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versioned_key_window_1), cmocka_unit_test(versioned_key_window_2),
        cmocka_unit_test(versioned_key_window_3), cmocka_unit_test(versioned_key_window_4),
        cmocka_unit_test(versioned_key_window_5), cmocka_unit_test(versioned_key_window_6),
        cmocka_unit_test(versioned_key_window_7),
        cmocka_unit_test(generation_window_1), cmocka_unit_test(generation_window_2),
        cmocka_unit_test(generation_window_3), cmocka_unit_test(generation_window_4),
        cmocka_unit_test(generation_window_5), cmocka_unit_test(generation_window_6),
        cmocka_unit_test(generation_costs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
