/* test_distribution.c - distributions against their formulas in the C library's long doubles: it
 * holds the accuracy that distribution.h states. */
#include "sim/base/distribution.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { GOLDEN_DRAWS = 1000 };

#define HALF (UINT64_C(1) << 63)
#define MS INT64_C(1000000)
#define SHAPE(number) ((int64_t)((number) * 4294967296.0))

/* A kind with its parameters, so that tests can be rows. */
struct form {
    enum distribution_kind kind;
    int64_t first;
    int64_t second;
};

static struct complaint complaint;

static bool try_build(struct distribution *d, const struct form *form)
{
    complaint.kind = COMPLAINT_NONE;
    switch (form->kind) {
    case DISTRIBUTION_CONSTANT:
        return distribution_build_constant(d, form->first, &complaint);
    case DISTRIBUTION_UNIFORM:
        return distribution_build_uniform(d, form->first, form->second, &complaint);
    case DISTRIBUTION_EXPONENTIAL:
        return distribution_build_exponential(d, form->first, &complaint);
    case DISTRIBUTION_LOGNORMAL:
        return distribution_build_lognormal(d, form->first, form->second, &complaint);
    default:
        return distribution_build_pareto(d, form->first, form->second, &complaint);
    }
}

static struct distribution build(const struct form *form)
{
    struct distribution d;

    assert_true(try_build(&d, form));
    return d;
}

static struct distribution build_points(const struct distribution_point *points, size_t count)
{
    struct distribution d;

    complaint.kind = COMPLAINT_NONE;
    assert_true(distribution_build_empirical(&d, points, count, &complaint));
    return d;
}

/* The standard normal's lower quantile, by bisection, for p <= 1/2. */
static long double normal(long double p)
{
    long double low = -10, high = 0;

    while (high - low > 1e-16L) {
        long double z = (low + high) / 2;
        if (erfcl(-z / sqrtl(2)) / 2 < p)
            low = z;
        else
            high = z;
    }
    return high;
}

/* The quantile that is `tail` from the lower end, or from the upper. */
static long double truth(const struct form *form, long double tail, bool upper)
{
    long double scale = (long double)form->first;
    long double above = upper ? -logl(tail) : -log1pl(-tail);
    long double z = upper ? -normal(tail) : normal(tail);

    switch (form->kind) {
    case DISTRIBUTION_EXPONENTIAL:
        return scale * above;
    case DISTRIBUTION_LOGNORMAL:
        return scale * expl(z * logl((long double)form->second / scale) / -normal(0.01L));
    default:
        return scale * expl(above / ((long double)form->second / 4294967296.0L));
    }
}

static const struct {
    struct form form;
    long double error, mean, mean_error;     /* relative; a mean of 0 is not looked at */
} formulas[] = {
    {{DISTRIBUTION_EXPONENTIAL, 1000 * MS, 0}, 5e-5L, 1e9L, 1e-5L},
    {{DISTRIBUTION_EXPONENTIAL, 1000, 0}, 5e-5L, 1000, 1e-3L},
    {{DISTRIBUTION_EXPONENTIAL, 3, 0}, 5e-5L, 0, 0},
    {{DISTRIBUTION_LOGNORMAL, MS, 100 * MS}, 1e-4L, 7.0947e6L, 1e-4L},
    {{DISTRIBUTION_LOGNORMAL, MS, 3 * MS}, 5e-5L, 1.1180e6L, 1e-4L},
    {{DISTRIBUTION_LOGNORMAL, 200000, 210000}, 5e-5L, 200044.0L, 1e-5L},
    {{DISTRIBUTION_LOGNORMAL, 40, 4000}, 1e-4L, 0, 0},
    {{DISTRIBUTION_PARETO, MS, SHAPE(2.5)}, 1.8e-5L, 1e6L / 0.6L, 1e-5L},
    {{DISTRIBUTION_PARETO, MS, SHAPE(1.5)}, 3.5e-5L, 3e6L, 9e-5L},
    {{DISTRIBUTION_PARETO, MS, SHAPE(1)}, 6.2e-5L, 0, 0},
    {{DISTRIBUTION_PARETO, 1, SHAPE(0.75)}, 1e-4L, 0, 0},
};

