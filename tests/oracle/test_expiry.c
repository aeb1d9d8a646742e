/* test_expiry.c - what a time to live costs in staleness: closed forms A (fixed), B (sliding) and
 * C (jitter). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/oracle/listed.h"
#include "tests/oracle/oracle.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

struct row {
    double l, m, t;            /* reads a second, writes a second, ttl in seconds; */
    double j;                  /* its jitter */
};

/* All rows begin together, empty, and a cycle (T, then a wait of mean 1 / L) varies by 1 / L only,
 * so it takes (1 + LT)^2 / 2 cycles until the rows are spread evenly over it. */
static double warmup(const struct row *row)
{
    double lt = row->l * row->t, cycles = (1 + lt) * (1 + lt) / 2;

    return (20 + (row->j > 0 ? 0 : cycles)) * (row->t + 1 / row->l) + 10 / row->m;
}

static void run(struct oracle *oracle, const struct row *row, const char *layers)
{
    static char name[128], stack[256];         /* for as long as the point is in use */
    static struct oracle_point point;

    snprintf(name, sizeof name, "L %g M %g T %g J %g", row->l, row->m, row->t, row->j);
    snprintf(stack, sizeof stack, layers, row->t, row->j);
    point = (struct oracle_point){
        .name = name, .reads_per_s = row->l, .writes_per_s = row->m, .stack = stack,
        .warmup_s = warmup(row),
    };
    oracle_run(oracle, &point);
}

/* Closed form A. A fill comes with the first read after an expiry, so a cycle is T + 1/L long, LT
 * of its reads are hits, and a hit finds the entry's age u even on [0, T]: it is stale when a
 * commit came within u.
 *
 *      h                     LT / (1 + LT)
 *      stale given hit       1 - (1 - e^-MT) / MT
 *      P(age > s), a hit     [(T - s) - (1 - e^-M(T - s)) / M] / T
 *      age, mean of a hit    [T^2 / 2 - T / M + (1 - e^-MT) / M^2] / T
 *      version lag of a hit  MT / 2
 *
 * and an entry goes stale before it expires with probability 1 - e^-MT. */
static double older(const struct row *row, double s)
{
    return ((row->t - s) - (1 - exp(-row->m * (row->t - s))) / row->m) / row->t;
}

