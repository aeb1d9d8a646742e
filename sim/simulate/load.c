/* load.c - what follows on a miss, when no layer changes load and store: the row is read from the
 * database and stored under the name that was asked for.
 *
 * The driver carries this out by itself, as it does the look-up before it (plain.c, named.c).
 * What happens, and what is noted of it, is what the flow would do. */
#include "sim/simulate/note.h"

void load_begin(struct simulation *sim, uint32_t index, sim_time clock)
{
    struct flight *flight = flight_at(sim, index);

    flight->loading = true;
    loads_raise(sim, flight->row);
    if (effect_set_out(sim, index, EFFECT_DB_READ, PHASE_LOAD, clock))
        load_read(sim, index);
}

void load_read(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);

    flight->held = versions_current(&sim->versions, flight->row);
    flight->held_lightly = false;
    flight->snapshot = sim->now;
    versions_hold(&sim->versions, flight->row, flight->held);
    count_db_read(sim);
    flight_note(sim, flight, EVENT_EFFECT, (struct event){
        .effect = EFFECT_DB_READ, .reply = REPLY_OK, .version = sim->rows[flight->row].version});
    flight->op.ttl = stack_ttl(sim->stack, flight->stream, &flight->draws);
    if (flight->counter != 0) {
        cache_name_prefetch_new(&sim->cache, flight->name);
        cache_members_prefetch(&sim->cache, flight->counter);
    }
    if (effect_set_out(sim, index, EFFECT_CACHE_SET, PHASE_STORE, sim->now + flight->leg))
        load_store(sim, index);
}

void load_store(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    uint64_t name = flight->name, family = flight->counter;
    struct effect effect = {.name = name, .value = flight->held, .ttl = flight->op.ttl,
                            .family = family};
    bool versioned = name_kind(name) == NAME_VERSIONED;

    if (family != 0)
        flight_note(sim, flight, EVENT_MORE, (struct event){.effect = EFFECT_CACHE_SET, .extra = family});
    judge_filled(&sim->judge, flight->row, flight->held, flight->snapshot, sim->now);
    effect_store(sim, &effect, flight->bytes, 0);
    flight_note(sim, flight, EVENT_EFFECT, (struct event){
        .effect = EFFECT_CACHE_SET, .reply = REPLY_OK, .flags = versioned ? EVENT_VERSIONED : 0,
        .version = name_qualifier(name), .extra = (uint64_t)effect_expiry(sim, &effect)});
    flight_answer(sim, index, flight->held, sim->now + flight->leg);
}
