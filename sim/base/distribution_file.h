/* distribution_file.h - a distribution out of a file of measurements.
 *
 * The file has one sample a line ("1.5ms"), or one quantile and its value a line ("0.99 12ms"; a
 * comma is as good as a blank); empty lines and what follows a # are skipped. Samples need no
 * order; more than DISTRIBUTION_POINTS_MAX of them become that many evenly spaced quantiles of
 * theirs. Quantiles must rise, and so must their values. */
#ifndef SIM_BASE_DISTRIBUTION_FILE_H
#define SIM_BASE_DISTRIBUTION_FILE_H

#include "sim/base/complaint.h"
#include "sim/base/distribution.h"

#include <stdbool.h>
#include <stdio.h>

/* Reads one value in the distribution's unit; false when the text is none. */
typedef bool distribution_parse(const char *text, int64_t *value);

/* Builds `*d` from the open file, which `path` stands for in messages; `expected` says what `parse`
 * takes. False after a complaint that names the line, with `*d` the constant 0. */
bool distribution_from_file(struct distribution *d, const char *path, FILE *file,
                            distribution_parse *parse, const char *expected,
                            struct complaint *complaint);

#endif
