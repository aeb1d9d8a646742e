/* test_memory.c - regions that are given back and handed out again. */
#include "sim/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <cmocka.h>

enum { MANY = 200, MEGABYTE = 1 << 20 };

/* The address sanitizer takes more address space for itself than is left here. */
#ifdef __SANITIZE_ADDRESS__
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

static unsigned char *reserve(size_t bytes)
{
    struct complaint complaint = {0};
    unsigned char *region = memory_reserve(bytes, &complaint);

    assert_non_null(region);
    return region;
}

static void assert_zeroed(const unsigned char *region, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        assert_int_equal(region[i], 0);
}

/* The same region again, and nothing of what was in it; for another size, another one. */
static void what_is_kept_comes_back_zeroed(void **state)
{
    enum { BYTES = 5 * MEGABYTE, USED = 3 * MEGABYTE + 5 };
    unsigned char *region = reserve(BYTES), *other;

    memset(region, 0xab, USED);
    memory_release(region, BYTES, USED);
    other = reserve(2 * BYTES);
    assert_ptr_not_equal(other, region);
    assert_ptr_equal(reserve(BYTES), region);
    assert_zeroed(region, BYTES);
    memory_release(region, BYTES, 0);
    memory_release(other, 2 * BYTES, MEMORY_UNKNOWN);
}

static void what_is_used_to_an_unknown_extent_is_zero_as_well(void **state)
{
    unsigned char *region = reserve(MEGABYTE);

    memset(region, 0xab, MEGABYTE);
    memory_release(region, MEGABYTE, MEMORY_UNKNOWN);
    region = reserve(MEGABYTE);
    assert_zeroed(region, MEGABYTE);
    memory_release(region, MEGABYTE, 0);
}

/* More of them than are kept, each of its own size, twice: none is mixed up with another. */
static void many_come_and_go(void **state)
{
    static unsigned char *regions[MANY];

    for (unsigned turn = 0; turn < 2; turn++) {
        for (unsigned i = 0; i < MANY; i++) {
            size_t bytes = (size_t)(i % 100 + 1) * 2 * MEGABYTE;
            regions[i] = reserve(bytes);
            assert_zeroed(regions[i], 1000);
            memset(regions[i], (int)i, 1000);
        }
        for (unsigned i = 0; i < MANY; i++) {
            size_t bytes = (size_t)(i % 100 + 1) * 2 * MEGABYTE;
            assert_int_equal(regions[i][0], (unsigned char)i);
            assert_int_equal(regions[i][999], (unsigned char)i);
            memory_release(regions[i], bytes, 1000);
        }
    }
}

static bool is_mapped(void *region)
{
    unsigned char in_core;

    return mincore(region, 1, &in_core) == 0;
}

/* Of regions that are much used, few are kept: those that came last. */
static void kept_regions_are_bounded(void **state)
{
    enum { BYTES = 300 * MEGABYTE };
    unsigned char *regions[5];

    for (unsigned i = 0; i < 5; i++)
        regions[i] = reserve(BYTES + i * 2 * MEGABYTE);
    for (unsigned i = 0; i < 5; i++)
        memory_release(regions[i], BYTES + i * 2 * MEGABYTE, BYTES);
    for (unsigned i = 0; i < 5; i++)
        assert_int_equal(is_mapped(regions[i]), i >= 2);
}

/* What is kept stands in nobody's way where address space is short. */
static void kept_regions_make_room(void **state)
{
    const size_t half = (size_t)3 << 40;
    struct rlimit before, limit;
    unsigned char *first, *second;

    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    limit = before;
    limit.rlim_cur = (size_t)5 << 40;
    if (SANITIZED || limit.rlim_cur > limit.rlim_max || setrlimit(RLIMIT_AS, &limit) != 0)
        skip();
    first = reserve(half);
    first[0] = 1;
    memory_release(first, half, 1);
    second = reserve(half + MEGABYTE * 4);
    assert_int_equal(second[0], 0);
    memory_release(second, half + MEGABYTE * 4, MEMORY_UNKNOWN);
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_comes_back_zeroed),
        cmocka_unit_test(what_is_used_to_an_unknown_extent_is_zero_as_well),
        cmocka_unit_test(many_come_and_go),
        cmocka_unit_test(kept_regions_are_bounded),
        cmocka_unit_test(kept_regions_make_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
