/* load.c - what the database has to bear: reads a second, mean and in the busiest second, and over
 * time. */
#include "reports/plots/drawings.h"

#include "sim/base/units.h"

#define RIGHT 0.965
#define LOGARITHMIC 12         /* highest over lowest from which on the axis is logarithmic */

enum { ROW_HEIGHT = 30, FRAME_HEIGHT = 120, SERIES_HEIGHT = 400, BETWEEN = 108, POINTS_MAX = 120 };

struct reach {
    double low, high;          /* of rates above 0 */
    bool zero;
};

static void extend(struct reach *reach, double rate)
{
    reach->zero |= rate <= 0;
    if (rate > 0 && rate < reach->low)
        reach->low = rate;
    if (rate > reach->high)
        reach->high = rate;
}

/* Sets a logarithmic axis where rates lie far apart; returns where a rate of 0 is drawn. */
static double set_axis(struct sheet *sheet, char axis, const struct reach *reach)
{
    double low = sheet_round_below(reach->low * 0.95), zero = reach->zero ? low / 2.5 : 0;

    if (reach->high <= reach->low * LOGARITHMIC) {
        text_format(&sheet->script,
                    "unset logscale %c\nset %crange [0:%.9g]\nset %ctics autofreq\n", axis, axis,
                    reach->high > 0 ? reach->high * 1.08 : 1, axis);
        return 0;
    }
    sheet_rate_axis(sheet, axis, low, reach->high * 1.25, zero);
    return zero;
}

static void add_means(struct sheet *sheet, int height, double split)
{
    struct reach reach = {.low = 1e300};
    struct text *to = &sheet->script;
    double zero;

    for (size_t i = 0; i < sheet->row_count; i++) {
        extend(&reach, digest_figure(sheet_row(sheet, i), "db-reads-per-second").mean);
        extend(&reach, digest_figure(sheet_row(sheet, i), "db-reads-peak").mean);
    }
    sheet_place_with_names(sheet);
    text_format(
        to, "set rmargin at screen %g\nset tmargin at screen %.4f\nset bmargin at screen %.4f\n",
        RIGHT, 1 - 45.0 / height, split);
    zero = set_axis(sheet, 'x', &reach);
    text_format(to, "set yrange [-0.6:%zu.6]\n", sheet->row_count - 1);
    sheet_add_name_tics(sheet);
    text_add(to, "set xlabel 'database reads (1/s)' offset 0, 0.3\n");
    text_format(to,
                "set key at screen 0.5, screen %.4f center top horizontal Left reverse samplen 1\n",
                split - 56.0 / height);
    sheet_block(sheet, "mean reads/s, reads in the busiest second, place", NULL);
    for (size_t i = 0; i < sheet->row_count; i++) {
        double mean = digest_figure(sheet_row(sheet, i), "db-reads-per-second").mean;
        double peak = digest_figure(sheet_row(sheet, i), "db-reads-peak").mean;
        text_format(&sheet->data, "%.6g %.6g %zu\n", mean > 0 ? mean : zero, peak > 0 ? peak : zero,
                    sheet->row_count - 1 - i);
    }
    text_add(to, "plot ");
    sheet_add_data_name(sheet);
    text_add(to, " index 0 using 1:3:($2-$1):(0) with vectors nohead lw 2.5 lc rgb '#9fc5e0' "
                 "notitle, \\\n    ");
    sheet_add_data_name(sheet);
    text_add(to,
             " index 0 using 1:3 with points pt 7 ps 1.3 lc rgb '#0072b2' title 'mean', \\\n    ");
    sheet_add_data_name(sheet);
    text_add(
        to, " index 0 using 2:3 with points pt 9 ps 1.4 lc rgb '#d55e00' title 'busiest second'\n");
}

/* Reads a second in the slices [from, to), mean over seeds. */
static double rate_of(const struct digest *digest, const struct digest_row *row, size_t from,
                      size_t to)
{
    double reads = 0, begin = (double)from * (double)digest->slice_length,
           end = (double)to * (double)digest->slice_length;

    for (size_t i = from; i < to; i++)
        reads += (double)row->slices[i].db_reads;
    if (end > (double)digest->end)
        end = (double)digest->end;
    return reads / (double)digest->seed_count / ((end - begin) / (double)UNITS_SECOND);
}

static void add_series(struct sheet *sheet, int height, double split)
{
    const struct digest *digest = sheet->digest;
    size_t step = digest->slice_count / POINTS_MAX + 1, columns = 0;
    double unit = sheet_run_unit(digest) * (double)UNITS_SECOND, zero;
    struct reach reach = {.low = 1e300};

    for (size_t r = 0; r < sheet->row_count; r++) {
        for (size_t i = 0; i < digest->slice_count; i += step) {
            size_t end = i + step < digest->slice_count ? i + step : digest->slice_count;
            extend(&reach, rate_of(digest, sheet_row(sheet, r), i, end));
        }
    }
    columns = sheet_widest_name(sheet);
    text_format(&sheet->script,
                "unset label 100\nset tmargin at screen %.4f\nset bmargin at screen %.4f\n"
                "unset logscale x\nset xtics autofreq\n",
                split - (double)BETWEEN / height, 60.0 / height);
    sheet_place_legend(sheet, sheet_place_with_legend(sheet, columns),
                       split - (double)BETWEEN / height);
    zero = set_axis(sheet, 'y', &reach);
    text_add(&sheet->script, "set ytics scale 1\nset ylabel 'database reads (1/s)'\n");
    sheet_run_axis(sheet, true);
    for (size_t r = 0; r < sheet->row_count; r++) {
        size_t block = sheet_block(sheet, "middle of the slice, database reads/s",
                                   sheet_row(sheet, r)->strategy);
        for (size_t i = 0; i < digest->slice_count; i += step) {
            size_t end = i + step < digest->slice_count ? i + step : digest->slice_count;
            double rate = rate_of(digest, sheet_row(sheet, r), i, end);
            text_format(&sheet->data, "%.6g %.6g\n",
                        ((double)i + (double)end) / 2 * (double)digest->slice_length / unit,
                        rate > 0 ? rate : zero);
        }
        text_add(&sheet->script, r > 0 ? ", \\\n    " : "plot ");
        sheet_add_curve(sheet, r, block, "1:2", digest->slice_count / step);
    }
    text_add_char(&sheet->script, '\n');
}

void draw_load(struct sheet *sheet)
{
    int top = FRAME_HEIGHT + ROW_HEIGHT * (int)sheet->row_count;
    int height = top + SERIES_HEIGHT;
    /* Where the upper panel ends; its axis' label hangs below. */
    double split = 1 - (top - 75.0) / height;

    sheet_begin(sheet, "Database load", height);
    if (sheet->row_count == 0 || sheet->digest->slice_count == 0) {
        sheet_nothing(sheet, "nothing was measured");
        return;
    }
    text_add(&sheet->script, "set multiplot\n");
    add_means(sheet, height, split);
    add_series(sheet, height, split);
    sheet_plot_legend(sheet, split - (double)BETWEEN / height, 0.01);
    text_add(&sheet->script, "unset multiplot\n");
}
