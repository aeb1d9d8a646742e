/* test_rng.c - words are a function of their place, however many are asked for at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/base/rng.h"

enum { WORDS_MAX = 200 };

static void many_at_once_are_those_one_by_one(void **state)
{
    uint64_t words[WORDS_MAX + 1], key = rng_key(7, RNG_TEST, 3);
    static const uint64_t begins[] = {0, 1, 63, UINT64_C(0xfffffffffffffff0)};

    for (size_t b = 0; b < sizeof begins / sizeof begins[0]; b++) {
        for (size_t count = 0; count <= WORDS_MAX; count++) {
            words[count] = 12345;
            rng_words(key, begins[b], words, count);
            for (size_t i = 0; i < count; i++)
                assert_int_equal(words[i], rng_at(key, begins[b] + i));
            assert_int_equal(words[count], 12345);
        }
    }
}

static void first_words_are_those_one_by_one(void **state)
{
    uint64_t keys[WORDS_MAX], words[WORDS_MAX + 1];

    rng_words(rng_key(7, RNG_TEST, 4), 0, keys, WORDS_MAX);
    for (size_t count = 0; count <= WORDS_MAX; count++) {
        words[count] = 12345;
        rng_first_words(keys, words, count);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(words[i], rng_at(keys[i], 0));
        assert_int_equal(words[count], 12345);
    }
}

/* The finaliser's own numbers, from its authors' generator with the seed 0. */
static void words_are_those_of_splitmix(void **state)
{
    assert_int_equal(rng_at(0, 0), UINT64_C(0xe220a8397b1dcdaf));
    assert_int_equal(rng_at(0, 1), UINT64_C(0x6e789e6aa1b965f4));
    assert_int_equal(rng_at(0, 2), UINT64_C(0x06c45d188009454f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_at_once_are_those_one_by_one),
        cmocka_unit_test(first_words_are_those_one_by_one),
        cmocka_unit_test(words_are_those_of_splitmix),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
