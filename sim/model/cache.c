/* cache.c - storing, finding, evicting and expiring. */
#include "sim/model/cache.h"

#include <string.h>

/* 2^14 ticks of 2^26 ns: a turn of the wheel is 18 minutes; what expires later is passed over once
 * a turn. */
enum { TICK_BITS = 26, TICKS = 1 << 14, COUNTER_BYTES = 8 };

bool cache_open(struct cache *cache, const struct cache_settings *settings, struct row *rows,
                uint32_t row_count, uint32_t count_max, struct complaint *complaint)
{
    *cache = (struct cache){.settings = *settings, .rows = rows, .wheel_until = TIME_NEVER - 1};
    CHECK(count_max <= ROW_NO_ENTRY);
    cache->bounded =
        settings->capacity_bytes < INT64_MAX || settings->capacity_entries < INT64_MAX;
    cache->ordered = cache->bounded && settings->eviction == EVICTION_LRU;
    if (!names_open(&cache->names, complaint)
        || !pool_open(&cache->pool, sizeof(struct cache_entry), count_max, complaint))
        return false;
    if (settings->leases && !tokens_open(&cache->tokens, count_max, complaint))
        return false;
    if (cache->bounded && !cache_order_open(&cache->order, count_max, complaint))
        return false;
    cache->wheel = memory_reserve(TICKS * sizeof *cache->wheel, complaint);
    if (cache->wheel == NULL)
        return false;
    memset(cache->wheel, 0xff, TICKS * sizeof *cache->wheel);
    if (row_count == 0)
        return true;
    cache->row_count = row_count;
    cache->row_members = memory_reserve(row_count * sizeof *cache->row_members, complaint);
    if (cache->row_members == NULL)
        return false;
    memset(cache->row_members, 0xff, row_count * sizeof *cache->row_members);
    cache->newest_names = memory_reserve(row_count * sizeof *cache->newest_names, complaint);
    if (cache->newest_names == NULL)
        return false;
    for (unsigned owner = 0; owner < NAME_OWNERS; owner++) {
        cache->counters[owner] = memory_reserve(row_count * sizeof **cache->counters, complaint);
        if (cache->counters[owner] == NULL)
            return false;
    }
    return true;
}

void cache_close(struct cache *cache)
{
    names_close(&cache->names);
    tokens_close(&cache->tokens);
    if (cache->bounded)
        cache_order_close(&cache->order, cache->pool.used);
    pool_close(&cache->pool);
    memory_release(cache->wheel, TICKS * sizeof *cache->wheel, TICKS * sizeof *cache->wheel);
    memory_release(cache->row_members, cache->row_count * sizeof *cache->row_members,
                   cache->row_count * sizeof *cache->row_members);
    memory_release(cache->newest_names, cache->row_count * sizeof *cache->newest_names,
                   cache->row_count * sizeof *cache->newest_names);
    for (unsigned owner = 0; owner < NAME_OWNERS; owner++) {
        memory_release(cache->counters[owner], cache->row_count * sizeof **cache->counters,
                       MEMORY_UNKNOWN);
        cache->counters[owner] = NULL;
    }
    cache->wheel = NULL;
    cache->row_members = NULL;
    cache->newest_names = NULL;
}

/* ---- the wheel ---- */

static void wheel_unlink(struct cache *cache, struct cache_entry *entry)
{
    if (entry->expiry > cache->wheel_until)
        return;
    if (entry->due_before != POOL_NONE)
        cache_entry_at(cache, entry->due_before)->due_next = entry->due_next;
    else
        cache->wheel[(entry->expiry >> TICK_BITS) & (TICKS - 1)] = entry->due_next;
    if (entry->due_next != POOL_NONE)
        cache_entry_at(cache, entry->due_next)->due_before = entry->due_before;
}

static void wheel_link(struct cache *cache, struct cache_entry *entry)
{
    uint32_t *first = &cache->wheel[(entry->expiry >> TICK_BITS) & (TICKS - 1)];

    if (entry->expiry > cache->wheel_until)
        return;
    entry->due_before = POOL_NONE;
    entry->due_next = *first;
    if (*first != POOL_NONE)
        cache_entry_at(cache, *first)->due_before = cache_index_of(cache, entry);
    *first = cache_index_of(cache, entry);
}

