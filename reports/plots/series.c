/* series.c - what happened over virtual time: how well a strategy does, and the windows and races that
 * ended. Panels stand above each other on one axis of time, with the warm-up shaded. */
#include "reports/plots/drawings.h"

#include "sim/base/units.h"

#include <stdio.h>

#define TOP 0.925
#define BOTTOM 0.10
#define GAP 0.035
#define NOTHING (-1.0)         /* where there is no value to show */

enum {
    POINTS_MAX = 80,           /* slices are joined until there are no more than this */
    PANELS_MAX = 4,
};

/* Slices, joined. */
struct stretch {
    struct slice sum;          /* sizes are those at its end */
    double seconds;            /* of all seeds together */
    double seeds;
};

struct panel {
    const char *label;
    double (*value)(const struct stretch *stretch);
    enum { AXIS_SHARE, AXIS_RARE_SHARE, AXIS_PLAIN } axis;
    bool always;               /* else only where a strategy has anything there */
};

/* What a panel's axis needs to know. */
struct reach {
    double low, high;          /* of the values above 0; high: 0 where there is none */
    bool zero;                 /* a value is 0 */
};

/* ---- what there is to show ---- */

static double share(uint64_t part, uint64_t whole)
{
    return whole == 0 ? NOTHING : (double)part / (double)whole;
}

static double hit_ratio(const struct stretch *stretch)
{
    return share(stretch->sum.hits, stretch->sum.reads);
}

static double stale_ratio(const struct stretch *stretch)
{
    return share(stretch->sum.stale, stretch->sum.reads);
}

/* In the warm-up no latency is measured. */
static double latency(const struct stretch *stretch)
{
    double value = (double)stretch->sum.read_latency_p99 / 1e6;

    return value > 0 ? value : NOTHING;
}

static double orphaned(const struct stretch *stretch)
{
    return (double)stretch->sum.orphan_bytes / stretch->seeds / 1048576;
}

static double stale_age(const struct stretch *stretch)
{
    double sum = (double)stretch->sum.stale_age_sum / (double)UNITS_SECOND;

    return stretch->sum.stale == 0 ? NOTHING : sum / (double)stretch->sum.stale;
}

static double rate(uint64_t count, const struct stretch *stretch)
{
    return (double)count / stretch->seconds;
}

static double windows_ended(const struct stretch *stretch)
{
    return rate(stretch->sum.windows, stretch);
}

static double fill_races_hit(const struct stretch *stretch)
{
    return rate(stretch->sum.fill_races_hit, stretch);
}

static double write_races_hit(const struct stretch *stretch)
{
    return rate(stretch->sum.write_races_hit, stretch);
}

static const struct panel series_panels[] = {
    {"hit ratio", hit_ratio, AXIS_SHARE, true},
    {"stale ratio", stale_ratio, AXIS_RARE_SHARE, true},
    {"p99 read (ms)", latency, AXIS_PLAIN, false},
    {"orphaned (MiB)", orphaned, AXIS_PLAIN, false},
    {.label = NULL},
};

static const struct panel race_panels[] = {
    {"mean stale age (s)", stale_age, AXIS_PLAIN, true},
    {"windows ended /s", windows_ended, AXIS_PLAIN, true},
    {"fill races hit /s", fill_races_hit, AXIS_PLAIN, false},
    {"write races hit /s", write_races_hit, AXIS_PLAIN, false},
    {.label = NULL},
};

/* ---- slices ---- */

static size_t joined(const struct digest *digest)
{
    return digest->slice_count / POINTS_MAX + (digest->slice_count % POINTS_MAX > 0);
}

static size_t end_of(const struct digest *digest, size_t i)
{
    return i + joined(digest) < digest->slice_count ? i + joined(digest) : digest->slice_count;
}

/* Where a slice begins, in ns; the last one may be shorter. */
static double begin_of(const struct digest *digest, size_t i)
{
    double at = (double)i * (double)digest->slice_length;

    return at < (double)digest->end ? at : (double)digest->end;
}

