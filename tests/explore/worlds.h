/* worlds.h - small worlds: of every strategy, and with every fault. */
#ifndef TESTS_EXPLORE_WORLDS_H
#define TESTS_EXPLORE_WORLDS_H

#include "sim/explore/explore.h"

#include <stddef.h>

#define LEASE "{\"lease\": {\"tries\": 1}}"
#define TTL "{\"ttl\": {\"ttl\": \"1h\"}}"

enum { SAVE = 1 << ROAD_SAVE, BULK = 1 << ROAD_BULK, RAW = 1 << ROAD_RAW };

/* One row, one process and the usual road, unless it says otherwise. */
#define WORLD(r, w, nr, nw, ...) \
    {.readers = (r), .writers = (w), .reads = (nr), .writes = (nw), __VA_ARGS__}
#define FAULTS(...) .faults = {__VA_ARGS__}

#define IS(property) (1u << PROPERTY_##property)
/* All that can be asked where there are no pages. */
#define ALL_OF_ROWS (EXPLORE_ALL_PROPERTIES & ~IS(NO_TORN_AGGREGATE))

/* One row, one process and the usual road, where the bounds do not say. */
struct explore_bounds world_filled(struct explore_bounds bounds);

struct small_world {
    const char *stack;
    struct explore_bounds bounds;      /* to be filled */
};

/* Each small enough for the naive twin to hold it whole. */
extern const struct small_world small_worlds[];
extern const size_t small_world_count;

/* A search that must not complain, and the properties with this verdict, as bits. */
struct explore_result world_explore(const struct explore_settings *settings);
unsigned world_verdicts(const struct explore_result *result, enum verdict verdict);
/* How many clients the witness needs. */
unsigned world_clients(const struct explore_witness *witness);

#endif