void cache_set_expiry(struct cache *cache, struct cache_entry *entry, sim_time expiry)
{
    wheel_unlink(cache, entry);
    entry->expiry = expiry;
    wheel_link(cache, entry);
}

void cache_follow(struct cache *cache, sim_time until)
{
    sim_time before = cache->wheel_until;
    struct cache_entry *entry;

    cache->wheel_until = until;
    for (uint32_t i = 0; (entry = cache_entry_from(cache, &i)) != NULL; i++) {
        if (entry->expiry > before)
            wheel_link(cache, entry);
    }
}

void cache_sweep(struct cache *cache, sim_time now)
{
    sim_time last = now >> TICK_BITS;

    if (last - cache->wheel_tick > TICKS)
        cache->wheel_tick = last - TICKS;
    for (; cache->wheel_tick < last; cache->wheel_tick++) {
        uint32_t next, i = cache->wheel[cache->wheel_tick & (TICKS - 1)];
        for (; i != POOL_NONE; i = next) {
            struct cache_entry *entry = cache_entry_at(cache, i);
            next = entry->due_next;
            if (entry->expiry <= now)
                cache_remove(cache, entry, CLOSED_EXPIRED, now);
        }
    }
}

/* ---- entries ---- */

void cache_remove(struct cache *cache, struct cache_entry *entry, enum closing why, sim_time now)
{
    uint32_t index = cache_index_of(cache, entry);
    sim_time at = now;

    if (entry->expiry <= now) {
        why = CLOSED_EXPIRED;
        at = entry->expiry;
    }
    cache->evictions += why == CLOSED_EVICTED;
    cache->expirations += why == CLOSED_EXPIRED;
    if (entry->flags & ENTRY_COUNTER) {
        cache_abandon_all(cache, &entry->members, at);
    } else {
        if (cache_is_member(entry))
            cache_leave(cache, entry);
        if (entry->flags & ENTRY_ORPHAN)
            cache->orphan_bytes -= entry->bytes;
        else
            cache->closed(cache->owner, entry, why, at);
        cache->released(cache->owner, name_row(entry->name), entry->value);
    }
    wheel_unlink(cache, entry);
    if (cache->bounded)
        cache_order_remove(&cache->order, index);
    cache->bytes -= entry->bytes;
    cache_name_remove(cache, entry->name);
    entry->flags = ENTRY_GONE;
    pool_give(&cache->pool, index);
}

struct cache_entry *cache_find(struct cache *cache, uint64_t name, sim_time now)
{
    uint32_t index = cache_name_find(cache, name);
    struct cache_entry *entry;

    if (index == POOL_NONE)
        return NULL;
    entry = cache_entry_at(cache, index);
    if (entry->expiry <= now) {
        cache_remove(cache, entry, CLOSED_EXPIRED, now);
        return NULL;
    }
    return entry;
}

/* Of one that will be evicted, fetches where the tables of names hold it, and its neighbours among members.
 * (Always inline: a function that only prefetches has no effect that a compiler must keep, and gcc drops the
 * call.) */
__attribute__((always_inline))
static inline void prefetch_place_of_name(const struct cache *cache, const struct cache_entry *entry)
{
    bool counts = (entry->flags & ENTRY_COUNTER) != 0;
    const void *counter = cache_counter_slot(cache, entry->name);
    const void *newest = cache_newest_name(cache, name_row(entry->name));

    __builtin_prefetch(counts ? counter : newest, 1);
    __builtin_prefetch(cache_entry_at(cache, counts ? entry->members : entry->owner), 1);
}

/* Of those that will be evicted next, fetches what their leaving will touch, step by step: the entry;
 * its row, its name and its neighbours; and a value that is not its row's current one. (Where one does
 * not go after all, what was fetched harms nobody.) */
