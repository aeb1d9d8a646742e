/* follow.c - the order of a witness, with other strategies.
 *
 * Another strategy takes other steps, and more or fewer of them: a step of a witness is followed by
 * what comes to the same place in the operation's life. Its places are bounded by what happens to the
 * database, whatever the strategy:
 *
 *      a read     looks something up | loads a value (a page: two halves) | does the rest
 *      a write    begins | changes the row | commits or rolls back | does the rest
 *
 * A step that reads or writes the database is followed by all steps up to the one that does so. The
 * last step of a place is followed by all that is left of the same place, and the operation's last
 * step by all that is left of the operation; any other, by one step of the same place, if there is
 * one. The n-th message of the one is the n-th of the other; where a witness has no messages, they
 * are delivered when the write is done. Faults befall the same place: a loss, a request or a message
 * there; an expiry or eviction, what has the same name, or else a value or a counter of the row. */
#include "sim/explore/bytes.h"
#include "sim/explore/witness.h"

#include <stdlib.h>
#include <string.h>

enum { NOBODY = 0xff, FIRST_MESSAGE = EXPLORE_MESSAGE, ACTORS = 256, AT_ONCE_MAX = 200 };

/* The database's events in an operation's life, by which its places are counted. */
enum place_mark { NO_MARK, MARK_CHANGE = 1, MARK_FIRST_HALF = 1, MARK_LOAD = 2, MARK_END = 2 };

struct following {
    struct space space;
    struct worker worker;
    const struct explore_witness *witness;
    uint8_t order[SLOTS_MAX];  /* who is in each slot */
    unsigned messages;         /* so far */
    bool has_messages;         /* the witness has some, though it may not deliver them */
    uint8_t places[ACTORS];    /* of each actor's operation, here */
    uint8_t theirs[ACTORS];    /* and in the witness, */
    uint8_t kinds[ACTORS];     /* of what kind it is there, */
    bool busy[ACTORS];         /* and whether there is one; */
    const struct explore_step *begins[ACTORS];     /* with what it began, if it has not begun here */
    struct bytes steps;        /* that were made, as explore_retrace takes them */
    union state_room room;
};

static enum place_mark mark_of(enum op_kind kind, enum effect_kind effect, unsigned half)
{
    switch (effect) {
    case EFFECT_DB_READ:
        return kind != OP_READ ? NO_MARK : half == 1 ? MARK_FIRST_HALF : MARK_LOAD;
    case EFFECT_DB_WRITE:
        return MARK_CHANGE;
    case EFFECT_DB_COMMIT:
    case EFFECT_DB_ROLLBACK:
        return MARK_END;
    default:
        return NO_MARK;
    }
}

/* Of a step of the witness; reads inside a write do not count. */
static enum place_mark step_mark(const struct following *it, const struct explore_step *step)
{
    return step->kind != it->kinds[step->actor] ? NO_MARK
        : mark_of((enum op_kind)step->kind, (enum effect_kind)step->effect, step->halves);
}

/* ---- what comes next here ---- */

static struct slot *slot_of(struct following *it, uint8_t actor, unsigned *at)
{
    for (*at = 0; *at < it->space.clients + it->space.messages_max; (*at)++) {
        if (it->order[*at] == actor)
            return &it->room.state.slots[*at];
    }
    return NULL;
}

/* The move that the witness's step would be here; false: the actor has nothing to do. */
static bool next_move(struct following *it, const struct explore_step *step, struct move *move)
{
    struct move moves[MOVES_MAX];
    unsigned at, count;
    struct slot *slot = slot_of(it, step->actor, &at);
    const struct explore_step *begins = it->begins[step->actor];

    if (slot == NULL || (slot->local == 0 && begins == NULL))
        return false;
    count = step_moves_of(&it->worker, &it->room.state, at, moves);
    for (unsigned i = 0; i < count; i++) {
        if (moves[i].kind != MOVE_EFFECT)
            continue;
        if (slot->local != 0
            || (moves[i].row == begins->row && moves[i].road == begins->road
                && moves[i].rolls_back == begins->rolls_back
                && (moves[i].halves == 0 || moves[i].halves == begins->halves))) {
            *move = moves[i];
            return true;
        }
    }
    return false;
}

