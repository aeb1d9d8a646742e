/* replayed.h - what came of replaying a witness in the simulator. */
#ifndef REPORTS_WITNESS_REPLAYED_H
#define REPORTS_WITNESS_REPLAYED_H

#include "reports/witness/account.h"
#include "sim/judge/result.h"

enum replayed_outcome {
    REPLAYED_THE_SAME,
    REPLAYED_OTHERWISE,
    REPLAYED_NOT_IN_TIME,      /* there are no instants at which it could come about */
};

/* What the simulator counted that ought not to be. */
struct replayed_count {
    const char *metric;        /* as `expect` has it */
    const char *says;
    uint64_t count;
};

enum { REPLAYED_COUNTS = 9 };

/* Of these, those that are not as they should be; returns how many. */
unsigned replayed_counts(const struct result *result, struct replayed_count *counts);

struct replayed {
    struct account account;
    enum replayed_outcome outcome;
    unsigned step;             /* from 1: where they part; 0: nowhere, or only in the end */
    const char *why;           /* a sentence without its stop, where they part */
    const sim_time *at;        /* of each step; where it could come about */
    const struct result *result;
};

/* `steps`: each of them, and not only what came of it. */
void replayed_text(struct text *to, const struct replayed *replayed, bool steps);
/* All of them, as one document. */
void replayed_json(struct text *to, const struct replayed *replayed, unsigned count);

#endif
