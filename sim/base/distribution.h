/* distribution.h - how long something takes, or how large it is: one uniform word in, one
 * integer out.
 *
 * A distribution is built once from integers and then only read, so runs and threads can share
 * it. Drawing is the inverse of the distribution function: `distribution_draw` never decreases
 * as its word grows, and the words 0 to 2^64 - 1 are the probabilities 0 to 1. (A mixture is the
 * exception: its word picks the part first.)
 *
 * The continuous kinds share one form of table. A quantile function is steep near its ends, so
 * the cells shrink towards both of them: with d the distance to the nearer end, each octave of d
 * has 64 cells, and values are linear in between. The tails are cut where 2^-40 of the
 * probability is left, one draw in 10^12.
 *
 *      d:   2^24  2^25    2^26     ...     2^62                2^63 (the median)
 *             |....|........|...............|...................|
 *             64 cells an octave, 39 octaves
 *
 * Accuracy, as tests/unit/test_distribution.c holds it. Every value is rounded to an integer
 * twice (a node of the table, then the draw), so it is off by at most 1; constant, uniform and
 * empirical by nothing more. Beside that:
 *
 *      exponential    quantiles within 5e-5 of themselves, the mean within 1e-5
 *      lognormal      quantiles within 1e-4 for p99 <= 100 medians; both errors grow as
 *                     ln(p99 / median)^2
 *      pareto         quantiles within 3.1e-5 x (1/shape)(1/shape + 1), e.g. 6.2e-5 for shape 1
 *
 * and the errors of the mean are smaller still, except that a Pareto loses to the cut tail the
 * part 2^(-40 (1 - 1/shape)) / shape of its mean (6e-5 for shape 1.5); of shape <= 1, whose mean is
 * infinite, it has the finite mean that is left. Nothing overflows: values stop at
 * DISTRIBUTION_VALUE_MAX. */
#ifndef SIM_BASE_DISTRIBUTION_H
#define SIM_BASE_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/complaint.h"
#include "sim/base/rng.h"

__extension__ typedef __int128 distribution_wide;

/* In ns, 18 years. Several times this is still an int64: a few delays can be added to any time at which
 * something happens without a thought. */
#define DISTRIBUTION_VALUE_MAX (INT64_MAX / 16)

enum {
    DISTRIBUTION_TAIL_BITS = 40,   /* Each tail is cut where 2^-40 is left. */
    DISTRIBUTION_CELL_BITS = 6,    /* 2^6 cells an octave. */
    DISTRIBUTION_OCTAVES = DISTRIBUTION_TAIL_BITS - 1,
    DISTRIBUTION_HALF_NODES = (DISTRIBUTION_OCTAVES << DISTRIBUTION_CELL_BITS) + 1,
    DISTRIBUTION_POINTS_MAX = 4096,
    DISTRIBUTION_PARTS_MAX = 256,
};

/* The kinds from EXPONENTIAL on are drawn from a table. A distribution of all zero bytes is the
 * constant 0. */
enum distribution_kind {
    DISTRIBUTION_CONSTANT,
    DISTRIBUTION_UNIFORM,
    DISTRIBUTION_MIXTURE,
    DISTRIBUTION_EMPIRICAL,
    DISTRIBUTION_EXPONENTIAL,
    DISTRIBUTION_LOGNORMAL,
    DISTRIBUTION_PARETO,
};

struct distribution_part;
struct distribution_knots;

/* Copies share the storage behind the pointer: exactly one is freed, after the last draw. */
struct distribution {
    enum distribution_kind kind;
    uint32_t part_count;                    /* mixture */
    int64_t value;                          /* constant: the value; uniform: the smallest */
    uint64_t span;                          /* uniform: largest - smallest + 1 */
    union {
        int64_t *nodes;                     /* table kinds: the lower half, then the upper */
        struct distribution_part *parts;    /* mixture */
        struct distribution_knots *knots;   /* empirical */
    } of;
};

struct distribution_part {
    uint64_t until;     /* It takes the words below this that no part before it took. The last */
                        /* part takes all that are left, and there this is not read. */
    struct distribution distribution;
};

struct distribution_point {
    uint64_t threshold;                     /* probability x 2^64; all ones mean 1 */
    int64_t value;
};

/* The builders. Each returns true with `*d` built, which is then the caller's to free; or false
 * with a complaint (a parameter out of its range, or no memory) and `*d` the constant 0, which
 * needs no freeing but may be freed. What was in `*d` before is overwritten. Values are ns or
 * bytes or whatever the caller counts, within 0 and DISTRIBUTION_VALUE_MAX. A distribution that
 * can give one value only is built as a constant, whatever its kind, so that
 * distribution_is_zero and the quick branch find it. */
