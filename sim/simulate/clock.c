/* clock.c - what is due by the clock alone: the ends of slices and seconds, of warm-up and run. */
#include "sim/simulate/simulation.h"

#include "sim/base/units.h"

static int64_t largest(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static void note_memory(struct simulation *sim)
{
    struct result *result = sim->result;

    cache_sweep(&sim->cache, sim->now);
    result->cache_bytes = sim->cache.bytes;
    result->orphan_bytes = sim->cache.orphan_bytes;
    result->live_bytes = result->cache_bytes - result->orphan_bytes;
    result->cache_entries = sim->cache.pool.live;
    result->cache_bytes_peak = largest(result->cache_bytes_peak, result->cache_bytes);
    result->live_bytes_peak = largest(result->live_bytes_peak, result->live_bytes);
    result->orphan_bytes_peak = largest(result->orphan_bytes_peak, result->orphan_bytes);
}

static void note_quantiles(struct simulation *sim, struct slice *slice)
{
    const struct histogram *read = &sim->result->read_latency, *write = &sim->result->write_latency;
    struct latencies *before = sim->latencies_before;

    slice->read_latency_p50 = (uint64_t)histogram_quantile_since(read, &before->read, 1, 2);
    slice->read_latency_p99 = (uint64_t)histogram_quantile_since(read, &before->read, 99, 100);
    slice->write_latency_p50 = (uint64_t)histogram_quantile_since(write, &before->write, 1, 2);
    slice->write_latency_p99 = (uint64_t)histogram_quantile_since(write, &before->write, 99, 100);
    histogram_follow(&before->read, read);
    histogram_follow(&before->write, write);
}

static void end_slice(struct simulation *sim)
{
    struct slice *slice = sim->judge.slice;

    note_memory(sim);
    judge_settle(&sim->judge);
    note_quantiles(sim, slice);
    slice->cache_bytes = sim->cache.bytes;
    slice->orphan_bytes = sim->cache.orphan_bytes;
    slice->cache_entries = sim->cache.pool.live;
    slice->evictions = sim->cache.evictions;       /* made a difference at the end */
    sim->judge.slice++;
}

static void end_second(struct simulation *sim)
{
    struct result *result = sim->result;

    if (sim->measuring && sim->second_reads > result->db_reads_peak)
        result->db_reads_peak = sim->second_reads;
    if (sim->measuring && sim->second_writes > result->db_writes_peak)
        result->db_writes_peak = sim->second_writes;
    sim->second_reads = sim->second_writes = 0;
}

static void clock_set_next(struct clock *clock)
{
    clock->next = time_least(time_least(clock->slice_end, clock->second_end), clock->phase_end);
}

static void switch_phase(struct simulation *sim, struct clock *clock)
{
    const struct result *result = sim->result;

    if (clock->phase_end == result->warmup && result->warmup < result->end && !sim->measuring) {
        sim->measuring = true;
        sim->second_reads = sim->second_writes = 0;
        sim->evictions_before = sim->cache.evictions;
        sim->expirations_before = sim->cache.expirations;
        clock->phase_end = result->end;
        return;
    }
    cache_follow(&sim->cache, TIME_NEVER - 1);
    end_second(sim);
    if (clock->slice_end - sim->result->slice_length != sim->now)
        end_slice(sim);
    sim->measuring = false;
    judge_settle(&sim->judge);
    sim->judge.slice = &sim->judge.beyond;
    sim->result->evictions = sim->cache.evictions - sim->evictions_before;
    sim->result->expirations = sim->cache.expirations - sim->expirations_before;
    clock->phase_end = TIME_NEVER;
    clock->slice_end = clock->second_end = TIME_NEVER;
}

struct clock clock_begin(const struct result *result)
{
    struct clock clock = {
        .slice_end = result->slice_length, .second_end = UNITS_SECOND,
        .phase_end = time_least(result->warmup, result->end),
    };

    clock_set_next(&clock);
    return clock;
}

void clock_advance(struct simulation *sim, struct clock *clock, sim_time to)
{
    while (clock->next <= to) {
        sim->now = clock->next;
        if (clock->slice_end == sim->now) {
            end_slice(sim);
            clock->slice_end += sim->result->slice_length;
        }
        if (clock->second_end == sim->now) {
            sim_time quiet = time_least(to, clock->phase_end);      /* Nothing happens until then. */
            end_second(sim);
            clock->second_end = (quiet / UNITS_SECOND + 1) * UNITS_SECOND;
        }
        if (clock->phase_end == sim->now)
            switch_phase(sim, clock);
        clock_set_next(clock);
    }
    sim->now = to;
}

/* Slices counted up; make them say what happened in each. */
void clock_settle_slices(struct result *result)
{
    for (unsigned i = SLICES - 1; i > 0; i--) {
        uint64_t before = result->slices[i - 1].evictions;
        /* A short run may end before its last slices begin: they stay empty. */
        if (result->slices[i].evictions >= before)
            result->slices[i].evictions -= before;
    }
}
