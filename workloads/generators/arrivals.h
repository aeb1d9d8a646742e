/* arrivals.h - when requests come: the times of an open loop, in the order of time.
 *
 * An arrival process is a plan, which is read once and then shared, and a small state, which is
 * plain data. Time is kept in steps of 2^-32 ns, so what a gap has beyond whole nanoseconds is
 * carried to the next one and the mean rate is exact in the long run; a request comes at the whole
 * nanosecond before.
 *
 *      constant   equal gaps
 *      poisson    exponential gaps, the same rate always
 *      bursty     Poisson, whose rate switches between a burst and a quiet one; how long each lasts
 *                 is exponential too. A run begins in a burst as often as a run is in one
 *      diurnal    Poisson, whose rate follows a sine in 256 equal steps; a run begins at the mean,
 *                 rising
 *
 * The last three are one process: a Poisson process whose rate is constant within a segment of
 * time. An exponential gap has no memory, so one that would reach over the end of its segment is
 * thrown away there, and a new one is drawn at the new rate; nothing is approximated by that. */
#ifndef WORKLOADS_GENERATORS_ARRIVALS_H
#define WORKLOADS_GENERATORS_ARRIVALS_H

#include "sim/base/complaint.h"
#include "sim/base/distribution.h"
#include "sim/base/json.h"
#include "sim/base/knob.h"
#include "sim/base/rng.h"
#include "sim/request/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ns x 2^32: 95 bits are in use at most. */
__extension__ typedef unsigned __int128 arrivals_time;

enum arrivals_kind {
    ARRIVALS_CONSTANT,
    ARRIVALS_POISSON,
    ARRIVALS_BURSTY,
    ARRIVALS_DIURNAL,
};

enum { ARRIVALS_STEPS = 256 };

/* How a draw of the unit exponential becomes a gap: (draw x scale) >> shift. A scale of 0 stands
 * for the rate 0: no gap ends. */
struct arrivals_pace {
    uint64_t scale;
    unsigned shift;
    bool narrow;               /* every draw is below 2^shift */
    uint64_t longest;          /* gap, ns x 2^32, or all ones where that is longer still */
};

struct arrivals_plan {
    enum arrivals_kind kind;
    arrivals_time gap;                           /* constant: between two requests */
    struct distribution unit;                    /* exponential */
    struct distribution burst, quiet;            /* bursty: how long, ns */
    uint64_t burst_share;                        /* bursty: of the time; for rng_chance */
    int64_t period;                              /* diurnal: ns */
    int64_t rate_max;                            /* of all segments, micro-events a second */
    struct arrivals_pace paces[ARRIVALS_STEPS];  /* poisson: one; bursty: quiet, burst; diurnal */
};

struct arrivals {
    const struct arrivals_plan *plan;
    arrivals_time now;
    arrivals_time segment_end;
    struct arrivals_pace pace;
    struct rng gaps, phases;
    uint64_t segment;                            /* how many have begun before this one */
    bool in_burst;
};

/* What a user may write, for help. */
#define ARRIVALS_SAYS \
    "\"poisson\", \"constant\", {\"bursty\": {\"factor\": 5, \"burst\": \"1s\", \"quiet\": " \
    "\"9s\"}} or {\"diurnal\": {\"period\": \"24h\", \"peak-to-trough\": 4}}"
extern const struct knob arrivals_bursty_knobs[];
extern const struct knob arrivals_diurnal_knobs[];

/* Plans arrivals of the given mean rate (micro-events a second, at least 1); `at` is what the user
 * wrote, or NULL for Poisson. False after a complaint; else the plan is the caller's to free. */
bool arrivals_plan_from_json(struct arrivals_plan *plan, int64_t rate, const struct json_at *at,
                             struct complaint *complaint);
void arrivals_plan_free(struct arrivals_plan *plan);

void arrivals_begin(struct arrivals *arrivals, const struct arrivals_plan *plan, uint64_t seed);

/* Sets `at` of the next requests and clears the rest of them: at most `count`, and only those
 * before `end` (ns). Returns how many there are; fewer than `count` when the end is reached. */
size_t arrivals_fill(struct arrivals *arrivals, struct request *out, size_t count, int64_t end);

#endif
