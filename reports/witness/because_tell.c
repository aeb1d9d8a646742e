/* because_tell.c - the reasons, as sentences. */
#include "reports/witness/because.h"

struct chain {
    const struct because *why;
    const struct account *it;
    struct text *sentences;
    unsigned count;
    int *race;
};

static struct text *next(struct chain *chain)
{
    return &chain->sentences[chain->count++];
}

static void set_race(struct chain *chain, int one, int other)
{
    if (other >= (int)chain->it->witness->length)
        return;                            /* The read that is still to come races with nobody. */
    chain->race[0] = one;
    chain->race[1] = other;
}

static void add_actor(struct text *to, const struct chain *chain, int step)
{
    account_actor(to, chain->it, account_step(chain->it, step)->actor);
}

static void add_place(struct text *to, int step)
{
    text_format(to, " (step %d)", step + 1);
}

/* "writer 1's delete of row0 (step 5)" */
static void add_invalidation(struct text *to, const struct chain *chain, int step)
{
    const struct explore_step *at = account_step(chain->it, step);

    add_actor(to, chain, step);
    text_add(to, at->effect == EFFECT_CACHE_DELETE ? "'s delete of "
             : at->effect == EFFECT_COUNTER_INCREMENT ? "'s increment of "
             : at->effect == EFFECT_PUBLISH ? "'s message" : "'s store under ");
    if (at->effect != EFFECT_PUBLISH)
        account_name(to, at->name);
    add_place(to, step);
}

/* "writer 1 committed v1 (step 4)" */
static void add_commit(struct text *to, const struct chain *chain)
{
    int step = chain->why->superseded;

    add_actor(to, chain, step);
    text_add(to, " committed ");
    account_value(to, chain->it, code_committed(chain->why->row,
                  account_step(chain->it, step)->versions[chain->why->row]));
    add_place(to, step);
}

static void tell_read(struct chain *chain)
{
    const struct because *why = chain->why;
    bool at_end = why->read == (int)chain->it->witness->length;
    struct text *to;

    if (chain->it->property == PROPERTY_NO_RESURRECTION)
        return;
    if (!why->held && at_end)
        return;
    to = next(chain);
    text_add(to, !why->held ? "the database answered with " : at_end ? "the cache holds "
                                                                      : "the cache held ");
    account_value(to, chain->it, why->value);
    if (why->held) {
        text_add(to, " under ");
        account_name(to, why->name);
    }
    if (!at_end)
        add_place(to, why->read);
}

static void tell_store(struct chain *chain)
{
    const struct because *why = chain->why;
    struct text *to = next(chain);

    add_actor(to, chain, why->stored);
    text_add(to, chain->it->property == PROPERTY_NO_RESURRECTION ? " stores it" : " had stored it");
    add_place(to, why->stored);
    if (why->early >= 0) {
        text_add(to, " after ");
        add_invalidation(to, chain, why->early);
    } else if (why->superseded >= 0 && why->superseded < why->stored) {
        text_add(to, " after ");
        add_commit(to, chain);
    } else if (why->superseded >= 0) {
        text_add(to, " while it was the newest version");
    }
}

/* The store brought the value in when it was too late. */
static void tell_fill(struct chain *chain)
{
    const struct because *why = chain->why;
    struct text *to;

    if (why->loaded < 0 && why->copied >= 0) {
        to = next(chain);
        add_actor(to, chain, why->stored);
        text_add(to, " had found it in the cache under ");
        account_name(to, account_step(chain->it, why->copied)->name);
        add_place(to, why->copied);
        return;
    }
    if (why->loaded < 0) {
        set_race(chain, why->early >= 0 ? why->early : why->superseded, why->stored);
        return;
    }
    to = next(chain);
    add_actor(to, chain, why->stored);
    text_add(to, " had read it from the database");
    add_place(to, why->loaded);
    text_add(to, " before ");
    add_commit(to, chain);
    if (why->early > why->loaded)
        set_race(chain, why->early, why->stored);
    else
        set_race(chain, why->loaded, why->superseded);
}

static void tell_failed(struct chain *chain, struct text *to)
{
    const struct because *why = chain->why;

    if (account_step(chain->it, why->failed)->move == MOVE_CRASH) {
        add_actor(to, chain, why->failed);
        text_add(to, " crashed");
        add_place(to, why->failed);
        text_add(to, " before it had invalidated it");
    } else {
        add_invalidation(to, chain, why->failed);
        text_add(to, " was lost");
    }
    set_race(chain, why->failed, -1);
}

