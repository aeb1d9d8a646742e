/* witness.c - walking a path again. */
#include "sim/explore/witness.h"

#include "sim/explore/note.h"
#include "sim/explore/reduce.h"
#include "sim/explore/turn.h"

#include <string.h>

enum { NOBODY = 0xff, FIRST_MESSAGE = EXPLORE_MESSAGE };

/* Where a walk is. */
struct stand {
    uint8_t order[SLOTS_MAX];  /* who is in each slot */
    unsigned messages;         /* so far */
    size_t steps;              /* told so far, as bytes */
    union state_room room;
};

struct walk {
    const struct search *search;
    struct worker worker;
    struct bytes steps;        /* struct explore_step */
};

/* The value of an open transaction, by the number that its client has from the first state on. */
static value_code known(const struct stand *stand, value_code value, uint8_t actor)
{
    if (value == CODE_OWN)
        return code_open(actor);
    return code_is_open(value) ? code_open(stand->order[value - CODE_OPEN]) : value;
}

static void note_values(const struct stand *stand, struct explore_step *note)
{
    note->value = known(stand, note->value, note->actor);
    note->answer = known(stand, note->answer, note->actor);
    if (note->begins && note->kind == OP_WRITE)
        note->change = CODE_OWN;
    note->change = known(stand, note->change, note->actor);
    for (unsigned i = 0; i < note->cell_count; i++)
        note->cells[i].value = known(stand, note->cells[i].value, note->actor);
}

typedef unsigned make_move(struct worker *worker, struct state *state, struct move move,
                           struct explore_step *note);

/* Returns the properties that it breaks. */
static unsigned make(struct walk *walk, struct stand *stand, struct move move, make_move *how)
{
    const struct space *space = walk->worker.space;
    const struct slot *slot = NULL;    /* who moves; nobody, where something befalls the cache */
    struct explore_step *note = bytes_add(&walk->steps, sizeof *note);
    unsigned broken;

    memset(note, 0, sizeof *note);
    note->move = move.kind;
    if (move.kind < MOVE_EXPIRY) {
        slot = &stand->room.state.slots[move.actor];
        note->actor = stand->order[move.actor];
        note->change = slot->change;
    }
    broken = how(&walk->worker, &stand->room.state, move, note);
    if (slot != NULL)
        note->loading = slot->local != 0 && space_local(space, slot->local)->loading;
    note_world(space, note, &stand->room.state);
    note_values(stand, note);
    for (unsigned i = space->clients; i < space->clients + space->messages_max; i++) {
        if (stand->room.state.slots[i].local == 0)
            stand->order[i] = NOBODY;
        else if (stand->order[i] == NOBODY)
            stand->order[i] = (uint8_t)(FIRST_MESSAGE + stand->messages++);
    }
    stand->steps = walk->steps.used;
    return broken;
}

/* What the search made at once. */
static struct hash128 arrive(struct walk *walk, struct stand *stand)
{
    struct move move;

    for (unsigned i = 0; i < REDUCE_AT_ONCE_MAX
         && reduce_next(&walk->worker, &stand->room.state, &move); i++)
        make(walk, stand, move, reduce_make);
    return state_settle(walk->worker.space, &stand->room.state, stand->order);
}

/* On to the state with this hash. */
static void go(struct walk *walk, struct stand *stand, struct hash128 hash)
{
    struct move moves[MOVES_MAX];
    unsigned count = step_moves(&walk->worker, &stand->room.state, moves);
    const struct space *space = &walk->search->space;

    for (unsigned i = 0; i < count; i++) {
        struct stand next = *stand;
        walk->steps.used = stand->steps;
        if (!turn_begin(space, &next.room.state, moves[i]))
            continue;
        make(walk, &next, moves[i], step_make);
        turn_end(space, &next.room.state, moves[i]);
        if (hash128_equal(arrive(walk, &next), hash)) {
            *stand = next;
            return;
        }
    }
    CHECK_THAT(false, "a state of a witness cannot be reached again");
}

