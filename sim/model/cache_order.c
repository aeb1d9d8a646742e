/* cache_order.c - the log's ring: passing over what is void, and moving what is not. */
#include "sim/model/cache_order.h"

#include "sim/base/memory.h"

#include <string.h>

enum { LENGTH_MIN = 1 << 12 };

/* At least four places for each entry there can be, and a power of two. */
static size_t length_max(uint32_t count_max)
{
    size_t length = LENGTH_MIN;

    while (length < 4 * (size_t)count_max)
        length *= 2;
    return length;
}

bool cache_order_open(struct cache_order *order, uint32_t count_max, struct complaint *complaint)
{
    CHECK(count_max < UINT32_C(1) << 28);
    *order = (struct cache_order){.mask = LENGTH_MIN - 1, .limit = LENGTH_MIN,
                                  .count_max = count_max};
    order->log = memory_reserve(length_max(count_max) * sizeof *order->log, complaint);
    if (order->log == NULL)
        return false;
    order->last = memory_reserve(count_max * sizeof *order->last, complaint);
    return order->last != NULL;
}

void cache_order_close(struct cache_order *order, uint32_t used)
{
    memory_release(order->log, length_max(order->count_max) * sizeof *order->log,
                   ((size_t)order->mask + 1) * sizeof *order->log);
    memory_release(order->last, order->count_max * sizeof *order->last,
                   used * sizeof *order->last);
    order->log = NULL;
    order->last = NULL;
}

_Static_assert(((ORDER_AHEAD + ORDER_BLOCK) & (ORDER_AHEAD + ORDER_BLOCK - 1)) == 0, "a power of two");

static struct order_record *first_at(struct cache_order *order, uint32_t n)
{
    return &order->first[n % (ORDER_AHEAD + ORDER_BLOCK)];
}

/* (Which of them are void is nothing that can be predicted: so there is no branch. What the next blocks
 * will ask for is fetched from memory.) */
static void look_further(struct cache_order *order)
{
    const uint32_t *log = order->log, *last = order->last;
    uint32_t looked = order->looked, to = order->first_end, mask = order->mask;
    uint32_t until = order->end - looked < ORDER_BLOCK ? order->end : looked + ORDER_BLOCK;

    __builtin_prefetch(&log[(looked + 8 * ORDER_BLOCK) & mask]);
    for (; looked != until; looked++) {
        uint32_t index = log[looked & mask];
        __builtin_prefetch(&last[log[(looked + ORDER_BLOCK) & mask]]);
        *first_at(order, to) = (struct order_record){looked, index};
        to += last[index] == looked;
    }
    order->looked = looked;
    order->first_end = to;
}

uint32_t cache_order_first(struct cache_order *order)
{
    for (;; order->first_begin++) {
        const struct order_record *first = first_at(order, order->first_begin);

        while (order->first_end - order->first_begin < ORDER_AHEAD && order->looked != order->end)
            look_further(order);
        CHECK(order->first_begin != order->first_end);
        if (order->last[first->index] == first->place)
            return first->index;
    }
}

/* Moves what is not void together, from `begin` on; the places are numbered anew, as low as they can be
 * without moving those that come first. */
static void compact(struct cache_order *order, uint32_t begin)
{
    uint32_t to = begin & order->mask;

    order->looked = to;
    order->first_begin = order->first_end = 0;
    for (uint32_t place = begin; place != order->end; place++) {
        uint32_t index = order->log[place & order->mask];
        if (order->last[index] != place)
            continue;
        order->log[to & order->mask] = index;
        order->last[index] = to++;
    }
    order->end = to;
}

/* Twice the ring: what had gone round its end now lies behind it. */
static void grow(struct cache_order *order)
{
    uint32_t length = order->mask + 1;

    if (order->end > length)
        memcpy(order->log + length, order->log, (order->end - length) * sizeof *order->log);
    order->mask = 2 * length - 1;
}

void cache_order_make_room(struct cache_order *order)
{
    uint32_t length = order->mask + 1;
    uint32_t begin = order->first_begin != order->first_end
        ? first_at(order, order->first_begin)->place : order->looked;

    /* Enough has been passed over, and the places can still be numbered. */
    if (order->end - begin > length / 4 * 3 || order->end > ORDER_NOWHERE - 2 * length) {
        compact(order, begin);
        begin = order->looked;
        while (order->end - begin > (order->mask + 1) / 4)
            grow(order);
    }
    order->limit = begin + order->mask + 1;
}
