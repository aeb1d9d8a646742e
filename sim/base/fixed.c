/* fixed.c - how the functions of fixed.h are computed: each is reduced to a small argument, where a
 * short series is exact to the last step or so, and put together again in 128 bits. */
#include "sim/base/fixed.h"

#include "sim/base/check.h"

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 uwide;

/* Inside a series numbers are x 2^62: six guard bits, and room for the 1.25 of the Mills ratio. */
enum { SERIES_BITS = 62, GUARD_BITS = SERIES_BITS - FIXED_BITS };

#define SERIES_ONE (INT64_C(1) << SERIES_BITS)
#define SQRT_2_Q63 UINT64_C(0xb504f333f9de6484)

/* ln 2 x 2^90: 2^8 times it still fits in 128 bits, and its error is below a step's then. */
enum { LN_2_BITS = 90 };
#define LN_2_WIDE ((wide)(((uwide)UINT64_C(0xb17217f7d1cf79ab) << 64 \
                           | UINT64_C(0xc9e3b39803f2f6af)) >> (128 - LN_2_BITS)))

static fixed saturate(wide x)
{
    return x > FIXED_MAX ? FIXED_MAX : x < FIXED_MIN ? FIXED_MIN : (fixed)x;
}

/* x / 2^bits to the nearest, halves up. */
static wide round_shift(wide x, int bits)
{
    return (x + ((wide)1 << (bits - 1))) >> bits;
}

static wide round_divide(wide a, wide b)
{
    wide half = (b < 0 ? -b : b) / 2;

    return (a < 0 ? a - half : a + half) / b;
}

fixed fixed_mul(fixed a, fixed b)
{
    return saturate(round_shift((wide)a * b, FIXED_BITS));
}

fixed fixed_div(fixed a, fixed b)
{
    CHECK(b != 0);
    return saturate(round_divide((wide)a * FIXED_ONE, b));
}

fixed fixed_mul_q32(fixed a, int64_t q32)
{
    return saturate(round_shift((wide)a * q32, 32));
}

fixed fixed_div_q32(fixed a, int64_t q32)
{
    CHECK(q32 != 0);
    return saturate(round_divide((wide)a * FIXED_Q32_ONE, q32));
}

static int64_t series_mul(int64_t a, int64_t b)
{
    return (int64_t)round_shift((wide)a * b, SERIES_BITS);
}

/* ln(x / 2^64): x = m 2^k with m in (sqrt(1/2), sqrt 2], and with t = (m - 1) / (m + 1)
 *     ln m = 2 atanh t = 2 (t + t^3/3 + t^5/5 + ...)           Abramowitz & Stegun 4.1.27
 * where t^2 < 0.0295, so that the term of t^25 is below 2^-66. */
static wide ln_ratio_wide(uint64_t x)
{
    enum { TERMS = 12 };
    int zeros = __builtin_clzll(x);
    uint64_t m = x << zeros;                       /* m / 2^63 in [1, 2) */
    int exponent = -1 - zeros;
    wide numerator, denominator;
    int64_t t, t2, sum = 0;

    if (m > SQRT_2_Q63) {                          /* m / 2^64 then */
        exponent++;
        numerator = (wide)m - ((wide)1 << 64);
        denominator = (wide)m + ((wide)1 << 64);
    } else {
        numerator = (wide)m - ((wide)1 << 63);
        denominator = (wide)m + ((wide)1 << 63);
    }
    t = (int64_t)round_divide(numerator * SERIES_ONE, denominator);
    t2 = series_mul(t, t);
    for (int n = TERMS; n >= 0; n--)
        sum = series_mul(sum, t2) + SERIES_ONE / (2 * n + 1);
    return exponent * LN_2_WIDE
        + 2 * series_mul(t, sum) * ((wide)1 << (LN_2_BITS - SERIES_BITS));
}

fixed fixed_ln_ratio(uint64_t x)
{
    CHECK(x > 0);
    return saturate(round_shift(ln_ratio_wide(x), LN_2_BITS - FIXED_BITS));
}

fixed fixed_ln(uint64_t x)
{
    CHECK(x > 0);
    return saturate(round_shift(ln_ratio_wide(x) + 64 * LN_2_WIDE, LN_2_BITS - FIXED_BITS));
}

/* ln of a fixed, where ln 2 is added before the rounding and not 56 times after it. */
static fixed ln_of_fixed(fixed x)
{
    wide ln = ln_ratio_wide((uint64_t)x) + (64 - FIXED_BITS) * LN_2_WIDE;

    return saturate(round_shift(ln, LN_2_BITS - FIXED_BITS));
}

/* y = k ln 2 + r with |r| <= ln 2 / 2 = 0.347, and e^r = 1 + r (1 + r/2 (1 + r/3 (...))): the term
 * of r^17 is below 2^-74. */
uint64_t fixed_exp_parts(fixed y, int *exponent)
{
    enum { TERMS = 16 };
    wide scaled = (wide)y * ((wide)1 << (LN_2_BITS - FIXED_BITS));
    int k = (int)round_divide(scaled, LN_2_WIDE);
    int64_t r = (int64_t)round_shift(scaled - k * LN_2_WIDE, LN_2_BITS - SERIES_BITS);
    int64_t sum = SERIES_ONE;

    for (int n = TERMS; n > 0; n--)
        sum = SERIES_ONE + series_mul(sum, r) / n;
    if (sum < SERIES_ONE) {                        /* [1/2, 1) or so: one bit more of room */
        *exponent = k - 64;
        return (uint64_t)sum << 2;
    }
    *exponent = k - 63;
    return (uint64_t)sum << 1;
}

