/* chain.h - reasons, one sentence after another; for the files because_*.c only. */
#ifndef REPORTS_WITNESS_CHAIN_H
#define REPORTS_WITNESS_CHAIN_H

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

static inline void chain_race(struct chain *chain, int one, int other)
{
    if (other >= (int)chain->it->witness->length)
        return;                            /* The read that is still to come races with nobody. */
    chain->race[0] = one;
    chain->race[1] = other;
}

static inline void chain_actor(struct text *to, const struct chain *chain, int step)
{
    account_actor(to, chain->it, account_step(chain->it, step)->actor);
}

static inline void chain_place(struct text *to, int step)
{
    text_format(to, " (step %d)", step + 1);
}

/* ---- because_fail.c ---- */

/* Faults that no sentence has named. */
void chain_tell_failures(struct chain *chain);

/* ---- because_wait.c ---- */

/* Who loads the same row already. */
void chain_tell_loaders(struct chain *chain);
/* Whose token it is for which there will be no store. */
void chain_tell_starved(struct chain *chain);
/* Those that are under way, and wait for what will not come. */
void chain_tell_stuck(struct chain *chain);

#endif
