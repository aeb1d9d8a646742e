/* cache_names.c - from names to entries: plain keys and rows' counters by row, others by hash. */
#include "sim/model/cache_names.h"

static bool is_row_counter(const struct cache *cache, uint64_t name)
{
    return cache->row_counters != NULL && name_kind(name) == NAME_COUNTER
        && name_qualifier(name) == 0 && name_row(name) < cache->row_count;
}

uint32_t cache_name_find(const struct cache *cache, uint64_t name)
{
    if (name_kind(name) == NAME_VALUE)
        return cache->rows[name_row(name)].entry;
    if (is_row_counter(cache, name))
        return cache->row_counters[name_row(name)] - 1;
    return names_find(&cache->names, name);
}

void cache_name_add(struct cache *cache, uint64_t name, uint32_t index)
{
    if (name_kind(name) == NAME_VALUE)
        cache->rows[name_row(name)].entry = index;
    else if (is_row_counter(cache, name))
        cache->row_counters[name_row(name)] = index + 1;
    else
        names_add(&cache->names, name, index);
}

void cache_name_remove(struct cache *cache, uint64_t name)
{
    if (name_kind(name) == NAME_VALUE)
        cache->rows[name_row(name)].entry = POOL_NONE;
    else if (is_row_counter(cache, name))
        cache->row_counters[name_row(name)] = 0;
    else
        names_remove(&cache->names, name);
}

void cache_prefetch_slot(const struct cache *cache, uint64_t name)
{
    if (is_row_counter(cache, name))
        __builtin_prefetch(&cache->row_counters[name_row(name)]);
    else
        names_prefetch(&cache->names, name);
}

void cache_prefetch_entry(const struct cache *cache, uint64_t name)
{
    uint32_t index = cache_name_find(cache, name);

    if (index != POOL_NONE)
        __builtin_prefetch(cache_entry_at(cache, index), 1);
}
