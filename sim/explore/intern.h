/* intern.h - equal contents, one number: a table that all threads add to.
 *
 * Numbers begin at 1, and item 0 is all zero. They depend on who came first; so nothing that is
 * counted, compared or ordered may depend on them, only on the contents' hashes. Two contents with
 * one hash fail a CHECK: of a million contents that happens once in forty million searches. A
 * number is safe to use in any thread that was given it by intern_add or, across a barrier, by
 * another thread. */
#ifndef SIM_EXPLORE_INTERN_H
#define SIM_EXPLORE_INTERN_H

#include "sim/base/complaint.h"

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

struct intern {
    pthread_mutex_t lock;
    unsigned char *items;
    uint64_t *hashes;
    uint32_t *slots;
    size_t item_size;
    uint32_t count, count_max, slot_mask;
    const char *what;
};

bool intern_open(struct intern *intern, const char *what, size_t item_size, uint32_t count_max,
                 struct complaint *complaint);
void intern_close(struct intern *intern);

/* The number of these bytes (item_size of them, without padding), whose hash the caller gives. */
uint32_t intern_add(struct intern *intern, const void *item, uint64_t hash);

static inline const void *intern_item(const struct intern *intern, uint32_t number)
{
    return intern->items + (size_t)number * intern->item_size;
}

#endif
