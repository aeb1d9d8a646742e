/* ccdf.c - distributions, as the share of values above x, on logarithmic axes: how old stale reads
 * were, how long windows stayed open, how long reads took.
 *
 * A curve is the exact step function of the histogram's buckets, thinned to what a picture can
 * show. It ends at the largest value with a drop to the bottom. */
#include "reports/plots/drawings.h"

#include "sim/base/units.h"


#define TOP 0.915
#define BOTTOM 0.13
#define THIN_X 1.012 /* points nearer than this to the last one, on both axes, are left out */
#define THIN_Y 0.985

struct kind {
    const char *distribution;
    const char *title;
    const char *x_label, *y_label;
    const char *nothing;       /* where no strategy has a value */
    const char *none;          /* in the legend, where this strategy has none */
    bool of_reads;             /* shares of all reads, not only of the values */
    void (*annotate)(struct sheet *sheet, double low, double high);
    /* For the legend; our own words. */
    void (*remark)(struct text *to, const struct digest_row *row);
};

struct bounds {
    double low_s, high_s;      /* about the smallest value, and the largest */
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
        const struct digest_distribution *d = digest_distribution(sheet_row(sheet, i),
                                                                  kind->distribution);
        uint64_t below = 0;
        double share, begin = 0;
        if (d->samples == 0)
            continue;
        /* From where the curve leaves its top, so that a few early values do not take the room of
         * all others. */
        for (size_t b = 0; below <= d->samples / 1000; b++) {
            below += d->buckets[b].count;
            begin = seconds(d->buckets[b].low > 0 ? d->buckets[b].low : 1);
        }
        if (begin < bounds.low_s)
            bounds.low_s = begin;
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

/* What the legend says behind a name. */
static void add_remark(struct text *to, const struct kind *kind, const struct digest_row *row)
{
    if (digest_distribution(row, kind->distribution)->samples == 0)
        text_format(to, ": %s", kind->none);
    if (kind->remark != NULL)
        kind->remark(to, row);
}

static void place(struct sheet *sheet, const struct kind *kind)
{
    size_t columns = 0;
    double right;

    for (size_t i = 0; i < sheet->row_count; i++) {
        struct text remark = {0};
        add_remark(&remark, kind, sheet_row(sheet, i));
        if (sheet_name_width(sheet, i) + remark.length > columns)
            columns = sheet_name_width(sheet, i) + remark.length;
        text_free(&remark);
    }
    right = sheet_place_with_legend(sheet, columns);
    text_format(&sheet->script, "set tmargin at screen %g\nset bmargin at screen %g\n", TOP,
                BOTTOM);
    sheet_place_legend(sheet, right, TOP);
}

static void draw(struct sheet *sheet, const struct kind *kind)
{
    struct bounds bounds = find_bounds(sheet, kind);
    double left = sheet_decade_below(bounds.low_s * 0.999),
           floor = sheet_decade_below(bounds.least * 0.999);
    bool any = false;

    sheet_begin(sheet, kind->title, SHEET_HEIGHT);
    for (size_t i = 0; i < sheet->row_count; i++)
        any |= digest_distribution(sheet_row(sheet, i), kind->distribution)->samples > 0;
    if (!any) {
        sheet_nothing(sheet, kind->nothing);
        return;
    }
    place(sheet, kind);
    sheet_time_axis(sheet, 'x', left, bounds.high_s * 1.3);
    sheet_percent_axis(sheet, 'y', floor, 1, 0);
    text_format(&sheet->script, "set xlabel '%s'\nset ylabel '%s'\n", kind->x_label, kind->y_label);
    if (kind->annotate != NULL)
        kind->annotate(sheet, left, bounds.high_s * 1.3);
    text_add(&sheet->script, "plot ");
    for (size_t i = 0; i < sheet->row_count; i++) {
        const struct digest_row *row = sheet_row(sheet, i);
        struct text remark = {0};
        if (digest_distribution(row, kind->distribution)->samples > 0) {
            size_t block = sheet_block(sheet, "value in seconds, share above it", row->strategy);
            sheet_add_curve(sheet, i, block, "1:2", add_curve(sheet, kind, row, left, floor));
            text_add(&sheet->script, ", \\\n    ");
        }
        add_remark(&remark, kind, row);
        sheet_add_legend(sheet, i, remark.bytes != NULL ? remark.bytes : "");
        text_add(&sheet->script, i + 1 < sheet->row_count ? ", \\\n    " : "\n");
        text_free(&remark);
    }
}

void draw_ages(struct sheet *sheet)
{
    static const struct kind kind = {
        .distribution = "stale-age",
        .title = "How stale reads are",
        .x_label = "age: how long ago a newer version was committed",
        .y_label = "share of all reads that are staler",
        .nothing = "no read was stale",
        .none = "never stale",
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
        text_format(to, ", %.0f open", censored.mean * seeds);
    if (permanent.mean > 0)
        text_format(to, ", %.0f for ever", permanent.mean * seeds);
}

void draw_windows(struct sheet *sheet)
{
    static const struct kind kind = {
        .distribution = "window",
        .title = "How long entries stay stale",
        .x_label = "length of a staleness window",
        .y_label = "share of closed windows that are longer",
        .nothing = "no staleness window was closed",
        .none = "none closed",
        .remark = remark_open,
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
        text_format(
            &sheet->script,
            "set arrow from %.9g, %.9g to %.9g, %.9g nohead lc rgb '#a0a0a0' dt (2,4) lw 1 back\n"
            "set label '%s' at %.9g, %.9g right offset -0.3, 0.5 textcolor rgb '#707070' font "
            "small\n",
            low, quantiles[i].share, high, quantiles[i].share, quantiles[i].label, high,
            quantiles[i].share);
    }
}

void draw_latency(struct sheet *sheet)
{
    static const struct kind kind = {
        .distribution = "read-latency",
        .title = "How long reads take",
        .x_label = "latency",
        .y_label = "share of reads that take longer",
        .nothing = "no read was measured",
        .none = "no reads",
        .annotate = annotate_quantiles,
    };

    draw(sheet, &kind);
}
