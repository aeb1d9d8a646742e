/* cache_members.c - entries that are named after a counter or a row, and what becomes of them when
 * that moves on. */
#include "sim/model/cache_members.h"

#include "sim/model/cache_names.h"

enum { TOGETHER = 16 };        /* members that are abandoned at a time */

/* The word that points to the first of an entry's siblings. */
static uint32_t *members_of(struct cache *cache, const struct cache_entry *entry)
{
    return entry->owner != POOL_NONE ? &cache_entry_at(cache, entry->owner)->members
                                     : &cache->row_members[name_row(entry->name)];
}

void cache_leave(struct cache *cache, struct cache_entry *entry)
{
    if (entry->sibling_before != POOL_NONE)
        cache_entry_at(cache, entry->sibling_before)->sibling_next = entry->sibling_next;
    else
        *members_of(cache, entry) = entry->sibling_next;
    if (entry->sibling_next != POOL_NONE)
        cache_entry_at(cache, entry->sibling_next)->sibling_before = entry->sibling_before;
}

/* A new or revived entry joins what its name was made from, if that still says the same, or is
 * about to: a copy is stored under the next number before its counter moves on. */
void cache_join(struct cache *cache, struct cache_entry *entry, uint64_t family)
{
    uint32_t *first;

    entry->owner = POOL_NONE;
    if (entry->flags & ENTRY_ORPHAN) {
        cache->orphan_bytes += entry->bytes;
        return;
    }
    if (family != 0) {
        uint32_t owner = cache_name_find(cache, family);
        if (owner == NAMES_NONE
            || name_qualifier(entry->name) - (uint32_t)cache_entry_at(cache, owner)->number > 1) {
            entry->flags |= ENTRY_ORPHAN;
            cache->orphan_bytes += entry->bytes;
            return;
        }
        entry->owner = owner;
    } else {
        CHECK(cache->row_members != NULL);
    }
    first = members_of(cache, entry);
    entry->sibling_before = POOL_NONE;
    entry->sibling_next = *first;
    if (*first != POOL_NONE)
        cache_entry_at(cache, *first)->sibling_before = cache_index_of(cache, entry);
    *first = cache_index_of(cache, entry);
}

void cache_members_prefetch(const struct cache *cache, uint64_t counter)
{
    uint32_t owner = cache_name_find(cache, counter);

    if (owner != NAMES_NONE && cache_entry_at(cache, owner)->members != POOL_NONE)
        __builtin_prefetch(cache_entry_at(cache, cache_entry_at(cache, owner)->members), 1);
}

static void abandon(struct cache *cache, struct cache_entry *entry, sim_time now)
{
    cache_leave(cache, entry);
    if (entry->expiry > now)
        cache->closed(cache->owner, entry, CLOSED_ABANDONED, now);
    else
        cache->closed(cache->owner, entry, CLOSED_EXPIRED, entry->expiry);
    entry->flags |= ENTRY_ORPHAN;
    cache->orphan_bytes += entry->bytes;
}

void cache_abandon_all(struct cache *cache, uint32_t *first, sim_time now)
{
    while (*first != POOL_NONE)
        abandon(cache, cache_entry_at(cache, *first), now);
}

void cache_revive(struct cache *cache, struct cache_entry *entry, uint64_t family, sim_time now)
{
    CHECK(entry->flags & ENTRY_ORPHAN);
    entry->flags &= ~(uint32_t)ENTRY_ORPHAN;
    cache->orphan_bytes -= entry->bytes;
    entry->revived_at = now;
    cache_join(cache, entry, family);
}

sim_time cache_served_until(const struct cache *cache, const struct cache_entry *entry)
{
    sim_time until = entry->expiry;

    if (cache_is_member(entry) && entry->owner != POOL_NONE) {
        sim_time counter = cache_entry_at(cache, entry->owner)->expiry;
        until = counter < until ? counter : until;
    }
    return until;
}

void cache_abandon_row(struct cache *cache, uint32_t row, sim_time now)
{
    cache_abandon_all(cache, &cache->row_members[row], now);
}

void cache_set_number(struct cache *cache, struct cache_entry *counter, uint64_t number,
                      sim_time now)
{
    uint32_t i = counter->members, some[TOGETHER], count;

    if ((uint32_t)counter->number == (uint32_t)number)
        return;
    /* Their rows are asked for their current values: many at once, that their fetches overlap. */
    do {
        for (count = 0; i != POOL_NONE && count < TOGETHER; i = cache_entry_at(cache, i)->sibling_next) {
            const struct cache_entry *entry = cache_entry_at(cache, i);
            __builtin_prefetch(&cache->rows[name_row(entry->name)]);
            some[count] = i;
            count += name_qualifier(entry->name) != (uint32_t)number;
        }
        for (uint32_t k = 0; k < count; k++)
            abandon(cache, cache_entry_at(cache, some[k]), now);
    } while (i != POOL_NONE);
    counter->number = number;
    counter->changed_at = now;
}
