/* cache_names.c - from names to entries. */
#include "sim/model/cache_names.h"

static bool is_row_counter(const struct cache *cache, uint64_t name)
{
    return cache->row_counters != NULL && name_kind(name) == NAME_COUNTER
        && name_qualifier(name) == 0 && name_row(name) < cache->row_count;
}

static bool stands_in_slot(const struct cache *cache, uint64_t name)
{
    uint32_t index = cache->rows[name_row(name)].entry;

    return index != POOL_NONE && cache_entry_at(cache, index)->name == name;
}

uint32_t cache_name_find(const struct cache *cache, uint64_t name)
{
    if (is_row_counter(cache, name))
        return cache->row_counters[name_row(name)] - 1;
    if (name_kind(name) == NAME_COUNTER)
        return names_find(&cache->names, name);
    if (stands_in_slot(cache, name))
        return cache->rows[name_row(name)].entry;
    return name_kind(name) == NAME_VALUE ? POOL_NONE : names_find(&cache->names, name);
}

void cache_name_add(struct cache *cache, uint64_t name, uint32_t index)
{
    uint32_t *slot = &cache->rows[name_row(name)].entry;

    if (is_row_counter(cache, name)) {
        cache->row_counters[name_row(name)] = index + 1;
        cache->row_counters_live++;
        return;
    }
    if (name_kind(name) != NAME_VALUE)
        names_add(&cache->names, name, index);
    if (name_kind(name) == NAME_VALUE
        || (name_kind(name) == NAME_VERSIONED
            && (*slot == POOL_NONE
                || name_kind(cache_entry_at(cache, *slot)->name) == NAME_VERSIONED)))
        *slot = index;
}

void cache_name_remove(struct cache *cache, uint64_t name)
{
    if (is_row_counter(cache, name)) {
        cache->row_counters[name_row(name)] = 0;
        cache->row_counters_live--;
        return;
    }
    if (name_kind(name) != NAME_COUNTER && stands_in_slot(cache, name))
        cache->rows[name_row(name)].entry = POOL_NONE;
    if (name_kind(name) != NAME_VALUE)
        names_remove(&cache->names, name);
}

void cache_name_prefetch(const struct cache *cache, uint64_t name)
{
    if (name_kind(name) == NAME_VERSIONED && !stands_in_slot(cache, name))
        names_prefetch(&cache->names, name);
}
