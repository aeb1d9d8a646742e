/* slow_cache.h - a cache as one would explain it: a list of entries, searched from one end to the
 * other.
 *
 * It follows what cache.h promises, not how cache.c does it. What the promise leaves open, and the
 * figures depend on, is taken from its text: an expired entry takes up room until it is looked up,
 * or until room is needed and the tick in which it expired (2^26 ns) is over. */
#ifndef TESTS_DIFFERENTIAL_SLOW_CACHE_H
#define TESTS_DIFFERENTIAL_SLOW_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#define SLOW_NEVER INT64_MAX

enum { SLOW_ENTRIES_MAX = 4096 };

struct slow_entry {
    uint64_t name;
    uint64_t family;           /* the counter that its name was made from; 0: none */
    uint64_t number;           /* of a counter */
    int64_t expiry;            /* SLOW_NEVER: none */
    int64_t bytes;
    uint64_t used;             /* the larger, the later in the order of eviction */
    uint64_t unique;           /* no other entry's */
    uint32_t row;
    int value;                 /* which value; -1: it is a counter */
    bool stale_fill, reordered;
    bool orphan;               /* nobody can ask for its name any more */
    int64_t revived_at;        /* when somebody did all the same; 0: never */
};

struct slow_cache {
    int64_t capacity_bytes, capacity_entries, overhead;
    bool lru;
    bool late;                 /* a mistake: windows end when an expiry is noticed */
    int count;
    uint64_t clock, evictions;
    struct slow_entry entries[SLOW_ENTRIES_MAX];
    /* Told when a value can no longer be served, since when, and whether because it expired. */
    void (*closed)(void *owner, const struct slow_entry *entry, int64_t at, bool expired);
    void *owner;
};

/* NULL when it is not there or has expired; then it is gone. */
struct slow_entry *slow_cache_find(struct slow_cache *cache, uint64_t name, int64_t now);
void slow_cache_use(struct slow_cache *cache, struct slow_entry *entry);
/* `entry` says everything but `used`, and of `orphan` only what follows from the row. NULL when it
 * cannot fit. */
struct slow_entry *slow_cache_store(struct slow_cache *cache, struct slow_entry entry, int64_t now);
void slow_cache_remove(struct slow_cache *cache, struct slow_entry *entry, int64_t now);
void slow_cache_clear(struct slow_cache *cache, int64_t now);
/* The counter has another number from now on. */
void slow_cache_count(struct slow_cache *cache, struct slow_entry *counter, uint64_t number,
                      int64_t now);
/* The row has a new version: names made from the old one are abandoned. */
void slow_cache_abandon_row(struct slow_cache *cache, uint32_t row, int64_t now);
/* An orphan has been asked for. */
void slow_cache_revive(struct slow_cache *cache, struct slow_entry *entry, int64_t now);
/* Values named after a counter that has expired by now are abandoned since it expired. */
void slow_cache_expire_counters(struct slow_cache *cache, int64_t now);
/* What is there once all ticks before now's are swept. */
void slow_cache_sweep(struct slow_cache *cache, int64_t now);
int64_t slow_cache_bytes(const struct slow_cache *cache);

#endif
