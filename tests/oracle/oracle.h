/* oracle.h - comparing long runs of the simulator with closed forms.
 *
 * A point is one setting of a closed form: rates per row, a world, a stack of strategies. It is
 * written out as a scenario, read as a user's would be, and run under ORACLE_BATCHES seeds. Each
 * run is a batch: batches are independent whatever the correlation within a run, so their spread
 * gives the standard error of a ratio (sum above / sum below, linearised). All rows of a point are
 * alike and independent of each other: Poisson requests on evenly chosen rows are Poisson on each.
 *
 * What is compared is named as a user names it (metric.h), so the names are under test as well.
 * Seeds are fixed: a test passes always or never. */
#ifndef TESTS_ORACLE_ORACLE_H
#define TESTS_ORACLE_ORACLE_H

#include "sim/judge/result.h"
#include "sim/request/source.h"

#include <stdbool.h>
#include <stdint.h>

enum { ORACLE_BATCHES = 40 };

struct oracle_point {
    const char *name;          /* for the report */
    double reads_per_s;        /* of one row */
    double writes_per_s;       /* of one row */
    unsigned rows;             /* 0: 20 */
    double reads_min;          /* measured, of all batches; 0: 1.1 million */
    double warmup_s;           /* until the first state is forgotten */
    const char *workload;      /* JSON text instead of uniform keys, with these very rates */
    struct workload *source;   /* a test's own instead, whose end is the run's */
    const char *more;          /* further members of "uniform", such as "\"bulk\": 0.1"; or NULL */
    const char *world;         /* further sections, such as "\"bus\": {\"loss\": 0.1}"; or NULL */
    const char *stack;         /* such as "[{\"ttl\": {\"ttl\": \"1s\"}}]" */
};

struct oracle {
    const struct oracle_point *point;
    struct result *results;    /* one a batch */
    unsigned failures;
};

/* Runs the point under `count` seeds, into results that the caller has zeroed. A scenario that does
 * not read or run fails the test. */
void oracle_simulate(const struct oracle_point *point, struct result *results, unsigned count);

/* One figure of one run, by its name. */
double oracle_value(const struct result *result, const char *metric);

/* Runs all batches. */
void oracle_run(struct oracle *oracle, const struct oracle_point *point);

/* Holds the sum of one metric / the sum of another against what is expected: at most four standard
 * errors apart, and the standard error at most 3 % of it, or the test would say little. An expected
 * 0 must be found exactly. Without a `below`, `above` is a ratio itself. */
void oracle_expect(struct oracle *oracle, const char *above, const char *below, double expected);

/* The same for a share of reads: those stale for at least about `age_s`, which is moved to the next
 * edge of a histogram's bucket, since only there is the count exact. The standard error may be
 * 10 %. */
double oracle_age_edge(double age_s);          /* where that edge is */
void oracle_expect_older(struct oracle *oracle, double edge_s, const char *below, double expected);

/* An exact statement about a sum over all batches. */
void oracle_expect_sum(struct oracle *oracle, const char *metric, double expected);

/* The sum of a metric over all batches. */
double oracle_sum(const struct oracle *oracle, const char *metric);

/* Frees; returns how many expectations failed, for the test to add up. */
unsigned oracle_end(struct oracle *oracle);

/* ---- mathematics ---- */

typedef double oracle_function(double x, const void *about);

/* The integral from `a` to `b` of a function that is smooth there, to about 1e-10 of its size. */
double oracle_integral(oracle_function *f, const void *about, double a, double b);

/* Where a rising function reaches `y`, at x >= 0. */
double oracle_solve(oracle_function *f, const void *about, double y);

#endif
