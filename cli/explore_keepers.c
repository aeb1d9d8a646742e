/* explore_keepers.c - each stack of the matrix, made to go the same way. */
#include "cli/explore_keepers.h"

#include "cli/strategy_file.h"
#include "strategies/variants.h"

#include <stdlib.h>
#include <string.h>

static bool try(struct text *to, const struct variant *variant,
                const struct explore_settings *settings, const struct explore_witness *witness,
                enum property property, bool for_good, struct complaint *complaint)
{
    struct scenario_strategy strategy = {.name = NULL};
    struct explore_settings theirs = *settings;
    struct explore_retraced retraced = {.broken = 0};
    bool fine;

    theirs.stack = &strategy.stack;
    fine = strategy_read_text(&strategy, variant->name, variant->stack, complaint)
        && explore_follow(&theirs, witness, property, &retraced, complaint);
    if (fine && !explore_breaks(&retraced, property, for_good))
        text_format(to, "%s%s", to->length > 0 ? "; " : "", variant->name);
    free(retraced.witness.steps);
    strategy_free(&strategy);
    return fine;
}

bool keepers_find(struct text *to, const struct explore_settings *settings,
                  const struct explore_witness *witness, enum property property,
                  enum verdict verdict, struct complaint *complaint)
{
    text_add(to, "");
    for (const struct variant *variant = variants; variant->name != NULL; variant++) {
        if (strcmp(variant->name, "no-cache") != 0 && strcmp(variant->name, "ideal") != 0
            && !try(to, variant, settings, witness, property, verdict == VERDICT_REFUTED, complaint))
            return false;
    }
    return to->failed ? complain_machine(complaint, "out of memory") : true;
}
