/* distribution.c - building the tables of distribution.h, and drawing what is not drawn inline. */
#include "sim/base/distribution.h"

#include <inttypes.h>
#include <stdlib.h>

#include "sim/base/fixed.h"

__extension__ typedef unsigned __int128 uwide;

#define WORDS ((uwide)1 << 64)     /* how many words there are */
#define THRESHOLD_HALF (UINT64_C(1) << 63)
#define THRESHOLD_99 UINT64_C(18262276632972456099)

enum { GUIDE_BITS = 8, GUIDE_SIZE = 1 << GUIDE_BITS };

/* An empirical distribution is drawn exactly, from its own points, for a table of cells would smear
 * its jumps. The guide (Chen and Asau, 1974) says where to begin looking: the last knot that is not
 * after the first word with these leading bits. */
struct knot {
    uint64_t at;
    int64_t value;
    int64_t rise;            /* to the next knot's value */
    uint64_t reciprocal;     /* of the distance to the next knot: see draw_knots */
};

struct distribution_knots {
    uint32_t count;
    uint16_t guide[GUIDE_SIZE];
    struct knot knot[];
};

static int64_t clamp_value(uwide value)
{
    return value > DISTRIBUTION_VALUE_MAX ? DISTRIBUTION_VALUE_MAX : (int64_t)value;
}

static bool allowed(const char *name, int64_t value, int64_t min, int64_t max,
                    struct complaint *complaint)
{
    if (value >= min && value <= max)
        return true;
    return complain(complaint, "%s is %" PRId64 ", and %" PRId64 " to %" PRId64 " is allowed", name,
                    value, min, max);
}

static void *allocate(size_t size, struct complaint *complaint)
{
    void *memory = malloc(size);
    if (memory == NULL)
        complain_machine(complaint, "no memory for a distribution's table of %zu bytes", size);
    return memory;
}

static void set_constant(struct distribution *d, int64_t value)
{
    *d = (struct distribution){.kind = DISTRIBUTION_CONSTANT, .value = value};
}

/* Ends each builder: what can give one value only becomes a constant. */
static bool finish(struct distribution *d)
{
    int64_t value = distribution_quantile(d, 0);

    if (distribution_quantile(d, UINT64_MAX) == value) {
        distribution_free(d);
        set_constant(d, value);
    }
    return true;
}

bool distribution_build_constant(struct distribution *d, int64_t value, struct complaint *complaint)
{
    bool fine = allowed("the value", value, 0, DISTRIBUTION_VALUE_MAX, complaint);

    set_constant(d, fine ? value : 0);
    return fine;
}

bool distribution_build_uniform(struct distribution *d, int64_t min, int64_t max,
                                struct complaint *complaint)
{
    set_constant(d, 0);
    if (!allowed("min", min, 0, DISTRIBUTION_VALUE_MAX, complaint)
        || !allowed("max", max, min, DISTRIBUTION_VALUE_MAX, complaint))
        return false;
    *d = (struct distribution){
        .kind = DISTRIBUTION_UNIFORM, .value = min, .span = (uint64_t)(max - min) + 1,
    };
    return finish(d);
}

/* How far node i of either half is from its end, x 2^64. */
static uint64_t node_distance(unsigned i)
{
    unsigned octave = i >> DISTRIBUTION_CELL_BITS;
    uint64_t cell = i & ((1u << DISTRIBUTION_CELL_BITS) - 1);

    return (cell + (1u << DISTRIBUTION_CELL_BITS))
        << (octave + 64 - DISTRIBUTION_TAIL_BITS - DISTRIBUTION_CELL_BITS);
}

/* The quantiles at distance / 2^64 from the lower end and from the upper. The scale is the mean,
 * the median or min; the shape is a lognormal's sigma, as fixed, or a Pareto's shape. */
