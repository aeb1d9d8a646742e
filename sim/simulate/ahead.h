/* ahead.h - what coming requests will touch is fetched from memory, in stages, each when the one
 * before has arrived. Nothing of this changes what happens.
 *
 * (Always inline: a function that only prefetches has no effect that a compiler must keep, and gcc
 * drops the call.) */
#ifndef SIM_SIMULATE_AHEAD_H
#define SIM_SIMULATE_AHEAD_H

#include "sim/model/cache_names.h"
#include "sim/simulate/simulation.h"

enum {
    ROW_AHEAD = 48,            /* requests from the prefetch of a row's slot to its use, */
    ENTRY_AHEAD = 28,          /* of the entry that the slot names, */
    STALE_AHEAD = 14,          /* of its neighbours and of its version, where that is not current, */
    MISSED_AHEAD = 6,          /* and of the version that came after that one */
};

/* The first of its kind stands in for none: it is at hand, and fetching it costs less than a branch
 * that nothing can predict. */
static inline uint32_t or_first(bool there, uint32_t index)
{
    return index & (0u - (uint32_t)there);
}

/* `ahead` and `departures` are the coming requests, ROW_AHEAD + 1 at least. */
__attribute__((always_inline))
static inline void ahead_prefetch(const struct simulation *sim, const struct request *ahead,
                                  const struct departure *departures)
{
    const struct row *row = &sim->rows[ahead[ENTRY_AHEAD].row];
    bool cached = row->entry != POOL_NONE;

    __builtin_prefetch(&sim->rows[ahead[ROW_AHEAD].row], 1);
    if (sim->named) {
        __builtin_prefetch(cache_counter_slot(&sim->cache, departures[ROW_AHEAD].counter));
        cache_name_prefetch(&sim->cache, departures[ENTRY_AHEAD].counter);
    } else if (sim->cache.counters_live[NAME_OF_ROW] > 0) {
        uint64_t counter = name_of(NAME_COUNTER, ahead[ROW_AHEAD].row, NAME_OF_ROW);
        __builtin_prefetch(cache_counter_slot(&sim->cache, counter));
        cache_name_prefetch(&sim->cache,
                            name_of(NAME_COUNTER, ahead[ENTRY_AHEAD].row, NAME_OF_ROW));
    }
    /* A hit will want the entry and its neighbours, a miss the row's version. */
    __builtin_prefetch(cache_entry_at(&sim->cache, or_first(cached, row->entry)), 1);
    version_prefetch(&sim->versions, or_first(!cached & (row->current != VALUE_NONE),
                                              row->current));
    row = &sim->rows[ahead[STALE_AHEAD].row];
    cache_prefetch_neighbours(&sim->cache, cache_entry_at(&sim->cache,
                              or_first(row->entry != POOL_NONE, row->entry)));
}

/* A stale hit will want the version that it finds, or has found abandoned, and the one that it has
 * missed. */
__attribute__((always_inline))
static inline void ahead_prefetch_stale(const struct simulation *sim, const struct request *ahead)
{
    const struct row *row = &sim->rows[ahead[STALE_AHEAD].row];
    bool cached = row->entry != POOL_NONE, orphan;
    const struct cache_entry *entry;
    value_handle value;

    entry = cache_entry_at(&sim->cache, or_first(cached, row->entry));
    orphan = entry->flags & ENTRY_ORPHAN;
    value = orphan ? row->current : entry->value;
    version_prefetch(&sim->versions, or_first(cached & (orphan | (value != row->current)), value));
    row = &sim->rows[ahead[MISSED_AHEAD].row];
    cached = row->entry != POOL_NONE;
    value = cache_entry_at(&sim->cache, or_first(cached, row->entry))->value;
    value = or_first(cached & (value != row->current), value);
    value = version_at(&sim->versions, value)->next;
    version_prefetch(&sim->versions, or_first(value != VALUE_NONE, value));
}

#endif
