/* strategy.h - what a strategy is, and all that it may do.
 *
 * A strategy is a const table: a name, its knobs, and the verbs that it changes. A read is
 * `lookup`, which asks `name` for the key, and, on a miss, `load` and `store`; a write is `write`
 * inside the transaction, then `commit`; `invalidate` makes what the cache holds for the row
 * unreadable; `signal` handles a message from the bus, or a task that was left for later. A verb
 * left NULL is decided by the layer below; below the lowest layer stands plain cache-aside without
 * any invalidation (base.c).
 *
 *   verb         must leave behind
 *   name         cache_key and family       (the row's plain key, unless a layer names otherwise)
 *   lookup       reply OK and the value, or MISS and the cache_key for the store
 *   load         the value
 *   store        -
 *   write        -                       (the row is changed inside the open transaction)
 *   commit       reply OK or ROLLED_BACK
 *   invalidate   reply OK, or LOST when it did not reach the cache
 *   signal       -
 *
 * A verb is a flow: see flow.h. It talks to the world only through the effects below, with AWAIT
 * (or `last`, where nothing follows), and to the layers below it through next_VERB. Whoever wants a
 * row invalidated calls `invalidate`, which asks the whole stack, so that a trigger (delete,
 * signal) and a naming scheme (versioned-key, generation) can be combined freely. */
#ifndef SIM_REQUEST_STRATEGY_H
#define SIM_REQUEST_STRATEGY_H

#include "sim/base/knob.h"
#include "sim/base/rng.h"
#include "sim/engine/flow.h"
#include "sim/request/op.h"
#include "sim/request/promise.h"

enum verb {
    VERB_NAME,
    VERB_LOOKUP,
    VERB_LOAD,
    VERB_STORE,
    VERB_WRITE,
    VERB_COMMIT,
    VERB_INVALIDATE,
    VERB_SIGNAL,
    VERB_COUNT,
    VERB_LIFE = VERB_COUNT,    /* the operation's own life, from which the verbs are called */
};

typedef enum flow verb_flow(struct op *op, const void *config);

enum strategy_traits {
    STRATEGY_INVALIDATES = 1,  /* a write of the application is meant to reach the cache */
    STRATEGY_PERFECT = 2,      /* the bound: a commit forgets the row's copies at its very instant */
    STRATEGY_NAMES_BY_ROW = 4, /* names follow the row's version: a commit abandons the old one */
    STRATEGY_COUNTS = 8,       /* names follow counters in the cache */
    STRATEGY_LEASES = 16,      /* the cache hands out tokens */
    STRATEGY_DRAWS_NAMES = 32, /* names follow from what operations draw at random */
    STRATEGY_AFTER_COMMIT = 64,        /* every write by the usual road invalidates after its commit,
                                        * before it is answered */
    STRATEGY_SETS = 128,       /* what is not a reader stores values, */
    STRATEGY_SETS_OPEN = 256,  /* of transactions that have not committed */
    STRATEGY_REMEMBERS = 512,  /* processes remember counters, so it matters who asks through which */
};

/* What a layer does once the transaction of a write has committed. */
enum after_commit {
    AFTER_NOTHING,
    AFTER_INVALIDATE,          /* it calls `invalidate` */
    AFTER_PUBLISH,             /* it publishes a message with its layer's number */
    AFTER_MORE,                /* something else */
};

/* How a counter begins that is not in the cache. */
struct counter_start {
    uint64_t number;
    int64_t ttl;               /* ns; 0: it does not expire */
};