/* What the reader's process goes by, where that is its memory of the version. */
static void add_memory(struct text *to, const struct chain *chain)
{
    const struct because *why = chain->why;
    const struct account *it = chain->it;
    unsigned process = it->witness->end_node + 1u;
    const struct explore_cell *cell;

    if (why->remembered >= 0) {
        text_add(to, ", and ");
        add_actor(to, chain, why->read);
        text_add(to, "'s process went by its memory of the version");
        add_place(to, why->remembered);
        return;
    }
    if (why->read < (int)it->witness->length)
        return;
    cell = account_cell(account_step(it, (int)it->witness->length - 1),
                        name_of(NAME_COUNTER, why->row, NAME_OF_ROW), process);
    if (cell != NULL && (uint32_t)cell->number == name_qualifier(why->name))
        text_format(to, ", and process %u still remembers the version that it is named by",
                    process);
}

/* Where the cache lost the counter that an invalidation was for: before it, or after. */
static int find_loss(const struct account *it, int late, int by)
{
    for (int i = late + by; i >= 0 && i < (int)it->witness->length; i += by) {
        const struct explore_step *step = account_step(it, i);
        bool same = step->name == account_step(it, late)->name;
        if (step->move == MOVE_RESTART
            || (same && (step->move == MOVE_EXPIRY || step->move == MOVE_EVICTION)))
            return i;
    }
    return -1;
}

/* The invalidation has come, and the value is found all the same: under a name of its own. */
static void tell_late(struct chain *chain, struct text *to)
{
    const struct because *why = chain->why;
    int lost;

    if (why->named >= 0) {
        add_actor(to, chain, why->read);
        text_add(to, " had asked for the row's version");
        add_place(to, why->named);
        text_add(to, " before ");
        add_invalidation(to, chain, why->late);
        set_race(chain, why->named, why->late);
        return;
    }
    add_invalidation(to, chain, why->late);
    if (account_step(chain->it, why->late)->reply == REPLY_MISS) {
        text_add(to, " found nothing");
        lost = find_loss(chain->it, why->late, -1);
        if (lost >= 0) {
            text_add(to, ", for the cache had lost it");
            add_place(to, lost);
        }
        set_race(chain, lost, -1);
        return;
    }
    text_add(to, " left the entry in place");
    lost = find_loss(chain->it, why->late, 1);
    if (lost >= 0) {
        text_add(to, ", and the cache lost the counter after it");
        add_place(to, lost);
        text_add(to, ", so that it begins anew");
        set_race(chain, lost, -1);
        return;
    }
    add_memory(to, chain);
}

/* Nothing has removed the value since its store. After a fill that raced, only what came after the
 * store can be the reason. */
static void tell_kept(struct chain *chain, bool filled)
{
    const struct because *why = chain->why;
    struct text *to;

    if (filled && why->late < 0 && (why->failed < why->stored))
        return;
    to = next(chain);
    if (why->late >= 0) {
        tell_late(chain, to);
    } else if (why->failed >= 0) {
        tell_failed(chain, to);
    } else if (why->waiting >= 0) {
        if (account_step(chain->it, why->waiting)->effect == EFFECT_PUBLISH) {
            add_invalidation(to, chain, why->waiting);
            text_add(to, " had not been handled");
        } else {
            add_commit(to, chain);
            text_add(to, " and had not invalidated it yet");
        }
        set_race(chain, why->superseded, why->read);
    } else {
        add_commit(to, chain);
        text_add(to, " and asked for no invalidation");
        set_race(chain, why->superseded, why->read);
    }
}

/* A value that is not one of the row's versions: of a transaction, or of another row. */
static void tell_other(struct chain *chain)
{
    const struct because *why = chain->why;

    set_race(chain, why->stored, why->read);
    if (code_is_committed(why->value)) {
        struct text *to = next(chain);
        text_format(to, "it did so for row%u, which goes by the same name",
                    account_step(chain->it, why->stored)->row);
    }
    if (!code_is_dead(why->value))
        return;
    for (int i = why->stored + 1; i < (int)chain->it->witness->length; i++) {
        const struct explore_step *step = account_step(chain->it, i);
        if (account_is_fault(step)
            || (step->effect != EFFECT_DB_ROLLBACK && step->move != MOVE_CRASH))
            continue;
        struct text *to = next(chain);
        add_actor(to, chain, i);
        text_add(to, step->move == MOVE_CRASH ? " crashed" : " rolled its transaction back");
        add_place(to, i);
        text_add(to, " after the store, and nothing has removed the value");
        set_race(chain, why->stored, i);
        return;
    }
}

