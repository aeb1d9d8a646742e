/* no_cache.c - a bound: every read goes to the database.
 *
 *      reader          database          cache
 *        |------load------>|               |      (never asked)
 *        |<----------------|               |
 *
 * Keeps:    no read is ever stale.
 * Windows:  none.
 * Costs:    a database read a read. */
#include "strategies/catalogue.h"

static enum flow lookup(struct op *op, const void *config)
{
    (void)config;
    op->reply = REPLY_MISS;
    return FLOW_DONE;
}

static enum flow store(struct op *op, const void *config)
{
    (void)op, (void)config;
    return FLOW_DONE;
}

const struct strategy no_cache = {
    .name = "no-cache",
    .says = "a bound: never cache, so never stale and never a hit",
    .about = "Keeps: no read is ever stale.\nWindows: none.\nCosts: a database read a read.",
    .lookup = lookup,
    .store = store,
};
