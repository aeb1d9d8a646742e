/* pages.h - reads that have the first half of a page, and not yet the second.
 *
 * Nothing makes the two halves of one time (see op.h). What is answered in the end depends on the
 * commits in between, so each read that stands there is told of them:
 *
 *      first half is as it was             the page of now
 *      it has changed, since a version     that version, if the second half has not changed as well
 *      both have                           a torn one, that nobody has ever committed
 */
#ifndef SIM_SIMULATE_PAGES_H
#define SIM_SIMULATE_PAGES_H

#include "sim/model/versions.h"

struct half_read {
    uint32_t reader;           /* a number of its own, say its flight's */
    uint32_t row;
    value_handle left;         /* held: the last version with the first half that it has read;
                                * VALUE_NONE: the current one is */
    bool torn;
};

struct pages {
    struct half_read *reads;
    uint32_t count, count_max;
};

/* For at most so many reads at once. False after a complaint. */
bool pages_open(struct pages *pages, uint32_t count_max, struct complaint *complaint);
void pages_close(struct pages *pages);

/* The reader has the first half of the row. */
void pages_first(struct pages *pages, uint32_t reader, uint32_t row);

/* A commit that changes these halves (bits 1 and 2) of the row is about to take place. */
void pages_changed(struct pages *pages, struct versions *versions, uint32_t row, unsigned halves);

/* The reader takes the second half: what it has read. The caller holds a copy from now on. */
value_handle pages_second(struct pages *pages, struct versions *versions, uint32_t reader);

/* The reader will not take it, if it has a first half at all. */
void pages_forget(struct pages *pages, struct versions *versions, uint32_t reader);

#endif
