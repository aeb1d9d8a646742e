/* keys.h - which row a request is for.
 *
 * Rows are numbered by popularity, the hottest is row 0:
 *
 *      uniform    every row as often as any other
 *      zipf       row r with a probability in proportion to 1 / (r + 1)^alpha, exactly
 *      hotspot    a share of the requests goes to the first rows, evenly; the rest to the others
 *      latest     zipf by age: the row made last is the hottest. Here a row's number says when it
 *                 was made, not how popular it is
 *
 * The key space may grow: a request marked with KEYS_NEW is given a row that was not there before,
 * the one after the last. Zipf draws over a space that is still growing are draws over the whole
 * space it may reach, repeated until one exists; that is the very distribution over those that
 * exist. There is room for a bounded number of rows; when they are all made, what would make one
 * more is for the last one. */
#ifndef WORKLOADS_GENERATORS_KEYS_H
#define WORKLOADS_GENERATORS_KEYS_H

#include "sim/base/complaint.h"
#include "sim/base/rng.h"
#include "sim/base/zipf.h"
#include "sim/request/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The mark in `row` of a request that makes its row. */
#define KEYS_NEW UINT32_MAX

enum keys_kind {
    KEYS_UNIFORM,
    KEYS_ZIPF,
    KEYS_HOTSPOT,
    KEYS_LATEST,
};

struct keys_plan {
    enum keys_kind kind;
    uint32_t keys;             /* rows at the beginning, at least 1 */
    uint32_t rows;             /* rows that there is room for, at least `keys` */
    uint32_t hot;              /* hotspot: the first so many rows, 1 .. keys */
    uint64_t hot_share;        /* hotspot: of the requests; a threshold of rng_chance */
    struct zipf zipf;          /* zipf, latest: over `rows` */
};

struct keys {
    const struct keys_plan *plan;
    struct rng draws;
    uint32_t count;            /* rows that exist */
};

void keys_begin(struct keys *keys, const struct keys_plan *plan, uint64_t seed);

/* Sets `row` of the requests; in a plan that may grow (rows > keys), those marked KEYS_NEW make a
 * row, which the others may be for from then on. */
void keys_fill(struct keys *keys, struct request *requests, size_t count);

#endif
