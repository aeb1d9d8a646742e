/* oracle.c - runs of a point, and the statistics of their batches. */
#include "tests/oracle/oracle.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/scenario.h"
#include "sim/base/units.h"
#include "sim/judge/metric.h"
#include "sim/simulate/simulate.h"

enum { TEXT_MAX = 4096 };

static const double sigmas_max = 4, error_max = 0.03, tail_error_max = 0.1;

/* ---- running ---- */

static void write_workload(char *to, const struct oracle_point *point)
{
    double rate = point->reads_per_s + point->writes_per_s;
    unsigned rows = point->rows > 0 ? point->rows : 20;

    if (point->source != NULL)
        snprintf(to, TEXT_MAX, "{\"uniform\": {\"keys\": 1, \"rate\": \"1/s\"}}");
    else if (point->workload != NULL)
        snprintf(to, TEXT_MAX, "%s", point->workload);
    else
        snprintf(to, TEXT_MAX, "{\"uniform\": {\"keys\": %u, \"rate\": \"%.6f/s\", "
                 "\"write-fraction\": %.15f%s%s}}", rows, rate * rows, point->writes_per_s / rate,
                 point->more != NULL ? ", " : "", point->more != NULL ? point->more : "");
}

static double duration_of(const struct oracle_point *point)
{
    double reads = point->reads_min > 0 ? point->reads_min : 1.1e6;
    unsigned rows = point->workload != NULL ? 1 : point->rows > 0 ? point->rows : 20;

    return point->warmup_s + reads / (ORACLE_BATCHES * rows * point->reads_per_s);
}

static void write_scenario(FILE *file, const struct oracle_point *point)
{
    char workload[TEXT_MAX];

    write_workload(workload, point);
    fprintf(file, "{\"schema\": 1, \"name\": \"oracle\", \"workload\": %s,\n", workload);
    if (point->source == NULL)
        fprintf(file, "\"duration\": \"%.9fs\",\n", duration_of(point));
    fprintf(file, "\"warmup\": \"%.9fs\",\n", point->warmup_s);
    if (point->world != NULL)
        fprintf(file, "%s,\n", point->world);
    fprintf(file, "\"strategies\": {\"tested\": %s}}\n", point->stack);
}

static void read_scenario(struct scenario *scenario, const struct oracle_point *point)
{
    const char *folder = getenv("TMPDIR");
    struct complaint complaint = {0};
    char path[TEXT_MAX];
    FILE *file;
    bool fine;
    int fd;

    snprintf(path, sizeof path, "%s/oracle-XXXXXX", folder != NULL ? folder : "/tmp");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    file = fdopen(fd, "w");
    assert_non_null(file);
    write_scenario(file, point);
    assert_int_equal(fclose(file), 0);
    *scenario = (struct scenario){0};
    fine = scenario_read(scenario, path, NULL, &complaint);
    unlink(path);
    if (!fine)
        fail_msg("%s: %s", point->name, complaint.text);
}

void oracle_simulate(const struct oracle_point *point, struct result *results, unsigned count)
{
    static struct scenario scenario;           /* too large for a stack */

    read_scenario(&scenario, point);
    for (unsigned i = 0; i < count; i++) {
        struct complaint complaint = {0};
        struct simulate_settings settings = {
            .world = &scenario.world, .stack = &scenario.strategies[0].stack,
            .workload = point->source != NULL ? point->source : scenario.workload,
            .seed = 1000 + i, .warmup = scenario.warmup,
            .duration = point->source != NULL ? 0 : scenario.duration,
            .strategy = scenario.strategies[0].name,
        };
        if (!simulate(&settings, &results[i], &complaint))
            fail_msg("%s: %s", point->name, complaint.text);
    }
    scenario_free(&scenario);
}

void oracle_run(struct oracle *oracle, const struct oracle_point *point)
{
    *oracle = (struct oracle){.point = point};
    oracle->results = calloc(ORACLE_BATCHES, sizeof *oracle->results);
    assert_non_null(oracle->results);
    oracle_simulate(point, oracle->results, ORACLE_BATCHES);
}

/* ---- statistics ---- */

struct batches {
    double above[ORACLE_BATCHES], below[ORACLE_BATCHES];
};

static struct metric_key find(const char *metric)
{
    struct complaint complaint = {0};
    struct metric_key key;

    if (!metric_find(metric, &key, "oracle", &complaint))
        fail_msg("%s", complaint.text);
    return key;
}

double oracle_value(const struct result *result, const char *metric)
{
    struct metric_key key = find(metric);

    return metric_value(&key, result);
}

static double count_at(const struct result *result, size_t field)
{
    return (double)*(const uint64_t *)(const void *)((const char *)result + field);
}

