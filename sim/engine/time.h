/* time.h - virtual time: integer nanoseconds since the run began. */
#ifndef SIM_ENGINE_TIME_H
#define SIM_ENGINE_TIME_H

#include <stdint.h>

typedef int64_t sim_time;

#define TIME_NEVER INT64_MAX
/* What would happen later happens then, 146 years after the beginning. A run is at most half as long. */
#define TIME_LAST (INT64_MAX / 2)

/* t + d, where d >= 0; at most TIME_LAST. */
static inline sim_time time_after(sim_time t, int64_t d)
{
    return d > TIME_LAST - t ? TIME_LAST : t + d;
}

static inline sim_time time_least(sim_time a, sim_time b)
{
    return a < b ? a : b;
}

#endif
