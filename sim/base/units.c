/* units.c - decimal text to integers and back, without floating point.
 *
 * A decimal number is read into an integer mantissa and a count of decimals, then scaled by its
 * unit in 128 bits, so "0.1s" is 100000000 ns exactly. What is finer than the integer can hold is
 * cut off. */
#include "sim/base/units.h"

#include <stdio.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

/* More digits than this say nothing that an integer could hold, and would overflow the scaling. */
enum { DECIMALS_MAX = 18 };

struct decimal {
    uint64_t mantissa;
    int decimals;          /* The value is mantissa / 10^decimals. */
    const char *rest;      /* What follows the digits. */
};

struct unit {
    const char *name;
    uint64_t scale;
};

static const struct unit durations[] = {
    {"d", 86400 * UINT64_C(1000000000)},
    {"h", 3600 * UINT64_C(1000000000)},
    {"m", 60 * UINT64_C(1000000000)},
    {"s", UINT64_C(1000000000)},
    {"ms", 1000000},
    {"us", 1000},
    {"ns", 1},
    {NULL, 0},
};
static const struct unit sizes[] = {
    {"TiB", UINT64_C(1) << 40},
    {"GiB", UINT64_C(1) << 30},
    {"MiB", 1 << 20},
    {"KiB", 1 << 10},
    {"B", 1},
    {"TB", UINT64_C(1000000000000)},
    {"GB", 1000000000},
    {"MB", 1000000},
    {"kB", 1000},
    {NULL, 0},
};

static bool read_decimal(const char *text, struct decimal *out)
{
    int digits = 0;

    *out = (struct decimal){.rest = text};
    for (bool point = false;; out->rest++) {
        char c = *out->rest;
        if (c == '.' && !point && digits > 0) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9')
            break;
        if (out->mantissa > (UINT64_MAX - 9) / 10)
            return false;
        out->mantissa = out->mantissa * 10 + (uint64_t)(c - '0');
        out->decimals += point;
        digits++;
    }
    return digits > 0 && out->rest[-1] != '.' && out->decimals <= DECIMALS_MAX;
}

/* mantissa / 10^decimals x scale / divide, cut to an integer; false when it exceeds `max`. */
static bool scale_decimal(const struct decimal *d, uint64_t scale, uint64_t divide, uint64_t max,
                          uint64_t *out)
{
    wide value = (wide)d->mantissa * scale;
    wide divisor = divide;

    for (int i = 0; i < d->decimals; i++)
        divisor *= 10;
    value /= divisor;
    if (value > max)
        return false;
    *out = (uint64_t)value;
    return true;
}

static bool parse_with(const struct unit *units, const char *text, int64_t *out)
{
    struct decimal d;
    uint64_t value;

    if (!read_decimal(text, &d))
        return false;
    for (; units->name != NULL; units++) {
        if (strcmp(units->name, d.rest) == 0) {
            if (!scale_decimal(&d, units->scale, 1, INT64_MAX / 4, &value))
                return false;
            *out = (int64_t)value;
            return true;
        }
    }
    return false;
}

bool units_parse_duration(const char *text, int64_t *ns)
{
    return parse_with(durations, text, ns);
}

bool units_parse_size(const char *text, int64_t *bytes)
{
    return parse_with(sizes, text, bytes);
}

bool units_parse_rate(const char *text, int64_t *micro_per_second)
{
    static const struct unit per[] = {{"/s", 1}, {"/m", 60}, {"/h", 3600}, {NULL, 0}};
    struct decimal d;
    uint64_t value;

    if (!read_decimal(text, &d))
        return false;
    for (const struct unit *unit = per; unit->name != NULL; unit++) {
        if (strcmp(unit->name, d.rest) == 0) {
            if (!scale_decimal(&d, (uint64_t)UNITS_RATE_ONE, unit->scale, INT64_MAX / 4, &value))
                return false;
            *micro_per_second = (int64_t)value;
            return true;
        }
    }
    return false;
}

bool units_parse_ratio(const char *text, uint64_t *threshold)
{
    struct decimal d;
    wide divisor;

    if (!read_decimal(text, &d))
        return false;
    if (strcmp(d.rest, "%") == 0)
        divisor = 100;
    else if (*d.rest == '\0')
        divisor = 1;
    else
        return false;
    for (int i = 0; i < d.decimals; i++)
        divisor *= 10;
    if (d.mantissa > divisor)
        return false;
    if (d.mantissa == divisor) {
        *threshold = UINT64_MAX;
        return true;
    }
    *threshold = (uint64_t)(((wide)d.mantissa << 64) / divisor);
    return true;
}

bool units_parse_factor(const char *text, int64_t *factor)
{
    struct decimal d;
    uint64_t value;

    if (!read_decimal(text, &d) || *d.rest != '\0'
        || !scale_decimal(&d, (uint64_t)UNITS_FACTOR_ONE, 1, INT64_MAX, &value))
        return false;
    *factor = (int64_t)value;
    return true;
}

bool units_parse_count(const char *text, int64_t *count)
{
    struct decimal d;

    if (!read_decimal(text, &d) || *d.rest != '\0' || d.decimals != 0 || d.mantissa > INT64_MAX / 4)
        return false;
    *count = (int64_t)d.mantissa;
    return true;
}

/* `value` / `scale` with as many decimals as it needs, at most nine. */
static char *format_scaled(char *to, uint64_t value, uint64_t scale, const char *unit)
{
    char decimals[12] = "";
    uint64_t rest = value % scale;

    if (rest != 0) {
        uint64_t parts = (uint64_t)((wide)rest * 1000000000 / scale);
        int used = snprintf(decimals, sizeof decimals, ".%09u", (unsigned)parts);
        while (used > 0 && decimals[used - 1] == '0')
            decimals[--used] = '\0';
        if (used == 1)
            decimals[0] = '\0';
    }
    snprintf(to, UNITS_TEXT, "%llu%s%s", (unsigned long long)(value / scale), decimals, unit);
    return to;
}

/* Whether nine digits before the point and nine after it say all of it. */
static bool is_exact(uint64_t value, uint64_t scale)
{
    return scale == 1 || (value / scale < 1000000000
                          && (wide)(value % scale) * 1000000000 % scale == 0);
}

char *units_format_duration(char *to, int64_t ns)
{
    const struct unit *unit = durations;
    uint64_t magnitude = ns < 0 ? (uint64_t)-ns : (uint64_t)ns;

    if (ns == 0)
        return strcpy(to, "0s");
    while (unit->scale > magnitude || !is_exact(magnitude, unit->scale))
        unit++;
    if (ns < 0) {
        to[0] = '-';
        format_scaled(to + 1, magnitude, unit->scale, unit->name);
        return to;
    }
    return format_scaled(to, magnitude, unit->scale, unit->name);
}

char *units_format_size(char *to, int64_t bytes)
{
    const struct unit *unit = sizes;

    if (bytes <= 0)
        return strcpy(to, "0B");
    while (unit->scale > (uint64_t)bytes || !is_exact((uint64_t)bytes, unit->scale))
        unit++;
    return format_scaled(to, (uint64_t)bytes, unit->scale, unit->name);
}

char *units_format_rate(char *to, int64_t micro_per_second)
{
    return format_scaled(to, (uint64_t)micro_per_second, (uint64_t)UNITS_RATE_ONE, "/s");
}
