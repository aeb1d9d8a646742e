/* because_tell.c - the reasons, as sentences. */
#include "reports/witness/chain.h"

/* "writer 1's delete of row0 (step 5)" */
static void add_invalidation(struct text *to, const struct chain *chain, int step)
{
    const struct explore_step *at = account_step(chain->it, step);

    chain_actor(to, chain, step);
    text_add(to, at->effect == EFFECT_CACHE_DELETE ? "'s delete of "
             : at->effect == EFFECT_COUNTER_INCREMENT ? "'s increment of "
             : at->effect == EFFECT_PUBLISH ? "'s message"
             : at->effect == EFFECT_CACHE_CAS ? "'s cas of "
             : at->effect == EFFECT_CACHE_ADD ? "'s add of "
             : at->effect == EFFECT_COUNTER_GET ? "'s look for " : "'s store under ");
    if (at->effect != EFFECT_PUBLISH)
        account_name(to, at->name);
    chain_place(to, step);
}

/* "writer 1 committed v1 (step 4)" */
static void add_commit(struct text *to, const struct chain *chain)
{
    int step = chain->why->superseded;

    chain_actor(to, chain, step);
    text_add(to, " committed ");
    account_value(to, chain->it, code_committed(chain->why->row,
                  account_step(chain->it, step)->versions[chain->why->row]));
    chain_place(to, step);
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
    to = chain_next(chain);
    text_add(to, !why->held ? "the database answered with " : at_end ? "the cache holds "
                                                                      : "the cache held ");
    account_value(to, chain->it, why->value);
    if (why->held) {
        text_add(to, " under ");
        account_name(to, why->name);
    }
    if (!at_end)
        chain_place(to, why->read);
}

/* Whatever would have made an add fail has gone from under the name. */
static void tell_gone(struct chain *chain)
{
    const struct because *why = chain->why;

    if (account_step(chain->it, why->stored)->effect != EFFECT_CACHE_ADD)
        return;
    for (int i = why->stored - 1; i > why->early; i--) {
        const struct explore_step *step = account_step(chain->it, i);
        if (step->move == MOVE_RESTART || (account_is_fault(step) && step->name == why->name)) {
            struct text *to = chain_next(chain);
            text_add(to, "the cache had lost what was there");
            chain_place(to, i);
            text_add(to, ", so that there was nothing to refuse it for");
            return;
        }
    }
}

static void tell_store(struct chain *chain)
{
    const struct because *why = chain->why;
    struct text *to = chain_next(chain);

    chain_actor(to, chain, why->stored);
    text_add(to, chain->it->property == PROPERTY_NO_RESURRECTION ? " stores it" : " had stored it");
    chain_place(to, why->stored);
    if (why->early >= 0) {
        text_add(to, " after ");
        add_invalidation(to, chain, why->early);
        tell_gone(chain);
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
        to = chain_next(chain);
        chain_actor(to, chain, why->stored);
        text_add(to, " had found it in the cache under ");
        account_name(to, account_step(chain->it, why->copied)->name);
        chain_place(to, why->copied);
        return;
    }
    if (why->loaded < 0) {
        chain_race(chain, why->early >= 0 ? why->early : why->superseded, why->stored);
        return;
    }
    to = chain_next(chain);
    chain_actor(to, chain, why->stored);
    text_add(to, " had read it from the database");
    chain_place(to, why->loaded);
    text_add(to, " before ");
    add_commit(to, chain);
    if (why->early > why->loaded)
        chain_race(chain, why->early, why->stored);
    else
        chain_race(chain, why->loaded, why->superseded);
}

/* A page that never was, from the reads of its halves. */
static void tell_torn(struct chain *chain)
{
    const struct because *why = chain->why;
    struct text *to;

    if (why->halves[0] < 0 || why->halves[1] < 0)
        return;
    to = chain_next(chain);
    chain_actor(to, chain, why->halves[0]);
    text_add(to, why->held ? " had read its first half" : " read its first half");
    chain_place(to, why->halves[0]);
    text_add(to, " before ");
    add_commit(to, chain);
    text_add(to, ", and its second half");
    chain_place(to, why->halves[1]);
    text_add(to, " after it");
    chain_race(chain, why->halves[0], why->superseded);
}

