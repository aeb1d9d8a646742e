/* series.c - hit ratio and stale ratio over virtual time, and the bytes that nobody asks for any
 * more where there are any. Panels stand above each other on one axis of time, with the warm-up
 * shaded. */
#include "reports/plots/drawings.h"

#include "sim/base/units.h"

#include <stdio.h>

#define TOP 0.925
#define BOTTOM 0.10
#define GAP 0.035

enum {
    POINTS_MAX = 80,           /* slices are joined until there are no more than this */
    PANELS_MAX = 3,
    COLUMN_TIME = 1, COLUMN_HIT, COLUMN_STALE, COLUMN_ORPHANS,
};

/* What the axes need to know. */
struct reach {
    double stale_low, stale_high;      /* of slices with stale reads */
    double hit_low;
    uint64_t orphans;
    bool zero;                         /* a slice without a stale read, of a strategy with some */
};

static size_t joined(const struct digest *digest)
{
    return digest->slice_count / POINTS_MAX + (digest->slice_count % POINTS_MAX > 0);
}

static struct slice sum_of(const struct digest_row *row, size_t from, size_t to)
{
    struct slice sum = {0};

    for (size_t i = from; i < to; i++) {
        sum.reads += row->slices[i].reads;
        sum.hits += row->slices[i].hits;
        sum.stale += row->slices[i].stale;
        sum.orphan_bytes = row->slices[i].orphan_bytes;
    }
    return sum;
}

static size_t end_of(const struct digest *digest, size_t i)
{
    return i + joined(digest) < digest->slice_count ? i + joined(digest) : digest->slice_count;
}

static struct reach find_reach(const struct sheet *sheet)
{
    const struct digest *digest = sheet->digest;
    struct reach reach = {.stale_low = 2, .hit_low = 1};

    for (size_t r = 0; r < sheet->row_count; r++) {
        const struct digest_row *row = sheet_row(sheet, r);
        for (size_t i = 0; i < digest->slice_count; i = end_of(digest, i)) {
            struct slice sum = sum_of(row, i, end_of(digest, i));
            double stale = sum.reads > 0 ? (double)sum.stale / (double)sum.reads : 0;
            reach.stale_high = stale > reach.stale_high ? stale : reach.stale_high;
            reach.stale_low = stale > 0 && stale < reach.stale_low ? stale : reach.stale_low;
            reach.zero |= sum.reads > 0 && sum.stale == 0;
            if ((uint64_t)sum.orphan_bytes > reach.orphans)
                reach.orphans = (uint64_t)sum.orphan_bytes;
        }
    }
    return reach;
}

static void add_data(struct sheet *sheet, double stale_zero)
{
    const struct digest *digest = sheet->digest;
    double unit = sheet_run_unit(digest) * (double)UNITS_SECOND;

    for (size_t r = 0; r < sheet->row_count; r++) {
        const struct digest_row *row = sheet_row(sheet, r);
        sheet_block(sheet,
                    "middle of the slice, hit ratio, stale ratio (0 as it is shown), orphaned MiB",
                    row->strategy);
        for (size_t i = 0; i < digest->slice_count; i = end_of(digest, i)) {
            struct slice sum = sum_of(row, i, end_of(digest, i));
            double from = (double)i * (double)digest->slice_length;
            double to = (double)end_of(digest, i) * (double)digest->slice_length;
            if (to > (double)digest->end)
                to = (double)digest->end;
            text_format(&sheet->data, "%.6g ", (from + to) / 2 / unit);
            if (sum.reads == 0)
                text_add(&sheet->data, "NaN NaN");
            else
                text_format(&sheet->data, "%.6f %.6g", (double)sum.hits / (double)sum.reads,
                            sum.stale == 0 ? stale_zero : (double)sum.stale / (double)sum.reads);
            text_format(&sheet->data, " %.6g\n",
                        (double)sum.orphan_bytes / (double)digest->seed_count / 1048576);
        }
    }
}

static void place_panel(struct sheet *sheet, size_t panel, size_t panels)
{
    double height = (TOP - BOTTOM - GAP * (double)(panels - 1)) / (double)panels;
    double top = TOP - (height + GAP) * (double)panel;

    text_format(&sheet->script, "set tmargin at screen %.4f\nset bmargin at screen %.4f\n", top,
                top - height);
    sheet_run_axis(sheet, panel + 1 == panels);
}

static void plot_column(struct sheet *sheet, int column)
{
    char columns[32];
    size_t points = sheet->digest->slice_count / joined(sheet->digest);

    snprintf(columns, sizeof columns, "%d:%d", COLUMN_TIME, column);
    for (size_t i = 0; i < sheet->row_count; i++) {
        text_add(&sheet->script, i > 0 ? ", \\\n    " : "plot ");
        sheet_add_curve(sheet, i, i, columns, points);
    }
    text_add_char(&sheet->script, '\n');
}

void draw_series(struct sheet *sheet)
{
    const struct digest *digest = sheet->digest;
    struct reach reach = find_reach(sheet);
    size_t panels = reach.orphans > 0 ? 3 : 2, columns = 0;
    bool logarithmic = reach.stale_high > 0 && reach.stale_high / reach.stale_low > 20;
    double low = sheet_decade_below(reach.stale_low * 0.999);
    double zero = logarithmic && reach.zero ? low / 3 : 0;

    sheet_begin(sheet, digest->warmup > 0 ? "Over time, the warm-up shaded" : "Over time",
                panels == 3 ? SHEET_HEIGHT * 5 / 4 : SHEET_HEIGHT);
    if (digest->slice_count == 0 || sheet->row_count == 0) {
        sheet_nothing(sheet, "there is no time series");
        return;
    }
    add_data(sheet, zero);
    columns = sheet_widest_name(sheet);
    sheet_place_legend(sheet, sheet_place_with_legend(sheet, columns), TOP);
    text_add(&sheet->script, "set multiplot\n");
    place_panel(sheet, 0, panels);
    sheet_percent_linear_axis(sheet, 'y', 0, 1, 0);
    text_add(&sheet->script, "set ylabel 'hit ratio'\n");
    plot_column(sheet, COLUMN_HIT);
    text_add(&sheet->script, "unset label 100\n");
    place_panel(sheet, 1, panels);
    if (logarithmic)
        sheet_percent_axis(sheet, 'y', low, reach.stale_high * 1.3, zero);
    else
        sheet_percent_linear_axis(sheet, 'y', 0,
                                  reach.stale_high > 0 ? reach.stale_high * 1.1 : 0.01, 0);
    text_add(&sheet->script, "set ylabel 'stale ratio'\n");
    plot_column(sheet, COLUMN_STALE);
    if (panels == 3) {
        text_add(&sheet->script,
                 "unset logscale y\nset yrange [0:*]\nset ytics autofreq\nset format y '%g'\n"
                 "set ylabel 'orphaned (MiB)'\n");
        place_panel(sheet, 2, panels);
        plot_column(sheet, COLUMN_ORPHANS);
    }
    sheet_plot_legend(sheet, TOP, BOTTOM);
    text_add(&sheet->script, "unset multiplot\n");
}