static void tell_loaders(struct chain *chain)
{
    const struct account *it = chain->it;
    int last = (int)it->witness->length - 1, first = -1;
    const struct explore_step *second = account_step(it, last);
    struct text *to;

    for (int i = last - 1; i >= 0 && first < 0; i--) {
        const struct explore_step *step = account_step(it, i);
        if (!account_is_fault(step) && step->loading && step->row == second->row
            && step->actor != second->actor && account_is_under_way(it, step->actor, last))
            first = i;
    }
    if (first < 0)
        return;
    for (int i = first; i >= account_begin(it, first); i--) {
        const struct explore_step *step = account_step(it, i);
        if (!account_is_fault(step) && step->actor == account_step(it, first)->actor
            && step->loading)
            first = i;
    }
    to = next(chain);
    add_actor(to, chain, first);
    text_format(to, " is loading row%u since step %d, and has not ended",
                second->row, first + 1);
    to = next(chain);
    account_actor(to, it, second->actor);
    text_format(to, " goes to load it as well after step %d: nothing made it wait", last + 1);
    set_race(chain, first, last);
}

/* Whose token it is for which there will be no store. */
static void tell_starved(struct chain *chain)
{
    const struct account *it = chain->it;
    unsigned row = it->witness->starved_row;
    int given = -1;

    for (int i = 0; i < (int)it->witness->length; i++) {
        const struct explore_step *step = account_step(it, i);
        if (account_is_fault(step) || step->row != row)
            continue;
        if (step->effect == EFFECT_LEASE_GET && step->reply == REPLY_MISS && step->number != 0)
            given = i;
        if (given < 0 || step->actor != account_step(it, given)->actor
            || (step->move != MOVE_CRASH && step->move != MOVE_LOST))
            continue;
        struct text *to = next(chain);
        add_actor(to, chain, given);
        text_add(to, " has the token");
        add_place(to, given);
        text_add(to, step->move == MOVE_CRASH ? ", and crashed" : ", and its store was lost");
        add_place(to, i);
        set_race(chain, i, -1);
        return;
    }
}

/* Those that are under way, and wait for what will not come. */
static void tell_stuck(struct chain *chain)
{
    const struct account *it = chain->it;
    int last = (int)it->witness->length - 1;

    for (int i = last; i >= 0 && chain->count < BECAUSE_MAX; i--) {
        const struct explore_step *step = account_step(it, i);
        bool later = false;
        for (int k = i + 1; k <= last; k++)
            later = later || (!account_is_fault(account_step(it, k))
                              && account_step(it, k)->actor == step->actor);
        if (account_is_fault(step) || later || !account_is_under_way(it, step->actor, last))
            continue;
        struct text *to = next(chain);
        account_actor(to, it, step->actor);
        text_format(to, " is under way since step %d, and asks again what it asked in step %d",
                    account_begin(it, i) + 1, i + 1);
    }
}

unsigned because_tell(const struct because *why, const struct account *it,
                      struct text sentences[BECAUSE_MAX], int race[2])
{
    struct chain chain = {.why = why, .it = it, .sentences = sentences, .race = race};
    int refill = why->superseded >= 0 && why->superseded < why->stored;

    if (it->property == PROPERTY_SINGLE_LOADER) {
        tell_loaders(&chain);
    } else if (it->property == PROPERTY_PROGRESS) {
        if (it->witness->starved_end)
            tell_starved(&chain);
        else
            tell_stuck(&chain);
    } else {
        tell_read(&chain);
        if (why->stored < 0)
            return chain.count;
        tell_store(&chain);
        if (why->superseded >= 0 && (why->early >= 0 || refill))
            tell_fill(&chain);
        if (why->superseded >= 0 && why->early < 0)
            tell_kept(&chain, refill);
        if (why->superseded < 0)
            tell_other(&chain);
    }
    return chain.count;
}
