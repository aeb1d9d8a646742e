/* trial.h - small worlds at their worst, into which promises are put.
 *
 * A few rows, requests at random instants a fraction of a millisecond apart, latencies that overtake
 * each other and, in some worlds, lost requests, a cache that is too small and one that restarts.
 * Fixed seeds: a test passes always or never. */
#ifndef TESTS_STRATEGIES_TRIAL_H
#define TESTS_STRATEGIES_TRIAL_H

#include "sim/judge/result.h"
#include "tests/oracle/listed.h"
#include "tests/oracle/schedule.h"

enum { SEEDS = 12, REQUESTS = 1500, ROWS = 6 };

enum wildness {
    ROADS = 1,                         /* bulk updates and raw SQL as well */
    READ_OWN = 2,                      /* transactions that read their row */
    SPACED = 4,                        /* at most one request a millisecond */
};

#define SLOW \
    "\"cache\": {\"latency\": {\"uniform\": {\"min\": \"0s\", \"max\": \"2ms\"}}}, " DATABASE
#define DATABASE \
    "\"database\": {\"read\": {\"exponential\": {\"mean\": \"2ms\"}}, " \
    "\"read-reply\": {\"uniform\": {\"min\": \"0s\", \"max\": \"8ms\"}}, " \
    "\"commit\": {\"uniform\": {\"min\": \"0s\", \"max\": \"3ms\"}}}, " \
    "\"application\": {\"work\": {\"exponential\": {\"mean\": \"3ms\"}}}, " \
    "\"bus\": {\"delay\": {\"exponential\": {\"mean\": \"4ms\"}}, \"loss\": 0.1}"
#define WILD \
    "\"cache\": {\"latency\": {\"uniform\": {\"min\": \"0s\", \"max\": \"2ms\"}}, \"loss\": 0.1, " \
    "\"timeout\": \"1ms\", \"entries\": 4, \"eviction\": \"fifo\"}, " \
    "\"faults\": [{\"at\": \"100ms\", \"cache-restart\": {}}], " DATABASE

/* Requests at random: number[0] is the wildness. */
size_t trial_make(const struct listed *listed, struct request *out, struct rng draws);

struct trial {
    const char *stack, *world;
    unsigned wild;
    uint32_t rows;                     /* 0: ROWS */
};

/* Runs the trial under all seeds; the sums of some metrics and the greatest of others are then
 * asked of the results. */
extern struct result trial_results[SEEDS];
void trial_run(const struct trial *trial);
double trial_sum(const char *metric);
double trial_most(const char *metric);
/* At its wildest no read is answered with a value that is not committed. */
void trial_committed_only(const char *stack, unsigned wild);

#define assert_none(metric) assert_true(trial_sum(metric) == 0)
#define assert_some(metric) assert_true(trial_sum(metric) > 0)

#endif
