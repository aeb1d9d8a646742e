/* act.c - what happens when a move is made. */
#include "sim/explore/stepping.h"

#include "sim/explore/note.h"

static bool has_traces(const struct stepping *step)
{
    return space_store(step->space, step->state->store)->facts.opens >> step->actor & 1;
}

/* The tokens that the client's read held in the cache are nobody's from now on, */
static void let_go(struct stepping *step)
{
    if (has_traces(step))
        step->state->store = worker_orphan(step->worker, step->state->store, step->actor + 1);
}

/* and what its write has found there is known to it no more. */
static void know_no_more(struct stepping *step)
{
    if (has_traces(step))
        step->state->store = worker_unknow(step->worker, step->state->store, step->actor + 1);
}

/* The actor's operation has ended. */
static void end(struct stepping *step, const struct local_facts *facts)
{
    const struct explore_bounds *bounds = &step->space->settings->bounds;
    struct slot *slot = step->slot;

    if (step->note != NULL)
        step->note->ends = true;
    if (step->actor >= step->space->clients) {
        *slot = (struct slot){.local = 0};
        return;
    }
    if (facts->kind == OP_WRITE) {
        monitor_acknowledge(step, facts->row);
        know_no_more(step);
    }
    slot->local = 0;
    slot->change = CODE_NONE;
    slot->position++;
    if (!bounds_will_read(bounds, step->actor, slot->position)) {
        for (unsigned row = 0; row < EXPLORE_ROWS_MAX; row++)
            slot->written[row] = slot->seen[row] = 0;
    }
}

/* The operation has gone on from `local` to `place`, through the ends of what it waited for. */
static void arrive(struct stepping *step, uint32_t local, struct place place)
{
    const struct local_facts *facts = space_local(step->space, local);

    step->waited |= place.waited;
    while (place.local == 0) {
        if (facts->kind == OP_READ) {
            monitor_answer(step, facts, place.value);
            note_answer(step->note, place.value);
            let_go(step);
        }
        if (facts->outer == 0) {
            end(step, facts);
            return;
        }
        local = facts->outer;
        place = worker_next(step->worker, local, step->worker->ok, state_clock(step->state));
        step->waited |= place.waited;
        facts = space_local(step->space, local);
    }
    step->slot->local = place.local;
    facts = space_local(step->space, place.local);
    if (facts->loading && !step->loading)
        monitor_load(step, facts->row);
}

static void begin(struct stepping *step, struct move move)
{
    const struct explore_bounds *bounds = &step->space->settings->bounds;
    enum op_kind kind = bounds_operation(bounds, step->actor, step->slot->position);
    unsigned flags = move.rolls_back ? OP_ROLL_BACK : 0;

    if (kind == OP_WRITE && bounds->read_own)
        flags |= OP_READ_OWN;
    flags |= bounds_page_flags(bounds, move.row, move.halves);
    step->slot->local = worker_prepare(step->worker, kind, move.row,
                                       bounds_node(bounds, step->actor),
                                       (enum write_road)move.road, flags, kind == OP_WRITE, 0,
                                       space_drawer(step->space, step->actor, step->slot->position));
    step->slot->change = kind == OP_WRITE ? CODE_OWN : CODE_NONE;
    if (move.rolls_back)
        state_spend(step->state, FAULT_ROLLBACK);
}

static void act(struct stepping *step, struct move move)
{
    struct slot *slot = step->slot;
    unsigned clock = state_clock(step->state);
    struct place place;
    uint32_t local;

    if (slot->local == 0)
        begin(step, move);
    slot->position &= (uint8_t)~POSITION_FRESH;
    if (space_local(step->space, slot->local)->effect_kind == EFFECT_NONE) {
        if (step->note != NULL)
            step->note->begins = true;
        local = slot->local;
        if (space_local(step->space, local)->kind == OP_READ)
            monitor_read_begins(step, space_local(step->space, local)->row);
        place = worker_begin(step->worker, local, clock);
        step->waited |= place.waited;
        if (place.local == 0) {
            note_local(step->space, step->note, local);
            arrive(step, local, place);
            return;
        }
        slot->local = place.local;
    }
    local = slot->local;
    note_local(step->space, step->note, local);
    uint32_t reply = effects_serve(step, (enum move_kind)move.kind);
    note_reply(step->space, step->note, reply);
    arrive(step, local, worker_next(step->worker, local, reply, clock));
}

static void crash(struct stepping *step)
{
    struct slot *slot = step->slot;
    const struct local_facts *facts = space_local(step->space, slot->local);

    note_local(step->space, step->note, slot->local);
    if (slot->change == CODE_OWN)
        effects_roll_back(step, facts->row);
    let_go(step);
    know_no_more(step);
    *slot = (struct slot){
        .position = (uint8_t)bounds_operations(&step->space->settings->bounds, step->actor)};
}

/* What happens to nobody in particular. */
static void befall(struct stepping *step, struct move move)
{
    struct state *state = step->state;

    if (move.kind == MOVE_EXPIRY || move.kind == MOVE_EVICTION) {
        note_cell(step->space, step->note, state->store, move.actor);
        state->store = worker_remove(step->worker, state->store, move.actor);
        state_spend(state, move.kind == MOVE_EXPIRY ? FAULT_EXPIRY : FAULT_EVICTION);
    } else if (move.kind == MOVE_RESTART) {
        state->store = worker_restart(step->worker, state->store);
        state_spend(state, FAULT_RESTART);
    } else {
        CHECK(move.kind == MOVE_TICK);
        state_spend(state, FAULT_TICK);
    }
}

unsigned step_make(struct worker *worker, struct state *state, struct move move,
                   struct explore_step *note)
{
    struct stepping step = {.worker = worker, .space = worker->space, .state = state,
                        .slot = &state->slots[move.actor], .actor = move.actor, .note = note};

    if (move.kind >= MOVE_EXPIRY) {
        befall(&step, move);
        return 0;
    }
    if (move.kind == MOVE_LOST)
        state_spend(state, FAULT_LOST);
    if (move.kind == MOVE_DUPLICATED)
        state_spend(state, FAULT_DUPLICATED);
    if (move.kind == MOVE_CRASH) {
        state_spend(state, FAULT_CRASH);
        crash(&step);
    } else {
        step.loading = step.slot->local != 0 && space_local(step.space, step.slot->local)->loading;
        act(&step, move);
        if (step.waited && !worker->probing && space_asks(step.space, PROPERTY_PROGRESS))
            monitor_waited(&step);
    }
    return step.broken & worker->space->settings->properties;
}
