/* ttl.c - keep a value for a fixed time.
 *
 *      reader           cache          database         writer
 *        |----lookup----->|               |               |
 *        |<--miss---------|               |               |
 *        |-------------load-------------->|               |
 *        |----store, ttl->|               |<---commit-----|   window 1 opens
 *        |----lookup----->|               |               |
 *        |<--hit, old-----|               |               |
 *        :      (expiry)  x               :               :   window 1 closes
 *
 * Keeps:    no entry is served longer than its ttl after it was stored (absolute), or after it was
 *           last read (sliding).
 * Windows:  1. from a commit until the entry expires, the cache answers with the old version: up to
 *              one ttl, and without bound where a sliding entry is read often enough;
 *           2. entries stored together expire together, and are then loaded together (jitter
 *              spreads them).
 * Costs:    a load each ttl for every row in use; nothing for writes. */
#include "strategies/catalogue.h"

#include <stddef.h>

struct ttl {
    int64_t ttl;
    int64_t jitter;
    bool sliding;
};

static const struct knob knobs[] = {
    {"ttl", KNOB_DURATION, offsetof(struct ttl, ttl), "60s", 1, INT64_MAX, {0},
     "how long a stored value may be served"},
    {"jitter", KNOB_DURATION, offsetof(struct ttl, jitter), "0s", 0, INT64_MAX, {0},
     "each ttl is drawn evenly from ttl - jitter to ttl + jitter"},
    {"sliding", KNOB_BOOL, offsetof(struct ttl, sliding), "false", 0, 0, {0},
     "a read begins the ttl anew"},
    {.name = NULL},
};

static int64_t draw_ttl(const void *config, uint64_t stream, uint32_t *draws)
{
    const struct ttl *settings = config;

    if (settings->jitter == 0)
        return settings->ttl;
    return settings->ttl - settings->jitter
        + (int64_t)rng_below(rng_at(stream, (*draws)++), 2 * (uint64_t)settings->jitter + 1);
}

static enum flow lookup(struct op *op, const void *config)
{
    op->touch = draw_ttl(config, op->stream, &op->draws);
    return last(op, next_lookup(op));
}

static enum flow store(struct op *op, const void *config)
{
    op->ttl = draw_ttl(config, op->stream, &op->draws);
    return last(op, next_store(op));
}

/* Only a sliding ttl has anything to do with a look-up. */
static bool leaves(const void *config, enum verb verb)
{
    return verb == VERB_LOOKUP && !((const struct ttl *)config)->sliding;
}

static bool accepts(const void *config, const struct json_at *at, struct complaint *complaint)
{
    const struct ttl *settings = config;

    return settings->jitter < settings->ttl
        || json_complain(complaint, at, "found a jitter as long as the ttl or longer; expected "
                         "less, since a ttl must not reach zero");
}

static unsigned keeps(const void *config, struct company company, struct promise *to)
{
    (void)company;
    if (((const struct ttl *)config)->sliding)
        return 0;
    *to = (struct promise){.property = "no-permanent-staleness", .for_a_while = true, .may = MAY_ALL};
    return 1;
}

const struct strategy ttl = {
    .name = "ttl",
    .says = "keep a value for a fixed time",
    .about =
        "Keeps: no entry is served longer than its ttl after it was stored (absolute), or after it "
        "was last read (sliding).\n"
        "Windows: 1. from a commit until the entry expires, the cache answers with the old "
        "version, up to one ttl, and without bound where a sliding entry is read often enough; "
        "2. entries stored together expire together, and are then loaded together (jitter spreads "
        "them).\n"
        "Costs: a load each ttl for every row in use; nothing for writes.",
    .knobs = knobs,
    .config_size = sizeof(struct ttl),
    .leaves = leaves,
    .store_ttl = draw_ttl,
    .accepts = accepts,
    .lookup = lookup,
    .store = store,
    .keeps = keeps,
};
