/* base.c - the floor under every stack: plain cache-aside, and no invalidation at all.
 *
 *      reader           cache           database
 *        |----get-------->|                |
 *        |<---miss--------|                |
 *        |----read----------------------->|     the snapshot is taken at the service instant, which
 *        |<-------------------------------|     is apart from the moment the reply arrives
 *        |----set-------->|                |
 *
 * Whatever a layer above leaves undecided ends here. `invalidate` deletes the name under which the
 * value would be looked up, which is the plain key unless a layer has set another. With OP_LEASES and
 * OP_LEASED (strategies/lease.c) the look-up asks for a token, and the store brings it; with OP_ADDS
 * or OP_COMPARES (strategies/cas.c) the store is an add or a compare-and-set. A page is read in
 * two halves, each with a snapshot of its own: nothing makes them of one time. */
#include "sim/request/stack.h"

static enum flow lookup(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, call_verb(op, VERB_NAME));
    return last(op, op->flags & OP_LEASES ? lease_get(op, op->cache_key)
                                          : cache_get(op, op->cache_key));
    END();
}

static enum flow load(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    if (op->flags & OP_PAGE) {
        AWAIT(op, database_read_half(op, 1));
        return last(op, database_read_half(op, 2));
    }
    return last(op, database(op, EFFECT_DB_READ));
    END();
}

static enum flow store(struct op *op, const void *config)
{
    enum effect_kind kind = op->flags & OP_LEASED ? EFFECT_LEASE_SET
        : op->flags & OP_COMPARES ? EFFECT_CACHE_CAS
        : op->flags & OP_ADDS ? EFFECT_CACHE_ADD : EFFECT_CACHE_SET;

    (void)config;
    return last(op, cache_set_if(op, kind, op->cache_key, op->value));
}

static enum flow change(struct op *op, const void *config)
{
    (void)config;
    return last(op, database(op, EFFECT_DB_WRITE));
}

static enum flow commit(struct op *op, const void *config)
{
    (void)config;
    return last(op, database(op, EFFECT_DB_COMMIT));
}

static enum flow forget(struct op *op, const void *config)
{
    (void)config;
    return last(op, cache_delete(op, op->cache_key));
}

static enum flow ignore(struct op *op, const void *config)
{
    (void)op, (void)config;
    return FLOW_DONE;
}

const struct strategy base_strategy = {
    .name = "cache-aside",
    .says = "look in the cache; on a miss read the database and store what it said",
    .name_key = ignore,
    .lookup = lookup,
    .load = load,
    .store = store,
    .write = change,
    .commit = commit,
    .invalidate = forget,
    .signal = ignore,
};
