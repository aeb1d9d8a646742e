/* compare.h - whether the simulator has seen what the explorer says. */
#ifndef SIM_REPLAY_COMPARE_H
#define SIM_REPLAY_COMPARE_H

#include "sim/explore/explore.h"
#include "sim/simulate/script.h"

/* Numbers of counters that start from the time, or at random, are others in either; what counts is
 * which of them are the same. */
enum { PAIRS_MAX = 1024 };
struct comparison {
    bool perfect;              /* the stack is: it may refuse a store silently */
    unsigned pairs;
    struct { uint64_t name, theirs, ours; } pair[PAIRS_MAX];
    char *why;                 /* a sentence without its stop, where they part */
    size_t size;
};

/* Of one step. */
bool compare_step(struct comparison *it, const struct explore_bounds *bounds,
                  const struct explore_step *step, const struct script_seen *seen);

/* What the explorer calls so is called here, as far as is known. */
uint64_t compare_rename(const struct comparison *it, uint64_t name);

/* Whether this is what a code of the explorer says. */
bool compare_value(uint8_t code, struct script_value value);

#endif
