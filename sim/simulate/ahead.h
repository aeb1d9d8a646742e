/* ahead.h - what coming operations will touch is fetched from memory, in stages, each when the one
 * before has arrived. (coming.c fetches as well, for whole batches and long before.) Nothing of this
 * changes what happens. */
#ifndef SIM_SIMULATE_AHEAD_H
#define SIM_SIMULATE_AHEAD_H

#include "sim/model/cache_names.h"
#include "sim/simulate/coming.h"
#include "sim/simulate/fetch.h"

enum {
    FLIGHT_AHEAD = QUEUE_AHEAD - 1,    /* events from the fetching of an operation to its event, */
    ROW_AHEAD = FLIGHT_AHEAD - 2,      /* of its row's slot, */
    ENTRY_AHEAD = ROW_AHEAD - 3,       /* of the entry that the slot names, */
    BEYOND_AHEAD = ENTRY_AHEAD - 6,    /* and of what that names */
};

enum { BEYOND_BEFORE = 14 };   /* requests from the fetching of what an entry names to its use */

/* The index of a counter's entry; where there is none, the first. */
static inline uint32_t ahead_counter(const struct simulation *sim, uint64_t counter)
{
    uint32_t held = cache_counter_slot(&sim->cache, counter)->held;

    return held - (held != 0);
}

/* Where names follow counters, and the driver looks them up by itself: then the counter, and what is
 * known of the row's names. (The entry of the name is fetched when the counter has told which; where that is
 * recalled, that of the newest.) */
__attribute__((always_inline))
static inline void ahead_fetch_named(const struct simulation *sim)
{
    const struct queue *queue = &sim->queue;
    const struct cache *cache = &sim->cache;
    const struct flight *first = flight_at(sim, queue_peek(queue, FLIGHT_AHEAD));
    uint32_t row = flight_at(sim, queue_peek(queue, ROW_AHEAD))->row;
    const struct flight *third = flight_at(sim, queue_peek(queue, ENTRY_AHEAD));
    const struct flight *fourth = flight_at(sim, queue_peek(queue, BEYOND_AHEAD));

    __builtin_prefetch(first, 1);
    __builtin_prefetch(&first->name, 1);
    __builtin_prefetch(&sim->rows[row], 1);
    __builtin_prefetch(&cache->newest_names[row], 1);
    __builtin_prefetch(cache_counter_slot(cache, third->counter));
    __builtin_prefetch(cache_entry_at(cache, ahead_counter(sim, fourth->counter)), 1);
    if (sim->recalls) {
        uint32_t held = cache_newest_name(cache, fourth->row)->held;
        __builtin_prefetch(cache_entry_at(cache, held - (held != 0)), 1);
    }
}

/* For the operations whose events come next. */
__attribute__((always_inline))
static inline void ahead_fetch_events(const struct simulation *sim)
{
    const struct queue *queue = &sim->queue;
    const struct flight *third, *fourth;

    if (sim->named) {
        ahead_fetch_named(sim);
        return;
    }
    third = flight_at(sim, queue_peek(queue, ENTRY_AHEAD));
    fourth = flight_at(sim, queue_peek(queue, BEYOND_AHEAD));
    __builtin_prefetch(flight_at(sim, queue_peek(queue, FLIGHT_AHEAD)), 1);
    __builtin_prefetch(&sim->rows[flight_at(sim, queue_peek(queue, ROW_AHEAD))->row], 1);
    fetch_entry(sim, third->row);
    if (sim->coming->stale_common)
        fetch_beyond(sim, fourth->row);
    if (!sim->coming->counters_common)
        return;
    __builtin_prefetch(cache_counter_slot(
        &sim->cache, name_of(NAME_COUNTER, third->row, NAME_OF_ROW)));
    __builtin_prefetch(cache_entry_at(
        &sim->cache, ahead_counter(sim, name_of(NAME_COUNTER, fourth->row, NAME_OF_ROW))), 1);
}

/* For a request that comes after this one; or, where nothing comes any more, for one that has been. */
__attribute__((always_inline))
static inline void ahead_fetch_requests(const struct simulation *sim, uint64_t index)
{
    const struct request *requests = sim->coming->requests;

    if (sim->coming->stale_common)
        fetch_beyond(sim, requests[(index + BEYOND_BEFORE) % COMING_KEPT].row);
}

#endif
