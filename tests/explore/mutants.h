/* mutants.h - strategies with one mistake each, which the explorer must find. */
#ifndef TESTS_EXPLORE_MUTANTS_H
#define TESTS_EXPLORE_MUTANTS_H

#include "tests/explore/worlds.h"

struct mutant {
    const struct strategy *mistake;    /* one layer, */
    const char *over;                  /* on top of these; */
    const char *original;              /* what it is a mistake away from, */
    enum property property;            /* and which keeps this: the mistake breaks it, */
    struct explore_bounds bounds;      /* within the same bounds (to be filled) */
};

/* mutants_of_cas.c */
extern const struct strategy cas_not_compared, set_in_place_of_add, cas_before_commit,
    nothing_added, refusal_not_heard;

extern const struct mutant mutants[];
extern const size_t mutant_count;

#endif
