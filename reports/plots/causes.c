/* causes.c - why reads were stale: a bar a strategy, divided by cause.
 *
 * Stale ratios of strategies that one compares lie decades apart, so every bar is 100 % of its
 * strategy's stale reads, and the stale ratio itself stands beside it as a number. Wide parts carry
 * the name of their cause, so that the picture can be read without its colours. */
#include "reports/plots/drawings.h"

#include "reports/show.h"

#include <string.h>

#define RIGHT 0.845
#define LABELLED 0.045         /* of the bar: parts at least this wide say how wide they are */
#define LETTER 0.0108          /* of the bar: the width of a letter */
#define HALF_BAR 0.36

enum { ROW_HEIGHT = 44, FRAME_HEIGHT = 196 };

static const struct {
    const char *colour;
    const char *ink;           /* that can be read on it */
} looks[CAUSE_COUNT] = {
    [CAUSE_EXPIRY_LAG] = {"#56b4e9", "#000000"}, [CAUSE_IN_FLIGHT] = {"#e69f00", "#000000"},
    [CAUSE_LOST] = {"#d55e00", "#ffffff"},       [CAUSE_UNSIGNALLED] = {"#0072b2", "#ffffff"},
    [CAUSE_STALE_FILL] = {"#009e73", "#ffffff"}, [CAUSE_REORDERED] = {"#cc79a7", "#000000"},
    [CAUSE_EARLY] = {"#f0e442", "#000000"},      [CAUSE_REPLICA_LAG] = {"#404040", "#ffffff"},
    [CAUSE_CLOCK_SKEW] = {"#a0a0a0", "#000000"}, [CAUSE_BY_DESIGN] = {"#e8e8e8", "#000000"},
};

static void add_data(struct sheet *sheet, size_t cause)
{
    sheet_block(sheet, "share from, share to, bar from, bar to", cause_names[cause]);
    for (size_t i = 0; i < sheet->row_count; i++) {
        const struct digest_row *row = sheet_row(sheet, i);
        uint64_t stale = digest_stale(row), before = 0;
        double y = (double)(sheet->row_count - 1 - i);
        for (size_t c = 0; c < cause; c++)
            before += row->causes[c];
        if (row->causes[cause] == 0)
            continue;
        text_format(&sheet->data, "%.6f %.6f %.3f %.3f\n", (double)before / (double)stale,
                    (double)(before + row->causes[cause]) / (double)stale, y - HALF_BAR,
                    y + HALF_BAR);
    }
}

static void add_bar_labels(struct sheet *sheet, size_t i)
{
    const struct digest_row *row = sheet_row(sheet, i);
    uint64_t stale = digest_stale(row), before = 0;
    double y = (double)(sheet->row_count - 1 - i);
    struct text beside = {0};

    for (size_t c = 0; c < CAUSE_COUNT; c++) {
        double share = stale > 0 ? (double)row->causes[c] / (double)stale : 0;
        double middle = stale > 0 ? ((double)before + (double)row->causes[c] / 2) / (double)stale
                                  : 0;
        struct text label = {0};
        before += row->causes[c];
        if ((double)(strlen(cause_names[c]) + 5) * LETTER < share)
            text_format(&label, "%s ", cause_names[c]);
        text_format(&label, share > 0.995 && share < 1 ? ">99%%" : "%.0f%%", share * 100);
        if (share >= LABELLED)
            text_format(&sheet->script,
                        "set label '%s' at %.5f, %.3f center front font small textcolor rgb '%s'\n",
                        label.bytes, middle, y, looks[c].ink);
        text_free(&label);
    }
    if (stale == 0)
        text_format(
            &sheet->script,
            "set label 'no stale reads' at 0.01, %.3f left font small textcolor rgb '#707070'\n",
            y);
    show_percent(&beside, digest_figure(row, "stale-ratio").mean);
    text_format(&sheet->script, "set label '%s' at 1.015, %.3f left textcolor rgb '#202020'\n",
                beside.bytes != NULL ? beside.bytes : "", y);
    text_free(&beside);
}

void draw_causes(struct sheet *sheet)
{
    int height = FRAME_HEIGHT + ROW_HEIGHT * (int)sheet->row_count;
    size_t occurring = 0;
    struct text *to = &sheet->script;
    uint64_t sums[CAUSE_COUNT] = {0};

    for (size_t i = 0; i < sheet->row_count; i++) {
        for (size_t c = 0; c < CAUSE_COUNT; c++)
            sums[c] += sheet_row(sheet, i)->causes[c];
    }
    for (size_t c = 0; c < CAUSE_COUNT; c++)
        occurring += sums[c] > 0;
    sheet_begin(sheet, "Why reads were stale", height);
    if (occurring == 0) {
        sheet_nothing(sheet, "no read was stale");
        return;
    }
    sheet_place_with_names(sheet);
    text_format(
        to, "set rmargin at screen %g\nset tmargin at screen %.4f\nset bmargin at screen %.4f\n",
        RIGHT, 1 - 60.0 / height, (FRAME_HEIGHT - 60.0) / height);
    text_format(to,
                "set key at screen 0.5, screen %.4f center top horizontal Left reverse samplen 1.2 "
                "width 1 maxrows 2\n",
                70.0 / height);
    text_format(to, "unset grid\nset border 2\nset yrange [-0.5:%zu.5]\n", sheet->row_count - 1);
    sheet_add_name_tics(sheet);
    text_add(to, "set xrange [0:1]\nset xtics scale 0.5 ('0' 0, '25%%' 0.25, '50%%' 0.5, '75%%' "
                 "0.75, '100%%' 1)\n"
                 "set xlabel 'share of the stale reads' offset 0, 0.2\nset style fill solid 1 "
                 "border rgb '#ffffff'\n"
                 "set label 'stale ratio' at graph 1.015, 1 left offset 0, 0.4 font small "
                 "textcolor rgb '#707070'\n");
    for (size_t i = 0; i < sheet->row_count; i++)
        add_bar_labels(sheet, i);
    text_add(to, "plot ");
    for (size_t c = 0, shown = 0; c < CAUSE_COUNT; c++) {
        if (sums[c] == 0)
            continue;
        add_data(sheet, c);
        text_add(to, shown > 0 ? ", \\\n    " : "");
        sheet_add_data_name(sheet);
        text_format(to, " index %zu using 1:3:1:2:3:4 with boxxyerror fc rgb '%s' title '%s'",
                    shown++, looks[c].colour, cause_names[c]);
    }
    text_add_char(to, '\n');
}
