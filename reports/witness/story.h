/* story.h - a witness in sentences: what went wrong, why, and what would end it. */
#ifndef REPORTS_WITNESS_STORY_H
#define REPORTS_WITNESS_STORY_H

#include "reports/witness/because.h"

struct story {
    struct text sentence;                      /* the verdict, the value, the versions */
    struct text because[BECAUSE_MAX];    /* each the reason of the one before */
    unsigned because_count;
    struct text ends;
    struct text kept;                          /* who keeps it in the same order; empty: not known */
    /* The steps that race, as because.h has it; -1: none. */
    int race[2];
};

/* The story is freed with story_free. */
void story_tell(struct story *story, const struct account *it);
void story_free(struct story *story);

#endif
