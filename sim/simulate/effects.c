/* effects.c - how each effect travels, and what it does to the world at its service instant. */
#include "sim/simulate/simulation.h"

static void note(struct simulation *sim, const struct flight *flight, enum event_kind kind,
                 uint32_t version)
{
    const struct effect *effect = &flight->op.effect;

    event_note(&sim->events, (struct event){
        .at = sim->now, .row = flight->row, .kind = (uint8_t)kind, .effect = effect->kind,
        .reply = flight->op.reply, .op = flight->serial, .version = version,
        .extra = effect->name});
}

/* Writes, and messages on their behalf, change the cache in order to invalidate. */
static bool is_invalidation(const struct op *op)
{
    switch ((enum effect_kind)op->effect.kind) {
    case EFFECT_CACHE_DELETE:
    case EFFECT_CACHE_SET:
    case EFFECT_COUNTER_SET:
    case EFFECT_COUNTER_INCREMENT:
        return op->kind != OP_READ;
    default:
        return false;
    }
}

/* ---- sending ---- */

static const struct link *link_of(const struct world *world, enum effect_kind kind)
{
    switch (kind) {
    case EFFECT_DB_READ:
        return &world->database.read;
    case EFFECT_DB_READ_STAMP:
        return &world->database.stamp;
    case EFFECT_DB_WRITE:
        return &world->database.write;
    case EFFECT_DB_COMMIT:
    case EFFECT_DB_ROLLBACK:
        return &world->database.commit;
    default:
        return &world->cache.link;
    }
}

static bool goes_to_cache(enum effect_kind kind)
{
    return kind >= EFFECT_CACHE_GET && kind <= EFFECT_COUNTER_INCREMENT;
}

static bool travels(enum effect_kind kind)
{
    return kind != EFFECT_MEMO_GET && kind != EFFECT_MEMO_SET && kind < EFFECT_PUBLISH;
}

/* An invalidation or a message sets out: from now on the judge may find it on its way. */
static void set_out(struct simulation *sim, struct flight *flight)
{
    struct version *change = version_at(&sim->versions, flight->op.change);

    change->fate |= FATE_ASKED;
    change->pending++;
    note(sim, flight, EVENT_ASKED, 0);
}

static void lose(struct simulation *sim, struct flight *flight)
{
    struct version *change = version_at(&sim->versions, flight->op.change);

    change->fate |= FATE_LOST;
    change->pending--;
}

static void send_message(struct simulation *sim, uint32_t index, sim_time clock)
{
    struct flight *flight = flight_at(sim, index), *message;
    struct op *op = &flight->op;
    const struct world_bus *bus = &sim->world->bus;
    int64_t delay = distribution_draw(&bus->delay, op_draw(op));
    bool lost = rng_chance(op_draw(op), bus->loss);

    if (sim->measuring) {
        sim->result->messages++;
        sim->result->messages_lost += lost;
    }
    set_out(sim, flight);
    if (lost) {
        lose(sim, flight);
        note(sim, flight, EVENT_LOST, 0);
        return;
    }
    message = flight_at(sim, flight_spawn(sim, index, OP_SIGNAL, time_after(clock, delay)));
    message->op.change = op->change;
    message->op.number = op->effect.number;
    versions_hold(&sim->versions, op->change);
}

/* A load is under way from here, when whatever came before it has been answered, until the last
 * effect of its read, usually the fill, has taken place. */
static void begin_load(struct simulation *sim, struct flight *flight)
{
    struct row *row = &sim->rows[flight->row];
    struct result *result = sim->result;

    if (flight->loading)
        return;
    flight->loading = true;
    row->loading++;
    sim->loads++;
    if (!sim->measuring)
        return;
    result->herds += row->loading == 1;
    if (row->loading > result->recomputation_peak)
        result->recomputation_peak = row->loading;
    if (sim->loads > result->db_concurrency_peak)
        result->db_concurrency_peak = sim->loads;
}

/* The writer reads the row itself, as a client of its own, and waits for it. */
static void read_own(struct simulation *sim, uint32_t index, sim_time clock)
{
    uint32_t child = flight_spawn(sim, index, OP_READ, clock);

    flight_at(sim, child)->parent = index;
    flight_at(sim, child)->op.change = flight_at(sim, index)->op.change;
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
        send_message(sim, index, *clock);
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
        *clock = time_after(*clock, op->effect.ttl);
        return true;
    }
}

/* Whether the request is lost on the way to the cache; the sender then waits for its time-out. */
static bool is_lost(struct simulation *sim, struct flight *flight, bool invalidates,
                    sim_time *clock)
{
    const struct world_cache *cache = &sim->world->cache;

    if (cache->loss == 0 || !rng_chance(op_draw(&flight->op), cache->loss))
        return false;
    if (invalidates) {
        lose(sim, flight);
        sim->result->invalidations_lost += sim->measuring;
    }
    flight->op.reply = REPLY_LOST;
    note(sim, flight, EVENT_LOST, 0);
    *clock = time_after(*clock, cache->timeout);
    return true;
}

