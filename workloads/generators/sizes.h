/* sizes.h - how large the value of a row is, in bytes.
 *
 * A row keeps its size: it is drawn from the row's own stream, so it does not depend on when, how
 * often or in which order rows are asked for. It is at least 1 byte and at most 4 GiB - 1. */
#ifndef WORKLOADS_GENERATORS_SIZES_H
#define WORKLOADS_GENERATORS_SIZES_H

#include "sim/base/distribution.h"
#include "sim/base/rng.h"
#include "sim/request/source.h"

#include <stddef.h>
#include <stdint.h>

/* The size of one row under a seed. */
static inline uint32_t sizes_of_row(const struct distribution *sizes, uint64_t seed, uint32_t row)
{
    int64_t bytes = distribution_draw(sizes, rng_at(rng_key(seed, RNG_SIZE, row), 0));

    return bytes < 1 ? 1 : bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes;
}

/* Sets `bytes` of the requests, which have their rows. */
void sizes_fill(const struct distribution *sizes, uint64_t seed, struct request *requests,
                size_t count);

#endif
