/* histogram.c - reading and merging histograms; counting itself is inline in the header. */
#include "sim/base/histogram.h"

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
    if (from->count > 0)
        histogram_widen(to, from->min, from->min + from->span);
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
