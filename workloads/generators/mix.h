/* mix.h - what a request does: read or write, and how it writes.
 *
 * Each request has one word of the mix's stream, by its number; all else about it is drawn from
 * words made from that one. So changing one ratio changes what it stands for, nothing beside it. */
#ifndef WORKLOADS_GENERATORS_MIX_H
#define WORKLOADS_GENERATORS_MIX_H

#include "sim/base/complaint.h"
#include "sim/base/json.h"
#include "sim/request/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MIX_RANKS_MAX = 64 };

/* All ratios are thresholds of rng_chance. */
struct mix_plan {
    uint64_t inserts;          /* of all requests: those that make a new row */
    uint64_t writes;           /* of the others */
    uint64_t bulk, raw;        /* of the writes, by road; the rest are saves */
    uint64_t rollback;         /* of the writes */
    uint64_t read_own;         /* of the saves: their transaction reads the row as well */
    struct {
        uint32_t until;        /* rows below this one, that no step before took */
        uint64_t writes;
    } steps[MIX_RANKS_MAX];    /* write ratios by row, instead of `writes` */
    size_t step_count;
};

struct mix {
    const struct mix_plan *plan;
    uint64_t key;
    uint64_t number;           /* of the next request */
};

#define MIX_BY_RANK_SAYS \
    "pairs of a rank and a write fraction up to it, such as [[10, 0.5], [1000, 0.05]]: the first " \
    "10 keys, then those up to the 1000th; \"write-fraction\" is for the rest"

/* Reads such pairs. False after a complaint. */
bool mix_read_by_rank(struct mix_plan *plan, const struct json_at *at, struct complaint *complaint);

/* Complains when the roads add up to more than all writes. */
bool mix_check(const struct mix_plan *plan, const struct json_at *at, struct complaint *complaint);

void mix_begin(struct mix *mix, const struct mix_plan *plan, uint64_t seed);

/* Marks the requests that make a new row with KEYS_NEW; for the same requests as the mix_fill that
 * follows it. Only needed where there are inserts. */
void mix_mark_new(const struct mix *mix, struct request *requests, size_t count);

/* Sets `kind`, `road` and `flags` of the requests, which have their rows by now. What
 * mix_mark_new marked is a write. */
void mix_fill(struct mix *mix, struct request *requests, size_t count);

#endif
