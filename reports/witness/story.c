/* story.c - what went wrong, and what would end it. Why is told in because.c. */
#include "reports/witness/story.h"

static void add_read(struct text *to, const struct account *it, int step)
{
    account_actor(to, it, account_step(it, step)->actor);
    text_format(to, "'s read of row%u", account_step(it, step)->row);
}

/* The newest version that the property obliges the last step's read to see. */
static unsigned floor_of(const struct account *it, int last)
{
    const struct explore_step *read = account_step(it, last);
    int begin = account_begin(it, last);
    unsigned newest = 0;

    if (it->property == PROPERTY_FRESH_AFTER_COMMIT)
        return begin > 0 ? account_step(it, begin - 1)->versions[read->row] : 0;
    for (int i = 0; i < begin; i++) {
        const struct explore_step *step = account_step(it, i);
        unsigned version = 0;
        if (account_is_fault(step) || step->row != read->row)
            continue;
        if (it->property == PROPERTY_MONOTONIC_READS) {
            if (step->actor == read->actor && code_is_state(step->answer)
                && code_row(step->answer) == read->row)
                version = code_number(step->answer);
        } else if (step->ends && !account_is_message(step->actor) && step->move != MOVE_CRASH
                   && (it->property == PROPERTY_FRESH_AFTER_ACK || step->actor == read->actor)) {
            version = step->effect == EFFECT_DB_COMMIT && step->reply == REPLY_OK
                ? step->versions[step->row] : account_version(it, i);
        }
        if (version > newest)
            newest = version;
    }
    return newest;
}

/* Whether what is broken is that a transaction does not see itself. */
static bool is_own(const struct account *it, int last)
{
    const struct explore_step *read = account_step(it, last);

    for (int i = last - 1; it->property == PROPERTY_READ_YOUR_WRITES && i >= 0; i--) {
        const struct explore_step *step = account_step(it, i);
        if (account_is_fault(step) || step->actor != read->actor)
            continue;
        if (step->kind == OP_WRITE)        /* It has not ended, for it waits for the read. */
            return !step->ends;
    }
    return false;
}

static void tell_answer(struct text *to, const struct account *it, int last)
{
    const struct explore_step *read = account_step(it, last);
    unsigned newest = floor_of(it, last);

    add_read(to, it, last);
    text_add(to, " is answered with ");
    account_value(to, it, read->answer);
    if (it->property == PROPERTY_NO_TORN_AGGREGATE) {
        text_add(to, ": the half of it that was read first is from before ");
        account_value(to, it, code_committed(read->row, code_number(read->answer) + 1));
        text_add(to, ", and the other is not, so it shows what never was");
        return;
    }
    text_add(to, ", though ");
    if (it->property == PROPERTY_NO_UNCOMMITTED_VALUE) {
        text_add(to, code_is_dead(read->answer) ? "its transaction was rolled back"
                                                : "its transaction has not committed");
        return;
    }
    if (is_own(it, last)) {
        account_actor(to, it, read->actor);
        text_add(to, "'s transaction has changed it");
        return;
    }
    if (it->property == PROPERTY_FRESH_AFTER_ACK)
        text_add(to, "the write of ");
    if (it->property == PROPERTY_READ_YOUR_WRITES || it->property == PROPERTY_MONOTONIC_READS) {
        account_actor(to, it, read->actor);
        text_add(to, it->property == PROPERTY_READ_YOUR_WRITES ? " had written " : " had read ");
    }
    account_value(to, it, code_committed(read->row, newest));
    if (it->property == PROPERTY_FRESH_AFTER_COMMIT)
        text_add(to, " was committed before the read began");
    else if (it->property == PROPERTY_FRESH_AFTER_ACK)
        text_add(to, " had been answered before the read began");
    else
        text_add(to, " before");
}

static void tell_end(struct text *to, const struct account *it)
{
    const struct explore_witness *witness = it->witness;
    unsigned row = witness->end_row;

    text_format(to, "when everything has ended, a read of row%u", row);
    if (it->bounds->nodes > 1)
        text_format(to, " in process %u", witness->end_node + 1u);
    text_add(to, " is answered with ");
    account_value(to, it, witness->end_value);
    if (code_is_state(witness->end_value) && code_row(witness->end_value) != row)
        text_add(to, ", another row's value");
    text_add(to, ", while the database holds ");
    account_value(to, it, code_committed(row, account_step(it, (int)witness->length - 1)
                                         ->versions[row]));
    text_add(to, witness->end_permanent ? ", and no expiry will change that"
                                        : ", until an expiry ends it");
}

static void tell_halt(struct text *to, const struct account *it)
{
    const struct explore_witness *witness = it->witness;

    if (!witness->starved_end) {
        text_add(to, "whoever is under way waits, and nobody is left to end that");
        return;
    }
    text_format(to, "when everything has ended, a read of row%u", witness->starved_row);
    if (it->bounds->nodes > 1)
        text_format(to, " in process %u", witness->starved_node + 1u);
    text_add(to, " stores nothing that the next one finds");
    text_add(to, witness->starved_permanent ? ", and no expiry will change that"
                                            : ", until an expiry ends it");
}

