/* zipf.c - dividing the ranks into cells, and the alias table over them. */
#include "sim/base/zipf.h"

#include <inttypes.h>
#include <stdlib.h>

#include "sim/base/fixed.h"

__extension__ typedef unsigned __int128 uwide;

enum {
    SINGLE_RANKS = 1024,     /* these have a cell each, */
    CELL_FRACTION = 64,      /* and any other has 1/64 of the ranks before it. */
    MASS_BITS = 80,          /* A rank of weight 1 has the mass 2^80: 2^31 of them have 2^111. */
    TOTAL_BITS = 112,        /* Scaled up to here, x 2^11 cells is still within 128 bits. */
};

/* What the alias table is made from. */
struct work {
    uwide mass;
    struct zipf_cell cell;
    uint32_t next;           /* a stack of cells, by index; NONE ends it */
};

#define NONE UINT32_MAX

static uint32_t cell_size(uint32_t first, uint32_t count)
{
    uint32_t size = first < SINGLE_RANKS ? 1 : first / CELL_FRACTION;

    return size < count - first ? size : count - first;
}

/* ln of ((rank + 1) / (first + 1))^-alpha, which is 0 or less. */
static fixed ln_weight(int64_t alpha, uint32_t first, uint32_t rank)
{
    return -fixed_mul_q32(fixed_ln((uint64_t)rank + 1) - fixed_ln((uint64_t)first + 1), alpha);
}

bool zipf_accepts(const struct zipf *zipf, uint32_t first, uint32_t rank, uint64_t fraction)
{
    return fraction <= fixed_exp_scaled(UINT64_MAX, ln_weight(zipf->alpha, first, rank));
}

/* The weight of the first rank for all of the cell's ranks. */
static uwide cell_mass(int64_t alpha, const struct zipf_cell *cell)
{
    int exponent;
    uwide mass = (uwide)fixed_exp_parts(ln_weight(alpha, 0, cell->first), &exponent) * cell->size;

    exponent += MASS_BITS;                       /* at most 17: weights are not above 1 */
    return exponent >= 0 ? mass << exponent : exponent > -128 ? mass >> -exponent : 0;
}

static void make_cells(struct work *work, uint32_t cells, uint32_t count, int64_t alpha)
{
    uint32_t first = 0;
    uwide total = 0;
    int shift = 0;

    for (uint32_t i = 0; i < cells; i++) {
        struct zipf_cell *cell = &work[i].cell;
        *cell = (struct zipf_cell){.first = first, .size = cell_size(first, count)};
        first += cell->size;
        /* Floor and less one: the squeeze must never accept what the exact weight would not. */
        uint64_t least = fixed_exp_scaled(UINT64_MAX, ln_weight(alpha, cell->first, first - 1));
        cell->squeeze = least == UINT64_MAX ? UINT32_MAX
            : least >> 32 == 0 ? 0 : (uint32_t)(least >> 32) - 1;
        work[i].mass = cell_mass(alpha, cell);
        total += work[i].mass;
    }
    while (total << shift >> (TOTAL_BITS - 1) == 0)
        shift++;
    for (uint32_t i = 0; i < cells; i++)
        work[i].mass <<= shift;
}

/* Each column is filled to the same height, the total: with a cell that is too small for one, and
 * topped up from a cell that is too large, which is then smaller by that. Masses are x cells here,
 * so that the height is a whole number. The last column or columns, whose cells are as high as
 * that, are all their own. */
static void make_columns(struct zipf_column *columns, struct work *work, uint32_t cells)
{
    uint32_t small = NONE, large = NONE;
    uwide total = 0;

    for (uint32_t i = 0; i < cells; i++)
        total += work[i].mass;
    for (uint32_t i = cells; i-- > 0;) {
        uint32_t *stack = (work[i].mass *= cells) < total ? &small : &large;
        work[i].next = *stack;
        *stack = i;
        columns[i] = (struct zipf_column){UINT64_MAX, {work[i].cell, work[i].cell}};
    }
    while (small != NONE && large != NONE) {
        uint32_t filled = small;
        small = work[filled].next;
        uwide threshold = work[filled].mass / (total >> 64);
        columns[filled].threshold = threshold > UINT64_MAX ? UINT64_MAX : (uint64_t)threshold;
        columns[filled].cell[1] = work[large].cell;
        work[large].mass -= total - work[filled].mass;
        if (work[large].mass < total) {
            uint32_t lowered = large;
            large = work[lowered].next;
            work[lowered].next = small;
            small = lowered;
        }
    }
}

bool zipf_build(struct zipf *zipf, uint64_t count, int64_t alpha, struct complaint *complaint)
{
    uint32_t cells = 0;

    *zipf = (struct zipf){.columns = NULL};
    if (count == 0 || count > ZIPF_COUNT_MAX)
        return complain(complaint, "there are %" PRIu64 " ranks, and 1 to %" PRIu32 " are allowed",
                        count, ZIPF_COUNT_MAX);
    if (alpha < 0)
        return complain(complaint, "alpha must not be negative");
    for (uint32_t first = 0; first < count; first += cell_size(first, (uint32_t)count))
        cells++;
    struct work *work = malloc(cells * sizeof *work);
    struct zipf_column *columns = malloc(cells * sizeof *columns);
    if (work == NULL || columns == NULL) {
        free(work);
        free(columns);
        return complain_machine(complaint, "no memory for the %" PRIu32 " cells of a Zipf table",
                                cells);
    }
    make_cells(work, cells, (uint32_t)count, alpha);
    make_columns(columns, work, cells);
    free(work);
    *zipf = (struct zipf){
        .columns = columns,
        .column_count = cells,
        .count = (uint32_t)count,
        .alpha = alpha,
    };
    return true;
}

void zipf_free(struct zipf *zipf)
{
    free(zipf->columns);
    *zipf = (struct zipf){.columns = NULL};
}
