/* test_explore.c - the explorer agrees with its naive twin, and finds what is known to be there.
 *
 * Each world below is small enough for the twin to hold it whole. Without symmetry and reduction
 * the engine must find the same number of states, transitions and ends at the same depth; with
 * them, the same verdicts; and with two threads, the same of everything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/explore/naive.h"
#include "tests/explore/stack_text.h"
#include "tests/explore/worlds.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])
/* ---- the twin ---- */

static void agree(const struct small_world *twin)
{
    struct stack_text stack;
    struct naive_result naive;
    struct explore_result plain, reduced;
    struct explore_settings settings = {.bounds = world_filled(twin->bounds), .jobs = 1,
                                        .properties = EXPLORE_ALL_PROPERTIES};

    stack_text_open(&stack, twin->stack);
    settings.stack = &stack.stack;
    naive = naive_run(&stack.stack, &settings.bounds, EXPLORE_ALL_PROPERTIES, 40000);
    plain = world_explore(&settings);
    if (plain.states != naive.states || plain.transitions != naive.transitions
        || plain.ends != naive.ends || plain.depth != naive.depth)
        fail_msg("%s: %llu states, %llu moves, %llu ends, depth %u; the twin %llu, %llu, %llu, %u",
                 twin->stack, (unsigned long long)plain.states,
                 (unsigned long long)plain.transitions, (unsigned long long)plain.ends,
                 plain.depth, (unsigned long long)naive.states,
                 (unsigned long long)naive.transitions, (unsigned long long)naive.ends,
                 naive.depth);
    assert_int_equal(world_verdicts(&plain, VERDICT_REFUTED), naive.broken);
    assert_int_equal(world_verdicts(&plain, VERDICT_BOUNDED), naive.bounded & ~naive.broken);
    for (unsigned way = 1; way < 4; way++) {
        settings.symmetry = way & 1;
        settings.reduction = way & 2;
        reduced = world_explore(&settings);
        assert_true(reduced.states <= plain.states);
        for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
            const struct explore_property *a = &plain.properties[i], *b = &reduced.properties[i];
            if (a->verdict != b->verdict
                || (a->verdict == VERDICT_REFUTED && a->witness.length != b->witness.length))
                fail_msg("%s: %s: %s in %u steps, in way %u %s in %u", twin->stack,
                         explore_property_name((enum property)i), explore_verdict_name(a->verdict),
                         a->witness.length, way, explore_verdict_name(b->verdict),
                         b->witness.length);
        }
        explore_free(&reduced);
    }
    explore_free(&plain);
    stack_text_close(&stack);
}

static void agrees_with_the_twin(void **state)
{
    for (size_t i = 0; i < small_world_count; i++)
        agree(&small_worlds[i]);
}

/* ---- threads ---- */

static void same_with_threads(void **state)
{
    for (size_t i = 0; i < small_world_count; i++) {
        struct explore_settings settings = {.bounds = world_filled(small_worlds[i].bounds),
                                            .symmetry = true,
                                            .reduction = i % 2,
                                            .properties = EXPLORE_ALL_PROPERTIES};
        struct explore_result results[2];
        struct stack_text stack;
        stack_text_open(&stack, small_worlds[i].stack);
        settings.stack = &stack.stack;
        for (unsigned k = 0; k < 2; k++) {
            settings.jobs = k == 0 ? 1 : 3;
            results[k] = world_explore(&settings);
        }
        assert_int_equal(results[0].states, results[1].states);
        assert_int_equal(results[0].transitions, results[1].transitions);
        assert_int_equal(results[0].locals, results[1].locals);
        assert_int_equal(results[0].stores, results[1].stores);
        assert_int_equal(results[0].depth, results[1].depth);
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            const struct explore_property *a = &results[0].properties[p];
            const struct explore_property *b = &results[1].properties[p];
            assert_int_equal(a->verdict, b->verdict);
            assert_int_equal(a->witness.length, b->witness.length);
            for (unsigned s = 0; s < a->witness.length; s++)
                assert_true(explore_same_step(&a->witness.steps[s], &b->witness.steps[s]));
        }
        explore_free(&results[0]);
        explore_free(&results[1]);
        stack_text_close(&stack);
    }
}

/* ---- what must be found ---- */

