/* test_invalidation.c - what instant invalidation does: the bounds, closed form F (a write forgets)
 * and closed form I (it forgets too early). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/oracle/oracle.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

struct row {
    double l, m;               /* reads and writes a second, of one row */
    double t;                  /* ttl in seconds; 0: none */
    unsigned rows;             /* 0: 20 */
};

static void run(struct oracle *oracle, const char *what, const struct row *row, const char *layers,
                const char *world, const char *more)
{
    static char name[160], stack[512];         /* for as long as the point is in use */
    static struct oracle_point point;
    int used = 0;

    snprintf(name, sizeof name, "%s, L %g M %g T %g", what, row->l, row->m, row->t);
    if (row->t > 0)
        used = snprintf(stack, sizeof stack, "[{\"ttl\": {\"ttl\": \"%.9fs\"}}, ", row->t);
    else
        stack[used++] = '[';
    snprintf(stack + used, sizeof stack - (size_t)used, "%s]", layers);
    point = (struct oracle_point){
        .name = name, .reads_per_s = row->l, .writes_per_s = row->m, .rows = row->rows,
        .stack = stack, .world = world, .more = more,
        .warmup_s = 20 * (row->t + 1 / row->l) + 10 / row->m,
    };
    oracle_run(oracle, &point);
}

/* Closed form F. Writes of rate M end an entry; so does its ttl. It lives l = (1 - e^-MT) / M in
 * the mean (1 / M without a ttl), then waits 1 / L for the next read: h = Ll / (1 + Ll), which
 * without a ttl is L / (L + M). A write finds the entry as often as a read does. Nothing is ever
 * stale. */
static double hit_ratio(double l, double m, double t)
{
    double life = t > 0 ? (1 - exp(-m * t)) / m : 1 / m;

    return l * life / (1 + l * life);
}

static const struct row rates[] = {
    {3, 1, 0, 0}, {10, 0.5, 0, 0}, {1, 4, 0, 0}, {3, 1, 0.5, 0}, {20, 0.7, 2, 0}, {0.5, 0.1, 4, 0},
};

/* The layers that forget one row at the very commit, and whether they do it by a delete. */
static const struct layers {
    const char *text;
    bool deletes;
} forgetful[] = {
    {"{\"delete\": {}}", true},
    {"{\"delete\": {\"when\": \"in-transaction\"}}", true},
    {"{\"signal\": {}}", true},
    {"{\"signal\": {\"via\": \"bus\"}}", true},
    {"{\"versioned-key\": {}}", false},
    {"{\"versioned-key\": {\"source\": \"row\"}}", false},
    {"{\"versioned-key\": {\"bump\": \"get-set\", \"seed\": \"random\"}}", false},
    {"{\"ideal\": {}}", false},
};

static void forgetting(void **state)
{
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(rates); i++) {
        for (size_t k = i % 4; k < COUNT(forgetful); k += 4) {
            const struct row *row = &rates[i];
            double h = hit_ratio(row->l, row->m, row->t);
            struct oracle oracle;

            run(&oracle, forgetful[k].text, row, forgetful[k].text, NULL, NULL);
            oracle_expect(&oracle, "hits", "reads", h);
            oracle_expect_sum(&oracle, "stale-reads", 0);
            if (forgetful[k].deletes) {
                oracle_expect(&oracle, "invalidations-needless", "invalidations", 1 - h);
                oracle_expect_sum(&oracle, "invalidations", oracle_sum(&oracle, "commits"));
            }
            failures += oracle_end(&oracle);
        }
    }
    assert_int_equal(failures, 0);
}

/* With a generation, every write among the K rows of its namespace ends all of their entries:
 * closed form F with KM for M. */
