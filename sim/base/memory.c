/* memory.c - address space from the system. */
#include "sim/base/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LARGE_PAGE = 2 << 20 };

/* Whole large pages, so that even a small table is on one. */
static size_t rounded(size_t bytes)
{
    return (bytes / LARGE_PAGE + 1) * LARGE_PAGE;
}

void *memory_reserve(size_t bytes, struct complaint *complaint)
{
    size_t size = rounded(bytes);
    unsigned char *region = mmap(NULL, size + LARGE_PAGE, PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    size_t before;

    if (region == MAP_FAILED) {
        complain_machine(complaint, "cannot reserve %zu bytes of memory: %s", bytes,
                         strerror(errno));
        return NULL;
    }
    before = (LARGE_PAGE - (uintptr_t)region % LARGE_PAGE) % LARGE_PAGE;
    if (before > 0)
        munmap(region, before);
    region += before;
    if (before < LARGE_PAGE)
        munmap(region + size, LARGE_PAGE - before);
    /* Random access to millions of rows spends its time in the TLB otherwise; a refusal costs only
     * speed. */
    (void)madvise(region, size, MADV_HUGEPAGE);
    return region;
}

void memory_begin_small(void *region)
{
    (void)madvise(region, LARGE_PAGE, MADV_NOHUGEPAGE);
}

void memory_release(void *region, size_t bytes)
{
    if (region != NULL)
        munmap(region, rounded(bytes));
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
