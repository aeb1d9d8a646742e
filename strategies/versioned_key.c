/* versioned_key.c - a row's version is part of its key, so a write changes the key.
 *
 *      reader           cache          database         writer
 *        |---version?---->|               |               |
 *        |<------7--------|               |<---commit-----|
 *        |---key:7?------>|               |               |   window 1: a hit on the old version
 *        |<--hit, old-----|               |               |
 *        |                |<------------------bump--------|   version 8; key:7 is an orphan
 *        |---version?---->|               |               |
 *        |---key:8?------>|  a miss: load, store as key:8 |
 *
 * With `source: row` the version is read from the row itself (a cheap query of the database), with
 * `source: updated-at` it is the row's time of change, in ticks of `resolution`: then the commit
 * itself changes the key, and no message is sent.
 *
 * Keeps:    with an atomic bump: once a bump has arrived, nobody who asks for the version is given
 *           what was stored before, unless the version comes back. A fill that was overtaken by a
 *           commit lands under the old key and does no harm.
 * Windows:  1. counter: from the commit until the bump arrives, the old key is read;
 *           2. counter: a bump that is lost on the way (it is not tried again), or that raw SQL or
 *              another service never sends, leaves the old key in use;
 *           3. get-set: a bump that read the version before two others can set it back to where the
 *              first of them put it, under which a fill between them is then found again;
 *           4. carry: the old value is copied under the new key;
 *           5. memo-ttl: a process that remembers the version does not see a bump by another;
 *           6. a version that was evicted, or lost in a restart, starts again, and entries from its
 *              first life are found: with seed one always, with seed time if it had been bumped
 *              more than once a millisecond;
 *           7. updated-at: two commits and a fill within one tick share a key.
 * Costs:    a look-up more a read (or a query of the database); old entries fill the cache until
 *           they expire or are evicted. */
#include "strategies/catalogue.h"
#include "strategies/counter.h"

#include <stddef.h>

enum source {
    SOURCE_COUNTER,
    SOURCE_ROW,
    SOURCE_UPDATED_AT,
};

struct versioned_key {
    int source;                /* enum source */
    int64_t resolution;
    struct counter_settings counter;
};

static const struct knob knobs[] = {
    {"source", KNOB_CHOICE, offsetof(struct versioned_key, source), "counter", 0, 0,
     {"counter", "row", "updated-at"},
     "where the version is: a counter in the cache, or the row in the database"},
    {"resolution", KNOB_DURATION, offsetof(struct versioned_key, resolution), "1us", 1000,
     INT64_MAX, {0}, "tick of updated-at"},
    COUNTER_KNOBS(versioned_key, counter),
    {.name = NULL},
};

static uint64_t counter_of(const struct op *op)
{
    return name_of(NAME_COUNTER, op->row, NAME_OF_ROW);
}

static uint64_t name_counter(const void *config, uint32_t row)
{
    const struct versioned_key *key = config;

    return key->source == SOURCE_COUNTER && key->counter.memo_ttl == 0
        ? name_of(NAME_COUNTER, row, NAME_OF_ROW) : 0;
}

static struct counter_start start_counter(const void *config, int64_t began, uint64_t stream,
                                          uint32_t *draws)
{
    return counter_start(&((const struct versioned_key *)config)->counter, began, stream, draws);
}

static enum flow name_by_row(struct op *op, const struct versioned_key *config)
{
    BEGIN(op);
    AWAIT(op, database(op, EFFECT_DB_READ_STAMP));
    op->named = op->number;
    if (config->source == SOURCE_UPDATED_AT)   /* -1: from before the run */
        op->number = (uint64_t)((op->stamp + 1) / config->resolution);
    op->cache_key = name_of(NAME_VERSIONED, op->row, (uint32_t)op->number);
    END();
}

static enum flow name(struct op *op, const void *config)
{
    const struct versioned_key *key = config;

    if (key->source == SOURCE_COUNTER)
        return counter_name(op, &key->counter, counter_of(op));
    return name_by_row(op, key);
}