static struct stretch join(const struct digest *digest, const struct digest_row *row, size_t from)
{
    size_t to = end_of(digest, from);
    struct stretch stretch = {.seeds = (double)digest->seed_count};

    for (size_t i = from; i < to; i++)
        digest_add_slice(&stretch.sum, &row->slices[i]);
    stretch.sum.orphan_bytes = row->slices[to - 1].orphan_bytes;
    stretch.seconds = (begin_of(digest, to) - begin_of(digest, from)) / (double)UNITS_SECOND
        * stretch.seeds;
    return stretch;
}

static struct reach find_reach(const struct sheet *sheet, const struct panel *panel)
{
    const struct digest *digest = sheet->digest;
    struct reach reach = {0};

    for (size_t r = 0; r < sheet->row_count; r++) {
        for (size_t i = 0; i < digest->slice_count; i = end_of(digest, i)) {
            struct stretch stretch = join(digest, sheet_row(sheet, r), i);
            double value = panel->value(&stretch);
            reach.zero |= value >= 0 && value <= 0;
            if (value > 0 && (reach.high <= 0 || value < reach.low))
                reach.low = value;
            if (value > reach.high)
                reach.high = value;
        }
    }
    return reach;
}

/* ---- drawing ---- */

/* Shares that reach over more than this are easier to read on a logarithmic axis. */
static bool is_logarithmic(const struct panel *panel, const struct reach *reach)
{
    return panel->axis == AXIS_RARE_SHARE && reach->high > 20 * reach->low;
}

/* Where a value of 0 is drawn. */
static double place_of_zero(const struct panel *panel, const struct reach *reach)
{
    return is_logarithmic(panel, reach) && reach->zero ? sheet_decade_below(reach->low * 0.999) / 3
                                                       : 0;
}

/* Nothing before and nothing after it: of a line, that would be a point which nobody sees. */
static bool is_alone(const struct digest *digest, const struct digest_row *row, size_t i,
                     const struct panel *panel)
{
    struct stretch here = join(digest, row, i), other;
    size_t next = end_of(digest, i);

    if (panel->value(&here) < 0)
        return false;
    if (i > 0) {
        other = join(digest, row, i - joined(digest));
        if (panel->value(&other) >= 0)
            return false;
    }
    if (next < digest->slice_count) {
        other = join(digest, row, next);
        return panel->value(&other) < 0;
    }
    return true;
}

static void add_point(struct sheet *sheet, double at, const struct stretch *stretch,
                      const struct panel **panels, const struct reach *reaches, size_t count)
{
    double unit = sheet_run_unit(sheet->digest) * (double)UNITS_SECOND;

    text_format(&sheet->data, "%.6g", at / unit);
    for (size_t p = 0; p < count; p++) {
        double value = panels[p]->value(stretch);
        if (value < 0)
            text_add(&sheet->data, " NaN");
        else
            text_format(&sheet->data, " %.6g",
                        value > 0 ? value : place_of_zero(panels[p], &reaches[p]));
    }
    text_add_char(&sheet->data, '\n');
}

static void add_data(struct sheet *sheet, const struct panel **panels, const struct reach *reaches,
                     size_t count)
{
    const struct digest *digest = sheet->digest;
    struct text what = {0};

    text_add(&what, "middle of the slice, or both its ends where it is alone");
    for (size_t p = 0; p < count; p++)
        text_format(&what, ", %s%s", panels[p]->label,
                    is_logarithmic(panels[p], &reaches[p]) ? " (0 as it is shown)" : "");
    for (size_t r = 0; r < sheet->row_count && !what.failed; r++) {
        const struct digest_row *row = sheet_row(sheet, r);
        sheet_block(sheet, what.bytes, row->strategy);
        for (size_t i = 0; i < digest->slice_count; i = end_of(digest, i)) {
            struct stretch stretch = join(digest, row, i);
            double from = begin_of(digest, i), to = begin_of(digest, end_of(digest, i));
            bool alone = false;
            for (size_t p = 0; p < count; p++)
                alone |= is_alone(digest, row, i, panels[p]);
            if (alone)
                add_point(sheet, from, &stretch, panels, reaches, count);
            add_point(sheet, alone ? to : (from + to) / 2, &stretch, panels, reaches, count);
        }
    }
    sheet->data.failed |= what.failed;
    text_free(&what);
}

