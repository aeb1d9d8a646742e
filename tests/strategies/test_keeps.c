/* test_keeps.c - each Keeps of each strategy, and every attempt to break it.
 *
 * What a strategy promises always is put to small worlds at their worst: a few rows, requests at
 * random instants a fraction of a millisecond apart, latencies that overtake each other and, where
 * the promise covers it, lost requests, rollbacks, bulk updates, raw SQL, a cache that is too small
 * and one that restarts. Fixed seeds: a test passes always or never. The windows, on the other
 * hand, must be open in the same runs, or the promise would be put to nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/oracle/oracle.h"
#include "tests/strategies/trial.h"

/* ---- the bounds ---- */

static void no_cache_keeps(void **state)
{
    trial_run(&(struct trial){"[{\"no-cache\": {}}]", WILD, ROADS | READ_OWN, 0});
    assert_none("stale-reads");
    assert_none("hits");
    assert_none("dirty-reads");
}

/* Never stale, whatever is lost or late; and in a world without room to want and time to lose, a
 * read misses only after a write. */
static void ideal_keeps(void **state)
{
    trial_run(&(struct trial){"[{\"ideal\": {}}]", WILD, ROADS, 0});
    assert_none("stale-reads");
    assert_some("hits");
    assert_some("fill-races-hit");
    assert_some("evictions");
}

/* All sequences of six steps, a row each: nothing, a read, a write, one that is rolled back. */
static size_t make_sequences(const struct listed *listed, struct request *out, struct rng draws)
{
    size_t count = 0;

    for (uint32_t row = 0; row < listed->rows; row++) {
        for (unsigned step = 0; step < 6; step++) {
            unsigned what = row >> (2 * step) & 3;
            if (what == 0)
                continue;
            out[count++] = (struct request){
                .at = step * 10 * MS + row, .row = row, .bytes = 100,
                .kind = what == 1 ? OP_READ : OP_WRITE, .flags = what == 3 ? OP_ROLL_BACK : 0,
            };
        }
    }
    return count;
}

static void sequences_keep(const char *stack)
{
    static struct result result;
    struct listed listed = {
        .rows = 4096, .end = 100 * MS, .count = 6 * 4096, .make = make_sequences,
    };
    struct oracle_point point = {.name = stack, .stack = stack, .source = listed_open(&listed)};
    uint64_t hits = 0;

    for (uint32_t row = 0; row < listed.rows; row++) {
        bool cached = false;
        for (unsigned step = 0; step < 6; step++) {
            unsigned what = row >> (2 * step) & 3;
            hits += what == 1 && cached;
            cached = what == 1 || (cached && what != 2);
        }
    }
    memset(&result, 0, sizeof result);
    oracle_simulate(&point, &result, 1);
    assert_int_equal(result.hits, hits);
    assert_int_equal(result.stale, 0);
    assert_int_equal(result.windows_permanent, 0);
}

/* In a world in which nothing takes time there is nothing to lose: only a commit ends a hit, and no
 * read is stale, under ideal and under whatever invalidates after the commit. */
static void sequences(void **state)
{
    sequences_keep("[{\"ideal\": {}}]");
    sequences_keep("[{\"delete\": {}}]");
    sequences_keep("[{\"lease\": {}}, {\"delete\": {}}]");
    sequences_keep("[{\"cas\": {\"write\": \"none\"}}, {\"delete\": {}}]");
    sequences_keep("[{\"signal\": {}}]");
    sequences_keep("[{\"signal\": {\"via\": \"bus\"}}]");
    sequences_keep("[{\"versioned-key\": {}}]");
    sequences_keep("[{\"versioned-key\": {\"source\": \"row\"}}]");
    sequences_keep("[{\"generation\": {\"namespaces\": 4096}}]");
    sequences_keep("[{\"ttl\": {\"ttl\": \"1h\"}}, {\"versioned-key\": {}}, {\"signal\": {}}]");
}

/* ---- ttl ---- */

/* Without invalidation a hit tells that the entry was still served: what hits must be what was
 * stored, or (sliding) last read, less than a ttl before. */
static uint64_t expected_hits(bool sliding, unsigned seed, int64_t ttl)
{
    static struct request requests[REQUESTS];
    struct listed listed = {.rows = ROWS, .count = REQUESTS, .make = trial_make};
    struct workload *workload = listed_open(&listed);
    struct complaint complaint = {0};
    struct source *source = workload->open(workload, seed, &complaint);
    size_t count = source->next(source, requests, REQUESTS, &complaint);
    int64_t until[ROWS] = {0};
    uint64_t hits = 0;

    for (size_t i = 0; i < count; i++) {
        int64_t *end = &until[requests[i].row];
        if (requests[i].kind != OP_READ)
            continue;
        hits += requests[i].at < *end;
        if (sliding || requests[i].at >= *end)
            *end = requests[i].at + ttl;
    }
    source->close(source);
    return hits;
}