struct strategy {
    const char *name;
    const char *says;          /* one sentence */
    const char *about;         /* for `strategies NAME`: Keeps, Windows, Costs, in plain text */
    const struct knob *knobs;
    size_t config_size;
    unsigned traits;
    /* Further traits that depend on the settings; may be NULL. */
    unsigned (*traits_of)(const void *config);
    /* Whether these settings leave the verb to the layer below after all; may be NULL: never. */
    bool (*leaves)(const void *config, enum verb verb);
    /* Where `store` does no more than to set op->ttl to this, with words from the operation's
     * stream as needed, and to ask the layers below: then the flow need not be entered. NULL: it
     * does more. */
    int64_t (*store_ttl)(const void *config, uint64_t stream, uint32_t *draws);
    /* Where `name` does no more than to ask the cache for this counter, to add it where it is not
     * there, and to name the row after it (cache_key is key:number, family the counter): then, too,
     * the flow need not be entered. NULL, or 0 for these settings: it does more. */
    uint64_t (*name_counter)(const void *config, uint32_t row);
    /* Beside name_counter: how it is added by a read that began then, with words from its stream as
     * needed. */
    struct counter_start (*start_counter)(const void *config, int64_t began, uint64_t stream,
                                          uint32_t *draws);
    /* Where `commit` does no more than to ask the layers below and then, if the transaction has
     * committed and no message to the cache is lost, what this says of a write by that road (not
     * the raw one): then, too, the flow need not be entered. NULL: it does more. */
    enum after_commit (*after_commit)(const void *config, enum write_road road);
    /* Where `invalidate` does no more than to count this counter up. NULL, or 0 for these settings:
     * it does more. */
    uint64_t (*invalidates_counter)(const void *config, uint32_t row);
    /* What these settings keep in a stack of that company: writes so many promises, PROMISES_MAX at
     * most, and returns their number. NULL: nothing that can be said in this way. */
    unsigned (*keeps)(const void *config, struct company company, struct promise *to);
    /* Refuses settings that make no sense together; may be NULL. */
    bool (*accepts)(const void *config, const struct json_at *at, struct complaint *complaint);
    union {
        struct {
            verb_flow *name_key, *lookup, *load, *store, *write, *commit, *invalidate, *signal;
        };
        verb_flow *verbs[VERB_COUNT];
    };
};

/* Nothing but what is committed is stored, but by who reads inside a transaction, or a layer that
 * sets what is not: a promise of most. */
static inline unsigned promise_committed_only(struct promise *to, struct company company)
{
    *to = (struct promise){.property = "no-uncommitted-value", .may = MAY_ALL & ~MAY_READ_OWN};
    return company.traits & STRATEGY_SETS_OPEN ? 0 : 1;
}

/* The flow's own frame, and what it keeps across waits. */
static inline struct frame *op_frame(struct op *op)
{
    return &op->frames[op->depth];
}

static inline uint64_t *op_local(struct op *op, unsigned i)
{
    return &op_frame(op)->local[i];
}

#define BEGIN(op) FLOW_BEGIN(op_frame(op)->at)
#define AWAIT(op, what) FLOW_AWAIT(op_frame(op)->at, what)
#define END() FLOW_END()

/* The next word of the operation's own random stream. */
static inline uint64_t op_draw(struct op *op)
{
    return rng_at(op->stream, op->draws++);
}

/* ---- calls ---- */

static inline enum flow op_call(struct op *op, enum verb verb, unsigned layer)
{
    CHECK(op->depth + 1 < OP_FRAMES_MAX);
    op->frames[++op->depth] = (struct frame){.verb = (uint8_t)verb, .layer = (uint8_t)layer};
    return FLOW_CALL;
}

enum { LAYER_TOP = 255 };      /* the runner puts the stack's top layer in its place */

/* `return last(op, what)`: the flow's last wait. Its frame is given up at once, so that the reply
 * goes straight to whoever called it. Not for the operation's own life. */
static inline enum flow last(struct op *op, enum flow what)
{
    CHECK(op->depth > 0);
    if (what == FLOW_CALL)
        op->frames[op->depth - 1] = op->frames[op->depth];
    if (what != FLOW_DONE)
        op->depth--;
    return what;
}

/* Ask the layers below this one. */
static inline enum flow next_verb(struct op *op)
{
    const struct frame *frame = op_frame(op);

    return op_call(op, (enum verb)frame->verb, frame->layer - 1u);
}

/* Ask the whole stack. */
static inline enum flow call_verb(struct op *op, enum verb verb)
{
    return op_call(op, verb, LAYER_TOP);
}

