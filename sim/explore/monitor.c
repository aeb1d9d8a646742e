/* monitor.c - which properties a move breaks, as explore.h defines them. */
#include "sim/explore/stepping.h"

#include <string.h>

static void breaks(struct stepping *step, enum property property)
{
    step->broken |= 1u << property;
}

void monitor_read_begins(struct stepping *step, unsigned row)
{
    struct slot *slot = step->slot;

    if (space_asks(step->space, PROPERTY_FRESH_AFTER_COMMIT))
        slot->commit_floor = step->state->rows[row].version;
    slot->ack_floor = step->state->rows[row].acked;
}

/* ---- answers ---- */

void monitor_answer(struct stepping *step, const struct local_facts *facts, value_code value)
{
    struct slot *slot = step->slot;
    unsigned row = facts->row, number = code_number(value);

    CHECK_THAT(value != CODE_NONE, "a read of row %u ended without a value", row);
    if (value != CODE_OWN && !code_is_state(value))
        breaks(step, PROPERTY_NO_UNCOMMITTED_VALUE);
    if (facts->own && value != CODE_OWN)
        breaks(step, PROPERTY_READ_YOUR_WRITES);
    if (code_is_torn(value))
        breaks(step, PROPERTY_NO_TORN_AGGREGATE);
    if (code_is_state(value) && code_row(value) == row) {
        if (number < slot->commit_floor)
            breaks(step, PROPERTY_FRESH_AFTER_COMMIT);
        if (number < slot->ack_floor)
            breaks(step, PROPERTY_FRESH_AFTER_ACK);
        if (number < slot->written[row])
            breaks(step, PROPERTY_READ_YOUR_WRITES);
        if (number < slot->seen[row])
            breaks(step, PROPERTY_MONOTONIC_READS);
        else if (space_asks(step->space, PROPERTY_MONOTONIC_READS))
            slot->seen[row] = (uint8_t)number;
    }
    slot->commit_floor = slot->ack_floor = 0;
}

void monitor_acknowledge(struct stepping *step, unsigned row)
{
    struct slot *slot = step->slot;
    unsigned number = code_number(slot->change);

    CHECK(slot->change != CODE_OWN);
    if (code_is_committed(slot->change)) {
        if (space_asks(step->space, PROPERTY_FRESH_AFTER_ACK)
            && number > step->state->rows[row].acked)
            step->state->rows[row].acked = (uint8_t)number;
        if (space_asks(step->space, PROPERTY_READ_YOUR_WRITES) && number > slot->written[row])
            slot->written[row] = (uint8_t)number;
    }
}

void monitor_load(struct stepping *step, unsigned row)
{
    for (unsigned i = 0; i < step->space->clients; i++) {
        const struct slot *slot = &step->state->slots[i];
        if (slot == step->slot || slot->local == 0)
            continue;
        if (space_local(step->space, slot->local)->loading
            && space_local(step->space, slot->local)->row == row)
            breaks(step, PROPERTY_SINGLE_LOADER);
    }
}

/* ---- invalidations ---- */

static void note_reached(struct stepping *step, unsigned row, unsigned number)
{
    if (space_asks(step->space, PROPERTY_NO_RESURRECTION)
        && number > step->state->rows[row].reached)
        step->state->rows[row].reached = (uint8_t)number;
}

/* Writes, and messages on their behalf, change the cache in order to invalidate: the effect that
 * has just taken place did so. */
static void note_invalidation(struct stepping *step, const struct local_facts *facts,
                              value_code stored)
{
    bool sets_if = facts->effect_kind == EFFECT_CACHE_CAS
        || facts->effect_kind == EFFECT_CACHE_ADD;
    value_code change = step->slot->change;

    if (facts->kind == OP_READ || !space_asks(step->space, PROPERTY_NO_RESURRECTION))
        return;
    if (facts->effect_kind != EFFECT_CACHE_DELETE && facts->effect_kind != EFFECT_COUNTER_SET
        && facts->effect_kind != EFFECT_COUNTER_INCREMENT
        && !(sets_if && stored != CODE_NONE)
        && !(facts->effect_kind == EFFECT_CACHE_SET && facts->value == CODE_OWN))
        return;
    if (change == CODE_OWN)
        step->slot->position |= POSITION_REACHED;
    else if (code_is_open(change))
        step->state->slots[change - CODE_OPEN].position |= POSITION_REACHED;
    else if (code_is_committed(change))
        note_reached(step, code_row(change), code_number(change));
}

/* An old version was stored: would a read be answered with it? */
static void check_resurrection(struct stepping *step, value_code value)
{
    const struct explore_bounds *bounds = &step->space->settings->bounds;
    const struct state *state = step->state;
    unsigned row = code_row(value);

    if (!space_asks(step->space, PROPERTY_NO_RESURRECTION) || !code_is_state(value)
        || code_number(value) >= state->rows[row].reached)
        return;
    for (unsigned node = 0; node < bounds->nodes; node++) {
        struct solo solo = worker_solo(step->worker, state, row, node);
        if (solo.hit && code_is_state(solo.value) && code_row(solo.value) == row
            && code_number(solo.value) < state->rows[row].reached)
            breaks(step, PROPERTY_NO_RESURRECTION);
    }
}

void monitor_changed(struct stepping *step, const struct local_facts *facts, value_code stored)
{
    note_invalidation(step, facts, stored);
    check_resurrection(step, stored);
}

void monitor_committed(struct stepping *step, unsigned row, unsigned number)
{
    if (step->slot->position & POSITION_REACHED)
        note_reached(step, row, number);
    step->slot->position &= (uint8_t)~POSITION_REACHED;
}

/* ---- waiting ---- */

enum { ROUND_MAX = 64 };

/* Whether the actor, if it went on by itself, would come round to where it is now. */
static bool goes_round(struct worker *worker, const struct state *state, unsigned actor)
{
    struct move move = {.kind = MOVE_EFFECT, .actor = (uint8_t)actor};
    union state_room room;
    bool overflow = worker->overflow, round = false;

    memcpy(&room.state, state, worker->space->state_size);
    worker->probing = true;
    for (unsigned i = 0; i < ROUND_MAX && !round; i++) {
        step_make(worker, &room.state, move, NULL);
        if (room.state.slots[actor].local == 0)
            break;
        round = room.state.store == state->store
            && memcmp(&room.state.slots[actor], &state->slots[actor], sizeof(struct slot)) == 0;
    }
    worker->probing = false;
    worker->overflow = overflow;
    return round;
}

/* Whether all who are under way wait for one another, or for nobody. */
static bool all_wait(struct worker *worker, const struct state *state)
{
    const struct space *space = worker->space;

    for (unsigned i = 0; i < space->clients + space->messages_max; i++) {
        const struct slot *slot = &state->slots[i];
        if (slot->local != 0 && !(slot->position & POSITION_FRESH)
            && !goes_round(worker, state, i))
            return false;
    }
    return true;
}

void monitor_waited(struct stepping *step)
{
    union state_room later;

    if (step->slot->local == 0 || !all_wait(step->worker, step->state))
        return;
    memcpy(&later.state, step->state, step->space->state_size);
    later.state.store = worker_expire(step->worker, step->state->store);
    if (all_wait(step->worker, &later.state))
        breaks(step, PROPERTY_PROGRESS);
}
