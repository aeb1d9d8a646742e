/* cas.c - a write puts the new value in the place of the one it has found there, or tries again.
 *
 *      reload (the preset)
 *
 *      writer A        database         cache          writer B        reader
 *        |----commit----->|               |               |               |
 *        |-------------gets-------------->|               |               |   v0 and its token
 *        |-----load------>|   v1          |               |               |
 *        |                |<---commit-----|---------------|               |   v2
 *        |                |               |<-gets,load,cas|               |   v2, a new token
 *        |-------------cas, v1----------->|   refused     |               |
 *        |-------gets, load, cas--------->|   v2 over v2  |               |
 *        |                |               |<-----------add, v0------------|   refused: it is there
 *
 * As memcached has it: `gets` answers with the value and a number that no other entry has, `cas`
 * stores if the entry still has that number, and `add` stores if there is no entry. (Redis: WATCH,
 * GET and MULTI, or a script that compares; SET NX.) What is not there has no number, so readers
 * fill by `add`, in all settings. What a write does is one of these:
 *
 *   reload      commit, then gets, read the row from the database, cas; add, where nothing was found
 *   replace     gets, commit, then cas of its own new value; add, where nothing was found
 *   overwrite   commit, then gets, and cas of its own new value; add, where nothing was found
 *   none        nothing: other layers delete or set, and only the fills are by add
 *
 * Where the store is refused, or gets lost, reload and overwrite begin again with a new gets, as
 * often as `retries` says; replace sends its cas again if it got lost, but has no second number. Who
 * gives up deletes the entry, or leaves it.
 *
 * Keeps:    reload: while the cache loses nothing, and nobody gives up or crashes, what is cached is
 *           never replaced by anything older. So once its writer is answered, no read is answered
 *           with less than a commit, and nothing stays old.
 * Windows:  1. from the commit until the cas arrives, the cache answers with the old version;
 *           2. what is not there has no number: a delete (of another layer, or of a writer that has
 *              given up), an eviction or an expiry lets a slow fill's add in;
 *           3. overwrite: the number is asked for after the commit, so the slower of two writers
 *              puts the older value over the newer one, with a good number;
 *           4. a crash, or more losses than retries, between commit and cas leaves the old version,
 *              as do raw SQL and other services;
 *           5. a row with many writers at once: whoever is overtaken begins again, or gives up.
 * Costs:    reload: a gets, a load and a cas a write, and as much for each time it is overtaken; the
 *           next reader hits. Values that nobody reads are cached. */
#include "strategies/catalogue.h"

#include <stddef.h>

enum on_write {
    WRITE_RELOADS,
    WRITE_REPLACES,
    WRITE_OVERWRITES,
    WRITE_DOES_NOTHING,
};

enum give_up {
    GIVE_UP_DELETE,
    GIVE_UP_LEAVE,
};

struct cas {
    int write;                 /* enum on_write */
    int give_up;               /* enum give_up */
    int64_t retries;
};

static const struct knob knobs[] = {
    {"write", KNOB_CHOICE, offsetof(struct cas, write), "reload", 0, 0,
     {"reload", "replace", "overwrite", "none"},
     "what a write puts into the cache, and when it asks for the number of what is there"},
    {"retries", KNOB_COUNT, offsetof(struct cas, retries), "3", 0, 1000000, {0},
     "how often a write that was overtaken, or lost a request, tries again"},
    {"give-up", KNOB_CHOICE, offsetof(struct cas, give_up), "delete", 0, 0, {"delete", "leave"},
     "what becomes of the entry after the last try"},
    {.name = NULL},
};

/* Stores what the operation has in its hands: over what its gets has found, or where it has found
 * nothing. The reply is not OK if that was not so, or if it got lost. */
static enum flow store_over(struct op *op, bool found)
{
    op->flags |= found ? OP_COMPARES : OP_ADDS;
    op->reply = REPLY_OK;              /* Of a layer below that stores nothing. */
    return call_verb(op, VERB_STORE);
}

static void compare_no_more(struct op *op)
{
    op->flags &= (uint16_t)~(OP_COMPARES | OP_ADDS);
}

