/* fixed.h - logarithms, exponentials and normal quantiles in integers, the same on every machine.
 *
 * The C library's mathematics differ in their last bits between libraries, and between processors
 * with one library, so nothing that decides an event may use them. These are for building tables,
 * some 50 to 1,000 ns a call.
 *
 * A `fixed` is a number times 2^56: within +-128, in steps of 1.4e-17. Where a result lies outside
 * it is the nearest end, FIXED_MAX or FIXED_MIN, never a wrapped number. Users' parameters (an
 * exponent, a shape) are Q32.32 instead: a number times 2^32. Probabilities are x 2^64.
 *
 * Each error bound below holds over the whole domain; tests/unit/test_fixed.c holds them against
 * the C library's long doubles. */
#ifndef SIM_BASE_FIXED_H
#define SIM_BASE_FIXED_H

#include <stdint.h>

typedef int64_t fixed;

enum { FIXED_BITS = 56 };

#define FIXED_ONE ((fixed)1 << FIXED_BITS)
#define FIXED_MAX INT64_MAX
#define FIXED_MIN (-INT64_MAX)
#define FIXED_LN_2 ((fixed)49946518145322874)
#define FIXED_Q32_ONE (INT64_C(1) << 32)

/* Products and quotients, to the nearest step. `q32` is a Q32.32; a divisor is not 0. */
fixed fixed_mul(fixed a, fixed b);
fixed fixed_div(fixed a, fixed b);
fixed fixed_mul_q32(fixed a, int64_t q32);
fixed fixed_div_q32(fixed a, int64_t q32);

/* The natural logarithm of an integer x >= 1, within 2^-56. */
fixed fixed_ln(uint64_t x);

/* The natural logarithm of the probability x / 2^64, x >= 1, within 2^-56. */
fixed fixed_ln_ratio(uint64_t x);

/* e^y as mantissa x 2^*exponent, the mantissa within [2^63, 2^64): relative error below 2^-60. */
uint64_t fixed_exp_parts(fixed y, int *exponent);

/* scale x e^y to the nearest integer, or UINT64_MAX where it is larger. Its relative error is below
 * 2^-60, beside the rounding. */
uint64_t fixed_exp_scaled(uint64_t scale, fixed y);

/* The z with P(Z <= z) = p / 2^64 for a standard normal Z, within 2^-53; p = 0 counts as 1. */
fixed fixed_normal_quantile(uint64_t p);

#endif
