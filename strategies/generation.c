/* generation.c - one counter for a whole namespace: a write moves it on and orphans everything.
 *
 *      reader           cache          database         writer
 *        |-generation?--->|               |               |
 *        |<------4--------|               |               |
 *        |---4:key?------>|  hit          |<---commit-----|   window 1, for this row
 *        |                |<------------------bump--------|   every row of the namespace misses now
 *        |-generation?--->|               |               |
 *        |---5:key?------>|  a miss: load, store as 5:key |
 *
 * Keeps:    with an atomic bump: once a bump has arrived, nobody who asks for the generation is
 *           given what was stored before, unless the number comes back.
 * Windows:  those of versioned-key 1 to 6, with the namespace's counter in place of the row's.
 * Costs:    a look-up more a read; every write costs the namespace all of its hits; all old
 *           entries fill the cache until they expire or are evicted. */
#include "strategies/catalogue.h"
#include "strategies/counter.h"

#include <stddef.h>

struct generation {
    int64_t namespaces;
    struct counter_settings counter;
};

static const struct knob knobs[] = {
    {"namespaces", KNOB_COUNT, offsetof(struct generation, namespaces), "1", 1, NAME_ROW_MAX, {0},
     "rows are spread over so many namespaces (row number modulo this)"},
    COUNTER_KNOBS(generation, counter),
    {.name = NULL},
};

static uint64_t counter_of(uint32_t row, const struct generation *config)
{
    return name_of(NAME_COUNTER, row % (uint32_t)config->namespaces, NAME_OF_NAMESPACE);
}

static uint64_t name_counter(const void *config, uint32_t row)
{
    const struct generation *settings = config;

    return settings->counter.memo_ttl == 0 ? counter_of(row, settings) : 0;
}

static struct counter_start start_counter(const void *config, int64_t began, uint64_t stream,
                                          uint32_t *draws)
{
    return counter_start(&((const struct generation *)config)->counter, began, stream, draws);
}

static enum flow name(struct op *op, const void *config)
{
    const struct generation *settings = config;

    return counter_name(op, &settings->counter, counter_of(op->row, settings));
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
    const struct generation *settings = config;

    return counter_invalidate(op, &settings->counter, counter_of(op->row, settings));
}

static enum after_commit after_commit(const void *config, enum write_road road)
{
    (void)config, (void)road;
    return AFTER_INVALIDATE;
}

static uint64_t invalidates_counter(const void *config, uint32_t row)
{
    const struct generation *settings = config;

    return settings->counter.bump == BUMP_ATOMIC ? counter_of(row, settings) : 0;
}

static unsigned traits_of(const void *config)
{
    return counter_traits(&((const struct generation *)config)->counter);
}

static unsigned keeps(const void *config, struct company company, struct promise *to)
{
    return counter_keeps(&((const struct generation *)config)->counter, company, to);
}

const struct strategy generation = {
    .name = "generation",
    .says = "one counter for a namespace: a write moves it on and orphans everything",
    .about =
        "Keeps: with an atomic bump: once a bump has arrived, nobody who asks for the generation is "
        "given what was stored before, unless the number comes back.\n"
        "Windows: those of versioned-key 1 to 6, with the namespace's counter in place of the "
        "row's.\n"
        "Costs: a look-up more a read; every write costs the namespace all of its hits; all old "
        "entries fill the cache until they expire or are evicted.",
    .knobs = knobs,
    .config_size = sizeof(struct generation),
    .traits = STRATEGY_INVALIDATES | STRATEGY_COUNTS,
    .traits_of = traits_of,
    .keeps = keeps,
    .name_counter = name_counter,
    .start_counter = start_counter,
    .after_commit = after_commit,
    .invalidates_counter = invalidates_counter,
    .name_key = name,
    .commit = commit,
    .invalidate = bump,
};
