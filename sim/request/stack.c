/* stack.c - building a stack, and running flows over it. */
#include "sim/request/stack.h"

static void resolve(struct stack *stack)
{
    unsigned top = stack->layers - 1, name;
    const struct strategy *strategy = stack->strategy[top];

    for (unsigned verb = 0; verb < VERB_COUNT; verb++) {
        unsigned below = top > 0 ? stack->decides[verb][top - 1] : 0;
        bool own = strategy->verbs[verb] != NULL
            && (strategy->leaves == NULL
                || !strategy->leaves(stack->config[top], (enum verb)verb));
        stack->decides[verb][top] = (uint8_t)(own ? top : below);
    }
    stack->plain_fill = stack->decides[VERB_LOAD][top] == 0;
    for (unsigned i = stack->decides[VERB_STORE][top]; i > 0; i = stack->decides[VERB_STORE][i - 1])
        stack->plain_fill &= stack->strategy[i]->store_ttl != NULL;
    stack->plain_get = stack->decides[VERB_LOOKUP][top] == 0;
    name = stack->decides[VERB_NAME][top];
    stack->plain_name = stack->plain_get && stack->strategy[name]->name_counter != NULL
        && stack->strategy[name]->name_counter(stack->config[name], 0) != 0;
    stack->plain_lookup = stack->plain_get && stack->decides[VERB_NAME][top] == 0;
}

void stack_open(struct stack *stack)
{
    *stack = (struct stack){.layers = 1, .strategy = {&base_strategy}};
    resolve(stack);
}

bool stack_push(struct stack *stack, const struct strategy *strategy, const void *config)
{
    if (stack->layers == STACK_LAYERS_MAX)
        return false;
    stack->strategy[stack->layers] = strategy;
    stack->config[stack->layers] = config;
    stack->layers++;
    stack->traits |= strategy->traits;
    if (strategy->traits_of != NULL)
        stack->traits |= strategy->traits_of(config);
    resolve(stack);
    return true;
}

void op_begin(struct op *op)
{
    op->depth = 0;
    op->frames[0] = (struct frame){.verb = VERB_LIFE};
    op->effect.kind = EFFECT_NONE;
}

enum flow stack_run(const struct stack *stack, struct op *op)
{
    for (;;) {
        struct frame *frame = op_frame(op);
        enum flow came;

        if (frame->verb == VERB_LIFE) {
            came = life_run(stack, op);
        } else {
            if (frame->at == 0) {
                unsigned asked = frame->layer == LAYER_TOP ? stack->layers - 1 : frame->layer;
                frame->layer = stack->decides[frame->verb][asked];
            }
            came =
                stack->strategy[frame->layer]->verbs[frame->verb](op, stack->config[frame->layer]);
        }
        if (came == FLOW_EFFECT)
            return came;
        if (came == FLOW_DONE) {
            if (op->depth == 0)
                return came;
            op->depth--;
        }
    }
}