static const struct known {
    const char *stack;
    struct explore_bounds bounds;
    unsigned proved, bounded, refuted;         /* at least these */
    unsigned steps;                            /* of the first refuted one; 0: any */
} knowns[] = {
    /* A reader that loaded before the commit stores after the delete. */
    {"[{\"delete\": {}}]", WORLD(1, 1, 1, 1), IS(FRESH_AFTER_COMMIT), 0,
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION), 6},
    {"[" TTL ", {\"delete\": {}}]", WORLD(1, 1, 1, 1), 0, IS(NO_PERMANENT_STALENESS), 0, 0},
    {"[{\"ttl\": {\"ttl\": \"1h\", \"sliding\": true}}, {\"delete\": {}}]", WORLD(1, 1, 1, 1),
     0, 0, IS(NO_PERMANENT_STALENESS), 6},
    /* Between commit and delete the old version is read, but not after the writer was answered:
     * unless by way of a stale fill. */
    {"[{\"delete\": {}}]", WORLD(1, 1, 2, 1), IS(READ_YOUR_WRITES) | IS(NO_UNCOMMITTED_VALUE), 0,
     IS(FRESH_AFTER_COMMIT) | IS(FRESH_AFTER_ACK), 0},
    /* Two readers are needed for a stampede. */
    {"[{\"delete\": {}}]", WORLD(1, 1, 3, 3), IS(SINGLE_LOADER), 0, 0, 0},
    {"[{\"delete\": {}}]", WORLD(2, 0, 1, 0), 0, 0, IS(SINGLE_LOADER), 2},
    /* A delete before the commit does not last; one that is lost neither, unless tried again. */
    {"[{\"delete\": {\"when\": \"in-transaction\"}}]", WORLD(1, 1, 1, 1), 0, 0,
     IS(NO_PERMANENT_STALENESS), 6},
    {"[{\"delete\": {\"when\": \"before-write\"}}]", WORLD(1, 1, 1, 1), 0, 0,
     IS(NO_PERMANENT_STALENESS), 6},
    {"[{\"delete\": {}}]", WORLD(0, 2, 0, 1), ALL_OF_ROWS, 0, 0, 0},
    {"[{\"delete\": {\"attempts\": 2}}, {\"signal\": {}}]",
     WORLD(1, 1, 1, 1, FAULTS([FAULT_CRASH] = 1)), 0, 0, IS(NO_PERMANENT_STALENESS), 0},
    /* A second delete is outrun by a load that is slower than its delay, or is never asked for. */
    {"[{\"delayed-double-delete\": {}}]", WORLD(1, 1, 1, 1), IS(NO_UNCOMMITTED_VALUE), 0,
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION), 8},
    {"[" TTL ", {\"delayed-double-delete\": {}}]", WORLD(1, 1, 1, 1), 0,
     IS(NO_PERMANENT_STALENESS), 0, 0},
    {"[{\"delayed-double-delete\": {}}]", WORLD(1, 1, 1, 1, FAULTS([FAULT_CRASH] = 1)), 0, 0,
     IS(NO_PERMANENT_STALENESS), 0},
    /* A lease closes the race of a slow fill; not what lies between commit and delete, where a
     * reader without a token sees the new version first and what a token has stored then. */
    {"[" LEASE ", {\"delete\": {}}]", WORLD(2, 2, 2, 2),
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION) | IS(FRESH_AFTER_ACK) | IS(READ_YOUR_WRITES)
     | IS(NO_UNCOMMITTED_VALUE) | IS(PROGRESS), 0,
     IS(FRESH_AFTER_COMMIT) | IS(MONOTONIC_READS) | IS(SINGLE_LOADER), 6},
    {"[" LEASE ", {\"delete\": {}}]",
     WORLD(2, 1, 2, 1, FAULTS([FAULT_RESTART] = 1, [FAULT_EXPIRY] = 1, [FAULT_EVICTION] = 1)),
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION) | IS(FRESH_AFTER_ACK) | IS(PROGRESS), 0, 0, 0},
    {"[" LEASE ", {\"delete\": {}}]", WORLD(1, 1, 2, 1, FAULTS([FAULT_LOST] = 1)),
     IS(NO_RESURRECTION), 0, IS(NO_PERMANENT_STALENESS) | IS(FRESH_AFTER_ACK), 6},
    {"[" LEASE ", {\"delete\": {}}]", WORLD(1, 1, 2, 1, .roads = RAW), 0, 0,
     IS(NO_PERMANENT_STALENESS), 5},
    {"[" LEASE ", {\"delete\": {\"when\": \"in-transaction\"}}]", WORLD(1, 1, 2, 1), 0, 0,
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION), 6},
    {"[" LEASE ", {\"delayed-double-delete\": {}}]", WORLD(2, 2, 1, 1),
     IS(NO_PERMANENT_STALENESS), 0, IS(NO_RESURRECTION), 0},
    {"[" LEASE ", {\"signal\": {\"via\": \"bus\"}}]", WORLD(2, 2, 1, 1),
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION), 0, IS(FRESH_AFTER_ACK), 0},
    /* Whoever sets needs no token: two writers can still be overtaken by one another. */
    {"[" LEASE ", {\"signal\": {\"action\": \"set\"}}]", WORLD(1, 2, 1, 1), 0, 0,
     IS(NO_PERMANENT_STALENESS), 6},
    /* A cas that reloads keeps what is cached from going back, while the cache loses nothing and
     * whoever is overtaken has as many tries more as there are other writers. */
    {"[{\"cas\": {}}]", WORLD(2, 2, 2, 1),
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION) | IS(FRESH_AFTER_ACK) | IS(READ_YOUR_WRITES)
     | IS(NO_UNCOMMITTED_VALUE) | IS(PROGRESS), 0,
     IS(FRESH_AFTER_COMMIT) | IS(MONOTONIC_READS) | IS(SINGLE_LOADER), 6},
    {"[{\"cas\": {}}]", WORLD(1, 2, 2, 1, FAULTS([FAULT_LOST] = 2, [FAULT_ROLLBACK] = 1)),
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION) | IS(FRESH_AFTER_ACK), 0, 0, 0},
    {"[{\"cas\": {\"retries\": 1}}]", WORLD(1, 2, 2, 1),
     IS(NO_PERMANENT_STALENESS) | IS(FRESH_AFTER_ACK), 0, 0, 0},
    {"[{\"cas\": {\"retries\": 0}}]", WORLD(1, 2, 1, 1), 0, 0,
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION), 14},
    {"[{\"cas\": {\"retries\": 1}}]", WORLD(1, 3, 1, 1), 0, 0, IS(NO_PERMANENT_STALENESS), 22},
    {"[{\"cas\": {\"retries\": 2}}]", WORLD(1, 3, 1, 1), IS(NO_PERMANENT_STALENESS), 0, 0, 0},
    {"[{\"cas\": {\"retries\": 0, \"give-up\": \"leave\"}}]", WORLD(1, 1, 1, 1), 0, 0,
     IS(NO_PERMANENT_STALENESS), 8},
    /* What is gone has no number: a slow fill is added. */
    {"[{\"cas\": {}}]", WORLD(1, 1, 1, 1, FAULTS([FAULT_EVICTION] = 1)), 0, 0,
     IS(NO_PERMANENT_STALENESS), 9},
    {"[" TTL ", {\"cas\": {}}]", WORLD(1, 1, 1, 1, FAULTS([FAULT_EVICTION] = 1)), 0,
     IS(NO_PERMANENT_STALENESS), 0, 0},
    {"[{\"cas\": {}}, {\"delete\": {}}]", WORLD(1, 1, 1, 1), 0, 0,
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION), 9},
    {"[{\"cas\": {\"write\": \"none\"}}, {\"delete\": {}}]", WORLD(1, 1, 1, 1), 0, 0,
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION), 6},
    /* A writer that crashes, or of whom no layer hears. */
    {"[{\"cas\": {}}]", WORLD(1, 1, 1, 1, FAULTS([FAULT_CRASH] = 1)), 0, 0,
     IS(NO_PERMANENT_STALENESS), 6},
    {"[{\"cas\": {}}]", WORLD(1, 1, 1, 1, .roads = RAW), 0, 0, IS(NO_PERMANENT_STALENESS), 5},
    /* A number from after the commit lets the slower writer win; one from before it does not, but
     * who is refused then can only delete. */
    {"[{\"cas\": {\"write\": \"overwrite\"}}]", WORLD(0, 2, 0, 1), 0, 0,
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION), 8},
    {"[{\"cas\": {\"write\": \"replace\"}}]", WORLD(0, 2, 0, 1), IS(NO_PERMANENT_STALENESS), 0, 0,
     0},
    {"[{\"cas\": {\"write\": \"replace\"}}]", WORLD(1, 1, 2, 2), IS(NO_PERMANENT_STALENESS), 0, 0,
     0},
    {"[{\"cas\": {\"write\": \"replace\"}}]", WORLD(1, 2, 1, 1), 0, 0,
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION), 12},
    /* No cache, or the ideal one: nothing to be stale. */
    {"[{\"no-cache\": {}}]",
     WORLD(2, 2, 2, 2, .read_after = true, FAULTS([FAULT_CRASH] = 1, [FAULT_ROLLBACK] = 1)),
     ALL_OF_ROWS, 0, 0, 0},
    {"[{\"ideal\": {}}]", WORLD(2, 2, 2, 2, FAULTS([FAULT_LOST] = 1, [FAULT_EVICTION] = 1)),
     ALL_OF_ROWS & ~IS(SINGLE_LOADER), 0, IS(SINGLE_LOADER), 2},
    /* The row's own version in the key: always fresh. */
    {"[{\"versioned-key\": {\"source\": \"row\"}}]",
     WORLD(2, 2, 2, 2, .read_after = true, FAULTS([FAULT_LOST] = 1, [FAULT_CRASH] = 1)),
     IS(NO_PERMANENT_STALENESS) | IS(FRESH_AFTER_COMMIT) | IS(FRESH_AFTER_ACK)
     | IS(READ_YOUR_WRITES) | IS(MONOTONIC_READS) | IS(NO_RESURRECTION), 0, 0, 0},
    /* A version in the cache: fresh once the writer is answered, while nothing is lost. */
    {"[{\"versioned-key\": {}}]", WORLD(2, 2, 2, 1),
     IS(FRESH_AFTER_ACK) | IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION), 0,
     IS(FRESH_AFTER_COMMIT), 0},
    {"[{\"versioned-key\": {}}]", WORLD(1, 1, 2, 1, FAULTS([FAULT_LOST] = 1)), 0, 0,
     IS(NO_PERMANENT_STALENESS) | IS(FRESH_AFTER_ACK), 0},
    /* A process that remembers is behind for a while; after a lost bump, for ever. */
    {"[{\"versioned-key\": {\"memo-ttl\": \"1m\"}}]", WORLD(1, 1, 2, 1, .nodes = 2), 0,
     IS(NO_PERMANENT_STALENESS), IS(FRESH_AFTER_ACK), 0},
    {"[{\"versioned-key\": {\"memo-ttl\": \"1m\"}}]",
     WORLD(1, 1, 2, 1, FAULTS([FAULT_LOST] = 1)), 0, 0, IS(NO_PERMANENT_STALENESS), 0},
    {"[" TTL ", {\"versioned-key\": {\"memo-ttl\": \"1m\"}}]",
     WORLD(1, 1, 2, 1, FAULTS([FAULT_LOST] = 1)), 0, IS(NO_PERMANENT_STALENESS), 0, 0},
    {"[{\"versioned-key\": {\"seed\": \"one\"}}]",
     WORLD(1, 1, 2, 1, FAULTS([FAULT_EVICTION] = 1)), 0, 0, IS(NO_PERMANENT_STALENESS), 0},
    {"[{\"versioned-key\": {\"seed\": \"random\"}}]",
     WORLD(1, 1, 3, 1, FAULTS([FAULT_EVICTION] = 1)), IS(NO_PERMANENT_STALENESS), 0, 0, 0},
    {"[{\"versioned-key\": {\"bump\": \"carry\"}}]", WORLD(1, 1, 1, 1), 0, 0,
     IS(NO_PERMANENT_STALENESS), 0},
    {"[{\"versioned-key\": {\"source\": \"updated-at\"}}]", WORLD(1, 1, 1, 1),
     IS(NO_PERMANENT_STALENESS), 0, 0, 0},
    {"[{\"versioned-key\": {\"source\": \"updated-at\"}}]", WORLD(1, 1, 1, 2), 0, 0,
     IS(NO_PERMANENT_STALENESS), 0},
    /* A message that is lost, one that comes late, and a value that is not committed. */
    {"[{\"signal\": {\"via\": \"bus\"}}]", WORLD(1, 1, 1, 1, FAULTS([FAULT_LOST] = 1)), 0, 0,
     IS(NO_PERMANENT_STALENESS), 6},
    {"[{\"signal\": {\"via\": \"bus\"}}]", WORLD(1, 1, 1, 1, .read_after = true), 0, 0,
     IS(READ_YOUR_WRITES), 0},
    {"[{\"signal\": {\"via\": \"bus\", \"action\": \"set\"}}]", WORLD(0, 1, 0, 2), 0, 0,
     IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION), 0},
    {"[{\"signal\": {\"when\": \"pre-commit\", \"action\": \"set\"}}]",
     WORLD(1, 1, 1, 1, FAULTS([FAULT_ROLLBACK] = 1)), 0, 0,
     IS(NO_UNCOMMITTED_VALUE) | IS(NO_PERMANENT_STALENESS), 0},
    {"[{\"signal\": {}}]", WORLD(1, 1, 2, 1, .roads = RAW), 0, 0, IS(FRESH_AFTER_ACK), 0},
    /* A page is torn by a commit between its halves, cached or not; not where that is noticed, as
     * often as there are tries. */
    {"[{\"no-cache\": {}}]", WORLD(1, 1, 1, 1, .pages = 1), ALL_OF_ROWS, 0,
     IS(NO_TORN_AGGREGATE), 4},
    {"[{\"ideal\": {}}]", WORLD(2, 1, 2, 1, .pages = 1), ALL_OF_ROWS & ~IS(SINGLE_LOADER), 0,
     IS(NO_TORN_AGGREGATE), 6},
    {"[{\"recheck\": {\"tries\": 2}}, {\"delete\": {}}]", WORLD(2, 1, 2, 1, .pages = 1),
     IS(NO_TORN_AGGREGATE), 0, IS(NO_PERMANENT_STALENESS) | IS(NO_RESURRECTION), 0},
    {"[{\"recheck\": {\"tries\": 2}}, {\"delete\": {}}]", WORLD(1, 1, 1, 2, .pages = 1), 0, 0,
     IS(NO_TORN_AGGREGATE), 0},
    {"[{\"recheck\": {}}, {\"delete\": {}}]", WORLD(1, 2, 2, 1, .pages = 1),
     IS(NO_TORN_AGGREGATE), 0, 0, 0},
    {"[" LEASE ", {\"recheck\": {}}, {\"delete\": {}}]", WORLD(2, 1, 2, 1, .pages = 1),
     IS(NO_TORN_AGGREGATE) | IS(NO_PERMANENT_STALENESS) | IS(FRESH_AFTER_ACK), 0, 0, 0},
};

