/* races.h - races that the explorer shows: for each a strategy that falls, by which interleaving, and
 * one that stands.
 *
 * A test asserts it, and docs/matrix.md is printed from it. */
#ifndef TESTS_EXPLORE_RACES_H
#define TESTS_EXPLORE_RACES_H

#include "sim/explore/explore.h"

#include <stddef.h>

enum { RACE_STEPS_MAX = 6, RACE_ANY = 0 };

/* One step of an interleaving; a witness has them all, in this order, with others between. */
struct race_step {
    char who;                  /* 'R'eader, 'W'riter, 'M'essage, 'F'ault; 0: there is none */
    uint8_t effect;            /* enum effect_kind, or of a fault RACE_ANY */
    uint8_t move;              /* enum move_kind */
    uint8_t value;             /* 1 + the version concerned, or RACE_ANY */
    uint8_t actor;             /* steps with the same number here have the same actor; 0: any */
};

struct race {
    unsigned number;           /* in the list of known races */
    const char *name, *says;
    struct explore_bounds bounds;
    enum property property;
    const char *falls, *stands;    /* layers; `stands` NULL: nothing that there is does */
    const char *why;               /* it stands, in a few words */
    struct race_step steps[RACE_STEPS_MAX];
    /* The steps of these that are marked as racing, from 1 on; 0: none, or not one of these. */
    uint8_t marks[2];
};

extern const struct race races[];
extern const size_t race_count;

#endif
