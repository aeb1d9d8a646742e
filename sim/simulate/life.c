/* life.c - operations begin, go on, and end. */
#include "sim/simulate/note.h"
#include "sim/simulate/pending.h"
#include "sim/simulate/scripted.h"

#include <stddef.h>
#include <string.h>

/* ---- answers ---- */

static void note_answer(struct simulation *sim, const struct flight *flight, uint32_t version,
                        unsigned flags)
{
    uint32_t newest = sim->sessions ? sim->begun : 0;

    flight_note(sim, flight, EVENT_READ, (struct event){
        .effect = (uint8_t)newest, .reply = (uint8_t)(newest >> 8), .version = version,
        .flags = (uint8_t)flags, .extra = (uint64_t)flight->began});
}

static void answer_read(struct simulation *sim, const struct flight *flight, value_handle value,
                        sim_time at, value_handle own_change)
{
    const struct row *row = &sim->rows[flight->row];
    uint32_t number = row->version;    /* nearly always: then the version is not touched */
    unsigned flags = (flight->hit ? EVENT_HIT : 0u) | (flight->measured ? EVENT_MEASURED : 0u);

    if (row->current == value && own_change == VALUE_NONE && flight->entry_flags == 0
        && !sim->sessions) {
        /* Nearly always: the current version, and nothing odd about it. */
        judge_count_read(&sim->judge, flight->measured, flight->hit, flight->bytes,
                         at - flight->began);
        note_answer(sim, flight, number, flags);
        return;
    }
    struct judged_read read = {
        .began = flight->began, .row = flight->row, .client = flight->client,
        .versions_before = flight->versions_before, .measured = flight->measured,
    };
    struct judged_answer answer = {
        .value = value, .hit = flight->hit, .entry_flags = flight->entry_flags,
        .bytes = flight->bytes, .at = at, .own_change = own_change,
    };

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
    note_answer(sim, flight, number, flags);
}

