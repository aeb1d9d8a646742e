/* test_signals.c - invalidations that arrive late or never (closed form G), and new values that
 * overtake each other (closed form J). */
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

enum delay {
    CONSTANT,
    EXPONENTIAL,
    UNIFORM,                   /* from 0 to twice the mean */
};

struct bus {
    double l, m;               /* reads and writes a second, of one row */
    double d;                  /* mean delay, s */
    enum delay delay;
    double p;                  /* loss */
    double t;                  /* ttl, s; 0: none */
};

static const char *const delay_names[] = {"constant", "exponential", "uniform"};

static void write_world(char *to, size_t size, const struct bus *bus)
{
    char delay[128];

    switch (bus->delay) {
    case CONSTANT:
        snprintf(delay, sizeof delay, "\"%.9fs\"", bus->d);
        break;
    case EXPONENTIAL:
        snprintf(delay, sizeof delay, "{\"exponential\": {\"mean\": \"%.9fs\"}}", bus->d);
        break;
    case UNIFORM:
        snprintf(delay, sizeof delay, "{\"uniform\": {\"min\": \"0s\", \"max\": \"%.9fs\"}}",
                 2 * bus->d);
        break;
    }
    snprintf(to, size, "\"bus\": {\"delay\": %s, \"loss\": %.9f}", delay, bus->p);
}

static void run(struct oracle *oracle, const struct bus *bus, const char *action)
{
    static char name[160], world[256], stack[256];     /* for as long as the point is in use */
    static struct oracle_point point;
    char below[64] = "";

    snprintf(name, sizeof name, "%s, L %g M %g D %g %s loss %g T %g", action, bus->l, bus->m,
             bus->d, delay_names[bus->delay], bus->p, bus->t);
    write_world(world, sizeof world, bus);
    if (bus->t > 0)
        snprintf(below, sizeof below, "{\"ttl\": {\"ttl\": \"%.9fs\"}}, ", bus->t);
    snprintf(stack, sizeof stack, "[%s{\"signal\": {\"via\": \"bus\", \"action\": \"%s\"}}]",
             below, action);
    point = (struct oracle_point){
        .name = name, .reads_per_s = bus->l, .writes_per_s = bus->m, .world = world,
        .stack = stack, .warmup_s = 20 * (bus->t + bus->d + 1 / bus->l + 1 / bus->m),
    };
    oracle_run(oracle, &point);
}

/* ---- G ---- */

/* Closed form G. Signals that are not lost leave the bus as a Poisson stream of rate
 * Ms = M (1 - p), whatever their delay; so h = L / (L + Ms), or with a ttl T and
 * E = (1 - e^-Ms T) / Ms, the mean life of an entry, h = LE / (1 + LE). A hit on an entry of age a
 * is fresh when, since the fill, no signal arrived (e^-Ms a), no lost one was sent (e^-Mpa), and
 * none was sent that is still on its way: with F the tail of the delay and G(a) = int_0^a F,
 * e^-Ms G(a). The three are independent parts of one Poisson process, so with the density of a
 *
 *      fresh given hit = int_0^T e^(-Ms a - Ms G(a) - Mpa) da / E        (T = inf without a ttl) */
static double on_its_way(const struct bus *bus, double a)
{
    double d = bus->d;

    switch (bus->delay) {
    case CONSTANT:
        return a < d ? a : d;
    case EXPONENTIAL:
        return d * (1 - exp(-a / d));
    case UNIFORM:
        break;
    }
    return a < 2 * d ? a - a * a / (4 * d) : d;
}

static double fresh_at(double a, const void *about)
{
    const struct bus *bus = about;
    double m = bus->m, p = bus->p;

    return exp(-m * (1 - p) * (a + on_its_way(bus, a)) - m * p * a);
}

static double life(const struct bus *bus)
{
    double ms = bus->m * (1 - bus->p);

    return bus->t > 0 ? (1 - exp(-ms * bus->t)) / ms : 1 / ms;
}