static enum flow commit(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, next_commit(op));
    if (op->reply != REPLY_OK)
        return FLOW_DONE;
    AWAIT(op, invalidate(op));
    op->reply = REPLY_OK;
    END();
}

static enum flow bump(struct op *op, const void *config)
{
    const struct versioned_key *key = config;

    if (key->source == SOURCE_COUNTER)
        return counter_invalidate(op, &key->counter, counter_of(op));
    op->reply = REPLY_OK;              /* The commit itself changes the name. */
    return FLOW_DONE;
}

static enum after_commit after_commit(const void *config, enum write_road road)
{
    (void)config, (void)road;
    return AFTER_INVALIDATE;
}

static uint64_t invalidates_counter(const void *config, uint32_t row)
{
    const struct versioned_key *key = config;

    return key->source == SOURCE_COUNTER && key->counter.bump == BUMP_ATOMIC
        ? name_of(NAME_COUNTER, row, NAME_OF_ROW) : 0;
}

static bool leaves(const void *config, enum verb verb)
{
    return verb == VERB_COMMIT && ((const struct versioned_key *)config)->source != SOURCE_COUNTER;
}

static unsigned traits_of(const void *config)
{
    const struct versioned_key *key = config;

    return key->source == SOURCE_COUNTER ? STRATEGY_COUNTS | counter_traits(&key->counter)
                                         : STRATEGY_NAMES_BY_ROW;
}

static unsigned keeps(const void *config, struct company company, struct promise *to)
{
    static const char *const always[] = {"fresh-after-commit", "fresh-after-ack", "monotonic-reads",
                                         "no-resurrection", NULL};
    static const char *const not_from_within[] = {"no-permanent-staleness", "read-your-writes", NULL};
    const struct versioned_key *key = config;
    unsigned count;

    if (key->source == SOURCE_COUNTER)
        return counter_keeps(&key->counter, company, to);
    if (key->source != SOURCE_ROW || (company.traits & STRATEGY_SETS)
        || (company.others & STRATEGY_COUNTS))
        return 0;
    count = promise_all(to, always, (struct promise){.may = MAY_ALL});
    /* Inside a transaction, the next version's name may be somebody else's by now; and what is stored
     * under it there stays, should the transaction be rolled back and another make that version. */
    return count + promise_all(to + count, not_from_within,
                               (struct promise){.may = MAY_ALL & ~MAY_READ_OWN});
}

const struct strategy versioned_key = {
    .name = "versioned-key",
    .says = "a row's version is part of its key, so a write changes the key",
    .about =
        "Keeps: with an atomic bump: once a bump has arrived, nobody who asks for the version is "
        "given what was stored before, unless the version comes back. A fill that was overtaken by "
        "a commit lands under the old key and does no harm.\n"
        "Windows: 1. counter: from the commit until the bump arrives, the old key is read; "
        "2. counter: a bump that is lost on the way, or that raw SQL or another service never "
        "sends, leaves the old key in use; 3. get-set: a bump that read the version before two "
        "others can set it back to where the first of them put it; "
        "4. carry: the old value is copied under the new key; "
        "5. memo-ttl: a process that remembers the version does not see a bump by another; "
        "6. a version that was evicted or lost starts again, and entries from its first life are "
        "found: with seed one always, with seed time if it had been bumped more than once a "
        "millisecond; 7. updated-at: two commits and a fill within one tick share a key.\n"
        "Costs: a look-up more a read (or a query of the database); old entries fill the cache "
        "until they expire or are evicted.",
    .knobs = knobs,
    .config_size = sizeof(struct versioned_key),
    .traits = STRATEGY_INVALIDATES,
    .traits_of = traits_of,
    .keeps = keeps,
    .leaves = leaves,
    .name_counter = name_counter,
    .start_counter = start_counter,
    .after_commit = after_commit,
    .invalidates_counter = invalidates_counter,
    .name_key = name,
    .commit = commit,
    .invalidate = bump,
};
