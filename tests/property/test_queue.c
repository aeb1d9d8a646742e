/* test_queue.c - the event queue against an array that is searched from end to end: what comes out
 * is ordered by time, and at the same time known events by their numbers, then the others by the order
 * in which they went in. */
#include "sim/engine/queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/rng.h"

enum { PENDING_MAX = 3000 };

struct naive {
    struct { sim_time due; uint64_t rank; uint32_t payload; } events[PENDING_MAX];
    size_t count;
};

static struct naive naive;

/* Not even numbers are known ones. */
static void push(struct queue *queue, sim_time due, uint32_t number, uint32_t payload)
{
    bool known = number % 2 != 0;

    if (known)
        queue_push_known(queue, due, number, payload);
    else
        queue_push(queue, due, payload);
    naive.events[naive.count].rank = known ? number : (uint64_t)number + (UINT64_C(1) << 32);
    naive.events[naive.count].due = due;
    naive.events[naive.count].payload = payload;
    naive.count++;
}

/* Takes one from both; returns its time. */
static sim_time pop(struct queue *queue)
{
    size_t first = 0;
    sim_time due = queue->first;
    uint32_t payload;

    for (size_t i = 1; i < naive.count; i++) {
        bool tie = naive.events[i].due == naive.events[first].due;
        if (naive.events[i].due < naive.events[first].due
            || (tie && naive.events[i].rank < naive.events[first].rank))
            first = i;
    }
    if (naive.events[first].rank < UINT32_MAX) {
        assert_true(queue_first_is_below(queue, (uint32_t)naive.events[first].rank + 1));
        assert_false(queue_first_is_below(queue, (uint32_t)naive.events[first].rank));
    } else {
        assert_false(queue_first_is_below(queue, UINT32_MAX));
    }
    payload = queue_pop(queue);
    assert_int_equal(due, naive.events[first].due);
    assert_int_equal(payload, naive.events[first].payload);
    memmove(&naive.events[first], &naive.events[first + 1],
            (--naive.count - first) * sizeof naive.events[0]);
    return due;
}

struct row {
    uint64_t spread;           /* events are due up to so many ns ahead */
    uint64_t grain;            /* and at whole multiples of this, so that many coincide */
    size_t pending;            /* about so many at a time */
    unsigned steps;
};

static void check_row(const struct row *row, uint64_t seed)
{
    struct rng rng = rng_stream(seed, RNG_TEST, 2);
    struct complaint complaint = {0};
    struct queue queue;
    sim_time now = 0;
    uint32_t number = 0;

    assert_true(queue_open(&queue, &complaint));
    assert_true(queue.first == TIME_NEVER);
    naive.count = 0;
    for (unsigned step = 0; step < row->steps; step++) {
        bool fill = rng_below(rng_next(&rng), row->pending * 2) >= naive.count;
        if (naive.count == 0 || (fill && naive.count < PENDING_MAX)) {
            uint64_t ahead = rng_below(rng_next(&rng), row->spread + 1);
            if (rng_below(rng_next(&rng), 16) == 0)
                ahead *= 1000;         /* Now and then far beyond a turn of the wheel. */
            /* A known event may come from far back in the order. */
            number += 2;
            push(&queue, now + (sim_time)(ahead - ahead % row->grain),
                 rng_below(rng_next(&rng), 2) == 0 ? number
                     : (uint32_t)rng_next(&rng) / 2 | 1, number & 0xffffff);
        } else {
            now = pop(&queue);
        }
    }
    while (naive.count > 0)
        pop(&queue);
    assert_true(queue.first == TIME_NEVER);
    queue_close(&queue);
}

static void it_is_a_sorted_list_that_keeps_the_order_of_ties(void **state)
{
    static const struct row rows[] = {
        {0, 1, 50, 20000},                     /* everything at once */
        {1000, 1, 10, 20000},
        {1000, 500, 200, 20000},
        {1000000, 1, 5, 20000},
        {1000000, 100000, 100, 20000},
        {20000000, 1, 300, 40000},             /* about a turn of the wheel */
        {20000000, 16384, 1000, 40000},        /* whole ticks: crowded slots */
        {10000000000, 1, 1000, 40000},         /* nearly all beyond it: the tick grows */
        {100, 1, 1500, 60000},                 /* nearly all in one slot: the tick shrinks */
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (uint64_t seed = 1; seed <= 3; seed++)
            check_row(&rows[i], seed);
    }
}

/* The end of time is a time. */
static void late_events_come_out_last(void **state)
{
    struct complaint complaint = {0};
    struct queue queue;

    assert_true(queue_open(&queue, &complaint));
    naive.count = 0;
    push(&queue, TIME_NEVER - 1, 2, 1);
    push(&queue, TIME_NEVER / 2, 4, 2);
    push(&queue, 0, 6, 3);
    push(&queue, TIME_NEVER - 1, 8, 4);
    push(&queue, 5, 10, 5);
    while (naive.count > 0)
        pop(&queue);
    queue_close(&queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_a_sorted_list_that_keeps_the_order_of_ties),
        cmocka_unit_test(late_events_come_out_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