/* The effect with which it would go on, and where that leads to. */
static enum effect_kind next_effect(struct following *it, struct move move, enum place_mark *mark)
{
    const struct explore_bounds *bounds = &it->space.settings->bounds;
    const struct slot *slot = &it->room.state.slots[move.actor];
    uint32_t local = slot->local;
    unsigned clock = state_clock(&it->room.state), flags = move.rolls_back ? OP_ROLL_BACK : 0;
    const struct local *next;

    if (local == 0) {
        enum op_kind kind = bounds_operation(bounds, move.actor, slot->position & POSITION_ENDED);
        if (kind == OP_WRITE && bounds->read_own)
            flags |= OP_READ_OWN;
        flags |= bounds_page_flags(bounds, move.row, move.halves);
        local = worker_prepare(&it->worker, kind, move.row, bounds_node(bounds, move.actor),
                               (enum write_road)move.road, flags, kind == OP_WRITE, 0,
                               space_drawer(&it->space, move.actor, slot->position));
    }
    if (space_local(&it->space, local)->effect_kind == EFFECT_NONE)
        local = worker_begin(&it->worker, local, clock).local;
    *mark = NO_MARK;
    if (local == 0)
        return EFFECT_NONE;
    next = intern_item(&it->space.locals, local);
    if (next->facts.outer == 0)
        *mark = mark_of((enum op_kind)next->op.kind, (enum effect_kind)next->op.effect.kind,
                        (unsigned)next->op.effect.number);
    return (enum effect_kind)next->op.effect.kind;
}

/* ---- steps ---- */

static void note(struct following *it, struct move move)
{
    struct explore_step *step = bytes_add(&it->steps, sizeof *step);
    const struct store *store = space_store(&it->space, it->room.state.store);

    *step = (struct explore_step){.move = move.kind};
    if (move.kind < MOVE_EXPIRY) {
        step->actor = it->order[move.actor];
        step->row = move.row;
        step->road = move.road;
        step->halves = move.halves;
        step->rolls_back = move.rolls_back;
    } else if (move.kind == MOVE_EXPIRY || move.kind == MOVE_EVICTION) {
        step->name = store->cells[move.actor].name;
        step->where = step_where(store->cells[move.actor].where);
    }
}

static void make(struct following *it, struct move move)
{
    note(it, move);
    step_make(&it->worker, &it->room.state, move, NULL);
    for (unsigned i = it->space.clients; i < it->space.clients + it->space.messages_max; i++) {
        if (it->room.state.slots[i].local == 0)
            it->order[i] = NOBODY;
        else if (it->order[i] == NOBODY && FIRST_MESSAGE + it->messages < ACTORS - 1) {
            it->places[FIRST_MESSAGE + it->messages] = 0;
            it->order[i] = (uint8_t)(FIRST_MESSAGE + it->messages++);
        }
    }
}

/* One step of the step's actor, if it does not lead beyond this place; false: there is none. */
static bool go_on(struct following *it, const struct explore_step *step, unsigned place)
{
    struct move move;
    enum place_mark mark;
    enum effect_kind effect;
    uint8_t *here = &it->places[step->actor];

    if (!next_move(it, step, &move))
        return false;
    effect = next_effect(it, move, &mark);
    if (mark > place)
        return false;
    if (step->move == MOVE_LOST && state_can(&it->space, &it->room.state, FAULT_LOST)
        && (effect_to_cache(effect) || effect == EFFECT_PUBLISH))
        move.kind = MOVE_LOST;
    if (step->move == MOVE_DUPLICATED && effect == EFFECT_PUBLISH
        && state_can(&it->space, &it->room.state, FAULT_DUPLICATED))
        move.kind = MOVE_DUPLICATED;
    it->begins[step->actor] = NULL;
    make(it, move);
    if (mark > *here)
        *here = (uint8_t)mark;
    return true;
}

