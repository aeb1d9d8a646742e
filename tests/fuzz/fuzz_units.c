/* fuzz_units.c - any text as each kind of quantity: what is accepted is within its bounds, and what
 * is printed of it reads as the same again. */
#include "sim/base/check.h"
#include "sim/base/units.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

typedef bool parser(const char *text, int64_t *value);
typedef char *formatter(char *to, int64_t value);

static void check(const char *text, parser *parse, formatter *format)
{
    char printed[UNITS_TEXT];
    int64_t value = -7, again = -7;

    if (!parse(text, &value)) {
        CHECK(value == -7);            /* A parser that refuses changes nothing. */
        return;
    }
    CHECK(value >= 0);
    if (format == NULL)
        return;
    CHECK(format(printed, value) == printed && strlen(printed) < sizeof printed);
    CHECK_THAT(parse(printed, &again), "%s is refused", printed);
    CHECK_THAT(value == again, "%s reads as another", printed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    char text[256];
    uint64_t threshold = 7;

    if (length >= sizeof text)
        return 0;
    memcpy(text, data, length);
    text[length] = '\0';
    check(text, units_parse_duration, units_format_duration);
    check(text, units_parse_size, units_format_size);
    check(text, units_parse_rate, units_format_rate);
    check(text, units_parse_factor, NULL);
    check(text, units_parse_count, NULL);
    if (!units_parse_ratio(text, &threshold))
        CHECK(threshold == 7);
    return 0;
}
