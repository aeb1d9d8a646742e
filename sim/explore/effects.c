/* effects.c - what each effect does to the world: sim/simulate/serve.c without a clock. */
#include "sim/explore/stepping.h"

/* ---- transactions ---- */

/* The value of a client's open transaction has become another, wherever it is. */
static void rename(struct stepping *step, unsigned client, value_code to)
{
    struct state *state = step->state;
    value_code from = code_open(client);
    unsigned bit = 1u << client;

    if (space_store(step->space, state->store)->facts.opens & bit)
        state->store = worker_rename_store(step->worker, state->store, from, to);
    for (unsigned i = 0; i < step->space->clients + step->space->messages_max; i++) {
        struct slot *slot = &state->slots[i];
        if (slot->local == 0)
            continue;
        if (space_local(step->space, slot->local)->opens & bit)
            slot->local = worker_rename_local(step->worker, slot->local, from, to);
        if (slot->change == from)
            slot->change = to;
    }
}

/* A page is about to change: first halves of it that reads hold are then not what they were. */
static void change_page(struct stepping *step, unsigned row, unsigned halves)
{
    for (unsigned i = 0; i < step->space->clients; i++) {
        struct slot *slot = &step->state->slots[i];
        const struct op *op = &((const struct local *)intern_item(&step->space->locals,
                                                                  slot->local))->op;
        value_code half = slot->local != 0 ? code_of(op->value) : CODE_NONE, then;
        if (!code_is_half(half) || op->row != row)
            continue;
        then = code_half_after(half, halves, step->state->rows[row].version);
        if (then != half)
            slot->local = worker_rename_local(step->worker, slot->local, half, then);
    }
}

static uint32_t commit(struct stepping *step, unsigned row)
{
    const struct local *local = intern_item(&step->space->locals, step->slot->local);
    struct state *state = step->state;
    struct slot *slot = step->slot;
    unsigned number, stamp = state_clock(state) + 1;

    CHECK(slot->change == CODE_OWN);
    if (local->op.flags & OP_PAGE)
        change_page(step, row, local->op.flags / OP_FIRST_HALF & 3u);
    number = ++state->rows[row].version;
    rename(step, step->actor, code_committed(row, number));
    slot->change = code_committed(row, number);
    state->rows[row].stamp = (uint8_t)stamp;
    monitor_committed(step, row, number);
    if (step->space->settings->stack->traits & STRATEGY_PERFECT)
        state->store = worker_forget(step->worker, state->store, row);
    return worker_reply(step->worker, CODE_NONE, true, number, true, stamp);
}

void effects_roll_back(struct stepping *step, unsigned row)
{
    struct slot *slot = step->slot;
    value_code dead = code_dead(row);

    rename(step, step->actor, dead);
    slot->change = dead;
    slot->position &= (uint8_t)~POSITION_REACHED;
}

/* ---- effects ---- */

/* Whether this is the row's value: nothing else finds its way into the ideal cache. */
static bool is_current(const struct state *state, value_code value)
{
    return code_is_committed(value) && code_number(value) == state->rows[code_row(value)].version;
}

static uint32_t serve_store(struct stepping *step, const struct local_facts *facts)
{
    struct state *state = step->state;
    bool set = effect_stores((enum effect_kind)facts->effect_kind);
    value_code change = stepping_change(step);
    value_code value = facts->value == CODE_OWN ? change : facts->value;
    bool perfect = (step->space->settings->stack->traits & STRATEGY_PERFECT) != 0;
    struct served served;

    if (set && perfect && !is_current(state, value)) {
        if (facts->effect_kind == EFFECT_CACHE_SET)
            return step->worker->ok;
        value = CODE_NONE;             /* Whether it is accepted all the same is told. */
    }
    served = worker_serve(step->worker, state->store, step->slot->local, set ? value : CODE_NONE,
                          change, step->actor + 1);
    state->store = served.store;
    if (set && served.code != REPLY_OK)
        value = CODE_NONE;             /* Refused. */
    monitor_changed(step, facts, set ? value : CODE_NONE);
    if (step->note != NULL)
        step->note->value = set ? value : served.value;
    return served.reply;
}

static uint32_t serve_database(struct stepping *step, const struct local_facts *facts)
{
    const struct state *state = step->state;
    unsigned row = facts->row, version = state->rows[row].version;
    value_code change = stepping_change(step), value;

    switch ((enum effect_kind)facts->effect_kind) {
    case EFFECT_DB_READ:
        value = facts->own ? change
            : local_reads(intern_item(&step->space->locals, step->slot->local), version);
        if (step->note != NULL)
            step->note->value = value;
        return worker_reply(step->worker, value == change ? CODE_OWN : value, true, version, false,
                            0);
    case EFFECT_DB_READ_STAMP:             /* A transaction sees its own change. */
        return facts->own
            ? worker_reply(step->worker, CODE_NONE, true, version + 1, true,
                           state_clock(state) + 1)
            : worker_reply(step->worker, CODE_NONE, true, version, true, state->rows[row].stamp);
    case EFFECT_DB_WRITE:
        return step->worker->ok;
    case EFFECT_DB_COMMIT:
        return commit(step, row);
    default:
        CHECK(facts->effect_kind == EFFECT_DB_ROLLBACK);
        effects_roll_back(step, row);
        return step->worker->rolled_back;
    }
}

static void send(struct stepping *step, const struct local_facts *facts, unsigned copies)
{
    const struct local *local = intern_item(&step->space->locals, step->slot->local);
    unsigned at = step->space->clients, end = at + step->space->messages_max;

    for (; copies > 0; at++) {
        if (at == end) {
            step->worker->overflow = true;
            return;
        }
        if (step->state->slots[at].local != 0)
            continue;
        step->state->slots[at] = (struct slot){
            .local = worker_prepare(step->worker, OP_SIGNAL, facts->row, facts->node,
                                    (enum write_road)local->op.road, 0,
                                    stepping_change(step) != CODE_NONE, local->op.effect.number,
                                    local->op.client),
            .change = stepping_change(step),
        };
        copies--;
    }
}

uint32_t effects_serve(struct stepping *step, enum move_kind kind)
{
    const struct local_facts *facts = space_local(step->space, step->slot->local);

    if (facts->effect_kind == EFFECT_PUBLISH || facts->effect_kind == EFFECT_LATER) {
        send(step, facts, kind == MOVE_LOST ? 0 : kind == MOVE_DUPLICATED ? 2 : 1);
        return step->worker->ok;
    }
    if (kind == MOVE_LOST)
        return step->worker->lost;
    return facts->effect != 0 ? serve_store(step, facts) : serve_database(step, facts);
}
