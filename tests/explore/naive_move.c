/* naive_move.c - operations begin, go on and end; what that breaks. */
#include "tests/explore/naive.h"

#include <string.h>

static bool asks(const struct naive_world *world, enum property property)
{
    return world->properties >> property & 1;
}

static void break_if(struct naive_world *world, bool broken, enum property property)
{
    if (broken && asks(world, property))
        world->broken |= 1u << property;
}

static void answer(struct naive_world *world, struct naive_actor *actor)
{
    unsigned row = actor->op.row, value = actor->op.value, number = value % NAIVE_ROW;
    bool torn = value >= NAIVE_TORN && value < NAIVE_TORN + NAIVE_OPEN;
    bool own = (actor->op.flags & OP_IN_TRANSACTION) && value == actor->op.change;
    bool committed = value < NAIVE_OPEN || torn;

    CHECK(value != VALUE_NONE);
    break_if(world, !committed && !own, PROPERTY_NO_UNCOMMITTED_VALUE);
    break_if(world, (actor->op.flags & OP_IN_TRANSACTION) && !own, PROPERTY_READ_YOUR_WRITES);
    break_if(world, torn, PROPERTY_NO_TORN_AGGREGATE);
    if (committed && value % NAIVE_OPEN / NAIVE_ROW == row) {
        break_if(world, number < actor->commit_floor, PROPERTY_FRESH_AFTER_COMMIT);
        break_if(world, number < actor->ack_floor, PROPERTY_FRESH_AFTER_ACK);
        break_if(world, number < actor->written[row], PROPERTY_READ_YOUR_WRITES);
        break_if(world, number < actor->seen[row], PROPERTY_MONOTONIC_READS);
        if (asks(world, PROPERTY_MONOTONIC_READS) && number > actor->seen[row])
            actor->seen[row] = (uint8_t)number;
    }
    actor->commit_floor = actor->ack_floor = 0;
}

static void acknowledge(struct naive_world *world, struct naive_actor *actor)
{
    unsigned row = actor->op.row, number = actor->op.change % NAIVE_ROW;

    if (actor->op.change >= NAIVE_OPEN)
        return;
    if (asks(world, PROPERTY_FRESH_AFTER_ACK) && number > world->state->acked[row])
        world->state->acked[row] = number;
    if (asks(world, PROPERTY_READ_YOUR_WRITES) && number > actor->written[row])
        actor->written[row] = (uint8_t)number;
}

static void end(struct naive_world *world, unsigned i)
{
    const struct explore_bounds *b = world->bounds;
    struct naive_actor *actor = &world->state->actor[i];
    bool writer = i >= b->readers, reads;

    if (i >= b->readers + b->writers) {
        memset(actor, 0, sizeof *actor);
        return;
    }
    if (actor->op.kind == OP_WRITE)
        acknowledge(world, actor);
    actor->knows = actor->knows_any = 0;
    memset(&actor->op, 0, sizeof actor->op);
    actor->busy = actor->begun = actor->loading = false;
    actor->done++;
    reads = !writer ? actor->done < b->reads
        : actor->done < b->writes + b->read_after
            && (b->read_after || (b->read_own && actor->done < b->writes));
    if (!reads) {
        memset(actor->written, 0, sizeof actor->written);
        memset(actor->seen, 0, sizeof actor->seen);
    }
}

static void go_on(struct naive_world *world, unsigned i, bool loading)
{
    struct naive_actor *actor = &world->state->actor[i];

    while (!naive_advance(world, actor)) {
        if (actor->op.kind == OP_READ) {
            answer(world, actor);
            naive_let_go(world->state, i);
        }
        if (!actor->inner) {
            end(world, i);
            return;
        }
        actor->op = actor->outer;
        actor->op.reply = REPLY_OK;
        actor->inner = actor->loading = false;
        actor->begun = true;
        memset(&actor->outer, 0, sizeof actor->outer);
    }
    for (unsigned k = 0; actor->loading && !loading && k < NAIVE_ACTORS; k++) {
        const struct naive_actor *other = &world->state->actor[k];
        break_if(world, k != i && other->loading && other->op.row == actor->op.row,
                 PROPERTY_SINGLE_LOADER);
    }
}

static void act(struct naive_world *world, struct naive_move move)
{
    struct naive_state *state = world->state;
    struct naive_actor *actor = &state->actor[move.actor];
    bool loading = actor->loading;

    if (!actor->busy) {
        naive_start(world, move.actor, move);
        state->spent[FAULT_ROLLBACK] += move.rolls_back;
    }
    if (!actor->begun) {
        actor->op.began = (int64_t)NAIVE_DAY * 1000000000 * (1 + (int64_t)naive_clock(state));
        if (actor->op.kind == OP_READ) {
            if (asks(world, PROPERTY_FRESH_AFTER_COMMIT))
                actor->commit_floor = (uint8_t)state->version[actor->op.row];
            actor->ack_floor = (uint8_t)state->acked[actor->op.row];
        }
        actor->begun = true;
        if (!naive_advance(world, actor)) {
            CHECK(actor->op.kind == OP_SIGNAL);        /* Only these may end without an effect. */
            end(world, move.actor);
            return;
        }
    }
    naive_serve(world, move.actor, move.kind);
    go_on(world, move.actor, loading);
}

static void crash(struct naive_world *world, unsigned client)
{
    const struct explore_bounds *b = world->bounds;
    struct naive_actor *actor = &world->state->actor[client];

    if (actor->op.change == NAIVE_OPEN + client)
        naive_roll_back(world, client, actor->op.row);
    naive_let_go(world->state, client);
    memset(actor, 0, sizeof *actor);
    actor->done = (uint8_t)(client >= b->readers ? b->writes + b->read_after : b->reads);
}

void naive_make(struct naive_world *world, struct naive_move move)
{
    struct naive_state *state = world->state;

    switch (move.kind) {
    case NAIVE_LOSE:
        state->spent[FAULT_LOST]++;
        break;
    case NAIVE_DOUBLE:
        state->spent[FAULT_DUPLICATED]++;
        break;
    case NAIVE_CRASH:
        state->spent[FAULT_CRASH]++;
        crash(world, move.actor);
        return;
    case NAIVE_EXPIRE:
    case NAIVE_EVICT:
        state->spent[move.kind == NAIVE_EXPIRE ? FAULT_EXPIRY : FAULT_EVICTION]++;
        naive_drop(state, &state->cell[move.actor]);
        return;
    case NAIVE_RESTART:
        state->spent[FAULT_RESTART]++;
        for (unsigned i = state->cells; i-- > 0;) {
            if (state->cell[i].where == 0 || state->cell[i].where == NAIVE_TOKENS)
                naive_drop(state, &state->cell[i]);
        }
        return;
    case NAIVE_TICK:
        state->spent[FAULT_TICK]++;
        return;
    case NAIVE_ACT:
        break;
    }
    act(world, move);
}
