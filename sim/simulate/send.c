/* send.c - how each effect travels: which way it goes, what can become of it there. */
#include "sim/simulate/note.h"
#include "sim/simulate/scripted.h"

/* An invalidation or a message sets out: from now on the judge may find it on its way. */
static void set_out(struct simulation *sim, struct flight *flight, uint32_t message)
{
    struct version *change = version_at(&sim->versions, flight->op.change);

    change->fate |= FATE_ASKED;
    change->pending++;
    effect_note(sim, flight, EVENT_ASKED, message);
}

static void lose(struct simulation *sim, struct flight *flight)
{
    struct version *change = version_at(&sim->versions, flight->op.change);

    change->fate |= FATE_LOST;
    change->pending--;
}

/* The message, or the task, to begin at `at`. */
static void spawn_message(struct simulation *sim, uint32_t index, uint64_t number,
                          value_handle change, enum write_road road, uint32_t *draws, sim_time at)
{
    uint32_t place = flight_spawn(sim, index, OP_SIGNAL, road, draws, at);
    struct flight *message = flight_at(sim, place);

    message->op.change = change;
    message->op.number = number;
    versions_hold(&sim->versions, message->row, change);
}

/* A message sets out, or is lost at once; `number`: its own. */
static void note_publish(struct simulation *sim, const struct flight *flight, enum event_kind kind,
                         uint32_t number)
{
    flight_note(sim, flight, kind, (struct event){
        .effect = EFFECT_PUBLISH, .reply = REPLY_OK, .version = number});
}

void message_send(struct simulation *sim, uint32_t index, unsigned layer, value_handle change,
                  enum write_road road, uint32_t *draws, sim_time clock)
{
    const struct flight *flight = flight_at(sim, index);
    const struct world_bus *bus = &sim->world->bus;
    struct version *version = version_at(&sim->versions, change);
    int64_t delay = distribution_draw(&bus->delay, rng_at(flight->stream, (*draws)++));
    unsigned copies = !rng_chance(rng_at(flight->stream, (*draws)++), bus->loss);

    version->fate |= FATE_ASKED;
    if (sim->scripted != NULL)
        copies = scripted_copies(sim);
    if (sim->measuring) {
        sim->result->messages++;
        sim->result->messages_lost += copies == 0;
    }
    if (copies == 0) {
        version->fate |= FATE_LOST;
        note_publish(sim, flight, EVENT_ASKED, 0);
        note_publish(sim, flight, EVENT_LOST, 0);
    }
    for (; copies > 0; copies--) {
        version->pending++;
        note_publish(sim, flight, EVENT_ASKED, made_number(sim));
        spawn_message(sim, index, layer, change, road, draws, time_after(clock, delay));
    }
}

/* A load is under way from here, when whatever came before it has been answered, until the last
 * effect of its read, usually the fill, has taken place. */
static void begin_load(struct simulation *sim, struct flight *flight)
{
    if (flight->loading)
        return;
    flight->loading = true;
    loads_raise(sim, flight->row);
}

/* The writer reads the row itself, as a client of its own, and waits for it. */
static void read_own(struct simulation *sim, uint32_t index, sim_time clock)
{
    struct op *op = &flight_at(sim, index)->op;
    uint32_t child = flight_spawn(sim, index, OP_READ, (enum write_road)op->road, &op->draws, clock);

    flight_at(sim, child)->parent = index;
    flight_at(sim, child)->op.change = op->change;
    flight_at(sim, child)->op.flags = OP_IN_TRANSACTION;
    flight_at(sim, index)->phase = PHASE_CHILD;
}

/* Effects that do not travel. A process's own memory is read when the operation's clock says, not
 * before: other operations of the process may change it until then. */
