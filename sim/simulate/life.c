/* life.c - operations begin, go on, and end.
 *
 * A look-up of the plain key, when no layer changes it, is carried out here without entering a
 * flow: a hit ends at once, a miss goes on as a flow that has just asked the cache in vain. */
#include "sim/simulate/simulation.h"

#include <stddef.h>
#include <string.h>

static inline bool is_measured(const struct simulation *sim, sim_time began)
{
    return began >= sim->result->warmup && began < sim->result->end;
}

static void note(struct simulation *sim, const struct flight *flight, enum event_kind kind,
                 uint32_t version, unsigned flags, uint64_t extra)
{
    event_note(&sim->events, (struct event){
        .at = sim->now, .row = flight->row, .kind = (uint8_t)kind, .op = flight->serial,
        .version = version, .flags = (uint8_t)flags, .extra = extra});
}

/* ---- answers ---- */

static inline void note_read(struct simulation *sim, const struct flight *flight,
                             uint32_t version, unsigned flags)
{
    event_note(&sim->events, (struct event){
        .at = sim->now, .row = flight->row, .kind = EVENT_READ, .effect = (uint8_t)sim->serial,
        .reply = (uint8_t)(sim->serial >> 8), .op = flight->serial, .version = version,
        .flags = (uint8_t)flags, .extra = (uint64_t)flight->began});
}

static void answer_read(struct simulation *sim, const struct flight *flight, value_handle value,
                        sim_time at, value_handle own_change, bool memoised)
{
    const struct row *row = &sim->rows[flight->row];
    uint32_t number = row->version;    /* nearly always: then the version is not touched */
    struct judged_read read = {
        .began = flight->began, .row = flight->row, .client = flight->client,
        .versions_before = flight->versions_before, .measured = flight->measured,
    };
    struct judged_answer answer = {
        .value = value, .hit = flight->hit, .memoised = memoised,
        .entry_flags = flight->entry_flags, .bytes = flight->bytes, .at = at,
        .own_change = own_change,
    };
    unsigned flags = (flight->hit ? EVENT_HIT : 0u) | (flight->measured ? EVENT_MEASURED : 0u);

    if (row->current != value) {
        const struct version *version = version_at(&sim->versions, value);
        number = version->number;
        flags |= version->state != VERSION_COMMITTED ? EVENT_OPEN : 0u;
    }
    if (sim->sessions) {
        read.written_floor = flight->written_floor;
        read.seen_floor = flight->seen_floor;
    }
    if (flight->stale)
        flags |= EVENT_STALE | (unsigned)flight->cause << EVENT_CAUSE_SHIFT;
    judge_read_ends(&sim->judge, &read, &answer, (enum cause)flight->cause);
    note_read(sim, flight, number, flags);
}

static void begin_operation(struct simulation *sim, struct flight *flight)
{
    flight->began = sim->now;
    flight->measured = is_measured(sim, sim->now);
    flight->hit = flight->stale = flight->loading = false;
    flight->entry_flags = 0;
    flight->cause = 0;
    flight->versions_before = judge_versions_before(&sim->judge, flight->row, sim->now);
    if (sim->sessions) {
        struct judged_read read = {.row = flight->row, .client = flight->client};
        judge_read_begins(&sim->judge, &read);
        flight->written_floor = read.written_floor;
        flight->seen_floor = read.seen_floor;
    }
}

/* What a flow needs beyond a plain look-up. */
static void prepare_op(struct flight *flight, enum op_kind kind, unsigned flags,
                       enum write_road road, uint32_t draws)
{
    struct op *op = &flight->op;

    flight->held = VALUE_NONE;
    flight->snapshot = TIME_NEVER;
    memset(op, 0, offsetof(struct op, frames));    /* Frames are set up as they are entered. */
    op->began = flight->began;
    op->stream = flight->stream;
    op->draws = draws;
    op->row = flight->row;
    op->client = flight->client;
    op->bytes = flight->bytes;
    op->node = flight->node;
    op->flags = (uint16_t)flags;
    op->kind = (uint8_t)kind;
    op->road = (uint8_t)road;
    op->value = op->change = VALUE_NONE;
    op->cache_key = name_of(NAME_VALUE, flight->row, 0);
    op_begin(op);
}

/* ---- ends ---- */

static void advance(struct simulation *sim, uint32_t index, sim_time clock);

