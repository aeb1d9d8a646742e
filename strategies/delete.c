/* delete.c - a write deletes the cached copy.
 *
 *      after-commit (the preset)
 *
 *      writer          database          cache          reader
 *        |----commit----->|                |<----lookup----|   window 1: a hit on the old version
 *        |<-----ok--------|                |               |
 *        |-------------delete------------->|               |
 *        |                |<--------------load-------------|   a miss: the new version
 *
 *      in-transaction, before-write
 *
 *      writer          database          cache          reader
 *        |-------------delete------------->|               |
 *        |                |<--------------load-------------|   window 4: the old version, since
 *        |                |                |<----store-----|   nothing else is committed yet
 *        |----commit----->|                |               |
 *
 * "Deletes" is short for the verb `invalidate`: over a layer that names keys by version, the
 * version is bumped instead.
 *
 * Keeps:    the cache holds committed versions only, unless a transaction that reads its own change
 *           stores it.
 * Windows:  1. after-commit: from the commit until the delete arrives, the cache answers with the
 *              old version;
 *           2. a reader that loaded before the commit may store after the delete: the old version
 *              then stays until it expires;
 *           3. a delete that is lost, more often than it is tried again, or that raw SQL or another
 *              service never sends, leaves the old version behind;
 *           4. in-transaction, before-write: a reader that comes between the delete and the commit
 *              puts the old version back, and no further delete comes.
 * Costs:    a message a write, and a miss for the next reader. */
#include "strategies/catalogue.h"

#include <stddef.h>

enum placement {
    BEFORE_WRITE,
    IN_TRANSACTION,
    AFTER_COMMIT,
};

struct delete {
    int when;                  /* enum placement */
    int64_t attempts;
    int64_t retry_pause;
};

static const struct knob knobs[] = {
    {"when", KNOB_CHOICE, offsetof(struct delete, when), "after-commit", 0, 0,
     {"before-write", "in-transaction", "after-commit"},
     "where in the write the delete stands"},
    {"attempts", KNOB_COUNT, offsetof(struct delete, attempts), "1", 1, 1000000, {0},
     "how often a delete that got lost is tried in all"},
    {"retry-pause", KNOB_DURATION, offsetof(struct delete, retry_pause), "100ms", 0,
     INT64_MAX, {0}, "pause before the next attempt"},
    {.name = NULL},
};

/* Local 0 of either flow counts the attempts. */
static enum flow write(struct op *op, const void *config)
{
    const struct delete *delete = config;

    BEGIN(op);
    if (delete->when == IN_TRANSACTION)
        AWAIT(op, next_write(op));
    for (;;) {
        AWAIT(op, invalidate(op));
        if (op->reply != REPLY_LOST || ++*op_local(op, 0) == (uint64_t)delete->attempts)
            break;
        AWAIT(op, pause_for(op, delete->retry_pause));
    }
    if (delete->when == BEFORE_WRITE)
        return last(op, next_write(op));
    END();
}

static enum flow commit(struct op *op, const void *config)
{
    const struct delete *delete = config;

    BEGIN(op);
    AWAIT(op, next_commit(op));
    if (op->reply != REPLY_OK)
        return FLOW_DONE;              /* Nothing changed: the cached copy is still true. */
    for (;;) {
        AWAIT(op, invalidate(op));
        if (op->reply != REPLY_LOST || ++*op_local(op, 0) == (uint64_t)delete->attempts)
            break;
        AWAIT(op, pause_for(op, delete->retry_pause));
    }
    op->reply = REPLY_OK;              /* The write stands, whatever became of its delete. */
    END();
}

static enum after_commit after_commit(const void *config, enum write_road road)
{
    (void)config, (void)road;
    return AFTER_INVALIDATE;
}

static bool leaves(const void *config, enum verb verb)
{
    bool after = ((const struct delete *)config)->when == AFTER_COMMIT;

    return (verb == VERB_WRITE && after) || (verb == VERB_COMMIT && !after);
}

static unsigned traits_of(const void *config)
{
    return ((const struct delete *)config)->when == AFTER_COMMIT ? STRATEGY_AFTER_COMMIT : 0;
}

static unsigned keeps(const void *config, struct company company, struct promise *to)
{
    (void)config;
    return promise_committed_only(to, company);
}

const struct strategy delete_on_write = {
    .name = "delete",
    .says = "a write deletes the cached copy",
    .about =
        "Keeps: the cache holds committed versions only, unless a transaction that reads its own "
        "change stores it.\n"
        "Windows: 1. after-commit: from the commit until the delete arrives, the cache answers "
        "with the old version; 2. a reader that loaded before the commit may store after the "
        "delete: the old version then stays until it expires; 3. a delete that is lost, more often "
        "than it is tried again, or that raw SQL or another service never sends, leaves the old "
        "version behind; 4. in-transaction, before-write: a "
        "reader that comes between the delete and the commit puts the old version back, and no "
        "further delete comes.\n"
        "Costs: a message a write, and a miss for the next reader.",
    .knobs = knobs,
    .config_size = sizeof(struct delete),
    .traits = STRATEGY_INVALIDATES,
    .traits_of = traits_of,
    .keeps = keeps,
    .leaves = leaves,
    .after_commit = after_commit,
    .write = write,
    .commit = commit,
};
