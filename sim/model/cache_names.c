/* cache_names.c - from names to entries. */
#include "sim/model/cache_names.h"

static bool stands_in_slot(const struct cache *cache, uint64_t name)
{
    uint32_t index = cache->rows[name_row(name)].entry;

    return index != POOL_NONE && cache_entry_at(cache, index)->name == name;
}

uint32_t cache_name_find(const struct cache *cache, uint64_t name)
{
    if (name_kind(name) == NAME_COUNTER)
        return *cache_counter_slot(cache, name) - 1;
    if (stands_in_slot(cache, name))
        return cache->rows[name_row(name)].entry;
    return name_kind(name) == NAME_VALUE ? POOL_NONE : names_find(&cache->names, name);
}

void cache_name_add(struct cache *cache, uint64_t name, uint32_t index)
{
    uint32_t *slot = &cache->rows[name_row(name)].entry;

    if (name_kind(name) == NAME_COUNTER) {
        *cache_counter_slot(cache, name) = index + 1;
        cache->counters_live[name_owner(name)]++;
        return;
    }
    if (name_kind(name) == NAME_VERSIONED)
        names_add(&cache->names, name, index);
    /* A plain key is nowhere else, so nothing takes its place. */
    if (name_kind(name) == NAME_VALUE || *slot == POOL_NONE
        || name_kind(cache_entry_at(cache, *slot)->name) == NAME_VERSIONED)
        *slot = index;
}

void cache_name_remove(struct cache *cache, uint64_t name)
{
    if (name_kind(name) == NAME_COUNTER) {
        *cache_counter_slot(cache, name) = 0;
        cache->counters_live[name_owner(name)]--;
        return;
    }
    if (stands_in_slot(cache, name))
        cache->rows[name_row(name)].entry = POOL_NONE;
    if (name_kind(name) == NAME_VERSIONED)
        names_remove(&cache->names, name);
}

void cache_name_prefetch(const struct cache *cache, uint64_t name)
{
    if (name_kind(name) == NAME_COUNTER)
        __builtin_prefetch(cache_entry_at(cache, *cache_counter_slot(cache, name) - 1), 1);
    else if (name_kind(name) == NAME_VERSIONED && !stands_in_slot(cache, name))
        names_prefetch(&cache->names, name);
}
