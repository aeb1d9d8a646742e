/* store.c - a sorted list of cells, searched from the front: it is small, and seldom asked. */
#include "sim/explore/store.h"

#include "sim/base/memory.h"

#include <string.h>

/* Where the cell is, or should be. */
static unsigned place(const struct store *store, unsigned where, uint64_t name, bool *there)
{
    unsigned i = 0;

    for (; i < store->facts.count; i++) {
        const struct cell *cell = &store->cells[i];
        if (cell->where > where || (cell->where == where && cell->name >= name))
            break;
    }
    *there = i < store->facts.count && store->cells[i].where == where
        && store->cells[i].name == name;
    return i;
}

static struct cell *find(struct store *store, unsigned where, uint64_t name)
{
    bool there;
    unsigned at = place(store, where, name, &there);

    return there ? &store->cells[at] : NULL;
}

static void put(struct store *store, unsigned where, uint64_t name, value_code value,
                uint64_t number, bool expires)
{
    bool there;
    unsigned at = place(store, where, name, &there);

    if (!there) {
        if (store->facts.count == STORE_CELLS_MAX)
            memory_exhausted("names in an explored cache", STORE_CELLS_MAX);
        memmove(&store->cells[at + 1], &store->cells[at],
                (store->facts.count++ - at) * sizeof store->cells[0]);
    }
    store->cells[at] = (struct cell){.name = name, .number = number, .value = value,
                                     .where = (uint8_t)where, .expires = expires};
}

static void drop(struct store *store, unsigned where, uint64_t name);

void store_remove(struct store *store, unsigned cell)
{
    struct cell gone = store->cells[cell];

    CHECK(cell < store->facts.count);
    store->facts.count--;
    memmove(&store->cells[cell], &store->cells[cell + 1],
            (store->facts.count - cell) * sizeof store->cells[0]);
    if (gone.where == CELL_CACHE)
        drop(store, CELL_KNOWN, gone.name);
}

static void drop(struct store *store, unsigned where, uint64_t name)
{
    struct cell *cell = find(store, where, name);

    if (cell != NULL)
        store_remove(store, (unsigned)(cell - store->cells));
}

void store_expire(struct store *store)
{
    unsigned i = 0;

    while (i < store->facts.count) {
        if (store->cells[i].expires)
            store_remove(store, i);
        else
            i++;
    }
}

void store_restart(struct store *store)
{
    while (store->facts.count > 0 && store->cells[0].where < CELL_MEMORY)
        store_remove(store, 0);
}

void store_orphan(struct store *store, unsigned holder)
{
    for (unsigned i = 0; i < store->facts.count; i++) {
        if (store->cells[i].where == CELL_TOKEN && store->cells[i].number == holder)
            store->cells[i].number = HOLDER_GONE;
    }
}

void store_unknow(struct store *store, unsigned holder)
{
    for (unsigned i = store->facts.count; i-- > 0;) {
        struct cell *cell = &store->cells[i];
        if (cell->where != CELL_KNOWN)
            continue;
        cell->number &= ~(UINT64_C(1) << (holder - 1));
        if (cell->number == 0)
            store_remove(store, i);
    }
}

void store_rename(struct store *store, value_code from, value_code to)
{
    for (unsigned i = 0; i < store->facts.count; i++) {
        if (store->cells[i].value == from)
            store->cells[i].value = to;
    }
}

static void get(struct cell *cell, const struct effect *effect, struct told *told, bool *lasting)
{
    if (cell == NULL) {
        told->reply = REPLY_MISS;
        return;
    }
    if (effect->ttl > 0)
        cell->expires = true;
    *lasting = !cell->expires || effect->ttl > 0;
    told->value = cell->value;
}

/* Nothing was found: a token is given, unless somebody else has it. */
static void give_token(struct store *store, const struct effect *effect, unsigned holder,
                       struct told *told)
{
    const struct cell *token = find(store, CELL_TOKEN, effect->name);

    told->has_number = true;
    told->number = token == NULL || token->number == holder;
    if (token == NULL)
        put(store, CELL_TOKEN, effect->name, CODE_NONE, holder, effect->number > 0);
}

/* A value takes the place of what was there: no token is good, and nobody knows the entry. */
static void set(struct store *store, const struct effect *effect, value_code value)
{
    drop(store, CELL_TOKEN, effect->name);
    drop(store, CELL_KNOWN, effect->name);
    put(store, CELL_CACHE, effect->name, value, 0, effect->ttl > 0);
}

