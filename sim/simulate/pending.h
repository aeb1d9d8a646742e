/* pending.h - operations that may change what is known of a row, other than loads: how many of them are to
 * come or under way. Counted where look-ups are answered beforehand (foresee.h): a write from when it is
 * drawn, what another operation makes from then on, until nothing is left of it. */
#ifndef SIM_SIMULATE_PENDING_H
#define SIM_SIMULATE_PENDING_H

#include "sim/simulate/simulation.h"

static inline void pending_raise(struct simulation *sim, uint32_t row)
{
    struct row *slot = &sim->rows[row];

    if (slot->pending < ROW_PENDING_MAX)
        slot->pending++;
    else
        names_raise(&sim->more_pending, row);
}

static inline void pending_lower(struct simulation *sim, uint32_t row)
{
    struct row *slot = &sim->rows[row];

    CHECK(slot->pending > 0);
    if (slot->pending == ROW_PENDING_MAX && names_find(&sim->more_pending, row) != NAMES_NONE)
        names_lower(&sim->more_pending, row);
    else
        slot->pending--;
}

#endif