static void quantiles_are_as_near_as_is_stated(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++) {
        struct distribution d = build(&formulas[i].form);
        assert_int_equal(d.kind, formulas[i].form.kind);
        for (uint64_t tail = UINT64_C(1) << 24; tail < HALF; tail += tail / 37) {
            for (int upper = 0; upper < 2; upper++) {
                long double p = ldexpl((long double)tail, -64);
                long double expected = truth(&formulas[i].form, p, upper);
                int64_t found = distribution_quantile(&d, upper ? ~tail : tail);
                if (expected > 0.99L * (long double)DISTRIBUTION_VALUE_MAX)
                    continue;
                if (fabsl((long double)found - expected) > 1 + formulas[i].error * expected)
                    fail_msg("row %zu, tail 2^%Lf, upper %d: %lld is not near %Lf", i, log2l(p),
                             upper, (long long)found, expected);
            }
        }
        distribution_free(&d);
    }
}

static void means_are_as_near_as_is_stated(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++) {
        struct distribution d = build(&formulas[i].form);
        long double found = (long double)distribution_mean(&d), expected = formulas[i].mean;
        if (expected > 0 && fabsl(found - expected) > formulas[i].mean_error * expected)
            fail_msg("row %zu: the mean is %Lf, not %Lf", i, found, expected);
        distribution_free(&d);
    }
}

/* Draws by a regular grid of words, which has no noise, have the mean that is said of them. */
static void the_mean_is_the_mean_of_the_draws(void **state)
{
    static const struct form forms[] = {
        {DISTRIBUTION_CONSTANT, 77, 0}, {DISTRIBUTION_UNIFORM, 10, 1000010},
        {DISTRIBUTION_EXPONENTIAL, MS, 0}, {DISTRIBUTION_LOGNORMAL, MS, 9 * MS},
        {DISTRIBUTION_PARETO, MS, SHAPE(4)},
    };

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct distribution d = build(&forms[i]);
        long double sum = 0;
        for (uint64_t n = 0; n < UINT64_C(1) << 17; n++)
            sum += (long double)distribution_draw(&d, n << 47 | UINT64_C(1) << 46);
        long double mean = (long double)distribution_mean(&d);
        assert_true(fabsl(ldexpl(sum, -17) - mean) <= 1 + 2e-4L * mean);
        distribution_free(&d);
    }
}