static void set_by_token(struct store *store, const struct effect *effect, value_code value,
                         unsigned holder, struct told *told)
{
    const struct cell *token = find(store, CELL_TOKEN, effect->name);

    if (token == NULL || token->number != holder) {
        told->reply = REPLY_MISS;
        return;
    }
    drop(store, CELL_TOKEN, effect->name);
    if (value != CODE_NONE)
        set(store, effect, value);
}

/* So it does where there is nothing, or where the holder knows what there is. */
static void set_if(struct store *store, const struct effect *effect, value_code value,
                   unsigned holder, struct told *told)
{
    const struct cell *cell = find(store, CELL_CACHE, effect->name);
    const struct cell *known = find(store, CELL_KNOWN, effect->name);
    bool compares = effect->kind == EFFECT_CACHE_CAS;

    if ((cell != NULL) != compares)
        told->reply = REPLY_MISS;
    else if (compares && (known == NULL || !(known->number >> (holder - 1) & 1)))
        told->reply = REPLY_CHANGED;
    else if (value != CODE_NONE)
        set(store, effect, value);
}

/* The holder knows from now on what is there. */
static void know(struct store *store, const struct effect *effect, unsigned holder)
{
    const struct cell *known = find(store, CELL_KNOWN, effect->name);

    CHECK(holder >= 1 && holder <= EXPLORE_CLIENTS_MAX);
    put(store, CELL_KNOWN, effect->name, CODE_NONE,
        (known != NULL ? known->number : 0) | UINT64_C(1) << (holder - 1), false);
}

static void tell_number(const struct cell *cell, struct told *told, bool *lasting)
{
    if (cell == NULL) {
        told->reply = REPLY_MISS;
        return;
    }
    *lasting = !cell->expires;
    told->has_number = true;
    told->number = cell->number;
}

static void set_counter(struct store *store, const struct effect *effect, struct told *told)
{
    struct cell *cell = find(store, CELL_CACHE, effect->name);

    told->has_number = true;
    told->number = effect->number;
    if (cell != NULL && effect->add) {
        told->reply = REPLY_MISS;
        told->number = cell->number;
        return;
    }
    put(store, CELL_CACHE, effect->name, CODE_NONE, effect->number, effect->ttl > 0);
}

void store_serve(struct store *store, const struct asked *asked, value_code value,
                 unsigned holder, struct told *told, bool *lasting)
{
    const struct effect *effect = &asked->effect;
    unsigned memory = CELL_MEMORY + (unsigned)asked->node;
    struct cell *cell = find(store, CELL_CACHE, effect->name);

    memset(told, 0, sizeof *told);
    told->reply = REPLY_OK;
    *lasting = true;
    switch ((enum effect_kind)effect->kind) {
    case EFFECT_CACHE_GET:
        get(cell, effect, told, lasting);
        return;
    case EFFECT_CACHE_GETS:
        get(cell, effect, told, lasting);
        if (cell != NULL)
            know(store, effect, holder);
        return;
    case EFFECT_CACHE_CAS:
    case EFFECT_CACHE_ADD:
        set_if(store, effect, value, holder, told);
        return;
    case EFFECT_LEASE_GET:
        get(cell, effect, told, lasting);
        if (cell == NULL)
            give_token(store, effect, holder, told);
        return;
    case EFFECT_LEASE_SET:
        set_by_token(store, effect, value, holder, told);
        return;
    case EFFECT_CACHE_SET:
        set(store, effect, value);
        return;
    case EFFECT_CACHE_DELETE:
        if (cell == NULL)
            told->reply = REPLY_MISS;
        drop(store, CELL_CACHE, effect->name);
        drop(store, CELL_TOKEN, effect->name);
        return;
    case EFFECT_COUNTER_INCREMENT:
        if (cell != NULL)
            cell->number++;
        tell_number(cell, told, lasting);
        return;
    case EFFECT_COUNTER_GET:
        tell_number(cell, told, lasting);
        return;
    case EFFECT_COUNTER_SET:
        set_counter(store, effect, told);
        return;
    case EFFECT_MEMO_GET:
        tell_number(find(store, memory, effect->name), told, lasting);
        return;
    case EFFECT_MEMO_SET:
        put(store, memory, effect->name, CODE_NONE, effect->number, true);
        return;
    default:
        CHECK_THAT(false, "effect %d does not go to the store", (int)effect->kind);
    }
}
