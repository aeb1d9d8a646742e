/* test_fills.c - what can happen while a value travels from the database to the cache: closed form
 * H (the fill is old when it arrives), the race of four exponential times, and closed form K (the
 * other readers load it too). */
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

/* Snapshots are taken at the beginning of a fill; a delete takes place at the commit. */
struct fill {
    double l, m;               /* reads and writes a second, of one row */
    double r;                  /* length of a fill, s: its mean, */
    bool exponential;          /* or what it always is */
};

static void run(struct oracle *oracle, const char *what, const struct fill *fill)
{
    static char name[160], world[256];         /* for as long as the point is in use */
    static struct oracle_point point;

    snprintf(name, sizeof name, "%s, L %g M %g R %g%s", what, fill->l, fill->m, fill->r,
             fill->exponential ? " in the mean" : "");
    snprintf(world, sizeof world, fill->exponential
             ? "\"database\": {\"read-reply\": {\"exponential\": {\"mean\": \"%.9fs\"}}}"
             : "\"database\": {\"read-reply\": \"%.9fs\"}", fill->r);
    point = (struct oracle_point){
        .name = name, .reads_per_s = fill->l, .writes_per_s = fill->m, .world = world,
        .stack = "[{\"delete\": {}}]", .warmup_s = 20 * (fill->r + 1 / fill->l + 1 / fill->m),
    };
    oracle_run(oracle, &point);
}

/* Closed form H, per fill: it is old when it arrives if a write came since its snapshot, with
 * probability 1 - E[e^-MR], whoever else is loading at the time. Where reads are so rare that fills
 * do not overlap, that is also the share of stale hits, and h = (L/M) / (1 + LR + L/M). */
static void stale_fills(void **state)
{
    static const struct fill points[] = {
        {10, 1, 0.2, false}, {10, 1, 0.2, true}, {2, 3, 0.1, false}, {4, 0.5, 1, true},
    };
    static const struct fill rare = {0.02, 0.2, 0.2, false};
    struct oracle oracle;
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(points); i++) {
        const struct fill *fill = &points[i];
        double mr = fill->m * fill->r;

        run(&oracle, "fills", fill);
        oracle_expect(&oracle, "fill-races-hit", "fill-races",
                      fill->exponential ? mr / (1 + mr) : 1 - exp(-mr));
        oracle_expect(&oracle, "fill-race-total", "fill-races", 1e9 * fill->r);
        oracle_expect_sum(&oracle, "fill-races", oracle_sum(&oracle, "reads")
                          - oracle_sum(&oracle, "hits"));
        oracle_expect_sum(&oracle, "stale-reads", oracle_sum(&oracle, "stale-stale-fill")
                          + oracle_sum(&oracle, "stale-reordered"));
        failures += oracle_end(&oracle);
    }
    run(&oracle, "rare reads", &rare);
    oracle_expect(&oracle, "hits", "reads", 0.1 / (1 + 0.02 * 0.2 + 0.1));
    oracle_expect(&oracle, "stale-reads", "hits", 1 - exp(-0.04));
    failures += oracle_end(&oracle);
    assert_int_equal(failures, 0);
}

/* ---- reads that leave room for the fill ---- */

/* Each row is read at gaps of number[2] + an exponential time of rate number[0], so that no fill
 * ever meets another, and written at rate number[1]. */
static size_t make_spaced(const struct listed *listed, struct request *out, struct rng draws)
{
    size_t count = 0;

    for (uint32_t row = 0; row < listed->rows; row++) {
        for (unsigned kind = OP_READ; kind <= OP_WRITE; kind++) {
            double at = 0;
            for (;;) {
                double space = kind == OP_READ ? listed->number[2] * 1e9 : 0;
                at += space + listed_exponential(&draws, listed->number[kind == OP_WRITE]);
                if (at >= (double)listed->end || count == listed->count)
                    break;
                out[count++] = (struct request){.at = (int64_t)at, .row = row,
                                                .kind = (uint8_t)kind};
            }
        }
    }
    return count;
}

/* Closed form H for fills of length R <= B and reads at gaps of B + Exp(L), which is coalescing by
 * construction. A fill begins at a read; the next read is a hit when no write came between the
 * fill's end and it, every further one when none came within a gap:
 *
 *      first   p = E[e^-M(B - R)] L / (L + M)         each further   e^-MB L / (L + M) = q
 *      hits a fill   N = p / (1 - q)                  h = N / (1 + N)
 *
 * A hit is stale when a write came during the fill. Both depend on R, and with both E[] taken over
 * it, stale given hit = 1 - 1 / E[e^MR]; for a constant R that is 1 - e^-MR again. */