static void ttl_keeps(void **state)
{
    trial_run(&(struct trial){"[{\"ttl\": {\"ttl\": \"2ms\"}}]", NULL, 0, 0});
    for (unsigned i = 0; i < SEEDS; i++)
        assert_int_equal(trial_results[i].hits, expected_hits(false, 1000 + i, 2 * MS));
    assert_true(trial_most("window-max") < (double)(2 * MS));
    trial_run(&(struct trial){"[{\"ttl\": {\"ttl\": \"2ms\", \"sliding\": true}}]", NULL, 0, 0});
    for (unsigned i = 0; i < SEEDS; i++)
        assert_int_equal(trial_results[i].hits, expected_hits(true, 1000 + i, 2 * MS));
    assert_true(trial_most("window-max") > (double)(2 * MS));
    /* A value is at most a fill old when it is stored: here 8 ms and what a read takes. */
    trial_run(&(struct trial){"[{\"ttl\": {\"ttl\": \"20ms\", \"jitter\": \"5ms\"}}]",
        "\"database\": {\"read-reply\": {\"uniform\": {\"min\": \"0s\", \"max\": \"8ms\"}}}",
        ROADS, 0});
    assert_some("stale-expiry-lag");
    assert_some("stale-stale-fill");
    assert_true(trial_most("stale-age-max") < (double)(33 * MS));
    assert_none("windows-permanent");
}

/* ---- committed versions only ---- */

static void delete_keeps(void **state)
{
    trial_committed_only("[{\"delete\": {}}]", ROADS);
    trial_committed_only("[{\"delete\": {\"when\": \"in-transaction\"}}]", ROADS);
    trial_committed_only("[{\"delete\": {\"when\": \"before-write\", \"attempts\": 3}}]", ROADS);
}

static void signal_keeps(void **state)
{
    trial_committed_only("[{\"signal\": {}}]", ROADS);
    trial_committed_only("[{\"signal\": {\"via\": \"bus\"}}]", ROADS);
}

/* What no strategy here keeps apart: a transaction that reads its own row through the cache stores
 * what it has changed, for everybody, and leaves it behind when it is rolled back. */
static void a_transactions_own_read_is_stored(void **state)
{
    static const struct schedule rows[] = {
        {"delete", "\"application\": {\"work\": \"2ms\"}, \"database\": {\"commit\": \"20ms\"}",
         "[{\"delete\": {}}]", 90 * MS,
         {WRITE(20 * MS, .flags = OP_READ_OWN | OP_ROLL_BACK), READ(25 * MS), READ(50 * MS)},
         {{"hits", 2}, {"dirty-reads", 1}, {"aborted-reads", 1}}},
        {"signal", "\"application\": {\"work\": \"2ms\"}, \"database\": {\"commit\": \"20ms\"}",
         "[{\"signal\": {}}]", 90 * MS,
         {WRITE(20 * MS, .flags = OP_READ_OWN | OP_ROLL_BACK), READ(25 * MS), READ(50 * MS)},
         {{"hits", 2}, {"dirty-reads", 1}, {"aborted-reads", 1}}},
    };

    schedules_run(rows, sizeof rows / sizeof rows[0]);
}

/* ---- names ---- */

/* A reader that asks for the version after the bump never sees a value from before it. So a stale
 * read began before the bump arrived: at most 1.5 ms (the commit's reply) and 1 ms (the bump's way)
 * after the commit, whatever was overtaken on the way. */
static void atomic_bumps_keep(const char *stack)
{
    trial_run(&(struct trial){stack, SLOW, 0, 0});
    assert_some("fill-races-hit");
    assert_some("stale-in-flight");
    assert_some("stale-stale-fill");
    assert_true(trial_most("stale-age-max") < 2.5 * (double)MS);
    assert_none("stale-lost");
    assert_none("windows-permanent");
}

static void versioned_key_keeps(void **state)
{
    atomic_bumps_keep("[{\"versioned-key\": {}}]");
    atomic_bumps_keep("[{\"versioned-key\": {\"seed\": \"one\"}}]");
    /* A version that is read from the row needs no message, and nothing can be lost. */
    trial_run(&(struct trial){"[{\"versioned-key\": {\"source\": \"row\"}}]", WILD, ROADS, 0});
    assert_none("stale-reads");
    assert_some("hits");
    assert_some("evictions");
    trial_run(&(struct trial){"[{\"versioned-key\": {\"source\": \"updated-at\"}}]", NULL,
        ROADS | SPACED, 0});
    assert_none("stale-reads");
    assert_some("hits");
}

static void generation_keeps(void **state)
{
    atomic_bumps_keep("[{\"generation\": {}}]");
    atomic_bumps_keep("[{\"generation\": {\"namespaces\": 3, \"seed\": \"random\"}}]");
}

/* Numbers 0 to 5 of one kind: nobody else's value is ever read. With two kinds it is. */
static void shared_name_keeps(void **state)
{
    trial_run(&(struct trial){"[{\"shared-name\": {\"kinds\": 1}}, {\"delete\": {}}]", WILD, ROADS, 0});
    assert_none("wrong-row-reads");
    assert_some("hits");
    trial_run(&(struct trial){"[{\"shared-name\": {\"kinds\": 2}}, {\"delete\": {}}]", WILD, ROADS, 0});
    assert_some("wrong-row-reads");
    trial_run(&(struct trial){"[{\"shared-name\": {\"kinds\": 2}}, {\"delete\": {}}]", WILD, ROADS, 1});
    assert_none("wrong-row-reads");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_cache_keeps), cmocka_unit_test(ideal_keeps),
        cmocka_unit_test(sequences), cmocka_unit_test(ttl_keeps),
        cmocka_unit_test(delete_keeps),
        cmocka_unit_test(signal_keeps),
        cmocka_unit_test(a_transactions_own_read_is_stored),
        cmocka_unit_test(versioned_key_keeps), cmocka_unit_test(generation_keeps),
        cmocka_unit_test(shared_name_keeps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
