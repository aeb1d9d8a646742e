/* visited.c - open addressing; the slots double when they are seven eighths full. */
#include "sim/explore/visited.h"

#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 256, RECORDS_FIRST = 256, PAGE = 4096 };

/* Zeroed, and each page written to. One that is read first is at first the system's common page of
 * zeros, and the first write to it costs a fault more, for which all threads are interrupted. */
static uint64_t *take_slots(size_t count)
{
    uint64_t *slots = calloc(count, sizeof slots[0]);
    volatile uint64_t *touched = slots;

    for (size_t i = 0; slots != NULL && i < count; i += PAGE / sizeof slots[0])
        touched[i] = 0;
    return slots;
}

bool visited_open(struct visited *visited, struct complaint *complaint)
{
    *visited = (struct visited){.shards = {{.records = NULL}}};
    for (unsigned i = 0; i < SHARDS; i++) {
        struct shard *shard = &visited->shards[i];
        shard->slots = take_slots(SLOTS_FIRST);
        shard->records = malloc(RECORDS_FIRST * sizeof shard->records[0]);
        shard->mask = SLOTS_FIRST - 1;
        shard->room = RECORDS_FIRST;
        if (shard->slots == NULL || shard->records == NULL)
            return complain_machine(complaint, "out of memory");
    }
    return true;
}

void visited_close(struct visited *visited)
{
    for (unsigned i = 0; i < SHARDS; i++) {
        free(visited->shards[i].slots);
        free(visited->shards[i].records);
        visited->shards[i] = (struct shard){.slots = NULL};
    }
}

static void grow_slots(struct shard *shard)
{
    size_t mask = shard->mask * 2 + 1;
    uint64_t *slots = take_slots(mask + 1);

    if (slots == NULL)
        memory_exhausted("explored states", shard->count * SHARDS);
    for (size_t i = 0; i < shard->count; i++) {
        struct hash128 hash = record_hash(&shard->records[i]);
        size_t at = hash.low & mask;
        while (slots[at] != 0)
            at = (at + 1) & mask;
        slots[at] = (hash.high & UINT32_MAX) << 32 | (i + 1);
    }
    free(shard->slots);
    shard->slots = slots;
    shard->mask = mask;
}

static void make_room(struct shard *shard)
{
    if (shard->count == shard->room) {
        shard->room += shard->room / 4;
        shard->records = realloc(shard->records, shard->room * sizeof shard->records[0]);
        if (shard->records == NULL || shard->room > UINT32_MAX / SHARDS)
            memory_exhausted("explored states", shard->count * SHARDS);
    }
    if (shard->count >= shard->mask / 8 * 7)
        grow_slots(shard);
}

uint32_t visited_add(struct visited *visited, struct hash128 hash, uint32_t parent, bool *added)
{
    unsigned which = visited_shard(hash);
    struct shard *shard = &visited->shards[which];
    uint64_t tag = (hash.high & UINT32_MAX) << 32, slot;
    size_t at;

    make_room(shard);
    at = hash.low & shard->mask;
    for (; (slot = shard->slots[at]) != 0; at = (at + 1) & shard->mask) {
        size_t place = (slot & UINT32_MAX) - 1;
        if ((slot & ~(uint64_t)UINT32_MAX) == tag
            && hash128_equal(record_hash(&shard->records[place]), hash)) {
            *added = false;
            return (uint32_t)(place * SHARDS + which);
        }
    }
    shard->slots[at] = tag | (shard->count + 1);
    shard->records[shard->count] = (struct record){
        .hash = {(uint32_t)hash.low, (uint32_t)(hash.low >> 32), (uint32_t)hash.high,
                 (uint32_t)(hash.high >> 32)},
        .parent = parent,
    };
    *added = true;
    return (uint32_t)(shard->count++ * SHARDS + which);
}

uint64_t visited_count(const struct visited *visited)
{
    uint64_t count = 0;

    for (unsigned i = 0; i < SHARDS; i++)
        count += visited->shards[i].count;
    return count;
}

uint64_t visited_bytes(const struct visited *visited)
{
    uint64_t bytes = 0;

    for (unsigned i = 0; i < SHARDS; i++) {
        const struct shard *shard = &visited->shards[i];
        bytes += shard->count * sizeof shard->records[0]
            + (shard->mask + 1) * sizeof shard->slots[0];
    }
    return bytes;
}
