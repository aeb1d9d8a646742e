/* test_mutants.c - a strategy with a mistake is refuted, and one without is not.
 *
 * An explorer that proves whatever it is given would pass many a test. So each mutant must be
 * refuted where its original, in the same bounds, is proved; and the naive twin must say of each
 * mutant what the engine says, of all properties. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/explore/mutants.h"
#include "tests/explore/naive.h"
#include "tests/explore/stack_text.h"

/* The verdict on the text's stack, with the mistake (or NULL) on top, and the witness's length. */
static enum verdict judge(const struct mutant *mutant, const char *text,
                          const struct strategy *mistake, unsigned *steps)
{
    struct stack_text stack;
    struct explore_settings settings = {.stack = &stack.stack, .jobs = 1, .symmetry = true,
                                        .bounds = world_filled(mutant->bounds), .reduction = true,
                                        .properties = EXPLORE_ALL_PROPERTIES};
    struct explore_property *property;
    struct explore_result result;
    enum verdict verdict;

    stack_text_open(&stack, text);
    CHECK(mistake == NULL || stack_push(&stack.stack, mistake, NULL));
    result = world_explore(&settings);
    property = &result.properties[mutant->property];
    verdict = property->verdict;
    *steps = property->witness.length;
    explore_free(&result);
    if (mistake != NULL)
        stack.stack.layers--;          /* Its configuration is not the text's to free. */
    stack_text_close(&stack);
    return verdict;
}

static void every_mutant_is_killed(void **state)
{
    unsigned failures = 0, steps;

    for (size_t i = 0; i < mutant_count; i++) {
        const struct mutant *mutant = &mutants[i];
        const char *property = explore_property_name(mutant->property);
        enum verdict verdict = judge(mutant, mutant->over, mutant->mistake, &steps);
        if (verdict == VERDICT_REFUTED) {
            printf("# killed: %s, for %s: %s in %u steps\n", mutant->mistake->name,
                   mutant->original, property, steps);
        } else {
            printf("# survived: %s, for %s: %s %s\n", mutant->mistake->name, mutant->original,
                   property, explore_verdict_name(verdict));
            failures++;
        }
    }
    fflush(stdout);
    assert_int_equal(failures, 0);
}

static void no_original_is_refuted(void **state)
{
    unsigned failures = 0, steps;

    for (size_t i = 0; i < mutant_count; i++) {
        const struct mutant *mutant = &mutants[i];
        enum verdict verdict = judge(mutant, mutant->original, NULL, &steps);
        if (verdict == VERDICT_PROVED || verdict == VERDICT_BOUNDED)
            continue;
        printf("# %s, where %s must fail: %s %s\n", mutant->original, mutant->mistake->name,
               explore_property_name(mutant->property), explore_verdict_name(verdict));
        failures++;
    }
    fflush(stdout);
    assert_int_equal(failures, 0);
}

static void the_twin_agrees(void **state)
{
    for (size_t i = 0; i < mutant_count; i++) {
        struct stack_text stack;
        struct explore_settings settings = {.stack = &stack.stack, .jobs = 1,
                                            .bounds = world_filled(mutants[i].bounds),
                                            .properties = EXPLORE_ALL_PROPERTIES};
        struct explore_result result;
        struct naive_result naive;
        stack_text_open(&stack, mutants[i].over);
        assert_true(stack_push(&stack.stack, mutants[i].mistake, NULL));
        naive = naive_run(&stack.stack, &settings.bounds, EXPLORE_ALL_PROPERTIES, 40000);
        result = world_explore(&settings);
        if (world_verdicts(&result, VERDICT_REFUTED) != naive.broken
            || world_verdicts(&result, VERDICT_BOUNDED) != (naive.bounded & ~naive.broken))
            fail_msg("%s: refuted %#x, bounded %#x; the twin %#x, %#x", mutants[i].mistake->name,
                     world_verdicts(&result, VERDICT_REFUTED),
                     world_verdicts(&result, VERDICT_BOUNDED), naive.broken, naive.bounded);
        assert_true(naive.states > 0);
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            if (result.properties[p].verdict == VERDICT_REFUTED)
                assert_true(result.properties[p].witness.length >= naive.first_broken[p]);
        }
        explore_free(&result);
        stack.stack.layers--;          /* Its configuration is not the text's to free. */
        stack_text_close(&stack);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_twin_agrees),
        cmocka_unit_test(every_mutant_is_killed),
        cmocka_unit_test(no_original_is_refuted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