static void draws_rise_with_the_word_and_end_where_they_should(void **state)
{
    static const struct form forms[] = {
        {DISTRIBUTION_UNIFORM, 0, DISTRIBUTION_VALUE_MAX}, {DISTRIBUTION_UNIFORM, 3, 5},
        {DISTRIBUTION_EXPONENTIAL, 1, 0}, {DISTRIBUTION_EXPONENTIAL, MS, 0},
        {DISTRIBUTION_EXPONENTIAL, DISTRIBUTION_VALUE_MAX, 0},
        {DISTRIBUTION_LOGNORMAL, 1, DISTRIBUTION_VALUE_MAX}, {DISTRIBUTION_LOGNORMAL, 5, 9},
        {DISTRIBUTION_LOGNORMAL, DISTRIBUTION_VALUE_MAX - 1, DISTRIBUTION_VALUE_MAX},
        {DISTRIBUTION_PARETO, 1, 1}, {DISTRIBUTION_PARETO, 1, SHAPE(0.5)},
        {DISTRIBUTION_PARETO, DISTRIBUTION_VALUE_MAX, SHAPE(3)},
        {DISTRIBUTION_PARETO, MS, INT64_MAX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct distribution d = build(&forms[i]);
        int64_t before = distribution_draw(&d, 0);
        assert_true(before >= 0);
        for (uint64_t tail = 1; tail < HALF; tail += tail / 64 + 1) {
            assert_true(distribution_draw(&d, tail) >= before);
            before = distribution_draw(&d, tail);
        }
        assert_true(distribution_draw(&d, HALF) - distribution_draw(&d, HALF - 1) <= 1);
        for (uint64_t tail = HALF - 1; tail > 0; tail -= tail / 64 + 1) {
            assert_true(distribution_draw(&d, ~tail) >= before);
            before = distribution_draw(&d, ~tail);
        }
        assert_true(distribution_draw(&d, UINT64_MAX) >= before);
        assert_true(distribution_draw(&d, UINT64_MAX) <= DISTRIBUTION_VALUE_MAX);
        assert_true(distribution_mean(&d) >= distribution_draw(&d, 0));
        assert_true(distribution_mean(&d) <= distribution_draw(&d, UINT64_MAX));
        distribution_free(&d);
    }
}

/* The words are divided among the values without a rest. */
static void uniform_is_exact(void **state)
{
    struct distribution d = build(&(struct form){DISTRIBUTION_UNIFORM, 10, 13});

    (void)state;
    for (uint64_t k = 0; k < 4; k++) {
        assert_int_equal(distribution_draw(&d, k << 62), 10 + k);
        assert_int_equal(distribution_draw(&d, (k << 62) + (HALF >> 1) - 1), 10 + k);
    }
    assert_int_equal(distribution_share(&d, 9), 0);
    assert_int_equal(distribution_share(&d, 11), HALF);
    assert_int_equal(distribution_share(&d, 13), UINT64_MAX);
}

static void empirical_goes_through_its_points(void **state)
{
    static const struct distribution_point points[] = {
        {HALF >> 2, 100}, {HALF >> 1, 300}, {HALF, 300}, {HALF, 5000}, {HALF + 3, 5000},
        {HALF + (HALF >> 1), DISTRIBUTION_VALUE_MAX - 1}, {UINT64_MAX - 1, DISTRIBUTION_VALUE_MAX},
    };
    static const struct {
        uint64_t word;
        int64_t value;
    } rows[] = {
        {0, 100}, {HALF >> 2, 100}, {(HALF >> 2) + (HALF >> 3), 200}, {HALF >> 1, 300},
        {HALF - 1, 300}, {HALF, 5000}, {HALF + 3, 5000},
        {HALF + (HALF >> 1), DISTRIBUTION_VALUE_MAX - 1}, {UINT64_MAX, DISTRIBUTION_VALUE_MAX},
    };
    struct distribution d = build_points(points, sizeof points / sizeof points[0]);
    int64_t before = 0;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(distribution_draw(&d, rows[i].word), rows[i].value);
    for (uint64_t n = 0; n < UINT64_C(1) << 16; n++) {
        assert_true(distribution_draw(&d, n << 48) >= before);
        before = distribution_draw(&d, n << 48);
    }
    distribution_free(&d);
    d = build_points((const struct distribution_point[]){{0, 0}, {UINT64_MAX, 1000}}, 2);
    assert_int_equal(distribution_mean(&d), 500);
    assert_int_equal(distribution_draw(&d, HALF / 500 * 333), 333);
    distribution_free(&d);
}

static void mixtures_mix(void **state)
{
    const uint64_t weights[] = {3, 0, 1, 4};
    struct distribution d, nested, parts[] = {
        build(&(struct form){DISTRIBUTION_CONSTANT, 100, 0}),
        build(&(struct form){DISTRIBUTION_EXPONENTIAL, MS, 0}),     /* never; freed nevertheless */
        build(&(struct form){DISTRIBUTION_LOGNORMAL, MS, 10 * MS}),
        build(&(struct form){DISTRIBUTION_UNIFORM, 201, 300}),
    };
    struct rng rng = rng_stream(5, RNG_TEST, 0);
    int64_t lognormal_mean = distribution_mean(&parts[2]);
    int seen[3] = {0};

    (void)state;
    assert_true(distribution_build_mixture(&d, parts, weights, 4, &complaint));
    assert_int_equal(d.part_count, 3);
    assert_int_equal(distribution_mean(&d), (3 * 200 + 2 * lognormal_mean + 4 * 501 + 8) / 16);
    assert_int_equal(distribution_quantile(&d, 0), 100);
    assert_int_equal(distribution_quantile(&d, 3 * (HALF / 4) - 1), 100);
    assert_int_equal(distribution_quantile(&d, 3 * (HALF / 4)), 201);
    assert_int_equal(distribution_quantile(&d, 5 * (HALF / 4)), 251);
    assert_int_equal(distribution_quantile(&d, UINT64_MAX),
                     distribution_quantile(&d.of.parts[1].distribution, UINT64_MAX));
    assert_int_equal(distribution_share(&d, 100), 3 * (HALF / 4));
    assert_true(distribution_share(&d, DISTRIBUTION_VALUE_MAX) == UINT64_MAX);
    assert_true(distribution_build_mixture(&nested, &d, (const uint64_t[]){9}, 1, &complaint));
    for (int n = 0; n < 80000; n++) {
        int64_t value = distribution_draw(&nested, rng_next(&rng));
        seen[value == 100 ? 0 : value <= 300 ? 1 : 2]++;
    }
    assert_in_range(seen[0], 30000 - 600, 30000 + 600);
    assert_in_range(seen[1], 40000 - 600, 40000 + 600);
    assert_in_range(seen[2], 10000 - 400, 10000 + 400);
    distribution_free(&nested);
}

static void one_value_is_a_constant(void **state)
{
    static const struct form forms[] = {
        {DISTRIBUTION_CONSTANT, 5, 0}, {DISTRIBUTION_UNIFORM, 5, 5},
        {DISTRIBUTION_EXPONENTIAL, 0, 0}, {DISTRIBUTION_LOGNORMAL, 5, 5},
        {DISTRIBUTION_PARETO, 5, INT64_MAX},
    };
    const struct distribution zeros[2] = {{.value = 0}, {.value = 0}};
    struct distribution d;

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        d = build(&forms[i]);
        assert_int_equal(d.kind, DISTRIBUTION_CONSTANT);
        assert_int_equal(d.value, forms[i].first);
        assert_int_equal(distribution_is_zero(&d), forms[i].first == 0);
        assert_int_equal(distribution_mean(&d), forms[i].first);
    }
    d = build_points((const struct distribution_point[]){{0, 5}, {HALF, 5}}, 2);
    assert_int_equal(d.kind, DISTRIBUTION_CONSTANT);
    assert_true(distribution_build_mixture(&d, zeros, (const uint64_t[]){1, 2}, 2, &complaint));
    assert_true(distribution_is_zero(&d));
}

