/* strategy_file.h - a stack of strategies as users write it: a list of layers, lowest first. */
#ifndef CLI_STRATEGY_FILE_H
#define CLI_STRATEGY_FILE_H

#include "sim/base/json.h"
#include "sim/request/stack.h"

struct scenario_strategy {
    const char *name;
    char *text;                        /* its layers as JSON */
    bool bound;
    struct stack stack;
    void *configs[STACK_LAYERS_MAX];   /* owned; [i] belongs to layer i + 1 */
};

/* Reads a list of layers; its key is the strategy's name, and lives no longer than the document. The
 * strategy is zeroed by the caller and freed with strategy_free, even after a complaint. */
bool strategy_read(struct scenario_strategy *strategy, const struct json_at *at,
                   struct complaint *complaint);
/* The same from a text; `name`, which must stay, is where complaints say that it is. */
bool strategy_read_text(struct scenario_strategy *strategy, const char *name, const char *text,
                        struct complaint *complaint);
void strategy_free(struct scenario_strategy *strategy);

#endif
