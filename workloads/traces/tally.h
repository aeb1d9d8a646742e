/* tally.h - how often each number was seen, exactly. */
#ifndef WORKLOADS_TRACES_TALLY_H
#define WORKLOADS_TRACES_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tally_entry {
    uint64_t value, count;     /* count 0: free */
};

/* All zero bytes: an empty one. */
struct tally {
    struct tally_entry *entries;
    size_t used, room;
    uint64_t count;            /* of all together */
};

bool tally_add(struct tally *tally, uint64_t value);     /* false: no memory */
void tally_free(struct tally *tally);

/* Puts the entries in order; nothing can be added any more. */
void tally_sort(struct tally *tally);

/* Of a sorted tally that is not empty: the value at place floor(count x num / den), from 0, or the
 * last one. */
uint64_t tally_quantile(const struct tally *tally, uint64_t num, uint64_t den);

#endif
