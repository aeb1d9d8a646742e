/* sizes.c - the sizes of a batch of rows. */
#include "workloads/generators/sizes.h"

void sizes_fill(const struct distribution *sizes, uint64_t seed, struct request *requests,
                size_t count)
{
    if (sizes->kind == DISTRIBUTION_CONSTANT) {
        uint32_t bytes = sizes_of_row(sizes, seed, 0);
        for (size_t i = 0; i < count; i++)
            requests[i].bytes = bytes;
        return;
    }
    for (size_t i = 0; i < count; i++)
        requests[i].bytes = sizes_of_row(sizes, seed, requests[i].row);
}
