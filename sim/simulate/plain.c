/* plain.c - look-ups of the plain key, when no layer changes them: most of what most runs do.
 *
 * The driver carries such a look-up out by itself. A hit ends without a flow. A miss goes on without
 * a flow as well where no layer changes what follows on it (load.c), else with one that knows that it
 * has looked in vain. What happens is what the flow would do; of a hit, the events have only the read
 * itself. (Names that follow a counter: named.c. Where nothing takes time: instant.c.) */
#include "sim/simulate/answer.h"

void plain_open(struct simulation *sim)
{
    const struct world *world = sim->world;

    bool possible = !sim->sessions && world->cache.loss == 0 && !sim->settings->thorough;

    sim->plain = possible && sim->stack->plain_lookup;
    sim->named = possible && sim->stack->plain_name;
    sim->loads_plainly = (sim->plain || sim->named) && sim->stack->plain_fill
        && sim->world->database.pages == 0;
    sim->instant = sim->loads_plainly
        && way_is_instant(&sim->ways[EFFECT_CACHE_GET])
        && way_is_instant(&sim->ways[EFFECT_DB_READ]);
    sim->recalls = sim->named && sim->stack->lasting_counter && !sim->instant
        && !sim->cache.bounded && world->fault_count == 0;
    sim->notes_old = sim->plain && !sim->invalidates;
    change_open(sim, possible);
    sim->foresees = (sim->plain || sim->recalls) && sim->loads_plainly && !sim->instant
        && !sim->cache.bounded && sim->settings->script == NULL;
}

/* A miss: the operation goes on where the look-up has failed. */
static void miss(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);

    flight_note(sim, flight, EVENT_EFFECT, (struct event){
        .effect = EFFECT_CACHE_GET, .reply = REPLY_MISS});
    flight->versions_before = launched_versions_before(sim, flight);
    if (sim->loads_plainly) {
        flight->name = name_of(NAME_VALUE, flight->row, 0);
        flight->counter = 0;
        load_begin(sim, index, sim->now + flight->leg);
        return;
    }
    flight_prepare(flight, OP_READ, OP_MISSED | flight_page(sim, flight->row), ROAD_SAVE,
                   flight->draws);
    flight_advance(sim, index, sim->now + flight->leg);
}

void plain_look(struct simulation *sim, uint32_t index)
{
    const struct flight *flight = flight_at(sim, index);
    struct cache_entry *entry = cache_find_plain(&sim->cache, &sim->rows[flight->row], flight->row,
                                                 sim->now);

    if (entry == NULL) {
        miss(sim, index);
        return;
    }
    answer_hit(sim, plain_read_of(flight, sim->now), entry);
    pool_give(&sim->flights, index);
}
