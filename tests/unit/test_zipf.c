/* test_zipf.c - the Zipf sampler against weights that are computed one by one: its table, from
 * whose columns the probabilities can be read back, and its draws, by chi-square. */
#include "sim/base/zipf.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/base/fixed.h"

enum { DRAWS = 400000, BINS_MAX = 64, GOLDEN_DRAWS = 1000 };

static struct zipf build(uint64_t count, double alpha)
{
    struct complaint complaint = {0};
    struct zipf zipf;

    assert_true(zipf_build(&zipf, count, (int64_t)(alpha * (double)FIXED_Q32_ONE), &complaint));
    return zipf;
}

static long double weight(uint32_t rank, double alpha)
{
    return powl((long double)rank + 1, -(long double)alpha);
}

static const struct {
    uint64_t count;
    double alpha;
} rows[] = {
    {1, 1}, {2, 1}, {2, 0}, {3, 5}, {100, 0.75}, {1024, 1}, {1025, 1}, {1040, 1}, {1041, 0.5},
    {20000, 0}, {20000, 0.25}, {20000, 1}, {20000, 2}, {20000, 6.5}, {300000, 0.9375},
    {300000, 1.25}, {300000, 1000},
};

/* A cell's share of the columns, over its proposals' weight, is the same for all cells. */
static void columns_propose_the_weights(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct zipf zipf = build(rows[i].count, rows[i].alpha);
        long double *share = calloc(rows[i].count, sizeof *share);
        long double total = 0, columns = zipf.column_count;
        assert_non_null(share);
        for (uint32_t c = 0; c < zipf.column_count; c++) {
            const struct zipf_column *column = &zipf.columns[c];
            long double own = ldexpl((long double)column->threshold, -64);
            share[column->cell[0].first] += own / columns;
            share[column->cell[1].first] += (1 - own) / columns;
            total += weight(column->cell[0].first, rows[i].alpha) * column->cell[0].size;
        }
        for (uint32_t c = 0; c < zipf.column_count; c++) {
            const struct zipf_cell *cell = &zipf.columns[c].cell[0];
            long double expected = weight(cell->first, rows[i].alpha) * cell->size / total;
            long double error = fabsl(share[cell->first] - expected);
            assert_true(error < ldexpl(1, -48));
            if (rows[i].alpha <= 1)
                assert_true(error < expected * ldexpl(1, -32));
        }
        free(share);
        zipf_free(&zipf);
    }
}

/* Each rank is in one cell, and the cells stand in order. */
static void cells_cover_the_ranks(void **state)
{
    static const uint64_t counts[] = {1, 1023, 1024, 1025, 1040, 1041, 1000000, ZIPF_COUNT_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct zipf zipf = build(counts[i], 1);
        uint64_t next = 0;
        for (uint32_t c = 0; c < zipf.column_count; c++) {
            assert_int_equal(zipf.columns[c].cell[0].first, next);
            next += zipf.columns[c].cell[0].size;
        }
        assert_int_equal(next, counts[i]);
        assert_true(zipf.column_count * sizeof zipf.columns[0] <= 64 * 1024);
        zipf_free(&zipf);
    }
}

/* The squeeze is never above the exact weight of the cell's last rank, nor far below. The exact
 * weight decides as it should on both of its sides. */
static void acceptance_is_the_ratio_of_the_weights(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct zipf zipf = build(rows[i].count, rows[i].alpha);
        for (uint32_t c = 0; c < zipf.column_count; c++) {
            const struct zipf_cell *cell = &zipf.columns[c].cell[0];
            uint32_t last = cell->first + cell->size - 1;
            long double step = ((long double)last + 1) / ((long double)cell->first + 1);
            long double ratio = powl(step, -(long double)rows[i].alpha);
            long double squeeze = ldexpl((long double)cell->squeeze + 1, -32);
            assert_true(squeeze <= ratio + ldexpl(1, -32) * (ratio < 1e-9L));
            assert_true(squeeze > ratio - ldexpl(1, -30));
            if (cell->size > 1 && ratio > 0.001L && ratio < 0.9999999L) {
                uint64_t edge = (uint64_t)ldexpl(ratio, 64);
                assert_true(zipf_accepts(&zipf, cell->first, last, edge - (edge >> 40)));
                assert_false(zipf_accepts(&zipf, cell->first, last, edge + (edge >> 40)));
            }
        }
        zipf_free(&zipf);
    }
}

/* Ranks in bins of doubling width, beginning with the first few alone: the statistic lies within
 * five standard deviations, of sqrt(2 x bins), of the number of the bins that matter. */
