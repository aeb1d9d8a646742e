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
 * Keeps:    on-commit with action invalidate: the cache holds committed versions only.
 * Windows:  1. pre-commit: a reader between handler and commit puts the old version back, and no
 *              further signal comes;
 *           2. on-commit: from the commit until the handler's work arrives, the old version is read;
 *              and a reader that loaded before the commit may store after it;
 *           3. over the bus: a message can be lost;
 *           4. a bulk update, raw SQL or another service fires no signal at all;
 *           5. action set, pre-commit: a value that is then rolled back is in the cache;
 *           6. action set, over the bus: a message that was overtaken sets an older value.
 * Costs:    as delete; over the bus a message a write instead of a wait for the cache. */
#include "sim/request/strategy.h"

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

static enum flow handle(struct op *op, const struct signal *config)
{
    if (config->action == ACTION_INVALIDATE)
        return invalidate(op);
    op->value = op->change;            /* As a reader would store it, so with the stack's ttl. */
    return call_verb(op, VERB_STORE);
}

static enum flow fire(struct op *op, const struct signal *config)
{
    return config->via == OVER_BUS ? publish(op, 0) : handle(op, config);
}

static enum flow write(struct op *op, const void *config)
{
    BEGIN(op);
    AWAIT(op, next_write(op));
    if (op->road == ROAD_SAVE)
        AWAIT(op, fire(op, config));
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

static enum flow receive(struct op *op, const void *config)
{
    BEGIN(op);
    AWAIT(op, handle(op, config));
    AWAIT(op, next_verb(op));
    END();
}

static bool leaves(const void *config, enum verb verb)
{
    const struct signal *signal = config;

    return (verb == VERB_WRITE && signal->when != PRE_COMMIT)
        || (verb == VERB_COMMIT && signal->when != ON_COMMIT)
        || (verb == VERB_SIGNAL && signal->via != OVER_BUS);
}

extern const struct strategy signal_on_write;
const struct strategy signal_on_write = {
    .name = "signal",
    .says = "a save fires a signal, and its handler invalidates (or sets) the cached copy",
    .about =
        "Keeps: on-commit with action invalidate: the cache holds committed versions only.\n"
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
    .leaves = leaves,
    .write = write,
    .commit = commit,
    .signal = receive,
};
