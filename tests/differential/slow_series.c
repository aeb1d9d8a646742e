/* slow_series.c - the time series, and the database's busiest second, by the times of the lines. */
#include "tests/differential/slow_history.h"

#include <stdlib.h>
#include <string.h>

enum { SECOND = 1000000000 };

static int rising(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* The least that at least so many percent are not above: as far as a histogram would know it, that is
 * with all but its eight leading bits set. */
static uint64_t percentile(const int64_t *sorted, size_t count, size_t percent)
{
    size_t rank = (count * percent + 99) / 100;
    uint64_t value = count == 0 ? 0 : (uint64_t)sorted[rank - 1];
    unsigned bits = 0;

    while (value >> bits >= 256)
        bits++;
    return value | ((UINT64_C(1) << bits) - 1);
}

static void end_latencies(struct slow_model *model, struct slice *slice)
{
    uint64_t *to[2][2] = {{&slice->read_latency_p50, &slice->read_latency_p99},
                          {&slice->write_latency_p50, &slice->write_latency_p99}};

    for (int i = 0; i < 2; i++) {
        size_t count = model->latency_count[i];
        qsort(model->latencies[i], count, sizeof(int64_t), rising);
        *to[i][0] = percentile(model->latencies[i], count, 50);
        *to[i][1] = percentile(model->latencies[i], count, 99);
        model->latency_count[i] = 0;
    }
}

static void end_slice(struct slow_model *model, int64_t at)
{
    struct result *result = model->result;
    struct slice *slice = &result->slices[model->slice++];
    int64_t live = 0;

    slow_cache_expire_counters(&model->cache, at);
    slow_cache_sweep(&model->cache, at);
    end_latencies(model, slice);
    slice->cache_bytes = slow_cache_bytes(&model->cache);
    slice->cache_entries = (uint64_t)model->cache.count;
    slice->evictions = model->cache.evictions - model->evictions_noted;
    model->evictions_noted = model->cache.evictions;
    for (int i = 0; i < model->cache.count; i++) {
        const struct slow_entry *entry = &model->cache.entries[i];
        *(entry->value >= 0 && entry->orphan ? &slice->orphan_bytes : &live) += entry->bytes;
    }
    if (live > result->live_bytes_peak)
        result->live_bytes_peak = live;
    if (slice->cache_bytes > result->cache_bytes_peak)
        result->cache_bytes_peak = slice->cache_bytes;
    if (slice->orphan_bytes > result->orphan_bytes_peak)
        result->orphan_bytes_peak = slice->orphan_bytes;
}

/* A slice is one of SLICES parts of the run, of equal length but for the last. */
void slow_series_until(struct slow_model *model, int64_t at)
{
    int64_t end = model->settings->end, length = (end + SLICES - 1) / SLICES, until;

    while (model->slice < SLICES && model->slice * length < end) {
        until = (model->slice + 1) * length;
        until = until < end ? until : end;
        if (until > at)
            return;
        end_slice(model, until);
    }
}

static void count_second(struct slow_model *model, int64_t at, bool read)
{
    struct result *result = model->result;

    if (!slow_is_measured(model, at))
        return;
    if (at / SECOND != model->second) {
        model->second = at / SECOND;
        model->second_reads = model->second_writes = 0;
    }
    model->second_reads += read;
    model->second_writes += !read;
    if (model->second_reads > result->db_reads_peak)
        result->db_reads_peak = model->second_reads;
    if (model->second_writes > result->db_writes_peak)
        result->db_writes_peak = model->second_writes;
}

struct slice *slow_slice_at(struct slow_model *model, int64_t at)
{
    int64_t end = model->settings->end;

    return at < end ? &model->result->slices[at / ((end + SLICES - 1) / SLICES)] : &model->beyond;
}

static void count_latency(struct slow_model *model, struct slice *slice, int64_t began, int64_t at,
                          bool write)
{
    *(write ? &slice->write_latency_sum : &slice->read_latency_sum) += (uint64_t)(at - began);
    if (slow_is_measured(model, began))
        model->latencies[write][model->latency_count[write]++] = at - began;
}

struct slice *slow_slice(struct slow_model *model, const struct slow_line *line)
{
    bool late = line->at >= model->settings->end;

    return late && model->settings->mistake != SLOW_SERIES_HAS_NO_END
        ? &model->beyond : &model->result->slices[model->slice - late];
}

void slow_series_line(struct slow_model *model, const struct slow_line *line)
{
    bool effect = strcmp(line->kind, "effect") == 0;
    bool read = effect && line->effect == EFFECT_DB_READ;
    bool write = effect && line->effect == EFFECT_DB_WRITE;
    struct slice *slice = slow_slice(model, line);

    if (slice == &model->beyond)
        return;
    if (read || write)
        count_second(model, line->at, read);
    slice->db_reads += read;
    slice->db_writes += write;
    if (strcmp(line->kind, "asked") == 0)
        slice->invalidations += line->effect != EFFECT_PUBLISH && line->effect != EFFECT_LATER;
    if (strcmp(line->kind, "write-end") == 0) {
        slice->writes++;
        if (model->settings->sessions)
            count_latency(model, slice, model->ops[line->op].began, line->at, true);
    }
    if (strcmp(line->kind, "read") != 0)
        return;
    slice->reads++;
    slice->hits += (line->flags & 1) != 0;
    slice->stale += (line->flags & 4) != 0;
    if (line->flags & 4)
        slice->stale_by[line->flags >> 4]++;
    if (model->settings->sessions)
        count_latency(model, slice, (int64_t)line->extra, line->at, false);
}
