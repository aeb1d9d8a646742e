/* histogram.h - what a run measured: how many values fell where, to within 1/128 of the value.
 *
 * Buckets are log-linear (as in HdrHistogram, Tene): values below 128 have a bucket each, and
 * every power of two from there on is divided into 128 equal buckets, so that a bucket is never
 * wider than 1/128 of what it holds. All non-negative int64 are covered and nothing is ever
 * allocated or dropped; the price is 57 KiB a histogram, of which a run touches the few KiB
 * where its values are. Count, sum, min and max are exact. Merging is addition, so the order of
 * merging does not matter.
 *
 *      value       0 .. 127 | 128 .. 255 | 256 .. 511 | 512 .. 1023 | ...
 *      bucket is      1     |     1      |     2      |      4      | ... wide
 *
 * A histogram of all zero bytes is an empty one. */
#ifndef SIM_BASE_HISTOGRAM_H
#define SIM_BASE_HISTOGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/check.h"

/* The relative error of a quantile is at most 1 / HISTOGRAM_ERROR, and never downwards. */
enum {
    HISTOGRAM_ERROR_BITS = 7,
    HISTOGRAM_ERROR = 1 << HISTOGRAM_ERROR_BITS,
    HISTOGRAM_BUCKETS = (64 - HISTOGRAM_ERROR_BITS) << HISTOGRAM_ERROR_BITS,
};

__extension__ typedef unsigned __int128 histogram_sum;

struct histogram {
    histogram_sum sum;
    uint64_t count;
    uint64_t min, width; /* the smallest value, and how many there are from it to the largest */
    uint64_t bucket[HISTOGRAM_BUCKETS];
};

/* A bucket that holds something: `count` values within [low, high]. */
struct histogram_bucket {
    int64_t low;
    int64_t high;
    uint64_t count;
    uint32_t next;      /* where histogram_next goes on */
};

/* The bucket of a value >= 0. The leading bit names the power of two, the 7 bits after it the
 * bucket. A value below 128 is shifted as if its leading bit were bit 7, that is not at all, and
 * is its own bucket. */
static inline uint32_t histogram_index(int64_t value)
{
    unsigned leading = 63u - (unsigned)__builtin_clzll((uint64_t)value | HISTOGRAM_ERROR);
    unsigned shift = leading - HISTOGRAM_ERROR_BITS;

    return (uint32_t)((shift << HISTOGRAM_ERROR_BITS) + (uint32_t)((uint64_t)value >> shift));
}

/* Values from `min` to `max` are beyond those so far, or the first. */
static inline void histogram_widen(struct histogram *h, uint64_t min, uint64_t max)
{
    uint64_t high = h->min + h->width - 1;

    if (h->width > 0) {
        min = h->min < min ? h->min : min;
        max = high > max ? high : max;
    }
    h->min = min;
    h->width = max - min + 1;
}

/* The same value n > 0 times over, without its part of count and sum; and that of many values. For
 * whoever counts and sums them up anyhow: in between the histogram is not to be read. A negative
 * value is a programmer's error. */
static inline void histogram_mark_n(struct histogram *h, int64_t value, uint64_t n)
{
    CHECK(value >= 0);
    h->bucket[histogram_index(value)] += n;
    if ((uint64_t)value - h->min >= h->width)  /* below the smallest it wraps round */
        histogram_widen(h, (uint64_t)value, (uint64_t)value);
}

static inline void histogram_tell(struct histogram *h, uint64_t count, histogram_sum sum)
{
    h->count += count;
    h->sum += sum;
}

/* The same value n times over; n may be 0. */
static inline void histogram_add_n(struct histogram *h, int64_t value, uint64_t n)
{
    if (n == 0)
        return;
    histogram_mark_n(h, value, n);
    histogram_tell(h, n, (histogram_sum)(uint64_t)value * n);
}

static inline void histogram_add(struct histogram *h, int64_t value)
{
    histogram_add_n(h, value, 1);
}

/* The smallest and the largest value that was added, exactly; 0 where there is none. */
static inline int64_t histogram_min(const struct histogram *h)
{
    return (int64_t)h->min;
}

static inline int64_t histogram_max(const struct histogram *h)
{
    return (int64_t)(h->width == 0 ? 0 : h->min + h->width - 1);
}

/* Adds all of `from` to `to`. */
void histogram_merge(struct histogram *to, const struct histogram *from);

/* The exact mean, to the nearest integer (halves up); 0 where there is no value. */
int64_t histogram_mean(const struct histogram *h);

/* The num/den quantile (99/100 is p99): the highest value that the bucket of the ceil(count x
 * num/den)-th smallest value can hold, but no more than the maximum. So it is at least the true
 * quantile and less than 1/128 above it; 0/1 is the exact minimum, 1/1 the exact maximum; 0
 * where there is no value. num <= den, den > 0. */
int64_t histogram_quantile(const struct histogram *h, uint64_t num, uint64_t den);

/* The quantile of what was added to `h` since it was as `before`: the highest value that its bucket can
 * hold; 0 where nothing was. */
int64_t histogram_quantile_since(const struct histogram *h, const struct histogram *before,
                                 uint64_t num, uint64_t den);

/* Makes `before` as `h` is now, which it has been at an earlier time. (Touches only where something is.) */
void histogram_follow(struct histogram *before, const struct histogram *h);

/* Steps through the buckets that hold something, in rising order; `low` and `high` are clamped
 * to min and max.
 *     for (struct histogram_bucket b = {0}; histogram_next(h, &b);) ... */
bool histogram_next(const struct histogram *h, struct histogram_bucket *bucket);

#endif
