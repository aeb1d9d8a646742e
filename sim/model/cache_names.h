/* cache_names.h - from names to entries. Indices are into the pool of entries; POOL_NONE where
 * there is none.
 *
 *      plain key            the row's slot
 *      key:version          a table of each row's newest name, the one with the highest version that
 *                           was ever stored; all older ones by hash. (So that a name which is newer
 *                           still, as a miss asks for after each write, is nowhere takes no hash.)
 *      counters             a table for those of rows, another for those of namespaces */
#ifndef SIM_MODEL_CACHE_NAMES_H
#define SIM_MODEL_CACHE_NAMES_H

#include "sim/model/cache_table.h"

uint32_t cache_name_find(const struct cache *cache, uint64_t name);
void cache_name_add(struct cache *cache, uint64_t name, uint32_t index);
void cache_name_remove(struct cache *cache, uint64_t name);

/* Sees to it that the name's row has a place in the tables below, which do not ask: to be called once for
 * a name that comes from a strategy. */
static inline void cache_name_check(const struct cache *cache, uint64_t name)
{
    CHECK(name_row(name) < cache->row_count);
}

static inline struct counter_slot *cache_counter_slot(const struct cache *cache, uint64_t name)
{
    return &cache->counters[name_owner(name)][name_row(name)];
}

/* Of the row's names of the form key:version. */
static inline struct newest_name *cache_newest_name(const struct cache *cache, uint32_t row)
{
    return &cache->newest_names[row];
}

/* For a name that will be asked for soon, of a row whose newest name has been fetched: if it is of the
 * form key:version, fetches what else its look-up will touch. */
void cache_name_prefetch(const struct cache *cache, uint64_t name);
/* The same for a name that is not there now, and under which something will be stored soon. */
void cache_name_prefetch_new(const struct cache *cache, uint64_t name);

#endif