/* As far as it goes in this place, or as long as the operation lasts. */
static void go_through(struct following *it, const struct explore_step *step, unsigned place)
{
    struct explore_step onward = *step;
    unsigned at, steps = 0;
    struct slot *slot = slot_of(it, step->actor, &at);

    while (slot != NULL && steps++ < AT_ONCE_MAX && go_on(it, &onward, place)) {
        onward.move = MOVE_EFFECT;
        if (slot->local == 0)
            return;
    }
}

/* All messages that are under way are delivered. */
static void deliver(struct following *it)
{
    for (unsigned i = it->space.clients; i < it->space.clients + it->space.messages_max; i++) {
        if (it->room.state.slots[i].local != 0)
            go_through(it, &(struct explore_step){.actor = it->order[i]}, MARK_END);
    }
}

/* A write's own read has been answered; so it is here, if there is one. */
static void end_own_read(struct following *it, const struct explore_step *step)
{
    unsigned at, steps = 0;
    struct slot *slot = slot_of(it, step->actor, &at);

    while (slot != NULL && slot->local != 0 && space_local(&it->space, slot->local)->outer != 0
           && steps++ < AT_ONCE_MAX && go_on(it, step, MARK_END))
        continue;
}

static bool same_operation(const struct explore_step *a, const struct explore_step *b)
{
    return b->move < MOVE_EXPIRY && a->actor == b->actor;
}

/* Whether the witness's step is the last one of its place: what comes next of the operation leads
 * beyond it. */
static bool is_last(const struct following *it, unsigned number, unsigned place)
{
    const struct explore_step *step = &it->witness->steps[number];

    for (unsigned i = number + 1; i < it->witness->length; i++) {
        const struct explore_step *next = &it->witness->steps[i];
        if (same_operation(step, next))
            return next->move == MOVE_EFFECT && step_mark(it, next) > place;
    }
    return false;
}

static void follow_actor(struct following *it, unsigned number)
{
    const struct explore_step *step = &it->witness->steps[number];
    uint8_t *theirs = &it->theirs[step->actor];
    enum place_mark mark;
    bool on;

    if (!it->busy[step->actor]) {      /* A read inside a write is no operation of its own. */
        *theirs = it->places[step->actor] = NO_MARK;
        it->kinds[step->actor] = step->kind;
        it->begins[step->actor] = step;
    }
    it->busy[step->actor] = !step->ends;
    mark = step_mark(it, step);
    if (mark > *theirs)
        *theirs = (uint8_t)mark;
    if (step->ends)
        go_through(it, step, MARK_END);
    else if (mark == *theirs && mark != NO_MARK)
        do
            on = go_on(it, step, mark);
        while (on && it->places[step->actor] < mark);
    else if (is_last(it, number, *theirs))
        go_through(it, step, *theirs);
    else
        go_on(it, step, *theirs);
    if (step->answer != 0 && !step->ends)
        end_own_read(it, step);
    if (step->ends && step->kind == OP_WRITE && !it->has_messages)
        deliver(it);
}

/* ---- faults ---- */

static bool is_counter(uint64_t name)
{
    return name_kind(name) == NAME_COUNTER;
}

/* What goes here in the place of what went in the witness. */
static bool find_cell(struct following *it, const struct explore_step *step, struct move *move)
{
    const struct store *store = space_store(&it->space, it->room.state.store);
    bool found = false;

    for (unsigned pass = 0; pass < 2 && !found; pass++) {
        for (unsigned i = 0; i < store->facts.count && !found; i++) {
            const struct cell *cell = &store->cells[i];
            if (cell->where == CELL_KNOWN || step_where(cell->where) != step->where
                || (step->move == MOVE_EXPIRY && !cell->expires))
                continue;
            found = pass == 0 ? cell->name == step->name
                : is_counter(cell->name) == is_counter(step->name)
                  && name_row(cell->name) == name_row(step->name);
            move->actor = (uint8_t)i;
        }
    }
    return found;
}

