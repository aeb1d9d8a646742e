/* account.c - asking a witness's steps. */
#include "reports/witness/account.h"

#include <inttypes.h>

void account_actor(struct text *to, const struct account *it, uint8_t actor)
{
    if (account_is_message(actor))
        text_format(to, "message %d", actor - EXPLORE_MESSAGE + 1);
    else if (actor >= it->bounds->readers)
        text_format(to, "writer %u", actor - it->bounds->readers + 1u);
    else
        text_format(to, "reader %u", actor + 1u);
}

void account_value(struct text *to, const struct account *it, uint8_t value)
{
    if (code_is_open(value)) {
        account_actor(to, it, (uint8_t)(value - CODE_OPEN));
        text_add(to, "'s open value");
    } else if (code_is_dead(value)) {
        text_add(to, "a rolled-back value");
    } else {
        if (it->bounds->rows > 1)
            text_format(to, "row%u ", code_row(value));
        text_format(to, "v%u", code_number(value));
        if (code_is_torn(value))
            text_add(to, ", torn");
    }
}

void account_name(struct text *to, uint64_t name)
{
    switch (name_kind(name)) {
    case NAME_VALUE:
        text_format(to, "row%" PRIu32, name_row(name));
        return;
    case NAME_VERSIONED:
        text_format(to, "row%" PRIu32 ":%" PRIu32, name_row(name), name_qualifier(name));
        return;
    default:
        text_format(to, name_owner(name) == 0 ? "row%" PRIu32 ".version" : "generation%" PRIu32,
                    name_row(name));
    }
}

int account_begin(const struct account *it, int step)
{
    uint8_t actor = account_step(it, step)->actor;

    for (int i = step; i >= 0; i--) {
        const struct explore_step *at = account_step(it, i);
        if (account_is_fault(at) || at->actor != actor)
            continue;
        if (at->begins)
            return i;
    }
    return 0;
}

bool account_is_under_way(const struct account *it, uint8_t actor, int after)
{
    for (int i = after; i >= 0; i--) {
        const struct explore_step *at = account_step(it, i);
        if (!account_is_fault(at) && at->actor == actor)
            return !at->ends && at->move != MOVE_CRASH;
    }
    return false;
}

int account_superseded(const struct account *it, unsigned row, unsigned version)
{
    for (unsigned i = 0; i < it->witness->length; i++) {
        if (it->witness->steps[i].versions[row] > version)
            return (int)i;
    }
    return -1;
}

/* The version that a client's open transaction commits after this step. */
static unsigned coming_version(const struct account *it, int step, uint8_t client)
{
    for (unsigned i = (unsigned)step; i < it->witness->length; i++) {
        const struct explore_step *at = account_step(it, (int)i);
        if (account_is_fault(at) || at->actor != client)
            continue;
        if (at->effect == EFFECT_DB_COMMIT && at->reply == REPLY_OK && at->move == MOVE_EFFECT)
            return at->versions[at->row];
        if (at->move == MOVE_CRASH || at->effect == EFFECT_DB_ROLLBACK
            || (at->ends && at->kind == OP_WRITE))
            return 0;
    }
    return 0;
}

unsigned account_version(const struct account *it, int step)
{
    const struct explore_step *at = account_step(it, step);

    if (code_is_committed(at->change))
        return code_number(at->change);
    if (code_is_open(at->change))
        return coming_version(it, step, (uint8_t)(at->change - CODE_OPEN));
    return 0;
}

bool account_invalidates(const struct account *it, int step, unsigned row, unsigned version)
{
    const struct explore_step *at = account_step(it, step);

    if (account_is_fault(at) || at->move == MOVE_CRASH || at->kind == OP_READ || at->row != row)
        return false;
    if (at->effect != EFFECT_CACHE_DELETE && at->effect != EFFECT_COUNTER_SET
        && at->effect != EFFECT_COUNTER_INCREMENT
        && !effect_stores((enum effect_kind)at->effect))
        return false;
    if (effect_stores((enum effect_kind)at->effect) && code_is_state(at->value)
        && code_number(at->value) <= version)
        return false;                      /* It stores what it was to replace. */
    return account_version(it, step) > version;
}

bool account_took_effect(const struct explore_step *step)
{
    return step->move == MOVE_EFFECT && step->reply != REPLY_LOST && !account_is_refused(step);
}

int account_unhandled(const struct account *it, unsigned row, unsigned version)
{
    bool seen[256] = {false};
    int unhandled = 0, sent = -1;

    for (unsigned i = 0; i < it->witness->length; i++) {
        const struct explore_step *at = account_step(it, (int)i);
        if (account_is_fault(at) || at->row != row || account_version(it, (int)i) <= version)
            continue;
        if (account_is_message(at->actor) && !seen[at->actor]) {
            seen[at->actor] = true;
            unhandled--;
        }
        if ((at->effect == EFFECT_PUBLISH || at->effect == EFFECT_LATER)
            && (at->move == MOVE_EFFECT || at->move == MOVE_DUPLICATED)) {
            unhandled += at->move == MOVE_DUPLICATED ? 2 : 1;
            sent = (int)i;
        }
    }
    return unhandled > 0 ? sent : -1;
}

int account_stored(const struct account *it, uint64_t name, int from, int before)
{
    for (int i = before - 1; i >= from; i--) {
        const struct explore_step *at = account_step(it, i);
        if (!account_is_fault(at) && effect_stores((enum effect_kind)at->effect)
            && at->name == name && at->move == MOVE_EFFECT && at->reply == REPLY_OK)
            return i;
    }
    return -1;
}

const struct explore_cell *account_cell(const struct explore_step *step, uint64_t name,
                                        unsigned where)
{
    for (unsigned i = 0; i < step->cell_count; i++) {
        if (step->cells[i].name == name && step->cells[i].where == where)
            return &step->cells[i];
    }
    return NULL;
}
