/* test_shortcuts.c - what the simulator does without flows is what the flows do: the same figures, on
 * random scenarios, with and without latencies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/scenario.h"
#include "sim/simulate/simulate.h"
#include "tests/differential/random_scenario.h"

enum { SCENARIOS = 300, TIES = 81, FORESEEN = 16, TIMELESS = 24 };

static struct random_scenario drawn;
static struct requests_workload own;
static struct scenario scenario;
static struct result quick, thorough;
static uint64_t hits, stale, stores;

static void read_scenario(void)
{
    struct complaint complaint = {0};
    size_t length = strlen(drawn.json);
    int file = memfd_create("scenario", 0);
    char path[64];

    assert_true(file >= 0 && write(file, drawn.json, length) == (ssize_t)length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    memset(&scenario, 0, sizeof scenario);
    if (!scenario_read(&scenario, path, NULL, &complaint))
        fail_msg("%s\n%s", complaint.text, drawn.json);
    close(file);
}

static void run_with(struct result *result, const struct world *world,
                     const struct scenario_strategy *strategy, bool takes_no_shortcut, FILE *events)
{
    struct complaint complaint = {0};
    struct simulate_settings settings = {
        .world = world, .stack = &strategy->stack,
        .workload = drawn.own_requests ? &own.workload : scenario.workload,
        .seed = scenario.seed, .warmup = scenario.warmup, .duration = scenario.duration,
        .strategy = strategy->name, .thorough = takes_no_shortcut, .events = events,
    };

    memset(result, 0, sizeof *result);
    if (!simulate(&settings, result, &complaint))
        fail_msg("%s", complaint.text);
}

static void run(struct result *result, const struct world *world,
                const struct scenario_strategy *strategy, bool takes_no_shortcut)
{
    run_with(result, world, strategy, takes_no_shortcut, NULL);
}

static void compare(const struct world *world, uint64_t seed)
{
    for (unsigned i = 0; i < scenario.strategy_count; i++) {
        run(&quick, world, &scenario.strategies[i], false);
        run(&thorough, world, &scenario.strategies[i], true);
        if (memcmp(&quick, &thorough, offsetof(struct result, events)) != 0)
            fail_msg("scenario %llu under %s: %llu reads, %llu hits, %llu stale by the shortcut; "
                     "%llu, %llu, %llu without", (unsigned long long)seed,
                     scenario.strategies[i].text, (unsigned long long)quick.reads,
                     (unsigned long long)quick.hits, (unsigned long long)quick.stale,
                     (unsigned long long)thorough.reads, (unsigned long long)thorough.hits,
                     (unsigned long long)thorough.stale);
        hits += quick.hits;
        stale += quick.stale;
        stores += quick.stores;
    }
}

static void shortcuts_change_nothing(void **state)
{
    for (uint64_t seed = 1; seed <= SCENARIOS; seed++) {
        struct world instant;
        random_scenario_draw(&drawn, seed);
        read_scenario();
        requests_workload_open(&own, &drawn);
        compare(&scenario.world, seed);
        /* Where look-ups and loads take no time, all of a read is one step, and so is a write. */
        instant = scenario.world;
        instant.cache.link = (struct link){.latency = {.kind = DISTRIBUTION_CONSTANT}};
        instant.cache.loss = 0;
        instant.database.read = instant.cache.link;
        if (seed % 2 == 0) {
            instant.database.write = instant.database.commit = instant.cache.link;
            instant.application.work = instant.cache.link.latency;
        }
        compare(&instant, seed);
        scenario_free(&scenario);
    }
    assert_true(hits > 10000 && stale > 1000 && stores > 10000);
}

/* One request a nanosecond, and ways of a few: whatever can happen at the same time does. Nothing is evicted
 * and nothing expires, so what counters said is recalled. */