/* Nothing happens by itself where nobody is left to see it. */
static bool is_possible(struct following *it, struct move move)
{
    struct move moves[MOVES_MAX];
    unsigned count = step_moves(&it->worker, &it->room.state, moves), i = 0;

    while (i < count && (moves[i].kind != move.kind || moves[i].actor != move.actor))
        i++;
    return i < count;
}

static void follow_fault(struct following *it, const struct explore_step *step)
{
    struct move move = {.kind = step->move};
    unsigned at;

    if (step->move == MOVE_CRASH) {
        struct slot *slot = slot_of(it, step->actor, &at);
        if (slot == NULL || slot->local == 0)
            return;
        move.actor = (uint8_t)at;
    } else if ((step->move == MOVE_EXPIRY || step->move == MOVE_EVICTION)
               && !find_cell(it, step, &move)) {
        return;
    }
    if (is_possible(it, move))
        make(it, move);
}

/* ---- the whole ---- */

/* The witness ends where all has ended, or where two loads are under way: so does what follows it. */
static void finish(struct following *it, enum property property)
{
    bool over = it->witness->stale_end || it->witness->starved_end;

    for (unsigned i = 0; i < it->space.clients; i++) {
        if (over ? it->room.state.slots[i].local != 0
                 : property == PROPERTY_SINGLE_LOADER && it->busy[i] && it->kinds[i] == OP_READ)
            go_through(it, &(struct explore_step){.actor = (uint8_t)i}, over ? MARK_END : it->theirs[i]);
    }
    if (over)
        deliver(it);
}

static void follow(struct following *it, enum property property)
{
    const struct explore_witness *witness = it->witness;

    for (unsigned i = 0; i < witness->length; i++) {
        const struct explore_step *step = &witness->steps[i];
        it->has_messages = it->has_messages || step->effect == EFFECT_PUBLISH
            || step->effect == EFFECT_LATER;
    }
    for (unsigned i = 0; i < witness->length; i++) {
        const struct explore_step *step = &witness->steps[i];
        if (step->move == MOVE_CRASH || step->move >= MOVE_EXPIRY)
            follow_fault(it, step);
        else
            follow_actor(it, i);
    }
    finish(it, property);
}

bool explore_follow(const struct explore_settings *settings, const struct explore_witness *witness,
                    enum property property, struct explore_retraced *retraced,
                    struct complaint *complaint)
{
    struct explore_settings plain = *settings;
    struct following *it = calloc(1, sizeof *it);
    bool fine;

    *retraced = (struct explore_retraced){.broken = 0};
    if (it == NULL)
        return complain_machine(complaint, "out of memory");
    plain.properties = bounds_properties(&plain.bounds);
    plain.symmetry = plain.reduction = plain.few_switches = false;
    it->witness = witness;
    fine = space_open(&it->space, &plain, complaint);
    if (fine) {
        space_make_room(&it->space, EXPLORE_MESSAGES_MAX);
        worker_open(&it->worker, &it->space);
        state_first(&it->space, &it->room.state);
        memset(it->order, NOBODY, sizeof it->order);
        for (unsigned i = 0; i < it->space.clients; i++)
            it->order[i] = (uint8_t)i;
        follow(it, property);
        worker_close(&it->worker);
        fine = witness_retrace(&it->space, (void *)it->steps.at,
                               (unsigned)(it->steps.used / sizeof(struct explore_step)), retraced,
                               complaint);
    }
    bytes_free(&it->steps);
    space_close(&it->space);
    free(it);
    return fine;
}
