/* timing.h - instants that are far enough from one another, and not too far.
 *
 * "The second comes at least so much after the first" is all that is ever asked, an upper limit being
 * a lower one that is negative and the other way round (a system of difference constraints). The
 * earliest instants that keep all of it are the longest paths to them, if no circle of requests asks
 * to be later than itself. */
#ifndef SIM_REPLAY_TIMING_H
#define SIM_REPLAY_TIMING_H

#include "sim/engine/time.h"

#include <stdbool.h>
#include <stddef.h>

struct timing_bound {
    size_t before, after;      /* which instants */
    int64_t least;             /* ns from the one to the other, at least */
};

/* at[0] is given; all others are the earliest that keep the bounds. False when nothing does, or nothing
 * before TIME_LAST: then `*broken` is a bound that cannot be kept. */
bool timing_solve(sim_time *at, size_t count, const struct timing_bound *bounds, size_t bound_count,
                  size_t *broken);

#endif
