/* cache_names.h - from names to entries. Indices are into the pool of entries; POOL_NONE where
 * there is none.
 *
 *      plain key            the row's slot
 *      key:version          the row's slot, if it is the one that was stored last; else by hash
 *      counters             a table for those of rows, another for those of namespaces */
#ifndef SIM_MODEL_CACHE_NAMES_H
#define SIM_MODEL_CACHE_NAMES_H

#include "sim/model/cache_table.h"

uint32_t cache_name_find(const struct cache *cache, uint64_t name);
void cache_name_add(struct cache *cache, uint64_t name, uint32_t index);
void cache_name_remove(struct cache *cache, uint64_t name);

/* Where the index of a counter's entry stands, + 1; 0: there is none. */
static inline uint32_t *cache_counter_slot(const struct cache *cache, uint64_t name)
{
    CHECK(name_row(name) < cache->row_count);
    return &cache->counters[name_owner(name)][name_row(name)];
}

/* For a name that will be asked for soon, of a row whose slot and entry have been fetched: fetches
 * what else its look-up will touch. */
void cache_name_prefetch(const struct cache *cache, uint64_t name);

#endif
