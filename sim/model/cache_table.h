/* cache_table.h - what a cache is made of: entries, and the lists and tables that they stand in.
 * See cache.h for what it does. */
#ifndef SIM_MODEL_CACHE_TABLE_H
#define SIM_MODEL_CACHE_TABLE_H

#include "sim/base/memory.h"
#include "sim/engine/time.h"
#include "sim/model/cache_order.h"
#include "sim/model/names.h"
#include "sim/model/rows.h"
#include "sim/model/name.h"
#include "sim/model/tokens.h"

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
    bool leases;               /* tokens are handed out */
};

enum entry_flags {
    ENTRY_STALE_FILL = 1,      /* its value was superseded before it was stored */
    ENTRY_REORDERED = 2,       /* it took the place of a newer value */
    ENTRY_ORPHAN = 4,          /* its name has been abandoned */
    ENTRY_COUNTER = 8,         /* it is a counter, not a value */
    ENTRY_GONE = 256,          /* it is none any more: its place is free */
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
            union {
                uint32_t owner;        /* the counter entry it is a member of; POOL_NONE: none, or the
                                        * row */
                uint32_t old_number;   /* of a plain key's: see old_since */
            };
        };
    };
    uint32_t bytes;            /* with overhead */
    uint32_t flags;            /* enum entry_flags */
    uint64_t unique;           /* a number that no other entry has or had, from 1 on */
    uint32_t due_next, due_before;   /* the same tick of the wheel */
    union {
        struct {
            uint32_t sibling_next, sibling_before;   /* members of the same counter or row */
        };
        sim_time changed_at;   /* a counter's: when it became what it is */
        sim_time old_since;    /* of a plain key's: when its value was superseded, and then `old_number`
                                * is which version it is; for the cache's owner to note. 0: not noted */
    };
    union {
        uint32_t members;      /* a counter's first member */
        sim_time revived_at;   /* a value's: when its orphaned name was asked for; 0: never */
    };
};

struct newest_name {
    uint32_t qualifier;
    uint32_t held;             /* index of its entry + 1; 0: it is not there, or there never was one */
};

#define COUNTER_HELD_MAX UINT32_C(0x3fffffff)

struct counter_slot {
    uint32_t held : 30;        /* index of its entry + 1; 0: it is not there */
    uint32_t pending : 2;      /* for the cache's owner: operations on what it names to come or under way,
                                * but for loads, up to ROW_PENDING_MAX */
};

struct cache {
    struct cache_settings settings;
    struct pool pool;
    struct row *rows;
    uint32_t row_count;
    struct newest_name *newest_names;  /* of each row; the entries of older ones: */
    struct names names;
    int64_t bytes;             /* of all entries */
    int64_t orphan_bytes;      /* of abandoned ones among them */
    uint64_t evictions;
    uint64_t expirations;
    struct cache_order order;  /* of eviction, where room is limited */
    uint32_t *row_members;     /* first entry named after each row's version; NULL: none is */
    struct counter_slot *counters[NAME_OWNERS];        /* of each row's or namespace's counter */
    uint32_t counters_live[NAME_OWNERS];
    uint32_t *wheel;           /* first entry due in each tick, of those that expire */
    sim_time wheel_until;      /* by then; see cache_follow */
    sim_time wheel_tick;       /* the first tick that has not been swept */
    bool bounded;              /* room is limited: there is an order of eviction, */
    bool ordered;              /* and uses change it: LRU */
    void (*closed)(void *owner, const struct cache_entry *entry, enum closing why, sim_time at);
    void (*released)(void *owner, uint32_t row, value_handle value);
    void (*prefetch)(void *owner, value_handle value);   /* it will be released soon; may be NULL */
    void *owner;
    struct tokens tokens;      /* with settings.leases; the owner gives and takes them */
    uint64_t unique;           /* of the entry that was stored last */
};

static inline struct cache_entry *cache_entry_at(const struct cache *cache, uint32_t index)
{
    return (struct cache_entry *)(void *)cache->pool.items + index;
}

static inline uint32_t cache_index_of(const struct cache *cache, const struct cache_entry *entry)
{
    return (uint32_t)(entry - cache_entry_at(cache, 0));
}

#endif
