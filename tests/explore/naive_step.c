/* naive_step.c - what effects do in a whole state. */
#include "tests/explore/naive.h"

#include <string.h>

unsigned naive_clock(const struct naive_state *state)
{
    return state->spent[FAULT_TICK] + state->spent[FAULT_EXPIRY] + state->spent[FAULT_EVICTION]
        + state->spent[FAULT_RESTART];
}

static unsigned clients(const struct naive_world *world)
{
    return world->bounds->readers + world->bounds->writers;
}

static bool asks(const struct naive_world *world, enum property property)
{
    return world->properties >> property & 1;
}

static void breaks(struct naive_world *world, enum property property)
{
    world->broken |= 1u << property & world->properties;
}

static bool is_committed(uint32_t value)
{
    return value < NAIVE_OPEN || (value >= NAIVE_TORN && value < NAIVE_TORN + NAIVE_OPEN);
}
static unsigned row_of(uint32_t value) { return value % NAIVE_OPEN / NAIVE_ROW; }
static unsigned number_of(uint32_t value) { return value % NAIVE_ROW; }

/* ---- operations ---- */

static void prepare(struct naive_actor *actor, enum op_kind kind, unsigned row, unsigned node,
                    unsigned road, unsigned flags, uint32_t change)
{
    memset(&actor->op, 0, sizeof actor->op);
    actor->op.kind = (uint8_t)kind;
    actor->op.row = row;
    actor->op.node = (uint16_t)node;
    actor->op.road = (uint8_t)road;
    actor->op.flags = (uint16_t)flags;
    actor->op.value = VALUE_NONE;
    actor->op.change = change;
    actor->op.cache_key = name_of(NAME_VALUE, row, 0);
    actor->busy = true;
    actor->begun = actor->loading = false;
    op_begin(&actor->op);
}

/* Whose random numbers are his own, where that matters. */
static unsigned drawer(const struct naive_world *world, unsigned client, unsigned done)
{
    return world->stack->traits & STRATEGY_DRAWS_NAMES ? client * 100 + done + 1 : 0;
}

void naive_start(const struct naive_world *world, unsigned client, struct naive_move move)
{
    const struct explore_bounds *b = world->bounds;
    bool writer = client >= b->readers;
    unsigned node = writer ? (client - b->readers) * b->nodes / b->writers
                           : client * b->nodes / b->readers;
    struct naive_actor *actor = &world->state->actor[client];
    unsigned page = move.row < b->pages ? OP_PAGE : 0;

    if (!writer || actor->done >= b->writes)
        prepare(actor, OP_READ, move.row, node, ROAD_SAVE, page, VALUE_NONE);
    else
        prepare(actor, OP_WRITE, move.row, node, move.road,
                (move.rolls_back ? OP_ROLL_BACK : 0u) | (b->read_own ? OP_READ_OWN : 0u) | page
                | (move.halves & 1 ? OP_FIRST_HALF : 0u) | (move.halves & 2 ? OP_SECOND_HALF : 0u),
                NAIVE_OPEN + client);
    actor->op.client = drawer(world, client, actor->done);
}

/* Forgets what the operation's future does not depend on. */
static void forget(struct op *op)
{
    op->stream = op->draws = op->bytes = op->reply = 0;
    op->ttl = op->ttl != 0;
    op->touch = op->touch != 0;
    op->effect.ttl = op->effect.ttl != 0;
    for (unsigned i = op->depth + 1u; i < OP_FRAMES_MAX; i++)
        memset(&op->frames[i], 0, sizeof op->frames[i]);
}

bool naive_advance(const struct naive_world *world, struct naive_actor *actor)
{
    struct op *op = &actor->op;

    for (;;) {
        op->stream = rng_key(op->client, RNG_TEST, naive_clock(world->state));
        if (stack_run(world->stack, op) == FLOW_DONE)
            return false;
        if (op->effect.kind == EFFECT_READ_OWN) {
            forget(op);
            actor->outer = *op;
            actor->inner = true;
            prepare(actor, OP_READ, op->row, op->node, op->road, OP_IN_TRANSACTION, op->change);
            op->client = actor->outer.client;
            return true;
        }
        if (op->effect.kind != EFFECT_WORK && op->effect.kind != EFFECT_PAUSE)
            break;
        op->reply = REPLY_OK;
    }
    actor->loading = actor->loading || op->effect.kind == EFFECT_DB_READ;
    forget(op);
    return true;
}

