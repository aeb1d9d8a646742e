/* test_arrivals.c - when requests come: rates, bursts and days as they were asked for. */
#include "tests/property/walk.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "workloads/generators/arrivals.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

enum { SLOTS = 20000 };

static void the_mean_rate_is_the_rate(void **state)
{
    static const struct {
        const char *text;
        double deviation;          /* of the number of requests, in sqrt(number) */
    } rows[] = {
        {"{\"uniform\": {\"keys\": 9, \"rate\": \"20000/s\", \"arrivals\": \"constant\"}}", 0.001},
        {"{\"uniform\": {\"keys\": 9, \"rate\": \"20000/s\", \"arrivals\": \"poisson\"}}", 1},
        {"{\"uniform\": {\"keys\": 9, \"rate\": \"20000/s\", \"arrivals\": {\"diurnal\": "
         "{\"period\": \"10s\", \"peak-to-trough\": 9}}}}", 1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        static struct walk walk;
        double count = 0;
        walk_begin(&walk, rows[i].text, 100, 31);
        while (walk_next(&walk) != NULL)
            count++;
        expect_near(rows[i].text, count, 2e6, rows[i].deviation * sqrt(2e6));
    }
}

/* Requests in each of SLOTS slots of 10 ms. */
static void count_slots(const char *text, uint64_t seed, uint64_t counts[SLOTS])
{
    static struct walk walk;

    memset(counts, 0, SLOTS * sizeof counts[0]);
    walk_begin(&walk, text, SLOTS / 100, seed);
    for (const struct request *r; (r = walk_next(&walk)) != NULL;)
        counts[r->at / 10000000]++;
}

static double mean_of(const uint64_t *counts, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += (double)counts[i];
    return sum / (double)n;
}

/* Variance over mean: 1 for Poisson, above for bursts, 0 for equal gaps. */
static double dispersion_of(const uint64_t *counts, size_t n)
{
    double mean = mean_of(counts, n), sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += ((double)counts[i] - mean) * ((double)counts[i] - mean);
    return sum / (double)(n - 1) / mean;
}

static void bursts_are_as_bursty_as_they_should_be(void **state)
{
    static uint64_t counts[SLOTS];
    /* Rates of 5 and 5/9 times the mean, one tenth and nine tenths of the time: the rate's variance
     * is 0.1 x 4^2 + 0.9 x (4/9)^2 = 16/9 of the mean's square. Over a time t it correlates as
     * e^-(t/burst + t/quiet), of which a slot of 10 ms sees the mean over all pairs of its
     * instants. */
    const double m = 20, variance = 16.0 / 9, x = 0.01 / 0.1 + 0.01 / 0.9;
    const double within = 2 * (exp(-x) - 1 + x) / (x * x);

    (void)state;
    count_slots("{\"uniform\": {\"keys\": 9, \"rate\": \"2000/s\"}}", 41, counts);
    expect_near("poisson", dispersion_of(counts, SLOTS), 1, sqrt(2.0 / SLOTS));
    count_slots("{\"uniform\": {\"keys\": 9, \"rate\": \"2000/s\", \"arrivals\": \"constant\"}}",
                41, counts);
    assert_true(dispersion_of(counts, SLOTS) < 0.01);
    count_slots("{\"uniform\": {\"keys\": 9, \"rate\": \"2000/s\", \"arrivals\": {\"bursty\": "
                "{\"factor\": 5, \"burst\": \"100ms\", \"quiet\": \"900ms\"}}}}", 41, counts);
    /* 200 bursts of exponential length: relative deviations of the time in them, and of what that
     * does to the dispersion, of about sqrt(2 / 200). */
    expect_near("bursty", dispersion_of(counts, SLOTS), 1 + m * variance * within,
                m * variance * sqrt(2.0 / 200) / 2);
    expect_near("rate of bursts", mean_of(counts, SLOTS), m,
                m * (5 - 5.0 / 9) * 0.1 * 0.9 * sqrt(2.0 / 200));
}

static void a_quiet_time_may_be_silent(void **state)
{
    static uint64_t counts[SLOTS];
    uint64_t silent = 0;

    (void)state;
    count_slots("{\"uniform\": {\"keys\": 9, \"rate\": \"2000/s\", \"arrivals\": {\"bursty\": "
                "{\"factor\": 10, \"burst\": \"100ms\", \"quiet\": \"900ms\"}}}}", 43, counts);
    for (size_t i = 0; i < SLOTS; i++)
        silent += counts[i] == 0;
    assert_in_range(silent, SLOTS * 80 / 100, SLOTS * 97 / 100);
}

static void the_day_has_its_shape(void **state)
{
    static uint64_t counts[SLOTS];
    uint64_t steps[100] = {0};
    double weights[100];

    (void)state;
    /* One day of 200 s in slots of 2 s: rate x (1 + 0.6 x sine) for a ratio of 4. */
    count_slots("{\"uniform\": {\"keys\": 9, \"rate\": \"2000/s\", \"arrivals\": {\"diurnal\": "
                "{\"period\": \"200s\", \"peak-to-trough\": 4}}}}", 44, counts);
    for (size_t i = 0; i < SLOTS; i++)
        steps[i / (SLOTS / 100)] += counts[i];
    for (size_t i = 0; i < 100; i++)
        weights[i] = 1 + 0.6 * sin(2 * acos(-1) * ((double)i + 0.5) / 100);
    expect_weights("shape of the day", steps, weights, 100);
}

/* Of any length, and however many are asked for at once: (draw x scale) >> shift, one after the other,
 * until the end. */
static void each_gap_is_as_it_was_drawn(void **state)
{
    static const int64_t rates[] = {1, 90000, 1000000, 7000000, 29000000, 300000000, 1000000000,
                                    100000000000, INT64_C(1000000000000000)};

    (void)state;
    for (size_t i = 0; i < COUNT(rates); i++) {
        struct rng rng = rng_stream(5, RNG_ARRIVAL, 0), pieces = rng_stream(5, RNG_TEST, 0);
        int64_t end = (int64_t)(20000 * 1e15 / (double)rates[i] < 9e18
                                ? 20000 * 1e15 / (double)rates[i] : 9e18);
        struct complaint complaint = {0};
        struct arrivals_plan plan;
        struct arrivals arrivals;
        struct request out[100];
        arrivals_time now = 0;
        size_t got, asked, all = 0;

        assert_true(arrivals_plan_from_json(&plan, rates[i], NULL, &complaint));
        arrivals_begin(&arrivals, &plan, 5);
        do {
            asked = 1 + rng_below(rng_next(&pieces), 100);
            got = arrivals_fill(&arrivals, out, asked, end);
            for (size_t n = 0; n < got; n++) {
                now += (arrivals_time)(uint64_t)distribution_draw(&plan.unit, rng_next(&rng))
                    * plan.paces[0].scale >> plan.paces[0].shift;
                assert_int_equal(out[n].at, (int64_t)(now >> 32));
            }
            all += got;
        } while (got == asked);
        now += (arrivals_time)(uint64_t)distribution_draw(&plan.unit, rng_next(&rng))
            * plan.paces[0].scale >> plan.paces[0].shift;
        assert_true((int64_t)(now >> 32) >= end);
        expect_near("number", (double)all, (double)end * (double)rates[i] / 1e15, sqrt(20000));
        arrivals_plan_free(&plan);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mean_rate_is_the_rate),
        cmocka_unit_test(bursts_are_as_bursty_as_they_should_be),
        cmocka_unit_test(a_quiet_time_may_be_silent),
        cmocka_unit_test(the_day_has_its_shape),
        cmocka_unit_test(each_gap_is_as_it_was_drawn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
