/* random_scenario.h - small worlds in which much goes wrong: scenarios drawn from a seed.
 *
 * The scenario is text, as a user would write it, so that a failure can be shown and kept. Half of
 * them also have requests of their own in place of the scenario's workload, which reach what no
 * generator makes: many things at the same nanosecond, sizes that change, clients that write twice
 * at once. */
#ifndef TESTS_DIFFERENTIAL_RANDOM_SCENARIO_H
#define TESTS_DIFFERENTIAL_RANDOM_SCENARIO_H

#include "sim/request/source.h"

enum { RANDOM_REQUESTS_MAX = 256 };

struct random_scenario {
    uint64_t seed;
    char json[8192];
    bool own_requests;
    struct request requests[RANDOM_REQUESTS_MAX];
    size_t request_count;
    uint32_t rows;
    uint32_t pages;            /* so many of them */
    bool sessions;
    int64_t end;
};

void random_scenario_draw(struct random_scenario *scenario, uint64_t seed);

/* The scenario's own requests as a workload. */
struct requests_workload {
    struct workload workload;
    const struct random_scenario *scenario;
};
void requests_workload_open(struct requests_workload *workload,
                            const struct random_scenario *scenario);

#endif