/* ---- values ---- */

static void rename(struct naive_state *state, uint32_t from, uint32_t to)
{
    for (unsigned i = 0; i < state->cells; i++) {
        if (state->cell[i].value == from)
            state->cell[i].value = to;
    }
    for (unsigned i = 0; i < NAIVE_ACTORS; i++) {
        struct op *ops[2] = {&state->actor[i].op, &state->actor[i].outer};
        for (unsigned k = 0; k < 2; k++) {
            if (ops[k]->value == from)
                ops[k]->value = to;
            if (ops[k]->change == from)
                ops[k]->change = to;
            if (effect_stores((enum effect_kind)ops[k]->effect.kind)
                && ops[k]->effect.value == from)
                ops[k]->effect.value = to;
        }
    }
}

void naive_roll_back(struct naive_world *world, unsigned client, unsigned row)
{
    rename(world->state, NAIVE_OPEN + client, NAIVE_DEAD + row * NAIVE_ROW);
    world->state->actor[client].reached = false;
}

/* ---- effects ---- */

uint32_t naive_alone(const struct naive_world *world, struct naive_state *state,
                     unsigned row, unsigned node, bool *hit, bool *lasting)
{
    struct naive_world alone = {.stack = world->stack, .bounds = world->bounds, .state = state};
    struct naive_actor reader = {.busy = false};

    *hit = *lasting = true;
    prepare(&reader, OP_READ, row, node, ROAD_SAVE, row < world->bounds->pages ? OP_PAGE : 0,
            VALUE_NONE);
    reader.op.client = drawer(world, NAIVE_STRANGER, 0);
    reader.op.began = DAY * (1 + (int64_t)naive_clock(state));
    for (unsigned effects = 0; naive_advance(&alone, &reader); effects++) {
        if (effects == 500) {
            *hit = false;
            return NAIVE_NEVER;
        }
        if (reader.op.effect.kind == EFFECT_DB_READ) {
            naive_read_row(state, &reader.op);
            *hit = false;
        } else if (reader.op.effect.kind == EFFECT_DB_READ_STAMP) {
            naive_read_stamp(state, &reader.op);
        } else {
            naive_serve_cache(state, &reader.op, NAIVE_STRANGER, lasting);
        }
    }
    return reader.op.value;
}

static void note_invalidation(struct naive_world *world, const struct op *op)
{
    struct naive_state *state = world->state;
    enum effect_kind kind = (enum effect_kind)op->effect.kind;
    uint32_t change = op->change;

    if (!asks(world, PROPERTY_NO_RESURRECTION) || op->kind == OP_READ || change == VALUE_NONE)
        return;
    if (kind != EFFECT_CACHE_DELETE && kind != EFFECT_COUNTER_SET
        && kind != EFFECT_COUNTER_INCREMENT
        && !((kind == EFFECT_CACHE_CAS || kind == EFFECT_CACHE_ADD) && op->reply == REPLY_OK)
        && !(kind == EFFECT_CACHE_SET && op->effect.value == change))
        return;
    if (is_committed(change) && number_of(change) > state->reached[row_of(change)])
        state->reached[row_of(change)] = number_of(change);
    else if (change >= NAIVE_OPEN && change < NAIVE_DEAD)
        state->actor[change - NAIVE_OPEN].reached = true;
}

