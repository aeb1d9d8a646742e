/* turns.h - from steps of a witness to turns of a script, and to the instants at which they are. */
#ifndef SIM_REPLAY_TURNS_H
#define SIM_REPLAY_TURNS_H

#include "sim/base/complaint.h"
#include "sim/base/units.h"
#include "sim/explore/explore.h"
#include "sim/simulate/script.h"

/* Far from the beginning of time, from before which rows' first versions are; and a multiple of
 * whatever clocks tick in. */
#define TURNS_BEGIN (INT64_C(3600) * UNITS_SECOND)

/* How long a turn comes after the one before it, at least. What makes counters that start from the
 * time start anew comes a while after all before it. */
static inline int64_t turns_gap(enum script_move move)
{
    return move == SCRIPT_EXPIRY || move == SCRIPT_EVICTION || move == SCRIPT_RESTART
        || move == SCRIPT_TICK ? UNITS_SECOND : 1;
}

/* A turn for each step, and then whole reads by clients of their own, that show what the steps have
 * left behind. */
struct turns {
    struct script_turn *all;           /* at instants as good as any for a rehearsal */
    unsigned count, steps;     /* reads included; without them */
};

/* `property`: of which the reads are to show the breach. */
bool turns_make(struct turns *turns, const struct explore_bounds *bounds,
                const struct explore_witness *witness, enum property property,
                struct complaint *complaint);
void turns_free(struct turns *turns);

/* What a rehearsal tells of pauses and times to live, told of one turn after the other. */
struct diary;
struct diary *diary_open(const struct turns *turns, struct complaint *complaint);
void diary_note(struct diary *diary, const struct script_seen *seen);
/* Sets the instants of all turns; false: there are none, and in `why` which turn is in the way. */
bool diary_settle(const struct diary *diary, struct turns *turns, unsigned *step, char *why,
                  size_t size);
void diary_close(struct diary *diary);

#endif