static void begin(struct walk *walk, struct stand *stand)
{
    const struct space *space = walk->worker.space;

    memset(stand, 0, sizeof *stand);
    state_first(space, &stand->room.state);
    memset(stand->order, NOBODY, sizeof stand->order);
    for (unsigned i = 0; i < space->clients; i++)
        stand->order[i] = (uint8_t)i;
    arrive(walk, stand);
}

/* What a read finds when everything has ended: broken for ever, rather than for a while. */
static void tell_end(struct walk *walk, const struct stand *stand, struct explore_witness *witness)
{
    const struct state *state = &stand->room.state;
    const struct explore_bounds *bounds = &walk->worker.space->settings->bounds;
    unsigned stale = 1u << PROPERTY_NO_PERMANENT_STALENESS, starved = 1u << PROPERTY_PROGRESS;

    if (!step_is_at_rest(walk->worker.space, state))
        return;
    for (unsigned i = 0; i < bounds->rows * bounds->nodes; i++) {
        unsigned row = i / bounds->nodes, node = i % bounds->nodes;
        struct judged judged = step_judge_row(&walk->worker, state, row, node);
        if (judged.broken & stale ? !witness->end_permanent
            : (judged.bounded & stale) && !witness->stale_end) {
            witness->stale_end = true;
            witness->end_permanent = (judged.broken & stale) != 0;
            witness->end_row = (uint8_t)row;
            witness->end_node = (uint8_t)node;
            witness->end_value = judged.found;
        }
        if (judged.broken & starved ? !witness->starved_permanent
            : (judged.bounded & starved) && !witness->starved_end) {
            witness->starved_end = true;
            witness->starved_permanent = (judged.broken & starved) != 0;
            witness->starved_row = (uint8_t)row;
            witness->starved_node = (uint8_t)node;
        }
    }
}

/* What has begun with a reduction, and is as if it had not begun, is not told. */
static void forget_fresh(struct walk *walk, const struct stand *stand)
{
    struct explore_step *steps = (void *)walk->steps.at;
    size_t count = walk->steps.used / sizeof *steps;

    for (unsigned i = 0; i < walk->worker.space->clients; i++) {
        size_t at = count;
        if (!(stand->room.state.slots[i].position & POSITION_FRESH))
            continue;
        do
            CHECK(at > 0);
        while (steps[--at].actor != stand->order[i] || !steps[at].begins);
        memmove(&steps[at], &steps[at + 1], (--count - at) * sizeof *steps);
    }
    walk->steps.used = count * sizeof *steps;
}

static void finish(struct walk *walk, const struct stand *stand, struct explore_witness *witness)
{
    tell_end(walk, stand, witness);
    forget_fresh(walk, stand);
    witness->steps = (void *)walk->steps.at;
    witness->length = (unsigned)(walk->steps.used / sizeof(struct explore_step));
    worker_close(&walk->worker);
}

bool witness_make(const struct search *search, const struct breach *breach,
                  struct explore_witness *witness)
{
    struct walk walk = {.search = search};
    unsigned length = 0;
    struct stand stand;
    uint32_t *path;

    for (uint32_t at = breach->state; at != VISITED_NONE;) {
        at = visited_record(&search->visited, at)->parent;
        length++;
    }
    path = calloc(length, sizeof *path);
    if (path == NULL)
        return false;
    for (uint32_t at = breach->state, i = length; i > 0;) {
        path[--i] = at;
        at = visited_record(&search->visited, at)->parent;
    }
    worker_open(&walk.worker, search->workers[0].space);
    begin(&walk, &stand);
    for (unsigned i = 1; i < length; i++)
        go(&walk, &stand, record_hash(visited_record(&search->visited, path[i])));
    walk.steps.used = stand.steps;
    if (breach->move.kind != MOVE_KINDS
        && turn_begin(&search->space, &stand.room.state, breach->move))
        make(&walk, &stand, breach->move, step_make);
    free(path);
    finish(&walk, &stand, witness);
    return true;
}

void witness_replay(struct space *space, const struct move *moves, unsigned count, bool settled,
                    struct explore_witness *witness)
{
    struct walk walk = {.search = NULL};
    struct stand stand;

