/* ccdf.c - distributions, as the share of values above x, on logarithmic axes: how old stale reads were, how long
 * windows stayed open, how long reads took.
 *
 * A curve is the exact step function of the histogram's buckets, thinned to what a picture can show. It ends at the
 * largest value with a drop to the bottom. */
#include "reports/plots/drawings.h"

#include "sim/base/units.h"


#define THIN_X 1.012           /* points nearer than this to the last one, on both axes, are left out */
#define THIN_Y 0.985

struct kind {
    const char *distribution;
    const char *title;
    const char *x_label, *y_label;
    const char *nothing;       /* where no strategy has a value */
    const char *none;          /* in the legend, where this strategy has none */
    bool of_reads;             /* shares of all reads, not only of the values */
    void (*annotate)(struct sheet *sheet, double low, double high);
    void (*remark)(struct text *to, const struct digest_row *row);
};

struct bounds {
    double low_s, high_s;      /* smallest and largest value */
    double least;              /* smallest share */
};

static double seconds(int64_t ns)
{
    return (double)ns / (double)UNITS_SECOND;
}

/* What a share is a share of. */
static double whole_of(const struct kind *kind, const struct digest_row *row)
{
    struct spread reads = digest_figure(row, "reads");
    double values = (double)digest_distribution(row, kind->distribution)->samples;
    double all = reads.mean * (double)reads.samples;

    return kind->of_reads && all > values ? all : values;
}

static struct bounds find_bounds(const struct sheet *sheet, const struct kind *kind)
{
    struct bounds bounds = {.low_s = 1e30, .high_s = 1e-9, .least = 1};

    for (size_t i = 0; i < sheet->row_count; i++) {
        const struct digest_distribution *d = digest_distribution(sheet_row(sheet, i), kind->distribution);
        double share;
        if (d->samples == 0)
            continue;
        for (size_t b = 0; b < d->bucket_count; b++) {
            if (d->buckets[b].high > 0 && seconds(d->buckets[b].low) < bounds.low_s)
                bounds.low_s = seconds(d->buckets[b].low > 0 ? d->buckets[b].low : 1);
        }
        if (seconds(d->buckets[d->bucket_count - 1].high) > bounds.high_s)
            bounds.high_s = seconds(d->buckets[d->bucket_count - 1].high);
        share = (double)d->buckets[d->bucket_count - 1].count / whole_of(kind, sheet_row(sheet, i));
        if (share < bounds.least)
            bounds.least = share;
    }
    if (bounds.low_s > bounds.high_s)
        bounds.low_s = bounds.high_s;
    return bounds;
}

/* The data of one curve; returns how many points it has. */
static size_t add_curve(struct sheet *sheet, const struct kind *kind, const struct digest_row *row,
                        double left, double floor)
{
    const struct digest_distribution *d = digest_distribution(row, kind->distribution);
    double whole = whole_of(kind, row), last_x = left, last_y, y;
    uint64_t above = d->samples;
    size_t points = 1;

    last_y = (double)above / whole;
    text_format(&sheet->data, "%.6g %.6g\n", left, last_y);
    for (size_t b = 0; b < d->bucket_count; b++) {
        double x = seconds(d->buckets[b].high);
        bool last = b + 1 == d->bucket_count;
        above -= d->buckets[b].count;
        y = last ? floor : (double)above / whole;
        x = x < left ? left : x;
        if (!last && x < last_x * THIN_X && y > last_y * THIN_Y)
            continue;
        text_format(&sheet->data, "%.6g %.6g\n%.6g %.6g\n", x, last_y, x, y);
        last_x = x;
        last_y = y;
        points += 2;
    }
    return points;
}

