/* cache.h - a cache of bounded size: entries, eviction, expiry.
 *
 * How an entry is found by its name is said in cache_names.h. Where room is limited, there is an
 * order of eviction (cache_order.h; LRU: by last use, FIFO: by when they were stored); entries that
 * expire stand in a timing wheel.
 *
 * An entry that has expired is never found again, from that very nanosecond on. Its memory comes
 * back when it is next looked up, when room is needed, or at the latest one tick of the wheel (67
 * ms) and one look at the clock after that.
 *
 * A name that was made from a counter or from the row's version can be abandoned: once the counter
 * has moved on, nobody asks for the old name again. Entries are therefore members of what they are
 * named after, and become orphans when it changes or goes; an orphan keeps its memory until it
 * expires or is evicted. Should its name be asked for after all (a counter started again from the
 * same number), it is a member again.
 *
 * Two things are told to the owner: `closed`, once, when a value can no longer be served (it may
 * stay as an orphan), and `released`, when the entry lets go of its copy. */
#ifndef SIM_MODEL_CACHE_H
#define SIM_MODEL_CACHE_H

#include "sim/model/cache_members.h"
#include "sim/model/cache_names.h"
#include "sim/model/cache_table.h"

/* `rows` are the caller's. `row_count` > 0: names may be made from rows' versions or from counters
 * of rows, which then have tables of their own. */
bool cache_open(struct cache *cache, const struct cache_settings *settings, struct row *rows,
                uint32_t row_count, uint32_t count_max, struct complaint *complaint);
void cache_close(struct cache *cache);

/* The entry of a name, if it is there and has not expired at `now`; else NULL. */
struct cache_entry *cache_find(struct cache *cache, uint64_t name, sim_time now);

/* The same for the plain key of a row, of which this is the slot, where values are stored under no other
 * names. */
static inline struct cache_entry *cache_find_plain(struct cache *cache, const struct row *slot, uint32_t row,
                                                   sim_time now)
{
    uint32_t index = slot->entry;

    if (index == ROW_NO_ENTRY)
        return NULL;
    if (cache_entry_at(cache, index)->expiry > now)
        return cache_entry_at(cache, index);
    return cache_find(cache, name_of(NAME_VALUE, row, 0), now);
}

/* The same for a counter. */
static inline struct cache_entry *cache_find_counter(struct cache *cache, uint64_t name,
                                                     sim_time now)
{
    uint32_t held = cache_counter_slot(cache, name)->held;

    if (held == 0)
        return NULL;
    if (cache_entry_at(cache, held - 1)->expiry > now)
        return cache_entry_at(cache, held - 1);
    return cache_find(cache, name, now);
}

/* The same for a name of the form key:version: most often it is the row's newest. */
static inline struct cache_entry *cache_find_versioned(struct cache *cache, uint64_t name,
                                                       sim_time now)
{
    const struct newest_name *newest = cache_newest_name(cache, name_row(name));

    if (name_qualifier(name) >= newest->qualifier) {
        if (name_qualifier(name) > newest->qualifier || newest->held == 0)
            return NULL;
        if (cache_entry_at(cache, newest->held - 1)->expiry > now)
            return cache_entry_at(cache, newest->held - 1);
    }
    return cache_find(cache, name, now);
}

/* Notes a use for the order of eviction. */
static inline void cache_use(struct cache *cache, const struct cache_entry *entry)
{
    if (cache->ordered)
        cache_order_append(&cache->order, cache_index_of(cache, entry));
}

/* A new time of expiry for an entry that stands. */
void cache_set_expiry(struct cache *cache, struct cache_entry *entry, sim_time expiry);

/* Stores a value of `bytes` bytes, in place of whatever the name held. The caller holds a copy of
 * the value for the entry. `family` is the counter that the name was made from, 0 for none; with
 * the flag ENTRY_ORPHAN the name has been abandoned already. NULL when it can never fit. */
struct cache_entry *cache_store(struct cache *cache, uint64_t name, value_handle value,
                                uint32_t bytes, sim_time expiry, uint64_t family, uint32_t flags,
                                sim_time now);

/* Sets a counter, made if need be. A counter whose number changes abandons its members. */
struct cache_entry *cache_store_counter(struct cache *cache, uint64_t name, uint64_t number,
                                        sim_time expiry, sim_time now);

void cache_remove(struct cache *cache, struct cache_entry *entry, enum closing why, sim_time now);

/* Entries that expire later than this need not be waited for: nothing happens after it before this is
 * called anew. To be called for an earlier time than before only while nothing is stored. (At first,
 * all are waited for.) */
void cache_follow(struct cache *cache, sim_time until);

/* Takes back the memory of what has expired. */
void cache_sweep(struct cache *cache, sim_time now);

/* Loses everything, as a cold restart does, and voids all tokens. */
void cache_clear(struct cache *cache, sim_time now);

/* The entry at `*place` or the next one after it, in no particular order, and its place; NULL: there
 * is none.
 *     for (uint32_t i = 0; (entry = cache_entry_from(cache, &i)) != NULL; i++) ... */
static inline struct cache_entry *cache_entry_from(const struct cache *cache, uint32_t *place)
{
    for (; *place < cache->pool.used; (*place)++) {
        if (!(cache_entry_at(cache, *place)->flags & ENTRY_GONE))
            return cache_entry_at(cache, *place);
    }
    return NULL;
}

#endif
