/* show.c - figures as people read them. */
#include "reports/show.h"

#include <stdio.h>
#include <string.h>

const struct show_column show_columns[] = {
    {"hit-ratio", "hit", "ratio", "hit ratio"},
    {"stale-ratio", "stale", "ratio", "stale ratio"},
    {"stale-age-p50", "stale", "age p50", "stale age p50"},
    {"stale-age-p99", "stale", "age p99", "stale age p99"},
    {"stale-age-max", "stale", "age max", "stale age max"},
    {"windows-permanent", "left", "stale", "left stale for ever"},
    {"db-reads-per-second", "db", "reads", "db reads"},
    {"invalidations-per-second", "invali-", "dations", "invalidations"},
    {"read-latency-p99", "read", "p99", "read latency p99"},
    {.figure = NULL},
};

const struct show_column show_anomalies[] = {
    {"read-your-writes-violations", "own write", "not seen", "own write not seen"},
    {"monotonic-reads-violations", "gone", "back", "gone back"},
    {"dirty-reads", "not com-", "mitted", "not committed"},
    {"aborted-reads", "rolled", "back", "rolled back"},
    {"torn-reads", "", "torn", "torn"},
    {"wrong-row-reads", "another", "row's", "another row's"},
    {"own-transaction-stale", "own open", "change", "own open change not seen"},
    {.figure = NULL},
};

struct scale {
    double size;               /* of the unit, in the smallest one */
    double below;              /* values up to here, in that unit, are said in it */
    const char *unit;
};

/* So many significant digits, without zeros at the end that say nothing. */
static void add_significant(struct text *to, double value, int significant)
{
    char digits[64];
    int decimals = significant
                   - (value >= 99.95    ? 3
                      : value >= 9.995  ? 2
                      : value >= 0.9995 ? 1
                                        : 0);
    size_t length;

    if (decimals < 0)
        decimals = 0;
    length = (size_t)snprintf(digits, sizeof digits, "%.*f", decimals, value);
    if (length >= sizeof digits)
        length = sizeof digits - 1;
    if (decimals > 0) {
        while (digits[length - 1] == '0')
            length--;
        if (digits[length - 1] == '.')
            length--;
    }
    text_add_bytes(to, digits, length);
}

static void add_scaled(struct text *to, double value, const struct scale *scale, int significant)
{
    while (scale->below > 0 && value / scale->size >= scale->below)
        scale++;
    add_significant(to, value / scale->size, significant);
    text_add(to, scale->unit);
}

static void add_duration(struct text *to, double ns, int significant)
{
    static const struct scale scales[] = {
        {1, 999.5, "ns"},   {1e3, 999.5, "us"},  {1e6, 999.5, "ms"}, {1e9, 119.5, "s"},
        {60e9, 119.5, "m"}, {3600e9, 47.5, "h"}, {86400e9, 0, "d"},
    };

    text_add(to, ns > 0 ? "" : "0s");
    if (ns > 0)
        add_scaled(to, ns, scales, significant);
}

void show_percent(struct text *to, double ratio)
{
    double percent = ratio * 100, least = 0.1;
    int decimals = 2;

    if (percent <= 0 || percent == 100) {
        text_add(to, percent <= 0 ? "0%" : "100%");
        return;
    }
    /* What is not 100 % must not look like it, nor what is not 0 % like 0 %. */
    if (percent < 100 && percent >= 99.995) {
        text_add(to, ">99.99%");
        return;
    }
    for (; percent < least && decimals < 7; least /= 10)
        decimals++;
    if (percent < 0.0000001)
        text_add(to, "<0.0000001%");
    else
        text_format(to, "%.*f%%", decimals, percent);
}

static void add_count(struct text *to, double count, int significant)
{
    static const struct scale scales[] = {
        {1, 9999.5, ""}, {1e3, 999.5, "k"}, {1e6, 999.5, "M"}, {1e9, 999.5, "G"}, {1e12, 0, "T"},
    };

    add_scaled(to, count, scales, significant);
}

static void add_rate(struct text *to, double per_second, int significant)
{
    if (per_second > 0 && per_second < 0.0005)
        text_add(to, "<0.001");
    else
        add_count(to, per_second, significant);
    text_add(to, "/s");
}

static void add_size(struct text *to, double bytes, int significant)
{
    static const struct scale scales[] = {
        {1, 1023.5, "B"},          {1024, 1023.5, "KiB"},
        {1048576, 1023.5, "MiB"},  {1073741824, 1023.5, "GiB"},
        {1099511627776, 0, "TiB"},
    };

    add_scaled(to, bytes, scales, significant);
}

static void add_value(struct text *to, enum metric_unit unit, double value, int significant)
{
    switch (unit) {
    case METRIC_RATIO:
        show_percent(to, value);           /* which has two digits anyway */
        return;
    case METRIC_PER_SECOND:
        add_rate(to, value, significant);
        return;
    case METRIC_DURATION:
        add_duration(to, value, significant);
        return;
    case METRIC_SIZE:
        add_size(to, value, significant);
        return;
    case METRIC_COUNT:
    case METRIC_NUMBER:
        add_count(to, value, significant);
        return;
    }
}

void show_value(struct text *to, enum metric_unit unit, double value)
{
    add_value(to, unit, value, 3);
}

void show_half_width(struct text *to, enum metric_unit unit, double value)
{
    add_value(to, unit, value, 2);
}

void show_duration(struct text *to, double ns)
{
    add_duration(to, ns, 3);
}

void show_count(struct text *to, double count)
{
    add_count(to, count, 3);
}
