/* test_cache_order.c - the log of uses against a plain list. */
#include "sim/model/cache_order.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/rng.h"

enum { ENTRIES_MAX = 6000 };

/* Those that are there, the oldest use first. */
static uint32_t list[ENTRIES_MAX];
static uint32_t count;

static void take_out(uint32_t index)
{
    for (uint32_t i = 0; i < count; i++) {
        if (list[i] != index)
            continue;
        count--;
        memmove(&list[i], &list[i + 1], (count - i) * sizeof list[0]);
        return;
    }
}

/* One of `entries` is used, or goes if it is there (`leaving` of 256 times), or the first goes. */
static void step(struct cache_order *order, uint64_t word, uint32_t entries, uint64_t leaving)
{
    uint32_t index = (uint32_t)rng_below(word, entries);
    bool there = false;

    for (uint32_t i = 0; i < count && !there; i++)
        there = list[i] == index;
    if (there && word % 256 < leaving) {
        cache_order_remove(order, index);
        take_out(index);
    } else if (count > 0 && word % 256 < 2 * leaving) {
        assert_int_equal(cache_order_first(order), list[0]);
        cache_order_remove(order, list[0]);
        take_out(list[0]);
    } else {
        cache_order_append(order, index);
        take_out(index);
        list[count++] = index;
    }
}

/* From `place` on, as if so much had happened before. */
static void check(uint32_t entries, uint64_t leaving, unsigned steps, uint32_t place, uint64_t seed)
{
    struct rng rng = rng_stream(seed, RNG_TEST, 7);
    struct complaint complaint = {0};
    struct cache_order order;

    assert_true(cache_order_open(&order, entries, &complaint));
    order.end = order.looked = order.limit = place;
    count = 0;
    for (unsigned i = 0; i < steps; i++)
        step(&order, rng_next(&rng), entries, leaving);
    while (count > 0) {
        assert_int_equal(cache_order_first(&order), list[0]);
        assert_int_equal(cache_order_peek(&order, 0), list[0]);
        cache_order_remove(&order, list[0]);
        take_out(list[0]);
    }
    cache_order_close(&order, entries);
}

static void it_is_a_list(void **state)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        check(1, 60, 20000, 0, seed);
        check(5, 60, 50000, 0, seed);
        check(200, 0, 50000, 0, seed);         /* No entry goes, and the ring is never enough. */
        check(200, 20, 100000, 0, seed);
        check(3000, 10, 60000, 0, seed);       /* It grows, */
        check(ENTRIES_MAX, 2, 40000, 0, seed); /* and again. */
    }
}

/* Places are numbered in 32 bits, and anew before these are over. */
static void its_places_do_not_run_out(void **state)
{
    for (uint32_t before = 1; before < 20000; before = before * 3 + 1) {
        check(50, 20, 40000, ORDER_NOWHERE - before, before);
        check(3000, 10, 20000, ORDER_NOWHERE - before, before);
    }
}

/* What is said to go next does, as long as nothing else happens. */
static void the_next_ones_are_known(void **state)
{
    struct complaint complaint = {0};
    struct cache_order order;

    assert_true(cache_order_open(&order, 1000, &complaint));
    for (uint32_t i = 0; i < 1000; i++)
        cache_order_append(&order, i * 7 % 1000);
    for (uint32_t i = 0; i < 1000 - ORDER_AHEAD; i++) {
        assert_int_equal(cache_order_first(&order), i * 7 % 1000);
        for (uint32_t n = 1; n < ORDER_AHEAD; n++)
            assert_int_equal(cache_order_peek(&order, n), (i + n) * 7 % 1000);
        cache_order_remove(&order, i * 7 % 1000);
    }
    cache_order_close(&order, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_a_list),
        cmocka_unit_test(its_places_do_not_run_out),
        cmocka_unit_test(the_next_ones_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
