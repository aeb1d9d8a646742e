/* cache_order.h - the order in which entries have to go when room is needed.
 *
 * A log of uses: whenever an entry is stored, or used where uses count, its index is appended. It
 * stands where its last record is; older records of it are void, and passed over when the oldest is
 * asked for. So a use writes two words, next to those of the use before and in a table of one word
 * an entry, and touches no other entry; a list would write into three. Each record is appended once
 * and passed over once, so that all of it is O(1) a use.
 *
 * Which entries go next is found out a little ahead, that they can be fetched from memory. */
#ifndef SIM_MODEL_CACHE_ORDER_H
#define SIM_MODEL_CACHE_ORDER_H

#include "sim/base/complaint.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    ORDER_AHEAD = 8,
    ORDER_BLOCK = 8,           /* records that are looked at together */
};

/* A record: where it stands in the log, and of which entry it is. */
struct order_record {
    uint32_t place, index;
};

struct cache_order {
    uint32_t *log;             /* a ring of indices, addressed by place modulo its length */
    uint32_t *last;            /* of each entry: the place of its last record; ORDER_NOWHERE: it has gone */
    uint32_t mask;             /* the ring's length - 1 */
    uint32_t end;              /* the place of the next record, */
    uint32_t limit;            /* but here room must be made before */
    uint32_t looked;           /* of the records before this, those that were not void are known: */
    struct order_record first[ORDER_AHEAD + ORDER_BLOCK];      /* a ring, */
    uint32_t first_begin, first_end; /* from here to there, modulo its length */
    uint32_t count_max;
};

#define ORDER_NOWHERE UINT32_C(0xffffffff)

/* For entries with indices below `count_max`, which is below 2^28. */
bool cache_order_open(struct cache_order *order, uint32_t count_max, struct complaint *complaint);
/* `used`: no entry had an index as high. An order that was never opened is nothing. */
void cache_order_close(struct cache_order *order, uint32_t used);

/* Frees places of the log, if need be by moving what is not void. */
void cache_order_make_room(struct cache_order *order);

/* The entry is now the last to go. */
__attribute__((always_inline))
static inline void cache_order_append(struct cache_order *order, uint32_t index)
{
    if (order->end == order->limit)
        cache_order_make_room(order);
    order->log[order->end & order->mask] = index;
    order->last[index] = order->end++;
}

/* The entry has gone. */
static inline void cache_order_remove(struct cache_order *order, uint32_t index)
{
    order->last[index] = ORDER_NOWHERE;
}

/* Finds out which entries go next, at least ORDER_AHEAD where there are, and returns the first. There is
 * one. */
uint32_t cache_order_first(struct cache_order *order);

/* One that goes `n` after that, n < ORDER_AHEAD, unless something happens to it before; or, where that
 * is not known, any other. */
static inline uint32_t cache_order_peek(const struct cache_order *order, uint32_t n)
{
    return order->first[(order->first_begin + n) % (ORDER_AHEAD + ORDER_BLOCK)].index;
}

#endif
