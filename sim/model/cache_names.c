/* cache_names.c - from names to entries. */
#include "sim/model/cache_names.h"

uint32_t cache_name_find(const struct cache *cache, uint64_t name)
{
    const struct newest_name *newest;
    uint32_t entry;

    switch (name_kind(name)) {
    case NAME_COUNTER:
        cache_name_check(cache, name);
        entry = cache_counter_slot(cache, name)->held;
        return entry != 0 ? entry - 1 : POOL_NONE;
    case NAME_VERSIONED:
        cache_name_check(cache, name);
        newest = cache_newest_name(cache, name_row(name));
        if (name_qualifier(name) >= newest->qualifier)
            return name_qualifier(name) == newest->qualifier ? newest->held - 1 : POOL_NONE;
        return names_find(&cache->names, name);
    default:
        entry = cache->rows[name_row(name)].entry;
        return entry != ROW_NO_ENTRY ? entry : POOL_NONE;
    }
}

static void add_versioned(struct cache *cache, uint64_t name, uint32_t index)
{
    struct newest_name *newest = cache_newest_name(cache, name_row(name));
    uint32_t qualifier = name_qualifier(name);

    if (qualifier < newest->qualifier) {
        names_add(&cache->names, name, index);
        return;
    }
    if (qualifier > newest->qualifier && newest->held != 0)
        names_add(&cache->names, name_of(NAME_VERSIONED, name_row(name), newest->qualifier),
                  newest->held - 1);
    *newest = (struct newest_name){qualifier, index + 1};
}

void cache_name_add(struct cache *cache, uint64_t name, uint32_t index)
{
    switch (name_kind(name)) {
    case NAME_COUNTER:
        cache_name_check(cache, name);
        cache_counter_slot(cache, name)->held = (index + 1) & COUNTER_HELD_MAX;
        cache->counters_live[name_owner(name)]++;
        return;
    case NAME_VERSIONED:
        cache_name_check(cache, name);
        add_versioned(cache, name, index);
        return;
    default:
        cache->rows[name_row(name)].entry = index & ROW_NO_ENTRY;
    }
}

void cache_name_remove(struct cache *cache, uint64_t name)
{
    struct newest_name *newest;

    switch (name_kind(name)) {
    case NAME_COUNTER:
        cache_name_check(cache, name);
        cache_counter_slot(cache, name)->held = 0;
        cache->counters_live[name_owner(name)]--;
        return;
    case NAME_VERSIONED:
        cache_name_check(cache, name);
        newest = cache_newest_name(cache, name_row(name));
        if (name_qualifier(name) == newest->qualifier)
            newest->held = 0;
        else
            names_remove(&cache->names, name);
        return;
    default:
        cache->rows[name_row(name)].entry = ROW_NO_ENTRY;
    }
}

/* (Of what is not there, the first entry is fetched, which is at hand.) */
void cache_name_prefetch(const struct cache *cache, uint64_t name)
{
    const struct newest_name *newest;

    if (name_kind(name) != NAME_VERSIONED)
        return;
    newest = cache_newest_name(cache, name_row(name));
    if (name_qualifier(name) >= newest->qualifier)
        __builtin_prefetch(cache_entry_at(cache, newest->held - (newest->held != 0)), 1);
    else
        names_prefetch(&cache->names, name);
}

void cache_name_prefetch_new(const struct cache *cache, uint64_t name)
{
    const struct newest_name *newest = cache_newest_name(cache, name_row(name));

    if (name_qualifier(name) > newest->qualifier && newest->held != 0)
        names_prefetch(&cache->names,
                       name_of(NAME_VERSIONED, name_row(name), newest->qualifier));
}
