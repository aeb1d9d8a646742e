/* rest.c - what can be said of a world in which nothing is under way, by reading each row once more. */
#include "sim/explore/step.h"

struct rest {
    struct worker *worker;
    const struct state *state;
    unsigned row, node;
    unsigned broken, bounded;  /* properties, as bits */
};

static void find(struct rest *rest, enum property property, bool for_good)
{
    *(for_good ? &rest->broken : &rest->bounded) |= 1u << property;
}

static void judge_staleness(struct rest *rest, struct solo now, struct solo later)
{
    value_code current = code_committed(rest->row, rest->state->rows[rest->row].version);

    if (now.value != CODE_NONE && now.value != current)
        find(rest, PROPERTY_NO_PERMANENT_STALENESS,
             now.lasting || (later.value != CODE_NONE && later.value != current));
}

/* Whether reads fill the cache here, if they do where it is empty. */
static void judge_fills(struct rest *rest, struct solo now, struct solo later)
{
    struct state empty = *rest->state; /* Without its slots: nobody is there. */

    if (now.fills)
        return;
    empty.store = rest->worker->space->empty;
    if (worker_solo(rest->worker, &empty, rest->row, rest->node).fills)
        find(rest, PROPERTY_PROGRESS, !later.fills);
}

struct judged step_judge_row(struct worker *worker, const struct state *state, unsigned row,
                             unsigned node)
{
    struct rest rest = {.worker = worker, .state = state, .row = row, .node = node};
    struct solo now = worker_solo(worker, state, row, node), later;

    if (now.fills && now.value == code_committed(row, state->rows[row].version))
        return (struct judged){.broken = 0};
    later = worker_solo_later(worker, state, row, node);
    judge_staleness(&rest, now, later);
    judge_fills(&rest, now, later);
    return (struct judged){.broken = rest.broken, .bounded = rest.bounded, .found = now.value};
}

unsigned step_judge(struct worker *worker, const struct state *state, unsigned *bounded)
{
    const struct explore_bounds *bounds = &worker->space->settings->bounds;
    unsigned asked = worker->space->settings->properties, broken = 0;

    *bounded = 0;
    if (!step_is_at_rest(worker->space, state))
        return 0;
    for (unsigned row = 0; row < bounds->rows; row++) {
        for (unsigned node = 0; node < bounds->nodes; node++) {
            struct judged judged = step_judge_row(worker, state, row, node);
            broken |= judged.broken & asked;
            *bounded |= judged.bounded & asked;
        }
    }
    return broken;
}
