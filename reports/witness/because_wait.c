/* because_wait.c - the reasons of breaches in which no value is old: loads, and waiting. */
#include "reports/witness/because_chain.h"

void chain_tell_loaders(struct chain *chain)
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
    to = chain_next(chain);
    chain_add_actor(to, chain, first);
    text_format(to, " is loading row%u since step %d, and has not ended",
                second->row, first + 1);
    to = chain_next(chain);
    account_actor(to, it, second->actor);
    text_format(to, " goes to load it as well after step %d: nothing made it wait", last + 1);
    chain_set_race(chain, first, last);
}

/* Whose token it is for which there will be no store. */
void chain_tell_starved(struct chain *chain)
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
        struct text *to = chain_next(chain);
        chain_add_actor(to, chain, given);
        text_add(to, " has the token");
        chain_add_place(to, given);
        text_add(to, step->move == MOVE_CRASH ? ", and crashed" : ", and its store was lost");
        chain_add_place(to, i);
        chain_set_race(chain, i, -1);
        return;
    }
}

/* Those that are under way, and wait for what will not come. */
void chain_tell_stuck(struct chain *chain)
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
        struct text *to = chain_next(chain);
        account_actor(to, it, step->actor);
        text_format(to, " is under way since step %d, and asks again what it asked in step %d",
                    account_begin(it, i) + 1, i + 1);
    }
}
