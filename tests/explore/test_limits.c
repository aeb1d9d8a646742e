/* test_limits.c - the explorer's limits and complaints, and that the widest world has room. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/explore/stack_text.h"
#include "tests/explore/worlds.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])
static void limits_are_inconclusive(void **state)
{
    static const struct explore_bounds bounds = WORLD(2, 2, 3, 2, .nodes = 1);
    struct explore_settings settings = {.bounds = world_filled(bounds), .jobs = 1,
                                        .states_max = 20000,
                                        .properties = EXPLORE_ALL_PROPERTIES};
    struct stack_text stack;
    struct explore_result result;

    stack_text_open(&stack, "[{\"delete\": {}}]");
    settings.stack = &stack.stack;
    result = world_explore(&settings);
    assert_false(result.complete);
    assert_true(result.states > 20000 && result.depth > 0);
    assert_int_equal(result.properties[PROPERTY_PROGRESS].verdict, VERDICT_INCONCLUSIVE);
    assert_int_equal(result.properties[PROPERTY_SINGLE_LOADER].verdict, VERDICT_REFUTED);
    assert_int_equal(world_verdicts(&result, VERDICT_PROVED), 0);
    explore_free(&result);
    settings.states_max = 0;
    settings.bytes_max = 1 << 20;
    result = world_explore(&settings);
    assert_int_equal(result.properties[PROPERTY_PROGRESS].verdict, VERDICT_INCONCLUSIVE);
    explore_free(&result);
    stack_text_close(&stack);
}

/* Of the first state alone there are 8 writers x 2 pages x 3 roads x 3 choices of halves, rolled back
 * or not, and by two of the roads a delete comes first, which can be lost. */
static void the_widest_world_has_room(void **state)
{
    static const struct explore_bounds bounds =
        WORLD(0, 8, 0, 1, .rows = 2, .pages = 2, .roads = SAVE | BULK | RAW, .read_after = true,
              FAULTS(1, 1, 1, 1, 1, 1, 1, 1));
    struct explore_settings settings = {.bounds = world_filled(bounds), .jobs = 1, .states_max = 1,
                                        .properties = EXPLORE_ALL_PROPERTIES};
    struct stack_text stack;
    struct explore_result result;

    stack_text_open(&stack, "[{\"delete\": {\"when\": \"before-write\"}}]");
    settings.stack = &stack.stack;
    result = world_explore(&settings);
    assert_int_equal(result.transitions, 8 * 2 * 3 * (2 * 2 * 2 + 1 * 2) + 1);
    explore_free(&result);
    settings.states_max = 20000;
    result = world_explore(&settings);
    assert_true(result.states > 20000);
    explore_free(&result);
    stack_text_close(&stack);
}

static void refuses_impossible_bounds(void **state)
{
    static const struct explore_bounds bounds[] = {
        WORLD(0, 0, 1, 1), WORLD(9, 0, 1, 1), WORLD(1, 4, 1, 4), WORLD(1, 1, 1, 1, .rows = 3),
        WORLD(1, 1, 1, 1, .nodes = 9), WORLD(1, 1, 1, 1, .roads = 8),
        WORLD(1, 1, 1, 1, FAULTS([FAULT_TICK] = 7)),
    };
    struct stack_text stack;

    stack_text_open(&stack, "[]");
    for (size_t i = 0; i < COUNT(bounds); i++) {
        struct explore_settings settings = {.stack = &stack.stack,
                                            .bounds = world_filled(bounds[i]),
                                            .jobs = 1, .properties = 1};
        struct explore_result result;
        struct complaint complaint = {0};
        assert_false(explore_run(&settings, &result, &complaint));
        assert_int_equal(complaint.kind, COMPLAINT_INPUT);
        explore_free(&result);
    }
    stack_text_close(&stack);
}

static void presets_are_accepted(void **state)
{
    static const char *const names[] = {"small", "medium"};
    struct explore_bounds bounds;
    struct stack_text stack;

    stack_text_open(&stack, "[{\"no-cache\": {}}]");
    for (size_t i = 0; i < COUNT(names); i++) {
        struct explore_result result;
        assert_true(explore_preset(names[i], &bounds));
        result = world_explore(&(struct explore_settings){
            .stack = &stack.stack, .bounds = bounds, .jobs = 1, .symmetry = true,
            .reduction = true, .properties = EXPLORE_ALL_PROPERTIES});
        assert_int_equal(world_verdicts(&result, VERDICT_PROVED), ALL_OF_ROWS);
        explore_free(&result);
    }
    assert_true(explore_preset("large", &bounds));
    assert_false(explore_preset("huge", &bounds));
    stack_text_close(&stack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_inconclusive),
        cmocka_unit_test(the_widest_world_has_room),
        cmocka_unit_test(refuses_impossible_bounds),
        cmocka_unit_test(presets_are_accepted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
