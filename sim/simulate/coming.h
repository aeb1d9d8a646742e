/* coming.h - the requests to come: they are made ready in batches before they begin.
 *
 *      drawn       handed out by the source; the rows' slots are fetched from memory
 *      launched    a read that begins with a look-up without a flow is answered, where nothing can
 *                  change the answer any more (foresee.h); else it goes into the queue, for when that
 *                  takes place, or where it asks for a counter first, and what that says can be
 *                  recalled, for when the name is looked up; all others wait for the loop to take
 *                  them when they begin
 *
 * So a batch is many like steps that do not wait for each other. None of this changes what happens, but the
 * order in which it is noted: a read that is launched before it begins has drawn nothing but from its
 * own stream, and whatever a commit changes of what it would have known at its beginning it is told
 * before (launched.h). */
#ifndef SIM_SIMULATE_COMING_H
#define SIM_SIMULATE_COMING_H

#include "sim/simulate/simulation.h"

enum {
    COMING_BATCH = 64,
    COMING_KEPT = 4 * COMING_BATCH,    /* those drawn and launched, and that which begins */
};

struct coming {
    /* A request's index, from 0, modulo COMING_KEPT is its place in each of these; it keeps it until it
     * is launched, or if it waits, taken. */
    struct request requests[COMING_KEPT];
    bool all_wait;                     /* none is launched: the indices of those that wait are */
    uint64_t waiting_first, waiting_end;       /* these, from the first to before the end; else */
    uint64_t waiting[COMING_KEPT];     /* what stands at these places, modulo COMING_KEPT */
    sim_time next;                     /* when the first of those begins; TIME_NEVER: none waits */
    uint64_t drawn, launched;          /* how many requests have come so far */
    uint64_t batches;                  /* that are drawn when one of them is launched */
    uint64_t early;                    /* so many requests before the last of a batch begins, the next is
                                        * launched */
    bool ended;                        /* the source has no more that begin before the end */
    sim_time horizon;                  /* before anything of that time or later happens, more is
                                        * launched, if there is room; TIME_NEVER: there is no more */
    uint64_t stale_before;             /* stale reads at the last look at */
    bool stale_common;                 /* whether many reads are, and ask their versions */
    bool counters_common;              /* whether names follow counters of rows, in flows */
};

bool coming_open(struct simulation *sim, struct complaint *complaint);
void coming_close(struct simulation *sim);

/* Launches another batch. Only where there is room: the loop has taken the requests whose places
 * that of the batch after it will be. Nothing more happens before `until` than what is launched
 * now, and nothing but that and what follows from operations before `limit`. */
void coming_advance(struct simulation *sim, sim_time until, sim_time limit);

/* The index of the first that waits; there is one. */
static inline uint64_t coming_first(const struct coming *coming)
{
    return coming->all_wait ? coming->waiting_first
                            : coming->waiting[coming->waiting_first % COMING_KEPT];
}

static inline bool coming_has_room(const struct coming *coming)
{
    return coming->waiting_first == coming->waiting_end
        || coming_first(coming) + COMING_KEPT >= coming->drawn + COMING_BATCH;
}

/* Looks up when the next of those that wait begins. */
static inline void coming_settle_next(struct coming *coming)
{
    coming->next = coming->waiting_first == coming->waiting_end ? TIME_NEVER
        : coming->requests[coming_first(coming) % COMING_KEPT].at;
}

/* The number of its operation. */
static inline uint32_t coming_number(const struct coming *coming)
{
    return request_number(coming_first(coming));
}

/* The index of that request; it is taken. */
static inline uint64_t coming_take(struct coming *coming)
{
    uint64_t index = coming_first(coming);

    coming->waiting_first++;
    coming_settle_next(coming);
    return index;
}

#endif