static double fresh_given_hit(const struct bus *bus)
{
    double end = bus->t > 0 ? bus->t : 40 / bus->m;
    double kink = bus->delay == UNIFORM ? 2 * bus->d : bus->d;

    if (kink > end)
        kink = end;
    return (oracle_integral(fresh_at, bus, 0, kink) + oracle_integral(fresh_at, bus, kink, end))
        / life(bus);
}

/* S(c, b) = sum over n of c^n / (n! (n + b)). */
static double series(double c, double b)
{
    double sum = 0, term = 1;

    for (int n = 0; n < 200; n++) {
        sum += term / (n + b);
        term *= c / (n + 1);
    }
    return sum;
}

/* The integral against its closed forms and the worked points. */
static void integral_agrees(void **state)
{
    const double c = 2 * 0.75 * 0.3, b = 2 * 0.3;
    const struct {
        struct bus bus;
        double fresh, error;
    } points[] = {
        {{20, 1, 0.1, CONSTANT, 0, 0}, 1 - 0.090635, 1e-6},
        {{20, 1, 0.1, EXPONENTIAL, 0, 0}, 1 - 0.086716, 1e-6},
        {{20, 2, 0.5, EXPONENTIAL, 0, 0}, 1 - exp(-1), 1e-8},
        {{20, 2, 0.3, EXPONENTIAL, 0.25, 0}, c * exp(-c) * series(c, b), 1e-8},
        {{20, 2, 0.3, CONSTANT, 0.25, 0},
         0.75 / 1.75 * (1 - exp(-1.75 * b)) + 0.75 * exp(-1.75 * b), 1e-8},
    };

    for (size_t i = 0; i < COUNT(points); i++)
        assert_true(fabs(fresh_given_hit(&points[i].bus) - points[i].fresh) < points[i].error);
}