static void generations(void **state)
{
    static const struct {
        struct row row;
        unsigned namespaces;
    } points[] = {
        {{3, 0.1, 0, 10}, 1}, {{10, 0.05, 0, 60}, 3}, {{2, 0.25, 1, 12}, 4}, {{1, 0.02, 0, 200}, 2},
        {{5, 0.5, 0, 8}, 8},
    };
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(points); i++) {
        const struct row *row = &points[i].row;
        unsigned k = row->rows / points[i].namespaces;
        char layers[128], what[64];
        struct oracle oracle;

        snprintf(what, sizeof what, "generation over %u rows", k);
        snprintf(layers, sizeof layers, "{\"generation\": {\"namespaces\": %u}}",
                 points[i].namespaces);
        run(&oracle, what, row, layers, NULL, NULL);
        oracle_expect(&oracle, "hits", "reads", hit_ratio(row->l, k * row->m, row->t));
        oracle_expect_sum(&oracle, "stale-reads", 0);
        oracle_expect_sum(&oracle, "invalidations", oracle_sum(&oracle, "commits"));
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

/* The bounds: no-cache never hits and reads the database each time; ideal is closed form F. */
static void bounds(void **state)
{
    struct oracle oracle;
    unsigned failures;

    run(&oracle, "no-cache", &rates[0], "{\"no-cache\": {}}", NULL, NULL);
    oracle_expect_sum(&oracle, "hits", 0);
    oracle_expect_sum(&oracle, "stale-reads", 0);
    oracle_expect_sum(&oracle, "db-reads", oracle_sum(&oracle, "reads"));
    failures = oracle_end(&oracle);

    /* However long everything takes, ideal is not stale: a fill that was overtaken is refused. */
    run(&oracle, "ideal, slow", &rates[1], "{\"ideal\": {}}",
        "\"cache\": {\"latency\": {\"exponential\": {\"mean\": \"50ms\"}}},"
        "\"database\": {\"read\": {\"exponential\": {\"mean\": \"200ms\"}}}", NULL);
    oracle_expect_sum(&oracle, "stale-reads", 0);
    failures += oracle_end(&oracle);
    assert_int_equal(failures, 0);
}

/* Writes of a share r that are rolled back change nothing and forget nothing: closed form F with
 * (1 - r) M. Of writes by a road that fires no signal, a share p, closed form G says at D = 0 that
 * each hit is stale with probability p: the entry's first write was one of those. */
static void rollbacks_and_roads(void **state)
{
    const struct row row = {4, 1.5, 0, 0};
    struct oracle oracle;
    unsigned failures;

    run(&oracle, "rollback 0.4", &row, "{\"delete\": {}}", NULL, "\"rollback\": 0.4");
    oracle_expect(&oracle, "hits", "reads", hit_ratio(4, 0.6 * 1.5, 0));
    oracle_expect(&oracle, "rollbacks", "writes", 0.4);
    oracle_expect_sum(&oracle, "stale-reads", 0);
    failures = oracle_end(&oracle);

    run(&oracle, "bulk 0.3", &row, "{\"signal\": {}}", NULL, "\"bulk\": 0.3");
    oracle_expect(&oracle, "hits", "reads", hit_ratio(4, 0.7 * 1.5, 0));
    oracle_expect(&oracle, "stale-reads", "hits", 0.3);
    oracle_expect_sum(&oracle, "stale-unsignalled", oracle_sum(&oracle, "stale-reads"));
    failures += oracle_end(&oracle);

    run(&oracle, "raw 0.15", &row, "{\"delete\": {}}", NULL, "\"raw\": 0.15");
    oracle_expect(&oracle, "hits", "reads", hit_ratio(4, 0.85 * 1.5, 0));
    oracle_expect(&oracle, "stale-unsignalled", "hits", 0.15);
    oracle_expect_sum(&oracle, "stale-unsignalled", oracle_sum(&oracle, "stale-reads"));
    failures += oracle_end(&oracle);
    assert_int_equal(failures, 0);
}

/* Closed form I: the delete comes first, its commit c later, fills at once. With x the time since
 * the last delete, y from it to the fill, the entry is stale when a commit came since the fill:
 *
 *      x > c    when y < c: (1 - e^-Lc) e^-Mc
 *      x < c    when one of the x - y before t - c was a delete:
 *               int_0^c M e^-Mx  int_0^x L e^-Ly (1 - e^-M(x - y)) dy dx
 *
 * and h = L / (L + M), as for any delete. The inner integral is
 * 1 - e^-Lx - L / (L - M) (e^-Mx - e^-Lx), or 1 - e^-Lx - Lx e^-Lx where L = M. */
struct early {
    double l, m;
};

static double younger(double x, const void *about)
{
    const struct early *e = about;
    double l = e->l, m = e->m;
    double both = l == m ? l * x * exp(-l * x) : l / (l - m) * (exp(-m * x) - exp(-l * x));

    return m * exp(-m * x) * (1 - exp(-l * x) - both);
}

static void deletes_in_the_transaction(void **state)
{
    static const struct {
        struct row row;
        double c;
        const char *layers, *world;
    } points[] = {
        {{5, 1, 0, 0}, 0.2, "{\"delete\": {\"when\": \"in-transaction\"}}",
         "\"application\": {\"work\": \"%.9fs\"}"},
        {{2, 3, 0, 0}, 0.5, "{\"delete\": {\"when\": \"in-transaction\"}}",
         "\"application\": {\"work\": \"%.9fs\"}"},
        {{4, 4, 0, 0}, 0.1, "{\"signal\": {\"when\": \"pre-commit\"}}",
         "\"application\": {\"work\": \"%.9fs\"}"},
        {{30, 0.5, 0, 0}, 0.02, "{\"delete\": {\"when\": \"before-write\"}}",
         "\"database\": {\"write\": \"%.9fs\"}"},
        {{1, 2, 0, 0}, 2, "{\"delete\": {\"when\": \"in-transaction\"}}",
         "\"database\": {\"commit-request\": \"%.9fs\"}"},
    };
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(points); i++) {
        double l = points[i].row.l, m = points[i].row.m, c = points[i].c;
        const struct early early = {l, m};
        double stale = (1 - exp(-l * c)) * exp(-m * c) + oracle_integral(younger, &early, 0, c);
        char world[128], what[64];
        struct oracle oracle;

        snprintf(world, sizeof world, points[i].world, c);
        snprintf(what, sizeof what, "deleted %g s early", c);
        run(&oracle, what, &points[i].row, points[i].layers, world, NULL);
        oracle_expect(&oracle, "hits", "reads", l / (l + m));
        oracle_expect(&oracle, "stale-reads", "reads", stale);
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forgetting),
        cmocka_unit_test(generations),
        cmocka_unit_test(bounds),
        cmocka_unit_test(rollbacks_and_roads),
        cmocka_unit_test(deletes_in_the_transaction),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
