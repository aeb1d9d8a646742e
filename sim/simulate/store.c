/* store.c - a value goes into the cache, and what is odd about that. */
#include "sim/simulate/simulation.h"

/* Whether `value` would take the place of a newer committed one. */
static bool is_older(const struct simulation *sim, value_handle value, value_handle there)
{
    const struct version *a = version_at(&sim->versions, value);
    const struct version *b = version_at(&sim->versions, there);

    return a->state == VERSION_COMMITTED && b->state == VERSION_COMMITTED && a->row == b->row
        && a->number < b->number;
}

/* Not committed, or never to be. */
static bool value_is_open(const struct simulation *sim, value_handle value)
{
    return version_at(&sim->versions, value)->state != VERSION_COMMITTED;
}

void effect_store(struct simulation *sim, const struct effect *effect, uint32_t bytes,
                  uint32_t flags)
{
    struct cache_entry *before = cache_find(&sim->cache, effect->name, sim->now);
    uint32_t row = name_row(effect->name);
    bool old = versions_value_superseded_at(&sim->versions, row, effect->value) <= sim->now;

    if (old)
        flags |= ENTRY_STALE_FILL;
    if (before != NULL && is_older(sim, effect->value, before->value))
        flags |= ENTRY_REORDERED;
    if (sim->perfect && (old || value_is_open(sim, effect->value)))
        return;
    tokens_void(&sim->cache.tokens, effect->name, sim->now);
    versions_hold(&sim->versions, row, effect->value);
    if (cache_store(&sim->cache, effect->name, effect->value, bytes, effect_expiry(sim, effect),
                    effect->family, flags, sim->now) == NULL) {
        versions_drop(&sim->versions, row, effect->value);
        sim->result->stores_unfit += sim->measuring;
    } else {
        sim->result->stores += sim->measuring;
    }
}
