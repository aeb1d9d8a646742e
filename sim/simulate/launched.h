/* launched.h - reads that are launched before they begin: what they know of their rows when they do.
 *
 * How many commits a row had before a read began is asked when it is answered, of stale reads. By then there
 * may have been more; so whatever a commit changes, those that have begun are told before. */
#ifndef SIM_SIMULATE_LAUNCHED_H
#define SIM_SIMULATE_LAUNCHED_H

#include "sim/judge/judge.h"
#include "sim/simulate/number.h"

enum { LAUNCHED_MAX = 256 };

struct launched_read {
    sim_time began;            /* or will begin */
    uint32_t *place;           /* where it is told */
    uint32_t row, number;
};

struct launched {
    uint64_t first, end;       /* those that have not been told, from the first to before the end, */
    struct launched_read reads[LAUNCHED_MAX];  /* stand at these places, modulo LAUNCHED_MAX */
    uint32_t untold;           /* the number of the first of them; where there is none, */
    uint32_t next;             /* that of the request that may be launched next */
};

/* Less than LAUNCHED_MAX have not been told. (A read may end before it is told, and its place be
 * another's: which is told later again, or does not ask.) */
static inline void launched_add(struct launched *launched, struct launched_read read)
{
    launched->reads[launched->end++ % LAUNCHED_MAX] = read;
}

/* Those that have begun by `until` are told how many commits their rows have had. To be called before a
 * commit changes that. */
void launched_tell(struct launched *launched, const struct judge *judge, sim_time until);

#endif
