/* test_modes.c - searches that go another way: few switches, depth first, and walks at random.
 *
 * What they find, the full search must find as well; and what is near, they must find. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/explore/stack_text.h"
#include "tests/explore/worlds.h"

/* ---- few switches ---- */

/* A search that allows enough of them finds what the full one finds; the stale fill needs one. */
static void few_switches_find_the_same(void **state)
{
    for (size_t i = 0; i < small_world_count; i++) {
        struct explore_settings settings = {.bounds = world_filled(small_worlds[i].bounds),
                                            .jobs = 1, .symmetry = i % 2,
                                            .properties = EXPLORE_ALL_PROPERTIES};
        struct explore_result all, few;
        struct stack_text stack;
        stack_text_open(&stack, small_worlds[i].stack);
        settings.stack = &stack.stack;
        all = world_explore(&settings);
        settings.few_switches = true;
        settings.switches_max = EXPLORE_SWITCHES_MAX;
        few = world_explore(&settings);
        assert_true(few.complete);
        for (unsigned p = 0; p < PROPERTY_COUNT; p++)
            assert_int_equal(few.properties[p].verdict, all.properties[p].verdict);
        explore_free(&all);
        explore_free(&few);
        stack_text_close(&stack);
    }
}

static void stale_fill_needs_a_switch(void **state)
{
    static const struct explore_bounds bounds = WORLD(2, 2, 3, 3);
    struct explore_settings settings = {.bounds = world_filled(bounds), .jobs = 1,
                                        .symmetry = true, .reduction = true, .few_switches = true,
                                        .properties = 1u << PROPERTY_NO_PERMANENT_STALENESS};
    struct stack_text stack;
    struct explore_result result;

    stack_text_open(&stack, "[{\"delete\": {}}]");
    settings.stack = &stack.stack;
    for (settings.switches_max = 0; settings.switches_max < 2; settings.switches_max++) {
        result = world_explore(&settings);
        assert_int_equal(result.properties[PROPERTY_NO_PERMANENT_STALENESS].verdict,
                         settings.switches_max == 0 ? VERDICT_INCONCLUSIVE : VERDICT_REFUTED);
        explore_free(&result);
    }
    stack_text_close(&stack);
}

/* ---- depth first ---- */

static void assert_same_verdicts(const struct explore_result *a, const struct explore_result *b)
{
    for (unsigned p = 0; p < PROPERTY_COUNT; p++)
        assert_int_equal(a->properties[p].verdict, b->properties[p].verdict);
}

/* The same states by the same transitions, and a witness of whatever has one; one switch more at a
 * time, the same verdicts. */
static void depth_finds_what_breadth_finds(void **state)
{
    unsigned whole = 0;

    for (size_t i = 0; i < small_world_count; i++) {
        struct explore_settings settings = {.bounds = world_filled(small_worlds[i].bounds),
                                            .jobs = 2, .symmetry = i % 2, .reduction = i % 3 == 0,
                                            .properties = EXPLORE_ALL_PROPERTIES,
                                            .switches_max = EXPLORE_SWITCHES_MAX};
        struct explore_result wide, deep;
        struct stack_text stack;
        stack_text_open(&stack, small_worlds[i].stack);
        settings.stack = &stack.stack;
        wide = world_explore(&settings);
        settings.depth_first = true;
        deep = world_explore(&settings);
        assert_same_verdicts(&wide, &deep);
        if (wide.complete) {
            whole++;
            assert_true(deep.complete);
            assert_int_equal(deep.states, wide.states);
            assert_int_equal(deep.transitions, wide.transitions);
            assert_int_equal(deep.ends, wide.ends);
            assert_true(deep.depth >= wide.depth);
        }
        for (unsigned p = 0; p < PROPERTY_COUNT; p++)
            assert_int_equal(deep.properties[p].witness.length > 0,
                             wide.properties[p].witness.length > 0);
        explore_free(&deep);
        settings.few_switches = true;
        deep = world_explore(&settings);
        assert_same_verdicts(&wide, &deep);
        explore_free(&deep);
        explore_free(&wide);
        stack_text_close(&stack);
    }
    assert_true(whole > small_world_count / 4);
}

/* Limits end it as they end the other. */
static void depth_ends_at_a_limit(void **state)
{
    static const struct explore_bounds bounds = WORLD(2, 2, 3, 3);
    struct explore_settings settings = {.bounds = world_filled(bounds), .jobs = 1,
                                        .depth_first = true, .states_max = 5000,
                                        .properties = 1u << PROPERTY_NO_UNCOMMITTED_VALUE};
    struct stack_text stack;
    struct explore_result result;

    stack_text_open(&stack, "[{\"delete\": {}}]");
    settings.stack = &stack.stack;
    for (unsigned i = 0; i < 2; i++) {
        result = world_explore(&settings);
        assert_false(result.complete);
        assert_int_equal(result.properties[PROPERTY_NO_UNCOMMITTED_VALUE].verdict,
                         VERDICT_INCONCLUSIVE);
        explore_free(&result);
        settings.states_max = 0;
        settings.bytes_max = 1 << 19;
    }
    stack_text_close(&stack);
}

/* ---- walks at random ---- */

/* With more clients it may take fewer steps. */
static bool is_no_shorter(const struct explore_witness *a, const struct explore_witness *b)
{
    unsigned of_a = world_clients(a), of_b = world_clients(b);

    return of_a > of_b || (of_a == of_b && a->length >= b->length);
}

/* What a walk breaks, the search knows to be broken; and what is near is found. */
static void walks_agree_with_the_search(void **state)
{
    for (size_t i = 0; i < small_world_count; i++) {
        struct explore_settings settings = {.bounds = world_filled(small_worlds[i].bounds),
                                            .jobs = 1, .properties = EXPLORE_ALL_PROPERTIES};
        struct explore_sampling sampling = {.seed = 7, .walks = 2000};
        struct explore_result all = {.states = 0}, some, again;
        struct complaint complaint = {0};
        struct stack_text stack;
        stack_text_open(&stack, small_worlds[i].stack);
        settings.stack = &stack.stack;
        all = world_explore(&settings);
        for (sampling.changes = 0; sampling.changes <= 3; sampling.changes += 3) {
            settings.jobs = 1;
            assert_true(explore_sample(&settings, &sampling, &some, &complaint));
            settings.jobs = 2;
            assert_true(explore_sample(&settings, &sampling, &again, &complaint));
            assert_int_equal(world_verdicts(&some, VERDICT_PROVED), 0);
            assert_int_equal(some.transitions, again.transitions);
            for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
                const struct explore_property *found = &some.properties[p];
                assert_int_equal(found->verdict, again.properties[p].verdict);
                assert_int_equal(found->witness.length, again.properties[p].witness.length);
                if (found->verdict != VERDICT_REFUTED)
                    continue;
                assert_int_equal(all.properties[p].verdict, VERDICT_REFUTED);
                assert_true(is_no_shorter(&found->witness, &all.properties[p].witness));
            }
            if (all.properties[PROPERTY_SINGLE_LOADER].verdict == VERDICT_REFUTED)
                assert_int_equal(some.properties[PROPERTY_SINGLE_LOADER].verdict,
                                 VERDICT_REFUTED);
            explore_free(&some);
            explore_free(&again);
        }
        explore_free(&all);
        stack_text_close(&stack);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_switches_find_the_same),
        cmocka_unit_test(stale_fill_needs_a_switch),
        cmocka_unit_test(depth_finds_what_breadth_finds),
        cmocka_unit_test(depth_ends_at_a_limit),
        cmocka_unit_test(walks_agree_with_the_search),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