static bool send_local(struct simulation *sim, uint32_t index, sim_time *clock)
{
    struct flight *flight = flight_at(sim, index);
    struct op *op = &flight->op;
    enum effect_kind kind = (enum effect_kind)op->effect.kind;
    const struct distribution *work = &sim->world->application.work;

    if (sim->scripted != NULL && kind != EFFECT_READ_OWN && kind != EFFECT_WORK
        && kind != EFFECT_PAUSE && !scripted_acts(sim, index)) {
        scripted_park(sim, index, PHASE_LOCAL);
        return false;
    }
    if (*clock > sim->now && (kind == EFFECT_MEMO_GET || kind == EFFECT_MEMO_SET)) {
        flight->phase = PHASE_LOCAL;
        queue_push(&sim->queue, *clock, index);
        return false;
    }
    op->reply = REPLY_OK;
    switch (kind) {
    case EFFECT_MEMO_GET:
        if (!memo_get(&sim->memo, op->node, op->effect.name, sim->now, &op->number))
            op->reply = REPLY_MISS;
        return true;
    case EFFECT_MEMO_SET:
        memo_set(&sim->memo, op->node, op->effect.name, op->effect.number,
                 time_after(sim->now, op->effect.ttl));
        return true;
    case EFFECT_PUBLISH:
        message_send(sim, index, (unsigned)op->effect.number, op->change, (enum write_road)op->road,
                     &op->draws, *clock);
        return true;
    case EFFECT_LATER:
        set_out(sim, flight, made_number(sim));
        spawn_message(sim, index, op->effect.number, op->change, (enum write_road)op->road,
                      &op->draws, time_after(*clock, op->effect.ttl));
        return true;
    case EFFECT_READ_OWN:
        read_own(sim, index, *clock);
        return false;
    case EFFECT_WORK:
        if (!distribution_is_zero(work))
            *clock = time_after(*clock, distribution_draw(work, op_draw(op)));
        return true;
    default:
        CHECK(kind == EFFECT_PAUSE);
        if (sim->scripted != NULL)
            scripted_pause(sim, index, op->effect.ttl);
        else
            *clock = time_after(*clock, op->effect.ttl);
        return true;
    }
}

void effect_lose(struct simulation *sim, struct flight *flight)
{
    if (flight->op.kind != OP_READ && effect_invalidates(&flight->op)) {
        lose(sim, flight);
        sim->result->invalidations_lost += sim->measuring;
        sim->judge.slice->invalidations_lost++;
    } else if (effect_precedes_invalidation(&flight->op)) {
        version_at(&sim->versions, flight->op.change)->fate |= FATE_LOST;
    }
    flight->op.reply = REPLY_LOST;
    effect_note(sim, flight, EVENT_LOST, 0);
}

/* Whether the request is lost on the way to the cache; the sender then waits for its time-out. */
static bool is_lost(struct simulation *sim, struct flight *flight, sim_time *clock)
{
    const struct world_cache *cache = &sim->world->cache;

    if (cache->loss == 0 || !rng_chance(op_draw(&flight->op), cache->loss))
        return false;
    effect_lose(sim, flight);
    *clock = time_after(*clock, cache->timeout);
    return true;
}

/* Whether the way of a request's look-up might have been drawn before it began: of its first, or of the
 * name's that follows a counter which was there. */
static bool is_known(const struct simulation *sim, const struct flight *flight)
{
    const struct op *op = &flight->op;

    if (sim->world->cache.loss > 0 || !sim->ways[op->effect.kind].to_cache)
        return false;
    if (flight->known == KNOWN_COUNTED)
        return op->reply == REPLY_OK && op->effect.kind == EFFECT_CACHE_GET
            && name_kind(op->effect.name) == NAME_VERSIONED;
    return flight->known == KNOWN_FIRST && op->draws == 0;
}

bool effect_send(struct simulation *sim, uint32_t index, sim_time *clock)
{
    struct flight *flight = flight_at(sim, index);
    struct op *op = &flight->op;
    enum effect_kind kind = (enum effect_kind)op->effect.kind;
    const struct way *way = &sim->ways[kind];
    bool invalidates = op->kind != OP_READ && effect_invalidates(op);
    int64_t request;
    bool known;

    if (way->kind == WAY_NOWHERE)
        return send_local(sim, index, clock);
    if (kind == EFFECT_DB_READ)
        begin_load(sim, flight);
    if (invalidates) {
        set_out(sim, flight, 0);
        count_invalidation(sim, effect_stores(kind) ? flight->bytes : 0);
    }
    if (sim->scripted != NULL) {
        scripted_park(sim, index, PHASE_SERVICE);
        return false;
    }
    if (way->to_cache && is_lost(sim, flight, clock))
        return true;
    known = is_known(sim, flight);
    flight->known = known && kind == EFFECT_COUNTER_GET ? KNOWN_COUNTED : KNOWN_NOTHING;
    way_draw(way, op->stream, &op->draws, &request, &flight->leg);
    if (*clock + request > sim->now) {
        if (way->to_cache)
            cache_name_prefetch(&sim->cache, op->effect.name);
        flight->phase = PHASE_SERVICE;
        if (known)
            queue_push_known(&sim->queue, time_after(*clock, request), flight->number, index);
        else
            queue_push(&sim->queue, time_after(*clock, request), index);
        return false;
    }
    effect_serve(sim, flight);
    *clock = sim->now + flight->leg;
    return true;
}