static void mistakes_are_complained_of(void **state)
{
    static const struct form wrong[] = {
        {DISTRIBUTION_CONSTANT, -1, 0}, {DISTRIBUTION_CONSTANT, DISTRIBUTION_VALUE_MAX + 1, 0},
        {DISTRIBUTION_UNIFORM, -1, 5}, {DISTRIBUTION_UNIFORM, 6, 5},
        {DISTRIBUTION_UNIFORM, 0, INT64_MAX}, {DISTRIBUTION_EXPONENTIAL, -1, 0},
        {DISTRIBUTION_EXPONENTIAL, INT64_MAX, 0}, {DISTRIBUTION_LOGNORMAL, 0, 5},
        {DISTRIBUTION_LOGNORMAL, 5, 4}, {DISTRIBUTION_LOGNORMAL, 5, INT64_MAX},
        {DISTRIBUTION_PARETO, 0, SHAPE(1)}, {DISTRIBUTION_PARETO, 5, 0},
        {DISTRIBUTION_PARETO, 5, -1},
    };
    const struct distribution_point falling[] = {{0, 5}, {HALF, 4}}, back[] = {{HALF, 5}, {0, 6}};
    struct distribution d, part = {.value = 1};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(try_build(&d, &wrong[i]));
        assert_int_equal(complaint.kind, COMPLAINT_INPUT);
        assert_true(distribution_is_zero(&d));
    }
    assert_false(distribution_build_empirical(&d, falling, 2, &complaint));
    assert_false(distribution_build_empirical(&d, back, 2, &complaint));
    assert_false(distribution_build_empirical(&d, falling, 0, &complaint));
    assert_false(distribution_build_mixture(&d, &part, (const uint64_t[]){0}, 1, &complaint));
    assert_false(distribution_build_mixture(&d, &part, (const uint64_t[]){1}, 0, &complaint));
    assert_true(distribution_is_zero(&d));
    distribution_free(&d);
}

