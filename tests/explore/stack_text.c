/* stack_text.c - the catalogue's strategies, laid on one another. */
#include "tests/explore/stack_text.h"

#include "strategies/catalogue.h"

#include <stdlib.h>
#include <string.h>

static void push(struct stack_text *stack, const struct json_at *layer)
{
    struct complaint complaint = {0};
    struct json_at settings;
    const struct strategy *found;
    void *config = NULL;

    json_child(layer, 0, &settings);
    found = catalogue_find(settings.key);
    CHECK_THAT(found != NULL, "no strategy %s", settings.key);
    if (found->config_size > 0) {
        config = calloc(1, found->config_size);
        CHECK(config != NULL);
        stack->configs[stack->stack.layers - 1] = config;
        CHECK_THAT(knobs_read(found->knobs, config, &settings, NULL, &complaint), "%s",
                   complaint.text);
    }
    CHECK(stack_push(&stack->stack, found, config));
}

void stack_text_open(struct stack_text *stack, const char *text)
{
    struct complaint complaint = {0};
    struct json_at root, layer;

    *stack = (struct stack_text){
        .document = json_read_text("stack", text, strlen(text), &complaint)};
    CHECK_THAT(stack->document != NULL, "%s", complaint.text);
    stack_open(&stack->stack);
    root = json_root(stack->document);
    for (size_t i = 0; i < json_count(&root); i++) {
        json_child(&root, i, &layer);
        push(stack, &layer);
    }
}

void stack_text_close(struct stack_text *stack)
{
    for (unsigned layer = 1; layer < stack->stack.layers; layer++) {
        void *config = stack->configs[layer - 1];
        if (config != NULL)
            knobs_free(stack->stack.strategy[layer]->knobs, config);
        free(config);
    }
    json_free(stack->document);
}