/* Local 0 counts the tries in vain, here and below; local 1: whether the gets has found something. */
static enum flow commit_and_reload(struct op *op, const struct cas *settings)
{
    BEGIN(op);
    AWAIT(op, next_commit(op));
    if (op->reply != REPLY_OK)
        return FLOW_DONE;
    do {
        AWAIT(op, call_verb(op, VERB_NAME));
        AWAIT(op, cache_gets(op, op->cache_key));
        if (op->reply == REPLY_LOST)
            continue;
        *op_local(op, 1) = op->reply == REPLY_OK;
        if (settings->write == WRITE_RELOADS)
            AWAIT(op, call_verb(op, VERB_LOAD));
        else
            op->value = op->change;
        AWAIT(op, store_over(op, *op_local(op, 1) != 0));
        compare_no_more(op);
        if (op->reply == REPLY_OK)
            return FLOW_DONE;
    } while ((*op_local(op, 0))++ < (uint64_t)settings->retries);
    if (settings->give_up == GIVE_UP_DELETE)
        AWAIT(op, invalidate(op));
    op->reply = REPLY_OK;
    END();
}

static enum flow commit_and_replace(struct op *op, const struct cas *settings)
{
    BEGIN(op);
    AWAIT(op, call_verb(op, VERB_NAME));
    AWAIT(op, cache_gets(op, op->cache_key));
    *op_local(op, 1) = op->reply;
    AWAIT(op, next_commit(op));
    if (op->reply != REPLY_OK)
        return FLOW_DONE;
    while (*op_local(op, 1) != REPLY_LOST) {
        op->value = op->change;
        AWAIT(op, store_over(op, *op_local(op, 1) == REPLY_OK));
        compare_no_more(op);
        if (op->reply == REPLY_OK)
            return FLOW_DONE;
        if (op->reply != REPLY_LOST || (*op_local(op, 0))++ == (uint64_t)settings->retries)
            break;
    }
    if (settings->give_up == GIVE_UP_DELETE)
        AWAIT(op, invalidate(op));
    op->reply = REPLY_OK;
    END();
}

static enum flow commit(struct op *op, const void *config)
{
    const struct cas *settings = config;

    return settings->write == WRITE_REPLACES ? commit_and_replace(op, settings)
                                             : commit_and_reload(op, settings);
}

/* Writers and handlers that set what they know to be true do it as they would without this layer. */
static enum flow store(struct op *op, const void *config)
{
    (void)config;
    if (op->kind == OP_READ)
        op->flags |= OP_ADDS;
    return last(op, next_store(op));
}

static bool leaves(const void *config, enum verb verb)
{
    return verb == VERB_COMMIT && ((const struct cas *)config)->write == WRITE_DOES_NOTHING;
}

static unsigned traits_of(const void *config)
{
    return ((const struct cas *)config)->write == WRITE_DOES_NOTHING
        ? 0 : STRATEGY_INVALIDATES | STRATEGY_SETS;
}

/* A write that loses a request, or is overtaken by another or by a reader's add, needs a try more. */
static unsigned keeps(const void *config, struct company company, struct promise *to)
{
    const unsigned may = MAY_LOSE | MAY_DUPLICATE | MAY_ROLL_BACK | MAY_TICK | MAY_BULK
        | MAY_BE_PAGES;
    static const char *const answered[] = {"fresh-after-ack", "read-your-writes", "no-resurrection",
                                           NULL};
    const struct cas *settings = config;
    struct promise like = {.may = may, .writes_max = (unsigned)settings->retries};
    unsigned count;

    if (settings->write != WRITE_RELOADS || settings->retries == 0 || company.layers > 1)
        return 0;
    *to = like;
    to[0].property = "no-permanent-staleness";
    like.may |= MAY_CRASH;
    count = promise_all(to + 1, answered, like);
    return 1 + count;
}

const struct strategy cas = {
    .name = "cas",
    .says = "a write puts the new value in the place of what it has found there, or tries again",
    .about =
        "Keeps: reload: while the cache loses nothing, and nobody gives up or crashes, what is "
        "cached is never replaced by anything older. So once its writer is answered, no read is "
        "answered with less than a commit, and nothing stays old.\n"
        "Windows: 1. from the commit until the cas arrives, the cache answers with the old version; "
        "2. what is not there has no number: a delete (of another layer, or of a writer that has "
        "given up), an eviction or an expiry lets a slow fill's add in; 3. overwrite: the number is "
        "asked for after the commit, so the slower of two writers puts the older value over the "
        "newer one, with a good number; 4. a crash, or more losses than retries, between commit "
        "and cas leaves the old version, as do raw SQL and other services; 5. a row with many "
        "writers at once: whoever is overtaken begins again, or gives up.\n"
        "Costs: reload: a gets, a load and a cas a write, and as much for each time it is "
        "overtaken; the next reader hits. Values that nobody reads are cached.",
    .knobs = knobs,
    .config_size = sizeof(struct cas),
    .traits_of = traits_of,
    .keeps = keeps,
    .leaves = leaves,
    .store = store,
    .commit = commit,
};