static void draws_are_the_same_everywhere(void **state)
{
    static const struct {
        struct form form;
        uint64_t expected;
    } golden[] = {
        {{DISTRIBUTION_UNIFORM, 10, 1000}, UINT64_C(0x168252006b7f0d74)},
        {{DISTRIBUTION_EXPONENTIAL, 50 * MS, 0}, UINT64_C(0xa7af395af5052c6f)},
        {{DISTRIBUTION_LOGNORMAL, MS, 20 * MS}, UINT64_C(0xeb7d22b517353cb6)},
        {{DISTRIBUTION_LOGNORMAL, 1, DISTRIBUTION_VALUE_MAX}, UINT64_C(0x2db4b78ff358bf50)},
        {{DISTRIBUTION_PARETO, MS, INT64_C(3) << 30}, UINT64_C(0xebed95f740553be7)},
    };
    static const struct distribution_point points[] = {
        {HALF / 5, 1000}, {HALF, 7000}, {HALF / 5 * 9, 20000}, {UINT64_MAX, 900000},
    };
    const uint64_t weights[] = {1, 2, 3, 4, 5, 6};
    struct rng rng = rng_stream(20240601, RNG_TEST, 0);
    struct distribution parts[6], mixture;
    uint64_t sum = 0;

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        parts[i] = build(&golden[i].form);
        sum = (uint64_t)distribution_mean(&parts[i]);
        for (int n = 0; n < GOLDEN_DRAWS; n++)
            sum = rng_mix(sum ^ (uint64_t)distribution_draw(&parts[i], rng_next(&rng)));
        if (sum != golden[i].expected)
            fail_msg("row %zu: 0x%016llx", i, (unsigned long long)sum);
    }
    parts[5] = build_points(points, 4);
    assert_true(distribution_build_mixture(&mixture, parts, weights, 6, &complaint));
    sum = (uint64_t)distribution_mean(&mixture) ^ (uint64_t)distribution_quantile(&mixture, HALF);
    for (int n = 0; n < GOLDEN_DRAWS; n++)
        sum = rng_mix(sum ^ (uint64_t)distribution_draw(&mixture, rng_next(&rng)));
    assert_int_equal(sum, UINT64_C(0x8a9bc8c6bc79e890));
    distribution_free(&mixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_as_near_as_is_stated),
        cmocka_unit_test(means_are_as_near_as_is_stated),
        cmocka_unit_test(the_mean_is_the_mean_of_the_draws),
        cmocka_unit_test(draws_rise_with_the_word_and_end_where_they_should),
        cmocka_unit_test(uniform_is_exact),
        cmocka_unit_test(empirical_goes_through_its_points),
        cmocka_unit_test(mixtures_mix),
        cmocka_unit_test(one_value_is_a_constant),
        cmocka_unit_test(mistakes_are_complained_of),
        cmocka_unit_test(draws_are_the_same_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