static void fills_apart(void **state)
{
    static const struct {
        double l, m, b;
        const char *length;
        double least, most;    /* of a fill: even between these */
    } points[] = {
        {10, 1, 0.2, "\"0.2s\"", 0.2, 0.2},
        {3, 2, 0.5, "\"0.3s\"", 0.3, 0.3},
        {5, 1.5, 0.4, "{\"uniform\": {\"min\": \"0s\", \"max\": \"0.4s\"}}", 0, 0.4},
        {8, 0.5, 1, "{\"uniform\": {\"min\": \"0.2s\", \"max\": \"1s\"}}", 0.2, 1},
    };
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(points); i++) {
        double l = points[i].l, m = points[i].m, b = points[i].b;
        double from = points[i].least, to = points[i].most;
        double grows = from == to ? exp(m * to)
                     : (exp(m * to) - exp(m * from)) / (m * (to - from));
        double p = exp(-m * b) * grows * l / (l + m), q = exp(-m * b) * l / (l + m);
        double n = p / (1 - q), rate = 1 / (b + 1 / l);
        double end = 20 + 1.1e6 / (ORACLE_BATCHES * 20 * rate);
        struct listed listed = {
            .rows = 20, .end = (int64_t)(end * 1e9), .make = make_spaced, .number = {l, m, b},
            .count = (size_t)(1.2 * 20 * end * (rate + m)),
        };
        char name[96], world[128];
        struct oracle_point point = {
            .name = name, .source = listed_open(&listed), .world = world, .warmup_s = 20,
            .stack = "[{\"delete\": {}}]",
        };
        struct oracle oracle;

        snprintf(name, sizeof name, "fills apart, L %g M %g B %g R %s", l, m, b, points[i].length);
        snprintf(world, sizeof world, "\"database\": {\"read-reply\": %s}", points[i].length);
        oracle_run(&oracle, &point);
        oracle_expect(&oracle, "hits", "reads", n / (1 + n));
        oracle_expect(&oracle, "stale-stale-fill", "hits", 1 - 1 / grows);
        oracle_expect_sum(&oracle, "stale-stale-fill", oracle_sum(&oracle, "stale-reads"));
        oracle_expect_sum(&oracle, "recomputation-peak", ORACLE_BATCHES);
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

/* ---- every miss loads ---- */

/* With every miss loading for itself and fills of exponential length (rate r), one row is a Markov
 * chain of what the cache holds (nothing, a fresh value, a stale one) and how many fills of fresh
 * and of stale values are under way:
 *
 *      a read, rate L, when the cache holds nothing:  one more fresh fill
 *      a fresh fill ends, rate r each:                the cache is fresh
 *      a stale fill ends, rate r each:                the cache is stale
 *      a write, rate M:                               the cache is empty, all fills are stale
 *
 * Its stationary distribution, by iteration, is the oracle. (Its stale share of hits comes out as
 * M / (M + r), as if fills were coalesced; its hit ratio does not.) */
enum holds { NOTHING, FRESH, STALE, HOLDS };
enum { FILLS = 28 };           /* of a kind under way at once: beyond, less than 1e-9 is left */

struct chain {
    double p[HOLDS][FILLS][FILLS];
};

static void step(const struct chain *now, struct chain *then, const struct fill *fill, double dt)
{
    double r = dt / fill->r, m = dt * fill->m;

    *then = *now;
    for (int c = 0; c < HOLDS; c++) {
        for (int f = 0; f < FILLS; f++) {
            for (int s = 0; s < FILLS; s++) {
                double p = now->p[c][f][s];
                double read = c == NOTHING && f + 1 < FILLS ? dt * fill->l : 0;
                int old = f + s < FILLS ? f + s : FILLS - 1;
                then->p[c][f][s] -= p * (read + (f + s) * r + m);
                if (f + 1 < FILLS)
                    then->p[c][f + 1][s] += p * read;
                if (f > 0)
                    then->p[FRESH][f - 1][s] += p * f * r;
                if (s > 0)
                    then->p[STALE][f][s - 1] += p * s * r;
                then->p[NOTHING][0][old] += p * m;
            }
        }
    }
}

static void settle(const struct fill *fill, double share[HOLDS])
{
    static struct chain chain, next;
    double dt = 0.9 / (fill->l + fill->m + 2 * FILLS / fill->r);
    int steps = (int)(25 * (1 / fill->m + fill->r) / dt);

    chain = (struct chain){.p[NOTHING][0][0] = 1};
    for (int i = 0; i < steps; i++) {
        step(&chain, &next, fill, dt);
        chain = next;
    }
    for (int c = 0; c < HOLDS; c++) {
        share[c] = 0;
        for (int i = 0; i < FILLS * FILLS; i++)
            share[c] += chain.p[c][i / FILLS][i % FILLS];
    }
}

static void fills_together(void **state)
{
    static const struct fill points[] = {
        {10, 1, 0.2, true}, {3, 2, 0.5, true}, {8, 0.5, 0.5, true}, {1, 1, 1, true},
    };
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(points); i++) {
        const struct fill *fill = &points[i];
        double share[HOLDS];
        struct oracle oracle;

        settle(fill, share);
        assert_true(fabs(share[STALE] / (share[FRESH] + share[STALE])
                         - fill->m * fill->r / (1 + fill->m * fill->r)) < 1e-6);
        run(&oracle, "fills together", fill);
        oracle_expect(&oracle, "hits", "reads", share[FRESH] + share[STALE]);
        oracle_expect(&oracle, "stale-reads", "hits", share[STALE] / (share[FRESH] + share[STALE]));
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

/* ---- one race ---- */

enum { RACES = 8000 };        /* in a batch */

static size_t make_races(const struct listed *listed, struct request *out, struct rng draws)
{
    for (uint32_t row = 0; row < RACES; row++) {
        out[3 * row] = (struct request){.row = row, .kind = OP_READ};
        out[3 * row + 1] = (struct request){.row = row, .kind = OP_WRITE};
        out[3 * row + 2] = (struct request){.at = listed->end - 1, .row = row, .kind = OP_READ};
    }
    (void)draws;
    return 3 * RACES;
}

/* A reader and a writer begin together. The reader's snapshot takes Exp(a) and its fill Exp(b)
 * more; the commit takes Exp(k) and its delete Exp(m) more. The old value stays for ever when the
 * snapshot comes before the commit and the delete before the fill:
 * a/(a + k) k/(k + b) m/(m + b). */
static void four_exponential_times(void **state)
{
    static const struct {
        double a, b, k, m;
    } points[] = {{10, 5, 8, 50}, {1, 1, 1, 1}, {3, 0.2, 2, 0.5}, {100, 30, 40, 10}};
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(points); i++) {
        double a = points[i].a, b = points[i].b, k = points[i].k, m = points[i].m;
        struct listed listed = {
            .rows = RACES, .end = 1000 * INT64_C(1000000000), .count = 3 * RACES,
            .make = make_races,
        };
        char name[96], world[512];
        struct oracle_point point = {
            .name = name, .source = listed_open(&listed), .world = world, .warmup_s = 0,
            .stack = "[{\"delete\": {}}]",
        };
        struct oracle oracle;

        snprintf(name, sizeof name, "race, a %g b %g k %g m %g", a, b, k, m);
        snprintf(world, sizeof world, "\"database\": {"
                 "\"read-request\": {\"exponential\": {\"mean\": \"%.9fs\"}}, "
                 "\"read-reply\": {\"exponential\": {\"mean\": \"%.9fs\"}}, "
                 "\"commit-request\": {\"exponential\": {\"mean\": \"%.9fs\"}}, "
                 "\"commit-reply\": {\"exponential\": {\"mean\": \"%.9fs\"}}}",
                 1 / a, 1 / b, 1 / k, 1 / m);
        oracle_run(&oracle, &point);
        oracle_expect(&oracle, "windows-permanent", "writes",
                      a / (a + k) * k / (k + b) * m / (m + b));
        oracle_expect_sum(&oracle, "stale-stale-fill", oracle_sum(&oracle, "windows-permanent"));
        oracle_expect_sum(&oracle, "stale-reads", oracle_sum(&oracle, "windows-permanent"));
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

/* ---- stampedes ---- */

/* Closed form K. A miss after an expiry loads for d; every read that comes before the first load
 * has ended loads too. Constant d: 1 + Ld loads. Exponential, each its own, r = Ld: with k loads
 * under way the next event is a read with probability r / (r + k), so the sum over n of
 * r^n / ((r + 1) ... (r + n)). What the ttl is does not matter, as long as all loads have ended
 * when it is over; it is jittered, so that the rows do not expire together. */
static void stampedes(void **state)
{
    static const struct {
        double l, d, t;
        bool exponential;
    } points[] = {
        {20, 0.5, 5, false}, {20, 0.5, 15, true}, {3, 0.2, 2, false}, {40, 0.05, 2, true},
        {100, 0.3, 10, true}, {6, 1, 1, false},
    };
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(points); i++) {
        double r = points[i].l * points[i].d, loads = 0, term = 1;
        char name[96], world[128], stack[128];
        struct oracle_point point = {
            .name = name, .reads_per_s = points[i].l, .world = world, .stack = stack,
            .warmup_s = 10 * points[i].t, .reads_min = 2e6,
        };
        struct oracle oracle;

        for (int n = 0; n < 2000; n++, term *= r / (r + n))
            loads += term;
        snprintf(name, sizeof name, "stampede, L %g d %g%s", points[i].l, points[i].d,
                 points[i].exponential ? " in the mean" : "");
        snprintf(world, sizeof world, points[i].exponential
                 ? "\"database\": {\"read\": {\"exponential\": {\"mean\": \"%.9fs\"}}}"
                 : "\"database\": {\"read\": \"%.9fs\"}", points[i].d);
        snprintf(stack, sizeof stack, "[{\"ttl\": {\"ttl\": \"%.9fs\", \"jitter\": \"%.9fs\"}}]",
                 points[i].t, points[i].t / 2);
        oracle_run(&oracle, &point);
        oracle_expect(&oracle, "loads-per-herd", NULL,
                      points[i].exponential ? loads : 1 + r);
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stale_fills),
        cmocka_unit_test(fills_apart),
        cmocka_unit_test(fills_together),
        cmocka_unit_test(four_exponential_times),
        cmocka_unit_test(stampedes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