static void curve_values(enum distribution_kind kind, uint64_t scale, int64_t shape,
                         uint64_t distance, int64_t *lower, int64_t *upper)
{
    fixed below = -fixed_ln_ratio(0 - distance);      /* -ln(1 - p): 0 at the lower end */
    fixed above = -fixed_ln_ratio(distance);

    if (kind == DISTRIBUTION_EXPONENTIAL) {
        *lower = clamp_value(((uwide)scale * (uint64_t)below + FIXED_ONE / 2) >> FIXED_BITS);
        *upper = clamp_value(((uwide)scale * (uint64_t)above + FIXED_ONE / 2) >> FIXED_BITS);
        return;
    }
    if (kind == DISTRIBUTION_LOGNORMAL) {
        above = fixed_mul(shape, -fixed_normal_quantile(distance));
        below = -above;
    } else {
        above = fixed_div_q32(above, shape);
        below = fixed_div_q32(below, shape);
    }
    *lower = clamp_value(fixed_exp_scaled(scale, below));
    *upper = clamp_value(fixed_exp_scaled(scale, above));
}

static bool build_nodes(struct distribution *d, enum distribution_kind kind, int64_t scale,
                        int64_t shape, struct complaint *complaint)
{
    int64_t *nodes = allocate(2 * DISTRIBUTION_HALF_NODES * sizeof *nodes, complaint);

    if (nodes == NULL)
        return false;
    for (unsigned i = 0; i < DISTRIBUTION_HALF_NODES; i++)
        curve_values(kind, (uint64_t)scale, shape, node_distance(i), &nodes[i],
                     &nodes[DISTRIBUTION_HALF_NODES + i]);
    d->kind = kind;
    d->of.nodes = nodes;
    return finish(d);
}

bool distribution_build_exponential(struct distribution *d, int64_t mean,
                                    struct complaint *complaint)
{
    set_constant(d, 0);
    return allowed("the mean", mean, 0, DISTRIBUTION_VALUE_MAX, complaint)
        && build_nodes(d, DISTRIBUTION_EXPONENTIAL, mean, 0, complaint);
}

/* ln X is normal: its median is ln median, its 99 % quantile lies sigma x z(0.99) above. */
bool distribution_build_lognormal(struct distribution *d, int64_t median, int64_t p99,
                                  struct complaint *complaint)
{
    set_constant(d, 0);
    if (!allowed("the median", median, 1, DISTRIBUTION_VALUE_MAX, complaint)
        || !allowed("p99", p99, median, DISTRIBUTION_VALUE_MAX, complaint))
        return false;
    fixed sigma = fixed_div(fixed_ln((uint64_t)p99) - fixed_ln((uint64_t)median),
                            fixed_normal_quantile(THRESHOLD_99));
    return build_nodes(d, DISTRIBUTION_LOGNORMAL, median, sigma, complaint);
}

bool distribution_build_pareto(struct distribution *d, int64_t min, int64_t shape,
                               struct complaint *complaint)
{
    set_constant(d, 0);
    if (shape <= 0)
        return complain(complaint, "the shape must be above 0");
    return allowed("min", min, 1, DISTRIBUTION_VALUE_MAX, complaint)
        && build_nodes(d, DISTRIBUTION_PARETO, min, shape, complaint);
}

static bool points_allowed(const struct distribution_point *points, size_t count,
                           struct complaint *complaint)
{
    if (count == 0 || count > DISTRIBUTION_POINTS_MAX)
        return complain(complaint, "there are %zu points, and 1 to %d are allowed", count,
                        DISTRIBUTION_POINTS_MAX);
    for (size_t i = 0; i < count; i++) {
        if (!allowed("the value of a point", points[i].value, i == 0 ? 0 : points[i - 1].value,
                     DISTRIBUTION_VALUE_MAX, complaint))
            return false;
        if (i > 0 && points[i].threshold < points[i - 1].threshold)
            return complain(complaint, "the probability of point %zu is below that of point %zu: "
                            "points go in rising order", i + 1, i);
    }
    return true;
}

/* 2^127 / D, where D is the gap with its leading bit moved to the top; see draw_knots. */
static uint64_t reciprocal(uint64_t gap)
{
    return gap == 0 ? 0 : (uint64_t)((((uwide)1 << 127) - 1) / (gap << __builtin_clzll(gap)));
}

