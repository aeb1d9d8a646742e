/* stepping.h - a move under way, for the files of this folder that carry it out.
 *
 *      act.c       an operation begins, goes on to its next effect, and ends
 *      effects.c   what its effect does to the world
 *      monitor.c   which properties that breaks */
#ifndef SIM_EXPLORE_STEPPING_H
#define SIM_EXPLORE_STEPPING_H

#include "sim/explore/step.h"

struct stepping {
    struct worker *worker;
    const struct space *space;
    struct state *state;
    struct slot *slot;
    unsigned actor;
    bool loading;              /* the actor's operation was loading before */
    bool waited;               /* it has paused in this move */
    unsigned broken;           /* properties, as bits */
    struct explore_step *note;
};

/* The actor's own change, as everybody else knows it. */
static inline value_code stepping_change(const struct stepping *step)
{
    return step->slot->change == CODE_OWN ? code_open(step->actor) : step->slot->change;
}

/* ---- effects.c ---- */

/* Lets the effect that the actor waits for take place, or be lost; returns the reply. */
uint32_t effects_serve(struct stepping *step, enum move_kind kind);

/* The actor's transaction ends without a commit. */
void effects_roll_back(struct stepping *step, unsigned row);

/* ---- monitor.c ---- */

void monitor_read_begins(struct stepping *step, unsigned row);
void monitor_answer(struct stepping *step, const struct local_facts *facts, value_code value);
void monitor_acknowledge(struct stepping *step, unsigned row);
/* The actor has paused, and its move is over. */
void monitor_waited(struct stepping *step);
/* The actor's operation has just begun to load. */
void monitor_load(struct stepping *step, unsigned row);
/* The actor's effect has just changed the cache. */
void monitor_changed(struct stepping *step, const struct local_facts *facts, value_code stored);
/* The actor has just committed this version, for which an invalidation may have taken effect. */
void monitor_committed(struct stepping *step, unsigned row, unsigned number);

#endif
