/* cache_members.h - entries that are named after a counter or after their row's version, and what
 * becomes of them when that moves on: nobody asks for their names any more. */
#ifndef SIM_MODEL_CACHE_MEMBERS_H
#define SIM_MODEL_CACHE_MEMBERS_H

#include "sim/model/cache_table.h"

static inline bool cache_is_member(const struct cache_entry *entry)
{
    return name_kind(entry->name) == NAME_VERSIONED && !(entry->flags & ENTRY_ORPHAN);
}

/* A new or revived entry joins what its name was made from, or is an orphan. */
void cache_join(struct cache *cache, struct cache_entry *entry, uint64_t family);
void cache_leave(struct cache *cache, struct cache_entry *entry);

/* A counter, if it is there, will soon get another number or another member: fetches the member that
 * this touches first. */
void cache_members_prefetch(const struct cache *cache, uint64_t counter);

/* All members from this first one on are abandoned. */
void cache_abandon_all(struct cache *cache, uint32_t *first, sim_time now);

/* A counter's new number. If it is another, its members are abandoned, but for one that was stored
 * under the new number already. */
void cache_set_number(struct cache *cache, struct cache_entry *counter, uint64_t number,
                      sim_time now);

/* An orphan whose name has been asked for after all. */
void cache_revive(struct cache *cache, struct cache_entry *entry, uint64_t family, sim_time now);

/* Until when the entry can be served, if nothing else happens: its own expiry, or that of the
 * counter that it is named after. */
sim_time cache_served_until(const struct cache *cache, const struct cache_entry *entry);

/* All copies of a row that are named after its version are abandoned. Only with
 * row_members. */
void cache_abandon_row(struct cache *cache, uint32_t row, sim_time now);

#endif