bool distribution_build_empirical(struct distribution *d, const struct distribution_point *points,
                                  size_t count, struct complaint *complaint)
{
    set_constant(d, 0);
    if (!points_allowed(points, count, complaint))
        return false;
    size_t first = points[0].threshold > 0;           /* a knot of our own, where it is flat */
    struct distribution_knots *knots =
        allocate(sizeof *knots + (count + first) * sizeof knots->knot[0], complaint);
    if (knots == NULL)
        return false;
    knots->count = (uint32_t)(count + first);
    knots->knot[0] = (struct knot){.value = points[0].value};
    for (size_t i = 0; i < count; i++)
        knots->knot[i + first] = (struct knot){.at = points[i].threshold, .value = points[i].value};
    for (uint32_t i = 0; i + 1 < knots->count; i++) {
        struct knot *knot = &knots->knot[i];
        knot->rise = knot[1].value - knot->value;
        knot->reciprocal = reciprocal(knot[1].at - knot->at);
    }
    for (uint32_t lead = 0, i = 0; lead < GUIDE_SIZE; lead++) {
        while (i + 1 < knots->count && knots->knot[i + 1].at <= (uint64_t)lead << (64 - GUIDE_BITS))
            i++;
        knots->guide[lead] = (uint16_t)i;
    }
    d->kind = DISTRIBUTION_EMPIRICAL;
    d->of.knots = knots;
    return finish(d);
}

/* The bounds between the parts are multiples of 2^-56, for a sum of weights may have 72 bits. */
bool distribution_build_mixture(struct distribution *d, const struct distribution *parts,
                                const uint64_t *weights, size_t count, struct complaint *complaint)
{
    uwide total = 0, sum = 0;

    set_constant(d, 0);
    if (count == 0 || count > DISTRIBUTION_PARTS_MAX)
        return complain(complaint, "a mixture has %zu parts, and 1 to %d are allowed", count,
                        DISTRIBUTION_PARTS_MAX);
    for (size_t i = 0; i < count; i++)
        total += weights[i];
    if (total == 0)
        return complain(complaint, "the weights of a mixture are all zero");
    struct distribution_part *copy = allocate(count * sizeof *copy, complaint);
    if (copy == NULL)
        return false;
    d->kind = DISTRIBUTION_MIXTURE;
    d->of.parts = copy;
    for (size_t i = 0; i < count; i++) {
        struct distribution part = parts[i];
        if (weights[i] == 0) {
            distribution_free(&part);
            continue;
        }
        sum += weights[i];
        copy[d->part_count].until = (uint64_t)((sum << 56) / total << 8);
        copy[d->part_count++].distribution = part;
    }
    return finish(d);
}

void distribution_free(struct distribution *d)
{
    if (d->kind == DISTRIBUTION_MIXTURE) {
        for (uint32_t i = 0; i < d->part_count; i++)
            distribution_free(&d->of.parts[i].distribution);
        free(d->of.parts);
    } else if (d->kind == DISTRIBUTION_EMPIRICAL) {
        free(d->of.knots);
    } else if (d->kind >= DISTRIBUTION_EXPONENTIAL) {
        free(d->of.nodes);
    }
    set_constant(d, 0);
}

/* The place within a gap is (word - at) / gap: a division, so both are shifted until the gap, D
 * then, has its leading bit at the top, and the reciprocal 2^127 / D gives the quotient x 2^63. */
static int64_t draw_knots(const struct distribution_knots *knots, uint64_t word)
{
    uint32_t i = knots->guide[word >> (64 - GUIDE_BITS)];
    while (i + 1 < knots->count && knots->knot[i + 1].at <= word)
        i++;
    const struct knot *knot = &knots->knot[i];
    if (knot->rise == 0)
        return knot->value;
    unsigned zeros = (unsigned)__builtin_clzll(knot[1].at - knot->at);
    uint64_t place = (uint64_t)(((uwide)((word - knot->at) << zeros) * knot->reciprocal) >> 64);
    uwide rise = (uwide)(uint64_t)knot->rise * place;
    return knot->value + (int64_t)((rise + THRESHOLD_HALF / 2) >> 63);
}

