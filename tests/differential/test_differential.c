/* test_differential.c - the simulator and its judge against the slow model, to the unit, on
 * thousands of small random scenarios.
 *
 * DIFFERENTIAL_SEED=n looks at one scenario alone, DIFFERENTIAL_COUNT=n at so many. */
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
#include "reports/digest.h"
#include "sim/simulate/simulate.h"
#include "tests/differential/random_scenario.h"
#include "tests/differential/slow_model.h"

enum { SCENARIOS = 2000, MISTAKEN_SCENARIOS = 400, COLLECTED_MAX = 4096 };

/* ---- what is compared ---- */

struct figure {
    const char *name;
    size_t offset;
    bool histogram;
    bool sessions_only;        /* without sessions the log does not have the instant of the reply */
    /* Where a counter expires, the cache may notice late that values are orphans; the slow model
     * knows at once. */
    bool no_counter_ttl;
};

#define COUNT(field) {#field, offsetof(struct result, field), false, false, false}
#define TIMES(field) {#field, offsetof(struct result, field), true, false, false}
#define ORPHANS(field) {#field, offsetof(struct result, field), false, false, true}
static const struct figure figures[] = {
    COUNT(reads), COUNT(hits), COUNT(read_bytes), COUNT(hit_bytes), COUNT(stale),
    COUNT(stale_by[CAUSE_EXPIRY_LAG]), COUNT(stale_by[CAUSE_IN_FLIGHT]),
    COUNT(stale_by[CAUSE_LOST]), COUNT(stale_by[CAUSE_UNSIGNALLED]),
    COUNT(stale_by[CAUSE_STALE_FILL]), COUNT(stale_by[CAUSE_REORDERED]),
    COUNT(stale_by[CAUSE_EARLY]), COUNT(stale_by[CAUSE_REPLICA_LAG]),
    COUNT(stale_by[CAUSE_CLOCK_SKEW]), COUNT(stale_by[CAUSE_BY_DESIGN]),
    COUNT(dirty), COUNT(aborted), COUNT(torn), COUNT(wrong_row), COUNT(own_transaction_stale),
    COUNT(read_your_writes), COUNT(monotonic_reads), COUNT(writes), COUNT(commits),
    COUNT(rollbacks), COUNT(db_reads), COUNT(db_stamp_reads), COUNT(db_writes), COUNT(stores),
    COUNT(stores_unfit), COUNT(stores_refused), COUNT(invalidations), COUNT(invalidation_bytes),
    COUNT(invalidations_lost), COUNT(invalidations_needless), COUNT(messages), COUNT(messages_lost),
    COUNT(evictions), COUNT(cache_bytes), COUNT(cache_entries), ORPHANS(live_bytes),
    ORPHANS(orphan_bytes), ORPHANS(windows_closed), ORPHANS(windows_censored),
    ORPHANS(windows_permanent), COUNT(fill_races), COUNT(fill_races_hit), COUNT(write_races),
    COUNT(write_races_hit), COUNT(db_reads_peak), COUNT(db_writes_peak), COUNT(herds),
    COUNT(recomputation_peak), COUNT(db_concurrency_peak), COUNT(cache_bytes_peak),
    ORPHANS(live_bytes_peak), ORPHANS(orphan_bytes_peak),
    TIMES(age), TIMES(version_lag), TIMES(fill_race), TIMES(write_race),
    {"window", offsetof(struct result, window), true, false, true},
    {"window_open", offsetof(struct result, window_open), true, false, true},
    {"read_latency", offsetof(struct result, read_latency), true, true, false},
    {"write_latency", offsetof(struct result, write_latency), true, true, false},
};
enum { FIGURES = sizeof figures / sizeof figures[0] };

/* The first figure that differs; NULL: none. */
static const struct figure *compare(const struct result *a, const struct result *b, bool sessions,
                                    const char *stack)
{
    bool counter_ttl = strstr(stack, "counter-ttl") != NULL;

    for (size_t i = 0; i < FIGURES; i++) {
        size_t size = figures[i].histogram ? sizeof(struct histogram) : sizeof(uint64_t);
        if (figures[i].sessions_only && !sessions)
            continue;
        if (figures[i].no_counter_ttl && counter_ttl)
            continue;
        if (memcmp((const char *)a + figures[i].offset, (const char *)b + figures[i].offset, size)
            != 0)
            return &figures[i];
    }
    return NULL;
}

