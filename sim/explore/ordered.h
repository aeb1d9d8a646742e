/* ordered.h - a search that takes states in an order of what led to them.
 *
 * One thread, every state whole, no symmetry and no reduction: for small worlds, of which more is
 * known (shortest.h). */
#ifndef SIM_EXPLORE_ORDERED_H
#define SIM_EXPLORE_ORDERED_H

#include "sim/explore/space.h"

enum { ORDERED_STATES_MAX = 4000000 };

struct ordered {
    const struct explore_settings *settings;   /* the world; at most switches_max switches */
    enum property property;
    bool bounded;              /* a breach that an expiry ends is looked for */
    unsigned steps;            /* that the witness has; there is none with fewer */
    unsigned messages_max;
};

/* The first witness in order, if there is one within ORDERED_STATES_MAX states. False after a
 * complaint; `witness->steps` stays NULL where none is found. */
bool ordered_find(const struct ordered *ordered, struct explore_witness *witness,
                  struct complaint *complaint);

#endif