static void check_resurrection(struct naive_world *world, uint32_t value)
{
    const struct naive_state *state = world->state;
    unsigned row = row_of(value);
    bool hit, lasting;

    if (!is_committed(value) || number_of(value) >= state->reached[row])
        return;
    for (unsigned node = 0; node < world->bounds->nodes; node++) {
        struct naive_state scratch = *state;
        uint32_t answer = naive_alone(world, &scratch, row, node, &hit, &lasting);
        if (hit && is_committed(answer) && row_of(answer) == row
            && number_of(answer) < state->reached[row])
            breaks(world, PROPERTY_NO_RESURRECTION);
    }
}

static void commit(struct naive_world *world, unsigned client)
{
    struct naive_state *state = world->state;
    struct op *op = &state->actor[client].op;
    unsigned row = op->row, number = state->version[row] + 1;
    struct naive_cell *plain = naive_find(state, 0, name_of(NAME_VALUE, row, 0)), *token;

    naive_change_halves(state, op);
    state->version[row] = number;
    rename(state, NAIVE_OPEN + client, row * NAIVE_ROW + number);
    state->stamp[row] = naive_clock(state) + 1;
    op->reply = REPLY_OK;
    op->number = number;
    op->stamp = DAY * (int64_t)state->stamp[row];
    if (state->actor[client].reached && number > state->reached[row])
        state->reached[row] = number;
    state->actor[client].reached = false;
    if ((world->stack->traits & STRATEGY_PERFECT) && plain != NULL)
        naive_drop(state, plain);
    token = naive_find(state, NAIVE_TOKENS, name_of(NAME_VALUE, row, 0));
    if ((world->stack->traits & STRATEGY_PERFECT) && token != NULL)
        naive_drop(state, token);
}

static void send_message(struct naive_world *world, const struct op *op, unsigned copies)
{
    for (unsigned i = clients(world); copies > 0; i++) {
        CHECK(i < NAIVE_ACTORS);
        if (world->state->actor[i].busy)
            continue;
        prepare(&world->state->actor[i], OP_SIGNAL, op->row, op->node, op->road, 0, op->change);
        world->state->actor[i].op.client = op->client;
        world->state->actor[i].op.number = op->effect.number;
        copies--;
    }
}

static bool is_refused(const struct naive_world *world, const struct op *op)
{
    uint32_t value = op->effect.value;

    return effect_stores((enum effect_kind)op->effect.kind) && (world->stack->traits & STRATEGY_PERFECT)
        && (value >= NAIVE_OPEN || number_of(value) < world->state->version[row_of(value)]);
}

void naive_serve(struct naive_world *world, unsigned i, unsigned how)
{
    struct op *op = &world->state->actor[i].op;
    bool lasting = true;

    op->reply = REPLY_OK;
    if (op->effect.kind == EFFECT_PUBLISH || op->effect.kind == EFFECT_LATER) {
        send_message(world, op, how == NAIVE_LOSE ? 0 : how == NAIVE_DOUBLE ? 2 : 1);
    } else if (how == NAIVE_LOSE) {
        op->reply = REPLY_LOST;
    } else if (op->effect.kind == EFFECT_DB_READ) {
        naive_read_row(world->state, op);
    } else if (op->effect.kind == EFFECT_DB_READ_STAMP) {
        naive_read_stamp(world->state, op);
    } else if (op->effect.kind == EFFECT_DB_COMMIT) {
        commit(world, i);
    } else if (op->effect.kind == EFFECT_DB_ROLLBACK) {
        naive_roll_back(world, i, op->row);
        op->reply = REPLY_ROLLED_BACK;
    } else if (op->effect.kind == EFFECT_LEASE_SET && is_refused(world, op)) {
        naive_serve_token(world->state, op, i + 1);
    } else if (op->effect.kind >= EFFECT_CACHE_CAS && is_refused(world, op)) {
        naive_is_unfit(world->state, op, i + 1);
    } else if (op->effect.kind != EFFECT_DB_WRITE && !is_refused(world, op)) {
        naive_serve_cache(world->state, op, i + 1, &lasting);
        note_invalidation(world, op);
        if (effect_stores((enum effect_kind)op->effect.kind) && op->reply == REPLY_OK)
            check_resurrection(world, op->effect.value);
    }
}
