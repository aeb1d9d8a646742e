/* visited.h - the states that were met: 128-bit hashes, and where each was met first.
 *
 * The set is cut into shards by the hash, each of which one thread at a time adds to. A state's
 * number is its place among its shard's, times the shards, plus the shard: it does not depend on
 * which thread added it, only on the order in which states are added to each shard. A state takes
 * 20 bytes, and between 9 and 18 for the slots that lead to it. */
#ifndef SIM_EXPLORE_VISITED_H
#define SIM_EXPLORE_VISITED_H

#include "sim/base/complaint.h"
#include "sim/base/hash.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHARDS = 16 };
#define VISITED_NONE UINT32_MAX

struct record {
    uint32_t hash[4];
    uint32_t parent;           /* number of the state it was met from; VISITED_NONE: the first */
};

struct shard {
    struct record *records;
    uint64_t *slots;           /* 32 bits of the hash, and the place + 1; 0: free */
    size_t count, room, mask;
    unsigned char apart[64];   /* from the next, that another thread may be adding to: no line of
                                * memory goes to and fro between them */
};

struct visited {
    struct shard shards[SHARDS];
};

bool visited_open(struct visited *visited, struct complaint *complaint);
void visited_close(struct visited *visited);

static inline unsigned visited_shard(struct hash128 hash)
{
    return (unsigned)(hash.high >> 60);
}

/* Memory that will be asked soon: first the slot, and a little later the record it leads to. */
static inline void visited_prefetch_slot(const struct visited *visited, struct hash128 hash)
{
    const struct shard *shard = &visited->shards[visited_shard(hash)];

    __builtin_prefetch(&shard->slots[hash.low & shard->mask]);
}

static inline void visited_prefetch_record(const struct visited *visited, struct hash128 hash)
{
    const struct shard *shard = &visited->shards[visited_shard(hash)];
    uint64_t slot = shard->slots[hash.low & shard->mask];

    if (slot != 0)
        __builtin_prefetch(&shard->records[(slot & UINT32_MAX) - 1]);
}

/* Adds the state, unless it is there; its number either way. Ends the program when the machine has
 * no memory left. */
uint32_t visited_add(struct visited *visited, struct hash128 hash, uint32_t parent, bool *added);

static inline const struct record *visited_record(const struct visited *visited, uint32_t number)
{
    return &visited->shards[number % SHARDS].records[number / SHARDS];
}

static inline struct hash128 record_hash(const struct record *record)
{
    return (struct hash128){.low = (uint64_t)record->hash[1] << 32 | record->hash[0],
                            .high = (uint64_t)record->hash[3] << 32 | record->hash[2]};
}

uint64_t visited_count(const struct visited *visited);
uint64_t visited_bytes(const struct visited *visited);

#endif
