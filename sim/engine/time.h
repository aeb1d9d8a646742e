/* time.h - virtual time: integer nanoseconds since the run began. */
#ifndef SIM_ENGINE_TIME_H
#define SIM_ENGINE_TIME_H

#include <stdint.h>

typedef int64_t sim_time;

#define TIME_NEVER INT64_MAX

/* t + d, where d >= 0; never wraps. */
static inline sim_time time_after(sim_time t, int64_t d)
{
    return d > TIME_NEVER - t ? TIME_NEVER : t + d;
}

static inline sim_time time_least(sim_time a, sim_time b)
{
    return a < b ? a : b;
}

#endif
