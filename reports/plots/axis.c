/* axis.c - axes of plots: tics at round numbers, in units that people read. */
#include "reports/plots/sheet.h"

#include "reports/show.h"
#include "sim/base/units.h"

#define LABEL_WIDTH 0.08       /* of an axis: the room that a label of it takes */
#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

double sheet_decade_below(double value)
{
    double decade = 1;

    while (decade > value && decade > 1e-30)
        decade /= 10;
    while (decade * 10 <= value)
        decade *= 10;
    return decade;
}

double sheet_round_below(double value)
{
    double decade = sheet_decade_below(value);

    return decade * 5 <= value ? decade * 5 : decade * 2 <= value ? decade * 2 : decade;
}

double sheet_log10(double value)
{
    const double ln_2 = 0.6931471805599453, ln_10 = 2.302585092994046;
    double powers = 0, z, square, term, sum = 0;

    for (; value > 1.5 && powers < 2000; value /= 2)
        powers++;
    for (; value < 0.75 && powers > -2000; value *= 2)
        powers--;
    /* ln(value) = 2 atanh(z) */
    z = (value - 1) / (value + 1);
    square = z * z;
    term = z;
    for (int i = 1; i < 22; i += 2) {
        sum += term / i;
        term *= square;
    }
    return (2 * sum + powers * ln_2) / ln_10;
}

struct tics {
    struct sheet *sheet;
    bool first;
};

static struct tics begin_tics(struct sheet *sheet, char axis, double low, double high)
{
    text_format(&sheet->script, "set logscale %c\nset %crange [%.9g:%.9g]\nset %ctics (", axis,
                axis, low * 0.998, high * 1.002, axis);
    return (struct tics){.sheet = sheet, .first = true};
}

static void add_tic(struct tics *tics, const char *label, double at)
{
    text_format(&tics->sheet->script, "%s'%s' %.9g", tics->first ? "" : ", ", label, at);
    tics->first = false;
}

static void end_tics(struct tics *tics)
{
    text_add(&tics->sheet->script, ")\n");
}

void sheet_time_axis(struct sheet *sheet, char axis, double low_s, double high_s)
{
    static const struct {
        const char *label;
        double at;
    } rounds[] = {
        {"1 ns", 1e-9},   {"10 ns", 1e-8},  {"100 ns", 1e-7},   {"1 us", 1e-6},  {"10 us", 1e-5},
        {"100 us", 1e-4}, {"1 ms", 1e-3},   {"10 ms", 1e-2},    {"100 ms", 0.1}, {"1 s", 1},
        {"10 s", 10},     {"1 min", 60},    {"10 min", 600},    {"1 h", 3600},   {"6 h", 21600},
        {"1 d", 86400},   {"10 d", 864000}, {"100 d", 8640000},
    };
    static const struct {
        const char *label;
        double at;
    } between[] = {
        {"2 ms", 2e-3},   {"5 ms", 5e-3},   {"20 ms", 2e-2}, {"50 ms", 5e-2},
        {"200 ms", 0.2},  {"500 ms", 0.5},  {"2 s", 2},      {"5 s", 5},
        {"20 s", 20},     {"40 s", 40},     {"2 min", 120},  {"5 min", 300},
        {"20 min", 1200}, {"30 min", 1800}, {"2 h", 7200},   {"3 h", 10800},
    };
    struct tics tics = begin_tics(sheet, axis, low_s, high_s);
    double nearest = sheet_log10(high_s / low_s) * LABEL_WIDTH, last = -1e9;
    size_t count = 0;

    for (size_t i = 0; i < COUNT(rounds); i++) {
        if (rounds[i].at < low_s * 0.999 || rounds[i].at > high_s * 1.001)
            continue;
        /* 10 s and 1 min are nearer to each other than the others. */
        if (sheet_log10(rounds[i].at) - last < nearest)
            continue;
        last = sheet_log10(rounds[i].at);
        add_tic(&tics, rounds[i].label, rounds[i].at);
        count++;
    }
    for (size_t i = 0; count <= 3 && i < COUNT(between); i++) {
        if (between[i].at > low_s * 0.999 && between[i].at < high_s * 1.001)
            add_tic(&tics, between[i].label, between[i].at);
    }
    end_tics(&tics);
}

