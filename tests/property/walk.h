/* walk.h - going through a generated workload, and comparing counts with what theory expects.
 *
 * For tests with fixed seeds, which pass always or never: the bounds are five standard deviations
 * of what is expected, here in floating point and with the C library's mathematics, so independent
 * of the integer tables that the generators draw from. */
#ifndef TESTS_PROPERTY_WALK_H
#define TESTS_PROPERTY_WALK_H

#include "workloads/workload.h"

#include <stddef.h>
#include <stdint.h>

enum { WALK_BATCH = 256 };

/* Goes through all requests of one workload, batch by batch. */
struct walk {
    struct workload *workload;
    struct source *source;
    struct request requests[WALK_BATCH];
    size_t count, at;
};

/* Opens the workload that the JSON text describes; fails the test where it describes none. */
void walk_begin(struct walk *walk, const char *text, int64_t seconds, uint64_t seed);

/* The next request; NULL after the last, when the walk has ended by itself. */
const struct request *walk_next(struct walk *walk);

/* Each fails the test, naming `what`, where the found is too far from the expected. */
void expect_near(const char *what, double found, double expected, double deviation);
void expect_share(const char *what, uint64_t hits, uint64_t all, double share);

/* By chi-square; the weights are of any scale. */
void expect_weights(const char *what, const uint64_t *counts, const double *weights, size_t n);

#endif
