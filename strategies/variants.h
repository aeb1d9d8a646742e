/* variants.h - the stacks that people use, by the names that a comparison calls them. */
#ifndef STRATEGIES_VARIANTS_H
#define STRATEGIES_VARIANTS_H

#include <stddef.h>

struct variant {
    const char *name;          /* short: it heads a row of a table */
    const char *stack;         /* its layers as JSON, lowest first, as in a scenario */
    const char *says;          /* what it is, in the words of frameworks where there are any */
};

/* Bounds first; ends with one without a name. */
extern const struct variant variants[];

#endif
