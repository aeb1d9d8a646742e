/* memory.c - address space from the system. */
#include "sim/base/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LARGE_PAGE = 2 << 20 };

void *memory_reserve(size_t bytes, struct complaint *complaint)
{
    void *region = mmap(NULL, bytes > 0 ? bytes : 1, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (region == MAP_FAILED) {
        complain_machine(complaint, "cannot reserve %zu bytes of memory: %s", bytes, strerror(errno));
        return NULL;
    }
    /* Random access to millions of rows spends its time in the TLB otherwise; a refusal costs only speed. */
    if (bytes >= LARGE_PAGE)
        (void)madvise(region, bytes, MADV_HUGEPAGE);
    return region;
}

void memory_release(void *region, size_t bytes)
{
    if (region != NULL)
        munmap(region, bytes > 0 ? bytes : 1);
}

bool pool_open(struct pool *pool, size_t item_size, uint32_t count_max, struct complaint *complaint)
{
    *pool = (struct pool){.item_size = item_size, .count_max = count_max, .free = POOL_NONE};
    pool->items = memory_reserve(item_size * count_max, complaint);
    return pool->items != NULL;
}

void pool_close(struct pool *pool)
{
    memory_release(pool->items, pool->item_size * pool->count_max);
    pool->items = NULL;
}

void memory_exhausted(const char *what, uint64_t count)
{
    fprintf(stderr, "stalemate: out of memory: more than %" PRIu64 " %s\n", count, what);
    exit(3);
}