static void prefetch_victims(const struct cache *cache)
{
    const struct cache_entry *soon = cache_entry_at(cache, cache_order_peek(&cache->order, 1));
    const struct cache_entry *later = cache_entry_at(cache, cache_order_peek(&cache->order, 4));

    __builtin_prefetch(cache_entry_at(cache, later->due_next), 1);
    __builtin_prefetch(cache_entry_at(cache, later->due_before), 1);
    if (cache->row_count > 0)
        prefetch_place_of_name(cache, later);
    if (!(later->flags & ENTRY_COUNTER))
        __builtin_prefetch(&cache->rows[name_row(later->name)], 1);
    if (cache->prefetch != NULL && !(soon->flags & (ENTRY_COUNTER | ENTRY_GONE))
        && cache->rows[name_row(soon->name)].current != soon->value)
        cache->prefetch(cache->owner, soon->value);
    __builtin_prefetch(cache_entry_at(cache, cache_order_peek(&cache->order, ORDER_AHEAD - 1)), 1);
}

/* Evicts until `bytes` more fit; false when they can never. */
__attribute__((always_inline))
static inline bool make_room(struct cache *cache, int64_t bytes, sim_time now)
{
    const struct cache_settings *settings = &cache->settings;

    if (bytes > settings->capacity_bytes || settings->capacity_entries < 1)
        return false;
    if (cache->bytes + bytes <= settings->capacity_bytes
        && cache->pool.live < settings->capacity_entries)
        return true;
    cache_sweep(cache, now);
    while (cache->bytes + bytes > settings->capacity_bytes
           || cache->pool.live >= settings->capacity_entries)
        cache_remove(cache, cache_entry_at(cache, cache_order_first(&cache->order)), CLOSED_EVICTED,
                     now);
    prefetch_victims(cache);
    return true;
}

static struct cache_entry *add(struct cache *cache, uint64_t name, int64_t bytes, sim_time expiry,
                               uint32_t flags)
{
    uint32_t index = pool_take(&cache->pool);
    struct cache_entry *entry = cache_entry_at(cache, index);

    *entry = (struct cache_entry){.name = name,
                                  .expiry = expiry,
                                  .bytes = (uint32_t)bytes,
                                  .flags = flags,
                                  .unique = ++cache->unique};
    if (flags & ENTRY_COUNTER)
        entry->members = POOL_NONE;
    cache->bytes += bytes;
    if (cache->bounded)
        cache_order_append(&cache->order, index);
    wheel_link(cache, entry);
    cache_name_add(cache, name, index);
    return entry;
}

struct cache_entry *cache_store(struct cache *cache, uint64_t name, value_handle value,
                                uint32_t bytes, sim_time expiry, uint64_t family, uint32_t flags,
                                sim_time now)
{
    struct cache_entry *entry = cache_find(cache, name, now);
    int64_t size = (int64_t)bytes + cache->settings.overhead_bytes;

    if (entry != NULL)
        cache_remove(cache, entry, CLOSED_OVERWRITTEN, now);
    if (size > UINT32_MAX || !make_room(cache, size, now))
        return NULL;
    entry = add(cache, name, size, expiry, flags);
    entry->value = value;
    entry->owner = POOL_NONE;
    if (name_kind(name) == NAME_VERSIONED)
        cache_join(cache, entry, family);
    return entry;
}

struct cache_entry *cache_store_counter(struct cache *cache, uint64_t name, uint64_t number,
                                        sim_time expiry, sim_time now)
{
    struct cache_entry *entry = cache_find(cache, name, now);

    if (entry != NULL) {
        cache_set_number(cache, entry, number, now);
        cache_set_expiry(cache, entry, expiry);
        cache_use(cache, entry);
        return entry;
    }
    if (!make_room(cache, COUNTER_BYTES + cache->settings.overhead_bytes, now))
        return NULL;
    entry = add(cache, name, COUNTER_BYTES + cache->settings.overhead_bytes, expiry, ENTRY_COUNTER);
    entry->number = number;
    entry->changed_at = now;
    return entry;
}

void cache_clear(struct cache *cache, sim_time now)
{
    struct cache_entry *entry;

    tokens_clear(&cache->tokens);
    for (uint32_t i = 0; (entry = cache_entry_from(cache, &i)) != NULL; i++)
        cache_remove(cache, entry, CLOSED_RESTART, now);
}
