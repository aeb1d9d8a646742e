/* cache_names.h - from names to entries: plain keys and rows' own counters by row, others by hash.
 * Indices are into the pool of entries; POOL_NONE where there is none. */
#ifndef SIM_MODEL_CACHE_NAMES_H
#define SIM_MODEL_CACHE_NAMES_H

#include "sim/model/cache_table.h"

uint32_t cache_name_find(const struct cache *cache, uint64_t name);
void cache_name_add(struct cache *cache, uint64_t name, uint32_t index);
void cache_name_remove(struct cache *cache, uint64_t name);

/* For a name that will be asked for soon: fetch where it is looked up, and, when that has arrived,
 * the entry. */
void cache_prefetch_slot(const struct cache *cache, uint64_t name);
void cache_prefetch_entry(const struct cache *cache, uint64_t name);

#endif
