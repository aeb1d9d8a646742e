/* signal.c - a save fires a signal, and its handler invalidates (or sets) the cached copy.
 *
 *      pre-commit, in process (Django's post_save inside atomic())
 *
 *      writer          database          cache          reader
 *        |----write------>|                |               |
 *        |-------------delete------------->|               |   the handler
 *        |                |<--------------load-------------|   window 1: the old version,
 *        |----commit----->|                |<----store-----|   since nothing is committed yet
 *
 *      on-commit, over the bus
 *
 *      writer          database          cache         consumer
 *        |----commit----->|                |               |   window 2 opens
 *        |----publish - - - - - - - - - - - - - - - - - - >|   delayed, or lost: window 3
 *        |                |                |<---delete-----|   window 2 closes
 *
 * Keeps:    on-commit with action invalidate: the cache holds committed versions only, unless a
 *           transaction that reads its own change stores it.
 * Windows:  1. pre-commit: a reader between handler and commit puts the old version back, and no
 *              further signal comes;
 *           2. on-commit: from the commit until the handler's work arrives, the old version is
 * read; and a reader that loaded before the commit may store after it;
 *           3. over the bus: a message can be lost;
 *           4. a bulk update, raw SQL or another service fires no signal at all;
 *           5. action set, pre-commit: a value that is then rolled back is in the cache;
 *           6. action set, over the bus: a message that was overtaken sets an older value.
 * Costs:    as delete; over the bus a message a write instead of a wait for the cache. */
#include "strategies/catalogue.h"

#include <stddef.h>

enum when {
    PRE_COMMIT,
    ON_COMMIT,
};

enum via {
    IN_PROCESS,
    OVER_BUS,
};

enum action {
    ACTION_INVALIDATE,
    ACTION_SET,
};

struct signal {
    int when, via, action;
};

static const struct knob knobs[] = {
    {"when", KNOB_CHOICE, offsetof(struct signal, when), "on-commit", 0, 0,
     {"pre-commit", "on-commit"}, "inside the transaction (post_save), or after it (on_commit)"},
    {"via", KNOB_CHOICE, offsetof(struct signal, via), "process", 0, 0, {"process", "bus"},
     "where the handler runs: in the writer's process, or in a consumer of the bus"},
    {"action", KNOB_CHOICE, offsetof(struct signal, action), "invalidate", 0, 0,
     {"invalidate", "set"}, "what the handler does with the cached copy"},
    {.name = NULL},
};

/* The signal: the handler runs at once in this process, or wherever the message arrives. It carries
 * the layer's number, by which the layer knows its own. */
static enum flow fire(struct op *op, const struct signal *config)
{
    unsigned layer = op_frame(op)->layer;

    return config->via == OVER_BUS ? publish(op, layer) : op_call(op, VERB_SIGNAL, layer);
}

static enum flow write(struct op *op, const void *config)
{
    BEGIN(op);
    AWAIT(op, next_write(op));
    if (op->road == ROAD_SAVE)
        return last(op, fire(op, config));
    END();
}

static enum flow commit(struct op *op, const void *config)
{
    BEGIN(op);
    AWAIT(op, next_commit(op));
    if (op->reply != REPLY_OK || op->road != ROAD_SAVE)
        return FLOW_DONE;
    AWAIT(op, fire(op, config));
    op->reply = REPLY_OK;
    END();
}

/* The handler. A set is stored as a reader would store it: under the key's present name, and with
 * the stack's ttl. */
static enum flow receive(struct op *op, const void *config)
{
    const struct signal *signal = config;

    BEGIN(op);
    if (op->kind == OP_SIGNAL && op->number != op_frame(op)->layer)
        return last(op, next_verb(op));
    if (signal->action == ACTION_INVALIDATE)
        return last(op, invalidate(op));
    AWAIT(op, call_verb(op, VERB_NAME));
    op->value = op->change;
    return last(op, call_verb(op, VERB_STORE));
    END();
}

static enum after_commit after_commit(const void *config, enum write_road road)
{
    const struct signal *signal = config;

    if (road != ROAD_SAVE)
        return AFTER_NOTHING;
    if (signal->via == OVER_BUS)
        return AFTER_PUBLISH;
    return signal->action == ACTION_INVALIDATE ? AFTER_INVALIDATE : AFTER_MORE;
}

static bool leaves(const void *config, enum verb verb)
{
    const struct signal *signal = config;

    return (verb == VERB_WRITE && signal->when != PRE_COMMIT)
        || (verb == VERB_COMMIT && signal->when != ON_COMMIT);
}

static unsigned traits_of(const void *config)
{
    const struct signal *signal = config;

    if (signal->action == ACTION_SET)
        return STRATEGY_SETS | (signal->when == PRE_COMMIT ? STRATEGY_SETS_OPEN : 0u);
    return signal->when == ON_COMMIT && signal->via == IN_PROCESS ? STRATEGY_AFTER_COMMIT : 0;
}

static unsigned keeps(const void *config, struct company company, struct promise *to)
{
    (void)config;
    return promise_committed_only(to, company);
}

const struct strategy signal_on_write = {
    .name = "signal",
    .says = "a save fires a signal, and its handler invalidates (or sets) the cached copy",
    .about =
        "Keeps: on-commit with action invalidate: the cache holds committed versions only, unless a "
        "transaction that reads its own change stores it.\n"
        "Windows: 1. pre-commit: a reader between handler and commit puts the old version back, "
        "and no further signal comes; 2. on-commit: from the commit until the handler's work "
        "arrives, the old version is read, and a reader that loaded before the commit may store "
        "after it; 3. over the bus: a message can be lost; 4. a bulk update, raw SQL or another "
        "service fires no signal at all; 5. action set, pre-commit: a value that is then rolled "
        "back is in the cache; 6. action set, over the bus: a message that was overtaken sets an "
        "older value.\n"
        "Costs: as delete; over the bus a message a write instead of a wait for the cache.",
    .knobs = knobs,
    .config_size = sizeof(struct signal),
    .traits = STRATEGY_INVALIDATES,
    .traits_of = traits_of,
    .keeps = keeps,
    .leaves = leaves,
    .after_commit = after_commit,
    .write = write,
    .commit = commit,
    .signal = receive,
};