static void late_and_lost_signals(void **state)
{
    static const struct bus points[] = {
        {20, 1, 0.1, CONSTANT, 0, 0}, {20, 1, 0.1, EXPONENTIAL, 0, 0},
        {5, 2, 0.5, EXPONENTIAL, 0, 0}, {3, 0.5, 1, CONSTANT, 0, 0},
        {8, 1, 0.2, CONSTANT, 0.1, 0}, {8, 1, 0.2, EXPONENTIAL, 0.3, 0},
        {4, 3, 0.4, UNIFORM, 0.05, 0},
        {10, 1, 0.2, CONSTANT, 0.2, 0.5}, {10, 2, 1, EXPONENTIAL, 0.2, 0.5},
        {2, 0.5, 0.3, UNIFORM, 0.5, 3}, {6, 1, 0.05, EXPONENTIAL, 0.01, 1},
    };
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(points); i++) {
        const struct bus *bus = &points[i];
        double le = bus->l * life(bus);
        struct oracle oracle;

        run(&oracle, bus, "invalidate");
        oracle_expect(&oracle, "hits", "reads", le / (1 + le));
        oracle_expect(&oracle, "stale-reads", "hits", 1 - fresh_given_hit(bus));
        if (bus->p > 0.02)
            oracle_expect(&oracle, "messages-lost", "messages", bus->p);
        oracle_expect(&oracle, "write-race-total", "write-races", 1e9 * bus->d);
        if (bus->p == 0)
            oracle_expect_sum(&oracle, "stale-in-flight", oracle_sum(&oracle, "stale-reads"));
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

/* ---- J ---- */

/* Closed form J: each write's value is set by a message with an exponential delay of mean 1 / a;
 * nothing ever leaves the cache. With c = M / a the newest value is the last one set with
 * probability 1 / c - e^-c S(c, c). What is stale is so because the newer value is on its way
 * (in-flight), was so already when it was set (stale-fill), or was set over a newer one. */
static void delayed_updates(void **state)
{
    static const struct bus points[] = {
        {5, 1, 0.2, EXPONENTIAL, 0, 0}, {3, 2, 0.5, EXPONENTIAL, 0, 0},
        {10, 0.5, 0.1, EXPONENTIAL, 0, 0}, {1, 4, 1, EXPONENTIAL, 0, 0},
    };
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(points); i++) {
        const struct bus *bus = &points[i];
        double c = bus->m * bus->d;
        struct oracle oracle;

        run(&oracle, bus, "set");
        oracle_expect_sum(&oracle, "hits", oracle_sum(&oracle, "reads"));
        oracle_expect(&oracle, "stale-reads", "reads", 1 - (1 / c - exp(-c) * series(c, c)));
        oracle_expect_sum(&oracle, "stale-reads", oracle_sum(&oracle, "stale-in-flight")
                          + oracle_sum(&oracle, "stale-stale-fill")
                          + oracle_sum(&oracle, "stale-reordered"));
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

enum { PAIRS = 10000 };        /* in a batch */

/* Each row is written twice, number[0] seconds apart (or in the mean, where number[1] is not 0),
 * and read once when all is over. */
static size_t make_pairs(const struct listed *listed, struct request *out, struct rng draws)
{
    for (uint32_t row = 0; row < PAIRS; row++) {
        double gap = listed->number[0] * 1e9;
        if (listed->number[1] != 0)
            gap = listed_exponential(&draws, 1 / listed->number[0]);
        int64_t first = row;                   /* Not all at one instant. */
        out[3 * row] = (struct request){.at = first, .row = row, .kind = OP_WRITE};
        out[3 * row + 1] = (struct request){.at = first + (int64_t)gap, .row = row,
                                            .kind = OP_WRITE};
        out[3 * row + 2] = (struct request){.at = listed->end - 1, .row = row, .kind = OP_READ};
    }
    return 3 * PAIRS;
}

/* Closed form J: the second message is set before the first with probability e^-ag / 2; for a gap
 * that is itself exponential, of rate M, with M / (2 (M + a)). The older value then stays. */
static void reversed_pairs(void **state)
{
    static const struct {
        double a, g;           /* rate of the delay; gap, or its mean: 1 / M */
        bool poisson;
    } points[] = {
        {5, 0.1, false}, {2, 0.01, false}, {1, 1, false}, {5, 1, true}, {1, 0.25, true},
    };
    unsigned failures = 0;

    for (size_t i = 0; i < COUNT(points); i++) {
        double a = points[i].a, g = points[i].g, m = 1 / g;
        struct listed listed = {
            .rows = PAIRS, .end = 1000 * INT64_C(1000000000), .count = 3 * PAIRS,
            .make = make_pairs, .number = {g, points[i].poisson},
        };
        char world[128], name[64];
        struct oracle_point point = {
            .name = name, .source = listed_open(&listed), .world = world,
            .stack = "[{\"signal\": {\"via\": \"bus\", \"action\": \"set\"}}]",
        };
        struct oracle oracle;

        snprintf(name, sizeof name, "two updates, a %g gap %g%s", a, g,
                 points[i].poisson ? " in the mean" : "");
        snprintf(world, sizeof world, "\"bus\": {\"delay\": {\"exponential\": {\"mean\": "
                 "\"%.9fs\"}}}", 1 / a);
        oracle_run(&oracle, &point);
        oracle_expect(&oracle, "stale-reordered", "reads",
                      points[i].poisson ? m / (2 * (m + a)) : exp(-a * g) / 2);
        oracle_expect_sum(&oracle, "stale-reads", oracle_sum(&oracle, "stale-reordered"));
        oracle_expect_sum(&oracle, "windows-permanent", oracle_sum(&oracle, "stale-reads"));
        failures += oracle_end(&oracle);
    }
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integral_agrees),
        cmocka_unit_test(late_and_lost_signals),
        cmocka_unit_test(delayed_updates),
        cmocka_unit_test(reversed_pairs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
