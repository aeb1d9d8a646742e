/* space.c - making contents bytes that can be compared, and hashing them. */
#include "sim/explore/space.h"

#include "sim/base/hash.h"

#include <stddef.h>
#include <string.h>

enum {
    LOCALS_MAX = 1 << 22,
    STORES_MAX = 1 << 21,
    EFFECTS_MAX = 1 << 16,
    REPLIES_MAX = 1 << 20,
};

/* No padding: their bytes are their contents. */
_Static_assert(sizeof(struct effect) == 40, "an effect has padding");
_Static_assert(sizeof(struct frame) == 8 + 8 * OP_LOCALS, "a frame has padding");
_Static_assert(offsetof(struct op, effect) == 104, "an operation has padding");
_Static_assert(offsetof(struct op, frames) == 144, "an operation has padding");
_Static_assert(sizeof(struct cell) == 24, "a cell has padding");
_Static_assert(sizeof(struct told) == 24, "a reply has padding");
_Static_assert(sizeof(struct local_facts) == 24, "facts have padding");

bool space_open(struct space *space, const struct explore_settings *settings,
                struct complaint *complaint)
{
    struct store empty;

    *space = (struct space){.settings = settings, .clients = bounds_clients(&settings->bounds)};
    if (!intern_open(&space->locals, "positions of an operation", sizeof(struct local), LOCALS_MAX,
                     complaint)
        || !intern_open(&space->stores, "contents of the cache", sizeof(struct store), STORES_MAX,
                        complaint)
        || !intern_open(&space->effects, "effects", sizeof(struct asked), EFFECTS_MAX, complaint)
        || !intern_open(&space->replies, "replies", sizeof(struct told), REPLIES_MAX, complaint))
        return false;
    memset(&empty, 0, sizeof empty);
    space->empty = space_add_store(space, &empty);
    return true;
}

void space_close(struct space *space)
{
    intern_close(&space->locals);
    intern_close(&space->stores);
    intern_close(&space->effects);
    intern_close(&space->replies);
}

void op_prepare(struct op *op, enum op_kind kind, unsigned row, unsigned node,
                enum write_road road, unsigned flags)
{
    memset(op, 0, sizeof *op);
    op->row = row;
    op->node = (uint16_t)node;
    op->flags = (uint16_t)flags;
    op->kind = (uint8_t)kind;
    op->road = (uint8_t)road;
    op->value = VALUE_NONE;
    op->change = VALUE_NONE;
    op->cache_key = name_of(NAME_VALUE, row, 0);
    op_begin(op);
}

void op_settle(struct op *op)
{
    size_t used = op->depth + 1u;

    op->stream = 0;
    op->draws = 0;
    op->bytes = 0;
    op->reply = 0;
    op->ttl = op->ttl > 0;
    op->touch = op->touch > 0;
    op->effect.ttl = op->effect.ttl > 0;
    op->effect.spare = 0;
    for (size_t i = 0; i < used; i++)
        op->frames[i].spare = 0;
    memset(op->frames + used, 0, (OP_FRAMES_MAX - used) * sizeof op->frames[0]);
}

static bool goes_to_store(enum effect_kind kind)
{
    return effect_to_cache(kind) || kind == EFFECT_MEMO_GET || kind == EFFECT_MEMO_SET;
}

static unsigned opens_of(value_handle handle)
{
    value_code code = code_of(handle);

    return code_is_open(code) ? 1u << (code - CODE_OPEN) : 0;
}

static uint32_t add_effect(struct space *space, const struct op *op)
{
    struct asked asked;

    memset(&asked, 0, sizeof asked);
    asked.effect = op->effect;
    if (op->effect.kind == EFFECT_MEMO_GET || op->effect.kind == EFFECT_MEMO_SET)
        asked.node = op->node;
    return intern_add(&space->effects, &asked, hash64(&asked, sizeof asked));
}

uint32_t space_add_local(struct space *space, const struct op *op, uint32_t outer, bool loading)
{
    struct local local;
    struct local_facts *facts = &local.facts;
    size_t bytes = offsetof(struct op, frames) + (op->depth + 1u) * sizeof op->frames[0];
    uint64_t seed = (outer != 0 ? space_local(space, outer)->hash : 0) + loading;

    memset(&local, 0, sizeof local);
    local.op = *op;
    op_settle(&local.op);
    op = &local.op;
    facts->hash = hash64_seeded(op, bytes, seed);
    facts->outer = outer;
    facts->effect_kind = op->effect.kind;
    if (goes_to_store((enum effect_kind)op->effect.kind))
        facts->effect = add_effect(space, op);
    facts->kind = op->kind;
    facts->row = (uint8_t)op->row;
    facts->node = (uint8_t)op->node;
    facts->loading = loading;
    facts->own = (op->flags & OP_IN_TRANSACTION) != 0;
    facts->opens = (uint8_t)opens_of(op->value);
    if (outer != 0)
        facts->opens |= space_local(space, outer)->opens;
    if (effect_stores((enum effect_kind)op->effect.kind)) {
        facts->value = code_of(op->effect.value);
        facts->opens |= (uint8_t)opens_of(op->effect.value);
    }
    return intern_add(&space->locals, &local, facts->hash);
}

uint32_t space_add_store(struct space *space, struct store *store)
{
    uint32_t count = store->facts.count;

    store->facts.opens = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct cell *cell = &store->cells[i];
        store->facts.opens |= opens_of(code_handle(cell->value));
        if (cell->where == CELL_TOKEN && cell->number != HOLDER_GONE)
            store->facts.opens |= 1u << (cell->number - 1);
        if (cell->where == CELL_KNOWN)
            store->facts.opens |= (uint32_t)cell->number;
    }
    store->facts.hash = hash64(store->cells, count * sizeof store->cells[0]);
    memset(store->cells + count, 0, (STORE_CELLS_MAX - count) * sizeof store->cells[0]);
    return intern_add(&space->stores, store, store->facts.hash);
}

uint32_t space_add_reply(struct space *space, const struct told *told)
{
    return intern_add(&space->replies, told, hash64(told, sizeof *told));
}
