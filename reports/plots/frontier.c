/* frontier.c - hit ratio against stale ratio: what one gets for what one puts up with.
 *
 * The stale ratio has a logarithmic axis where it spans more than a decade. Strategies that are
 * never stale stand in a shaded band at its left, at 0. A strategy that hardly ever hits, which
 * no-cache is, would squeeze all others into a corner: it then stands in a band below, at 0, and
 * the axis shows where the others are. */
#include "reports/plots/drawings.h"

#include "reports/plots/labels.h"

#define LEFT 0.1               /* of the paper: the plot is placed by hand, so that labels can be */
#define RIGHT 0.965
#define BOTTOM 0.13
#define TOP 0.915
#define LETTER_WIDTH 8.0
#define DAGGER "\xe2\x80\xa0"
#define WRONG_WIDTH 18.0        /* of a space and a dagger, with air */
#define BAND_GAP 0.75           /* the band ends a bit below the axis' first tic */
#define BAND_SHADE "fillcolor rgb '#f0f0f0' fillstyle solid noborder"

struct range {
    double low, high;          /* of the axis */
    double zero;               /* where 0 stands in its band; below low */
    double band;               /* where that band ends */
    bool banded;
    bool logarithmic;
};

struct staircase {
    double x[SHEET_ROWS_MAX], y[SHEET_ROWS_MAX];       /* as shown, rising */
    size_t count;
};

static struct range stale_range(const struct sheet *sheet)
{
    struct range range = {.low = 1e30};
    bool zero = false;

    for (size_t i = 0; i < sheet->row_count; i++) {
        double ratio = digest_figure(sheet_row(sheet, i), "stale-ratio").mean;
        zero |= ratio <= 0;
        if (ratio > 0 && ratio < range.low)
            range.low = ratio;
        if (ratio > range.high)
            range.high = ratio;
    }
    if (range.high <= 0)
        return (struct range){.low = -0.0004, .high = 0.01};
    range.logarithmic = range.high / range.low > 10;
    if (!range.logarithmic) {
        range.low = -0.04 * range.high;
        range.high *= 1.25;
        return range;
    }
    range.low = sheet_decade_below(range.low * 0.999);
    range.high = range.high * 4 > 1 ? 1 : range.high * 4;
    range.band = range.low * BAND_GAP;
    if (zero) {
        range.banded = true;
        range.zero = range.low / 3.5;
        range.low /= 12;
    }
    return range;
}

static struct range hit_range(const struct sheet *sheet)
{
    struct range range = {.low = 2};
    double room, none = 2;

    for (size_t i = 0; i < sheet->row_count; i++) {
        double ratio = digest_figure(sheet_row(sheet, i), "hit-ratio").mean;
        if (ratio < 0.01) {
            none = ratio;
            continue;
        }
        range.low = ratio < range.low ? ratio : range.low;
        range.high = ratio > range.high ? ratio : range.high;
    }
    if (range.high <= 0)
        return (struct range){.low = 0, .high = 1};
    room = range.high - range.low < 0.02 ? 0.02 : range.high - range.low;
    if (range.low < 0.35 || none > 1) {
        range.low = none > 1 ? range.low - room * 0.25 : 0;
        range.high = range.high + room * 0.2;
        range.low = range.low <= 0 ? -0.04 * range.high : range.low;
    } else {
        range.banded = true;
        range.band = range.low - room * 0.2;
        range.zero = range.low - room * 0.36;
        range.low -= room * 0.52;
        range.high += room * 0.2;
    }
    range.high = range.high > 1 ? 1 : range.high;
    return range;
}

/* Where a value is drawn, in the units of its axis. */
static double shown_at(const struct range *range, double value, double none)
{
    return range->banded && value <= none ? range->zero : value;
}

/* From 0 to 1 along the axis. */
static double along(const struct range *range, double at)
{
    if (range->logarithmic)
        return sheet_log10(at / range->low) / sheet_log10(range->high / range->low);
    return (at - range->low) / (range->high - range->low);
}

/* Answers of it have never been right: the two ratios do not tell of these. */
static bool is_wrong_otherwise(const struct digest_row *row)
{
    static const char *const figures[] = {"dirty-reads", "aborted-reads", "torn-reads",
                                          "wrong-row-reads"};
    bool wrong = false;

    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        wrong |= digest_figure(row, figures[i]).mean > 0;
    return wrong;
}

