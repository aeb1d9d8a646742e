/* flip.h - one knob of a strategy, value by value: which verdicts it changes, and at which value. */
#ifndef REPORTS_WITNESS_FLIP_H
#define REPORTS_WITNESS_FLIP_H

#include "reports/witness/exploration.h"

struct flip {
    const char *strategy;      /* its name */
    const char *layer, *knob;
    const char *const *values; /* as a user writes them, in the order in which they were tried */
    const struct exploration *tried;   /* with each of them */
    unsigned count;
};

/* The first value with another verdict than the first value's; -1: there is none. */
int flip_at(const struct flip *flip, unsigned property);

void flip_text(struct text *to, const struct flip *flip);
/* All of them, as one document. */
void flip_json(struct text *to, const struct flip *flips, unsigned count);

#endif
