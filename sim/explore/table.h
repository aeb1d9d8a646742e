/* table.h - one thread's own memory of answers: 64-bit keys to 64-bit answers. */
#ifndef SIM_EXPLORE_TABLE_H
#define SIM_EXPLORE_TABLE_H

#include "sim/base/rng.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table_pair {
    uint64_t key, answer;      /* key 0: free */
};

struct table {
    struct table_pair *pairs;
    size_t mask, count;
};

void table_open(struct table *table);
void table_close(struct table *table);
void table_put(struct table *table, uint64_t key, uint64_t answer);

static inline bool table_get(const struct table *table, uint64_t key, uint64_t *answer)
{
    for (size_t at = rng_mix(key) & table->mask;; at = (at + 1) & table->mask) {
        const struct table_pair *pair = &table->pairs[at];
        if (pair->key == key) {
            *answer = pair->answer;
            return true;
        }
        if (pair->key == 0)
            return false;
    }
}

#endif
