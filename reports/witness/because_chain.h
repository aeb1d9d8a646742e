/* because_chain.h - the sentences of a witness's reasons while they are put together.
 *
 * For because_tell.c and because_wait.c only. */
#ifndef REPORTS_WITNESS_BECAUSE_CHAIN_H
#define REPORTS_WITNESS_BECAUSE_CHAIN_H

#include "reports/witness/because.h"

struct chain {
    const struct because *why;
    const struct account *it;
    struct text *sentences;
    unsigned count;
    int *race;
};

static inline struct text *chain_next(struct chain *chain)
{
    return &chain->sentences[chain->count++];
}

static inline void chain_set_race(struct chain *chain, int one, int other)
{
    if (other >= (int)chain->it->witness->length)
        return;                            /* The read that is still to come races with nobody. */
    chain->race[0] = one;
    chain->race[1] = other;
}

static inline void chain_add_actor(struct text *to, const struct chain *chain, int step)
{
    account_actor(to, chain->it, account_step(chain->it, step)->actor);
}

static inline void chain_add_place(struct text *to, int step)
{
    text_format(to, " (step %d)", step + 1);
}

/* ---- because_wait.c: why loads meet, and why nobody goes on ---- */

void chain_tell_loaders(struct chain *chain);
void chain_tell_starved(struct chain *chain);
void chain_tell_stuck(struct chain *chain);

#endif
