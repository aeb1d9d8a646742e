/* test_judge.c - what the judge adds up, where there is more of it than a word holds. */
#include "sim/judge/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { READS = 5 };

/* Reads with the latency, and stale by the age, of nearly 300 years: five of them are more than 2^64
 * ns. The result's means are exact; a slice's sums stay at their largest number. */
static void long_ages_and_latencies_do_not_wrap(void **state)
{
    struct result *result = calloc(1, sizeof *result);
    struct versions versions = {0};
    struct complaint complaint = {0};
    struct judge judge;

    assert_non_null(result);
    assert_true(judge_open(&judge, result, &versions, NULL, false, false, &complaint));
    for (unsigned i = 0; i < READS; i++) {
        judge_count_read(&judge, true, true, 1, INT64_MAX - i);
        judge_count_stale(&judge, &(struct judged_stale){
            .missed = {.commit = 0, .at = i}, .began = INT64_MAX, .lag = 1, .measured = true,
            .cause = CAUSE_EXPIRY_LAG});
    }
    judge_settle(&judge);
    assert_int_equal(result->read_latency.count, READS);
    assert_int_equal(histogram_mean(&result->read_latency), INT64_MAX - 2);
    assert_int_equal(histogram_min(&result->read_latency), INT64_MAX - 4);
    assert_int_equal(histogram_max(&result->read_latency), INT64_MAX);
    assert_int_equal(histogram_mean(&result->age), INT64_MAX - 2);
    assert_int_equal(result->slices[0].read_latency_sum, UINT64_MAX);
    assert_int_equal(result->slices[0].stale_age_sum, UINT64_MAX);
    assert_int_equal(result->slices[0].stale_lag_sum, READS);
    judge_close(&judge);
    free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_ages_and_latencies_do_not_wrap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
