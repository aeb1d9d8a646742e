/* explore_files.h - what was explored so far, and where it is told. */
#ifndef CLI_EXPLORE_FILES_H
#define CLI_EXPLORE_FILES_H

#include "cli/explore_plan.h"
#include "reports/witness/exploration.h"

enum explore_form {
    EXPLORE_TEXT,
    EXPLORE_JSON,
    EXPLORE_MERMAID,           /* the first witness */
    EXPLORE_SVG,
};

struct explored_one;

/* All zero: nothing yet. */
struct explored {
    struct explored_one **all;
    unsigned count;
};

/* Explores one strategy. Nothing of what is passed has to stay. */
bool explored_add(struct explored *explored, const struct explore_plan *plan, const char *name,
                  const char *text, const struct stack *stack, struct complaint *complaint);

/* The exit status that the verdicts call for. */
int explored_status(const struct explored *explored);

bool explored_print(const struct explored *explored, enum explore_form form, bool quiet,
                    struct complaint *complaint);

/* The witnesses of all, and explore.json, into a folder. */
bool explored_write(const struct explored *explored, const char *folder,
                    struct complaint *complaint);

void explored_free(struct explored *explored);

#endif
