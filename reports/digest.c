/* digest.c - a comparison reduced to what people are shown. */
#include "reports/digest.h"

#include "reports/figure.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMN(name, unit, field) {name, unit, offsetof(struct slice, field), false}
#define LARGEST(name, unit, field) {name, unit, offsetof(struct slice, field), true}
const struct digest_column digest_columns[] = {
    COLUMN("reads", "count", reads),
    COLUMN("hits", "count", hits),
    COLUMN("stale", "count", stale),
    COLUMN("read-bytes", "bytes", read_bytes),
    COLUMN("hit-bytes", "bytes", hit_bytes),
    COLUMN("stale-age-sum", "ns", stale_age_sum),
    COLUMN("stale-lag-sum", "count", stale_lag_sum),
    COLUMN("windows", "count", windows),
    COLUMN("window-sum", "ns", window_sum),
    COLUMN("fill-races", "count", fill_races),
    COLUMN("fill-races-hit", "count", fill_races_hit),
    COLUMN("fill-race-sum", "ns", fill_race_sum),
    COLUMN("write-races", "count", write_races),
    COLUMN("write-races-hit", "count", write_races_hit),
    COLUMN("write-race-sum", "ns", write_race_sum),
    COLUMN("read-your-writes-violations", "count", read_your_writes),
    COLUMN("monotonic-reads-violations", "count", monotonic_reads),
    COLUMN("db-reads", "count", db_reads),
    COLUMN("db-writes", "count", db_writes),
    LARGEST("db-concurrency-peak", "count", db_concurrency_peak),
    LARGEST("recomputation-peak", "count", recomputation_peak),
    COLUMN("writes", "count", writes),
    COLUMN("invalidations", "count", invalidations),
    COLUMN("invalidations-lost", "count", invalidations_lost),
    COLUMN("invalidations-needless", "count", invalidations_needless),
    COLUMN("evictions", "count", evictions),
    COLUMN("read-latency-sum", "ns", read_latency_sum),
    LARGEST("read-latency-p50", "ns", read_latency_p50),
    LARGEST("read-latency-p99", "ns", read_latency_p99),
    COLUMN("write-latency-sum", "ns", write_latency_sum),
    LARGEST("write-latency-p50", "ns", write_latency_p50),
    LARGEST("write-latency-p99", "ns", write_latency_p99),
    COLUMN("cache-bytes", "bytes", cache_bytes),
    COLUMN("orphan-bytes", "bytes", orphan_bytes),
    COLUMN("cache-entries", "count", cache_entries),
    {.name = NULL},
};

uint64_t digest_slice_value(const struct digest_column *column, const struct slice *slice)
{
    uint64_t value;

    memcpy(&value, (const char *)slice + column->field, sizeof value);
    return value;
}

size_t digest_slice_count(sim_time end, int64_t slice_length)
{
    int64_t count = slice_length <= 0 || end <= 0 ? 0 : (end - 1) / slice_length + 1;

    return count > SLICES ? SLICES : (size_t)count;
}

struct digest *digest_new(const char *scenario, size_t row_count, size_t seed_count,
                          struct complaint *complaint)
{
    struct digest *digest = calloc(1, sizeof *digest);
    bool whole;

    if (digest == NULL)
        goto failed;
    digest->scenario = strdup(scenario);
    digest->rows = calloc(row_count > 0 ? row_count : 1, sizeof *digest->rows);
    digest->seeds = calloc(seed_count > 0 ? seed_count : 1, sizeof *digest->seeds);
    whole = digest->scenario != NULL && digest->rows != NULL && digest->seeds != NULL;
    if (!whole)
        goto failed;
    digest->row_count = row_count;
    digest->seed_count = seed_count;
    for (size_t i = 0; i < row_count; i++) {
        struct digest_row *row = &digest->rows[i];
        row->figures = calloc(figure_count(), sizeof *row->figures);
        row->distributions = calloc(figure_distribution_count(), sizeof *row->distributions);
        row->slices = calloc(SLICES, sizeof *row->slices);
        if (row->figures == NULL || row->distributions == NULL || row->slices == NULL)
            goto failed;
        for (size_t d = 0; d < figure_distribution_count(); d++)
            row->distributions[d].metric = figure_distribution(d);
    }
    return digest;
failed:
    complain_machine(complaint, "out of memory while making a report");
    digest_free(digest);
    return NULL;
}

void digest_free(struct digest *digest)
{
    if (digest == NULL)
        return;
    for (size_t i = 0; i < digest->row_count; i++) {
        struct digest_row *row = &digest->rows[i];
        for (size_t d = 0; row->distributions != NULL && d < figure_distribution_count(); d++)
            free(row->distributions[d].buckets);
        free(row->strategy);
        free(row->figures);
        free(row->distributions);
        free(row->slices);
    }
    for (size_t i = 0; digest->seeds != NULL && i < digest->seed_count; i++)
        free(digest->seeds[i]);
    free(digest->seeds);
    free(digest->rows);
    free(digest->scenario);
    free(digest);
}