static void fixed_ttl(void **state)
{
    static const struct row rows[] = {
        {10, 0.5, 1, 0}, {3, 2, 0.7, 0}, {3, 0.1, 2, 0}, {0.5, 0.2, 5, 0}, {2, 4, 2, 0},
        {100, 1, 0.02, 0},
    };
    static const double shares[] = {0.1, 0.35, 0.6};
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *row = &rows[i];
        double l = row->l, m = row->m, t = row->t, gone = 1 - exp(-m * t);
        struct oracle oracle;

        run(&oracle, row, "[{\"ttl\": {\"ttl\": \"%.9fs\"}}]");
        oracle_expect(&oracle, "hits", "reads", l * t / (1 + l * t));
        oracle_expect(&oracle, "db-reads", "reads", 1 / (1 + l * t));
        oracle_expect(&oracle, "stale-reads", "hits", 1 - gone / (m * t));
        for (size_t s = 0; s < COUNT(shares); s++) {
            double edge = oracle_age_edge(shares[s] * t);
            oracle_expect_older(&oracle, edge, "hits", older(row, edge));
        }
        oracle_expect(&oracle, "stale-age-total", "hits",
                      1e9 * (t * t / 2 - t / m + gone / (m * m)) / t);
        oracle_expect(&oracle, "version-lag-total", "hits", m * t / 2);
        oracle_expect_sum(&oracle, "stale-expiry-lag", oracle_sum(&oracle, "stale-reads"));
        oracle_expect_sum(&oracle, "windows-permanent", 0);
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

enum { LONERS = 10000 };       /* rows in a batch */

/* Each row is read at rate number[0] for number[1] seconds, then written once, and read once more
 * number[2] seconds later. The last read alone is measured. */
static size_t make_isolated(const struct listed *listed, struct request *out, struct rng draws)
{
    double until = listed->number[1] * 1e9, after = listed->number[2] * 1e9;
    size_t count = 0;

    for (uint32_t row = 0; row < LONERS; row++) {
        double at = listed_exponential(&draws, listed->number[0]);
        for (; at < until && count + 2 < listed->count;
             at += listed_exponential(&draws, listed->number[0]))
            out[count++] = (struct request){.at = (int64_t)at, .row = row, .kind = OP_READ};
        out[count++] = (struct request){.at = (int64_t)until + row, .row = row, .kind = OP_WRITE};
        out[count++] = (struct request){.at = (int64_t)(until + after) + row, .row = row,
                                        .kind = OP_READ};
    }
    return count;
}

/* Closed form A: a time t after a write that no other is near, a read is stale when the entry was
 * there at the write (h) and is still there (its age was even on [0, T]): h (1 - t / T). */
static void isolated_writes(void **state)
{
    static const struct {
        double l, t, after;
    } points[] = {{1, 1, 0.1}, {1.5, 2, 1}, {2, 0.4, 0.3}};
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(points); i++) {
        double l = points[i].l, t = points[i].t, after = points[i].after, until = 10 * t + 5 / l;
        struct listed listed = {
            .rows = LONERS, .end = (int64_t)((until + after) * 1e9) + LONERS, .make = make_isolated,
            .number = {l, until, after}, .count = (size_t)(1.1 * LONERS * (l * until + 2)),
        };
        char name[96], stack[64];
        struct oracle_point point = {
            .name = name, .source = listed_open(&listed), .stack = stack,
            .warmup_s = until + after / 2,
        };
        struct oracle oracle;

        snprintf(name, sizeof name, "isolated write, L %g T %g, %g s before", l, t, after);
        snprintf(stack, sizeof stack, "[{\"ttl\": {\"ttl\": \"%.9fs\"}}]", t);
        oracle_run(&oracle, &point);
        oracle_expect_sum(&oracle, "reads", (double)LONERS * ORACLE_BATCHES);
        oracle_expect(&oracle, "stale-reads", "reads", l * t / (1 + l * t) * (1 - after / t));
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

/* Closed form B: an entry dies when T passes without a read. With q = 1 - e^-LT (a read comes
 * within T of the one before) and g = L / (L + M) (1 - e^-(L + M)T) (within T, and before any
 * write):
 *
 *      h                 q
 *      stale, of reads   q - g (1 - q) / (1 - g)
 *      with a delete on each write: h = g, and nothing is stale */
static void sliding_ttl(void **state)
{
    static const struct row rows[] = {
        {2, 1, 0.5, 0}, {5, 0.3, 0.4, 0}, {1, 3, 1.5, 0}, {8, 1, 0.1, 0},
    };
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(rows); i++) {
        double l = rows[i].l, m = rows[i].m, t = rows[i].t;
        double q = 1 - exp(-l * t), g = l / (l + m) * (1 - exp(-(l + m) * t));
        struct oracle oracle;

        run(&oracle, &rows[i], "[{\"ttl\": {\"ttl\": \"%.9fs\", \"sliding\": true}}]");
        oracle_expect(&oracle, "hits", "reads", q);
        oracle_expect(&oracle, "stale-reads", "reads", q - g * (1 - q) / (1 - g));
        failures += oracle_end(&oracle);

        run(&oracle, &rows[i],
            "[{\"ttl\": {\"ttl\": \"%.9fs\", \"sliding\": true}}, {\"delete\": {}}]");
        oracle_expect(&oracle, "hits", "reads", g);
        oracle_expect(&oracle, "stale-reads", "reads", 0);
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

/* Closed form C: each ttl even on [a, b], mean T. The hit ratio is that of a fixed T, and with
 * E = (e^-Ma - e^-Mb) / (M (b - a)), the mean of e^-M ttl, stale given hit = 1 - (1 - E) / MT. */
static void jitter(void **state)
{
    static const struct row rows[] = {
        {10, 0.5, 1, 0.5}, {4, 2, 1, 0.9}, {20, 0.3, 3, 1}, {1, 1, 2, 1.999},
    };
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(rows); i++) {
        double l = rows[i].l, m = rows[i].m, t = rows[i].t, a = t - rows[i].j, b = t + rows[i].j;
        double e = (exp(-m * a) - exp(-m * b)) / (m * (b - a));
        struct oracle oracle;

        run(&oracle, &rows[i], "[{\"ttl\": {\"ttl\": \"%.9fs\", \"jitter\": \"%.9fs\"}}]");
        oracle_expect(&oracle, "hits", "reads", l * t / (1 + l * t));
        oracle_expect(&oracle, "stale-reads", "hits", 1 - (1 - e) / (m * t));
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixed_ttl),
        cmocka_unit_test(isolated_writes),
        cmocka_unit_test(sliding_ttl),
        cmocka_unit_test(jitter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