bool effect_send(struct simulation *sim, uint32_t index, sim_time *clock)
{
    struct flight *flight = flight_at(sim, index);
    struct op *op = &flight->op;
    enum effect_kind kind = (enum effect_kind)op->effect.kind;
    bool invalidates = is_invalidation(op);
    int64_t request;

    if (!travels(kind))
        return send_local(sim, index, clock);
    if (kind == EFFECT_DB_READ)
        begin_load(sim, flight);
    if (invalidates) {
        set_out(sim, flight);
        sim->result->invalidations += sim->measuring;
        sim->judge.slice->invalidations++;
    }
    if (goes_to_cache(kind) && is_lost(sim, flight, invalidates, clock))
        return true;
    link_draw(link_of(sim->world, kind), op->stream, &op->draws, &request, &flight->leg);
    if (*clock + request > sim->now) {
        flight->phase = PHASE_SERVICE;
        queue_push(&sim->queue, time_after(*clock, request), index);
        return false;
    }
    effect_serve(sim, flight);
    *clock = sim->now + flight->leg;
    return true;
}

/* ---- the cache ---- */

static sim_time expiry_of(const struct simulation *sim, const struct effect *effect)
{
    return effect->ttl > 0 ? time_after(sim->now, effect->ttl) : TIME_NEVER;
}

static void hold(struct simulation *sim, struct flight *flight, value_handle value)
{
    versions_hold(&sim->versions, value);
    if (flight->held != VALUE_NONE)
        versions_drop(&sim->versions, flight->held);
    flight->held = value;
    flight->op.value = value;
}

/* A value was found. Whether and why it is stale is settled now, at the instant of the answer. */
static void found(struct simulation *sim, struct flight *flight, struct cache_entry *entry)
{
    struct judged_answer answer = {
        .value = entry->value, .hit = true, .entry_flags = entry->flags,
        .memoised = (flight->op.flags & OP_MEMOISED) != 0,
    };

    if (entry->flags & ENTRY_ORPHAN)
        cache_revive(&sim->cache, entry, flight->op.family);
    if (flight->op.effect.ttl > 0)
        cache_set_expiry(&sim->cache, entry, expiry_of(sim, &flight->op.effect));
    cache_use(&sim->cache, entry);
    hold(sim, flight, entry->value);
    flight->hit = true;
    flight->entry_flags = (uint8_t)entry->flags;
    flight->stale = judge_is_stale(&sim->judge, flight->began, entry->value);
    if (flight->stale)
        flight->cause = (uint8_t)judge_cause(&sim->judge, flight->began, &answer);
}

static void serve_get(struct simulation *sim, struct flight *flight)
{
    struct cache_entry *entry = cache_find(&sim->cache, flight->op.effect.name, sim->now);

    if (entry != NULL)
        found(sim, flight, entry);
    else
        flight->op.reply = REPLY_MISS;
}

/* Whether `value` would take the place of a newer committed one. */
static bool is_older(const struct simulation *sim, value_handle value, value_handle there)
{
    const struct version *a = version_at(&sim->versions, value);
    const struct version *b = version_at(&sim->versions, there);

    return a->state == VERSION_COMMITTED && b->state == VERSION_COMMITTED && a->row == b->row
        && a->number < b->number;
}

static void serve_set(struct simulation *sim, struct flight *flight)
{
    const struct effect *effect = &flight->op.effect;
    struct cache_entry *before = cache_find(&sim->cache, effect->name, sim->now);
    bool old = versions_superseded_at(&sim->versions, effect->value) <= sim->now;
    uint32_t flags = old ? ENTRY_STALE_FILL : 0;

    if (before != NULL && is_older(sim, effect->value, before->value))
        flags |= ENTRY_REORDERED;
    if (flight->op.kind == OP_READ && flight->snapshot != TIME_NEVER)
        judge_filled(&sim->judge, effect->value, flight->snapshot, sim->now);
    if (sim->perfect && old)
        return;
    versions_hold(&sim->versions, effect->value);
    if (cache_store(&sim->cache, effect->name, effect->value, flight->bytes,
                    expiry_of(sim, effect), effect->family, flags, sim->now) == NULL) {
        versions_drop(&sim->versions, effect->value);
        sim->result->stores_unfit += sim->measuring;
    } else {
        sim->result->stores += sim->measuring;
    }
}

