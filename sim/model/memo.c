/* memo.c - one table for the memories of all nodes: a counter's name has room for the node. */
#include "sim/model/memo.h"

struct remembered {
    uint64_t number;
    sim_time expiry;
};

bool memo_open(struct memo *memo, uint32_t count_max, struct complaint *complaint)
{
    return names_open(&memo->names, complaint)
        && pool_open(&memo->pool, sizeof(struct remembered), count_max, complaint);
}

void memo_close(struct memo *memo)
{
    names_close(&memo->names);
    pool_close(&memo->pool);
}

bool memo_get(const struct memo *memo, uint16_t node, uint64_t counter, sim_time now,
              uint64_t *number)
{
    uint32_t index = names_find(&memo->names, counter | node);
    const struct remembered *found;

    if (index == NAMES_NONE)
        return false;
    found = pool_item(&memo->pool, index);
    *number = found->number;
    return found->expiry > now;
}

void memo_set(struct memo *memo, uint16_t node, uint64_t counter, uint64_t number, sim_time expiry)
{
    uint32_t index = names_find(&memo->names, counter | node);

    if (index == NAMES_NONE) {
        index = pool_take(&memo->pool);
        names_add(&memo->names, counter | node, index);
    }
    *(struct remembered *)pool_item(&memo->pool, index) = (struct remembered){number, expiry};
}
