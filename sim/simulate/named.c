/* named.c - look-ups of a name that follows a counter, when no layer does more than that.
 *
 * The driver asks for the counter and for the name by itself. A hit ends without a flow, and a miss
 * can (load.c). Anything else goes on as a flow, which is given the
 * replies that there have been so far and so is brought to where it would stand. What happens, and
 * what is noted of it, is what the flow would do. */
#include "sim/simulate/answer.h"

/* The effect that it waits for has not taken place yet; `counted`: but the counter's has. */
static void go_on_as_flow(struct simulation *sim, uint32_t index, bool counted)
{
    struct flight *flight = flight_at(sim, index);
    struct op *op = &flight->op;
    uint64_t number = flight->counted;

    flight->versions_before = coming_versions_before(sim, flight);
    flight_prepare(flight, OP_READ, flight_page(sim, flight->row), ROAD_SAVE, 0);
    CHECK(stack_run(sim->stack, op) == FLOW_EFFECT && op->effect.kind == EFFECT_COUNTER_GET);
    if (counted) {
        op->reply = REPLY_OK;
        op->number = number;
        CHECK(stack_run(sim->stack, op) == FLOW_EFFECT && op->effect.kind == EFFECT_CACHE_GET);
    }
    op->draws = flight->draws;
    effect_serve(sim, flight);
    flight_advance(sim, index, sim->now + flight->leg);
}

static void note_get(struct simulation *sim, const struct flight *flight, uint64_t name,
                     enum reply reply)
{
    event_note(&sim->events, (struct event){
        .at = sim->now, .row = flight->row, .kind = EVENT_EFFECT, .effect = EFFECT_CACHE_GET,
        .reply = (uint8_t)reply, .flags = EVENT_VERSIONED, .op = flight->number,
        .version = name_qualifier(name)});
}

void named_look(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    const struct row *row = &sim->rows[flight->row];
    uint64_t name = flight->name;
    struct cache_entry *entry = cache_find(&sim->cache, name, sim->now);

    if (entry == NULL && sim->loads_plainly) {
        note_get(sim, flight, name, REPLY_MISS);
        version_prefetch(&sim->versions, row->current != VALUE_NONE ? row->current : 0);
        flight->versions_before = coming_versions_before(sim, flight);
        load_begin(sim, index, sim->now + flight->leg);
        return;
    }
    if (entry == NULL || entry->flags & ENTRY_ORPHAN) {
        go_on_as_flow(sim, index, true);
        return;
    }
    note_get(sim, flight, name, REPLY_OK);
    answer_hit(sim, plain_read_of(flight), entry);
    pool_give(&sim->flights, index);
}

/* The counter is asked for now, and the name sets out. */
void named_count(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    uint64_t counter = flight->counter;
    struct cache_entry *entry = cache_find(&sim->cache, counter, sim->now);
    sim_time clock = sim->now + flight->leg;
    int64_t travel;

    if (entry == NULL) {
        go_on_as_flow(sim, index, false);
        return;
    }
    cache_use(&sim->cache, entry);
    event_note(&sim->events, (struct event){
        .at = sim->now, .row = flight->row, .kind = EVENT_EFFECT, .effect = EFFECT_COUNTER_GET,
        .reply = REPLY_OK, .op = flight->number, .version = (uint32_t)entry->number,
        .extra = counter});
    flight->counted = entry->number;
    flight->name = name_of(NAME_VERSIONED, flight->row, (uint32_t)entry->number);
    way_draw(&sim->ways[EFFECT_CACHE_GET], flight->stream, &flight->draws, &travel, &flight->leg);
    if (clock + travel == sim->now) {
        named_look(sim, index);
        return;
    }
    cache_name_prefetch(&sim->cache, flight->name);
    flight->phase = PHASE_NAMED;
    queue_push(&sim->queue, time_after(clock, travel), index);
}
