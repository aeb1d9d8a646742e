/* fetch.h - what look-ups will touch is fetched from memory.
 *
 * (Always inline: a function that only prefetches has no effect that a compiler must keep, and gcc
 * drops the call.) */
#ifndef SIM_SIMULATE_FETCH_H
#define SIM_SIMULATE_FETCH_H

#include "sim/model/cache_names.h"
#include "sim/simulate/simulation.h"

/* All bits, or none: a mask that leaves an index as it is, or makes it that of the first of its kind. That
 * stands in for none: it is at hand, and fetching it costs less than a branch that nothing can predict.
 * (A word from the start: what is a byte in between may be stored as one and read back as four, which
 * holds a processor up.) */
static inline uint32_t all_bits_if(bool so)
{
    return 0u - (uint32_t)so;
}

/* A hit will want the entry. */
__attribute__((always_inline))
static inline void fetch_entry(const struct simulation *sim, uint32_t row)
{
    const struct row *slot = &sim->rows[row];
    uint32_t cached = all_bits_if(slot->entry != ROW_NO_ENTRY);

    __builtin_prefetch(cache_entry_at(&sim->cache, slot->entry & cached), 1);
}

/* The same of a name that follows a counter: that, and the newest of the row's. (Where there is none, the
 * first of all entries.) */
__attribute__((always_inline))
static inline void fetch_named(const struct simulation *sim, uint32_t row, uint64_t counter)
{
    uint32_t of_counter = cache_counter_slot(&sim->cache, counter)->held;
    uint32_t held = cache_newest_name(&sim->cache, row)->held;

    __builtin_prefetch(cache_entry_at(&sim->cache, of_counter - (of_counter != 0)));
    __builtin_prefetch(cache_entry_at(&sim->cache, held - (held != 0)), 1);
}

/* A stale hit will want the version that it finds. (What is cached under a plain key is never
 * abandoned.) */
__attribute__((always_inline))
static inline void fetch_beyond(const struct simulation *sim, uint32_t row)
{
    const struct row *slot = &sim->rows[row];
    uint32_t cached = all_bits_if(slot->entry != ROW_NO_ENTRY);
    value_handle value = cache_entry_at(&sim->cache, slot->entry & cached)->value;
    uint32_t old = all_bits_if(value != slot->current);

    version_prefetch(&sim->versions, value & cached & old);
}

#endif
