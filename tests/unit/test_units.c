/* test_units.c - quantities, row by row: what is taken, to which integer, and what is refused. */
#include "sim/base/units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])
#define SECOND UNITS_SECOND

enum kind { DURATION, SIZE, RATE, FACTOR, QUANTITY };

static bool parse(enum kind kind, const char *text, int64_t *value)
{
    switch (kind) {
    case DURATION: return units_parse_duration(text, value);
    case SIZE: return units_parse_size(text, value);
    case RATE: return units_parse_rate(text, value);
    case FACTOR: return units_parse_factor(text, value);
    case QUANTITY: break;
    }
    return units_parse_count(text, value);
}

static void what_is_written_is_what_is_meant(void **state)
{
    static const struct {
        enum kind kind;
        const char *text;
        int64_t value;
    } rows[] = {
        {DURATION, "0s", 0},
        {DURATION, "7ns", 7},
        {DURATION, "250us", 250000},
        {DURATION, "1.5ms", 1500000},
        {DURATION, "0.1s", SECOND / 10},
        {DURATION, "1.0000000019s", SECOND + 1},         /* finer than 1 ns is cut off */
        {DURATION, "10m", 600 * SECOND},
        {DURATION, "2.5h", 9000 * SECOND},
        {DURATION, "30d", 30 * 86400 * SECOND},
        {SIZE, "1B", 1},
        {SIZE, "4KiB", 4096},
        {SIZE, "1.5MiB", 3 << 19},
        {SIZE, "256MiB", 256 << 20},
        {SIZE, "2GiB", INT64_C(2) << 30},
        {SIZE, "1TiB", INT64_C(1) << 40},
        {SIZE, "3kB", 3000},
        {SIZE, "1MB", 1000000},
        {RATE, "2000/s", 2000 * UNITS_RATE_ONE},
        {RATE, "0.5/s", UNITS_RATE_ONE / 2},
        {RATE, "30/m", UNITS_RATE_ONE / 2},
        {RATE, "1/h", UNITS_RATE_ONE / 3600},
        {FACTOR, "0", 0},
        {FACTOR, "1", UNITS_FACTOR_ONE},
        {FACTOR, "0.75", INT64_C(3) << 30},
        {FACTOR, "0.9", INT64_C(3865470566)},            /* 0.9 x 2^32, cut off */
        {QUANTITY, "0", 0},
        {QUANTITY, "100000", 100000},
        {QUANTITY, "2305843009213693951", INT64_MAX / 4},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t value = -1;
        if (!parse(rows[i].kind, rows[i].text, &value) || value != rows[i].value)
            fail_msg("\"%s\" gave %lld", rows[i].text, (long long)value);
    }
}

static void what_is_no_quantity_is_refused_and_changes_nothing(void **state)
{
    static const struct {
        enum kind kind;
        const char *text;
    } rows[] = {
        {DURATION, ""}, {DURATION, "60"}, {DURATION, "s"}, {DURATION, "60 s"}, {DURATION, " 60s"},
        {DURATION, "60s "}, {DURATION, "60S"}, {DURATION, "60sec"}, {DURATION, "60MB"},
        {DURATION, "-1s"}, {DURATION, "+1s"}, {DURATION, "1e3s"}, {DURATION, "0x10s"},
        {DURATION, "1.s"}, {DURATION, ".5s"}, {DURATION, "1..5s"}, {DURATION, "1,5s"},
        {DURATION, "NaNs"}, {DURATION, "NaN"}, {DURATION, "inf"}, {DURATION, "99999999999h"},
        {DURATION, "99999999999999999999999s"}, {DURATION, "5/s"},
        {SIZE, "1024"}, {SIZE, "1KB"}, {SIZE, "1kiB"}, {SIZE, "1k"}, {SIZE, "1s"}, {SIZE, "-1B"},
        {SIZE, "9999999TiB"},
        {RATE, "2000"}, {RATE, "2000/sec"}, {RATE, "2000s"}, {RATE, "/s"}, {RATE, "-1/s"},
        {RATE, "99999999999999/s"},
        {FACTOR, ""}, {FACTOR, "-0.5"}, {FACTOR, "1x"}, {FACTOR, "NaN"}, {FACTOR, "4294967296"},
        {QUANTITY, ""}, {QUANTITY, "1.5"}, {QUANTITY, "1.0"}, {QUANTITY, "-1"}, {QUANTITY, "1e5"},
        {QUANTITY, "9223372036854775807"}, {QUANTITY, "18446744073709551616"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t value = -77;
        if (parse(rows[i].kind, rows[i].text, &value) || value != -77)
            fail_msg("\"%s\" was taken, as %lld", rows[i].text, (long long)value);
    }
}

static void ratios_are_thresholds(void **state)
{
    static const struct {
        const char *text;
        bool fine;
        uint64_t threshold;
    } rows[] = {
        {"0", true, 0},
        {"0%", true, 0},
        {"0.5", true, UINT64_C(1) << 63},
        {"50%", true, UINT64_C(1) << 63},
        {"0.25", true, UINT64_C(1) << 62},
        {"1", true, UINT64_MAX},
        {"1.000", true, UINT64_MAX},
        {"100%", true, UINT64_MAX},
        {"0.1%", true, UINT64_C(18446744073709551)},     /* 2^64 / 1000, cut off */
        {"1.0001", false, 0},
        {"101%", false, 0},
        {"-0.1", false, 0},
        {"NaN", false, 0},
        {"0.5 ", false, 0},
        {"0.5%%", false, 0},
        {"0.5/s", false, 0},
        {"", false, 0},
        {"%", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t threshold = 77;
        bool fine = units_parse_ratio(rows[i].text, &threshold);
        if (fine != rows[i].fine || threshold != (fine ? rows[i].threshold : 77))
            fail_msg("\"%s\" gave %d, %llu", rows[i].text, fine, (unsigned long long)threshold);
    }
}

static void quantities_are_written_as_people_do(void **state)
{
    char text[UNITS_TEXT];

    (void)state;
    assert_string_equal(units_format_duration(text, 0), "0s");
    assert_string_equal(units_format_duration(text, 1500000), "1.5ms");
    assert_string_equal(units_format_duration(text, -250000), "-250us");
    assert_string_equal(units_format_duration(text, 600 * SECOND), "10m");
    assert_string_equal(units_format_size(text, 0), "0B");
    assert_string_equal(units_format_size(text, 256 << 20), "256MiB");
    assert_string_equal(units_format_rate(text, 2000 * UNITS_RATE_ONE), "2000/s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_what_is_meant),
        cmocka_unit_test(what_is_no_quantity_is_refused_and_changes_nothing),
        cmocka_unit_test(ratios_are_thresholds),
        cmocka_unit_test(quantities_are_written_as_people_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
