/* table.c - open addressing, at most half full. */
#include "sim/explore/table.h"

#include "sim/base/memory.h"

#include <stdlib.h>

enum { PAIRS_FIRST = 4096 };

static struct table_pair *pairs_new(size_t count)
{
    struct table_pair *pairs = calloc(count, sizeof *pairs);

    if (pairs == NULL)
        memory_exhausted("remembered answers", count);
    return pairs;
}

void table_open(struct table *table)
{
    *table = (struct table){.pairs = pairs_new(PAIRS_FIRST), .mask = PAIRS_FIRST - 1};
}

void table_close(struct table *table)
{
    free(table->pairs);
    table->pairs = NULL;
}

static void place(struct table *table, struct table_pair pair)
{
    size_t at = rng_mix(pair.key) & table->mask;

    while (table->pairs[at].key != 0)
        at = (at + 1) & table->mask;
    table->pairs[at] = pair;
}

void table_put(struct table *table, uint64_t key, uint64_t answer)
{
    CHECK(key != 0);
    if (++table->count > table->mask / 2) {
        struct table before = *table;
        table->mask = table->mask * 2 + 1;
        table->pairs = pairs_new(table->mask + 1);
        for (size_t i = 0; i <= before.mask; i++) {
            if (before.pairs[i].key != 0)
                place(table, before.pairs[i]);
        }
        table_close(&before);
    }
    place(table, (struct table_pair){key, answer});
}
