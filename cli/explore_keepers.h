/* explore_keepers.h - who keeps a property in the order in which a witness breaks it. */
#ifndef CLI_EXPLORE_KEEPERS_H
#define CLI_EXPLORE_KEEPERS_H

#include "reports/text.h"
#include "sim/explore/explore.h"

/* The names of those stacks of the matrix that do, with "; " between, but for the two bounds, which
 * are no strategies. `settings`: the bounds of the witness; their stack is not looked at. */
bool keepers_find(struct text *to, const struct explore_settings *settings,
                  const struct explore_witness *witness, enum property property,
                  enum verdict verdict, struct complaint *complaint);

#endif
