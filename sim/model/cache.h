/* cache.h - a cache of bounded size: entries, eviction, expiry.
 *
 * An entry under a row's plain key is found through the row's slot; any other name through a hash table. Entries stand
 * in one list in the order of eviction (LRU: by last use, FIFO: by when they were stored), and those that expire also
 * stand in a timing wheel.
 *
 * An entry that has expired is never found again, from that very nanosecond on. Its memory comes back when it is next
 * looked up, when room is needed, or at the latest one tick of the wheel (67 ms) and one look at the clock after that.
 *
 * A name that was made from a counter or from the row's version can be abandoned: once the counter has moved on, nobody
 * asks for the old name again. Entries are therefore members of what they are named after, and become orphans when it
 * changes or goes; an orphan keeps its memory until it expires or is evicted. Should its name be asked for after all (a
 * counter started again from the same number), it is a member again.
 *
 * Two things are told to the owner: `closed`, once, when a value can no longer be served (it may stay as an orphan), and
 * `released`, when the entry lets go of its copy. */
#ifndef SIM_MODEL_CACHE_H
#define SIM_MODEL_CACHE_H

#include "sim/base/memory.h"
#include "sim/engine/time.h"
#include "sim/model/names.h"
#include "sim/model/rows.h"
#include "sim/model/name.h"

#include <stdbool.h>
#include <stdint.h>

enum eviction {
    EVICTION_LRU,
    EVICTION_FIFO,
};

struct cache_settings {
    int64_t capacity_bytes;    /* INT64_MAX: without limit */
    int64_t capacity_entries;  /* INT64_MAX: without limit */
    int64_t overhead_bytes;    /* that each entry takes beside its value */
    enum eviction eviction;
};

enum entry_flags {
    ENTRY_STALE_FILL = 1,      /* its value was superseded before it was stored */
    ENTRY_REORDERED = 2,       /* it took the place of a newer value */
    ENTRY_ORPHAN = 4,          /* its name has been abandoned */
    ENTRY_COUNTER = 8,         /* it is a counter, not a value */
};

/* Why an entry can no longer be served. */
enum closing {
    CLOSED_DELETED,
    CLOSED_OVERWRITTEN,
    CLOSED_EXPIRED,
    CLOSED_EVICTED,
    CLOSED_ABANDONED,
    CLOSED_RESTART,
    CLOSED_KINDS,
};

struct cache_entry {           /* 64 bytes: one line of memory */
    uint64_t name;
    sim_time expiry;           /* TIME_NEVER: none */
    union {
        uint64_t number;       /* a counter's */
        struct {
            value_handle value;
            uint32_t owner;    /* the counter entry that it is a member of; POOL_NONE: none, or the row */
        };
    };
    uint32_t bytes;            /* with overhead */
    uint32_t flags;            /* enum entry_flags */
    uint32_t newer, older;     /* the order of eviction */
    uint32_t due_next, due_before;   /* the same tick of the wheel */
    uint32_t sibling_next, sibling_before;   /* members of the same counter or row */
    union {
        uint32_t members;      /* a counter's first member */
        sim_time revived_at;   /* a value's: when its abandoned name was asked for again; 0: never */
    };
};

struct cache {
    struct cache_settings settings;
    struct pool pool;
    struct row *rows;
    uint32_t row_count;
    struct names names;
    int64_t bytes;             /* of all entries */
    int64_t orphan_bytes;      /* of abandoned ones among them */
    uint64_t evictions;
    uint64_t expirations;
    uint32_t newest, oldest;
    uint32_t *row_members;     /* first entry named after each row's version; NULL: none is */
    uint32_t *row_counters;    /* entry of each row's own counter + 1; 0: none; NULL: in `names` */
    uint32_t *wheel;           /* first entry due in each tick */
    sim_time wheel_tick;       /* the first tick that has not been swept */
    bool ordered;              /* uses change the order of eviction: LRU, and room is limited */
    void (*closed)(void *owner, const struct cache_entry *entry, enum closing why, sim_time at);
    void (*released)(void *owner, value_handle value);
    void *owner;
};

/* `rows` are the caller's. `row_count` > 0: names may be made from rows' versions or from counters
 * of rows, which then have tables of their own. */
