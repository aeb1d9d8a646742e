/* serve.c - what each effect does to the world at its service instant. */
#include "sim/simulate/coming.h"
#include "sim/simulate/note.h"

/* ---- notes ---- */

/* An effect on a value in the cache; `expiry`: when it expires from now on, 0: as before. */
static inline void note_value(struct simulation *sim, const struct flight *flight, sim_time expiry)
{
    const struct op *op = &flight->op;
    const struct effect *effect = &op->effect;
    unsigned flags = (name_kind(effect->name) == NAME_VERSIONED ? EVENT_VERSIONED : 0u)
        | (op->flags & OP_MEMOISED ? EVENT_MEMOISED : 0u)
        | (effect_stores((enum effect_kind)effect->kind) && effect->value == op->change
           ? EVENT_OWN : 0u);

    flight_note(sim, flight, EVENT_EFFECT, (struct event){
        .effect = effect->kind, .reply = op->reply, .flags = (uint8_t)flags,
        .version = name_qualifier(effect->name), .extra = (uint64_t)expiry});
}

/* An effect on anything else. */
static inline void note_number(struct simulation *sim, const struct flight *flight)
{
    effect_note(sim, flight, EVENT_EFFECT, (uint32_t)flight->op.number);
}

/* ---- the cache ---- */

/* The operation has the value in its hands, which the cache or the database still has too. It is
 * held in earnest if the operation outlives this instant. */
static void hold_lightly(struct simulation *sim, struct flight *flight, value_handle value)
{
    if (flight->held != VALUE_NONE && !flight->held_lightly)
        versions_drop(&sim->versions, flight->row, flight->held);
    flight->held = value;
    flight->held_lightly = true;
    flight->op.value = value;
}

/* Whether the row has moved on from the version that the operation's name was made from. */
static bool has_left(const struct simulation *sim, const struct op *op)
{
    return name_kind(op->effect.name) == NAME_VERSIONED && op->family == 0
        && op->named != sim->rows[op->row].version;
}

/* A value was found. Whether and why it is stale is settled now, at the instant of the answer. */
static void found(struct simulation *sim, struct flight *flight, struct cache_entry *entry)
{
    value_handle missed;

    flight->hit = true;
    hold_lightly(sim, flight, entry->value);
    cache_use(&sim->cache, entry);
    if (entry->value == sim->rows[flight->row].current
        && !(entry->flags & ENTRY_ORPHAN) && flight->op.effect.ttl == 0) {
        flight->entry_flags = (uint8_t)entry->flags;
        flight->stale = false;
        return;                        /* Nearly always: the current version, as it should be. */
    }
    if (flight->op.family != 0 && entry->flags & ENTRY_ORPHAN)
        effect_note_more(sim, flight, flight->op.family);
    if (entry->flags & ENTRY_ORPHAN && !has_left(sim, &flight->op))
        cache_revive(&sim->cache, entry, flight->op.family, sim->now);
    if (flight->op.effect.ttl > 0)
        cache_set_expiry(&sim->cache, entry, effect_expiry(sim, &flight->op.effect));
    flight->entry_flags = (uint8_t)(entry->flags | judge_oddity(&sim->versions, entry->value));
    missed = judge_missed(&sim->judge, flight->began, entry->value).commit;
    flight->stale = missed != VALUE_NONE;
    if (missed != VALUE_NONE)
        flight->cause = (uint8_t)judge_cause(&sim->judge, missed, flight->began, entry->flags,
                                             (flight->op.flags & OP_MEMOISED) != 0);
}

static void serve_get(struct simulation *sim, struct flight *flight)
{
    struct cache_entry *entry = cache_find(&sim->cache, flight->op.effect.name, sim->now);

    if (entry != NULL)
        found(sim, flight, entry);
    else
        flight->op.reply = REPLY_MISS;
}

/* Returns what is to be noted: when what was found expires from now on, or the token. */
static sim_time serve_lease_get(struct simulation *sim, struct flight *flight)
{
    struct op *op = &flight->op;
    int64_t ttl = (int64_t)op->effect.number;
    sim_time expiry = ttl > 0 ? time_after(sim->now, ttl) : TIME_NEVER;

    serve_get(sim, flight);
    if (op->reply == REPLY_OK)
        return op->effect.ttl > 0 ? effect_expiry(sim, &op->effect) : 0;
    op->number = tokens_give(&sim->cache.tokens, op->effect.name, flight->number, expiry, sim->now);
    return op->number != 0 ? expiry : 0;
}

static void serve_gets(struct simulation *sim, struct flight *flight)
{
    struct cache_entry *entry = cache_find(&sim->cache, flight->op.effect.name, sim->now);

    flight->unique = entry != NULL ? entry->unique : 0;
    serve_get(sim, flight);
}

static void serve_set(struct simulation *sim, struct flight *flight)
{
    const struct effect *effect = &flight->op.effect;

    if (flight->op.kind == OP_READ && flight->snapshot != TIME_NEVER)
        judge_filled(&sim->judge, flight->row, effect->value, flight->snapshot, sim->now);
    effect_store(sim, effect, flight->bytes, has_left(sim, &flight->op) ? ENTRY_ORPHAN : 0u);
}