static void serve_delete(struct simulation *sim, struct flight *flight)
{
    struct cache_entry *entry = cache_find(&sim->cache, flight->op.effect.name, sim->now);

    if (entry != NULL) {
        cache_remove(&sim->cache, entry, CLOSED_DELETED, sim->now);
        return;
    }
    flight->op.reply = REPLY_MISS;
    if (flight->op.kind != OP_READ)
        sim->result->invalidations_needless += sim->measuring;
}

static void serve_counter(struct simulation *sim, struct op *op)
{
    const struct effect *effect = &op->effect;
    struct cache_entry *entry = cache_find(&sim->cache, effect->name, sim->now);

    switch ((enum effect_kind)effect->kind) {
    case EFFECT_COUNTER_GET:
        if (entry == NULL) {
            op->reply = REPLY_MISS;
            return;
        }
        cache_use(&sim->cache, entry);
        op->number = entry->number;
        return;
    case EFFECT_COUNTER_INCREMENT:
        if (entry == NULL) {
            op->reply = REPLY_MISS;
            return;
        }
        cache_set_number(&sim->cache, entry, entry->number + 1, sim->now);
        cache_use(&sim->cache, entry);
        op->number = entry->number;
        return;
    default:
        if (entry != NULL && effect->add) {
            op->reply = REPLY_MISS;
            op->number = entry->number;
            return;
        }
        cache_store_counter(&sim->cache, effect->name, effect->number, expiry_of(sim, effect),
                            sim->now);
        op->number = effect->number;
    }
}

/* ---- the database ---- */

static void serve_read(struct simulation *sim, struct flight *flight)
{
    struct op *op = &flight->op;
    bool own = (op->flags & OP_IN_TRANSACTION) != 0;
    value_handle value = own ? op->change : versions_current(&sim->versions, flight->row);

    sim->result->db_reads += sim->measuring;
    sim->judge.slice->db_reads++;
    sim->second_reads++;
    hold(sim, flight, value);
    flight->snapshot = sim->now;
    flight->hit = flight->stale = false;
    flight->entry_flags = 0;
    op->number = version_at(&sim->versions, value)->number;
}

static void serve_stamp(struct simulation *sim, struct op *op)
{
    value_handle current = versions_current(&sim->versions, op->row);

    sim->result->db_stamp_reads += sim->measuring;
    op->number = version_at(&sim->versions, current)->number;
    op->stamp = version_at(&sim->versions, current)->committed_at;
}

static void serve_commit(struct simulation *sim, struct flight *flight)
{
    struct op *op = &flight->op;
    struct cache_entry *entry;

    versions_commit(&sim->versions, op->change, sim->now);
    judge_committed(&sim->judge, flight->row, sim->now);
    op->number = version_at(&sim->versions, op->change)->number;
    op->stamp = sim->now;
    if (sim->stack->traits & STRATEGY_NAMES_BY_ROW)
        cache_abandon_row(&sim->cache, flight->row, sim->now);
    if (!sim->perfect)
        return;
    entry = cache_find(&sim->cache, name_of(NAME_VALUE, flight->row, 0), sim->now);
    if (entry != NULL)
        cache_remove(&sim->cache, entry, CLOSED_DELETED, sim->now);
}

static void serve_change(struct simulation *sim)
{
    sim->result->db_writes += sim->measuring;
    sim->judge.slice->db_writes++;
    sim->second_writes++;
}

void effect_serve(struct simulation *sim, struct flight *flight)
{
    struct op *op = &flight->op;
    enum effect_kind kind = (enum effect_kind)op->effect.kind;
    bool invalidates = is_invalidation(op);

    op->reply = REPLY_OK;
    switch (kind) {
    case EFFECT_CACHE_GET:
        serve_get(sim, flight);
        break;
    case EFFECT_CACHE_SET:
        serve_set(sim, flight);
        break;
    case EFFECT_CACHE_DELETE:
        serve_delete(sim, flight);
        break;
    case EFFECT_COUNTER_GET:
    case EFFECT_COUNTER_SET:
    case EFFECT_COUNTER_INCREMENT:
        serve_counter(sim, op);
        break;
    case EFFECT_DB_READ:
        serve_read(sim, flight);
        break;
    case EFFECT_DB_READ_STAMP:
        serve_stamp(sim, op);
        break;
    case EFFECT_DB_WRITE:
        serve_change(sim);
        break;
    case EFFECT_DB_COMMIT:
        serve_commit(sim, flight);
        break;
    case EFFECT_DB_ROLLBACK:
        versions_roll_back(&sim->versions, op->change);
        op->reply = REPLY_ROLLED_BACK;
        break;
    default:
        CHECK_THAT(false, "effect %d does not travel", (int)kind);
    }
    if (invalidates) {
        version_at(&sim->versions, op->change)->pending--;
        judge_invalidated(&sim->judge, op->change, sim->now);
    }
    note(sim, flight, EVENT_EFFECT, (uint32_t)op->number);
}
