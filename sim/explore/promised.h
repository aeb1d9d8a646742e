/* promised.h - what a stack promises in a world: see promise.h. */
#ifndef SIM_EXPLORE_PROMISED_H
#define SIM_EXPLORE_PROMISED_H

#include "sim/explore/explore.h"

struct promised {
    const char *by[PROPERTY_COUNT];    /* the name of the layer that keeps it; NULL: nobody does */
    bool for_a_while[PROPERTY_COUNT];  /* it may be broken until an expiry ends that */
};

/* What a layer (1 and up) has beside it. */
struct company company_of(const struct stack *stack, unsigned layer);

/* Of all layers, in a world in which no more can happen than these bounds allow. */
struct promised promised_by(const struct stack *stack, const struct explore_bounds *bounds);

/* The properties that somebody keeps, as bits. */
unsigned promised_properties(const struct promised *promised);

/* How all promises stand together: refuted if one is, then inconclusive if one is; not asked, where
 * nothing is promised. */
enum verdict promised_verdict(const struct promised *promised, const struct explore_result *result);

#endif