/* The seeds' histograms as one. */
static bool pool_distribution(struct digest_distribution *to, const struct comparison_row *from,
                              size_t seed_count)
{
    struct histogram *sum = calloc(1, sizeof *sum);
    size_t n = 0;

    if (sum == NULL)
        return false;
    for (size_t s = 0; s < seed_count; s++)
        histogram_merge(sum, figure_histogram(to->metric, from->results[s]));
    for (struct histogram_bucket b = {0}; histogram_next(sum, &b);)
        n++;
    to->samples = sum->count;
    to->buckets = calloc(n > 0 ? n : 1, sizeof *to->buckets);
    for (struct histogram_bucket b = {0}; to->buckets != NULL && histogram_next(sum, &b);)
        to->buckets[to->bucket_count++] = (struct digest_bucket){b.low, b.high, b.count};
    free(sum);
    return to->buckets != NULL;
}

void digest_add_slice(struct slice *to, const struct slice *from)
{
    for (const struct digest_column *c = digest_columns; c->name != NULL; c++) {
        uint64_t here = digest_slice_value(c, to), there = digest_slice_value(c, from);
        here = !c->largest ? here + there : here > there ? here : there;
        memcpy((char *)to + c->field, &here, sizeof here);
    }
    for (size_t cause = 0; cause < CAUSE_COUNT; cause++)
        to->stale_by[cause] += from->stale_by[cause];
}

static bool make_row(struct digest_row *to, const struct comparison_row *from, size_t seed_count)
{
    double *values = calloc(seed_count, sizeof *values);

    to->strategy = strdup(from->strategy);
    to->bound = from->bound;
    if (values == NULL || to->strategy == NULL) {
        free(values);
        return false;
    }
    for (size_t f = 0; f < figure_count(); f++) {
        const struct metric_key *key = &figure_list()[f].key;
        size_t n = 0;
        for (size_t s = 0; s < seed_count; s++) {
            if (metric_defined(key, from->results[s]))
                values[n++] = metric_value(key, from->results[s]);
        }
        to->figures[f] = spread_of(values, n);
    }
    free(values);
    for (size_t s = 0; s < seed_count; s++) {
        for (size_t c = 0; c < CAUSE_COUNT; c++)
            to->causes[c] += from->results[s]->stale_by[c];
        for (size_t i = 0; i < SLICES; i++)
            digest_add_slice(&to->slices[i], &from->results[s]->slices[i]);
    }
    for (size_t d = 0; d < figure_distribution_count(); d++) {
        if (!pool_distribution(&to->distributions[d], from, seed_count))
            return false;
    }
    return true;
}

struct digest *digest_make(const struct comparison *comparison, struct complaint *complaint)
{
    struct digest *digest = digest_new(comparison->scenario, comparison->row_count,
                                       comparison->seed_count, complaint);
    bool whole = digest != NULL;

    for (size_t s = 0; whole && s < comparison->seed_count; s++) {
        char seed[24];
        snprintf(seed, sizeof seed, "%" PRIu64, comparison->seeds[s]);
        whole = (digest->seeds[s] = strdup(seed)) != NULL;
    }
    for (size_t i = 0; whole && i < comparison->row_count; i++) {
        const struct result *first = comparison->rows[i].results[0];
        digest->warmup = first->warmup;
        digest->end = first->end;
        digest->slice_length = first->slice_length;
        whole = make_row(&digest->rows[i], &comparison->rows[i], comparison->seed_count);
    }
    if (!whole) {
        complain_machine(complaint, "out of memory while making a report");
        digest_free(digest);
        return NULL;
    }
    digest->slice_count = digest_slice_count(digest->end, digest->slice_length);
    return digest;
}

struct spread digest_figure(const struct digest_row *row, const char *name)
{
    return row->figures[figure_index(name)];
}

bool digest_any(const struct digest *digest, const char *name)
{
    for (size_t i = 0; i < digest->row_count; i++) {
        struct spread spread = digest_figure(&digest->rows[i], name);
        if (spread.samples > 0 && spread.mean > 0)
            return true;
    }
    return false;
}

const struct digest_distribution *digest_distribution(const struct digest_row *row,
                                                      const char *name)
{
    size_t d = 0;

    while (strcmp(figure_distribution(d)->name, name) != 0)
        d++;
    return &row->distributions[d];
}

uint64_t digest_stale(const struct digest_row *row)
{
    uint64_t sum = 0;

    for (size_t c = 0; c < CAUSE_COUNT; c++)
        sum += row->causes[c];
    return sum;
}

enum cause digest_main_cause(const struct digest_row *row)
{
    size_t most = CAUSE_COUNT;

    for (size_t c = 0; c < CAUSE_COUNT; c++) {
        if (row->causes[c] > (most == CAUSE_COUNT ? 0 : row->causes[most]))
            most = c;
    }
    return (enum cause)most;
}
