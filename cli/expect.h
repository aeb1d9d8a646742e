/* expect.h - what a scenario is held to: its "expect" list, read and judged.
 *
 *      "expect": [{"strategy": "delete on write", "stale-ratio": {"max": "0.1%"},
 *                  "read-latency-p99": {"below": "5ms"}, "about": "what we promised"}]
 *
 *      strategy    the name of one, a list of names, or "*": all but the bounds
 *      METRIC      any that `stalemate metrics` lists, or a figure of a distribution, with bounds:
 *                  min and max (which are allowed), above and below (which are not), equals
 *      about       why, for whoever sees it broken
 *
 * A bound has the unit of its metric: durations, sizes and rates are written with one, counts are
 * whole, ratios go from 0 to 1 or to 100%. */
#ifndef CLI_EXPECT_H
#define CLI_EXPECT_H

#include "cli/scenario.h"
#include "sim/judge/metric.h"
#include "sim/judge/result.h"

#include <stdbool.h>
#include <stddef.h>

enum expect_bound {
    EXPECT_MIN,
    EXPECT_MAX,
    EXPECT_ABOVE,
    EXPECT_BELOW,
    EXPECT_EQUALS,
};

enum { EXPECT_TEXT = 96 };

/* One bound of one metric. */
struct expectation {
    const char *metric;                    /* of the scenario's document, as is */
    const char *about;                     /* "" where there is none */
    struct metric_key key;
    enum expect_bound bound;
    double value;                          /* in the unit of metric_value */
    char text[EXPECT_TEXT];                /* the value as it was written */
    bool strategies[SCENARIO_STRATEGIES_MAX];
};

struct expectations {
    struct expectation *list;
    size_t count;
};

/* Reads the list, which is empty where the scenario has none. It lives no longer than the scenario,
 * and is freed with expect_free, even after a complaint. */
bool expect_read(struct expectations *expectations, const struct scenario *scenario,
                 struct complaint *complaint);
void expect_free(struct expectations *expectations);

/* Whether the result is as expected. A figure of nothing (a ratio of no reads) never is. */
bool expect_holds(const struct expectation *expectation, const struct result *result);

/* "at most 5ms", and what was found instead or indeed: "4.2ms". `to` has room for size bytes. */
void expect_say(const struct expectation *expectation, char *to, size_t size);
void expect_say_found(const struct expectation *expectation, const struct result *result, char *to,
                      size_t size);

/* A value of this metric as people write it. */
void expect_say_value(const struct metric_key *key, double value, char *to, size_t size);

#endif