static void tell_failed(struct chain *chain, struct text *to)
{
    const struct because *why = chain->why;

    if (account_step(chain->it, why->failed)->move == MOVE_CRASH) {
        chain_actor(to, chain, why->failed);
        text_add(to, " crashed");
        chain_place(to, why->failed);
        text_add(to, " before it had invalidated it");
    } else {
        add_invalidation(to, chain, why->failed);
        text_add(to, account_is_refused(account_step(chain->it, why->failed))
                 ? " was refused, and it gave up" : " was lost");
    }
    chain_race(chain, why->failed, -1);
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
        chain_actor(to, chain, why->read);
        text_add(to, "'s process went by its memory of the version");
        chain_place(to, why->remembered);
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
        chain_actor(to, chain, why->read);
        text_add(to, " had asked for the row's version");
        chain_place(to, why->named);
        text_add(to, " before ");
        add_invalidation(to, chain, why->late);
        chain_race(chain, why->named, why->late);
        return;
    }
    add_invalidation(to, chain, why->late);
    if (account_step(chain->it, why->late)->reply == REPLY_MISS) {
        text_add(to, " found nothing");
        lost = find_loss(chain->it, why->late, -1);
        if (lost >= 0) {
            text_add(to, ", for the cache had lost it");
            chain_place(to, lost);
        }
        chain_race(chain, lost, -1);
        return;
    }
    text_add(to, " left the entry in place");
    lost = find_loss(chain->it, why->late, 1);
    if (lost >= 0) {
        text_add(to, ", and the cache lost the counter after it");
        chain_place(to, lost);
        text_add(to, ", so that it begins anew");
        chain_race(chain, lost, -1);
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
    to = chain_next(chain);
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
        chain_race(chain, why->superseded, why->read);
    } else {
        unsigned road = account_step(chain->it, why->superseded)->road;
        add_commit(to, chain);
        text_add(to, road == ROAD_RAW
                 ? " by the raw road, on which none of the application's code runs"
                 : road == ROAD_BULK ? " by the bulk road, on which no signal fires"
                 : " and asked for no invalidation");
        chain_race(chain, why->superseded, why->read);
    }
}

/* A value that is not one of the row's versions: of a transaction, or of another row. */
static void tell_other(struct chain *chain)
{
    const struct because *why = chain->why;

    chain_race(chain, why->stored, why->read);
    if (code_is_state(why->value) && chain->it->property == PROPERTY_READ_YOUR_WRITES
        && code_row(why->value) == why->row) {
        struct text *to = chain_next(chain);
        text_add(to, "what the transaction has written is not committed, and nothing has invalidated the "
                 "copy for it yet");
        return;
    }
    if (code_is_state(why->value)) {
        struct text *to = chain_next(chain);
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
        struct text *to = chain_next(chain);
        chain_actor(to, chain, i);
        text_add(to, step->move == MOVE_CRASH ? " crashed" : " rolled its transaction back");
        chain_place(to, i);
        text_add(to, " after the store, and nothing has removed the value");
        chain_race(chain, why->stored, i);
        return;
    }
}

static void tell_all(struct chain *chain)
{
    const struct because *why = chain->why;
    const struct account *it = chain->it;
    int refill = why->superseded >= 0 && why->superseded < why->stored;

    if (it->property == PROPERTY_SINGLE_LOADER) {
        chain_tell_loaders(chain);
    } else if (it->property == PROPERTY_PROGRESS) {
        if (it->witness->starved_end)
            chain_tell_starved(chain);
        else
            chain_tell_stuck(chain);
    } else {
        tell_read(chain);
        if (why->stored < 0 || it->property == PROPERTY_NO_TORN_AGGREGATE) {
            tell_torn(chain);
            return;
        }
        tell_store(chain);
        if (why->superseded >= 0 && (why->early >= 0 || refill))
            tell_fill(chain);
        if (why->superseded >= 0 && why->early < 0)
            tell_kept(chain, refill);
        if (why->superseded < 0)
            tell_other(chain);
    }
}

unsigned because_tell(const struct because *why, const struct account *it,
                      struct text sentences[BECAUSE_MAX], int race[2])
{
    struct chain chain = {.why = why, .it = it, .sentences = sentences, .race = race};

    tell_all(&chain);
    chain_tell_failures(&chain);
    return chain.count;
}
