/* zipf.h - draws a rank in 0 to count - 1 with a probability proportional to (rank + 1)^-alpha.
 *
 * A table with an entry a rank would not fit in any cache, and an approximation by the integral
 * is wrong where it matters most, at the popular end. Here the ranks are divided into cells: the
 * first 1,024 alone, the others with their neighbours, each cell 1/64 of the ranks that precede it.
 *
 *      rank     0 | 1 | 2 | ... | 1023 | 1024 .. 1039 | 1040 .. 1055 | ... count - 1
 *
 * A cell is proposed by the alias method (Walker 1977, in the form of Vose 1991) with the weight of
 * its first rank for each of its ranks; a rank within it uniformly; and the rank is accepted with
 * the probability weight / weight of the first, else all is drawn again. That probability is at
 * least `squeeze`, that of the cell's last rank, and nearly 1, so its exact value is seldom needed.
 *
 * All is integers. A draw takes two words and 7 ns; the table has 32 bytes a cell, 46 KiB for a
 * million ranks and 62 KiB for 2^31.
 * The probability of each rank is within 2^-32 of itself for alpha <= 1, and in any case within
 * 2^-48 of the true one. */
#ifndef SIM_BASE_ZIPF_H
#define SIM_BASE_ZIPF_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/complaint.h"
#include "sim/base/rng.h"

__extension__ typedef unsigned __int128 zipf_product;

#define ZIPF_COUNT_MAX (UINT32_C(1) << 31)

struct zipf_cell {
    uint32_t first;
    uint32_t size;
    uint32_t squeeze;       /* Accepted for sure if 32 random bits are not above this. */
};

/* The alias method's column, with both of its outcomes in full so that a draw is one cache line,
 * and in an array so that the choice is an addition and not a branch that nothing can predict. */
struct zipf_column {
    uint64_t threshold;         /* A fraction below this chooses the first of the two. */
    struct zipf_cell cell[2];   /* its own, and the one that it is topped up from */
};

/* Read-only once built; copies share the columns, which one of them frees. */
struct zipf {
    struct zipf_column *columns;
    uint32_t column_count;
    uint32_t count;
    int64_t alpha;          /* Q32.32 */
};

/* 1 <= count <= ZIPF_COUNT_MAX; alpha >= 0 in Q32.32, where 0 is uniform. False with a complaint,
 * and nothing to be freed, for a parameter outside of that or for want of memory. */
bool zipf_build(struct zipf *zipf, uint64_t count, int64_t alpha, struct complaint *complaint);
void zipf_free(struct zipf *zipf);

/* Whether `rank` of the cell that begins with `first` is accepted, as the fraction has it:
 * P = ((rank + 1) / (first + 1))^-alpha. */
bool zipf_accepts(const struct zipf *zipf, uint32_t first, uint32_t rank, uint64_t fraction);

/* A rank from two random words, if they are accepted; else two others are to be tried. The high half of
 * word x n is a number below n, and the low half a fraction as good as a new word. */
static inline bool zipf_try(const struct zipf *zipf, const uint64_t words[2], uint32_t *rank)
{
    zipf_product which = (zipf_product)words[0] * zipf->column_count;
    const struct zipf_column *column = &zipf->columns[which >> 64];
    const struct zipf_cell *cell = &column->cell[(uint64_t)which >= column->threshold];
    zipf_product where = (zipf_product)words[1] * cell->size;

    *rank = cell->first + (uint32_t)(where >> 64);
    return (uint32_t)((uint64_t)where >> 32) <= cell->squeeze
        || zipf_accepts(zipf, cell->first, *rank, (uint64_t)where);
}

/* A rank; takes two words from the stream, or four, six... */
static inline uint32_t zipf_draw(const struct zipf *zipf, struct rng *rng)
{
    uint32_t rank;
    bool accepted;

    do {
        uint64_t first = rng_next(rng), second = rng_next(rng);
        accepted = zipf_try(zipf, (uint64_t[]){first, second}, &rank);
    } while (!accepted);
    return rank;
}

#endif
