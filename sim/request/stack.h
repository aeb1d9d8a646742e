/* stack.h - strategies laid on one another, resolved once, and the runner of their flows.
 *
 * Layer 0 is the base (plain cache-aside); each strategy of the scenario's list stands above the
 * one before it. Which layer decides a verb is looked up here, when the stack is built: a layer
 * that leaves a verb to those below it is never entered. */
#ifndef SIM_REQUEST_STACK_H
#define SIM_REQUEST_STACK_H

#include "sim/request/strategy.h"

enum { STACK_LAYERS_MAX = 8 };

/* What is to be done after a commit, in this order. */
struct stack_after {
    unsigned count;
    struct {
        uint8_t what;          /* enum after_commit: to invalidate, or to publish */
        uint8_t layer;
    } steps[STACK_LAYERS_MAX];
};

struct stack {
    unsigned layers;                                   /* the base included */
    unsigned traits;                                   /* of all layers together */
    bool plain_get;            /* lookup is the base's: a get of whatever `name` says */
    bool plain_lookup;         /* lookup is the base's: a get of the plain key */
    bool plain_name;           /* and name does no more than to follow a counter: stack_counter */
    bool lasting_counter;      /* with plain_name: nothing gives that counter a time to live */
    bool plain_fill;           /* load is, and store is but for the ttl that layers set */
    bool plain_write;          /* write is the base's, commit is but for what comes `after` it, and
                                * to invalidate is no more than stack_invalidation */
    struct stack_after after[WRITE_ROADS];             /* with plain_write */
    const struct strategy *strategy[STACK_LAYERS_MAX];
    const void *config[STACK_LAYERS_MAX];
    /* The layer that decides the verb when asked at this layer: itself or one below. */
    uint8_t decides[VERB_COUNT][STACK_LAYERS_MAX];
};

/* A stack of the base alone. */
void stack_open(struct stack *stack);

/* Lays a strategy on top. `config` must outlive the stack. False when the stack is full. */
bool stack_push(struct stack *stack, const struct strategy *strategy, const void *config);

/* With plain_fill: the ttl with which a value is stored; 0: none. */
static inline int64_t stack_ttl(const struct stack *stack, uint64_t stream, uint32_t *draws)
{
    const uint8_t *decides = stack->decides[VERB_STORE];
    int64_t ttl = 0;

    /* What the layers that decide `store` would do, from the top down. */
    for (unsigned i = decides[stack->layers - 1]; i > 0; i = decides[i - 1])
        ttl = stack->strategy[i]->store_ttl(stack->config[i], stream, draws);
    return ttl;
}

/* With plain_name: the counter that the row's name follows; and how that begins. */
static inline uint64_t stack_counter(const struct stack *stack, uint32_t row)
{
    unsigned layer = stack->decides[VERB_NAME][stack->layers - 1];

    return stack->strategy[layer]->name_counter(stack->config[layer], row);
}

static inline struct counter_start stack_start_counter(const struct stack *stack, int64_t began,
                                                       uint64_t stream, uint32_t *draws)
{
    unsigned layer = stack->decides[VERB_NAME][stack->layers - 1];

    return stack->strategy[layer]->start_counter(stack->config[layer], began, stream, draws);
}

/* With plain_write: the effect that invalidates the row, its kind and name. */
static inline enum effect_kind stack_invalidation(const struct stack *stack, uint32_t row,
                                                  uint64_t *name)
{
    unsigned layer = stack->decides[VERB_INVALIDATE][stack->layers - 1];

    if (layer == 0) {
        *name = name_of(NAME_VALUE, row, 0);
        return EFFECT_CACHE_DELETE;
    }
    *name = stack->strategy[layer]->invalidates_counter(stack->config[layer], row);
    return EFFECT_COUNTER_INCREMENT;
}

/* Begins an operation's life: its first frame. */
void op_begin(struct op *op);

/* Runs the operation until it waits for an effect (FLOW_EFFECT: it is in op->effect) or has ended
 * (FLOW_DONE). */
enum flow stack_run(const struct stack *stack, struct op *op);

/* The flows of the floor: sim/request/base.c and life.c. */
extern const struct strategy base_strategy;
enum flow life_run(const struct stack *stack, struct op *op);

#endif