bool distribution_build_constant(struct distribution *d, int64_t value,
                                 struct complaint *complaint);

/* Every integer from min to max, both included, equally likely. */
bool distribution_build_uniform(struct distribution *d, int64_t min, int64_t max,
                                struct complaint *complaint);

/* mean >= 0; a mean of 0 is the constant 0. */
bool distribution_build_exponential(struct distribution *d, int64_t mean,
                                    struct complaint *complaint);

/* Half of the values are below the median, 99 % below p99: 1 <= median <= p99. */
bool distribution_build_lognormal(struct distribution *d, int64_t median, int64_t p99,
                                  struct complaint *complaint);

/* P(value > x) = (min / x)^shape: min >= 1, shape > 0 in Q32.32 (1.5 is 3 << 31). */
bool distribution_build_pareto(struct distribution *d, int64_t min, int64_t shape,
                               struct complaint *complaint);

/* The points (probability, value) of a quantile function that is linear between them, and flat
 * before the first and after the last. Neither column may decrease. Two points of one
 * probability are a jump, two of one value a lump of probability on it. 1 to
 * DISTRIBUTION_POINTS_MAX points; they are copied. */
bool distribution_build_empirical(struct distribution *d, const struct distribution_point *points,
                                  size_t count, struct complaint *complaint);

/* Part i with probability weights[i] / their sum; the weights are in any unit, and not all zero.
 * On success the storage of the parts is the mixture's (the array itself remains the caller's);
 * on failure the parts are as before. A part may be a mixture. 1 to DISTRIBUTION_PARTS_MAX
 * parts. */
bool distribution_build_mixture(struct distribution *d, const struct distribution *parts,
                                const uint64_t *weights, size_t count,
                                struct complaint *complaint);

/* Frees what a builder allocated and leaves the constant 0. */
void distribution_free(struct distribution *d);

/* The mean of what distribution_draw returns, to the nearest integer. */
int64_t distribution_mean(const struct distribution *d);

/* The smallest value v with P(draw <= v) > threshold / 2^64, for mixtures too: 0 gives the smallest
 * value that is ever drawn, UINT64_MAX the largest. */
int64_t distribution_quantile(const struct distribution *d, uint64_t threshold);

/* P(draw <= value) as ratio x 2^64, saturated to UINT64_MAX: the inverse of
 * distribution_quantile. */
uint64_t distribution_share(const struct distribution *d, int64_t value);

static inline bool distribution_is_zero(const struct distribution *d)
{
    return d->kind == DISTRIBUTION_CONSTANT && d->value == 0;
}

int64_t distribution_draw_other(const struct distribution *d, uint64_t word);

/* From the distance of the word to its nearer end: its leading bit names the octave, the bits
 * after that the cell, and the rest is the place within the cell. */
static inline int64_t distribution_draw_nodes(const int64_t *nodes, uint64_t word)
{
    const uint64_t tail = UINT64_C(1) << (64 - DISTRIBUTION_TAIL_BITS);
    uint64_t upper = 0 - (word >> 63);
    uint64_t distance = word ^ upper;
    distance = distance < tail ? tail : distance;
    unsigned zeros = (unsigned)__builtin_clzll(distance);
    uint64_t bits = distance << zeros;
    /* (The leading bit is one octave more.) */
    uint64_t cell = ((uint64_t)(DISTRIBUTION_OCTAVES - 1) << DISTRIBUTION_CELL_BITS)
        + (bits >> (63 - DISTRIBUTION_CELL_BITS)) - ((uint64_t)zeros << DISTRIBUTION_CELL_BITS);
    const int64_t *node = nodes + (upper & DISTRIBUTION_HALF_NODES) + cell;
    int64_t place = (int64_t)(bits << (DISTRIBUTION_CELL_BITS + 1) >> 1);   /* x 2^63 */

    /* (A compiler that knows it not to be negative multiplies three times, and not once.) */
    __asm__("" : "+r"(place));
    distribution_wide rise = (distribution_wide)(2 * (node[1] - node[0])) * place;   /* x 2^64 */
    return node[0] + (int64_t)((rise + (distribution_wide)(UINT64_C(1) << 63)) >> 64);
}

/* One word of a stream, one value in [0, DISTRIBUTION_VALUE_MAX]. */
static inline int64_t distribution_draw(const struct distribution *d, uint64_t word)
{
    if (d->kind == DISTRIBUTION_CONSTANT)
        return d->value;
    if (d->kind >= DISTRIBUTION_EXPONENTIAL)
        return distribution_draw_nodes(d->of.nodes, word);
    return distribution_draw_other(d, word);
}

#endif
