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
    {"windows-permanent", "stale", "for ever", "stale for ever"},
    {"db-reads-per-second", "db", "reads", "db reads"},
    {"invalidations-per-second", "invali-", "dations", "invalidations"},
    {"read-latency-p99", "read", "p99", "read latency p99"},
    {.figure = NULL},
};

struct scale {
    double size;               /* of the unit, in the smallest one */
    double below;              /* values up to here, in that unit, are said in it */
    const char *unit;
};

/* Three significant digits, without zeros at the end that say nothing. */
static void add_significant(struct text *to, double value)
{
    char digits[64];
    int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
    size_t length = (size_t)snprintf(digits, sizeof digits, "%.*f", decimals, value);

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

static void add_scaled(struct text *to, double value, const struct scale *scale)
{
    while (scale->below > 0 && value / scale->size >= scale->below)
        scale++;
    add_significant(to, value / scale->size);
    text_add(to, scale->unit);
}

void show_duration(struct text *to, double ns)
{
    static const struct scale scales[] = {
        {1, 999.5, "ns"}, {1e3, 999.5, "us"}, {1e6, 999.5, "ms"}, {1e9, 119.5, "s"}, {60e9, 119.5, "m"},
        {3600e9, 47.5, "h"}, {86400e9, 0, "d"},
    };

    text_add(to, ns > 0 ? "" : "0s");
    if (ns > 0)
        add_scaled(to, ns, scales);
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

void show_count(struct text *to, double count)
{
    static const struct scale scales[] = {
        {1, 9999.5, ""}, {1e3, 999.5, "k"}, {1e6, 999.5, "M"}, {1e9, 999.5, "G"}, {1e12, 0, "T"},
    };

    add_scaled(to, count, scales);
}

void show_rate(struct text *to, double per_second)
{
    if (per_second > 0 && per_second < 0.0005)
        text_add(to, "<0.001");
    else
        show_count(to, per_second);
    text_add(to, "/s");
}

void show_size(struct text *to, double bytes)
{
    static const struct scale scales[] = {
        {1, 1023.5, "B"}, {1024, 1023.5, "KiB"}, {1048576, 1023.5, "MiB"}, {1073741824, 1023.5, "GiB"},
        {1099511627776, 0, "TiB"},
    };

    add_scaled(to, bytes, scales);
}

void show_value(struct text *to, enum metric_unit unit, double value)
{
    switch (unit) {
    case METRIC_RATIO:
        show_percent(to, value);
        return;
    case METRIC_PER_SECOND:
        show_rate(to, value);
        return;
    case METRIC_DURATION:
        show_duration(to, value);
        return;
    case METRIC_SIZE:
        show_size(to, value);
        return;
    case METRIC_COUNT:
    case METRIC_NUMBER:
        show_count(to, value);
        return;
    }
}
