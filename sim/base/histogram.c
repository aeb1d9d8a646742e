/* histogram.c - reading and merging histograms; counting itself is inline in the header. */
#include "sim/base/histogram.h"

#include <string.h>

static int64_t bucket_low(uint32_t index)
{
    unsigned shift = index < HISTOGRAM_ERROR ? 0 : (index >> HISTOGRAM_ERROR_BITS) - 1;

    return (int64_t)(index - (shift << HISTOGRAM_ERROR_BITS)) << shift;
}

static int64_t bucket_high(uint32_t index)
{
    return index + 1 < HISTOGRAM_BUCKETS ? bucket_low(index + 1) - 1 : INT64_MAX;
}

void histogram_merge(struct histogram *to, const struct histogram *from)
{
    for (uint32_t i = 0; i < HISTOGRAM_BUCKETS; i++)
        to->bucket[i] += from->bucket[i];
    to->sum += from->sum;
    if (from->width > 0)
        histogram_widen(to, from->min, from->min + from->width - 1);
    to->count += from->count;
}

int64_t histogram_mean(const struct histogram *h)
{
    return h->count == 0 ? 0 : (int64_t)((h->sum + h->count / 2) / h->count);
}

int64_t histogram_quantile(const struct histogram *h, uint64_t num, uint64_t den)
{
    CHECK_THAT(den > 0 && num <= den, "a quantile is within 0 and 1");
    uint64_t rank = (uint64_t)(((histogram_sum)h->count * num + den - 1) / den);
    struct histogram_bucket bucket = {0};

    if (rank == 0)
        return histogram_min(h);
    for (uint64_t seen = 0; seen < rank; seen += bucket.count)
        CHECK(histogram_next(h, &bucket));
    return bucket.high;
}

int64_t histogram_quantile_since(const struct histogram *h, const struct histogram *before,
                                 uint64_t num, uint64_t den)
{
    CHECK_THAT(den > 0 && num <= den, "a quantile is within 0 and 1");
    uint64_t count = h->count - before->count;
    uint64_t rank = (uint64_t)(((histogram_sum)count * num + den - 1) / den), seen = 0;
    uint32_t i = histogram_index(histogram_min(h));

    if (count == 0)
        return 0;
    for (;; i++) {
        seen += h->bucket[i] - before->bucket[i];
        if (seen > 0 && seen >= rank)
            return bucket_high(i);
        CHECK(i + 1 < HISTOGRAM_BUCKETS);
    }
}

void histogram_follow(struct histogram *before, const struct histogram *h)
{
    uint32_t first = histogram_index(histogram_min(h)), last = histogram_index(histogram_max(h));

    if (before->count == h->count)
        return;
    memcpy(&before->bucket[first], &h->bucket[first], (last - first + 1) * sizeof h->bucket[0]);
    before->sum = h->sum;
    before->min = h->min;
    before->width = h->width;
    before->count = h->count;
}

bool histogram_next(const struct histogram *h, struct histogram_bucket *bucket)
{
    int64_t min = histogram_min(h), max = histogram_max(h);
    uint32_t i = bucket->next;

    while (i < HISTOGRAM_BUCKETS && h->bucket[i] == 0)
        i++;
    bucket->next = i;
    if (i == HISTOGRAM_BUCKETS)
        return false;
    int64_t low = bucket_low(i), high = bucket_high(i);
    *bucket = (struct histogram_bucket){
        .low = low < min ? min : low,
        .high = high > max ? max : high,
        .count = h->bucket[i],
        .next = i + 1,
    };
    return true;
}