/* What a set on a condition finds. */
static enum reply may_set(struct simulation *sim, const struct flight *flight)
{
    uint64_t name = flight->op.effect.name;
    const struct cache_entry *entry;

    if (flight->op.effect.kind == EFFECT_LEASE_SET)
        return tokens_take(&sim->cache.tokens, name, flight->number, sim->now) ? REPLY_OK
                                                                                : REPLY_MISS;
    entry = cache_find(&sim->cache, name, sim->now);
    if (flight->op.effect.kind == EFFECT_CACHE_ADD)
        return entry == NULL ? REPLY_OK : REPLY_MISS;
    if (entry == NULL)
        return REPLY_MISS;
    return entry->unique == flight->unique ? REPLY_OK : REPLY_CHANGED;
}

static void serve_set_if(struct simulation *sim, struct flight *flight)
{
    flight->op.reply = (uint8_t)may_set(sim, flight);
    if (flight->op.reply == REPLY_OK)
        serve_set(sim, flight);
    else                               /* No fill, then. */
        sim->result->stores_refused += sim->measuring;
}

static enum reply delete(struct simulation *sim, uint64_t name, bool invalidates)
{
    struct cache_entry *entry = cache_find(&sim->cache, name, sim->now);
    bool voided = tokens_void(&sim->cache.tokens, name, sim->now);

    if (entry != NULL) {
        cache_remove(&sim->cache, entry, CLOSED_DELETED, sim->now);
        return REPLY_OK;
    }
    if (invalidates && !voided) {
        sim->result->invalidations_needless += sim->measuring;
        sim->judge.slice->invalidations_needless++;
    }
    return REPLY_MISS;
}

enum reply effect_delete(struct simulation *sim, uint64_t name)
{
    return delete(sim, name, true);
}

static enum reply count(struct simulation *sim, uint64_t name, uint64_t up, uint64_t *number)
{
    struct cache_entry *entry = cache_find(&sim->cache, name, sim->now);

    if (entry == NULL)
        return REPLY_MISS;
    if (up > 0 && sim->recalls)
        recall_note(&sim->recall, name, entry->number, sim->now, sim->taken);
    if (up > 0)
        cache_set_number(&sim->cache, entry, entry->number + up, sim->now);
    cache_use(&sim->cache, entry);
    *number = entry->number;
    return REPLY_OK;
}

enum reply effect_count_up(struct simulation *sim, uint64_t name, uint64_t *number)
{
    return count(sim, name, 1, number);
}

enum reply effect_counter_set(struct simulation *sim, const struct effect *effect, uint64_t *number)
{
    struct cache_entry *entry = cache_find(&sim->cache, effect->name, sim->now);

    if (entry != NULL && effect->add) {
        *number = entry->number;
        return REPLY_MISS;
    }
    if (entry != NULL && sim->recalls)
        recall_note(&sim->recall, effect->name, entry->number, sim->now, sim->taken);
    CHECK(!sim->recalls || effect->ttl == 0);
    cache_store_counter(&sim->cache, effect->name, effect->number, effect_expiry(sim, effect),
                        sim->now);
    *number = effect->number;
    return REPLY_OK;
}

/* ---- the database ---- */

static uint32_t number_of(const struct simulation *sim, const struct flight *flight)
{
    return (uint32_t)(flight - flight_at(sim, 0));
}

/* The page that its halves make, which nobody else may hold. */
static void hold_page(struct simulation *sim, struct flight *flight)
{
    value_handle page = pages_second(&sim->pages, &sim->versions, number_of(sim, flight));

    hold_lightly(sim, flight, page);
    flight->held_lightly = false;
    flight->entry_flags = (uint8_t)judge_oddity(&sim->versions, page);
}

static void serve_read(struct simulation *sim, struct flight *flight)
{
    struct op *op = &flight->op;
    bool own = (op->flags & OP_IN_TRANSACTION) != 0;
    value_handle value = own ? op->change : versions_current(&sim->versions, flight->row);

    count_db_read(sim);
    flight->hit = flight->stale = false;
    flight->entry_flags = 0;
    op->number = sim->rows[flight->row].version;
    if (op->effect.number < 2)
        flight->snapshot = sim->now;   /* A page is as old as its first half. */
    if (op->effect.number == 0)
        hold_lightly(sim, flight, value);
    else if (op->effect.number == 1)
        pages_first(&sim->pages, number_of(sim, flight), flight->row);
    else
        hold_page(sim, flight);
}

static void serve_stamp(struct simulation *sim, struct op *op)
{
    value_handle current = versions_current(&sim->versions, op->row);

    sim->result->db_stamp_reads += sim->measuring;
    op->number = version_at(&sim->versions, current)->number;
    op->stamp = version_committed_at(&sim->versions, current);
    if (op->flags & OP_IN_TRANSACTION) {   /* It sees its own change: the row's next version. */
        op->number++;
        op->stamp = sim->now;
    }
}

