/* fetch.h - what look-ups of plain keys will touch is fetched from memory.
 *
 * (Always inline: a function that only prefetches has no effect that a compiler must keep, and gcc
 * drops the call.) */
#ifndef SIM_SIMULATE_FETCH_H
#define SIM_SIMULATE_FETCH_H

#include "sim/simulate/simulation.h"

/* The first of its kind stands in for none: it is at hand, and fetching it costs less than a branch
 * that nothing can predict. */
static inline uint32_t or_first(bool there, uint32_t index)
{
    return index & (0u - (uint32_t)there);
}

/* A hit will want the entry. */
__attribute__((always_inline))
static inline void fetch_entry(const struct simulation *sim, uint32_t row)
{
    const struct row *slot = &sim->rows[row];
    bool cached = slot->entry != ROW_NO_ENTRY;

    __builtin_prefetch(cache_entry_at(&sim->cache, or_first(cached, slot->entry)), 1);
}

/* A stale hit will want the version that it finds. (What is cached under a plain key is never
 * abandoned.) */
__attribute__((always_inline))
static inline void fetch_beyond(const struct simulation *sim, uint32_t row)
{
    const struct row *slot = &sim->rows[row];
    bool cached = slot->entry != ROW_NO_ENTRY;
    value_handle value = cache_entry_at(&sim->cache, or_first(cached, slot->entry))->value;

    version_prefetch(&sim->versions, or_first(cached & (value != slot->current), value));
}

#endif