/* Tics at the powers of ten, and between them where there are few. */
static void add_decades(struct tics *tics, double low, double high,
                        void (*label)(struct text *, double))
{
    bool few = high / low < 150, fewest = high / low < 15;

    for (double decade = sheet_decade_below(low); decade <= high * 1.001; decade *= 10) {
        static const double parts[] = {1, 2, 3, 5, 7};
        for (size_t i = 0; i < COUNT(parts); i++) {
            bool wanted = i == 0 || (few && (i == 1 || i == 3)) || fewest;
            double at = decade * parts[i];
            struct text text = {0};
            if (!wanted || at < low * 0.999 || at > high * 1.001)
                continue;
            label(&text, at);
            add_tic(tics, text.bytes != NULL ? text.bytes : "", at);
            tics->sheet->script.failed |= text.failed;
            text_free(&text);
        }
    }
}

/* 0.01, not 0.0100: a tic is a round number. */
static void add_round(struct text *to, double value)
{
    int decimals = 0;

    for (double least = 1; value < least * 0.999 && decimals < 12; least /= 10)
        decimals++;
    text_format(to, "%.*f", decimals, value);
}

static void label_percent(struct text *to, double ratio)
{
    add_round(to, ratio * 100);
    text_add(to, "%%");               /* the text of a tic is a format */
}

void sheet_percent_axis(struct sheet *sheet, char axis, double low, double high, double zero)
{
    struct tics tics = begin_tics(sheet, axis, zero > 0 ? zero : low, high);

    if (zero > 0)
        add_tic(&tics, "0", zero);
    add_decades(&tics, low, high, label_percent);
    end_tics(&tics);
}

void sheet_percent_linear_axis(struct sheet *sheet, char axis, double low, double high, double zero)
{
    static const double parts[] = {1, 2, 5};
    struct tics tics = {.sheet = sheet, .first = true};
    double step = 1e-9, decade = 1e-9;

    for (size_t i = 0; (high - low) / step > 8; i++) {
        decade = i > 0 && i % COUNT(parts) == 0 ? decade * 10 : decade;
        step = decade * parts[i % COUNT(parts)];
    }
    text_format(&sheet->script, "set %crange [%.9g:%.9g]\nset %ctics (", axis, low, high, axis);
    if (zero > 0)
        add_tic(&tics, "0", zero);
    for (int64_t i = (int64_t)(low / step); (double)i * step <= high + step / 100; i++) {
        struct text label = {0};
        double at = (double)i * step;
        int decimals = 0;
        if (at < low - step / 100)
            continue;
        for (double least = 0.01; step < least * 0.999; least /= 10)
            decimals++;
        text_format(&label, "%.*f%%%%", decimals, at * 100);
        add_tic(&tics, label.bytes != NULL ? label.bytes : "", at);
        text_free(&label);
    }
    end_tics(&tics);
}

static void label_count(struct text *to, double value)
{
    if (value < 1)
        add_round(to, value);
    else
        show_count(to, value);
}

void sheet_rate_axis(struct sheet *sheet, char axis, double low, double high, double zero)
{
    struct tics tics = begin_tics(sheet, axis, zero > 0 ? zero : low, high);

    if (zero > 0)
        add_tic(&tics, "0", zero);
    add_decades(&tics, low, high, label_count);
    end_tics(&tics);
}

static const struct {
    double seconds;
    const char *name;
    double up_to;              /* seconds of the run */
} run_units[] = {
    {1e-3, "ms", 2}, {1, "s", 180}, {60, "min", 10800}, {3600, "h", 259200}, {86400, "d", 1e300}};

static size_t run_unit(const struct digest *digest)
{
    double end = (double)digest->end / (double)UNITS_SECOND;
    size_t unit = 0;

    while (unit + 1 < COUNT(run_units) && end > run_units[unit].up_to)
        unit++;
    return unit;
}

double sheet_run_unit(const struct digest *digest)
{
    return run_units[run_unit(digest)].seconds;
}

void sheet_run_axis(struct sheet *sheet, bool labelled)
{
    size_t unit = run_unit(sheet->digest);
    double second = (double)UNITS_SECOND * run_units[unit].seconds;

    text_format(&sheet->script, "set xrange [0:%.9g]\n", (double)sheet->digest->end / second);
    if (labelled)
        text_format(&sheet->script, "set format x '%%g'\nset xlabel 'virtual time (%s)'\n",
                    run_units[unit].name);
    else
        text_add(&sheet->script, "set format x ''\nunset xlabel\n");
    if (sheet->digest->warmup > 0)
        text_format(&sheet->script,
                    "set object 1 rectangle from graph 0, 0 to first %.9g, graph 1 behind "
                    "fillcolor rgb '#ececec' fillstyle solid noborder\n",
                    (double)sheet->digest->warmup / second);
}
