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

static unsigned keeps(const void *config, struct company company, struct promise *to)
{
    static const char *const always[] = {"no-permanent-staleness", "fresh-after-commit",
        "fresh-after-ack", "read-your-writes", "monotonic-reads", "no-uncommitted-value",
        "no-resurrection", "progress", NULL};

    (void)config;
    return company.layers == 1 ? promise_all(to, always, (struct promise){.may = MAY_ALL}) : 0;
}

const struct strategy no_cache = {
    .name = "no-cache",
    .says = "a bound: never cache, so never stale and never a hit",
    .about = "Keeps: no read is ever stale.\nWindows: none.\nCosts: a database read a read.",
    .lookup = lookup,
    .store = store,
    .keeps = keeps,
};
