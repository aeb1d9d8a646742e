/* slow_cache.c - everything by searching the whole list. */
#include "tests/differential/slow_cache.h"

#include <stdlib.h>

enum { TICK_BITS = 26, COUNTER_BYTES = 8 };

static bool is_counter(const struct slow_entry *entry)
{
    return entry->value < 0;
}

static struct slow_entry *lookup(struct slow_cache *cache, uint64_t name)
{
    for (int i = 0; i < cache->count; i++) {
        if (cache->entries[i].name == name)
            return &cache->entries[i];
    }
    return NULL;
}

/* Nobody can be served this value from `at` on, or since it expired. */
static void close_entry(struct slow_cache *cache, struct slow_entry *entry, int64_t at)
{
    if (is_counter(entry) || entry->orphan)
        return;
    cache->closed(cache->owner, entry,
                  entry->expiry < at && !cache->late ? entry->expiry : at, entry->expiry <= at);
    entry->orphan = true;
}

enum { ANY_NUMBER = -1 };

/* All values named after this counter, but for those named after the number that it has now. */
static void abandon(struct slow_cache *cache, uint64_t family, int64_t number, int64_t at)
{
    for (int i = 0; i < cache->count; i++) {
        if (cache->entries[i].family == family && (uint32_t)cache->entries[i].name != number)
            close_entry(cache, &cache->entries[i], at);
    }
}

void slow_cache_remove(struct slow_cache *cache, struct slow_entry *entry, int64_t now)
{
    int64_t at = entry->expiry < now && !cache->late ? entry->expiry : now;

    if (is_counter(entry))
        abandon(cache, entry->name, ANY_NUMBER, at);
    close_entry(cache, entry, at);
    *entry = cache->entries[--cache->count];
}

struct slow_entry *slow_cache_find(struct slow_cache *cache, uint64_t name, int64_t now)
{
    struct slow_entry *entry = lookup(cache, name);

    if (entry != NULL && entry->expiry <= now) {
        slow_cache_remove(cache, entry, now);
        return NULL;
    }
    return entry;
}

void slow_cache_use(struct slow_cache *cache, struct slow_entry *entry)
{
    if (cache->lru)
        entry->used = ++cache->clock;
}

int64_t slow_cache_bytes(const struct slow_cache *cache)
{
    int64_t bytes = 0;

    for (int i = 0; i < cache->count; i++)
        bytes += cache->entries[i].bytes;
    return bytes;
}

void slow_cache_sweep(struct slow_cache *cache, int64_t now)
{
    for (int i = cache->count - 1; i >= 0; i--) {
        struct slow_entry *entry = &cache->entries[i];
        if (entry->expiry != SLOW_NEVER && entry->expiry >> TICK_BITS < now >> TICK_BITS)
            slow_cache_remove(cache, entry, now);
    }
}

static bool is_full(const struct slow_cache *cache, int64_t bytes)
{
    return slow_cache_bytes(cache) + bytes > cache->capacity_bytes
        || cache->count >= cache->capacity_entries;
}

static void evict(struct slow_cache *cache, int64_t now)
{
    struct slow_entry *oldest = &cache->entries[0];

    for (int i = 1; i < cache->count; i++) {
        if (cache->entries[i].used < oldest->used)
            oldest = &cache->entries[i];
    }
    cache->evictions += oldest->expiry > now;
    slow_cache_remove(cache, oldest, now);
}

/* Whether the counter has the number that the entry was named after, or is about to have it. */
static bool is_current(struct slow_cache *cache, const struct slow_entry *entry, int64_t now)
{
    const struct slow_entry *counter = lookup(cache, entry->family);

    return counter != NULL && counter->expiry > now
        && ((uint32_t)counter->number == (uint32_t)entry->name
            || (uint32_t)counter->number + 1 == (uint32_t)entry->name);
}

struct slow_entry *slow_cache_store(struct slow_cache *cache, struct slow_entry entry, int64_t now)
{
    struct slow_entry *before = slow_cache_find(cache, entry.name, now);

    if (before != NULL)
        slow_cache_remove(cache, before, now);
    entry.bytes = (is_counter(&entry) ? COUNTER_BYTES : entry.bytes) + cache->overhead;
    if (entry.bytes > cache->capacity_bytes || cache->capacity_entries < 1)
        return NULL;
    if (is_full(cache, entry.bytes))
        slow_cache_sweep(cache, now);
    while (is_full(cache, entry.bytes))
        evict(cache, now);
    if (cache->count == SLOW_ENTRIES_MAX)
        abort();
    entry.used = entry.unique = ++cache->clock;
    entry.orphan = entry.orphan || (entry.family != 0 && !is_current(cache, &entry, now));
    cache->entries[cache->count] = entry;
    return &cache->entries[cache->count++];
}

void slow_cache_clear(struct slow_cache *cache, int64_t now)
{
    while (cache->count > 0)
        slow_cache_remove(cache, &cache->entries[0], now);
}

void slow_cache_count(struct slow_cache *cache, struct slow_entry *counter, uint64_t number,
                      int64_t now)
{
    if ((uint32_t)counter->number != (uint32_t)number)
        abandon(cache, counter->name, (uint32_t)number, now);
    counter->number = number;
}

void slow_cache_abandon_row(struct slow_cache *cache, uint32_t row, int64_t now)
{
    for (int i = 0; i < cache->count; i++) {
        struct slow_entry *entry = &cache->entries[i];
        if (entry->name >> 62 == 1 && entry->family == 0 && entry->row == row)
            close_entry(cache, entry, now);
    }
}

void slow_cache_revive(struct slow_cache *cache, struct slow_entry *entry, int64_t now)
{
    entry->revived_at = now;
    entry->orphan = entry->family != 0 && !is_current(cache, entry, now);
}

void slow_cache_expire_counters(struct slow_cache *cache, int64_t now)
{
    for (int i = 0; i < cache->count; i++) {
        if (is_counter(&cache->entries[i]) && cache->entries[i].expiry <= now)
            abandon(cache, cache->entries[i].name, ANY_NUMBER, cache->entries[i].expiry);
    }
}
