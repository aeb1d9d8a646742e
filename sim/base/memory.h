/* memory.h - tables that grow in place.
 *
 * A region is address space for the largest table we allow; the system gives it memory page by
 * page, zeroed, as it is touched. So a table grows without being copied, indices and pointers into
 * it stay good, and nothing is allocated in the event loop. A pool is a region of equal items with
 * a free list, addressed by 32-bit index.
 *
 * What has been touched for the first time costs most: the system looks for a page, and under a
 * virtual machine so does its host. A batch makes the same tables for run after run; so regions that
 * are given back are kept, and handed out again to whoever reserves as much. */
#ifndef SIM_BASE_MEMORY_H
#define SIM_BASE_MEMORY_H

#include "sim/base/check.h"
#include "sim/base/complaint.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed address space for `bytes`, on large pages where the system has them; NULL after a
 * complaint. */
void *memory_reserve(size_t bytes, struct complaint *complaint);
/* `used`: nothing beyond so many bytes was ever written. The region may be kept, as long as no more
 * than 1 GiB of all that are is used; else, and for MEMORY_UNKNOWN, it goes back to the system. NULL
 * is nothing. */
void memory_release(void *region, size_t bytes, size_t used);
/* What comes first in the region is on small pages: for a table that is mostly short, and made
 * often, so that to zero a large page takes longer than to use it. */
void memory_begin_small(void *region);

#define MEMORY_UNKNOWN SIZE_MAX

#define POOL_NONE UINT32_C(0xffffffff)

struct pool {
    unsigned char *items;
    size_t item_size;          /* at least 4: a free item's first word is the next free one */
    uint32_t count_max;
    uint32_t used;             /* items ever handed out: the table's length */
    uint32_t live;
    uint32_t free;             /* the first free item; POOL_NONE: none */
};

bool pool_open(struct pool *pool, size_t item_size, uint32_t count_max,
               struct complaint *complaint);
void pool_close(struct pool *pool);

/* Says that a table is full, and ends the program with status 3. */
_Noreturn void memory_exhausted(const char *what, uint64_t count);

static inline void *pool_item(const struct pool *pool, uint32_t index)
{
    return pool->items + (size_t)index * pool->item_size;
}

/* An item whose bytes are whatever its last owner left. */
static inline uint32_t pool_take(struct pool *pool)
{
    uint32_t index = pool->free;

    pool->live++;
    if (index != POOL_NONE) {
        pool->free = *(uint32_t *)pool_item(pool, index);
        return index;
    }
    if (pool->used == pool->count_max)
        memory_exhausted("items of one kind in flight or stored", pool->count_max);
    return pool->used++;
}

static inline void pool_give(struct pool *pool, uint32_t index)
{
    *(uint32_t *)pool_item(pool, index) = pool->free;
    pool->free = index;
    pool->live--;
}

#endif
