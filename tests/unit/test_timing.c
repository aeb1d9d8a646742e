/* test_timing.c - instants by what lies between them: the earliest, or the bound that cannot be kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/replay/timing.h"

static void the_earliest_instants_are_found(void **state)
{
    const struct timing_bound bounds[] = {{0, 1, 5}, {1, 2, 7}, {0, 2, 9}, {2, 1, -8}, {0, 3, 1}};
    sim_time at[4] = {100};
    size_t broken;

    assert_true(timing_solve(at, 4, bounds, 5, &broken));
    assert_int_equal(at[1], 105);
    assert_int_equal(at[2], 112);
    assert_int_equal(at[3], 101);
}

static void a_circle_is_broken(void **state)
{
    const struct timing_bound bounds[] = {{0, 1, 5}, {1, 2, 7}, {2, 1, -6}};
    sim_time at[3] = {0};
    size_t broken = 9;

    assert_false(timing_solve(at, 3, bounds, 3, &broken));
    assert_in_range(broken, 1, 2);
}

/* Three pauses, each as long as one can be written. */
static void the_end_of_time_is_not_passed(void **state)
{
    const struct timing_bound bounds[] = {{0, 1, INT64_MAX / 4}, {1, 2, INT64_MAX / 4},
                                          {2, 3, INT64_MAX / 4}};
    sim_time at[4] = {TIME_LAST / 8};
    size_t broken = 9;

    assert_true(timing_solve(at, 2, bounds, 1, &broken));
    assert_int_equal(at[1], TIME_LAST / 8 + INT64_MAX / 4);
    assert_false(timing_solve(at, 4, bounds, 3, &broken));
    assert_int_equal(broken, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_earliest_instants_are_found),
        cmocka_unit_test(a_circle_is_broken),
        cmocka_unit_test(the_end_of_time_is_not_passed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
