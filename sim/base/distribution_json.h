/* distribution_json.h - a distribution as a user writes it.
 *
 *      "2ms"                                                  always this
 *      {"constant": "2ms"}                                    the same
 *      {"uniform": {"min": "1ms", "max": "3ms"}}              both ends included
 *      {"exponential": {"mean": "20ms"}}
 *      {"lognormal": {"median": "2ms", "p99": "40ms"}}
 *      {"pareto": {"min": "1ms", "shape": 1.5}}               P(value > x) = (min / x)^shape
 *      {"mixture": [{"weight": 0.9, "of": "1ms"}, {"weight": 0.1, "of": {"exponential": {"mean":
 * "50ms"}}}]}
 *      {"empirical": [[0, "1ms"], [0.5, "2ms"], [1, "9ms"]]}  quantiles, linear in between
 *      {"empirical": {"file": "latencies.txt"}}               relative to the scenario's folder
 *
 * The values are durations (ns) or sizes (bytes), as the caller says. A file has one sample a line
 * ("1.5ms"), or one quantile and its value a line ("0.99 12ms", a comma is as good as a blank);
 * empty lines and what follows a # are skipped. Samples need no order; more than
 * DISTRIBUTION_POINTS_MAX of them become that many evenly spaced quantiles of theirs. */
#ifndef SIM_BASE_DISTRIBUTION_JSON_H
#define SIM_BASE_DISTRIBUTION_JSON_H

#include "sim/base/complaint.h"
#include "sim/base/distribution.h"
#include "sim/base/json.h"

#include <stdbool.h>

enum distribution_unit {
    DISTRIBUTION_NS,
    DISTRIBUTION_BYTES,
};

#define DISTRIBUTION_FORMS "constant, uniform, exponential, lognormal, pareto, mixture, empirical"
#define DISTRIBUTION_NS_SAYS                                                                       \
    "a duration such as \"2ms\", or a distribution of them such as "                               \
    "{\"lognormal\": {\"median\": \"2ms\", \"p99\": \"40ms\"}} (" DISTRIBUTION_FORMS ")"
#define DISTRIBUTION_BYTES_SAYS                                                                    \
    "a size such as \"1KiB\", or a distribution of them such as "                                  \
    "{\"lognormal\": {\"median\": \"300B\", \"p99\": \"20KiB\"}} (" DISTRIBUTION_FORMS ")"

/* True with `*d` built, then the caller's to distribution_free; false after a complaint, with `*d`
 * the constant 0. Files are looked for in `base_folder`; NULL means the folder of the document
 * itself. */
bool distribution_from_json(struct distribution *d, const struct json_at *at,
                            enum distribution_unit unit, const char *base_folder,
                            struct complaint *complaint);

/* The same from a text, "2ms" or JSON, as presets are written. `name` stands for it in messages. */
bool distribution_from_text(struct distribution *d, const char *name, const char *text,
                            enum distribution_unit unit, struct complaint *complaint);

#endif
