/* test_histogram.c - histograms against a sorted array of the same values. */
#include "sim/base/histogram.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/rng.h"

enum { VALUES = 20000, GOLDEN_ROUNDS = 1000 };

static struct histogram one, other;     /* too large for a stack of ours */

/* Values of all lengths, 0 to 62 bits. */
static int64_t any_value(struct rng *rng)
{
    uint64_t word = rng_next(rng);

    return (int64_t)(word >> (1 + rng_below(rng_next(rng), 63)));
}

static int ascending(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static void buckets_follow_one_another(void **state)
{
    static const struct {
        int64_t value;
        uint32_t index;
    } rows[] = {
        {0, 0}, {1, 1}, {127, 127}, {128, 128}, {255, 255}, {256, 256}, {257, 256}, {258, 257},
        {511, 383}, {512, 384}, {1023, 511}, {1024, 512},
        {INT64_C(1) << 62, HISTOGRAM_BUCKETS - 128}, {INT64_MAX, HISTOGRAM_BUCKETS - 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(histogram_index(rows[i].value), rows[i].index);
}

/* Each bucket's ends lie within it, the next begins right after, and none is wider than 1/128. */
static void buckets_are_narrow(void **state)
{
    int64_t next = 0;
    uint32_t count = 0;

    (void)state;
    memset(&one, 0, sizeof one);
    for (uint32_t i = 0; i < HISTOGRAM_BUCKETS; i++)
        one.bucket[i] = 1;
    one.count = HISTOGRAM_BUCKETS;
    one.width = (uint64_t)INT64_MAX + 1;
    for (struct histogram_bucket b = {0}; histogram_next(&one, &b); count++) {
        assert_int_equal(b.low, next);
        assert_int_equal(histogram_index(b.low), count);
        assert_int_equal(histogram_index(b.high), count);
        assert_true((b.high - b.low) <= b.low / HISTOGRAM_ERROR);
        next = b.high == INT64_MAX ? 0 : b.high + 1;
    }
    assert_int_equal(count, HISTOGRAM_BUCKETS);
}

static void quantiles_are_those_of_the_sorted_values(void **state)
{
    static const uint64_t quantiles[][2] = {
        {0, 1}, {1, 1000}, {1, 4}, {1, 2}, {9, 10}, {99, 100}, {999, 1000}, {99999, 100000}, {1, 1},
        {UINT64_MAX - 1, UINT64_MAX},
    };
    static int64_t values[VALUES];
    struct rng rng = rng_stream(3, RNG_TEST, 0);
    histogram_sum sum = 0;

    (void)state;
    memset(&one, 0, sizeof one);
    for (int i = 0; i < VALUES; i++) {
        values[i] = any_value(&rng);
        sum += (uint64_t)values[i];
        histogram_add(&one, values[i]);
    }
    qsort(values, VALUES, sizeof values[0], ascending);
    assert_int_equal(one.count, VALUES);
    assert_true(one.sum == sum);
    assert_int_equal(histogram_mean(&one), (int64_t)((sum + VALUES / 2) / VALUES));
    assert_int_equal(histogram_min(&one), values[0]);
    assert_int_equal(histogram_max(&one), values[VALUES - 1]);
    for (size_t i = 0; i < sizeof quantiles / sizeof quantiles[0]; i++) {
        histogram_sum rank = ((histogram_sum)VALUES * quantiles[i][0] + quantiles[i][1] - 1)
            / quantiles[i][1];
        int64_t truth = values[rank == 0 ? 0 : (size_t)rank - 1];
        int64_t found = histogram_quantile(&one, quantiles[i][0], quantiles[i][1]);
        assert_true(found >= truth);
        assert_true(found - truth <= truth / HISTOGRAM_ERROR);
    }
    assert_int_equal(histogram_quantile(&one, 0, 1), values[0]);
    assert_int_equal(histogram_quantile(&one, 1, 1), values[VALUES - 1]);
}

static void iteration_counts_every_value_once(void **state)
{
    uint64_t seen = 0;
    int64_t before = -1;

    (void)state;
    for (struct histogram_bucket b = {0}; histogram_next(&one, &b);) {
        assert_true(b.count > 0 && b.low > before && b.low <= b.high);
        before = b.high;
        seen += b.count;
    }
    assert_int_equal(seen, one.count);
    assert_int_equal(before, histogram_max(&one));
}

static void merging_is_adding(void **state)
{
    static struct histogram all;
    struct rng rng = rng_stream(4, RNG_TEST, 0);

    (void)state;
    memset(&all, 0, sizeof all);
    memset(&one, 0, sizeof one);
    memset(&other, 0, sizeof other);
    for (int i = 0; i < 1000; i++) {
        int64_t value = any_value(&rng);
        uint64_t n = rng_below(rng_next(&rng), 3);
        histogram_add_n(&all, value, n);
        for (uint64_t k = 0; k < n; k++)
            histogram_add(i % 3 == 0 ? &one : &other, value);
    }
    histogram_merge(&one, &other);
    assert_memory_equal(&one, &all, sizeof all);
    memset(&other, 0, sizeof other);
    histogram_merge(&one, &other);                  /* Nothing changes nothing. */
    assert_memory_equal(&one, &all, sizeof all);
    histogram_merge(&other, &all);
    assert_memory_equal(&other, &all, sizeof all);
}

/* Against a histogram of what was added alone, whose quantiles are clipped to its own maximum. */
static void quantiles_of_what_was_added_since(void **state)
{
    static struct histogram before;
    struct rng rng = rng_stream(5, RNG_TEST, 0);

    (void)state;
    memset(&one, 0, sizeof one);
    memset(&before, 0, sizeof before);
    assert_int_equal(histogram_quantile_since(&one, &before, 99, 100), 0);
    histogram_follow(&before, &one);
    for (int round = 0; round < 100; round++) {
        uint64_t count = rng_below(rng_next(&rng), 200);
        memset(&other, 0, sizeof other);
        for (uint64_t i = 0; i < count; i++) {
            int64_t value = any_value(&rng);
            histogram_add(&one, value);
            histogram_add(&other, value);
        }
        for (uint64_t percent = 0; percent <= 100; percent++) {
            int64_t since = histogram_quantile_since(&one, &before, percent, 100);
            int64_t alone = histogram_quantile(&other, percent, 100);
            assert_int_equal(histogram_index(since), histogram_index(alone));
            assert_true(since >= alone);
            if (percent < 100 && since > alone)
                assert_int_equal(alone, percent == 0 ? histogram_min(&other)
                                                     : histogram_max(&other));
        }
        histogram_follow(&before, &one);
        assert_memory_equal(&before, &one, sizeof one);
    }
}

static void the_ends_are_fit_to_be_used(void **state)
{
    struct histogram_bucket none = {0};

    (void)state;
    memset(&one, 0, sizeof one);
    assert_int_equal(histogram_min(&one), 0);
    assert_int_equal(histogram_max(&one), 0);
    assert_int_equal(histogram_mean(&one), 0);
    assert_int_equal(histogram_quantile(&one, 99, 100), 0);
    assert_false(histogram_next(&one, &none));
    assert_false(histogram_next(&one, &none));
    histogram_add_n(&one, 5, 0);
    assert_int_equal(one.count, 0);
    assert_int_equal(histogram_min(&one), 0);
    histogram_add_n(&one, INT64_MAX, UINT64_MAX);   /* as much as there can be */
    assert_int_equal(histogram_mean(&one), INT64_MAX);
    assert_int_equal(histogram_min(&one), INT64_MAX);
    assert_int_equal(histogram_quantile(&one, 1, 2), INT64_MAX);
    assert_int_equal(histogram_quantile(&one, UINT64_MAX, UINT64_MAX), INT64_MAX);
}

static void results_are_the_same_everywhere(void **state)
{
    struct rng rng = rng_stream(20240601, RNG_TEST, 0);
    uint64_t sum = 0;

    (void)state;
    memset(&one, 0, sizeof one);
    for (int i = 0; i < GOLDEN_ROUNDS; i++)
        histogram_add(&one, any_value(&rng));
    for (struct histogram_bucket b = {0}; histogram_next(&one, &b);)
        sum = rng_mix(rng_mix(rng_mix(sum ^ (uint64_t)b.low) ^ (uint64_t)b.high) ^ b.count);
    for (uint64_t i = 0; i <= GOLDEN_ROUNDS; i++)
        sum = rng_mix(sum ^ (uint64_t)histogram_quantile(&one, i, GOLDEN_ROUNDS));
    assert_int_equal(sum, UINT64_C(0xe61e5a137e68633e));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buckets_follow_one_another),
        cmocka_unit_test(buckets_are_narrow),
        cmocka_unit_test(quantiles_are_those_of_the_sorted_values),
        cmocka_unit_test(iteration_counts_every_value_once),
        cmocka_unit_test(merging_is_adding),
        cmocka_unit_test(quantiles_of_what_was_added_since),
        cmocka_unit_test(the_ends_are_fit_to_be_used),
        cmocka_unit_test(results_are_the_same_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
