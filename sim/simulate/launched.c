/* launched.c - telling them. */
#include "sim/simulate/launched.h"

void launched_tell(struct launched *launched, const struct judge *judge, sim_time until)
{
    uint64_t first = launched->first;

    for (; first < launched->end; first++) {
        const struct launched_read *read = &launched->reads[first % LAUNCHED_MAX];
        if (read->began > until)
            break;
        *read->place = judge_versions_before(judge, read->row, read->began);
    }
    launched->first = first;
    launched->untold = first < launched->end ? launched->reads[first % LAUNCHED_MAX].number
                                             : launched->next;
}
