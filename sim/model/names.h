/* names.h - from a name to an index: an open-addressing hash table of 64-bit names.
 *
 * Linear probing in one array of 12-byte slots, doubled in place when it is two thirds full; a removal
 * closes the gap, so there are no tombstones. Nothing ever iterates over it, so hash order decides
 * nothing. */
#ifndef SIM_MODEL_NAMES_H
#define SIM_MODEL_NAMES_H

#include "sim/base/complaint.h"

#include <stdbool.h>
#include <stdint.h>

#define NAMES_NONE UINT32_C(0xffffffff)

struct names_slot {
    uint32_t low, high;        /* halves of the name */
    uint32_t held;             /* index + 1; 0: the slot is empty */
};

struct names {
    struct names_slot *slots;
    uint32_t mask;             /* slots - 1 */
    uint32_t count;
};

bool names_open(struct names *names, struct complaint *complaint);
void names_close(struct names *names);
uint32_t names_find(const struct names *names, uint64_t name);
/* The name must not be there yet. */
void names_add(struct names *names, uint64_t name, uint32_t index);
/* The name must be there. */
void names_remove(struct names *names, uint64_t name);
/* The table as a tally: counts the name up or down, and returns the new count. At 0 it is gone. */
uint32_t names_raise(struct names *names, uint64_t name);
uint32_t names_lower(struct names *names, uint64_t name);
void names_prefetch(const struct names *names, uint64_t name);

#endif