bool cache_open(struct cache *cache, const struct cache_settings *settings, struct row *rows,
                uint32_t row_count, uint32_t count_max, struct complaint *complaint);
void cache_close(struct cache *cache);

static inline struct cache_entry *cache_entry_at(const struct cache *cache, uint32_t index)
{
    return (struct cache_entry *)(void *)cache->pool.items + index;
}

/* The entry of a name, if it is there and has not expired at `now`; else NULL. */
struct cache_entry *cache_find(struct cache *cache, uint64_t name, sim_time now);

/* The same for a row's plain key. */
static inline struct cache_entry *cache_find_plain(struct cache *cache, uint32_t row, sim_time now)
{
    uint32_t index = cache->rows[row].entry;

    if (index == POOL_NONE)
        return NULL;
    if (cache_entry_at(cache, index)->expiry > now)
        return cache_entry_at(cache, index);
    return cache_find(cache, name_of(NAME_VALUE, row, 0), now);
}

/* Notes a use for the order of eviction. */
static inline void cache_use(struct cache *cache, struct cache_entry *entry);

/* A new time of expiry for an entry that stands. */
void cache_set_expiry(struct cache *cache, struct cache_entry *entry, sim_time expiry);

/* Stores a value of `bytes` bytes, in place of whatever the name held. The caller holds a copy of the value for the
 * entry. `family` is the counter that the name was made from, 0 for none; with the flag
 * ENTRY_ORPHAN the name has been abandoned already. NULL when it can never fit. */
struct cache_entry *cache_store(struct cache *cache, uint64_t name, value_handle value, uint32_t bytes,
                                sim_time expiry, uint64_t family, uint32_t flags, sim_time now);

/* Sets a counter, made if need be. A counter whose number changes abandons its members. */
struct cache_entry *cache_store_counter(struct cache *cache, uint64_t name, uint64_t number, sim_time expiry,
                                        sim_time now);
void cache_set_number(struct cache *cache, struct cache_entry *counter, uint64_t number, sim_time now);

void cache_remove(struct cache *cache, struct cache_entry *entry, enum closing why, sim_time now);

/* An orphan whose name has been asked for after all. */
void cache_revive(struct cache *cache, struct cache_entry *entry, uint64_t family, sim_time now);

/* Until when the entry can be served, if nothing else happens: its own expiry, or that of the counter
 * that it is named after. */
sim_time cache_served_until(const struct cache *cache, const struct cache_entry *entry);

/* All copies of a row that are named after its version are abandoned. Only with
 * row_members. */
void cache_abandon_row(struct cache *cache, uint32_t row, sim_time now);

/* Takes back the memory of what has expired. */
void cache_sweep(struct cache *cache, sim_time now);

/* For a name that will be asked for soon: fetch where it is looked up, and, when that has arrived,
 * the entry. */
void cache_prefetch_slot(const struct cache *cache, uint64_t name);
void cache_prefetch_entry(const struct cache *cache, uint64_t name);

/* Loses everything, as a cold restart does. */
void cache_clear(struct cache *cache, sim_time now);

/* ---- the list in the order of eviction, inline because each hit goes through it ---- */

static inline void cache_unlink(struct cache *cache, struct cache_entry *entry)
{
    if (entry->newer != POOL_NONE)
        cache_entry_at(cache, entry->newer)->older = entry->older;
    else
        cache->newest = entry->older;
    if (entry->older != POOL_NONE)
        cache_entry_at(cache, entry->older)->newer = entry->newer;
    else
        cache->oldest = entry->newer;
}

static inline void cache_link_newest(struct cache *cache, struct cache_entry *entry)
{
    uint32_t index = (uint32_t)(entry - cache_entry_at(cache, 0));

    entry->newer = POOL_NONE;
    entry->older = cache->newest;
    if (cache->newest != POOL_NONE)
        cache_entry_at(cache, cache->newest)->newer = index;
    else
        cache->oldest = index;
    cache->newest = index;
}

static inline void cache_use(struct cache *cache, struct cache_entry *entry)
{
    if (!cache->ordered || entry->newer == POOL_NONE)
        return;
    cache_unlink(cache, entry);
    cache_link_newest(cache, entry);
}

#endif
