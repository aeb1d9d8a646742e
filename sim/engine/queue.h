/* queue.h - what happens next: events ordered by (time, order of scheduling).
 *
 * An event is due at a virtual time and carries a 24-bit payload, the index of the operation that
 * it concerns. Two events due at the same time happen in the order in which they were scheduled, so
 * a run depends on no address and on no property of the structure:
 *
 *      near    a wheel of 4096 slots, each a tick wide with up to two events, and a bitmap of the
 *              slots that hold any: nearly all events of a run go through it
 *      far     a 4-ary heap for events beyond the wheel's turn, and for what a full slot refused
 *
 * The next event is the earlier of the two fronts. The tick adapts to the run: when slots are full
 * now and then it is halved, when much goes beyond the turn it is doubled. Most slots are then
 * empty, and most others hold one event: where an event goes in its slot, and what comes after it,
 * would otherwise be branches that nothing can predict. */
#ifndef SIM_ENGINE_QUEUE_H
#define SIM_ENGINE_QUEUE_H

#include "sim/base/check.h"
#include "sim/base/complaint.h"
#include "sim/engine/time.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    QUEUE_PAYLOAD_BITS = 24,
    QUEUE_SLOTS = 4096,
    QUEUE_SLOT_EVENTS = 2,
    QUEUE_WORDS = QUEUE_SLOTS / 64,
};

struct queue_entry {
    uint64_t due;
    uint64_t order;            /* sequence number << QUEUE_PAYLOAD_BITS | payload */
};

/* Its events are in falling order, so that the next one is the last. */
struct queue_slot {
    struct queue_entry entries[QUEUE_SLOT_EVENTS];
};

struct queue {
    sim_time first;            /* when the next event is due; TIME_NEVER: none is pending */
    uint64_t sequence;         /* events ever scheduled */
    unsigned tick_bits;        /* a tick is 2^tick_bits ns */
    uint64_t tick;             /* that the wheel's turn begins with: no pending event is earlier */
    struct queue_entry near;   /* the next event of the wheel; QUEUE_NOTHING: none */
    uint64_t adapted;          /* the sequence number at the last look at how the tick fits */
    uint32_t crowded, beyond;  /* events since then refused by full slots, and beyond the turn */
    uint32_t far_count;
    struct queue_entry *far;   /* the first is QUEUE_NOTHING where there is none */
    struct queue_slot *slots;
    uint64_t occupied[QUEUE_WORDS];
    uint8_t held[QUEUE_SLOTS]; /* events in each slot */
};

bool queue_open(struct queue *queue, struct complaint *complaint);
void queue_close(struct queue *queue);

/* ---- inside, inline because every event goes through it ---- */

#define QUEUE_NOTHING ((struct queue_entry){(uint64_t)TIME_NEVER, UINT64_MAX})

static inline bool queue_before(const struct queue_entry *a, const struct queue_entry *b)
{
    /* One 128-bit comparison: compilers make it two instructions without a branch. */
    __extension__ typedef unsigned __int128 key;

    return ((key)a->due << 64 | a->order) < ((key)b->due << 64 | b->order);
}

void queue_push_far(struct queue *queue, struct queue_entry entry);
struct queue_entry queue_pop_far(struct queue *queue);

/* The first slot that holds something, going round from the turn's begin; its last entry is next.
 */
static inline void queue_find_near(struct queue *queue)
{
    uint32_t start = queue->tick & (QUEUE_SLOTS - 1), word = start / 64, slot;
    uint64_t bits = queue->occupied[word] & (UINT64_MAX << start % 64);

    for (unsigned turns = 0; bits == 0; turns++) {
        if (turns == QUEUE_WORDS) {
            queue->near = QUEUE_NOTHING;
            return;
        }
        word = (word + 1) % QUEUE_WORDS;
        bits = queue->occupied[word];
    }
    slot = word * 64 + (uint32_t)__builtin_ctzll(bits);
    queue->near = queue->slots[slot].entries[queue->held[slot] - 1];
}

/* ---- what the driver calls ---- */

/* `due` is not before the event that was taken last. */
static inline void queue_push(struct queue *queue, sim_time due, uint32_t payload)
{
    struct queue_entry entry = {(uint64_t)due, queue->sequence++ << QUEUE_PAYLOAD_BITS | payload};
    uint64_t tick = entry.due >> queue->tick_bits;
    uint32_t slot = tick & (QUEUE_SLOTS - 1), place = queue->held[slot];
    struct queue_entry *entries = queue->slots[slot].entries;

    if (due < queue->first)
        queue->first = due;
    if (tick - queue->tick >= QUEUE_SLOTS || place == QUEUE_SLOT_EVENTS) {
        queue_push_far(queue, entry);
        return;
    }
    queue->held[slot] = (uint8_t)(place + 1);
    queue->occupied[slot / 64] |= UINT64_C(1) << slot % 64;
    for (; place > 0 && queue_before(&entries[place - 1], &entry); place--)
        entries[place] = entries[place - 1];
    entries[place] = entry;
    if (queue_before(&entry, &queue->near))
        queue->near = entry;
}

/* Takes the next event and returns its payload; its time was queue->first. Only when one is
 * pending. */
static inline uint32_t queue_pop(struct queue *queue)
{
    struct queue_entry entry = queue->near;

    if (queue_before(&queue->far[0], &entry)) {
        entry = queue_pop_far(queue);
    } else {
        uint32_t slot = (entry.due >> queue->tick_bits) & (QUEUE_SLOTS - 1), left;
        CHECK(entry.due != QUEUE_NOTHING.due);
        queue->tick = entry.due >> queue->tick_bits;
        left = --queue->held[slot];
        if (left > 0) {
            queue->near = queue->slots[slot].entries[left - 1];
        } else {
            queue->occupied[slot / 64] &= ~(UINT64_C(1) << slot % 64);
            queue_find_near(queue);
        }
    }
    queue->first = (sim_time)(queue->far[0].due < queue->near.due ? queue->far[0].due
                                                                  : queue->near.due);
    return entry.order & ((1u << QUEUE_PAYLOAD_BITS) - 1);
}

#endif
