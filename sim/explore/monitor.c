/* monitor.c - which properties a move breaks, as explore.h defines them. */
#include "sim/explore/stepping.h"

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
    if (value != CODE_OWN && !code_is_committed(value))
        breaks(step, PROPERTY_NO_UNCOMMITTED_VALUE);
    if (code_is_committed(value) && code_row(value) == row) {
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
static void note_invalidation(struct stepping *step, const struct local_facts *facts)
{
    value_code change = step->slot->change;

    if (facts->kind == OP_READ || !space_asks(step->space, PROPERTY_NO_RESURRECTION))
        return;
    if (facts->effect_kind != EFFECT_CACHE_DELETE && facts->effect_kind != EFFECT_COUNTER_SET
        && facts->effect_kind != EFFECT_COUNTER_INCREMENT
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

    if (!space_asks(step->space, PROPERTY_NO_RESURRECTION) || !code_is_committed(value)
        || code_number(value) >= state->rows[row].reached)
        return;
    for (unsigned node = 0; node < bounds->nodes; node++) {
        struct solo solo = worker_solo(step->worker, state, row, node);
        if (solo.hit && code_is_committed(solo.value) && code_row(solo.value) == row
            && code_number(solo.value) < state->rows[row].reached)
            breaks(step, PROPERTY_NO_RESURRECTION);
    }
}

void monitor_changed(struct stepping *step, const struct local_facts *facts, value_code stored)
{
    note_invalidation(step, facts);
    check_resurrection(step, stored);
}

void monitor_committed(struct stepping *step, unsigned row, unsigned number)
{
    if (step->slot->position & POSITION_REACHED)
        note_reached(step, row, number);
    step->slot->position &= (uint8_t)~POSITION_REACHED;
}

/* ---- at rest ---- */

unsigned step_judge(struct worker *worker, const struct state *state, unsigned moves,
                    unsigned *bounded)
{
    const struct explore_bounds *bounds = &worker->space->settings->bounds;
    unsigned broken = 0;

    *bounded = 0;
    if (!step_is_at_rest(worker->space, state))
        return moves == 0 ? 1u << PROPERTY_PROGRESS & worker->space->settings->properties : 0;
    if (!space_asks(worker->space, PROPERTY_NO_PERMANENT_STALENESS))
        return 0;
    for (unsigned row = 0; row < bounds->rows; row++) {
        for (unsigned node = 0; node < bounds->nodes; node++) {
            value_code current = code_committed(row, state->rows[row].version);
            struct solo solo = worker_solo(worker, state, row, node);
            if (solo.value == current)
                continue;
            if (solo.lasting || worker_solo_later(worker, state, row, node).value != current)
                broken |= 1u << PROPERTY_NO_PERMANENT_STALENESS;
            else
                *bounded |= 1u << PROPERTY_NO_PERMANENT_STALENESS;
        }
    }
    return broken;
}
