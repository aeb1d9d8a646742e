/* worker.c - the slow ways, and the table in front of them. */
#include "sim/explore/worker.h"

#include "sim/explore/store.h"

#include <string.h>

/* Keys: a tag in the top four bits, so that no two questions have one key, and none is zero. */
enum {
    ASK_PREPARE = 1, ASK_NEXT, ASK_SERVE, ASK_OWN, ASK_REPLY, ASK_RENAME_LOCAL, ASK_RENAME_STORE,
    ASK_REMOVE, ASK_RESTART, ASK_EXPIRE, ASK_FORGET, ASK_SOLO, ASK_ORPHAN, ASK_UNKNOW,
};

static inline uint64_t ask(unsigned tag, uint64_t key)
{
    CHECK(key >> 60 == 0);
    return (uint64_t)tag << 60 | key;
}

void worker_open(struct worker *worker, struct space *space)
{
    *worker = (struct worker){.space = space};
    table_open(&worker->table);
    worker->ok = space_add_reply(space, &(struct told){.reply = REPLY_OK});
    worker->lost = space_add_reply(space, &(struct told){.reply = REPLY_LOST});
    worker->rolled_back = space_add_reply(space, &(struct told){.reply = REPLY_ROLLED_BACK});
}

void worker_close(struct worker *worker)
{
    table_close(&worker->table);
}

/* ---- flows ---- */

uint32_t worker_prepare(struct worker *worker, enum op_kind kind, unsigned row, unsigned node,
                        enum write_road road, unsigned flags, bool changes, uint64_t number,
                        unsigned drawer)
{
    uint64_t key = ask(ASK_PREPARE, (number & 255) << 48 | (uint64_t)flags << 32
                       | (uint64_t)drawer << 13 | (uint64_t)row << 9 | (uint64_t)node << 5
                       | (uint64_t)kind << 3 | (uint64_t)road << 1 | changes);
    uint64_t answer;
    struct op op;

    if (number < 256 && table_get(&worker->table, key, &answer))
        return (uint32_t)answer;
    op_prepare(&op, kind, row, node, road, flags);
    op.number = number;
    op.client = drawer;
    if (changes)
        op.change = CODE_OWN;
    answer = space_add_local(worker->space, &op, 0, false);
    if (number < 256)
        table_put(&worker->table, key, answer);
    return (uint32_t)answer;
}

/* The writer waits; in its place stands a read of its own, which is about to begin. */
static struct place read_own(struct worker *worker, const struct op *writer, uint32_t outer)
{
    struct op op;

    outer = space_add_local(worker->space, writer, outer, false);
    op_prepare(&op, OP_READ, writer->row, writer->node, (enum write_road)writer->road,
               OP_IN_TRANSACTION);
    op.change = writer->change;
    op.client = writer->client;
    return (struct place){.local = space_add_local(worker->space, &op, outer, false)};
}

/* Waits for time, work or pause, are over at once. */
static struct place run(struct worker *worker, const struct local *from, const struct told *told,
                        unsigned clock)
{
    struct op op = from->op;
    enum effect_kind kind;
    bool waited = false;

    op.stream = rng_key(op.client, RNG_OPERATION, clock);
    op.bytes = 1;
    op.reply = told->reply;
    if (from->facts.effect_kind == EFFECT_NONE)
        op.began = CLOCK_HOUR * (1 + (int64_t)clock);
    if (told->value != CODE_NONE)
        op.value = told->value;
    if (told->has_number)
        op.number = told->number;
    if (told->has_stamp)
        op.stamp = told->stamp;
    do {
        if (stack_run(worker->space->settings->stack, &op) == FLOW_DONE)
            return (struct place){.value = code_of(op.value), .waited = waited};
        kind = (enum effect_kind)op.effect.kind;
        op.reply = REPLY_OK;
        waited = waited || kind == EFFECT_PAUSE;
    } while (kind == EFFECT_WORK || kind == EFFECT_PAUSE);
    if (kind == EFFECT_READ_OWN)
        return read_own(worker, &op, from->facts.outer);
    return (struct place){
        .local = space_add_local(worker->space, &op, from->facts.outer,
                                 from->facts.loading || kind == EFFECT_DB_READ),
        .waited = waited};
}

struct place worker_next(struct worker *worker, uint32_t local, uint32_t reply, unsigned clock)
{
    uint64_t key = ask(ASK_NEXT, (uint64_t)clock << 52 | (uint64_t)reply << 28 | local);
    uint64_t answer;
    struct place place;

    if (table_get(&worker->table, key, &answer))
        return (struct place){.local = (uint32_t)answer, .value = (value_code)(answer >> 32),
                              .waited = (answer >> 40 & 1) != 0};
    place = run(worker, intern_item(&worker->space->locals, local),
                intern_item(&worker->space->replies, reply), clock);
    table_put(&worker->table, key, (uint64_t)place.waited << 40 | (uint64_t)place.value << 32
              | place.local);
    return place;
}

