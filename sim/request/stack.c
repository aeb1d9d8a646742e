/* stack.c - building a stack, and running flows over it. */
#include "sim/request/stack.h"

/* What the layers that decide `commit` do after it, by one road: those below come first. False: more
 * than can be said so. */
static bool resolve_after(struct stack *stack, enum write_road road, unsigned asked)
{
    struct stack_after *after = &stack->after[road];
    unsigned layer = stack->decides[VERB_COMMIT][asked];
    const struct strategy *strategy = stack->strategy[layer];
    enum after_commit what;

    if (layer == 0) {
        after->count = 0;
        return true;
    }
    if (strategy->after_commit == NULL || !resolve_after(stack, road, layer - 1))
        return false;
    what = strategy->after_commit(stack->config[layer], road);
    if (what != AFTER_NOTHING) {
        after->steps[after->count].what = (uint8_t)what;
        after->steps[after->count++].layer = (uint8_t)layer;
    }
    return what != AFTER_MORE;
}

static bool resolve_write(struct stack *stack, unsigned top)
{
    unsigned layer = stack->decides[VERB_INVALIDATE][top];
    const struct strategy *strategy = stack->strategy[layer];
    bool plainly_invalid = layer == 0
        || (strategy->invalidates_counter != NULL
            && strategy->invalidates_counter(stack->config[layer], 0) != 0);

    stack->after[ROAD_RAW].count = 0;
    return stack->decides[VERB_WRITE][top] == 0 && plainly_invalid
        && resolve_after(stack, ROAD_SAVE, top) && resolve_after(stack, ROAD_BULK, top);
}

/* Whether only this layer's strategy follows counters, and its counters do not expire. */
static bool counts_alone(const struct stack *stack, unsigned layer)
{
    uint32_t draws = 0;

    for (unsigned i = 0; i < stack->layers; i++) {
        if (i != layer && stack->strategy[i]->name_counter != NULL)
            return false;
    }
    return stack->strategy[layer]->start_counter(stack->config[layer], 0, 0, &draws).ttl == 0;
}

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
    stack->lasting_counter = stack->plain_name && counts_alone(stack, name);
    stack->plain_lookup = stack->plain_get && stack->decides[VERB_NAME][top] == 0;
    stack->plain_write = resolve_write(stack, top);
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
