/* sheet.h - what all plots share: paper, colours, names, axes in units that people read.
 *
 * A plot writes a data file and a script. A strategy has the same colour, dash and mark in every
 * plot: the colours are Okabe and Ito's, which the colour-blind can tell apart, and dash and mark
 * alone tell lines apart in black and white; bounds are grey. A zero has no place on a logarithmic
 * axis, so there it gets one of its own, at the axis' lower end, and is labelled 0. */
#ifndef REPORTS_PLOTS_SHEET_H
#define REPORTS_PLOTS_SHEET_H

#include "reports/digest.h"
#include "reports/text.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    SHEET_WIDTH = 1000,
    SHEET_HEIGHT = 600,
    SHEET_ROWS_MAX = 12,       /* strategies in one plot; more cannot be told apart */
    SHEET_NAME_MAX = 28,       /* columns of a name */
};

struct sheet {
    const char *name;
    const struct digest *digest;
    size_t rows[SHEET_ROWS_MAX];       /* which strategies are shown */
    size_t row_count;
    struct text script;
    struct text data;
    size_t blocks;             /* in the data so far */
};

/* Paper, fonts, title. */
void sheet_begin(struct sheet *sheet, const char *title, int height);

/* The i-th strategy that is shown. */
const struct digest_row *sheet_row(const struct sheet *sheet, size_t i);

/* As an expression; the paper is `noenhanced`. */
void sheet_add_name(struct text *to, const struct digest_row *row);

/* Names along y, the first on top, at the places row_count - 1 .. 0. The text of a tic is a format,
 * in which a per cent sign would ask for a number: there it is doubled. */
void sheet_add_name_tics(struct sheet *sheet);

/* The look of the i-th strategy that is shown: a curve of a block of data ("1:2" are its columns),
 * with marks; and its entry in the legend, which a plot has once. `remark` is our own words behind
 * the name. */
void sheet_add_curve(struct sheet *sheet, size_t i, size_t block, const char *columns,
                     size_t points);
void sheet_add_legend(struct sheet *sheet, size_t i, const char *remark);
const char *sheet_colour(const struct sheet *sheet, size_t i);
int sheet_mark(const struct sheet *sheet, size_t i);

/* Margins that leave room for names on the left, or for a legend of so many columns of text on the
 * right (returns where the plot ends), and the legend there. */
size_t sheet_name_width(const struct sheet *sheet, size_t i);
size_t sheet_widest_name(const struct sheet *sheet);
void sheet_place_with_names(struct sheet *sheet);
double sheet_place_with_legend(struct sheet *sheet, size_t columns);
void sheet_place_legend(struct sheet *sheet, double right, double top);

/* In a multiplot: the legend as a panel of its own, since a low panel has no room for a long
 * one. */
void sheet_plot_legend(struct sheet *sheet, double top, double bottom);

/* Begins a block of data, with what it holds as a comment; returns its index. */
size_t sheet_block(struct sheet *sheet, const char *what, const char *user);

/* Makes `axis` ('x' or 'y') logarithmic, with a tic at each round number within [low, high].
 * `zero`: where a value of 0 is drawn, which is labelled; 0 where there is none. */
void sheet_time_axis(struct sheet *sheet, char axis, double low_s, double high_s);     /* no 0 */
void sheet_percent_axis(struct sheet *sheet, char axis, double low, double high, double zero);
/* The same without the logarithm; `zero` is where 0 stands apart from the axis, below `low`. */
void sheet_percent_linear_axis(struct sheet *sheet, char axis, double low, double high,
                               double zero);
void sheet_rate_axis(struct sheet *sheet, char axis, double low, double high, double zero);

/* The virtual time of the run along x, in a unit that suits it, and the warm-up shaded. */
void sheet_run_axis(struct sheet *sheet, bool labelled);
double sheet_run_unit(const struct digest *digest);    /* in seconds */

/* A plot that only says that there is nothing to see. */
void sheet_nothing(struct sheet *sheet, const char *says);

/* Names of the files that a script speaks of. */
void sheet_add_data_name(struct sheet *sheet);

/* The power of ten at or below a positive value; the same among 1, 2 and 5 times powers of ten. */
double sheet_decade_below(double value);
double sheet_round_below(double value);
double sheet_log10(double value);      /* value > 0; good to 1e-6: for placing labels */

#endif
