/* ideal.c - a bound: every commit reaches the cache at once, for nothing.
 *
 *      writer          database and cache          reader
 *        |------commit------>| the copy is gone      |
 *        |                   |<--------lookup--------|   a miss: the new version
 *
 * No system can do this: it is what a strategy would be measured against. The driver forgets the
 * row's copy at the very instant of the commit, and refuses to store anything but the row's committed
 * value: no fill that was overtaken, nothing that a transaction sees of itself.
 *
 * Keeps:    no read is ever stale; only a write or the lack of room ends a hit.
 * Windows:  none.
 * Costs:    nothing beyond the misses that writes make. */
#include "strategies/catalogue.h"

#include <string.h>

static unsigned keeps(const void *config, struct company company, struct promise *to)
{
    static const char *const always[] = {"no-permanent-staleness", "fresh-after-commit",
        "fresh-after-ack", "read-your-writes", "monotonic-reads", "no-uncommitted-value",
        "no-resurrection", "progress", NULL};

    (void)config;
    unsigned count = company.layers == 1
        ? promise_all(to, always, (struct promise){.may = MAY_ALL}) : 0;
    for (unsigned i = 0; i < count; i++) {
        if (strcmp(to[i].property, "read-your-writes") == 0)
            to[i].may &= ~(unsigned)MAY_READ_OWN;  /* The copy of what is committed is still there. */
    }
    return count;
}

const struct strategy ideal = {
    .name = "ideal",
    .says = "a bound: instant, free and perfect invalidation",
    .about = "Keeps: no read is ever stale; only a write or the lack of room ends a hit.\n"
             "Windows: none.\nCosts: nothing beyond the misses that writes make.",
    .traits = STRATEGY_PERFECT,
    .keeps = keeps,
};