static void shortcuts_keep_the_order_of_ties(void **state)
{
    static const char *const ways[] = {"0s", "1ns", "3ns"};

    drawn = (struct random_scenario){0};
    hits = stale = 0;
    for (uint64_t seed = 1; seed <= TIES; seed++) {
        snprintf(drawn.json, sizeof drawn.json,
                 "{\"schema\": 1, \"seed\": %llu, \"duration\": \"4us\", \"workload\": {\"uniform\": "
                 "{\"keys\": 5, \"rate\": \"1000000000/s\", "
                 "\"write-fraction\": 0.4}}, "
                 "\"cache\": {\"latency-request\": {\"uniform\": {\"min\": \"0s\", \"max\": \"%s\"}}, "
                 "\"latency-reply\": {\"uniform\": {\"min\": \"0s\", \"max\": \"%s\"}}}, "
                 "\"database\": {\"read\": {\"uniform\": {\"min\": \"0s\", \"max\": \"%s\"}}, "
                 "\"commit\": \"%s\"}, "
                 "\"strategies\": {\"v\": [{\"versioned-key\": {\"seed\": \"one\"}}], "
                 "\"g\": [{\"generation\": {\"namespaces\": 2}}], "
                 "\"s\": [{\"versioned-key\": {\"bump\": \"get-set\"}}]}}",
                 (unsigned long long)seed, ways[seed % 3], ways[seed / 3 % 3], ways[seed / 9 % 3],
                 ways[seed / 27 % 3]);
        read_scenario();
        compare(&scenario.world, seed);
        scenario_free(&scenario);
    }
    assert_true(hits > 10000 && stale > 1000);
}

/* All events are in it, in the order of their times; and to write it down changes nothing. */
static void check_log(const struct world *world, const struct scenario_strategy *strategy)
{
    char *text = NULL, *line;
    size_t length = 0;
    FILE *events = open_memstream(&text, &length);
    uint64_t lines = 0;
    int64_t before = 0;

    assert_non_null(events);
    run(&quick, world, strategy, false);
    run_with(&thorough, world, strategy, false, events);
    assert_int_equal(fclose(events), 0);
    assert_memory_equal(&quick, &thorough, sizeof quick);
    for (line = text; *line != '\0'; line = strchr(line, '\n') + 1) {
        int64_t at = strtoll(line, NULL, 10);
        assert_true(at >= before);
        before = at;
        lines++;
    }
    assert_int_equal(lines, quick.events);
    free(text);
}

/* Look-ups are answered beforehand where nothing comes between: here whatever can come between does, at the
 * same time or next to it. A batch of requests is 64 ns, so the longer ways reach beyond what has been
 * drawn. */
static void shortcuts_foresee_what_comes(void **state)
{
    static const char *const ways[] = {"0s", "3ns", "100ns", "1us"};

    drawn = (struct random_scenario){0};
    hits = stale = 0;
    for (uint64_t seed = 1; seed <= FORESEEN; seed++) {
        snprintf(drawn.json, sizeof drawn.json,
                 "{\"schema\": 1, \"seed\": %llu, \"duration\": \"60us\", \"warmup\": \"9us\", "
                 "\"workload\": {\"zipf\": {\"keys\": 300, \"alpha\": 0.5, \"rate\": \"1000000000/s\", "
                 "\"write-fraction\": %s, \"rollback\": 0.1, \"raw\": 0.1}}, "
                 "\"cache\": {\"latency\": {\"exponential\": {\"mean\": \"20ns\"}}, "
                 "\"latency-request\": {\"uniform\": {\"min\": \"0s\", \"max\": \"%s\"}}}, "
                 "\"database\": {\"read\": {\"uniform\": {\"min\": \"0s\", \"max\": \"%s\"}}, "
                 "\"commit\": \"%s\"}, \"bus\": {\"delay\": {\"exponential\": {\"mean\": \"50ns\"}}}, "
                 "\"faults\": [%s], "
                 "\"strategies\": {\"short ttl\": [{\"ttl\": {\"ttl\": \"300ns\"}}], "
                 "\"ttl\": [{\"ttl\": {\"ttl\": \"1h\"}}], "
                 "\"delete\": [{\"ttl\": {\"ttl\": \"2us\"}}, {\"delete\": {}}], "
                 "\"before\": [{\"delete\": {\"when\": \"before-write\"}}], "
                 "\"twice\": [{\"delayed-double-delete\": {\"delay\": \"200ns\"}}], "
                 "\"versioned\": [{\"ttl\": {\"ttl\": \"1us\", \"jitter\": \"900ns\"}}, "
                 "{\"versioned-key\": {}}], "
                 "\"one\": [{\"versioned-key\": {\"seed\": \"one\"}}], "
                 "\"generation\": [{\"generation\": {\"namespaces\": 100}}], "
                 "\"bus\": [{\"signal\": {\"via\": \"bus\"}}], "
                 "\"set\": [{\"signal\": {\"via\": \"bus\", \"action\": \"set\"}}]}}",
                 (unsigned long long)seed, seed % 2 == 0 ? "0.01" : "0.1", ways[seed % 4],
                 ways[seed / 2 % 4], ways[seed / 4 % 4],
                 seed % 3 == 0 ? "{\"at\": \"37us\", \"cache-restart\": {}}" : "");
        read_scenario();
        compare(&scenario.world, seed);
        for (unsigned i = 0; seed == 1 && i < scenario.strategy_count; i++)
            check_log(&scenario.world, &scenario.strategies[i]);
        scenario_free(&scenario);
    }
    assert_true(hits > 10000 && stale > 1000);
}

