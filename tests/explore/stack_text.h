/* stack_text.h - a stack of strategies from JSON text, as a scenario has it. */
#ifndef TESTS_EXPLORE_STACK_TEXT_H
#define TESTS_EXPLORE_STACK_TEXT_H

#include "sim/base/json.h"
#include "sim/request/stack.h"

struct stack_text {
    struct stack stack;
    struct json_document *document;
    void *configs[STACK_LAYERS_MAX];
};

/* Such as "[{\"ttl\": {\"ttl\": \"1h\"}}, {\"delete\": {}}]". A text that does not read ends the
 * program: it is the test's own. */
void stack_text_open(struct stack_text *stack, const char *text);
void stack_text_close(struct stack_text *stack);

#endif