/* Its last effect has taken place; the writer is told at `at`. */
static void end_write(struct simulation *sim, uint32_t index, sim_time at)
{
    struct flight *flight = flight_at(sim, index);
    struct op *op = &flight->op;
    struct version *change = version_at(&sim->versions, op->change);
    bool committed = change->state == VERSION_COMMITTED;

    CHECK(change->state != VERSION_OPEN);
    if (flight->measured) {
        sim->result->writes++;
        sim->result->commits += committed;
        sim->result->rollbacks += !committed;
        histogram_add(&sim->result->write_latency, at - flight->began);
    }
    if (committed)
        judge_write_acknowledged(&sim->judge, flight->client, flight->row, change->number);
    note(sim, flight, EVENT_WRITE_END, committed ? change->number : 0, 0, sim->serial);
    if (op->flags & OP_READ_AFTER) {
        int64_t think = distribution_draw(&sim->world->application.think, op_draw(op));
        flight_spawn(sim, index, OP_READ, time_after(at, think));
    }
    versions_drop(&sim->versions, op->change);
}

static void end_signal(struct simulation *sim, struct flight *flight)
{
    value_handle change = flight->op.change;

    version_at(&sim->versions, change)->pending--;
    versions_drop(&sim->versions, change);
    note(sim, flight, EVENT_SIGNAL_END, 0, 0, 0);
}

static void end_read(struct simulation *sim, struct flight *flight, sim_time at)
{
    struct op *op = &flight->op;

    CHECK_THAT(op->value != VALUE_NONE, "a read of row %u ended without a value", op->row);
    answer_read(sim, flight, op->value, at, op->flags & OP_IN_TRANSACTION ? op->change : VALUE_NONE,
                (op->flags & OP_MEMOISED) != 0);
    if (flight->loading) {
        names_lower(&sim->loading, flight->row);
        sim->loads--;
    }
}

static void end_operation(struct simulation *sim, uint32_t index, sim_time at)
{
    struct flight *flight = flight_at(sim, index);
    uint32_t parent = flight->parent;

    switch ((enum op_kind)flight->op.kind) {
    case OP_READ:
        end_read(sim, flight, at);
        break;
    case OP_WRITE:
        end_write(sim, index, at);
        break;
    case OP_SIGNAL:
        end_signal(sim, flight);
        break;
    }
    if (flight->held != VALUE_NONE)
        versions_drop(&sim->versions, flight->held);
    pool_give(&sim->flights, index);
    if (parent != POOL_NONE) {
        CHECK(flight_at(sim, parent)->phase == PHASE_CHILD);
        flight_at(sim, parent)->op.reply = REPLY_OK;
        advance(sim, parent, at);
    }
}

/* Runs the operation, whose own time is `clock`, until it waits or has ended. */
static void advance(struct simulation *sim, uint32_t index, sim_time clock)
{
    struct flight *flight = flight_at(sim, index);

    while (stack_run(sim->stack, &flight->op) == FLOW_EFFECT) {
        if (!effect_send(sim, index, &clock))
            return;
    }
    if (flight->op.kind == OP_WRITE)
        version_at(&sim->versions, flight->op.change)->fate &= (uint8_t)~FATE_RUNNING;
    if (sim->sessions && clock > sim->now) {
        flight->phase = PHASE_END;     /* Its client's next read may begin before it knows. */
        queue_push(&sim->queue, clock, index);
    } else {
        end_operation(sim, index, clock);
    }
}

/* ---- the plain look-up ---- */

/* What the cache answered, at the instant at which it answered. */
static void judge_hit(struct simulation *sim, struct flight *flight, value_handle value)
{
    flight->hit = true;
    if (sim->rows[flight->row].current != value
        && judge_is_stale(&sim->judge, flight->began, value)) {
        struct judged_answer answer = {.value = value, .hit = true,
                                       .entry_flags = flight->entry_flags};
        flight->stale = true;
        flight->cause = (uint8_t)judge_cause(&sim->judge, flight->began, &answer);
    }
}

static void look(struct simulation *sim, uint32_t index, uint32_t draws)
{
    struct flight *flight = flight_at(sim, index);
    const struct row *row = &sim->rows[flight->row];
    uint64_t name = name_of(NAME_VALUE, flight->row, 0);
    struct cache_entry *entry = cache_find_plain(&sim->cache, flight->row, sim->now);

    if (entry != NULL && entry->value == row->current) {
        /* Nearly all reads end here: nothing is stale, nothing odd, nobody else concerned. */
        cache_use(&sim->cache, entry);
        judge_count_read(&sim->judge, flight->measured, true, flight->bytes,
                         sim->now + flight->leg - flight->began);
        note_read(sim, flight, row->version,
                  EVENT_HIT | (flight->measured ? EVENT_MEASURED : 0u));
        pool_give(&sim->flights, index);
        return;
    }
    if (entry != NULL) {
        cache_use(&sim->cache, entry);
        flight->entry_flags = (uint8_t)(entry->flags | judge_oddity(&sim->versions, entry->value));
        judge_hit(sim, flight, entry->value);
        answer_read(sim, flight, entry->value, sim->now + flight->leg, VALUE_NONE, false);
        pool_give(&sim->flights, index);
        return;
    }
    prepare_op(flight, OP_READ, 0, ROAD_SAVE, draws);
    CHECK(stack_run(sim->stack, &flight->op) == FLOW_EFFECT);
    CHECK(flight->op.effect.kind == EFFECT_CACHE_GET && flight->op.effect.name == name);
    flight->op.reply = REPLY_MISS;
    event_note(&sim->events, (struct event){
        .at = sim->now, .row = flight->row, .kind = EVENT_EFFECT, .effect = EFFECT_CACHE_GET,
        .reply = REPLY_MISS, .op = flight->serial});
    advance(sim, index, sim->now + flight->leg);
}

