/* test_capacity.c - caches that are too small: closed form M (Che's approximation, which is very
 * good for thousands of rows) and small caches whose hit ratio is known exactly. */
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

/* ---- Che ---- */

/* Row i is asked for with probability p_i = i^-alpha / sum. Time counts requests. */
struct popularity {
    unsigned rows;
    double alpha;
    double writes;             /* share of the requests */
    bool fifo;
};

/* How likely row i is in the cache when a row lasts t: since its last use (LRU), or since it was
 * stored (FIFO). */
static double occupancy(const struct popularity *about, double p, double t)
{
    double l = p * (1 - about->writes);

    if (about->fifo)
        return l * t / (1 + l * t);
    return (1 - about->writes) * (1 - exp(-p * t));
}

static double weight_sum(const struct popularity *about)
{
    double sum = 0;

    for (unsigned i = 1; i <= about->rows; i++)
        sum += pow(i, -about->alpha);
    return sum;
}

static double entries(double t, const void *popularity)
{
    const struct popularity *about = popularity;
    double sum = 0, all = weight_sum(about);

    for (unsigned i = 1; i <= about->rows; i++)
        sum += occupancy(about, pow(i, -about->alpha) / all, t);
    return sum;
}

/* A read finds its row as often as the row is there. */
static double hit_ratio(const struct popularity *about, double t)
{
    double all = weight_sum(about), sum = 0;

    for (unsigned i = 1; i <= about->rows; i++) {
        double p = pow(i, -about->alpha) / all;
        sum += p * occupancy(about, p, t);
    }
    return sum;
}

/* Closed form M: with C entries of room, the time t that an entry lasts is where the occupancies
 * add up to C. LRU: 1 - e^-p t. FIFO: p t / (1 + p t). LRU with a delete on each write (rate M to
 * reads' L, of each row): L / (L + M) (1 - e^-(L + M)t), for the last event before now must have
 * been a read that is no older than t. */
static void large_caches(void **state)
{
    static const struct {
        struct popularity about;
        unsigned capacity;
        double worked;         /* what is known; 0: nothing */
    } points[] = {
        {{10000, 0.8, 0, false}, 1000, 0.4367}, {{10000, 0.8, 0, true}, 1000, 0.3942},
        {{5000, 1.1, 0, false}, 300, 0}, {{5000, 1.1, 0, true}, 300, 0},
        {{20000, 0.5, 0, false}, 4000, 0},
        {{10000, 0.8, 0.05, false}, 1000, 0}, {{4000, 1, 0.2, false}, 800, 0},
    };
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(points); i++) {
        const struct popularity *about = &points[i].about;
        double t = oracle_solve(entries, about, points[i].capacity);
        double expected = hit_ratio(about, t);
        char name[128], workload[256], world[128];
        struct oracle_point point = {
            .name = name, .workload = workload, .world = world, .stack = "[{\"delete\": {}}]",
            .reads_per_s = 1000 * (1 - about->writes), .warmup_s = 12 * t / 1000, .reads_min = 3e6,
        };
        struct oracle oracle;

        assert_true(points[i].worked == 0 || fabs(points[i].worked - expected) < 5e-5);
        snprintf(name, sizeof name, "%s %u of %u, alpha %g, writes %g",
                 about->fifo ? "FIFO" : "LRU", points[i].capacity, about->rows, about->alpha,
                 about->writes);
        snprintf(workload, sizeof workload, "{\"zipf\": {\"keys\": %u, \"alpha\": %.6f, "
                 "\"rate\": \"1000/s\", \"write-fraction\": %.6f, \"arrivals\": \"constant\"}}",
                 about->rows, about->alpha, about->writes);
        snprintf(world, sizeof world, "\"cache\": {\"entries\": %u, \"eviction\": \"%s\"}",
                 points[i].capacity, about->fifo ? "fifo" : "lru");
        oracle_run(&oracle, &point);
        oracle_expect(&oracle, "hits", "reads", expected);
        oracle_expect_sum(&oracle, "stale-reads", 0);
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

/* ---- three rows, room for two ---- */

enum { SMALL_READS = 60000 };  /* in a batch */

/* A read a millisecond of row 0, 1 or 2, with the probabilities number[0 .. 2]. */
static size_t make_small(const struct listed *listed, struct request *out, struct rng draws)
{
    for (size_t i = 0; i < SMALL_READS; i++) {
        double u = (double)(rng_next(&draws) >> 11) / 0x1p53;
        double two = listed->number[0] + listed->number[1];
        uint32_t row = u < listed->number[0] ? 0 : u < two ? 1 : 2;
        out[i] = (struct request){.at = (int64_t)i * 1000000, .row = row, .kind = OP_READ};
    }
    return SMALL_READS;
}

/* LRU: the row that is missing is the one whose last use is oldest; the last uses are in the order
 * j, k, i with probability p_j p_k / (1 - p_j). FIFO: a set of rows S is in the cache with a
 * probability in proportion to the product of its p. */
static double small_hit_ratio(const double p[3], bool fifo)
{
    double hits = 0, all = 0;

    for (int i = 0; i < 3; i++) {              /* i is missing */
        int j = (i + 1) % 3, k = (i + 2) % 3;
        double there = fifo ? p[j] * p[k] : p[j] * p[k] / (1 - p[j]) + p[k] * p[j] / (1 - p[k]);
        hits += there * (p[j] + p[k]);
        all += there;
    }
    return hits / all;
}

static void small_caches(void **state)
{
    static const struct {
        double p[3];
        bool fifo;
        double worked;         /* what is known; 0: nothing */
    } points[] = {
        {{0.5, 0.3, 0.2}, false, 0.7192857}, {{0.5, 0.3, 0.2}, true, 0},
        {{0.7, 0.2, 0.1}, false, 0}, {{0.7, 0.2, 0.1}, true, 0}, {{0.45, 0.45, 0.1}, false, 0},
    };
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(points); i++) {
        const double *p = points[i].p;
        double expected = small_hit_ratio(p, points[i].fifo);
        struct listed listed = {
            .rows = 3, .end = SMALL_READS * INT64_C(1000000), .count = SMALL_READS,
            .make = make_small, .number = {p[0], p[1], p[2]},
        };
        char name[96];
        struct oracle_point point = {
            .name = name, .source = listed_open(&listed), .warmup_s = 1, .stack = "[]",
            .world = points[i].fifo ? "\"cache\": {\"entries\": 2, \"eviction\": \"fifo\"}"
                                    : "\"cache\": {\"entries\": 2}",
        };
        struct oracle oracle;

        assert_true(points[i].worked == 0 || fabs(points[i].worked - expected) < 1e-7);
        snprintf(name, sizeof name, "%s 2 of 3, p %g %g %g", points[i].fifo ? "FIFO" : "LRU", p[0],
                 p[1], p[2]);
        oracle_run(&oracle, &point);
        oracle_expect(&oracle, "hits", "reads", expected);
        oracle_expect_sum(&oracle, "stores", oracle_sum(&oracle, "evictions"));
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_caches),
        cmocka_unit_test(small_caches),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
