/* test_names.c - the hash table of names against a plain array. */
#include "sim/model/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/rng.h"

enum { UNIVERSE_MAX = 20000 };

static uint32_t there[UNIVERSE_MAX];       /* index of each name; NAMES_NONE: it is not there */

/* Names as the cache has them: a kind, a row, a number; many differ in a few bits only. */
static uint64_t name_of_number(uint64_t n, bool dense)
{
    return dense ? n : (n % 3) << 62 | (n / 7) << 32 | n % 7;
}

static void check_all(const struct names *names, uint64_t universe, bool dense, uint32_t count)
{
    for (uint64_t n = 0; n < universe; n++)
        assert_int_equal(names_find(names, name_of_number(n, dense)), there[n]);
    assert_int_equal(names->count, count);
}

static void check(uint64_t universe, bool dense, unsigned steps, uint64_t seed)
{
    struct rng rng = rng_stream(seed, RNG_TEST, 3);
    struct complaint complaint = {0};
    struct names names;
    uint32_t count = 0;

    assert_true(names_open(&names, &complaint));
    memset(there, 0xff, sizeof there);
    for (unsigned step = 0; step < steps; step++) {
        uint64_t n = rng_below(rng_next(&rng), universe), name = name_of_number(n, dense);
        assert_int_equal(names_find(&names, name), there[n]);
        if (there[n] != NAMES_NONE) {
            names_remove(&names, name);
            there[n] = NAMES_NONE;
            count--;
        } else {
            there[n] = step;
            names_add(&names, name, step);
            count++;
        }
        assert_int_equal(names_find(&names, name), there[n]);
        if (step % (steps / 8) == 0)
            check_all(&names, universe, dense, count);
    }
    check_all(&names, universe, dense, count);
    names_close(&names);
}

static void it_is_an_array_of_names(void **state)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        check(1, true, 64, seed);
        check(100, true, 20000, seed);
        check(100, false, 20000, seed);
        check(5000, true, 100000, seed);       /* It grows beyond its first size. */
        check(UNIVERSE_MAX, false, 200000, seed);
    }
}

/* As full as it gets, then emptied: long runs of slots are closed up one by one. */
static void it_can_be_filled_and_emptied(void **state)
{
    struct complaint complaint = {0};
    struct names names;

    assert_true(names_open(&names, &complaint));
    for (uint32_t round = 0; round < 3; round++) {
        for (uint32_t n = 0; n < UNIVERSE_MAX; n++)
            names_add(&names, name_of_number(n, false), n);
        for (uint32_t n = 0; n < UNIVERSE_MAX; n += 2)
            names_remove(&names, name_of_number(n, false));
        for (uint32_t n = 0; n < UNIVERSE_MAX; n++)
            assert_int_equal(names_find(&names, name_of_number(n, false)),
                             n % 2 == 0 ? NAMES_NONE : n);
        for (uint32_t n = 1; n < UNIVERSE_MAX; n += 2)
            names_remove(&names, name_of_number(n, false));
        assert_int_equal(names.count, 0);
    }
    names_close(&names);
}

/* In place, with runs of slots that go on across the end of the table. */
static void nothing_is_lost_when_it_grows(void **state)
{
    enum { NAMES = 6000 };             /* beyond two growths */

    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct rng rng = rng_stream(seed, RNG_TEST, 5);
        struct complaint complaint = {0};
        struct names names;
        assert_true(names_open(&names, &complaint));
        for (uint32_t n = 0; n < NAMES; n++)
            names_add(&names, rng_at(rng.key, n), n);
        for (uint32_t n = 0; n < NAMES; n++)
            assert_int_equal(names_find(&names, rng_at(rng.key, n)), n);
        assert_int_equal(names.count, NAMES);
        for (uint32_t n = 0; n < NAMES; n++)
            names_remove(&names, rng_at(rng.key, n));
        for (uint32_t i = 0; i <= names.mask; i++)
            assert_int_equal(names.slots[i].held, 0);
        names_close(&names);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_an_array_of_names),
        cmocka_unit_test(it_can_be_filled_and_emptied),
        cmocka_unit_test(nothing_is_lost_when_it_grows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
