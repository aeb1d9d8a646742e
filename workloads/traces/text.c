/* text.c - reading numbers out of text. */
#include "workloads/traces/text.h"

#include "sim/base/units.h"

enum text_number text_parse_count(const char *text, size_t length, uint64_t max, uint64_t *count)
{
    uint64_t value = 0;
    bool large = false;

    if (length == 0)
        return TEXT_NOT_A_NUMBER;
    for (size_t i = 0; i < length; i++) {
        unsigned digit = (unsigned)(unsigned char)text[i] - '0';
        if (digit > 9)
            return TEXT_NOT_A_NUMBER;
        large = large || value > (UINT64_MAX - digit) / 10;
        value = value * 10 + digit;
    }
    if (large || value > max)
        return TEXT_TOO_LARGE;
    *count = value;
    return TEXT_GOOD;
}

enum text_number text_parse_time(const char *text, size_t length, int64_t unit_ns, int64_t *ns,
                                 bool *fraction)
{
    uint64_t whole = 0, part = 0, scale = (uint64_t)unit_ns;
    enum text_number number;
    size_t point = 0;

    while (point < length && text[point] != '.')
        point++;
    number = text_parse_count(text, point, UINT64_MAX, &whole);
    if (number == TEXT_NOT_A_NUMBER || (point < length && point + 1 == length))
        return TEXT_NOT_A_NUMBER;
    for (size_t i = point + 1; i < length; i++) {
        unsigned digit = (unsigned)(unsigned char)text[i] - '0';
        if (digit > 9)
            return TEXT_NOT_A_NUMBER;
        scale /= 10;
        part += digit * scale;
    }
    if (number == TEXT_TOO_LARGE || whole > (uint64_t)(INT64_MAX / 4) / (uint64_t)unit_ns)
        return TEXT_TOO_LARGE;
    whole = whole * (uint64_t)unit_ns + part;
    if (point < length || whole % (uint64_t)UNITS_SECOND != 0)
        *fraction = true;
    *ns = (int64_t)whole;
    return TEXT_GOOD;
}