static void set_stale_axis(struct sheet *sheet, const struct range *range)
{
    struct text *to = &sheet->script;
    bool any_wrong = false;

    for (size_t i = 0; i < sheet->row_count; i++)
        any_wrong |= is_wrong_otherwise(sheet_row(sheet, i));

    text_format(to, "set xlabel 'stale ratio: share of reads that were stale%s'\n",
                any_wrong ? "      (" DAGGER " also answers that were never committed, or of another row)"
                          : "");
    if (!range->logarithmic) {
        sheet_percent_linear_axis(sheet, 'x', 0, range->high, 0);
        text_format(to, "set xrange [%.9g:%.9g]\n", range->low, range->high);
        return;
    }
    sheet_percent_axis(sheet, 'x', range->banded ? range->band / BAND_GAP : range->low, range->high,
                       range->banded ? range->zero : 0);
    text_format(to, "set xrange [%.9g:%.9g]\n", range->low, range->high);
    if (range->banded)
        text_format(
            to,
            "set object 1 rectangle from graph 0, 0 to first %.9g, graph 1 behind " BAND_SHADE "\n",
            range->band);
}

static void set_hit_axis(struct sheet *sheet, const struct range *range)
{
    struct text *to = &sheet->script;

    text_add(to, "set ylabel 'hit ratio'\n");
    sheet_percent_linear_axis(sheet, 'y', range->banded ? range->band : range->low, range->high,
                              range->banded ? range->zero : 0);
    text_format(to, "set yrange [%.9g:%.9g]\n", range->low, range->high);
    if (range->banded)
        text_format(
            to,
            "set object 2 rectangle from graph 0, 0 to graph 1, first %.9g behind " BAND_SHADE "\n",
            range->band);
}

/* The staircase of what is bettered by no other strategy in both; bounds are no choice, nor is what
 * answers with what has never been. */
static void find_staircase(const struct sheet *sheet, const struct range *stale,
                           const struct range *hit, struct staircase *stairs)
{
    bool used[SHEET_ROWS_MAX] = {false};
    double best = -1, from = -1;

    for (;;) {
        size_t next = sheet->row_count;
        double next_stale = 2, next_hit = -1;
        for (size_t i = 0; i < sheet->row_count; i++) {
            double x = digest_figure(sheet_row(sheet, i), "stale-ratio").mean;
            double y = digest_figure(sheet_row(sheet, i), "hit-ratio").mean;
            if (used[i] || sheet_row(sheet, i)->bound || is_wrong_otherwise(sheet_row(sheet, i))
                || y <= best || x < from)
                continue;
            if (x < next_stale || (x == next_stale && y > next_hit)) {
                next = i;
                next_stale = x;
                next_hit = y;
            }
        }
        if (next == sheet->row_count)
            return;
        used[next] = true;
        stairs->x[stairs->count] = shown_at(stale, next_stale, 0);
        stairs->y[stairs->count++] = shown_at(hit, next_hit, 0.01);
        best = next_hit;
        from = next_stale;
    }
}

/* The bar of a stale ratio's interval, as something that labels keep clear of. Those of hit ratios
 * are short. */
static size_t add_interval(struct label_box *box, const struct digest_row *row,
                           const struct range *stale, const struct label *label, double width)
{
    struct spread x = digest_figure(row, "stale-ratio");
    double left = x.mean - x.half_width;

    if (x.mean <= 0 || x.half_width <= 0)
        return 0;
    left = along(stale, left > stale->low ? left : stale->low) * width;
    *box = (struct label_box){left, along(stale, x.mean + x.half_width) * width, label->point_y - 4,
                              label->point_y + 4};
    return 1;
}

static void add_labels(struct sheet *sheet, const struct range *stale, const struct range *hit,
                       const struct staircase *stairs)
{
    struct label_box lines[4 * SHEET_ROWS_MAX];
    size_t line_count = 0;
    struct label labels[SHEET_ROWS_MAX];
    double width = SHEET_WIDTH * (RIGHT - LEFT), height = SHEET_HEIGHT * (TOP - BOTTOM);

    for (size_t i = 0; i < sheet->row_count; i++) {
        const struct digest_row *row = sheet_row(sheet, i);
        double x = shown_at(stale, digest_figure(row, "stale-ratio").mean, 0);
        double y = shown_at(hit, digest_figure(row, "hit-ratio").mean, 0.01);
        labels[i] = (struct label){.point_x = along(stale, x) * width,
                                   .point_y = along(hit, y) * height,
                                   .width = (double)sheet_name_width(sheet, i) * LETTER_WIDTH
                                       + (is_wrong_otherwise(row) ? WRONG_WIDTH : 4)};
    }
    for (size_t i = 1; i < stairs->count; i++) {
        double left = along(stale, stairs->x[i - 1]) * width,
               right = along(stale, stairs->x[i]) * width;
        double low = along(hit, stairs->y[i - 1]) * height,
               high = along(hit, stairs->y[i]) * height;
        lines[line_count++] = (struct label_box){left, right, low - 1, low + 1};
        lines[line_count++] = (struct label_box){right - 1, right + 1, low, high};
    }
    for (size_t i = 0; i < sheet->row_count; i++)
        line_count += add_interval(&lines[line_count], sheet_row(sheet, i), stale, &labels[i],
                                   width);
    labels_place(labels, sheet->row_count, lines, line_count, width, height);
    for (size_t i = 0; i < sheet->row_count; i++) {
        const struct label *label = &labels[i];
        bool to_the_left = label->x + label->width / 2 < label->point_x;
        if (label->led)
            text_format(&sheet->script,
                        "set arrow from graph %.5f, %.5f to graph %.5f, %.5f nohead lc rgb "
                        "'#909090' lw 0.7\n",
                        label->point_x / width, label->point_y / height,
                        (to_the_left ? label->x + label->width : label->x) / width,
                        label->y / height);
        text_add(&sheet->script, "set label ");
        sheet_add_name(&sheet->script, sheet_row(sheet, i));
        text_add(&sheet->script, is_wrong_otherwise(sheet_row(sheet, i)) ? " . ' " DAGGER "'" : "");
        /* Text is as wide as it is: the end that is nearer to the point is the one to hold on
         * to. */
        text_format(&sheet->script, " at graph %.5f, %.5f %s front textcolor rgb '%s'\n",
                    (to_the_left ? label->x + label->width : label->x) / width, label->y / height,
                    to_the_left ? "right" : "left",
                    sheet_row(sheet, i)->bound ? "#606060" : "#202020");
    }
}

