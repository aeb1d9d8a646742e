/* named.h - the look-up of a name that follows a counter, which is what half of all events may be: so it
 * is within the loop that takes them. */
#ifndef SIM_SIMULATE_NAMED_H
#define SIM_SIMULATE_NAMED_H

#include "sim/simulate/answer.h"

/* It has found nothing, or a name that had been abandoned. */
void named_look_in_vain(struct simulation *sim, uint32_t index, const struct cache_entry *entry);

static inline void named_note_get(struct simulation *sim, const struct flight *flight,
                                  enum reply reply)
{
    flight_note(sim, flight, EVENT_EFFECT, (struct event){
        .effect = EFFECT_CACHE_GET, .reply = (uint8_t)reply, .flags = EVENT_VERSIONED,
        .version = name_qualifier(flight->name)});
}

/* It takes place now. */
__attribute__((always_inline))
static inline void named_look(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    struct cache_entry *entry = cache_find_versioned(&sim->cache, flight->name, sim->now);

    if (entry == NULL || entry->flags & ENTRY_ORPHAN) {
        named_look_in_vain(sim, index, entry);
        return;
    }
    named_note_get(sim, flight, REPLY_OK);
    answer_hit(sim, plain_read_of(flight), entry);
    pool_give(&sim->flights, index);
}

#endif