/* What the log does not tell without sessions, and where it does not tell when a counter expires. */
static void forget_untold(struct slice *slice, bool latencies, bool orphans)
{
    if (latencies) {
        slice->read_latency_sum = slice->read_latency_p50 = slice->read_latency_p99 = 0;
        slice->write_latency_sum = slice->write_latency_p50 = slice->write_latency_p99 = 0;
    }
    if (orphans)
        slice->windows = slice->window_sum = 0, slice->orphan_bytes = 0;
}

/* The first slice of the time series that differs; -1: none. */
static int compare_series(const struct result *a, const struct result *b, bool sessions,
                          const char *stack)
{
    for (int i = 0; i < SLICES; i++) {
        struct slice x = a->slices[i], y = b->slices[i];
        forget_untold(&x, !sessions, strstr(stack, "counter-ttl") != NULL);
        forget_untold(&y, !sessions, strstr(stack, "counter-ttl") != NULL);
        if (memcmp(&x, &y, sizeof x) != 0)
            return i;
    }
    return -1;
}

/* ---- one run, twice ---- */

struct trial {
    struct random_scenario random;
    struct scenario scenario;
    struct requests_workload own;
    const struct workload *workload;
    struct request collected[COLLECTED_MAX];
    size_t collected_count;
    int64_t end;
    bool sessions;
};

static struct trial trial;
static struct result fast_result, slow_result;
static uint64_t total_runs, total_lines;
static struct result totals;

