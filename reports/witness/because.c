/* because.c - from the read of an old value back to the race.
 *
 * The value was found in the cache, so somebody stored it, at `stored`; it is old, so a newer
 * version was committed, at `superseded`; and somebody was to remove it. Which of these came in the
 * wrong order follows from where the invalidations for newer versions stand:
 *
 *   of this name, before the store (`early`)
 *                  the store undid them. If the value had been loaded before (a stale fill), the
 *                  invalidation and the store race; if after, the invalidation came too early, and
 *                  the load races with the commit;
 *   not there, and the commit before the store
 *                  the load races with the commit;
 *   of a counter, after which entries have another name (`late`)
 *                  the reader went by the old name: it had asked before, or its process remembers;
 *   lost, refused, or given up in a crash, after the store (`failed`)
 *                  the fault decides;
 *   still to come (`waiting`)
 *                  the commit races with the look-up. */
#include "reports/witness/because.h"

/* The newest of a number, or none where the value is not one of the row's versions. */
static bool is_version(const struct because *why)
{
    return code_is_state(why->value) && code_row(why->value) == why->row;
}

/* The entry from which a read would be answered when everything has ended. Where values of several
 * versions' names are about, it is the one of the version that the process goes by. */
static void find_held(struct because *why, const struct account *it)
{
    const struct explore_witness *witness = it->witness;
    const struct explore_step *last = account_step(it, (int)witness->length - 1);
    uint64_t counter = name_of(NAME_COUNTER, why->row, NAME_OF_ROW);
    const struct explore_cell *version = account_cell(last, counter, witness->end_node + 1u);

    if (version == NULL)
        version = account_cell(last, counter, 0);
    for (unsigned i = 0; i < last->cell_count; i++) {
        const struct explore_cell *cell = &last->cells[i];
        if (cell->where != 0 || cell->value != why->value || name_kind(cell->name) == NAME_COUNTER)
            continue;
        if (!why->held || (version != NULL && name_kind(cell->name) == NAME_VERSIONED
                           && name_qualifier(cell->name) == (uint32_t)version->number))
            why->name = cell->name;
        why->held = true;
    }
}

/* Where the last step's read had its answer from. */
static void find_read(struct because *why, const struct account *it)
{
    int last = (int)it->witness->length - 1;
    uint8_t actor = account_step(it, last)->actor;

    for (int i = last; i >= account_begin(it, last); i--) {
        const struct explore_step *step = account_step(it, i);
        if (account_is_fault(step) || step->actor != actor || step->value != why->value
            || step->reply != REPLY_OK)
            continue;
        if (!account_is_get(step) && step->effect != EFFECT_DB_READ)
            continue;
        why->held = account_is_get(step);
        why->name = step->name;
        why->read = i;
        return;
    }
}

/* By the operation that answered or stored at `by`. */
static void find_load(struct because *why, const struct account *it, int by)
{
    uint8_t actor = account_step(it, by)->actor;

    for (int i = by; i >= account_begin(it, by); i--) {
        const struct explore_step *step = account_step(it, i);
        if (account_is_fault(step) || step->actor != actor)
            continue;
        if (step->effect == EFFECT_DB_READ && step->halves != 0
            && why->halves[step->halves - 1] < 0)
            why->halves[step->halves - 1] = i;
        if (step->value != why->value || i == by)
            continue;
        if (step->effect == EFFECT_DB_READ && why->loaded < 0)
            why->loaded = i;
        if (account_is_get(step) && why->loaded < 0 && why->copied < 0)
            why->copied = i;
    }
}

/* The last step before `step`, and of the same operation, that told it the row's version. */
static int find_naming(const struct account *it, int step)
{
    uint8_t actor = account_step(it, step)->actor;

    for (int i = step - 1; i >= account_begin(it, step); i--) {
        const struct explore_step *at = account_step(it, i);
        if (!account_is_fault(at) && at->actor == actor && at->reply != REPLY_LOST
            && (at->effect == EFFECT_COUNTER_GET || at->effect == EFFECT_COUNTER_SET
                || at->effect == EFFECT_COUNTER_INCREMENT || at->effect == EFFECT_MEMO_GET
                || at->effect == EFFECT_DB_READ_STAMP))
            return i;
    }
    return -1;
}

/* How the reader came to a name that an invalidation had left behind. */
static void find_named(struct because *why, const struct account *it)
{
    int naming;

    if (why->late < 0 || why->read >= (int)it->witness->length
        || name_kind(why->name) != NAME_VERSIONED)
        return;
    naming = find_naming(it, why->read);
    if (naming >= 0 && naming < why->late)
        why->named = naming;
    else if (naming >= 0 && account_step(it, naming)->effect == EFFECT_MEMO_GET)
        why->remembered = naming;
}

/* Whether an invalidation left the entry alone: it moved a counter on after the entry had been
 * named, or found no counter to move. Otherwise the entry went, or was not there yet. */