/* One block a strategy, so that each has its own look. */
static void add_points(struct sheet *sheet, const struct range *stale, const struct range *hit)
{
    for (size_t i = 0; i < sheet->row_count; i++) {
        const struct digest_row *row = sheet_row(sheet, i);
        struct spread x = digest_figure(row, "stale-ratio"), y = digest_figure(row, "hit-ratio");
        double shown_x = shown_at(stale, x.mean, 0), shown_y = shown_at(hit, y.mean, 0.01);
        double x_error = x.mean > 0 ? x.half_width : 0,
               y_error = shown_y < y.mean ? 0 : y.half_width;
        double left = shown_x - x_error < stale->low ? stale->low : shown_x - x_error;
        size_t block = sheet_block(
            sheet,
            "stale ratio, hit ratio; where they are shown, with their intervals: "
            "x, y, x low, x high, y low, y high",
            row->strategy);
        text_format(&sheet->data, "%.9f %.9f %.9g %.9g %.9g %.9g %.9g %.9g\n", x.mean, y.mean,
                    shown_x, shown_y, left, shown_x + x_error, shown_y - y_error,
                    shown_y + y_error);
        text_add(&sheet->script, i > 0 ? ", \\\n    " : "plot ");
        if (x_error > 0 || y_error > 0) {
            sheet_add_data_name(sheet);
            text_format(
                &sheet->script,
                " index %zu using 3:4:5:6:7:8 with xyerrorbars pt 0 lw 1.2 lc rgb '%s' notitle, ",
                block, sheet_colour(sheet, i));
        }
        sheet_add_data_name(sheet);
        text_format(&sheet->script,
                    " index %zu using 3:4 with points pt %d ps 1.4 lw 2 lc rgb '%s' notitle", block,
                    sheet_mark(sheet, i), sheet_colour(sheet, i));
    }
}

static void plot_staircase(struct sheet *sheet, const struct staircase *stairs)
{
    size_t block;

    if (stairs->count < 2)
        return;
    block = sheet_block(sheet, "the frontier: x, y", NULL);
    for (size_t i = 0; i < stairs->count; i++)
        text_format(&sheet->data, "%.9g %.9g\n", stairs->x[i], stairs->y[i]);
    text_format(&sheet->script,
                ", \\\n    '%s.dat' index %zu with steps lc rgb '#a0a0a0' dt (8,5) lw 1.2 notitle",
                sheet->name, block);
}

void draw_frontier(struct sheet *sheet)
{
    struct range stale = stale_range(sheet), hit = hit_range(sheet);
    struct staircase stairs = {.count = 0};

    sheet_begin(sheet, "Hit ratio against stale ratio", SHEET_HEIGHT);
    if (!digest_any(sheet->digest, "reads")) {
        sheet_nothing(sheet, "no read was measured");
        return;
    }
    text_format(&sheet->script, "unset key\nset lmargin at screen %g\nset rmargin at screen %g\n"
                "set bmargin at screen %g\nset tmargin at screen %g\n", LEFT, RIGHT, BOTTOM, TOP);
    set_stale_axis(sheet, &stale);
    set_hit_axis(sheet, &hit);
    find_staircase(sheet, &stale, &hit, &stairs);
    add_labels(sheet, &stale, &hit, &stairs);
    add_points(sheet, &stale, &hit);
    plot_staircase(sheet, &stairs);
    text_add_char(&sheet->script, '\n');
}