int64_t distribution_draw_other(const struct distribution *d, uint64_t word)
{
    while (d->kind == DISTRIBUTION_MIXTURE) {
        uint32_t i = 0;
        while (i + 1 < d->part_count && word >= d->of.parts[i].until)
            i++;
        d = &d->of.parts[i].distribution;
        word = rng_mix(word);
    }
    if (d->kind == DISTRIBUTION_UNIFORM)
        return d->value + (int64_t)rng_below(word, d->span);
    if (d->kind == DISTRIBUTION_EMPIRICAL)
        return draw_knots(d->of.knots, word);
    return distribution_draw(d, word);                /* a part that is drawn inline */
}

/* The words that a part of a mixture takes. */
static uwide part_words(const struct distribution *d, uint32_t i)
{
    uwide end = i + 1 == d->part_count ? WORDS : d->of.parts[i].until;

    return end - (i == 0 ? 0 : d->of.parts[i - 1].until);
}

/* a x words / 2^64 for words <= 2^64, where the product may need more than 128 bits. */
static uwide scale_words(uwide a, uwide words)
{
    return (a >> 64) * words + (((a & UINT64_MAX) * words) >> 64);
}

/* The mean x 2^64. Values are linear between nodes, so the trapezoid rule is exact. */
static uwide mean_scaled(const struct distribution *d)
{
    uwide twice = 0;

    switch (d->kind) {
    case DISTRIBUTION_CONSTANT:
        return (uwide)(uint64_t)d->value << 64;
    case DISTRIBUTION_UNIFORM:
        return ((uwide)(uint64_t)d->value * 2 + d->span - 1) << 63;
    case DISTRIBUTION_MIXTURE:
        for (uint32_t i = 0; i < d->part_count; i++)
            twice += scale_words(mean_scaled(&d->of.parts[i].distribution), part_words(d, i));
        return twice;
    case DISTRIBUTION_EMPIRICAL:
        for (uint32_t i = 0; i < d->of.knots->count; i++) {
            const struct knot *knot = &d->of.knots->knot[i];
            uwide end = i + 1 < d->of.knots->count ? knot[1].at : WORDS;
            twice += (end - knot->at) * (uint64_t)(2 * knot->value + knot->rise);
        }
        return twice / 2;
    default:
        for (unsigned half = 0; half < 2; half++) {
            const int64_t *node = d->of.nodes + half * DISTRIBUTION_HALF_NODES;
            twice += (uwide)node_distance(0) * 2 * (uint64_t)node[0];
            for (unsigned i = 0; i + 1 < DISTRIBUTION_HALF_NODES; i++)
                twice += (uwide)(node_distance(i + 1) - node_distance(i))
                    * (uint64_t)(node[i] + node[i + 1]);
        }
        return twice / 2;
    }
}

int64_t distribution_mean(const struct distribution *d)
{
    return (int64_t)((mean_scaled(d) + THRESHOLD_HALF) >> 64);
}

/* How many of the 2^64 words give a value <= `value`: where draws rise with the word, the first
 * word that gives more. */
static uwide words_within(const struct distribution *d, int64_t value)
{
    uint64_t low = 0, high = UINT64_MAX;
    uwide sum = 0;

    if (d->kind == DISTRIBUTION_MIXTURE) {
        for (uint32_t i = 0; i < d->part_count; i++)
            sum += scale_words(words_within(&d->of.parts[i].distribution, value), part_words(d, i));
        return sum;
    }
    if (distribution_draw(d, UINT64_MAX) <= value)
        return WORDS;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (distribution_draw(d, middle) > value)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

uint64_t distribution_share(const struct distribution *d, int64_t value)
{
    uwide words = words_within(d, value);
    return words == WORDS ? UINT64_MAX : (uint64_t)words;
}

int64_t distribution_quantile(const struct distribution *d, uint64_t threshold)
{
    int64_t low = 0, high = DISTRIBUTION_VALUE_MAX;

    if (d->kind != DISTRIBUTION_MIXTURE)
        return distribution_draw(d, threshold);
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (words_within(d, middle) > threshold)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}