static bool left_alone(const struct because *why, const struct account *it, int step)
{
    const struct explore_step *at = account_step(it, step);

    if (step > why->stored)
        return true;
    return (at->effect == EFFECT_COUNTER_SET || at->effect == EFFECT_COUNTER_INCREMENT)
        && step > find_naming(it, why->stored);
}

/* Whether the step only makes the name, of a version, that the entry goes by. */
static bool makes_name(const struct because *why, const struct explore_step *step)
{
    return name_kind(why->name) == NAME_VERSIONED
        && (step->effect == EFFECT_COUNTER_SET || step->effect == EFFECT_COUNTER_INCREMENT)
        && step->reply == REPLY_OK && (uint32_t)step->number == name_qualifier(why->name);
}

/* Whether the step was refused, and whoever made it does not try again before the read. */
static bool gave_up(const struct because *why, const struct account *it, int step)
{
    int length = (int)it->witness->length, read = why->read < length ? why->read : length;

    return account_is_refused(account_step(it, step))
        && !account_is_under_way(it, account_step(it, step)->actor, read - 1);
}

/* A bump that looks for its counter, and has nothing to bump. */
static bool finds_no_counter(const struct explore_step *step)
{
    return step->kind != OP_READ && step->effect == EFFECT_COUNTER_GET && step->move == MOVE_EFFECT
        && step->reply == REPLY_MISS;
}

static void find_invalidations(struct because *why, const struct account *it)
{
    unsigned version = code_number(why->value);

    for (int i = 0; i < why->read && i < (int)it->witness->length; i++) {
        const struct explore_step *step = account_step(it, i);
        bool asks = account_invalidates(it, i, why->row, version);
        if (account_is_fault(step) || step->row != why->row || makes_name(why, step))
            continue;
        if (asks && account_took_effect(step)) {
            bool alone = left_alone(why, it, i);
            if (account_version(it, i) > why->reached)
                why->reached = account_version(it, i);
            if (!alone)
                why->early = i;
            else if (why->late < 0)
                why->late = i;
        }
        else if (finds_no_counter(step) && account_version(it, i) > version && why->late < 0)
            why->late = i;
        else if (step->kind != OP_READ && account_version(it, i) > version
                 && (step->move == MOVE_CRASH || step->move == MOVE_LOST
                     || gave_up(why, it, i)))
            why->failed = i;
        else if (account_version(it, i) > version && step->effect == EFFECT_PUBLISH)
            why->waiting = i;
    }
}

/* Whether the operation that made this step has neither ended nor crashed before the value is found. */
static bool goes_on(const struct account *it, int step, int read)
{
    uint8_t actor = account_step(it, step)->actor;

    for (int i = step; i < read; i++) {
        const struct explore_step *at = account_step(it, i);
        if (!account_is_fault(at) && at->actor == actor && (at->ends || at->move == MOVE_CRASH))
            return false;
    }
    return true;
}

/* A commit of a newer version whose write has not ended when the value is found. */
static void find_waiting(struct because *why, const struct account *it)
{
    for (int i = why->superseded; i >= 0 && i < why->read && i < (int)it->witness->length; i++) {
        const struct explore_step *step = account_step(it, i);
        if (!account_is_fault(step) && step->effect == EFFECT_DB_COMMIT && step->row == why->row
            && step->reply == REPLY_OK && goes_on(it, i, why->read))
            why->waiting = i;
    }
}

void because_find(struct because *why, const struct account *it)
{
    int length = (int)it->witness->length;
    const struct explore_step *last = account_step(it, length - 1);

    *why = (struct because){.row = last->row, .value = last->answer, .read = length, .stored = -1,
                            .loaded = -1, .halves = {-1, -1}, .copied = -1, .superseded = -1, .early = -1,
                            .late = -1, .named = -1, .remembered = -1, .failed = -1,
                            .waiting = -1};
    if (it->property == PROPERTY_SINGLE_LOADER || it->property == PROPERTY_PROGRESS)
        return;
    if (it->property == PROPERTY_NO_PERMANENT_STALENESS) {
        why->row = it->witness->end_row;
        why->value = it->witness->end_value;
        find_held(why, it);
    } else if (it->property == PROPERTY_NO_RESURRECTION) {
        why->value = last->value;
        why->name = last->name;
        why->held = true;
    } else {
        find_read(why, it);
    }
    if (why->held)
        why->stored = account_stored(it, why->name, 0, why->read);
    if (why->stored >= 0)
        find_load(why, it, why->stored);
    else if (!why->held && why->read < length)
        find_load(why, it, why->read);
    if (!is_version(why))
        return;
    why->superseded = account_superseded(it, why->row, code_number(why->value));
    if (why->loaded >= 0 && why->halves[0] >= 0 && why->superseded < why->loaded)
        why->loaded = why->halves[0];
    find_invalidations(why, it);
    find_waiting(why, it);
    find_named(why, it);
}
