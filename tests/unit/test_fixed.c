/* test_fixed.c - the integer mathematics against the C library's long doubles, and against itself
 * on every compiler. */
#include "sim/base/fixed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/base/rng.h"

enum { ROUNDS = 20000, GOLDEN_ROUNDS = 1000 };

#define STEPS 72057594037927936.0L      /* in 1 */

static struct rng stream(uint64_t actor)
{
    return rng_stream(20240601, RNG_TEST, actor);
}

/* Words of all lengths, 1 to 64 bits, for errors hide among the small ones. */
static uint64_t any_word(struct rng *rng)
{
    uint64_t word = rng_next(rng);

    return (word | UINT64_C(1) << 63) >> rng_below(rng_next(rng), 64);
}

static long double upper_tail(long double z)
{
    return erfcl(z / sqrtl(2)) / 2;
}

static void arithmetic_rounds_and_saturates(void **state)
{
    const fixed one = FIXED_ONE;
    const struct {
        fixed found, expected;
    } rows[] = {
        {fixed_mul(3 * one, one / 2), 3 * one / 2},
        {fixed_mul(-3 * one, one / 2), -3 * one / 2},
        {fixed_mul(1, one / 2), 1},                       /* a half goes up */
        {fixed_mul(1, one / 2 - 1), 0},
        {fixed_mul(100 * one, 100 * one), FIXED_MAX},
        {fixed_mul(-100 * one, 100 * one), FIXED_MIN},
        {fixed_div(3 * one, 2 * one), 3 * one / 2},
        {fixed_div(-3 * one, 2 * one), -3 * one / 2},
        {fixed_div(one, 1), FIXED_MAX},
        {fixed_div(-one, 1), FIXED_MIN},
        {fixed_div(one, -1), FIXED_MIN},
        {fixed_mul_q32(one, 5 * FIXED_Q32_ONE / 2), 5 * one / 2},
        {fixed_mul_q32(one, INT64_MAX), FIXED_MAX},
        {fixed_div_q32(one, FIXED_Q32_ONE / 4), 4 * one},
        {fixed_div_q32(one, 1), FIXED_MAX},
        {fixed_div_q32(-one, 1), FIXED_MIN},
        {fixed_ln(1), 0},
        {fixed_ln(2), FIXED_LN_2},
        {fixed_ln_ratio(UINT64_C(1) << 63), -FIXED_LN_2},
        {fixed_normal_quantile(UINT64_C(1) << 63), 0},
        {fixed_normal_quantile(0), fixed_normal_quantile(1)},
        {fixed_normal_quantile(UINT64_MAX), -fixed_normal_quantile(1)},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].found != rows[i].expected)
            fail_msg("row %zu: found %lld, expected %lld", i, (long long)rows[i].found,
                     (long long)rows[i].expected);
}

static void ln_is_within_its_bound(void **state)
{
    struct rng rng = stream(1);

    (void)state;
    for (int n = 0; n < ROUNDS; n++) {
        uint64_t x = any_word(&rng);
        long double ln = logl((long double)x);
        assert_true(fabsl((long double)fixed_ln(x) - ln * STEPS) <= 1);
        assert_true(fabsl((long double)fixed_ln_ratio(x) - (ln - 64 * logl(2)) * STEPS) <= 1);
    }
}

static void exp_is_within_its_bound(void **state)
{
    const long double bound = ldexpl(1, -60);
    struct rng rng = stream(2);

    (void)state;
    for (int n = 0; n < ROUNDS; n++) {
        fixed y = (fixed)any_word(&rng);
        uint64_t scale = any_word(&rng);
        int exponent;
        if (y < FIXED_MIN)
            continue;
        uint64_t mantissa = fixed_exp_parts(y, &exponent);
        long double e = expl((long double)y / STEPS);
        assert_true(mantissa >> 63 == 1);
        assert_true(fabsl(ldexpl((long double)mantissa, exponent) / e - 1) < bound);
        long double expected = (long double)scale * e;
        uint64_t found = fixed_exp_scaled(scale, y);
        if (expected < (long double)UINT64_MAX - 16)
            assert_true(fabsl((long double)found - expected) <= 0.5001L + bound * expected);
        else if (expected > (long double)UINT64_MAX + 16)
            assert_true(found == UINT64_MAX);
    }
}

/* Through the tail's probability, whose error over the density is the error of z. */
static void normal_quantile_is_within_its_bound(void **state)
{
    const long double bound = ldexpl(1, -53);
    struct rng rng = stream(4);

    (void)state;
    for (int n = 0; n < ROUNDS; n++) {
        uint64_t tail = any_word(&rng) >> 1 | 1;
        long double z = -(long double)fixed_normal_quantile(tail) / STEPS;
        long double density = expl(-z * z / 2) / sqrtl(2 * acosl(-1));
        long double error = upper_tail(z) - ldexpl((long double)tail, -64);
        assert_true(fabsl(error) < bound * density);
        assert_int_equal(fixed_normal_quantile(0 - tail), -fixed_normal_quantile(tail));
    }
}

/* Where the centre of the Mills ratio's series changes, neither a step nor a turn shows. */
static void normal_quantile_never_falls(void **state)
{
    fixed before = FIXED_MIN;

    (void)state;
    for (uint64_t p = UINT64_C(1) << 50; p < UINT64_C(1) << 63; p += p >> 9) {
        fixed z = fixed_normal_quantile(p);
        assert_true(z > before);
        before = z;
    }
}

static void results_are_the_same_everywhere(void **state)
{
    struct rng rng = stream(5);
    uint64_t sum = 0;

    (void)state;
    for (int n = 0; n < GOLDEN_ROUNDS; n++) {
        uint64_t x = any_word(&rng);
        int exponent;
        sum = rng_mix(sum ^ (uint64_t)fixed_ln(x));
        sum = rng_mix(sum ^ (uint64_t)fixed_ln_ratio(x));
        sum = rng_mix(sum ^ fixed_exp_parts((fixed)(x >> 1), &exponent) ^ (uint64_t)exponent);
        sum = rng_mix(sum ^ fixed_exp_scaled(x, -(fixed)(x >> 5)));
        sum = rng_mix(sum ^ (uint64_t)fixed_normal_quantile(x));
    }
    assert_int_equal(sum, UINT64_C(0xc11b8ababc1c3e37));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arithmetic_rounds_and_saturates),
        cmocka_unit_test(ln_is_within_its_bound),
        cmocka_unit_test(exp_is_within_its_bound),
        cmocka_unit_test(normal_quantile_is_within_its_bound),
        cmocka_unit_test(normal_quantile_never_falls),
        cmocka_unit_test(results_are_the_same_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