static void begin_operation(struct simulation *sim, struct flight *flight)
{
    flight->began = sim->now;
    flight->measured = sim->measuring;
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

void flight_prepare(struct flight *flight, enum op_kind kind, unsigned flags,
                    enum write_road road, uint32_t draws)
{
    struct op *op = &flight->op;

    flight->known = KNOWN_NOTHING;
    flight->parent = POOL_NONE;
    flight->held = VALUE_NONE;
    flight->held_lightly = false;
    flight->snapshot = TIME_NEVER;
    flight->unique = 0;
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

void write_ends(struct simulation *sim, const struct flight *flight, value_handle change,
                sim_time at)
{
    const struct version *version = version_at(&sim->versions, change);
    bool committed = version->state == VERSION_COMMITTED;

    CHECK(version->state != VERSION_OPEN);
    sim->judge.slice->writes++;
    slice_add_up(&sim->judge.slice->write_latency_sum, (uint64_t)(at - flight->began));
    if (flight->measured) {
        sim->result->writes++;
        sim->result->commits += committed;
        sim->result->rollbacks += !committed;
        histogram_add(&sim->result->write_latency, at - flight->began);
    }
    if (committed)
        judge_write_acknowledged(&sim->judge, flight->client, flight->row, version->number);
    flight_note(sim, flight, EVENT_WRITE_END, (struct event){
        .version = committed ? version->number : 0,
        .extra = (uint64_t)(sim->sessions ? sim->begun : 0) << 32 | made_number(sim)});
}

/* Its last effect has taken place; the writer is told at `at`. */
static void end_write(struct simulation *sim, uint32_t index, sim_time at)
{
    struct op *op = &flight_at(sim, index)->op;

    write_ends(sim, flight_at(sim, index), op->change, at);
    if (op->flags & OP_READ_AFTER) {
        int64_t think = distribution_draw(&sim->world->application.think, op_draw(op));
        flight_spawn(sim, index, OP_READ, (enum write_road)op->road, &op->draws,
                     time_after(at, think));
    }
    versions_drop(&sim->versions, op->row, op->change);
}

static void end_signal(struct simulation *sim, struct flight *flight)
{
    value_handle change = flight->op.change;

    version_at(&sim->versions, change)->pending--;
    versions_drop(&sim->versions, flight->row, change);
    flight_note(sim, flight, EVENT_SIGNAL_END, (struct event){0});
}

static void end_read(struct simulation *sim, struct flight *flight, sim_time at)
{
    struct op *op = &flight->op;

    CHECK_THAT(op->value != VALUE_NONE, "a read of row %u ended without a value", op->row);
    answer_read(sim, flight, op->value, at,
                op->flags & OP_IN_TRANSACTION ? op->change : VALUE_NONE);
}

/* Nothing is left of it. */
static void release(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);

    if (flight->loading)
        loads_lower(sim, flight->row);
    if (flight->held != VALUE_NONE && !flight->held_lightly)
        versions_drop(&sim->versions, flight->row, flight->held);
    pool_give(&sim->flights, index);
}

/* The same, of what has been counted as pending: all but loads. */
static void settle(struct simulation *sim, uint32_t index)
{
    if (sim->foresees)
        pending_lower(sim, flight_at(sim, index)->row);
    release(sim, index);
}

void flight_answer(struct simulation *sim, uint32_t index, value_handle value, sim_time at)
{
    answer_read(sim, flight_at(sim, index), value, at, VALUE_NONE);
    release(sim, index);
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
    if (sim->scripted != NULL)
        scripted_end(sim, flight);
    settle(sim, index);
    if (parent != POOL_NONE) {
        CHECK(flight_at(sim, parent)->phase == PHASE_CHILD);
        flight_at(sim, parent)->op.reply = REPLY_OK;
        flight_advance(sim, parent, at);
    }
}

void flight_drop(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    struct op *op = &flight->op;
    uint32_t parent = flight->parent;

    if (flight->phase == PHASE_SERVICE && op->kind != OP_READ && effect_invalidates(op))
        effect_lose(sim, flight);
    if (op->kind == OP_WRITE && version_at(&sim->versions, op->change)->state == VERSION_OPEN)
        versions_roll_back(&sim->versions, op->change);
    if (op->kind == OP_WRITE)
        version_at(&sim->versions, op->change)->fate &= (uint8_t)~FATE_RUNNING;
    if (op->kind == OP_SIGNAL) {
        version_at(&sim->versions, op->change)->fate |= FATE_LOST;
        version_at(&sim->versions, op->change)->pending--;
    }
    if (op->kind != OP_READ)
        versions_drop(&sim->versions, op->row, op->change);
    if (op->flags & OP_PAGE)
        pages_forget(&sim->pages, &sim->versions, index);
    settle(sim, index);
    if (parent != POOL_NONE)
        flight_drop(sim, parent);
}

/* What it holds lightly it holds in earnest from now on. */
static inline void hold(struct simulation *sim, struct flight *flight)
{
    if (flight->held_lightly)
        versions_hold(&sim->versions, flight->row, flight->held);
    flight->held_lightly = false;
}

void flight_advance(struct simulation *sim, uint32_t index, sim_time clock)
{
    struct flight *flight = flight_at(sim, index);

    while (stack_run(sim->stack, &flight->op) == FLOW_EFFECT) {
        hold(sim, flight);
        if (!effect_send(sim, index, &clock))
            return;
    }
    if (flight->op.kind == OP_WRITE)
        version_at(&sim->versions, flight->op.change)->fate &= (uint8_t)~FATE_RUNNING;
    if (sim->sessions && clock > sim->now) {
        hold(sim, flight);
        flight->phase = PHASE_END;     /* Its client's next read may begin before it knows. */
        queue_push(&sim->queue, clock, index);
    } else {
        end_operation(sim, index, clock);
    }
}

/* ---- beginnings ---- */

static void begin_write(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    unsigned fate = FATE_RUNNING | (flight->op.road == ROAD_RAW ? FATE_BYPASS : 0u);

    /* The commit will want the version that it supersedes. */
    if (sim->rows[flight->row].current != VALUE_NONE)
        version_prefetch(&sim->versions, sim->rows[flight->row].current);
    flight->op.change = versions_begin(&sim->versions, flight->row, fate);
    flight_note(sim, flight, EVENT_WRITE, (struct event){.flags = flight->op.road});
    flight_advance(sim, index, sim->now);
}

static void start(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);

    begin_operation(sim, flight);
    flight->op.began = sim->now;
    if (flight->op.kind == OP_SIGNAL)
        flight_note(sim, flight, EVENT_SIGNAL, (struct event){0});
    else
        flight_note(sim, flight, EVENT_READ_BEGIN, (struct event){
            .version = flight->parent == POOL_NONE ? 0 : flight_at(sim, flight->parent)->number});
    flight_advance(sim, index, sim->now);
}

