/* shared_name.c - key names that two kinds of thing share: the mistake, to be shown.
 *
 *      reader of user 7      cache        reader of order 7
 *        |------"7"?---------->|                |
 *        |<-----miss-----------|                |
 *        |------store "7"----->|                |
 *        |                     |<-----"7"?------|
 *        |                     |---user 7------>|   window 1: another row's value
 *
 * Rows are taken for things of several kinds, in turn: with two kinds rows 0, 2, 4, ... are users
 * 0, 1, 2, ... and rows 1, 3, 5, ... are orders 0, 1, 2, ... A careful key names the kind as well,
 * as keys do without this layer; here only the number within the kind is left of it. The database
 * knows better: a miss loads the right row.
 *
 * Keeps:    things of different numbers never meet.
 * Windows:  1. whatever was stored last under a number is read for all kinds of thing with that
 *              number;
 *           2. an invalidation of one kind deletes the other's copy.
 * Costs:    fewer entries than there are things; wrong answers. */
#include "strategies/catalogue.h"

#include <stddef.h>

struct shared_name {
    int64_t kinds;
};

static const struct knob knobs[] = {
    {"kinds", KNOB_COUNT, offsetof(struct shared_name, kinds), "2", 1, 1000, {0},
     "how many kinds of thing share their key names; 1: none do"},
    {.name = NULL},
};

static uint64_t shared(const struct op *op, const void *config)
{
    const struct shared_name *names = config;

    return name_of(NAME_VALUE, op->row / (uint32_t)names->kinds, 0);
}

static enum flow name(struct op *op, const void *config)
{
    op->cache_key = shared(op, config);
    return FLOW_DONE;
}

static enum flow forget(struct op *op, const void *config)
{
    op->cache_key = shared(op, config);
    return last(op, next_invalidate(op));
}

const struct strategy shared_name = {
    .name = "shared-name",
    .says = "key names that two kinds of thing share: the mistake, to be shown",
    .about =
        "Keeps: things of different numbers never meet.\n"
        "Windows: 1. whatever was stored last under a number is read for all kinds of thing with "
        "that number; 2. an invalidation of one kind deletes the other's copy.\n"
        "Costs: fewer entries than there are things; wrong answers.",
    .knobs = knobs,
    .config_size = sizeof(struct shared_name),
    .name_key = name,
    .invalidate = forget,
};
