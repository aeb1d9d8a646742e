/* drawing.h - a random scenario while it is drawn: its dice, and its text.
 *
 * random_scenario.c draws the world and the requests, random_stack.c the strategies. */
#ifndef TESTS_DIFFERENTIAL_DRAWING_H
#define TESTS_DIFFERENTIAL_DRAWING_H

#include "sim/base/rng.h"

#include <stddef.h>

struct random_scenario;

struct drawing {
    struct random_scenario *scenario;
    char *text;                /* of `room` bytes, which are enough */
    size_t room;
    struct rng rng;
    size_t used;
    int64_t unit;              /* ns: about as long as anything takes here */
};

uint64_t below(struct drawing *d, uint64_t bound);
bool one_in(struct drawing *d, uint64_t n);
/* A time of some units: often a whole number of them, so that much coincides. */
int64_t some_time(struct drawing *d, uint64_t units);
void write_text(struct drawing *d, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void write_time(struct drawing *d, const char *key, int64_t ns);
void write_choice(struct drawing *d, const char *key, const char *const *choices, uint64_t count);

/* random_stack.c: one to three strategies, laid on one another. */
void draw_stack(struct drawing *d, const char *name);

#endif