/* Which halves of a page a write changes, where its request does not say. */
static void draw_halves(const struct simulation *sim, struct op *op)
{
    if (op->flags & (OP_FIRST_HALF | OP_SECOND_HALF))
        return;
    if (rng_chance(op_draw(op), sim->world->database.page_both))
        op->flags |= OP_FIRST_HALF | OP_SECOND_HALF;
    else
        op->flags |= op_draw(op) >> 63 != 0 ? OP_FIRST_HALF : OP_SECOND_HALF;
}

void flight_request(struct simulation *sim, const struct request *request, uint64_t index)
{
    uint32_t place = flight_take(sim, request, index);
    struct flight *flight = flight_at(sim, place);

    begin_operation(sim, flight);
    if (request->kind == OP_WRITE) {
        flight_prepare(flight, OP_WRITE, request->flags | flight_page(sim, flight->row),
                       (enum write_road)request->road, 0);
        if (flight->op.flags & OP_PAGE)
            draw_halves(sim, &flight->op);
        begin_write(sim, place);
    } else {
        flight_prepare(flight, OP_READ, flight_page(sim, flight->row), ROAD_SAVE, 0);
        flight->known = KNOWN_FIRST;
        flight_advance(sim, place, sim->now);
    }
}

uint32_t flight_spawn(struct simulation *sim, uint32_t maker, enum op_kind kind,
                      enum write_road road, uint32_t *draws, sim_time at)
{
    uint32_t index = pool_take(&sim->flights);
    struct flight *flight = flight_at(sim, index), *from = flight_at(sim, maker);

    flight->number = made_number(sim);
    sim->made++;
    flight->stream = rng_at(from->stream, UINT32_MAX + (uint64_t)(*draws)++);
    flight->row = from->row;
    flight->client = from->client;
    flight->node = from->node;
    flight->bytes = from->bytes;
    flight->phase = PHASE_START;
    flight->loading = false;
    flight->began = at;
    flight_prepare(flight, kind, flight_page(sim, flight->row), road, 0);
    if (sim->foresees)
        pending_raise(sim, flight->row);
    if (sim->scripted != NULL)
        scripted_hold(sim, index, at);
    else
        queue_push(&sim->queue, at, index);
    return index;
}

void flight_event(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    sim_time clock;

    switch ((enum phase)flight->phase) {
    case PHASE_ADD:
        named_add(sim, index);
        return;
    case PHASE_LOAD:
        load_read(sim, index);
        return;
    case PHASE_STORE:
        load_store(sim, index);
        return;
    case PHASE_CHANGE:
        change_made(sim, index);
        return;
    case PHASE_COMMIT:
        change_decided(sim, index);
        return;
    case PHASE_INVALIDATE:
        change_told(sim, index);
        return;
    case PHASE_SERVICE:
        effect_serve(sim, flight);
        flight_advance(sim, index, sim->now + flight->leg);
        return;
    case PHASE_LOCAL:
        clock = sim->now;
        if (effect_send(sim, index, &clock))
            flight_advance(sim, index, clock);
        return;
    case PHASE_START:
        start(sim, index);
        return;
    case PHASE_END:
        end_operation(sim, index, sim->now);
        return;
    case PHASE_LOOK:                       /* Without a flow: the loop tells them apart. */
    case PHASE_COUNT:
    case PHASE_NAMED:
    case PHASE_CHILD:
        break;
    }
    CHECK_THAT(false, "an operation was in the queue that waits for another, or is not a flow");
}