static void tell_sentence(struct text *to, const struct account *it, const struct because *why)
{
    int last = (int)it->witness->length - 1;

    switch (it->property) {
    case PROPERTY_NO_PERMANENT_STALENESS:
        tell_end(to, it);
        break;
    case PROPERTY_NO_RESURRECTION:
        account_actor(to, it, account_step(it, last)->actor);
        text_add(to, " stores ");
        account_value(to, it, account_step(it, last)->value);
        text_add(to, ", though an invalidation for ");
        account_value(to, it, code_committed(why->row, why->reached));
        text_add(to, " has taken effect");
        break;
    case PROPERTY_SINGLE_LOADER:
        account_actor(to, it, account_step(it, last)->actor);
        text_format(to, " loads row%u while another read is loading it",
                    account_step(it, last)->row);
        break;
    case PROPERTY_PROGRESS:
        tell_halt(to, it);
        break;
    default:
        tell_answer(to, it, last);
    }
    text_add_char(to, '.');
}

/* ---- what ends it ---- */

/* A write of a newer version, or its message, that is under way after the last step; -1: none. */
static int active_invalidator(const struct account *it, const struct because *why)
{
    int last = (int)it->witness->length - 1;

    for (int i = last; i >= 0; i--) {
        const struct explore_step *step = account_step(it, i);
        if (account_is_fault(step) || step->kind == OP_READ || step->row != why->row)
            continue;
        if (account_is_under_way(it, step->actor, last)
            && (!code_is_state(why->value)
                || account_version(it, i) > code_number(why->value)))
            return i;
    }
    return -1;
}

/* The entry that the answer came from, or that it went to; NULL: there is none any more. */
static const struct explore_cell *entry_of(const struct because *why,
                                           const struct explore_step *last)
{
    if (why->held)
        return account_cell(last, why->name, 0);
    for (unsigned i = 0; i < last->cell_count; i++) {
        if (last->cells[i].where == 0 && last->cells[i].value == why->value)
            return &last->cells[i];
    }
    return NULL;
}

/* "the message that writer 1 sent (step 6), when it is handled" */
static void add_unhandled(struct text *to, const struct account *it, int sent)
{
    bool later = account_step(it, sent)->effect == EFFECT_LATER;

    text_add(to, later ? "the task that " : "the message that ");
    account_actor(to, it, account_step(it, sent)->actor);
    text_format(to, later ? " left for later (step %d), when it runs"
                          : " sent (step %d), when it is handled", sent + 1);
}

static void tell_entry_ends(struct text *to, const struct account *it, const struct because *why)
{
    const struct explore_step *last = account_step(it, (int)it->witness->length - 1);
    const struct explore_cell *cell = entry_of(why, last);
    int active = active_invalidator(it, why);
    int sent = account_unhandled(it, why->row,
                                 code_is_state(why->value) ? code_number(why->value) : 0);

    if (why->remembered >= 0) {
        text_add(to, "the expiry of what the process remembers, or of the entry, where they have "
                     "one.");
    } else if (why->named >= 0) {
        text_add(to, "the next read that asks for the row's version: it is told the new one.");
    } else if (cell == NULL) {
        text_add(to, "it has ended: the cache does not hold the value any more.");
    } else if (is_own(it, (int)it->witness->length - 1)) {
        account_actor(to, it, last->actor);
        text_add(to, "'s commit, if it comes to that, and what it does then.");
    } else if (active >= 0) {
        text_add(to, "what ");
        account_actor(to, it, account_step(it, active)->actor);
        text_add(to, " has yet to do, perhaps");
        text_add(to, cell->expires ? "; otherwise the entry's expiry." : ".");
    } else if (sent >= 0) {
        add_unhandled(to, it, sent);
        text_add(to, cell->expires ? "; otherwise the entry's expiry." : ".");
    } else if (cell->expires) {
        text_add(to, "the entry's expiry.");
    } else {
        text_add(to, "nothing that is under way, nor an expiry while it is read: only its loss, "
                     "or a later write that reaches it.");
    }
}

static void tell_ends(struct text *to, const struct account *it, const struct because *why)
{
    if (it->property == PROPERTY_PROGRESS)
        text_add(to, it->witness->starved_end && !it->witness->starved_permanent
                     ? "the expiry of the token." : "nothing.");
    else if (it->property == PROPERTY_SINGLE_LOADER)
        text_add(to, "the end of either load.");
    else if (it->property != PROPERTY_NO_PERMANENT_STALENESS)
        tell_entry_ends(to, it, why);
    else if (!it->witness->end_permanent)
        text_add(to, "an expiry: of the entry, or of the version by which it is found.");
    else
        text_add(to, "nothing that is under way, nor an expiry while it is read: only its loss, "
                     "or a later write that reaches it.");
}

static void tell_kept(struct text *to, const struct account *it)
{
    if (it->keepers == NULL)
        return;
    text_add(to, it->keepers[0] != '\0' ? it->keepers : "nobody of those whom the matrix knows");
    text_add(to, ", where the same happens in the same order.");
}

void story_tell(struct story *story, const struct account *it)
{
    struct because why;

    *story = (struct story){.race = {-1, -1}};
    because_find(&why, it);
    tell_sentence(&story->sentence, it, &why);
    story->because_count = because_tell(&why, it, story->because, story->race);
    tell_ends(&story->ends, it, &why);
    tell_kept(&story->kept, it);
}

void story_free(struct story *story)
{
    text_free(&story->sentence);
    for (unsigned i = 0; i < story->because_count; i++)
        text_free(&story->because[i]);
    text_free(&story->ends);
    text_free(&story->kept);
}
