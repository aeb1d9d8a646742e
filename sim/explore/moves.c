/* moves.c - what may happen next. */
#include "sim/explore/step.h"

/* An actor's next effect takes place, or does not. */
static unsigned add_ways(struct worker *worker, const struct state *state, uint32_t local,
                         struct move move, struct move *moves)
{
    const struct space *space = worker->space;
    enum effect_kind kind = EFFECT_NONE;
    unsigned count = 0;

    if (space_local(space, local)->effect_kind == EFFECT_NONE)
        local = worker_begin(worker, local, state_clock(state)).local;
    if (local != 0)
        kind = (enum effect_kind)space_local(space, local)->effect_kind;
    move.kind = MOVE_EFFECT;
    moves[count++] = move;
    move.kind = MOVE_LOST;
    if ((effect_to_cache(kind) || kind == EFFECT_PUBLISH) && state_can(space, state, FAULT_LOST))
        moves[count++] = move;
    move.kind = MOVE_DUPLICATED;
    if (kind == EFFECT_PUBLISH && state_can(space, state, FAULT_DUPLICATED))
        moves[count++] = move;
    return count;
}

static unsigned add_beginnings(struct worker *worker, const struct state *state, unsigned client,
                               struct move *moves)
{
    const struct explore_bounds *bounds = &worker->space->settings->bounds;
    enum op_kind kind = bounds_operation(bounds, client, state->slots[client].position);
    unsigned node = bounds_node(bounds, client), count = 0;

    for (unsigned row = 0; row < bounds->rows; row++) {
        bool page = bounds_is_page(bounds, row);
        for (unsigned choice = 0; choice < (page ? 18u : 6u); choice++) {
            unsigned road = choice % 6 / 2, flags = choice % 2 ? OP_ROLL_BACK : 0;
            unsigned halves = page && kind == OP_WRITE ? 1 + choice / 6 : 0;
            struct move move = {.actor = (uint8_t)client, .row = (uint8_t)row, .road = (uint8_t)road,
                                .halves = (uint8_t)halves, .rolls_back = flags != 0};
            if (kind == OP_READ && choice > 0)
                break;
            if (kind == OP_WRITE && !(bounds->roads >> road & 1))
                continue;
            if (flags != 0 && !state_can(worker->space, state, FAULT_ROLLBACK))
                continue;
            if (kind == OP_WRITE && bounds->read_own)
                flags |= OP_READ_OWN;
            flags |= bounds_page_flags(bounds, row, halves);
            count += add_ways(worker, state,
                              worker_prepare(worker, kind, row, node, (enum write_road)road, flags,
                                             kind == OP_WRITE, 0,
                                             space_drawer(worker->space, client,
                                                          state->slots[client].position)),
                              move, moves + count);
        }
    }
    return count;
}

unsigned step_moves_of(struct worker *worker, const struct state *state, unsigned actor,
                       struct move *moves)
{
    const struct space *space = worker->space;
    const struct slot *slot = &state->slots[actor];
    struct move move = {.actor = (uint8_t)actor};
    unsigned count;

    if (slot->local == 0) {
        if (actor >= space->clients
            || slot->position >= bounds_operations(&space->settings->bounds, actor))
            return 0;
        return add_beginnings(worker, state, actor, moves);
    }
    count = add_ways(worker, state, slot->local, move, moves);
    move.kind = MOVE_CRASH;
    if (actor < space->clients && state_can(space, state, FAULT_CRASH))
        moves[count++] = move;
    return count;
}

static unsigned add_losses(const struct space *space, const struct state *state,
                           struct move *moves)
{
    const struct store *store = space_store(space, state->store);
    bool expiry = state_can(space, state, FAULT_EXPIRY);
    bool eviction = state_can(space, state, FAULT_EVICTION);
    bool filled = false;
    unsigned count = 0;

    for (uint8_t i = 0; i < store->facts.count; i++) {
        filled = filled || store->cells[i].where < CELL_MEMORY;
        if (expiry && store->cells[i].expires)
            moves[count++] = (struct move){.kind = MOVE_EXPIRY, .actor = i};
        if (eviction && store->cells[i].where == CELL_CACHE)
            moves[count++] = (struct move){.kind = MOVE_EVICTION, .actor = i};
    }
    if (filled && state_can(space, state, FAULT_RESTART))
        moves[count++] = (struct move){.kind = MOVE_RESTART};
    return count;
}

bool step_is_at_rest(const struct space *space, const struct state *state)
{
    for (unsigned i = 0; i < space->clients + space->messages_max; i++) {
        const struct slot *slot = &state->slots[i];
        if (slot->local != 0 && !(slot->position & POSITION_FRESH))
            return false;
    }
    return true;
}

/* What happens by itself happens only while somebody is there to see it. */
unsigned step_moves(struct worker *worker, const struct state *state, struct move *moves)
{
    const struct space *space = worker->space;
    unsigned count = 0;

    for (unsigned i = 0; i < space->clients + space->messages_max; i++)
        count += step_moves_of(worker, state, i, moves + count);
    if (count == 0)
        return 0;
    if (state->store != space->empty)
        count += add_losses(space, state, moves + count);
    if (state_can(space, state, FAULT_TICK))
        moves[count++] = (struct move){.kind = MOVE_TICK};
    return count;
}
