/* named.c - look-ups of a name that follows a counter, when no layer does more than that.
 *
 *      request --> [counter] ----------> [name] --> a hit: the end
 *                     `-> [add it] ---^    `------> a miss: load.c
 *
 * The driver carries this out by itself. Only a name that had been abandoned, or a miss where a layer
 * changes what follows on it, goes on as a flow, which is given the counter's reply and so is brought
 * to where it would stand. What happens, and what is noted of it, is what the flow would do. */
#include "sim/simulate/named.h"

#include "sim/simulate/pending.h"

/* ---- the name ---- */

/* The look-up has not taken place yet. */
static void go_on_as_flow(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    struct op *op = &flight->op;
    uint64_t number = flight->counted;

    flight->versions_before = launched_versions_before(sim, flight);
    if (sim->foresees)
        pending_raise(sim, flight->row);
    flight_prepare(flight, OP_READ, flight_page(sim, flight->row), ROAD_SAVE, 0);
    CHECK(stack_run(sim->stack, op) == FLOW_EFFECT && op->effect.kind == EFFECT_COUNTER_GET);
    op->reply = REPLY_OK;
    op->number = number;
    CHECK(stack_run(sim->stack, op) == FLOW_EFFECT && op->effect.kind == EFFECT_CACHE_GET);
    op->draws = flight->draws;
    effect_serve(sim, flight);
    flight_advance(sim, index, sim->now + flight->leg);
}

void named_look_in_vain(struct simulation *sim, uint32_t index, const struct cache_entry *entry)
{
    struct flight *flight = flight_at(sim, index);

    if (entry != NULL || !sim->loads_plainly) {
        go_on_as_flow(sim, index);
        return;
    }
    named_note_get(sim, flight, REPLY_MISS);
    flight->versions_before = launched_versions_before(sim, flight);
    load_begin(sim, index, sim->now + flight->leg);
}

/* (Apart: where effects take time there are few of these, and they would be in the way of the rest.) */
__attribute__((noinline))
static void look_at_once(struct simulation *sim, uint32_t index)
{
    named_look(sim, index);
}

/* The counter's number is known, and so the name. */
static inline void settle_name(struct simulation *sim, struct flight *flight, uint64_t number)
{
    flight->counted = number;
    flight->name = name_of(NAME_VERSIONED, flight->row, (uint32_t)number);
    cache_name_prefetch(&sim->cache, flight->name);
}

/* What follows on a counter that was found might have been drawn before the read began: so the look-up of
 * the name has the place of its request. */
static inline void ask_name(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    sim_time clock = sim->now + flight->leg;
    int64_t request;

    way_draw(&sim->ways[EFFECT_CACHE_GET], flight->stream, &flight->draws, &request, &flight->leg);
    if (clock + request <= sim->now) {
        look_at_once(sim, index);
        return;
    }
    flight->phase = PHASE_NAMED;
    queue_push_known(&sim->queue, time_after(clock, request), flight->number, index);
}

/* ---- the counter ---- */

void named_add(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    struct effect start = {.name = flight->counter, .number = flight->counted,
                           .ttl = flight->op.ttl, .add = 1};
    enum reply reply;

    if (start.ttl > 0)
        flight_note(sim, flight, EVENT_MORE, (struct event){
            .effect = EFFECT_COUNTER_SET, .extra = (uint64_t)effect_expiry(sim, &start)});
    reply = effect_counter_set(sim, &start, &flight->counted);
    flight_note(sim, flight, EVENT_EFFECT, (struct event){
        .effect = EFFECT_COUNTER_SET, .reply = (uint8_t)reply,
        .version = (uint32_t)flight->counted, .extra = flight->counter});
    settle_name(sim, flight, flight->counted);
    if (effect_set_out(sim, index, EFFECT_CACHE_GET, PHASE_NAMED, sim->now + flight->leg))
        look_at_once(sim, index);
}

void named_count(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    struct cache_entry *entry = cache_find_counter(&sim->cache, flight->counter, sim->now);

    if (entry != NULL) {
        cache_use(&sim->cache, entry);
        settle_name(sim, flight, entry->number);
        if (sim->recalls) {
            flight->known = KNOWN_TO_RECALL;
            flight->asked_at = sim->now;
        } else {
            flight_note(sim, flight, EVENT_EFFECT, (struct event){
                .effect = EFFECT_COUNTER_GET, .reply = REPLY_OK, .version = (uint32_t)entry->number,
                .extra = flight->counter});
        }
        ask_name(sim, index);
    } else {
        struct counter_start start = stack_start_counter(sim->stack, flight->began, flight->stream,
                                                         &flight->draws);
        flight->counted = start.number;
        flight->op.ttl = start.ttl;
        flight_note(sim, flight, EVENT_EFFECT, (struct event){
            .effect = EFFECT_COUNTER_GET, .reply = REPLY_MISS, .extra = flight->counter});
        if (effect_set_out(sim, index, EFFECT_COUNTER_SET, PHASE_ADD, sim->now + flight->leg))
            named_add(sim, index);
    }
}
