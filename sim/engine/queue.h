/* queue.h - what happens next: events ordered by (time, order of scheduling).
 *
 * An event is due at a virtual time and carries a 24-bit payload, the index of the operation that
 * it concerns. Two events due at the same time happen in the order in which they were scheduled, so
 * a run depends on no address and on no property of the structure:
 *
 *      near    a wheel of 1024 slots, each a tick wide, a line of memory with up to four events,
 *              and a bitmap of the slots that hold any: nearly all events of a run go through it
 *      far     a 4-ary heap for events beyond the wheel's turn, and for what a full slot refused
 *
 * The next event is the earlier of the two fronts. The tick adapts to the run: when slots are often
 * full it is halved, when much goes beyond the turn it is doubled. */
#ifndef SIM_ENGINE_QUEUE_H
#define SIM_ENGINE_QUEUE_H

#include "sim/base/complaint.h"
#include "sim/engine/time.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    QUEUE_PAYLOAD_BITS = 24,
    QUEUE_SLOTS = 1024,
    QUEUE_SLOT_EVENTS = 4,
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
    uint32_t count;            /* events pending */
    unsigned tick_bits;        /* a tick is 2^tick_bits ns */
    uint64_t tick;             /* that the wheel's turn begins with: no pending event is earlier */
    struct queue_entry near;   /* the next event of the wheel; due UINT64_MAX: none */
    uint32_t crowded, beyond;  /* events lately refused by full slots, and beyond the turn */
    uint32_t far_count;
    struct queue_entry *far;
    struct queue_slot *slots;
    uint64_t occupied[QUEUE_WORDS];
    uint8_t held[QUEUE_SLOTS]; /* events in each slot */
};

bool queue_open(struct queue *queue, struct complaint *complaint);
void queue_close(struct queue *queue);

/* `due` is not before the event that was taken last. */
void queue_push(struct queue *queue, sim_time due, uint32_t payload);

/* Takes the next event and returns its payload; its time was queue->first. Only when one is pending. */
uint32_t queue_pop(struct queue *queue);

#endif