static void place_panel(struct sheet *sheet, size_t panel, size_t panels)
{
    double height = (TOP - BOTTOM - GAP * (double)(panels - 1)) / (double)panels;
    double top = TOP - (height + GAP) * (double)panel;

    text_format(&sheet->script, "set tmargin at screen %.4f\nset bmargin at screen %.4f\n", top,
                top - height);
    sheet_run_axis(sheet, panel + 1 == panels);
    if (panel > 0)
        text_add(&sheet->script, "unset label 100\n");     /* The title stands once. */
}

static void add_axis(struct sheet *sheet, const struct panel *panel, const struct reach *reach)
{
    double high = reach->high > 0 ? reach->high * 1.1 : 0.01;

    text_add(&sheet->script, "unset logscale y\n");
    if (panel->axis == AXIS_SHARE)     /* Of little, all of it would show nothing. */
        sheet_percent_linear_axis(sheet, 'y', 0, reach->high > 0.5 ? 1 : high, 0);
    else if (is_logarithmic(panel, reach))
        sheet_percent_axis(sheet, 'y', sheet_decade_below(reach->low * 0.999), reach->high * 1.3,
                           place_of_zero(panel, reach));
    else if (panel->axis == AXIS_RARE_SHARE)
        sheet_percent_linear_axis(sheet, 'y', 0, high, 0);
    else
        text_format(&sheet->script,
                    "set yrange [0:%.6g]\nset ytics autofreq\nset format y '%%g'\n", high);
    text_format(&sheet->script, "set ylabel '%s'\n", panel->label);
}

static void plot_column(struct sheet *sheet, size_t column)
{
    char columns[32];
    size_t points = sheet->digest->slice_count / joined(sheet->digest);

    snprintf(columns, sizeof columns, "1:%zu", column);
    for (size_t i = 0; i < sheet->row_count; i++) {
        text_add(&sheet->script, i > 0 ? ", \\\n    " : "plot ");
        sheet_add_curve(sheet, i, i, columns, points);
    }
    text_add_char(&sheet->script, '\n');
}

static void draw_panels(struct sheet *sheet, const struct panel *all, const char *title)
{
    const struct digest *digest = sheet->digest;
    const struct panel *panels[PANELS_MAX];
    struct reach reaches[PANELS_MAX];
    char heading[80];
    size_t count = 0;

    for (const struct panel *panel = all; panel->label != NULL; panel++) {
        struct reach reach = find_reach(sheet, panel);
        if (panel->always || reach.high > 0) {
            reaches[count] = reach;
            panels[count++] = panel;
        }
    }
    snprintf(heading, sizeof heading, "%s%s", title,
             digest->warmup > 0 ? ", the warm-up shaded" : "");
    sheet_begin(sheet, heading, SHEET_HEIGHT * ((int)count + 2) / 4);
    if (digest->slice_count == 0 || sheet->row_count == 0) {
        sheet_nothing(sheet, "there is no time series");
        return;
    }
    add_data(sheet, panels, reaches, count);
    sheet_place_legend(sheet, sheet_place_with_legend(sheet, sheet_widest_name(sheet)), TOP);
    text_add(&sheet->script, "set multiplot\n");
    for (size_t p = 0; p < count; p++) {
        place_panel(sheet, p, count);
        add_axis(sheet, panels[p], &reaches[p]);
        plot_column(sheet, p + 2);
    }
    sheet_plot_legend(sheet, TOP, BOTTOM);
    text_add(&sheet->script, "unset multiplot\n");
}

void draw_series(struct sheet *sheet)
{
    draw_panels(sheet, series_panels, "Over time");
}

void draw_races(struct sheet *sheet)
{
    draw_panels(sheet, race_panels, "Staleness and races over time");
}