struct place worker_begin(struct worker *worker, uint32_t local, unsigned clock)
{
    return worker_next(worker, local, worker->ok, clock);
}

/* ---- the store ---- */

struct served worker_serve(struct worker *worker, uint32_t number, uint32_t local,
                           value_code value, value_code change, unsigned holder)
{
    struct space *space = worker->space;
    const struct local_facts *facts = space_local(space, local);
    uint32_t effect = facts->effect;
    bool named = facts->effect_kind >= EFFECT_LEASE_GET && facts->effect_kind <= EFFECT_CACHE_CAS;
    uint64_t key = ask(ASK_SERVE, (uint64_t)(named ? holder : 0) << 56 | (uint64_t)value << 48
                       | (uint64_t)effect << 24 | number);
    uint64_t answer;

    if (!table_get(&worker->table, key, &answer)) {
        struct store store = *space_store(space, number);
        struct told told;
        bool lasting;
        store_serve(&store, intern_item(&space->effects, effect), value, holder, &told, &lasting);
        answer = (uint64_t)told.reply << 61 | (uint64_t)lasting << 60 | (uint64_t)told.value << 52
            | (uint64_t)space_add_reply(space, &told) << 28 | space_add_store(space, &store);
        table_put(&worker->table, key, answer);
    }
    struct served served = {
        .store = (uint32_t)answer & 0xfffffffu,
        .reply = (uint32_t)(answer >> 28) & 0xffffffu,
        .value = (value_code)(answer >> 52),
        .lasting = (answer >> 60 & 1) != 0,
        .code = (uint8_t)(answer >> 61),
    };
    if (change != CODE_NONE && served.value == change)
        served.reply = worker_reply(worker, CODE_OWN, false, 0, false, 0);
    return served;
}

uint32_t worker_reply(struct worker *worker, value_code value, bool has_number, unsigned number,
                      bool has_stamp, unsigned stamp)
{
    uint64_t key = ask(ASK_REPLY, (uint64_t)stamp << 32 | (uint64_t)number << 16
                       | (uint64_t)has_stamp << 9 | (uint64_t)has_number << 8 | value);
    uint64_t answer;

    if (!table_get(&worker->table, key, &answer)) {
        struct told told;
        memset(&told, 0, sizeof told);
        told.reply = REPLY_OK;
        told.value = value;
        told.has_number = has_number;
        told.has_stamp = has_stamp;
        told.number = number;
        if (has_stamp)
            told.stamp = stamp == 0 ? -1 : CLOCK_HOUR * (int64_t)stamp;
        answer = space_add_reply(worker->space, &told);
        table_put(&worker->table, key, answer);
    }
    return (uint32_t)answer;
}

uint32_t worker_rename_local(struct worker *worker, uint32_t local, value_code from,
                             value_code to)
{
    uint64_t key = ask(ASK_RENAME_LOCAL, (uint64_t)from << 40 | (uint64_t)to << 32 | local);
    uint64_t answer;
    struct op op;

    if (!table_get(&worker->table, key, &answer)) {
        const struct local *it = intern_item(&worker->space->locals, local);
        uint32_t outer = it->facts.outer;
        if (outer != 0)
            outer = worker_rename_local(worker, outer, from, to);
        op = it->op;
        if (op.value == from)
            op.value = to;
        if (effect_stores((enum effect_kind)op.effect.kind) && op.effect.value == from)
            op.effect.value = to;
        answer = space_add_local(worker->space, &op, outer, it->facts.loading);
        table_put(&worker->table, key, answer);
    }
    return (uint32_t)answer;
}

/* The number of the store that `change` makes of this one. */
#define CHANGED(worker, key, number, change) \
    do { \
        uint64_t answer; \
        if (!table_get(&(worker)->table, key, &answer)) { \
            struct store store = *space_store((worker)->space, number); \
            change; \
            answer = space_add_store((worker)->space, &store); \
            table_put(&(worker)->table, key, answer); \
        } \
        return (uint32_t)answer; \
    } while (0)

uint32_t worker_rename_store(struct worker *worker, uint32_t number, value_code from,
                             value_code to)
{
    uint64_t key = ask(ASK_RENAME_STORE, (uint64_t)from << 40 | (uint64_t)to << 32 | number);

    CHANGED(worker, key, number, store_rename(&store, from, to));
}

uint32_t worker_remove(struct worker *worker, uint32_t number, unsigned cell)
{
    uint64_t key = ask(ASK_REMOVE, (uint64_t)cell << 32 | number);

    CHANGED(worker, key, number, store_remove(&store, cell));
}