/* The two sides of a ratio, in one batch. */
static void divide(struct batches *batches, unsigned i, const struct result *result,
                   const char *above, const char *below)
{
    struct metric_key key = find(above);

    if (below != NULL) {
        batches->above[i] = metric_value(&key, result);
        batches->below[i] = oracle_value(result, below);
    } else {
        assert_int_equal(key.metric->shape, SHAPE_RATIO);
        batches->above[i] = count_at(result, key.metric->field);
        batches->below[i] = count_at(result, key.metric->below);
    }
}

static void judge(struct oracle *oracle, const char *what, const char *below,
                  const struct batches *batches, double expected, double error_share_max)
{
    double above_sum = 0, below_sum = 0, squares = 0, found, error, z;
    bool fine;

    for (unsigned i = 0; i < ORACLE_BATCHES; i++) {
        above_sum += batches->above[i];
        below_sum += batches->below[i];
    }
    found = above_sum / below_sum;
    for (unsigned i = 0; i < ORACLE_BATCHES; i++) {
        double off = batches->above[i] - found * batches->below[i];
        squares += off * off;
    }
    error = sqrt(squares * ORACLE_BATCHES / (ORACLE_BATCHES - 1)) / below_sum;
    z = error > 0 ? (found - expected) / error : found == expected ? 0 : INFINITY;
    fine = fabs(z) <= sigmas_max && error <= error_share_max * fabs(expected) && below_sum > 0;
    oracle->failures += !fine;
    printf("# %s %s: %s%s%s: expected %.6g, found %.6g, z %+.2f, error %.2g\n",
           fine ? "    " : "FAIL", oracle->point->name, what, below != NULL ? " / " : "",
           below != NULL ? below : "", expected, found, z, error);
}

void oracle_expect(struct oracle *oracle, const char *above, const char *below, double expected)
{
    struct batches batches;

    for (unsigned i = 0; i < ORACLE_BATCHES; i++)
        divide(&batches, i, &oracle->results[i], above, below);
    judge(oracle, above, below, &batches, expected, error_max);
}

/* The lowest value of the bucket that the age falls in. */
double oracle_age_edge(double age_s)
{
    int64_t ns = (int64_t)(age_s * 1e9);
    int shift = 0;

    while (ns >> shift >= 2 * HISTOGRAM_ERROR)
        shift++;
    return (double)(ns >> shift << shift) / 1e9;
}

void oracle_expect_older(struct oracle *oracle, double edge_s, const char *below, double expected)
{
    struct batches batches;
    char what[64];

    for (unsigned i = 0; i < ORACLE_BATCHES; i++) {
        const struct histogram *age = &oracle->results[i].age;
        uint64_t older = 0;
        for (uint32_t b = histogram_index(llrint(edge_s * 1e9)); b < HISTOGRAM_BUCKETS; b++)
            older += age->bucket[b];
        batches.above[i] = (double)older;
        batches.below[i] = oracle_value(&oracle->results[i], below);
    }
    snprintf(what, sizeof what, "stale for %.6g s or longer", edge_s);
    judge(oracle, what, below, &batches, expected, tail_error_max);
}

double oracle_sum(const struct oracle *oracle, const char *metric)
{
    double sum = 0;

    for (unsigned i = 0; i < ORACLE_BATCHES; i++)
        sum += oracle_value(&oracle->results[i], metric);
    return sum;
}

void oracle_expect_sum(struct oracle *oracle, const char *metric, double expected)
{
    double sum = oracle_sum(oracle, metric);

    oracle->failures += sum != expected;
    printf("# %s %s: %s: expected exactly %.0f, found %.0f\n", sum == expected ? "    " : "FAIL",
           oracle->point->name, metric, expected, sum);
}

unsigned oracle_end(struct oracle *oracle)
{
    free(oracle->results);
    oracle->results = NULL;
    fflush(stdout);
    return oracle->failures;
}

/* ---- mathematics ---- */

double oracle_integral(oracle_function *f, const void *about, double a, double b)
{
    enum { PAIRS = 20000 };
    double step = (b - a) / (2 * PAIRS), sum = f(a, about) + f(b, about);

    for (int i = 1; i < 2 * PAIRS; i++)                /* Simpson's rule */
        sum += (i % 2 == 1 ? 4 : 2) * f(a + i * step, about);
    return sum * step / 3;
}

double oracle_solve(oracle_function *f, const void *about, double y)
{
    double low = 0, high = 1;

    while (f(high, about) < y)
        high *= 2;
    for (int i = 0; i < 100; i++) {
        double middle = (low + high) / 2;
        if (f(middle, about) < y)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}
