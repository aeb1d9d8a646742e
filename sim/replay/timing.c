/* timing.c - longest paths by relaxing all bounds as often as there are instants (Bellman and Ford:
 * R. Bellman, "On a routing problem", Quarterly of Applied Mathematics 16, 1958). */
#include "sim/replay/timing.h"

bool timing_solve(sim_time *at, size_t count, const struct timing_bound *bounds, size_t bound_count,
                  size_t *broken)
{
    sim_time first = at[0];

    for (size_t i = 1; i < count; i++)
        at[i] = first;
    for (size_t round = 0; round <= count; round++) {
        bool moved = false;
        for (size_t i = 0; i < bound_count; i++) {
            sim_time due = bounds[i].least < 0 ? at[bounds[i].before] + bounds[i].least
                                               : time_after(at[bounds[i].before], bounds[i].least);
            if (due <= at[bounds[i].after])
                continue;
            if (bounds[i].after == 0 || due >= TIME_LAST) {
                *broken = i;
                return false;
            }
            at[bounds[i].after] = due;
            *broken = i;
            moved = true;
        }
        if (!moved)
            return true;
    }
    return false;
}
