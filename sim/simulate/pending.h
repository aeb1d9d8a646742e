/* pending.h - operations that may change what is known of a row, other than loads: how many of them are to
 * come or under way. Counted where look-ups are answered beforehand (foresee.h): a write from when it is
 * drawn, what another operation makes from then on, until nothing is left of it. */
#ifndef SIM_SIMULATE_PENDING_H
#define SIM_SIMULATE_PENDING_H

#include "sim/model/cache_names.h"
#include "sim/simulate/simulation.h"

/* What they are counted for: the row, or where names follow a counter, all that it names. */
static inline uint64_t pending_name(const struct simulation *sim, uint32_t row)
{
    uint64_t counter;

    if (!sim->named)
        return row;
    counter = stack_counter(sim->stack, row);
    cache_name_check(&sim->cache, counter);
    return counter;
}

static inline uint32_t pending_noted(const struct simulation *sim, uint64_t name)
{
    return sim->named ? cache_counter_slot(&sim->cache, name)->pending : sim->rows[name].pending;
}

static inline void pending_note(struct simulation *sim, uint64_t name, uint32_t count)
{
    if (sim->named)
        cache_counter_slot(&sim->cache, name)->pending = count & ROW_PENDING_MAX;
    else
        sim->rows[name].pending = count & ROW_PENDING_MAX;
}

static inline void pending_raise(struct simulation *sim, uint32_t row)
{
    uint64_t name = pending_name(sim, row);
    uint32_t count = pending_noted(sim, name);

    if (count < ROW_PENDING_MAX)
        pending_note(sim, name, count + 1);
    else
        names_raise(&sim->more_pending, name);
}

static inline void pending_lower(struct simulation *sim, uint32_t row)
{
    uint64_t name = pending_name(sim, row);
    uint32_t count = pending_noted(sim, name);

    CHECK(count > 0);
    if (count == ROW_PENDING_MAX && names_find(&sim->more_pending, name) != NAMES_NONE)
        names_lower(&sim->more_pending, name);
    else
        pending_note(sim, name, count - 1);
}

#endif