#define next_lookup next_verb
#define next_load next_verb
#define next_store next_verb
#define next_write next_verb
#define next_commit next_verb
#define next_invalidate next_verb

static inline enum flow invalidate(struct op *op)
{
    return call_verb(op, VERB_INVALIDATE);
}

/* ---- effects ---- */

static inline enum flow effect_wait(struct op *op, struct effect effect)
{
    op->effect = effect;
    return FLOW_EFFECT;
}

static inline enum flow cache_get(struct op *op, uint64_t name)
{
    return effect_wait(op,
                       (struct effect){.kind = EFFECT_CACHE_GET, .name = name, .ttl = op->touch});
}

/* The same, and a token, for op->ttl at most, if nothing is found: see op.h. */
static inline enum flow lease_get(struct op *op, uint64_t name)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_LEASE_GET,
                                           .name = name,
                                           .number = (uint64_t)op->ttl,
                                           .ttl = op->touch});
}

/* The same as cache_get, and what was found can be replaced by cache_cas; see op.h. */
static inline enum flow cache_gets(struct op *op, uint64_t name)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_CACHE_GETS, .name = name});
}

static inline enum flow cache_set(struct op *op, uint64_t name, value_handle value)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_CACHE_SET,
                                           .name = name,
                                           .value = value,
                                           .ttl = op->ttl,
                                           .family = op->family});
}

/* A set on a condition: by a token (LEASE_SET), over what was found (CACHE_CAS), or where there is
 * nothing (CACHE_ADD). */
static inline enum flow cache_set_if(struct op *op, enum effect_kind kind, uint64_t name,
                                     value_handle value)
{
    enum flow flow = cache_set(op, name, value);

    op->effect.kind = (uint8_t)kind;
    return flow;
}

static inline enum flow cache_delete(struct op *op, uint64_t name)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_CACHE_DELETE, .name = name});
}

static inline enum flow counter_get(struct op *op, uint64_t name)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_COUNTER_GET, .name = name});
}

/* The same, where what is to be invalidated depends on the reply. */
static inline enum flow counter_get_to_invalidate(struct op *op, uint64_t name)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_COUNTER_GET, .name = name, .add = 1});
}

static inline enum flow counter_set(struct op *op, uint64_t name, uint64_t number, int64_t ttl)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_COUNTER_SET,
                                           .name = name,
                                           .number = number,
                                           .ttl = ttl});
}

static inline enum flow counter_add(struct op *op, uint64_t name, uint64_t number, int64_t ttl)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_COUNTER_SET,
                                           .add = 1,
                                           .name = name,
                                           .number = number,
                                           .ttl = ttl});
}

static inline enum flow counter_increment(struct op *op, uint64_t name)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_COUNTER_INCREMENT, .name = name});
}

static inline enum flow memo_read(struct op *op, uint64_t name)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_MEMO_GET, .name = name});
}

static inline enum flow memo_write(struct op *op, uint64_t name, uint64_t number, int64_t ttl)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_MEMO_SET,
                                           .name = name,
                                           .number = number,
                                           .ttl = ttl});
}

static inline enum flow database(struct op *op, enum effect_kind kind)
{
    return effect_wait(op, (struct effect){.kind = (uint8_t)kind});
}

/* One half of a page, 1 or 2. After the second, op->value is the page: the whole page as it once was,
 * or one that never was. */
static inline enum flow database_read_half(struct op *op, uint64_t half)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_DB_READ, .number = half});
}

static inline enum flow publish(struct op *op, uint64_t number)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_PUBLISH, .number = number});
}

/* A task for this process, which whoever asks for it does not wait for: the signal flow with this
 * number, after `ns`. */
static inline enum flow later(struct op *op, uint64_t number, int64_t ns)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_LATER, .number = number, .ttl = ns});
}

static inline enum flow pause_for(struct op *op, int64_t ns)
{
    return effect_wait(op, (struct effect){.kind = EFFECT_PAUSE, .ttl = ns});
}

#endif
