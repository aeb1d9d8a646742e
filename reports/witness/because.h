/* because.h - why an old value was there to be read: from the read back to the race. */
#ifndef REPORTS_WITNESS_BECAUSE_H
#define REPORTS_WITNESS_BECAUSE_H

#include "reports/witness/account.h"

enum { BECAUSE_MAX = 7 };

/* Each step -1 where there is none. */
struct because {
    unsigned row;
    uint8_t value;             /* that was read, or would be, or was stored */
    int read;                  /* the look-up that found it, or the witness's length: at the end */
    bool held;                 /* it came from the cache, under this name: */
    uint64_t name;
    int stored;                /* its last store under the name, before the look-up */
    int loaded;                /* the same operation's read of it from the database */
    int halves[2];             /* of a page, its reads of either half; loaded is the one that made
                                * it old, */
    int copied;                /* or its find of it in the cache, if it did not load it */
    int superseded;            /* the first commit of a newer version */
    int early;                 /* the last invalidation of the name that came before the store */
    int late;                  /* the first that was not of this name, or found no counter */
    int named;                 /* where the reader had learnt the row's version, before `late`; */
    int remembered;            /* or where its process went by its memory of it, after `late` */
    unsigned reached;          /* the newest version that an invalidation took effect for */
    int failed;                /* an invalidation, or its message, that was lost; or a crash */
    int waiting;               /* a commit whose write, or a message sent, that is under way */
};

void because_find(struct because *why, const struct account *it);

/* Sentences without a full stop, each the reason of the one before; returns how many. `race` is set
 * to the steps that race: had they come in the other order, this would not have happened; or to the
 * fault that decides. */
unsigned because_tell(const struct because *why, const struct account *it,
                      struct text sentences[BECAUSE_MAX], int race[2]);

#endif