static void draws_follow_the_weights(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct zipf zipf = build(rows[i].count, rows[i].alpha);
        struct rng rng = rng_stream(7, RNG_TEST, i);
        long double mass[BINS_MAX] = {0}, total = 0, chi = 0;
        uint64_t seen[BINS_MAX] = {0};
        int bins = 0;
        for (uint32_t rank = 0; rank < rows[i].count; rank++) {
            long double w = weight(rank, rows[i].alpha);
            mass[rank < 16 ? rank : 44 - (uint32_t)__builtin_clz(rank)] += w;
            total += w;
        }
        for (int n = 0; n < DRAWS; n++) {
            uint32_t rank = zipf_draw(&zipf, &rng);
            assert_true(rank < rows[i].count);
            seen[rank < 16 ? rank : 44 - (uint32_t)__builtin_clz(rank)]++;
        }
        for (int b = 0; b < BINS_MAX; b++) {
            long double expected = DRAWS * mass[b] / total;
            long double difference = (long double)seen[b] - expected;
            if (expected >= 5) {
                chi += difference * difference / expected;
                bins++;
            } else {
                assert_true(seen[b] < 30);
            }
        }
        assert_true(fabsl(chi - (bins - 1)) <= 5 * sqrtl(2 * bins));
        zipf_free(&zipf);
    }
}

/* Within one cell, each rank by itself: the part that the squeeze and the exact weight share. */
static void draws_within_a_cell_follow_the_weights(void **state)
{
    const double alpha = 6.5;       /* the weights of its 16 ranks fall by a tenth */
    struct zipf zipf = build(1040, alpha);
    struct zipf cell = {.columns = &zipf.columns[1024], .column_count = 1, .count = 1040,
                        .alpha = zipf.alpha};
    struct zipf_column column = zipf.columns[1024];
    struct rng rng = rng_stream(8, RNG_TEST, 0);
    uint64_t seen[16] = {0};
    long double total = 0, chi = 0;

    (void)state;
    assert_int_equal(column.cell[0].size, 16);
    column.threshold = UINT64_MAX;
    cell.columns = &column;
    for (int n = 0; n < DRAWS; n++)
        seen[zipf_draw(&cell, &rng) - 1024]++;
    for (uint32_t k = 0; k < 16; k++)
        total += weight(1024 + k, alpha);
    for (uint32_t k = 0; k < 16; k++) {
        long double expected = DRAWS * weight(1024 + k, alpha) / total;
        chi += ((long double)seen[k] - expected) * ((long double)seen[k] - expected) / expected;
    }
    assert_true(fabsl(chi - 15) <= 5 * sqrtl(30));
    zipf_free(&zipf);
}

static void mistakes_are_complained_of(void **state)
{
    static const struct {
        uint64_t count;
        int64_t alpha;
    } wrong[] = {{0, 0}, {UINT64_C(1) + ZIPF_COUNT_MAX, 0}, {UINT64_MAX, 0}, {10, -1}};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct complaint complaint = {0};
        struct zipf zipf;
        assert_false(zipf_build(&zipf, wrong[i].count, wrong[i].alpha, &complaint));
        assert_int_equal(complaint.kind, COMPLAINT_INPUT);
        assert_null(zipf.columns);
        zipf_free(&zipf);
    }
}

static void draws_are_the_same_everywhere(void **state)
{
    static const struct {
        uint64_t count;
        int64_t alpha;
        uint64_t expected;
    } golden[] = {
        {1000, FIXED_Q32_ONE, UINT64_C(0x7e0995505c904de4)},
        {1000000, 0, UINT64_C(0x5f07a0fcdb4e02ee)},
        {1000000, FIXED_Q32_ONE, UINT64_C(0x8ff5c3585285a5c5)},
        {10000000, FIXED_Q32_ONE * 4 / 5, UINT64_C(0x3d5c63e38c49ffb1)},
        {ZIPF_COUNT_MAX, FIXED_Q32_ONE / 2, UINT64_C(0x77d42c6959cbde52)},
        {ZIPF_COUNT_MAX, INT64_MAX, 0},       /* rank 0 each time */
    };

    (void)state;
    for (size_t i = 0; i < sizeof golden / sizeof golden[0]; i++) {
        struct complaint complaint = {0};
        struct rng rng = rng_stream(20240601, RNG_TEST, i);
        struct zipf zipf;
        uint64_t sum = 0;
        assert_true(zipf_build(&zipf, golden[i].count, golden[i].alpha, &complaint));
        for (int n = 0; n < GOLDEN_DRAWS; n++)
            sum = rng_mix(sum ^ zipf_draw(&zipf, &rng));
        if (sum != golden[i].expected)
            fail_msg("row %zu: 0x%016llx", i, (unsigned long long)sum);
        zipf_free(&zipf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_propose_the_weights),
        cmocka_unit_test(cells_cover_the_ranks),
        cmocka_unit_test(acceptance_is_the_ratio_of_the_weights),
        cmocka_unit_test(draws_follow_the_weights),
        cmocka_unit_test(draws_within_a_cell_follow_the_weights),
        cmocka_unit_test(mistakes_are_complained_of),
        cmocka_unit_test(draws_are_the_same_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