static void draw(struct sheet *sheet, const struct kind *kind)
{
    struct bounds bounds = find_bounds(sheet, kind);
    double left = sheet_decade_below(bounds.low_s * 0.999), floor = sheet_decade_below(bounds.least * 0.999);
    double right = bounds.high_s * 1.3;
    bool any = false;

    sheet_begin(sheet, kind->title, SHEET_HEIGHT);
    for (size_t i = 0; i < sheet->row_count; i++)
        any |= digest_distribution(sheet_row(sheet, i), kind->distribution)->samples > 0;
    if (!any) {
        sheet_nothing(sheet, kind->nothing);
        return;
    }
    sheet_time_axis(sheet, 'x', left, right);
    sheet_percent_axis(sheet, 'y', floor, 1, 0);
    text_format(&sheet->script, "set xlabel '%s'\nset ylabel '%s'\n", kind->x_label, kind->y_label);
    if (kind->annotate != NULL)
        kind->annotate(sheet, left, right);
    text_add(&sheet->script, "plot ");
    for (size_t i = 0; i < sheet->row_count; i++) {
        const struct digest_row *row = sheet_row(sheet, i);
        text_add(&sheet->script, i > 0 ? ", \\\n    " : "");
        if (digest_distribution(row, kind->distribution)->samples > 0) {
            size_t block = sheet_block(sheet, "value in seconds, share above it", row->strategy);
            size_t points = add_curve(sheet, kind, row, left, floor);
            sheet_add_data_name(sheet);
            text_format(&sheet->script, " index %zu with linespoints pt %d ps 0.8 pi %zu ", block,
                        sheet_mark(sheet, i), points / 8 + 1);
            sheet_add_line(sheet, i);
            text_add(&sheet->script, " title ");
            sheet_add_name(&sheet->script, row);
        } else {
            text_format(&sheet->script, "NaN with linespoints pt %d ps 0.8 ", sheet_mark(sheet, i));
            sheet_add_line(sheet, i);
            text_add(&sheet->script, " title ");
            sheet_add_name(&sheet->script, row);
            text_format(&sheet->script, " . '%s'", kind->none);
        }
        if (kind->remark != NULL)
            kind->remark(&sheet->script, row);
    }
    text_add_char(&sheet->script, '\n');
}

void draw_ages(struct sheet *sheet)
{
    static const struct kind kind = {
        .distribution = "stale-age", .title = "How stale reads are", .x_label = "age",
        .y_label = "reads that are staler than this", .nothing = "no read was stale", .none = " (never stale)",
        .of_reads = true,
    };

    draw(sheet, &kind);
}

/* Windows that no end was seen of are in no curve, so the legend counts them. */
static void remark_open(struct text *to, const struct digest_row *row)
{
    struct spread censored = digest_figure(row, "windows-censored");
    struct spread permanent = digest_figure(row, "windows-permanent");
    double seeds = (double)censored.samples;

    if (censored.mean > 0)
        text_format(to, " . ', %.0f open at the end'", censored.mean * seeds);
    if (permanent.mean > 0)
        text_format(to, " . ', %.0f for ever'", permanent.mean * seeds);
}

void draw_windows(struct sheet *sheet)
{
    static const struct kind kind = {
        .distribution = "window", .title = "How long entries stay stale", .x_label = "length of a staleness window",
        .y_label = "closed windows that are longer", .nothing = "no staleness window was closed",
        .none = " (none)", .remark = remark_open,
    };

    draw(sheet, &kind);
}

static void annotate_quantiles(struct sheet *sheet, double low, double high)
{
    static const struct {
        const char *label;
        double share;
    } quantiles[] = {{"p50", 0.5}, {"p99", 0.01}, {"p99.9", 0.001}};

    for (size_t i = 0; i < sizeof quantiles / sizeof quantiles[0]; i++) {
        text_format(&sheet->script, "set arrow from %.9g, %.9g to %.9g, %.9g nohead lc rgb '#a0a0a0' dt (2,4) lw 1 back\n"
                    "set label '%s' at %.9g, %.9g right offset -0.3, 0.5 textcolor rgb '#707070' font ',12'\n",
                    low, quantiles[i].share, high, quantiles[i].share, quantiles[i].label, high, quantiles[i].share);
    }
}

void draw_latency(struct sheet *sheet)
{
    static const struct kind kind = {
        .distribution = "read-latency", .title = "How long reads take", .x_label = "latency",
        .y_label = "reads that take longer", .nothing = "no read was measured", .none = " (no reads)",
        .annotate = annotate_quantiles,
    };

    draw(sheet, &kind);
}
