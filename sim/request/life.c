/* life.c - the life of a read, of a write and of a message, from which the strategies' verbs are
 * called.
 *
 *      read    lookup --hit--> answered
 *                |
 *                `--miss--> load --> store --> answered
 *      write   write --> [work] --> [the writer reads the row itself] --> commit or roll back -->
 * acknowledged signal  signal
 *
 * A write that takes the raw road (raw SQL, another service) goes straight to the database: no
 * layer hears of it. */
#include "sim/request/stack.h"

enum { LAYER_BASE = 0 };

static enum flow read_life(const struct stack *stack, struct op *op)
{
    BEGIN(op);
    if (!(op->flags & OP_MISSED)) {
        if (stack->plain_get) {        /* The same without entering the base. */
            AWAIT(op, call_verb(op, VERB_NAME));
            AWAIT(op, cache_get(op, op->cache_key));
        } else {
            AWAIT(op, call_verb(op, VERB_LOOKUP));
        }
        if (op->reply == REPLY_OK)
            return FLOW_DONE;
    }
    if (stack->plain_fill && !(op->flags & OP_PAGE)) { /* The same without entering a layer. */
        AWAIT(op, database(op, EFFECT_DB_READ));
        op->ttl = stack_ttl(stack, op->stream, &op->draws);
        AWAIT(op, cache_set(op, op->cache_key, op->value));
        return FLOW_DONE;
    }
    AWAIT(op, call_verb(op, VERB_LOAD));
    AWAIT(op, call_verb(op, VERB_STORE));
    END();
}

/* The layer from which a write's verbs are called. */
static unsigned road_layer(const struct op *op)
{
    return op->road == ROAD_RAW ? LAYER_BASE : LAYER_TOP;
}

static enum flow write_life(struct op *op)
{
    BEGIN(op);
    AWAIT(op, op_call(op, VERB_WRITE, road_layer(op)));
    AWAIT(op, effect_wait(op, (struct effect){.kind = EFFECT_WORK}));
    if (op->flags & OP_READ_OWN)
        AWAIT(op, effect_wait(op, (struct effect){.kind = EFFECT_READ_OWN}));
    if (op->flags & OP_ROLL_BACK)
        AWAIT(op, database(op, EFFECT_DB_ROLLBACK));
    else
        AWAIT(op, op_call(op, VERB_COMMIT, road_layer(op)));
    END();
}

enum flow life_run(const struct stack *stack, struct op *op)
{
    switch ((enum op_kind)op->kind) {
    case OP_READ:
        return read_life(stack, op);
    case OP_WRITE:
        return write_life(op);
    case OP_SIGNAL:
        break;
    }
    BEGIN(op);
    AWAIT(op, call_verb(op, VERB_SIGNAL));
    END();
}
