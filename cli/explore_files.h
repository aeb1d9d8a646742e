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
    EXPLORE_MARKDOWN,          /* of a matrix */
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

/* What is to be told of the i-th one; it stays until explored_free. */
const struct exploration *explored_told(const struct explored *explored, unsigned i);

/* Finds who else keeps the property where the i-th one's witness breaks it, so that it is told with
 * it; nothing, where there is no witness. */
bool explored_find_keepers(struct explored *explored, unsigned i, enum property property,
                           struct complaint *complaint);

/* Whether some property has this verdict. */
bool explored_has(const struct explored *explored, enum verdict verdict);

/* The exit status that the verdicts call for. */
int explored_status(const struct explored *explored);

bool explored_print(const struct explored *explored, enum explore_form form, bool quiet,
                    struct complaint *complaint);

/* The witnesses of all, and explore.json, into a folder. */
bool explored_write(const struct explored *explored, const char *folder,
                    struct complaint *complaint);

/* FOLDER/NAME with an ending, from a text that is then freed; and a witness in its four forms. */
bool explored_write_file(struct text *text, const char *folder, const char *name,
                         const char *ending, struct complaint *complaint);
bool explored_write_witness(const struct account *account, const char *folder, const char *name,
                            struct complaint *complaint);

void explored_free(struct explored *explored);

#endif
