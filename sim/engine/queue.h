/* queue.h - what happens next: events ordered by time.
 *
 * An event is due at a virtual time and carries a 24-bit payload, the index of the operation that
 * it concerns. Of two events due at the same time, one that was known beforehand comes first, with
 * a number that whoever scheduled it gave; the others happen in the order in which they were
 * scheduled. So a run depends on no address, on no property of the structure, and not on how long
 * before its time what is known beforehand is scheduled:
 *
 *      ready   the next few events, in order
 *      near    a wheel of 2048 slots, each a tick wide with up to four events, a line of memory,
 *              and a bitmap of the slots that hold any: nearly all events of a run go through it.
 *              When few are ready, the next slots are gathered, and what falls before them goes
 *              among the ready
 *      far     a 4-ary heap for events beyond the wheel's turn, and for what a full slot refused
 *
 * The next event is the earlier of the first that is ready and the first that is far. Those that
 * are ready can be looked at before their time, to fetch from memory what they will need. The tick
 * adapts to the run: when slots are full now and then it is halved, when much goes beyond the turn
 * it is doubled. */
#ifndef SIM_ENGINE_QUEUE_H
#define SIM_ENGINE_QUEUE_H

#include "sim/base/check.h"
#include "sim/base/complaint.h"
#include "sim/engine/time.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    QUEUE_PAYLOAD_BITS = 24,
    QUEUE_NUMBER_BITS = 32,    /* of events known beforehand; the others have higher ones */
    QUEUE_SLOTS = 2048,
    QUEUE_SLOT_EVENTS = 4,
    QUEUE_WORDS = QUEUE_SLOTS / 64,
    QUEUE_GATHERED = 8,        /* slots that hold something and are gathered at once */
    QUEUE_AHEAD = 16,          /* so many are ready, where there are, */
    QUEUE_READY_MAX = 64,      /* and at most so many; */
    QUEUE_READY = 192,         /* places for them */
};

struct queue_entry {
    uint64_t due;
    uint64_t order;            /* number << QUEUE_PAYLOAD_BITS | payload */
};

struct queue_slot {
    struct queue_entry entries[QUEUE_SLOT_EVENTS];
};

struct queue {                 /* It points into itself: it stays where it was opened. */
    sim_time first;            /* when the next event is due; TIME_NEVER: none is pending */
    uint64_t sequence;         /* the number of the next event that is not known beforehand */
    unsigned tick_bits;        /* a tick is 2^tick_bits ns */
    sim_time taken;            /* when the event was due that was taken last */
    uint64_t gathered;         /* the wheel's events are of this tick or later, and less than a turn
                                * later; those that are ready are earlier */
    uint64_t span;             /* of ticks from there on, whose events the wheel takes at once: a turn; 0
                                * where fewer than QUEUE_AHEAD are ready */
    uint64_t near_in, near_out;        /* events that the wheel has taken, and given, so far */
    uint32_t far_count;
    uint32_t far_most;         /* places of the heap that have been taken */
    const struct queue_entry *next;    /* the first that is ready; */
    const struct queue_entry *low;     /* from here on more are to be gathered, */
    struct queue_entry *end;           /* and behind the last */
    uint64_t looked;           /* near_in at the last look at how the tick fits; since then */
    uint32_t crowded, beyond;  /* were refused by full slots, and were beyond the turn */
    uint64_t far_due;          /* of the first that is far */
    struct queue_entry *far;   /* the first is QUEUE_NOTHING where there is none */
    struct queue_slot *slots;
    uint64_t occupied[QUEUE_WORDS];
    struct queue_entry ready[QUEUE_READY + QUEUE_AHEAD];   /* QUEUE_NOTHING after the last */
    uint8_t held[QUEUE_SLOTS]; /* events in each slot */
};

bool queue_open(struct queue *queue, struct complaint *complaint);
void queue_close(struct queue *queue);

/* ---- inside, inline because every event goes through it ---- */

#define QUEUE_NOTHING ((struct queue_entry){(uint64_t)TIME_NEVER, UINT64_MAX << QUEUE_PAYLOAD_BITS})

static inline bool queue_before(const struct queue_entry *a, const struct queue_entry *b)
{
    /* One 128-bit comparison: compilers make it two instructions without a branch. */
    __extension__ typedef unsigned __int128 key;

    return ((key)a->due << 64 | a->order) < ((key)b->due << 64 | b->order);
}

/* An event that the wheel does not take at once. */
void queue_insert_elsewhere(struct queue *queue, uint64_t due, uint64_t order);
/* Takes the next event, wherever it is, and sees to it that QUEUE_AHEAD are ready. */
uint32_t queue_pop_any(struct queue *queue);

/* (Due and order apart, not in one struct: that would be stored in two halves and then loaded as a
 * whole, for which a processor waits until both stores are done.) */
static inline void queue_insert(struct queue *queue, uint64_t due, uint64_t order)
{
    uint64_t tick = due >> queue->tick_bits;
    uint32_t slot = tick & (QUEUE_SLOTS - 1), place = queue->held[slot];
    struct queue_entry *entry = &queue->slots[slot].entries[place & (QUEUE_SLOT_EVENTS - 1)];

    if (tick - queue->gathered >= queue->span || place == QUEUE_SLOT_EVENTS) {
        queue_insert_elsewhere(queue, due, order);
        return;
    }
    queue->held[slot] = (uint8_t)(place + 1);
    queue->near_in++;
    queue->occupied[slot / 64] |= UINT64_C(1) << slot % 64;
    entry->due = due;
    entry->order = order;
}

/* ---- what the driver calls ---- */

/* `due` is not before the event that was taken last. */
static inline void queue_push(struct queue *queue, sim_time due, uint32_t payload)
{
    queue_insert(queue, (uint64_t)due, queue->sequence++ << QUEUE_PAYLOAD_BITS | payload);
}

/* The same for what was known beforehand under this number, of QUEUE_NUMBER_BITS bits. */
static inline void queue_push_known(struct queue *queue, sim_time due, uint32_t number,
                                    uint32_t payload)
{
    queue_insert(queue, (uint64_t)due, (uint64_t)number << QUEUE_PAYLOAD_BITS | payload);
}

/* Whether the next event was known beforehand, under a number below this. */
static inline bool queue_first_is_below(const struct queue *queue, uint32_t number)
{
    const struct queue_entry *ready = queue->next;
    const struct queue_entry *first = queue_before(&queue->far[0], ready) ? &queue->far[0] : ready;

    return first->order >> QUEUE_PAYLOAD_BITS < number;
}

/* The payload of an event that is not far from being next, `ahead` < QUEUE_AHEAD; where there is
 * none, of one that has been, or 0. */
static inline uint32_t queue_peek(const struct queue *queue, uint32_t ahead)
{
    return queue->next[ahead].order & ((1u << QUEUE_PAYLOAD_BITS) - 1);
}

/* Takes the next event and returns its payload; its time was queue->first. Only when one is
 * pending. */
static inline uint32_t queue_pop(struct queue *queue)
{
    const struct queue_entry *ready = queue->next;

    queue->taken = queue->first;
    if (ready >= queue->low || queue->far_due <= ready->due)
        return queue_pop_any(queue);
    queue->next = ready + 1;
    queue->first = (sim_time)(queue->far_due < ready[1].due ? queue->far_due : ready[1].due);
    return ready->order & ((1u << QUEUE_PAYLOAD_BITS) - 1);
}

#endif