/* From a file in memory. */
static void read_scenario(struct trial *t)
{
    struct complaint complaint = {0};
    size_t length = strlen(t->random.json);
    int file = memfd_create("scenario", 0);
    char path[64];

    assert_true(file >= 0 && write(file, t->random.json, length) == (ssize_t)length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    memset(&t->scenario, 0, sizeof t->scenario);
    if (!scenario_read(&t->scenario, path, NULL, &complaint))
        fail_msg("%s\n%s", complaint.text, t->random.json);
    close(file);
}

/* All requests that will begin. */
static void collect_requests(struct trial *t)
{
    struct complaint complaint = {0};
    struct source *source = t->workload->open(t->workload, t->scenario.seed, &complaint);
    size_t got, count = 0;

    assert_non_null(source);
    t->sessions = source->sessions;
    t->end = t->scenario.duration < source->end ? t->scenario.duration : source->end;
    while ((got = source->next(source, t->collected + count, COLLECTED_MAX - count, &complaint))
           > 0)
        count += got;
    assert_true(count < COLLECTED_MAX);
    source->close(source);
    while (count > 0 && t->collected[count - 1].at >= t->end)
        count--;
    t->collected_count = count;
}

static void trial_open(struct trial *t, uint64_t seed)
{
    random_scenario_draw(&t->random, seed);
    read_scenario(t);
    requests_workload_open(&t->own, &t->random);
    t->workload = t->random.own_requests ? &t->own.workload : t->scenario.workload;
    collect_requests(t);
}

static void run_fast(const struct trial *t, const struct scenario_strategy *strategy,
                     struct slow_log *log)
{
    struct complaint complaint = {0};
    char *text = NULL;
    size_t length = 0;
    FILE *events = open_memstream(&text, &length);
    struct simulate_settings settings = {
        .world = &t->scenario.world, .stack = &strategy->stack, .workload = t->workload,
        .seed = t->scenario.seed, .warmup = t->scenario.warmup, .duration = t->scenario.duration,
        .strategy = strategy->name, .events = events,
    };

    assert_non_null(events);
    memset(&fast_result, 0, sizeof fast_result);
    if (!simulate(&settings, &fast_result, &complaint))
        fail_msg("%s", complaint.text);
    assert_int_equal(fclose(events), 0);
    assert_true(slow_log_read(log, text));
}

static void run_slow(const struct trial *t, const struct scenario_strategy *strategy,
                     const struct slow_log *log, enum slow_mistake mistake,
                     struct slow_answer *answer)
{
    const struct world_cache *cache = &t->scenario.world.cache;
    struct slow_settings settings = {
        .requests = t->collected, .request_count = t->collected_count,
        .warmup = t->scenario.warmup, .end = t->end, .sessions = t->sessions,
        .invalidates = (strategy->stack.traits & STRATEGY_INVALIDATES) != 0,
        .perfect = (strategy->stack.traits & STRATEGY_PERFECT) != 0,
        .names_by_row = (strategy->stack.traits & STRATEGY_NAMES_BY_ROW) != 0,
        .capacity_bytes = cache->capacity > 0 ? cache->capacity : INT64_MAX / 2,
        .capacity_entries = cache->entries > 0 ? cache->entries : INT64_MAX,
        .overhead = cache->overhead, .lru = cache->eviction == EVICTION_LRU, .stack = &strategy->stack,
        .pages = (uint32_t)t->scenario.world.database.pages, .mistake = mistake,
    };

    memset(&slow_result, 0, sizeof slow_result);
    *answer = (struct slow_answer){.result = &slow_result};
    slow_model_run(&settings, log, answer);
}

/* ---- what is told of a difference ---- */

static void tell_figure(const struct figure *figure)
{
    const char *fast = (const char *)&fast_result + figure->offset;
    const char *slow = (const char *)&slow_result + figure->offset;

    if (!figure->histogram) {
        print_message("# %s: the judge has %llu, the slow model %llu\n", figure->name,
                      *(const unsigned long long *)(const void *)fast,
                      *(const unsigned long long *)(const void *)slow);
        return;
    }
    for (int i = 0; i < 2; i++) {
        const struct histogram *h = (const void *)(i == 0 ? fast : slow);
        print_message("# %s: %s has %llu values, from %lld to %lld, sum %lld\n", figure->name,
                      i == 0 ? "the judge" : "the slow model", (unsigned long long)h->count,
                      (long long)histogram_min(h), (long long)histogram_max(h), (long long)h->sum);
    }
}

static void tell_slice(int slice)
{
    const struct slice *fast = &fast_result.slices[slice], *slow = &slow_result.slices[slice];

    print_message("# slice %d\n", slice);
    for (const struct digest_column *c = digest_columns; c->name != NULL; c++) {
        if (digest_slice_value(c, fast) != digest_slice_value(c, slow))
            print_message("#   %s: the judge has %llu, the slow model %llu\n", c->name,
                          (unsigned long long)digest_slice_value(c, fast),
                          (unsigned long long)digest_slice_value(c, slow));
    }
}

static void tell_difference(const struct trial *t, const struct scenario_strategy *strategy,
                            const struct slow_log *log, const struct slow_answer *answer,
                            const struct figure *figure)
{
    const struct slow_line *at = answer->at;

    print_message("# seed %llu, strategy %s %s, %s requests, %s\n",
                  (unsigned long long)t->random.seed, strategy->name, strategy->text,
                  t->random.own_requests ? "own" : "generated",
                  t->sessions ? "sessions" : "no sessions");
    fputs(t->random.json, stdout);     /* cmocka's own print cuts long texts off. */
    if (figure != NULL)
        tell_figure(figure);
    if (answer->trouble[0] != '\0')
        print_message("# %s: %s\n# the lines of its row up to there:\n", answer->trouble,
                      at != NULL ? at->text : "");
    for (size_t i = 0; i < log->count && (at == NULL || &log->lines[i] <= at); i++) {
        if (at == NULL ? getenv("DIFFERENTIAL_SEED") != NULL : log->lines[i].row == at->row)
            print_message("#   %s\n", log->lines[i].text);
    }
}

static void add_totals(const struct slow_log *log)
{
    total_runs++;
    total_lines += log->count;
    for (size_t i = 0; i < FIGURES; i++) {
        uint64_t *to = (uint64_t *)(void *)((char *)&totals + figures[i].offset);
        if (!figures[i].histogram)
            *to += *(const uint64_t *)(const void *)((char *)&fast_result + figures[i].offset);
    }
}

static bool agrees(const struct trial *t, const struct scenario_strategy *strategy)
{
    struct slow_answer answer;
    struct slow_log log;
    const struct figure *figure;
    int slice;
    bool same;

    run_fast(t, strategy, &log);
    run_slow(t, strategy, &log, SLOW_RIGHT, &answer);
    figure = compare(&fast_result, &slow_result, t->sessions, strategy->text);
    slice = compare_series(&fast_result, &slow_result, t->sessions, strategy->text);
    same = figure == NULL && slice < 0 && answer.trouble[0] == '\0';
    if (!same)
        tell_difference(t, strategy, &log, &answer, figure);
    if (slice >= 0)
        tell_slice(slice);
    add_totals(&log);
    slow_log_free(&log);
    return same;
}

/* ---- the tests ---- */

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void the_judge_agrees_with_the_slow_model(void **state)
{
    uint64_t only = number_from("DIFFERENTIAL_SEED", 0);
    uint64_t count = number_from("DIFFERENTIAL_COUNT", SCENARIOS);
    unsigned differences = 0;

    for (uint64_t seed = only > 0 ? only : 1; seed <= (only > 0 ? only : count); seed++) {
        trial_open(&trial, seed);
        /* The bounds are alike in all of them: look at them now and then. */
        for (unsigned i = 0; i < trial.scenario.strategy_count && differences < 5; i++) {
            if (!trial.scenario.strategies[i].bound || seed % 8 == 0)
                differences += !agrees(&trial, &trial.scenario.strategies[i]);
        }
        scenario_free(&trial.scenario);
    }
    print_message("# %llu runs, %llu log lines\n", (unsigned long long)total_runs,
                  (unsigned long long)total_lines);
    for (size_t i = 0; i < FIGURES; i++) {
        if (!figures[i].histogram)
            print_message("#   %-32s %llu\n", figures[i].name, *(unsigned long long *)(void *)
                          ((char *)&totals + figures[i].offset));
    }
    assert_int_equal(differences, 0);
}

/* What the random scenarios do not reach they do not test. */
static void the_scenarios_reach_everything(void **state)
{
    static const char *const unreached[] = {
        "stale_by[CAUSE_REPLICA_LAG]", "stale_by[CAUSE_CLOCK_SKEW]", "stale_by[CAUSE_BY_DESIGN]",
        "wrong_row",           /* There is nothing in this world that could cause these. */
    };

    if (getenv("DIFFERENTIAL_SEED") != NULL || getenv("DIFFERENTIAL_COUNT") != NULL)
        skip();
    for (size_t i = 0; i < FIGURES; i++) {
        bool never = false;
        for (size_t j = 0; j < sizeof unreached / sizeof unreached[0]; j++)
            never |= strcmp(unreached[j], figures[i].name) == 0;
        if (figures[i].histogram || never)
            continue;
        if (*(uint64_t *)(void *)((char *)&totals + figures[i].offset) < 100)
            fail_msg("%s was hardly ever seen", figures[i].name);
    }
}

static bool is_caught(enum slow_mistake mistake)
{
    for (uint64_t seed = 1; seed <= MISTAKEN_SCENARIOS; seed++) {
        bool caught = false;
        trial_open(&trial, seed);
        for (unsigned i = 0; i < trial.scenario.strategy_count && !caught; i++) {
            const struct scenario_strategy *strategy = &trial.scenario.strategies[i];
            struct slow_answer answer;
            struct slow_log log;
            run_fast(&trial, strategy, &log);
            run_slow(&trial, strategy, &log, mistake, &answer);
            caught = answer.trouble[0] != '\0'
                || compare(&fast_result, &slow_result, trial.sessions, strategy->text) != NULL
                || compare_series(&fast_result, &slow_result, trial.sessions, strategy->text) >= 0;
            slow_log_free(&log);
        }
        scenario_free(&trial.scenario);
        if (caught)
            return true;
    }
    return false;
}

static void a_wrong_rule_is_noticed(void **state)
{
    for (int mistake = SLOW_RIGHT + 1; mistake < SLOW_MISTAKES; mistake++) {
        if (!is_caught((enum slow_mistake)mistake))
            fail_msg("mistake %d was not noticed in %d scenarios", mistake, MISTAKEN_SCENARIOS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_judge_agrees_with_the_slow_model),
        cmocka_unit_test(the_scenarios_reach_everything),
        cmocka_unit_test(a_wrong_rule_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