/* Nothing takes time, and room is short: counters and what follows them are evicted, expire, start again, and
 * names come back. Messages arrive in between, many at the very time of a request. */
static void shortcuts_take_no_time(void **state)
{
    static const char *const delays[] = {"0s", "2ns", "50ns"};

    drawn = (struct random_scenario){0};
    hits = stale = 0;
    for (uint64_t seed = 1; seed <= TIMELESS; seed++) {
        snprintf(drawn.json, sizeof drawn.json,
                 "{\"schema\": 1, \"seed\": %llu, \"duration\": \"20us\", \"warmup\": \"5us\", "
                 "\"workload\": {\"zipf\": {\"keys\": 100, \"alpha\": 0.7, \"rate\": \"500000000/s\", "
                 "\"write-fraction\": 0.2, \"rollback\": 0.1, \"raw\": 0.1}}, "
                 "\"cache\": {\"entries\": %s, \"eviction\": \"%s\"}, "
                 "\"bus\": {\"delay\": {\"uniform\": {\"min\": \"0s\", \"max\": \"%s\"}}}, "
                 "\"faults\": [%s], "
                 "\"strategies\": {\"ttl\": [{\"ttl\": {\"ttl\": \"1us\", \"jitter\": \"900ns\"}}], "
                 "\"delete\": [{\"delete\": {}}], \"bus\": [{\"signal\": {\"via\": \"bus\"}}], "
                 "\"versioned\": [{\"ttl\": {\"ttl\": \"1us\", \"jitter\": \"900ns\"}}, "
                 "{\"versioned-key\": {\"counter-ttl\": \"2us\"}}], "
                 "\"one\": [{\"versioned-key\": {\"seed\": \"one\", \"counter-ttl\": \"700ns\"}}], "
                 "\"random\": [{\"ttl\": {\"ttl\": \"1us\", \"jitter\": \"900ns\"}}, "
                 "{\"versioned-key\": {\"seed\": \"random\"}}], "
                 "\"generation\": [{\"generation\": {\"namespaces\": 15, \"seed\": \"one\"}}], "
                 "\"told\": [{\"generation\": {\"namespaces\": 40}}, {\"signal\": {\"via\": \"bus\"}}]}}",
                 (unsigned long long)seed, seed % 4 == 0 ? "1000" : seed % 4 == 1 ? "7" : "60",
                 seed % 2 == 0 ? "lru" : "fifo", delays[seed % 3],
                 seed % 5 == 0 ? "{\"at\": \"11us\", \"cache-restart\": {}}" : "");
        read_scenario();
        compare(&scenario.world, seed);
        scenario_free(&scenario);
    }
    assert_true(hits > 10000 && stale > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shortcuts_change_nothing),
        cmocka_unit_test(shortcuts_keep_the_order_of_ties),
        cmocka_unit_test(shortcuts_foresee_what_comes),
        cmocka_unit_test(shortcuts_take_no_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
