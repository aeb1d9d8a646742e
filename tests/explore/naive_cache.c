/* naive_cache.c - what effects do to the cells of a whole state. */
#include "tests/explore/naive.h"

#include <string.h>

struct naive_cell *naive_find(struct naive_state *state, unsigned where, uint64_t name)
{
    for (unsigned i = 0; i < state->cells; i++) {
        if (state->cell[i].where == where && state->cell[i].name == name)
            return &state->cell[i];
    }
    return NULL;
}

/* What the name holds is not what anybody has found there. */
static void change_entry(struct naive_state *state, uint64_t name)
{
    for (unsigned i = 0; i < NAIVE_ACTORS; i++) {
        struct naive_actor *actor = &state->actor[i];
        if (actor->knows_any && actor->knows == name) {
            actor->knows_any = false;
            actor->knows = 0;
        }
    }
}

void naive_drop(struct naive_state *state, struct naive_cell *cell)
{
    if (cell->where == 0)
        change_entry(state, cell->name);
    *cell = state->cell[--state->cells];
    memset(&state->cell[state->cells], 0, sizeof *cell);
}

static void put(struct naive_state *state, unsigned where, uint64_t name, uint32_t value,
                uint64_t number, bool expires)
{
    struct naive_cell *cell = naive_find(state, where, name);

    if (where == 0)
        change_entry(state, name);
    if (cell == NULL) {
        CHECK(state->cells < NAIVE_CELLS);
        cell = &state->cell[state->cells++];
    }
    cell->where = (uint16_t)where;
    cell->name = name;
    cell->value = value;
    cell->number = number;
    cell->expires = expires;
}

void naive_let_go(struct naive_state *state, unsigned actor)
{
    for (unsigned i = 0; i < state->cells; i++) {
        if (state->cell[i].where == NAIVE_TOKENS && state->cell[i].number == actor + 1)
            state->cell[i].number = NAIVE_NOBODY;
    }
}

bool naive_serve_token(struct naive_state *state, struct op *op, unsigned who)
{
    uint64_t name = op->effect.name;
    struct naive_cell *cell = naive_find(state, 0, name);
    struct naive_cell *token = naive_find(state, NAIVE_TOKENS, name);
    enum effect_kind kind = (enum effect_kind)op->effect.kind;
    bool mine = token != NULL && token->number == who;

    if (kind == EFFECT_LEASE_GET && cell == NULL) {
        op->reply = REPLY_MISS;
        op->number = token == NULL || mine;
        if (token == NULL)
            put(state, NAIVE_TOKENS, name, VALUE_NONE, who, op->effect.number > 0);
        return true;
    }
    if (kind == EFFECT_LEASE_SET && !mine) {
        op->reply = REPLY_MISS;
        return true;
    }
    if (token != NULL && (effect_stores(kind) || kind == EFFECT_CACHE_DELETE))
        naive_drop(state, token);
    return false;
}

static bool knows(const struct naive_actor *actor, const struct op *op)
{
    return actor->knows_any && actor->knows == op->effect.name;
}

bool naive_is_unfit(struct naive_state *state, struct op *op, unsigned who)
{
    const struct naive_cell *cell = naive_find(state, 0, op->effect.name);

    if (op->effect.kind == EFFECT_CACHE_ADD && cell != NULL)
        op->reply = REPLY_MISS;
    else if (op->effect.kind == EFFECT_CACHE_CAS && cell == NULL)
        op->reply = REPLY_MISS;
    else if (op->effect.kind == EFFECT_CACHE_CAS && !knows(&state->actor[who - 1], op))
        op->reply = REPLY_CHANGED;
    return op->reply != REPLY_OK;
}

void naive_serve_cache(struct naive_state *state, struct op *op, unsigned who, bool *lasting)
{
    const struct effect *effect = &op->effect;
    bool memory = effect->kind == EFFECT_MEMO_GET || effect->kind == EFFECT_MEMO_SET;
    unsigned where = memory ? op->node + 1u : 0;
    struct naive_cell *cell;
    bool add;

    op->reply = REPLY_OK;
    if (naive_is_unfit(state, op, who) || naive_serve_token(state, op, who))
        return;
    cell = naive_find(state, where, effect->name);
    add = effect->kind == EFFECT_COUNTER_SET && effect->add && cell != NULL;
    switch ((enum effect_kind)effect->kind) {
    case EFFECT_CACHE_SET:
    case EFFECT_LEASE_SET:
    case EFFECT_CACHE_CAS:
    case EFFECT_CACHE_ADD:
        put(state, 0, effect->name, effect->value, 0, effect->ttl > 0);
        return;
    case EFFECT_MEMO_SET:
        put(state, where, effect->name, VALUE_NONE, effect->number, true);
        return;
    case EFFECT_COUNTER_SET:
        if (!add)
            put(state, 0, effect->name, VALUE_NONE, effect->number, effect->ttl > 0);
        op->number = add ? cell->number : effect->number;
        op->reply = add ? REPLY_MISS : REPLY_OK;
        return;
    default:
        break;
    }
    if (cell == NULL) {
        op->reply = REPLY_MISS;
        return;
    }
    *lasting = *lasting && (!cell->expires || effect->ttl > 0);
    if (effect->kind == EFFECT_CACHE_DELETE) {
        naive_drop(state, cell);
    } else if (effect->kind == EFFECT_CACHE_GETS) {
        state->actor[who - 1].knows_any = true;
        state->actor[who - 1].knows = effect->name;
        op->value = cell->value;
    } else if (effect->kind == EFFECT_CACHE_GET || effect->kind == EFFECT_LEASE_GET) {
        cell->expires = cell->expires || effect->ttl > 0;
        op->value = cell->value;
    } else {
        cell->number += effect->kind == EFFECT_COUNTER_INCREMENT;
        op->number = cell->number;
    }
}
