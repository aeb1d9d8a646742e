/* reduce.c - looking for a move that need not wait. */
#include "sim/explore/reduce.h"

static bool is_active(const struct space *space, const struct state *state, unsigned actor)
{
    const struct slot *slot = &state->slots[actor];

    return slot->local != 0
        || (actor < space->clients
            && slot->position < bounds_operations(&space->settings->bounds, actor));
}

/* Whether some other client may yet commit. Which row it will write is open until it begins. */
static bool may_commit(const struct space *space, const struct state *state, unsigned but,
                       unsigned row)
{
    const struct explore_bounds *bounds = &space->settings->bounds;

    for (unsigned i = bounds->readers; i < space->clients; i++) {
        const struct slot *slot = &state->slots[i];
        unsigned ended = slot->position & POSITION_ENDED;
        bool writes = slot->local != 0 && slot->change != CODE_NONE;
        if (i == but)
            continue;
        if (writes && slot->change == CODE_OWN && space_local(space, slot->local)->row == row)
            return true;
        if (ended + writes < bounds->writes)
            return true;
    }
    return false;
}

static bool is_alone(const struct space *space, const struct state *state, unsigned actor,
                     unsigned node)
{
    for (unsigned i = 0; i < space->clients + space->messages_max; i++) {
        if (i == actor || !is_active(space, state, i))
            continue;
        if (i >= space->clients ? space_local(space, state->slots[i].local)->node == node
                                : bounds_node(&space->settings->bounds, i) == node)
            return false;
    }
    return true;
}

static bool commutes(const struct space *space, const struct state *state, unsigned actor,
                     const struct local_facts *facts)
{
    switch ((enum effect_kind)facts->effect_kind) {
    case EFFECT_DB_WRITE:
    case EFFECT_PUBLISH:
    case EFFECT_LATER:
        return true;
    case EFFECT_DB_READ:
    case EFFECT_DB_READ_STAMP:
        return facts->kind == OP_READ && !may_commit(space, state, actor, facts->row);
    case EFFECT_MEMO_SET:
        if (space_asks(space, PROPERTY_NO_RESURRECTION))
            return false;              /* Which asks how a read would be answered meanwhile. */
        /* fall through */
    case EFFECT_MEMO_GET:
        return !state_can(space, state, FAULT_EXPIRY)
            && is_alone(space, state, actor, facts->node);
    default:
        return false;
    }
}

static unsigned left(const struct space *space, const struct state *state, enum explore_fault fault)
{
    return space->settings->bounds.faults[fault] - state_spent(state, fault);
}

static uint32_t reply_of(struct worker *worker, const struct state *state,
                         const struct local_facts *facts, uint32_t local, unsigned clock)
{
    unsigned row = facts->row, version = state->rows[row].version;

    switch ((enum effect_kind)facts->effect_kind) {
    case EFFECT_DB_READ:
        return worker_reply(worker, facts->own ? CODE_OWN
                            : local_reads(intern_item(&worker->space->locals, local), version),
                            true, version, false, 0);
    case EFFECT_DB_READ_STAMP:
        return facts->own
            ? worker_reply(worker, CODE_NONE, true, version + 1, true, clock + 1)
            : worker_reply(worker, CODE_NONE, true, version, true, state->rows[row].stamp);
    case EFFECT_MEMO_GET:
    case EFFECT_MEMO_SET:
        return worker_serve(worker, state->store, local, CODE_NONE, CODE_NONE, 0).reply;
    default:
        return worker->ok;
    }
}

/* Whether the operation makes the same of its move now and at any later clock, unseen. */
static bool is_quiet(struct worker *worker, const struct state *state, unsigned actor,
                     uint32_t local)
{
    const struct space *space = worker->space;
    const struct local_facts *facts = space_local(space, local);
    unsigned clock = state_clock(state);
    unsigned last = clock + left(space, state, FAULT_TICK) + left(space, state, FAULT_EXPIRY)
        + left(space, state, FAULT_EVICTION) + left(space, state, FAULT_RESTART);
    uint32_t next = 0;

    for (unsigned at = clock; at <= last; at++) {
        uint32_t begun = local;
        struct place place;
        if (facts->effect_kind == EFFECT_NONE) {
            begun = worker_begin(worker, local, at).local;
            if (begun == 0 || space_local(space, begun)->effect_kind != EFFECT_DB_WRITE)
                return false;
        }
        const struct local_facts *then = space_local(space, begun);
        if (!commutes(space, state, actor, then))
            return false;
        place = worker_next(worker, begun, reply_of(worker, state, then, begun, at), at);
        if (place.local == 0 || place.waited
            || space_local(space, place.local)->loading != then->loading)
            return false;
        if (at > clock && place.local != next)
            return false;
        next = place.local;
    }
    return true;
}

/* The local with which the actor would go on, if it has a single move; else 0. The cheap half of
 * the question, and for most actors all of it. */
static uint32_t single(struct worker *worker, const struct state *state, unsigned actor,
                       struct move *move)
{
    const struct space *space = worker->space;
    const struct explore_bounds *bounds = &space->settings->bounds;
    const struct slot *slot = &state->slots[actor];
    enum effect_kind kind;
    unsigned road = 0;

    *move = (struct move){.kind = MOVE_EFFECT, .actor = (uint8_t)actor};
    if (slot->position & POSITION_FRESH)
        return 0;
    if (slot->local != 0) {
        kind = (enum effect_kind)space_local(space, slot->local)->effect_kind;
        if (kind == EFFECT_NONE || effect_to_cache(kind) || kind == EFFECT_DB_COMMIT
            || kind == EFFECT_DB_ROLLBACK)
            return 0;
        if (actor < space->clients && state_can(space, state, FAULT_CRASH))
            return 0;
        if (kind == EFFECT_PUBLISH && (state_can(space, state, FAULT_LOST)
                                       || state_can(space, state, FAULT_DUPLICATED)))
            return 0;
        return slot->local;
    }
    if (actor < bounds->readers || actor >= space->clients || slot->position >= bounds->writes
        || bounds->rows > 1 || bounds->pages > 0 || (bounds->roads & (bounds->roads - 1)) != 0
        || state_can(space, state, FAULT_ROLLBACK))
        return 0;
    while (!(bounds->roads >> road & 1))
        road++;
    move->road = (uint8_t)road;
    return worker_prepare(worker, OP_WRITE, 0, bounds_node(bounds, actor), (enum write_road)road,
                          bounds->read_own ? OP_READ_OWN : 0, true, 0,
                          space_drawer(space, actor, slot->position));
}

bool reduce_next(struct worker *worker, const struct state *state, struct move *move)
{
    if (!worker->space->settings->reduction)
        return false;
    for (unsigned i = 0; i < worker->space->clients + worker->space->messages_max; i++) {
        uint32_t local = single(worker, state, i, move);
        if (local != 0 && is_quiet(worker, state, i, local))
            return true;
    }
    return false;
}

unsigned reduce_make(struct worker *worker, struct state *state, struct move move,
                     struct explore_step *note)
{
    struct slot *slot = &state->slots[move.actor];
    bool begins = slot->local == 0;
    unsigned broken = step_make(worker, state, move, note);

    if (begins)
        slot->position |= POSITION_FRESH;
    return broken;
}
