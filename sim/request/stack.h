/* stack.h - strategies laid on one another, resolved once, and the runner of their flows.
 *
 * Layer 0 is the base (plain cache-aside); each strategy of the scenario's list stands above the
 * one before it. Which layer decides a verb is looked up here, when the stack is built: a layer
 * that leaves a verb to those below it is never entered. */
#ifndef SIM_REQUEST_STACK_H
#define SIM_REQUEST_STACK_H

#include "sim/request/strategy.h"

enum { STACK_LAYERS_MAX = 8 };

struct stack {
    unsigned layers;                                   /* the base included */
    unsigned traits;                                   /* of all layers together */
    bool plain_lookup;                                 /* lookup is the base's: a get of the plain key */
    const struct strategy *strategy[STACK_LAYERS_MAX];
    const void *config[STACK_LAYERS_MAX];
    /* The layer that decides the verb when asked at this layer: itself or one below. */
    uint8_t decides[VERB_COUNT][STACK_LAYERS_MAX];
};

/* A stack of the base alone. */
void stack_open(struct stack *stack);

/* Lays a strategy on top. `config` must outlive the stack. False when the stack is full. */
bool stack_push(struct stack *stack, const struct strategy *strategy, const void *config);

/* Begins an operation's life: its first frame. */
void op_begin(struct op *op);

/* Runs the operation until it waits for an effect (FLOW_EFFECT: it is in op->effect) or has ended
 * (FLOW_DONE). */
enum flow stack_run(const struct stack *stack, struct op *op);

/* The flows of the floor: sim/request/base.c and life.c. */
extern const struct strategy base_strategy;
enum flow life_run(struct op *op);

#endif
