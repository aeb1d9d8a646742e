/* named.h - the look-up of a name that follows a counter, which is what half of all events may be: so it
 * is within the loop that takes them. */
#ifndef SIM_SIMULATE_NAMED_H
#define SIM_SIMULATE_NAMED_H

#include "sim/model/cache_names.h"
#include "sim/simulate/answer.h"

/* It has found nothing, or a name that had been abandoned. */
void named_look_in_vain(struct simulation *sim, uint32_t index, const struct cache_entry *entry);

static inline void named_note_get(struct simulation *sim, const struct flight *flight,
                                  enum reply reply)
{
    bool recalled = flight->known == KNOWN_TO_RECALL;

    flight_note(sim, flight, EVENT_EFFECT, (struct event){
        .effect = EFFECT_CACHE_GET, .reply = (uint8_t)reply,
        .flags = EVENT_VERSIONED | (recalled ? EVENT_COUNTED : 0u),
        .version = name_qualifier(flight->name),
        .extra = recalled ? (uint64_t)flight->asked_at : 0});
}

/* The name follows from what the counter said at asked_at. */
static inline void named_recall(const struct simulation *sim, struct flight *flight)
{
    uint32_t held = cache_counter_slot(&sim->cache, flight->counter)->held;
    const struct cache_entry *counter;
    uint64_t number;

    CHECK(held != 0);
    counter = cache_entry_at(&sim->cache, held - 1);
    number = counter->number;
    if (counter->changed_at >= flight->asked_at)
        number = recall_number(&sim->recall, flight->counter, number, flight->asked_at,
                               flight->number);
    flight->counted = number;
    flight->name = name_of(NAME_VERSIONED, flight->row, (uint32_t)number);
}

/* It takes place now. */
__attribute__((always_inline))
static inline void named_look(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    struct cache_entry *entry;

    if (flight->known == KNOWN_TO_RECALL)
        named_recall(sim, flight);
    entry = cache_find_versioned(&sim->cache, flight->name, sim->now);
    if (entry == NULL || entry->flags & ENTRY_ORPHAN) {
        named_look_in_vain(sim, index, entry);
        return;
    }
    named_note_get(sim, flight, REPLY_OK);
    answer_hit(sim, plain_read_of(flight, sim->now), entry);
    pool_give(&sim->flights, index);
}

#endif
