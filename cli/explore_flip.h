/* explore_flip.h - `stalemate explore --flip LAYER.KNOB`: the values of one knob, one by one. */
#ifndef CLI_EXPLORE_FLIP_H
#define CLI_EXPLORE_FLIP_H

#include "cli/explore_files.h"
#include "reports/witness/flip.h"

enum { FLIP_VALUES_MAX = 16, FLIP_VALUE_BYTES = 48 };

/* All zero but for what flip_open sets. */
struct flip_job {
    char layer[FLIP_VALUE_BYTES], knob[FLIP_VALUE_BYTES];
    char values[FLIP_VALUES_MAX][FLIP_VALUE_BYTES];
    const char *shown[FLIP_VALUES_MAX];
    bool quoted;               /* values are strings in JSON */
    unsigned count;
    struct explored explored;  /* all values of the first strategy, then of the next */
};

/* From "delete.attempts": of a count the first few values, of a duration zero and another one, of a
 * choice each; or from "delete.attempts=1,4": those. */
bool flip_open(struct flip_job *job, const char *text, struct complaint *complaint);

/* Explores a strategy, whose layers `text` has as JSON, with each of the values. */
bool flip_explore(struct flip_job *job, const struct explore_plan *plan, const char *name,
                  const char *text, struct complaint *complaint);

bool flip_print(const struct flip_job *job, enum explore_form form, struct complaint *complaint);

/* 4 if a verdict is inconclusive, else 0. */
int flip_status(const struct flip_job *job);
void flip_free(struct flip_job *job);

#endif