void effect_commit(struct simulation *sim, uint32_t row, value_handle change)
{
    uint64_t name = name_of(NAME_VALUE, row, 0);
    struct cache_entry *entry;

    if (sim->launches)
        launched_tell(&sim->launched, &sim->judge, sim->now);
    versions_commit(&sim->versions, change, sim->now);
    judge_committed(&sim->judge, row, sim->now);
    if (sim->stack->traits & STRATEGY_NAMES_BY_ROW)
        cache_abandon_row(&sim->cache, row, sim->now);
    if (!sim->perfect)
        return;
    tokens_void(&sim->cache.tokens, name, sim->now);
    entry = cache_find(&sim->cache, name, sim->now);
    if (entry != NULL)
        cache_remove(&sim->cache, entry, CLOSED_DELETED, sim->now);
}

static void serve_commit(struct simulation *sim, struct flight *flight)
{
    struct op *op = &flight->op;

    if (op->flags & OP_PAGE)
        pages_changed(&sim->pages, &sim->versions, flight->row, op->flags / OP_FIRST_HALF & 3u);
    effect_commit(sim, flight->row, op->change);
    op->number = version_at(&sim->versions, op->change)->number;
    op->stamp = sim->now;
}

void effect_change(struct simulation *sim)
{
    sim->result->db_writes += sim->measuring;
    sim->judge.slice->db_writes++;
    sim->second_writes++;
}

/* An effect on the cache. */
static void serve_cache(struct simulation *sim, struct flight *flight)
{
    const struct effect *effect = &flight->op.effect;

    switch ((enum effect_kind)effect->kind) {
    case EFFECT_CACHE_GET:
        serve_get(sim, flight);
        note_value(sim, flight, effect->ttl > 0 ? effect_expiry(sim, effect) : 0);
        break;
    case EFFECT_LEASE_GET:
        note_value(sim, flight, serve_lease_get(sim, flight));
        break;
    case EFFECT_CACHE_GETS:
        serve_gets(sim, flight);
        note_value(sim, flight, 0);
        break;
    case EFFECT_CACHE_SET:
    case EFFECT_LEASE_SET:
    case EFFECT_CACHE_CAS:
    case EFFECT_CACHE_ADD:
        if (effect->family != 0)
            effect_note_more(sim, flight, effect->family);
        if (effect->kind == EFFECT_CACHE_SET)
            serve_set(sim, flight);
        else
            serve_set_if(sim, flight);
        note_value(sim, flight, effect_expiry(sim, effect));
        break;
    case EFFECT_CACHE_DELETE:
        flight->op.reply = (uint8_t)delete(sim, effect->name, flight->op.kind != OP_READ);
        note_value(sim, flight, 0);
        break;
    case EFFECT_COUNTER_SET:
        if (effect->ttl > 0)
            effect_note_more(sim, flight, (uint64_t)effect_expiry(sim, effect));
        flight->op.reply = (uint8_t)effect_counter_set(sim, effect, &flight->op.number);
        note_number(sim, flight);
        break;
    default:
        flight->op.reply = (uint8_t)count(sim, effect->name, effect->kind == EFFECT_COUNTER_INCREMENT,
                                          &flight->op.number);
        note_number(sim, flight);
    }
}

static void serve_database(struct simulation *sim, struct flight *flight)
{
    struct op *op = &flight->op;

    switch ((enum effect_kind)op->effect.kind) {
    case EFFECT_DB_READ:
        serve_read(sim, flight);
        break;
    case EFFECT_DB_READ_STAMP:
        serve_stamp(sim, op);
        break;
    case EFFECT_DB_WRITE:
        if (op->flags & OP_PAGE)
            op->number = op->flags / OP_FIRST_HALF & 3u;   /* For the log. */
        effect_change(sim);
        break;
    case EFFECT_DB_COMMIT:
        serve_commit(sim, flight);
        break;
    case EFFECT_DB_ROLLBACK:
        versions_roll_back(&sim->versions, op->change);
        op->reply = REPLY_ROLLED_BACK;
        break;
    default:
        CHECK_THAT(false, "effect %d does not travel", (int)op->effect.kind);
    }
    note_number(sim, flight);
}

void effect_serve(struct simulation *sim, struct flight *flight)
{
    struct op *op = &flight->op;

    op->reply = REPLY_OK;
    if (!sim->ways[op->effect.kind].to_cache) {
        serve_database(sim, flight);
        return;
    }
    serve_cache(sim, flight);
    if (op->kind != OP_READ && effect_invalidates(op)) {
        version_at(&sim->versions, op->change)->pending--;
        if (effect_stores((enum effect_kind)op->effect.kind) && op->reply != REPLY_OK)
            version_at(&sim->versions, op->change)->fate |= FATE_LOST; /* Refused: the same. */
        else
            judge_invalidated(&sim->judge, op->change, sim->now);
    }
}
