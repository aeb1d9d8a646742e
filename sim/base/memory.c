/* memory.c - address space from the system, and what is kept of it. */
#include "sim/base/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    LARGE_PAGE = 2 << 20,
    CHECKED_BEYOND = 4096,
    KEPT_REGIONS_MAX = 64,
    KEPT_BYTES_MAX = 1 << 30,  /* of those that were used */
};

struct kept {
    unsigned char *region;
    size_t size, used;
};

/* Of the process, from the one given back first. */
static struct {
    pthread_mutex_t lock;
    struct kept regions[KEPT_REGIONS_MAX];
    unsigned count;
    size_t used;
} stock = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Whole large pages, so that even a small table is on one. */
static size_t rounded(size_t bytes)
{
    return (bytes / LARGE_PAGE + 1) * LARGE_PAGE;
}

/* ---- kept ---- */

static struct kept take_out(unsigned index)
{
    struct kept kept = stock.regions[index];

    stock.count--;
    stock.used -= kept.used;
    memmove(&stock.regions[index], &stock.regions[index + 1],
            (stock.count - index) * sizeof stock.regions[0]);
    return kept;
}

/* The one of that size that was given back last, zeroed; NULL: there is none. */
static void *reserve_kept(size_t size)
{
    struct kept kept = {.region = NULL};

    pthread_mutex_lock(&stock.lock);
    for (unsigned i = stock.count; i-- > 0 && kept.region == NULL;) {
        if (stock.regions[i].size == size)
            kept = take_out(i);
    }
    pthread_mutex_unlock(&stock.lock);
    if (kept.region != NULL)
        memset(kept.region, 0, kept.used);
    return kept.region;
}

static void give_up_oldest(void)
{
    struct kept oldest = take_out(0);

    munmap(oldest.region, oldest.size);
}

/* False: there was nothing. */
static bool give_up_all(void)
{
    bool any;

    pthread_mutex_lock(&stock.lock);
    any = stock.count > 0;
    while (stock.count > 0)
        give_up_oldest();
    pthread_mutex_unlock(&stock.lock);
    return any;
}

static void keep(struct kept kept)
{
    pthread_mutex_lock(&stock.lock);
    while (stock.count > 0
           && (stock.count == KEPT_REGIONS_MAX || stock.used + kept.used > KEPT_BYTES_MAX))
        give_up_oldest();
    stock.regions[stock.count++] = kept;
    stock.used += kept.used;
    pthread_mutex_unlock(&stock.lock);
}

/* ---- regions ---- */

static void *map(size_t size)
{
    return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                -1, 0);
}

static void *reserve_new(size_t size, struct complaint *complaint)
{
    unsigned char *region = map(size + LARGE_PAGE);
    size_t before;

    /* Address space may be limited, and what is kept takes some. */
    if (region == MAP_FAILED && give_up_all())
        region = map(size + LARGE_PAGE);
    if (region == MAP_FAILED) {
        complain_machine(complaint, "cannot reserve %zu bytes of memory: %s", size,
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

void *memory_reserve(size_t bytes, struct complaint *complaint)
{
    size_t size = rounded(bytes);
    void *region = reserve_kept(size);

    return region != NULL ? region : reserve_new(size, complaint);
}

void memory_begin_small(void *region)
{
    (void)madvise(region, LARGE_PAGE, MADV_NOHUGEPAGE);
}

/* What the owner says of `used` is not taken on trust: whatever is beyond would be found by the next. */
static bool is_unused(const unsigned char *from, size_t bytes)
{
    size_t near = bytes < CHECKED_BEYOND ? bytes : CHECKED_BEYOND;

    return near == 0 || (from[0] == 0 && memcmp(from, from + 1, near - 1) == 0);
}

void memory_release(void *region, size_t bytes, size_t used)
{
    if (region == NULL)
        return;
    CHECK(used > bytes || is_unused((unsigned char *)region + used, bytes - used));
    if (used > bytes || used > KEPT_BYTES_MAX)
        munmap(region, rounded(bytes));
    else
        keep((struct kept){region, rounded(bytes), used});
}

bool pool_open(struct pool *pool, size_t item_size, uint32_t count_max, struct complaint *complaint)
{
    *pool = (struct pool){.item_size = item_size, .count_max = count_max, .free = POOL_NONE};
    pool->items = memory_reserve(item_size * count_max, complaint);
    return pool->items != NULL;
}

void pool_close(struct pool *pool)
{
    memory_release(pool->items, pool->item_size * pool->count_max, pool->item_size * pool->used);
    pool->items = NULL;
}

void memory_exhausted(const char *what, uint64_t count)
{
    fprintf(stderr, "stalemate: out of memory: more than %" PRIu64 " %s\n", count, what);
    exit(3);
}