static void begin_look(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    int64_t request;
    uint32_t draws = 0;

    link_draw(&sim->world->cache.link, flight->stream, &draws, &request, &flight->leg);
    if (request > 0) {
        flight->phase = PHASE_LOOK;
        flight->op.draws = draws;
        queue_push(&sim->queue, sim->now + request, index);
    } else {
        look(sim, index, draws);
    }
}

/* ---- beginnings ---- */

static void begin_write(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    unsigned fate = FATE_RUNNING | (flight->op.road == ROAD_RAW ? FATE_BYPASS : 0u);

    flight->op.change = versions_begin(&sim->versions, flight->row, fate);
    note(sim, flight, EVENT_WRITE, 0, flight->op.road, 0);
    advance(sim, index, sim->now);
}

static void start(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);

    begin_operation(sim, flight);
    flight->op.began = sim->now;
    if (flight->op.kind == OP_SIGNAL)
        note(sim, flight, EVENT_SIGNAL, 0, 0, 0);
    else
        note(sim, flight, EVENT_READ_BEGIN, flight->parent == POOL_NONE
             ? 0 : flight_at(sim, flight->parent)->serial, 0, 0);
    advance(sim, index, sim->now);
}

void flight_request(struct simulation *sim, const struct request *request, uint64_t n)
{
    uint32_t index = pool_take(&sim->flights);
    struct flight *flight = flight_at(sim, index);

    CHECK(request->row < sim->row_count);
    flight->serial = ++sim->serial;
    flight->stream = rng_at(sim->operation_key, n);
    flight->row = request->row;
    flight->client = request->client;
    flight->node = request->node;
    flight->parent = POOL_NONE;
    if (request->bytes != 0)
        sim->rows[request->row].bytes = request->bytes;
    flight->bytes = sim->rows[request->row].bytes;
    begin_operation(sim, flight);
    if (request->kind == OP_WRITE) {
        prepare_op(flight, OP_WRITE, request->flags, (enum write_road)request->road, 0);
        begin_write(sim, index);
    } else if (sim->stack->plain_lookup && !sim->sessions && sim->world->cache.loss == 0) {
        begin_look(sim, index);
    } else {
        prepare_op(flight, OP_READ, 0, ROAD_SAVE, 0);
        advance(sim, index, sim->now);
    }
}

uint32_t flight_spawn(struct simulation *sim, uint32_t maker, enum op_kind kind, sim_time at)
{
    uint32_t index = pool_take(&sim->flights);
    struct flight *flight = flight_at(sim, index), *from = flight_at(sim, maker);

    flight->serial = ++sim->serial;
    flight->stream = rng_at(from->stream, UINT32_MAX + (uint64_t)from->op.draws++);
    flight->row = from->row;
    flight->client = from->client;
    flight->node = from->node;
    flight->bytes = from->bytes;
    flight->parent = POOL_NONE;
    flight->phase = PHASE_START;
    flight->began = at;
    prepare_op(flight, kind, 0, (enum write_road)from->op.road, 0);
    queue_push(&sim->queue, at, index);
    return index;
}

void flight_event(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    sim_time clock;

    switch ((enum phase)flight->phase) {
    case PHASE_LOOK:
        look(sim, index, flight->op.draws);
        return;
    case PHASE_SERVICE:
        effect_serve(sim, flight);
        advance(sim, index, sim->now + flight->leg);
        return;
    case PHASE_LOCAL:
        clock = sim->now;
        if (effect_send(sim, index, &clock))
            advance(sim, index, clock);
        return;
    case PHASE_START:
        start(sim, index);
        return;
    case PHASE_END:
        end_operation(sim, index, sim->now);
        return;
    case PHASE_CHILD:
        break;
    }
    CHECK_THAT(false, "an operation that waits for another was in the queue");
}