    worker_open(&walk.worker, space);
    begin(&walk, &stand);
    for (unsigned i = 0; i < count; i++) {
        bool allowed = turn_begin(space, &stand.room.state, moves[i]);
        CHECK(allowed);
        make(&walk, &stand, moves[i], step_make);
        turn_end(space, &stand.room.state, moves[i]);
        if (settled)
            state_settle(space, &stand.room.state, stand.order);
    }
    finish(&walk, &stand, witness);
}

/* ---- steps that are told by others ---- */

/* Whether this is the move that the step names. */
static bool is_named(const struct space *space, const struct stand *stand, struct move move,
                     const struct explore_step *step)
{
    const struct store *store = space_store(space, stand->room.state.store);

    if (move.kind != step->move)
        return false;
    if (move.kind == MOVE_EXPIRY || move.kind == MOVE_EVICTION)
        return store->cells[move.actor].name == step->name
            && step_where(store->cells[move.actor].where) == step->where;
    if (move.kind > MOVE_EXPIRY)
        return true;
    if (stand->order[move.actor] != step->actor)
        return false;
    return stand->room.state.slots[move.actor].local != 0
        || (move.row == step->row && move.road == step->road
            && move.rolls_back == step->rolls_back && (move.halves == 0 || move.halves == step->halves));
}

static bool find_named(struct walk *walk, const struct stand *stand,
                       const struct explore_step *step, struct move *move)
{
    struct move moves[MOVES_MAX];
    unsigned count = step_moves(&walk->worker, &stand->room.state, moves);

    for (unsigned i = 0; i < count; i++) {
        if (is_named(walk->worker.space, stand, moves[i], step)) {
            *move = moves[i];
            return true;
        }
    }
    return false;
}

bool witness_retrace(struct space *space, const struct explore_step *steps, unsigned count,
                     struct explore_retraced *to, struct complaint *complaint)
{
    struct walk walk = {.search = NULL};
    struct stand stand;
    struct move move;
    bool fine = true;

    worker_open(&walk.worker, space);
    begin(&walk, &stand);
    for (unsigned i = 0; fine && i < count; i++) {
        fine = find_named(&walk, &stand, &steps[i], &move);
        if (fine)
            to->broken |= make(&walk, &stand, move, step_make);
        else
            complain(complaint, "step %u: found a move that nobody can make there; expected one "
                     "that the bounds, and the steps before it, allow", i + 1);
    }
    to->broken |= step_judge(&walk.worker, &stand.room.state, &to->bounded);
    finish(&walk, &stand, &to->witness);
    return fine;
}

bool explore_retrace(const struct explore_settings *settings, const struct explore_step *steps,
                     unsigned count, struct explore_retraced *retraced,
                     struct complaint *complaint)
{
    struct explore_settings plain = *settings;
    struct space space;
    bool fine;

    *retraced = (struct explore_retraced){.broken = 0};
    if (!bounds_accept(&settings->bounds, complaint))
        return false;
    plain.properties = bounds_properties(&plain.bounds);
    plain.symmetry = plain.reduction = plain.few_switches = false;
    fine = space_open(&space, &plain, complaint);
    if (fine) {
        space_make_room(&space, EXPLORE_MESSAGES_MAX);
        fine = witness_retrace(&space, steps, count, retraced, complaint);
    }
    space_close(&space);
    return fine;
}

bool explore_breaks(const struct explore_retraced *retraced, enum property property,
                    bool for_good)
{
    unsigned found = retraced->broken | (for_good ? 0 : retraced->bounded);

    return found >> property & 1;
}

bool explore_same_step(const struct explore_step *a, const struct explore_step *b)
{
    return a->move == b->move && a->actor == b->actor && a->begins == b->begins
        && a->ends == b->ends && a->kind == b->kind && a->road == b->road && a->row == b->row
        && a->halves == b->halves && a->effect == b->effect && a->reply == b->reply
        && a->value == b->value
        && a->name == b->name && a->number == b->number && a->answer == b->answer;
}
