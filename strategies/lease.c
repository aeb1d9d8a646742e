/* lease.c - a miss hands out a token, an invalidation voids it, and a store needs it.
 *
 *      reader A         cache          database         writer          reader B
 *        |----lookup----->|               |               |                |
 *        |<-miss, token 1-|               |               |                |
 *        |-------------load-------------->|               |                |
 *        |                |<-----------------------------------lookup------|
 *        |                |------------------miss, but no token: wait----->|
 *        |                |               |<---commit-----|                |
 *        |                |<----------delete--------------|   token 1 is void
 *        |--store, 1----->|   refused     |               |                |
 *        |                |<-----------------------------------lookup------|
 *        |                |------------------miss, token 2---------------->|   loads the new version
 *
 * After "Scaling Memcache at Facebook" (Nishtala et al., NSDI 2013), section 3.2.1. A name has one
 * valid token at most. Who misses while another holds it waits and looks again, a few times; who has
 * waited in vain loads, and stores nothing. A token ends when it is used, when the name is deleted
 * or set without one, when it has been out for too long, or when the cache restarts. (The paper also
 * hands out what was deleted a moment ago to whoever can bear it; a cache here keeps nothing that
 * was deleted, so that is left out.)
 *
 * The layer decides who may store; what invalidates, and when, is for other layers to say. Under a
 * name that carries a version a bump voids nothing, and need not: nobody asks for the old name.
 *
 * Keeps:    what a reader has stored was not superseded by a commit whose delete had reached the
 *           cache since the reader missed. So with a delete after the commit that arrives, no
 *           reader's store outlives the delete, but for a transaction that reads its own change and
 *           is rolled back.
 * Windows:  1. a token is void when the delete arrives, not when the commit does: in between, the
 *              old version can still be stored, and is read until then, even by who has read the
 *              new one already, without a token;
 *           2. a delete that is lost, or that raw SQL or another service never sends, voids nothing:
 *              the old version is stored, or stays, until it expires;
 *           3. a delete before the commit: who misses after it is given a new token, loads the old
 *              version and stores it, and no further delete comes;
 *           4. a token whose holder never stores (it crashed, its store was lost) is out until its
 *              ttl is over: until then all wait in vain, and load for themselves. And a load that is
 *              slower than the ttl is never stored;
 *           5. names that are written faster than they are loaded are never stored.
 * Costs:    waits for readers who miss together, loads that fill nothing. */
#include "strategies/catalogue.h"

#include <stddef.h>

struct lease {
    int64_t token_ttl;
    int64_t wait;
    int64_t tries;
};

static const struct knob knobs[] = {
    {"token-ttl", KNOB_DURATION, offsetof(struct lease, token_ttl), "10s", 1, INT64_MAX, {0},
     "how long a token is out at most; then another may be given"},
    {"wait", KNOB_DURATION, offsetof(struct lease, wait), "10ms", 0, INT64_MAX, {0},
     "pause of a reader that misses while another holds the token, before it looks again"},
    {"tries", KNOB_COUNT, offsetof(struct lease, tries), "3", 0, 1000000, {0},
     "how often it looks again; then it loads, and stores nothing"},
    {.name = NULL},
};

/* Local 0 counts the looks in vain. The base takes the token's ttl from op->ttl, which has nothing
 * to say before the store. */
static enum flow lookup(struct op *op, const void *config)
{
    const struct lease *settings = config;

    BEGIN(op);
    op->flags |= OP_LEASES;
    for (;;) {
        op->ttl = settings->token_ttl;
        op->number = 0;
        AWAIT(op, next_lookup(op));
        op->ttl = 0;
        if (op->reply != REPLY_MISS || op->number != 0)
            break;
        if (op->effect.kind != EFFECT_LEASE_GET)
            return FLOW_DONE;          /* A layer below did not even ask the cache. */
        if (*op_local(op, 0) == (uint64_t)settings->tries)
            return FLOW_DONE;
        ++*op_local(op, 0);
        AWAIT(op, pause_for(op, settings->wait));
        op->reply = REPLY_MISS;
    }
    if (op->reply == REPLY_MISS)
        op->flags |= OP_LEASED;
    END();
}

/* Writers, and messages on their behalf, set what they know to be true: they need no token. */
static enum flow store(struct op *op, const void *config)
{
    (void)config;
    if (op->kind == OP_READ && !(op->flags & OP_LEASED))
        return FLOW_DONE;
    return last(op, next_store(op));
}

static unsigned keeps(const void *config, struct company company, struct promise *to)
{
    const unsigned others = STRATEGY_SETS | STRATEGY_COUNTS | STRATEGY_NAMES_BY_ROW;
    const unsigned may = MAY_DUPLICATE | MAY_EXPIRE | MAY_EVICT | MAY_RESTART | MAY_ROLL_BACK | MAY_TICK
        | MAY_BE_PAGES;
    static const char *const answered[] = {"fresh-after-ack", "read-your-writes", NULL};
    unsigned count;

    (void)config;
    if (!(company.traits & STRATEGY_AFTER_COMMIT) || (company.traits & others))
        return 0;
    to[0] = (struct promise){.property = "no-permanent-staleness", .may = may};
    to[1] = (struct promise){.property = "no-resurrection", .may = MAY_ALL & ~MAY_READ_OWN};
    count = promise_all(to + 2, answered, (struct promise){.may = may | MAY_CRASH});
    return 2 + count;
}

const struct strategy lease = {
    .name = "lease",
    .says = "a miss hands out a token, an invalidation voids it, and a store needs it",
    .about =
        "Keeps: what a reader has stored was not superseded by a commit whose delete had reached "
        "the cache since the reader missed. So with a delete after the commit that arrives, no "
        "reader's store outlives the delete, but for a transaction that reads its own change and "
        "is rolled back.\n"
        "Windows: 1. a token is void when the delete arrives, not when the commit does: in between, "
        "the old version can still be stored, and is read until then; 2. a delete that is lost, or "
        "that raw SQL or another service never sends, voids nothing: the old version is stored, or "
        "stays, until it expires; 3. a delete before the commit: who misses after it is given a "
        "new token, loads the old version and stores it, and no further delete comes; 4. a token "
        "whose holder never stores (it crashed, its store was lost) is out until its ttl is over: "
        "until then all wait in vain, and load for themselves; a load that is slower than the ttl "
        "is never stored; 5. names that are written faster "
        "than they are loaded are never stored.\n"
        "Costs: waits for readers who miss together, loads that fill nothing.",
    .knobs = knobs,
    .config_size = sizeof(struct lease),
    .traits = STRATEGY_LEASES,
    .keeps = keeps,
    .lookup = lookup,
    .store = store,
};
