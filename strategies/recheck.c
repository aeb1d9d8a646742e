/* recheck.c - a page is loaded again until nothing has changed while it was loaded.
 *
 *      reader                        database                       writer
 *        |------what version?----------->|                             |
 *        |<-----7------------------------|                             |
 *        |------first half-------------->|                             |
 *        |                               |<-----commit, both halves----|   8
 *        |------second half------------->|                             |
 *        |------what version?----------->|                             |
 *        |<-----8: again-----------------|                             |
 *        |------first half, second half->|                             |
 *        |------what version?----------->|                             |
 *        |<-----8: answered, and stored--|                             |
 *
 * What a page is built from is read by several queries, and each has a snapshot of its own. Here the
 * versions of all of it are asked for, by one query, before and after: if they are the same, the
 * page is of one time. (One transaction that reads a single snapshot, REPEATABLE READ, does the same
 * without a second try; where the parts come from several databases, or services, only this is
 * left.) After so many tries the last page is answered, but not stored.
 *
 * The layer decides what is answered and stored; what invalidates is for other layers to say.
 *
 * Keeps:    no page is stored that never was, and none is answered by whoever loads it, unless it
 *           changes in each of the tries.
 * Windows:  1. a page that changes in each of the tries is answered as it came;
 *           2. between the last query and the store there is nothing to notice a commit: the page is
 *              whole then, but old, as after any load.
 * Costs:    two small queries a load, and another load for each change. */
#include "strategies/catalogue.h"

#include <stddef.h>

struct recheck {
    int64_t tries;
};

static const struct knob knobs[] = {
    {"tries", KNOB_COUNT, offsetof(struct recheck, tries), "3", 1, 1000000, {0},
     "how often a page is loaded before it is answered though it has changed meanwhile"},
    {.name = NULL},
};

/* Local 0: the version before the load. Local 1 counts the loads. */
static enum flow load(struct op *op, const void *config)
{
    const struct recheck *settings = config;

    BEGIN(op);
    op->flags &= (uint16_t)~OP_CHANGING;
    AWAIT(op, database(op, EFFECT_DB_READ_STAMP));
    for (;;) {
        *op_local(op, 0) = op->number;
        AWAIT(op, next_load(op));
        AWAIT(op, database(op, EFFECT_DB_READ_STAMP));
        if (op->number == *op_local(op, 0))
            return FLOW_DONE;
        if (++*op_local(op, 1) == (uint64_t)settings->tries)
            break;
    }
    op->flags |= OP_CHANGING;
    END();
}

static enum flow store(struct op *op, const void *config)
{
    (void)config;
    if (op->flags & OP_CHANGING)
        return FLOW_DONE;
    return last(op, next_store(op));
}

static unsigned keeps(const void *config, struct company company, struct promise *to)
{
    const struct recheck *settings = config;

    (void)company;
    *to = (struct promise){.property = "no-torn-aggregate", .may = MAY_ALL,
                           .writes_max = (unsigned)settings->tries - 1};
    return settings->tries > 1 ? 1 : 0;
}

const struct strategy recheck = {
    .name = "recheck",
    .says = "a page is loaded again until nothing has changed while it was loaded",
    .about =
        "Keeps: no page is stored that never was, and none is answered by whoever loads it, unless "
        "it changes in each of the tries.\n"
        "Windows: 1. a page that changes in each of the tries is answered as it came; 2. between "
        "the last query and the store there is nothing to notice a commit: the page is whole then, "
        "but old, as after any load.\n"
        "Costs: two small queries a load, and another load for each change.",
    .knobs = knobs,
    .config_size = sizeof(struct recheck),
    .keeps = keeps,
    .load = load,
    .store = store,
};
