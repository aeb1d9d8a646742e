/* test_keeps_of_fills.c - the Keeps of delayed-double-delete, lease, cas and recheck. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/strategies/trial.h"

/* What was put back within the delay after a commit lives a delay and the ways (0.5 ms and 4 ms
 * here), and what loads from before take longer than the delay is for ever. */
static void delayed_double_delete_keeps(void **state)
{
#define LOADS(most) \
    "\"cache\": {\"latency\": \"1ms\"}, \"database\": {\"read\": \"1ms\", \"commit\": \"1ms\", " \
    "\"read-reply\": {\"uniform\": {\"min\": \"0s\", \"max\": \"" most "\"}}}"
    trial_committed_only("[{\"delayed-double-delete\": {\"delay\": \"3ms\"}}]", ROADS);
    trial_run(&(struct trial){"[{\"delayed-double-delete\": {\"delay\": \"9ms\"}}]", LOADS("8ms"), 0, 0});
    assert_some("stale-stale-fill");
    assert_some("stale-in-flight");
    assert_none("windows-permanent");
    assert_true(trial_most("window-max") <= 10.0 * (double)MS);
    trial_run(&(struct trial){"[{\"delayed-double-delete\": {\"delay\": \"9ms\"}}]", LOADS("18ms"), 0, 0});
    assert_some("windows-permanent");
}

/* What a reader stores does not outlive the delete after the commit that superseded it: so a stale
 * read began before the delete arrived, here at most 1.5 ms (the commit's reply) and 1 ms (the
 * delete's way) after the commit. Tokens that expire, or that a restart clears, are refused. */
static void lease_keeps(void **state)
{
#define RESTART "\"faults\": [{\"at\": \"100ms\", \"cache-restart\": {}}], "
    static const char *const knobs[] = {"", "\"token-ttl\": \"3ms\"", "\"tries\": 0",
                                        "\"wait\": \"0s\""};

    for (size_t i = 0; i < sizeof knobs / sizeof knobs[0]; i++) {
        char stack[100];
        snprintf(stack, sizeof stack, "[{\"lease\": {%s}}, {\"delete\": {}}]", knobs[i]);
        trial_run(&(struct trial){stack, RESTART SLOW, 0, 0});
        assert_some("hits");
        assert_some("stores-refused");
        assert_some("stale-in-flight");
        assert_true(trial_most("stale-age-max") < 2.5 * (double)MS);
        assert_none("windows-permanent");
    }
    trial_run(&(struct trial){"[{\"delete\": {}}]", SLOW, 0, 0});
    assert_some("windows-permanent");
    assert_none("stores-refused");
}

/* What is cached is never replaced by anything older while the cache loses nothing and nobody gives
 * up: so nothing stays old, whoever was overtaken. */
static void cas_keeps(void **state)
{
    trial_run(&(struct trial){"[{\"cas\": {\"retries\": 1000}}]", SLOW, 0, 0});
    assert_some("hits");
    assert_some("stores-refused");
    assert_some("stale-in-flight");
    assert_some("fill-races-hit");
    assert_none("stale-reordered");
    assert_none("windows-permanent");
    /* With a few losses, and enough tries more. */
    trial_run(&(struct trial){"[{\"cas\": {\"retries\": 1000}}]",
        "\"cache\": {\"latency\": \"1ms\", \"loss\": 0.2, \"timeout\": \"1ms\"}, " DATABASE,
        0, 0});
    assert_some("invalidations-lost");
    assert_none("stale-reordered");
    assert_none("windows-permanent");
    /* The number from before the commit: never out of order either, but who gives up deletes. */
    trial_run(&(struct trial){"[{\"cas\": {\"write\": \"replace\"}}]", SLOW, 0, 0});
    assert_none("stale-reordered");
    assert_some("windows-permanent");
    trial_run(&(struct trial){"[{\"cas\": {\"write\": \"overwrite\"}}]", SLOW, 0, 0});
    assert_some("stale-reordered");
    assert_some("windows-permanent");
}

/* No page is answered or stored that never was, while there are tries left. */
static void recheck_keeps(void **state)
{
#define PAGES \
    "\"database\": {\"pages\": 6, \"read\": {\"exponential\": {\"mean\": \"2ms\"}}, \"commit\": \"2ms\"}"
    trial_run(&(struct trial){"[{\"recheck\": {\"tries\": 1000}}, {\"delete\": {}}]", PAGES, ROADS, 0});
    assert_none("torn-reads");
    assert_some("hits");
    assert_some("stale-stale-fill");
    trial_run(&(struct trial){"[{\"recheck\": {\"tries\": 1}}, {\"delete\": {}}]", PAGES, ROADS, 0});
    assert_some("torn-reads");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delayed_double_delete_keeps),
        cmocka_unit_test(lease_keeps),
        cmocka_unit_test(cas_keeps),
        cmocka_unit_test(recheck_keeps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