uint32_t worker_restart(struct worker *worker, uint32_t number)
{
    CHANGED(worker, ask(ASK_RESTART, number), number, store_restart(&store));
}

uint32_t worker_expire(struct worker *worker, uint32_t number)
{
    CHANGED(worker, ask(ASK_EXPIRE, number), number, store_expire(&store));
}

uint32_t worker_orphan(struct worker *worker, uint32_t number, unsigned holder)
{
    uint64_t key = ask(ASK_ORPHAN, (uint64_t)holder << 32 | number);

    CHANGED(worker, key, number, store_orphan(&store, holder));
}

uint32_t worker_unknow(struct worker *worker, uint32_t number, unsigned holder)
{
    uint64_t key = ask(ASK_UNKNOW, (uint64_t)holder << 32 | number);

    CHANGED(worker, key, number, store_unknow(&store, holder));
}

uint32_t worker_forget(struct worker *worker, uint32_t number, unsigned row)
{
    uint64_t key = ask(ASK_FORGET, (uint64_t)row << 32 | number);
    struct asked asked = {.effect = {.kind = EFFECT_CACHE_DELETE,
                                     .name = name_of(NAME_VALUE, row, 0)}};
    struct told told;
    bool lasting;

    CHANGED(worker, key, number, store_serve(&store, &asked, CODE_NONE, 0, &told, &lasting));
}

/* ---- a read by itself ---- */

enum { ALONE_EFFECTS_MAX = 1000 };

/* `*store`: what the cache holds before, and then after it. */
static struct solo read_alone(struct worker *worker, const struct state *state, unsigned row,
                              unsigned node, uint32_t *store)
{
    unsigned clock = state_clock(state), version = state->rows[row].version, effects = 0;
    struct solo solo = {.hit = true, .lasting = true};
    struct place place = worker_begin(
        worker, worker_prepare(worker, OP_READ, row, node, ROAD_SAVE,
                               bounds_page_flags(&worker->space->settings->bounds, row, 0), false, 0,
                               space_drawer(worker->space, EXPLORE_CLIENTS_MAX, 0)),
        clock);

    while (place.local != 0) {
        const struct local_facts *facts = space_local(worker->space, place.local);
        uint32_t reply;
        if (effects++ == ALONE_EFFECTS_MAX)
            return (struct solo){.value = CODE_NONE};
        if (facts->effect_kind == EFFECT_DB_READ) {
            value_code value = local_reads(intern_item(&worker->space->locals, place.local),
                                           version);
            reply = worker_reply(worker, value, true, version, false, 0);
            solo.hit = false;
        } else if (facts->effect_kind == EFFECT_DB_READ_STAMP) {
            reply = worker_reply(worker, CODE_NONE, true, version, true, state->rows[row].stamp);
        } else if (facts->effect == 0) {
            reply = worker->ok;        /* A message or the like: nothing that it waits for. */
        } else {
            struct served served = worker_serve(worker, *store, place.local, facts->value,
                                                CODE_NONE, EXPLORE_CLIENTS_MAX + 1);
            *store = served.store;
            reply = served.reply;
            solo.lasting = solo.lasting && served.lasting;
        }
        place = worker_next(worker, place.local, reply, clock);
    }
    solo.value = place.value;
    return solo;
}

struct solo worker_solo(struct worker *worker, const struct state *state, unsigned row,
                        unsigned node)
{
    uint64_t key = ask(ASK_SOLO, (uint64_t)state_clock(state) << 48
                       | (uint64_t)state->rows[row].stamp << 40
                       | (uint64_t)state->rows[row].version << 36 | (uint64_t)row << 32
                       | (uint64_t)node << 28 | state->store);
    uint32_t store = state->store;
    uint64_t answer;
    struct solo solo;

    if (table_get(&worker->table, key, &answer))
        return (struct solo){.value = (value_code)answer, .hit = (answer >> 8 & 1) != 0,
                             .lasting = (answer >> 9 & 1) != 0, .fills = (answer >> 10 & 1) != 0};
    solo = read_alone(worker, state, row, node, &store);
    solo.fills = solo.hit
        || (solo.value != CODE_NONE && read_alone(worker, state, row, node, &store).hit);
    table_put(&worker->table, key, solo.value | (uint64_t)solo.hit << 8
              | (uint64_t)solo.lasting << 9 | (uint64_t)solo.fills << 10);
    return solo;
}

struct solo worker_solo_later(struct worker *worker, const struct state *state, unsigned row,
                              unsigned node)
{
    struct state later = *state;       /* Without its slots: nobody is there. */

    later.store = worker_expire(worker, state->store);
    state_spend(&later, FAULT_TICK);
    return worker_solo(worker, &later, row, node);
}
