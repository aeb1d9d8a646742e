/* delayed_double_delete.c - delete before the write, and again some time after the commit.
 *
 *      writer          database          cache          reader
 *        |-------------delete------------->|               |
 *        |                |<--------------load-------------|   the old version: nothing else is
 *        |----commit----->|                |<----store-----|   committed yet; window 1 opens
 *        |<-----ok--------|                |               |
 *        :  (delay)       |                |<----lookup----|   a hit on the old version
 *        |-------------delete------------->|               |   window 1 closes
 *        |                |                |<----store-----|   window 2: a load from before the
 *        |                |                |               |   commit, slower than the delay
 *
 * The writer waits for the first delete, but not for the second: it is acknowledged at the commit,
 * and leaves a task behind in its process (a thread, a timer, a queue with a delay). Nothing is
 * deleted again where the transaction is rolled back. "Deletes" is short for the verb `invalidate`,
 * as in delete.c.
 *
 * Keeps:    the cache holds committed versions only, unless a transaction that reads its own change
 *           stores it; and where no delete is lost, what was loaded before a commit, and stored
 *           within the delay after it, is gone once the second delete has arrived.
 * Windows:  1. from the commit until the second delete arrives, the cache answers with the old
 *              version, if a reader has put it back: up to a delay;
 *           2. a reader that loaded before the commit may store after the second delete: no delay is
 *              longer than every load; the old version then stays until it expires;
 *           3. a second delete that is lost, more often than it is tried again, or that a writer
 *              which crashed, raw SQL or another service never asks for, leaves the old version
 *              behind.
 * Costs:    two messages a write, and two misses: the second delete throws away what is true, in
 *           most cases. */
#include "strategies/catalogue.h"

#include <stddef.h>

struct delayed_double_delete {
    int64_t delay;
    int64_t attempts;
    int64_t retry_pause;
};

static const struct knob knobs[] = {
    {"delay", KNOB_DURATION, offsetof(struct delayed_double_delete, delay), "500ms", 0, INT64_MAX,
     {0}, "from the commit's reply to the second delete"},
    {"attempts", KNOB_COUNT, offsetof(struct delayed_double_delete, attempts), "1", 1, 1000000,
     {0}, "how often either delete that got lost is tried in all"},
    {"retry-pause", KNOB_DURATION, offsetof(struct delayed_double_delete, retry_pause), "100ms", 0,
     INT64_MAX, {0}, "pause before the next attempt"},
    {.name = NULL},
};

/* Local 0 counts the attempts, here and below. */
static enum flow write(struct op *op, const void *config)
{
    const struct delayed_double_delete *settings = config;

    BEGIN(op);
    for (;;) {
        AWAIT(op, invalidate(op));
        if (op->reply != REPLY_LOST || ++*op_local(op, 0) == (uint64_t)settings->attempts)
            break;
        AWAIT(op, pause_for(op, settings->retry_pause));
    }
    return last(op, next_write(op));
    END();
}

/* The task carries the layer's number, by which the layer knows its own. */
static enum flow commit(struct op *op, const void *config)
{
    const struct delayed_double_delete *settings = config;

    BEGIN(op);
    AWAIT(op, next_commit(op));
    if (op->reply != REPLY_OK)
        return FLOW_DONE;
    return last(op, later(op, op_frame(op)->layer, settings->delay));
    END();
}

static enum flow again(struct op *op, const void *config)
{
    const struct delayed_double_delete *settings = config;

    BEGIN(op);
    if (op->number != op_frame(op)->layer)
        return last(op, next_verb(op));
    for (;;) {
        AWAIT(op, invalidate(op));
        if (op->reply != REPLY_LOST || ++*op_local(op, 0) == (uint64_t)settings->attempts)
            return FLOW_DONE;
        AWAIT(op, pause_for(op, settings->retry_pause));
    }
    END();
}

static unsigned keeps(const void *config, struct company company, struct promise *to)
{
    (void)config;
    return promise_committed_only(to, company);
}

const struct strategy delayed_double_delete = {
    .name = "delayed-double-delete",
    .says = "delete before the write, and again some time after the commit",
    .about =
        "Keeps: the cache holds committed versions only, unless a transaction that reads its own "
        "change stores it; and where no delete is lost, what was loaded before a commit, and stored "
        "within the delay after it, is gone once the second delete has arrived.\n"
        "Windows: 1. from the commit until the second delete arrives, the cache answers with the "
        "old version, if a reader has put it back: up to a delay; 2. a reader that loaded before "
        "the commit may store after the second delete: no delay is longer than every load; the old "
        "version then stays until it expires; 3. a second delete that is lost, more often than it "
        "is tried again, or that a writer which crashed, raw SQL or another service never asks "
        "for, leaves the old version behind.\n"
        "Costs: two messages a write, and two misses: the second delete throws away what is true, "
        "in most cases.",
    .knobs = knobs,
    .config_size = sizeof(struct delayed_double_delete),
    .traits = STRATEGY_INVALIDATES,
    .keeps = keeps,
    .write = write,
    .commit = commit,
    .signal = again,
};
