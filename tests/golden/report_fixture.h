/* report_fixture.h - results made by hand, small enough to check every report of them by eye. */
#ifndef TESTS_GOLDEN_REPORT_FIXTURE_H
#define TESTS_GOLDEN_REPORT_FIXTURE_H

#include "reports/comparison.h"

/* A name with everything that some format gives a meaning to. */
extern const char fixture_nasty[];

/* The bounds, "ttl 60 s" and the nasty one: 4 rows, 1 to 4 seeds; figures differ a bit by seed. The
 * caller frees. */
enum { FIXTURE_ROWS = 4, FIXTURE_SEEDS_MAX = 4 };
struct comparison *fixture_new(size_t seed_count);
void fixture_free(struct comparison *comparison);

/* The whole file as a text that the caller frees; fails the test when it is not there. */
char *fixture_read(const char *path);

/* Fails the test, showing the first line that differs, unless the file tests/golden/NAME holds this
 * text. With UPDATE=1 in the environment the file is written instead. */
void fixture_expect_golden(const char *name, const char *text);

/* A path in the test's own folder; one at a time. */
const char *fixture_path(const char *name);

#endif