uint64_t fixed_exp_scaled(uint64_t scale, fixed y)
{
    int exponent;
    uwide product = (uwide)fixed_exp_parts(y, &exponent) * scale;

    if (exponent < -128)
        return 0;                                  /* below 1/2 */
    if (exponent >= 0) {
        if (exponent > 0 || product > UINT64_MAX)
            return UINT64_MAX;                     /* The mantissa alone has 64 bits. */
        return (uint64_t)product;
    }
    product = (product >> (-exponent - 1)) + 1;
    return product >> 1 > UINT64_MAX ? UINT64_MAX : (uint64_t)(product >> 1);
}

/* The Mills ratio R(z) = P(Z > z) / density(z), x 2^62, for z >= 0. It obeys R' = z R - 1, so the
 * coefficients a[n] = R^(n)(c) / n! of its Taylor series about c follow from a[0] alone:
 *     a[1] = c a[0] - 1,    (n + 1) a[n + 1] = c a[n] + a[n - 1].
 * An error in a[0] grows by e^(c h + h^2/2) over the distance h at most; with the centres half a
 * unit apart, |h| <= 1/4 and that is below 12. The centres' values are R = sqrt(pi/2) e^(c^2/2)
 * erfc(c / sqrt 2), computed to 80 digits; the tests hold them against the library's erfc. */
static int64_t mills_ratio(fixed z)
{
    enum { CENTRES = 19, TERMS = 20 };
    static const int64_t centre[CENTRES] = {
        0x50364c7fd89c1659, 0x38165af1f61b707c, 0x29f6a753d614387d, 0x21031f983a56595d,
        0x1af7b6a4d54e8cdc, 0x16ac4792d19de827, 0x137e684ee8e18516, 0x110f724278b793eb,
        0x0f2550094896ef15, 0x0d9ac1a2c5c6e1a9, 0x0c56f7ce09fc4e9b, 0x0b48e03457077410,
        0x0a646545c9cb243e, 0x09a0c276aec8a3cf, 0x08f777897dac32b8, 0x08639aaa971b4712,
        0x07e164e2d23ef5fa, 0x076de3767947908f, 0x0706c13d0c31e245,
    };
    int64_t coefficient[TERMS];
    int c = (int)((z + FIXED_ONE / 4) >> (FIXED_BITS - 1));       /* in halves */
    int64_t h = (z - c * (FIXED_ONE / 2)) * (INT64_C(1) << GUARD_BITS);
    int64_t sum = 0;

    CHECK(z >= 0 && c < CENTRES);
    coefficient[0] = centre[c];
    coefficient[1] = (int64_t)((wide)c * centre[c] / 2 - SERIES_ONE);
    for (int n = 1; n + 1 < TERMS; n++)
        coefficient[n + 1] =
            (int64_t)(((wide)c * coefficient[n] / 2 + coefficient[n - 1]) / (n + 1));
    for (int n = TERMS - 1; n >= 0; n--)
        sum = series_mul(sum, h) + coefficient[n];
    return sum;
}

/* Where the upper tail holds p / 2^64 <= 1/2: the root of
 *     f(z) = ln R(z) - z^2/2 - ln(2 pi)/2 - ln p,
 * a falling and concave function with the handy derivatives f' = -1/R and f'' = (z R - 1)/R^2. A
 * step is Newton's d = f R and the next term of the inverse's series, d^2 (z R - 1)/(2 R), so the
 * error is cubed each time. z = sqrt(-2 ln 2p) starts it, above the root by half or so at most. */
static fixed normal_upper(uint64_t p)
{
    const fixed ln_root_2_pi = 0xeb3f8e4325f5a5;
    const fixed z_max = 9 * FIXED_ONE + FIXED_ONE / 8;            /* P(Z > z_max) < 2^-64 */
    fixed ln_p = fixed_ln_ratio(p);
    fixed square = -2 * (ln_p + FIXED_LN_2) > 0 ? -2 * (ln_p + FIXED_LN_2) : 0;
    fixed z = FIXED_ONE;
    fixed step = FIXED_ONE;

    for (int n = 0; n < 8; n++)                                   /* Heron's square root, roughly */
        z = (z + fixed_div(square, z)) / 2 + 1;
    for (int n = 0; n < 12 && (step > FIXED_ONE >> 22 || step < -(FIXED_ONE >> 22)); n++) {
        z = z < 0 ? 0 : z > z_max ? z_max : z;
        fixed ratio = (fixed)round_shift(mills_ratio(z), GUARD_BITS);
        fixed f = ln_of_fixed(ratio) - fixed_mul(z, z) / 2 - ln_root_2_pi - ln_p;
        fixed newton = fixed_mul(f, ratio);
        fixed bend = fixed_div(fixed_mul(z, ratio) - FIXED_ONE, 2 * ratio);
        step = newton + fixed_mul(fixed_mul(newton, newton), bend);
        z += step;
    }
    return z < 0 ? 0 : z;
}

fixed fixed_normal_quantile(uint64_t p)
{
    const uint64_t half = UINT64_C(1) << 63;

    if (p == half)
        return 0;
    return p > half ? normal_upper(0 - p) : -normal_upper(p == 0 ? 1 : p);
}
