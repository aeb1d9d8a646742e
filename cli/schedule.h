/* schedule.h - a witness that was written down: who does what, one step after the other.
 *
 *      kind            "stalemate witness"
 *      strategy        what the stack is called
 *      stack           its layers
 *      bounds          of the world in which it was found: keys as in an exploration's JSON
 *      property        that it breaks
 *      steps           [{"actor": "reader 1", "move": {"kind": "effect", "row": 0}}, ...]
 *
 * Of a step only what names its move is read; all else that a witness tells is there for people, and
 * is found again by making the moves. */
#ifndef CLI_SCHEDULE_H
#define CLI_SCHEDULE_H

#include "cli/strategy_file.h"
#include "sim/explore/explore.h"

struct schedule {
    struct scenario_strategy strategy;     /* with which it was found */
    char *name;
    struct explore_settings settings;
    enum property property;
    bool for_good;                         /* it is broken for good, and not only for a while */
    struct explore_retraced made;          /* as its own strategy goes */
};

/* Reads the object, and makes its moves. A complaint if there are steps that cannot be made, or if
 * they do not break the property. Zeroed by the caller, freed with schedule_free, even after a
 * complaint. */
bool schedule_read(struct schedule *schedule, const struct json_at *object,
                   struct complaint *complaint);
void schedule_free(struct schedule *schedule);

#endif