static void finds_what_is_known(void **state)
{
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(knowns); i++) {
        const struct known *known = &knowns[i];
        struct explore_settings settings = {.bounds = world_filled(known->bounds), .jobs = 1,
                                            .symmetry = true, .reduction = true,
                                            .properties = EXPLORE_ALL_PROPERTIES};
        struct stack_text stack;
        struct explore_result result;
        unsigned proved, bounded, refuted, first = 0;
        stack_text_open(&stack, known->stack);
        settings.stack = &stack.stack;
        result = world_explore(&settings);
        proved = world_verdicts(&result, VERDICT_PROVED);
        bounded = world_verdicts(&result, VERDICT_BOUNDED);
        refuted = world_verdicts(&result, VERDICT_REFUTED);
        while (known->steps > 0 && !(known->refuted >> first & 1))
            first++;
        if ((known->proved & ~proved) || (known->bounded & ~bounded) || (known->refuted & ~refuted)
            || (known->steps > 0 && result.properties[first].witness.length != known->steps)) {
            printf("# case %zu, %s: proved %#x, bounded %#x, refuted %#x, in %u steps\n", i,
                   known->stack, proved, bounded, refuted,
                   result.properties[first].witness.length);
            failures++;
        }
        explore_free(&result);
        stack_text_close(&stack);
    }
    fflush(stdout);
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_the_twin),
        cmocka_unit_test(same_with_threads),
        cmocka_unit_test(finds_what_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
