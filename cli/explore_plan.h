/* explore_plan.h - what `stalemate explore` is asked to search, as a user writes it.
 *
 * Each setting has one name and one reader, for the option (--readers 2) and for the key in a
 * scenario ("explore": {"readers": 2}):
 *
 *      bounds                   small, medium or large: a preset, which the others then change
 *      readers, writers         clients
 *      reads, writes            of each reader, of each writer
 *      rows, nodes              rows; processes, over which the clients are spread
 *      faults                   budgets, "lost=1,crash=1", or "none": instead of the preset's
 *      fault                    one budget, "lost" or "lost=2"
 *      read-own, read-after     a writer reads in its transaction, and once more at its end
 *      roads                    "save,bulk,raw": those that a write may take
 *      property                 asked for, or "keeps": what the strategies promise; all, if none is
 *                               named; in a scenario also "properties", a list of them
 *      states, memory, time     limits
 *      switches                 few switches first, up to so many
 *      deep                     depth first, with few switches first
 *      sample, seed, changes    walks at random; changes of priority in each
 *      no-symmetry, no-reduction
 */
#ifndef CLI_EXPLORE_PLAN_H
#define CLI_EXPLORE_PLAN_H

#include "reports/text.h"
#include "sim/base/json.h"
#include "sim/explore/explore.h"

struct explore_plan {
    struct explore_settings settings;  /* but for its stack and its jobs */
    struct explore_sampling sampling;  /* no walks: search */
    const char *preset;                /* the name of the bounds */
    bool keeps;                        /* asked for: what each stack promises, beside properties */
};

void plan_open(struct explore_plan *plan);

/* Sets one of them. `where` is the place of the text, for complaints. */
bool plan_set(struct explore_plan *plan, const char *where, const char *name, const char *text,
              struct complaint *complaint);

/* All of an "explore" object. */
bool plan_read(struct explore_plan *plan, const struct json_at *object,
               struct complaint *complaint);

/* The command that asks for the same of a stack, without the properties; a line of the shell. */
void plan_command(struct text *to, const struct explore_plan *plan, const char *stack);

#endif
