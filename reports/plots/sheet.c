/* sheet.c - what all plots share. */
#include "reports/plots/sheet.h"

#include "reports/plots/literal.h"
#include "reports/quote.h"
#include "reports/show.h"
#include "sim/base/check.h"
#include "sim/base/units.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

#define LETTER_WIDTH 8.3

enum {
    MARKS = 6,         /* on a curve, so that it can be told from others without its colour */
    SCENARIO_MAX = 52, /* columns of a title */
};

static const struct {
    const char *colour;
    const char *dash;          /* "solid" or lengths of lines and gaps */
    int mark;
} looks[] =
    {
        {"#0072b2", "solid", 7},  {"#d55e00", "(14,5)", 5},
        {"#009e73", "(4,4)", 9},  {"#cc79a7", "(14,4,3,4)", 11},
        {"#e69f00", "solid", 13}, {"#56b4e9", "(8,4)", 15},
        {"#000000", "(3,3)", 6},  {"#0072b2", "(14,4,3,4,3,4)", 4},
        {"#d55e00", "solid", 8},  {"#009e73", "(10,3)", 10},
        {"#cc79a7", "(3,3)", 12}, {"#e69f00", "(14,4,3,4)", 14},
},
  bounds[] = {
      {"#7f7f7f", "solid", 2},
      {"#5f5f5f", "(2,3)", 3},
};

void sheet_begin(struct sheet *sheet, const char *title, int height)
{
    struct text *to = &sheet->script;

    text_format(
        to,
        "# %s.gp - draws a picture from %s.dat, beside it: gnuplot -d -e \"format='svg'\" %s.gp\n",
        sheet->name, sheet->name, sheet->name);
    text_format(to, "if (!exists(\"format\")) format = 'png'\n"
                    "if (!exists(\"output\")) output = '%s.' . format\n", sheet->name);
    text_format(
        to,
        "set encoding utf8\n"
        "if (format eq 'svg') {\n"
        "    set terminal svg size %d,%d dynamic noenhanced font 'Arial,15' background 'white'\n"
        "} else {\n"
        "    set terminal pngcairo size %d,%d noenhanced font 'Sans,11' fontscale 1.5 linewidth "
        "1.5 \\\n"
        "        pointscale 1.5 background 'white'\n"
        "}\n"
        "small = format eq 'svg' ? ',13' : ',9.5'\n"
        "set output output\n",
        SHEET_WIDTH, height, SHEET_WIDTH * 3 / 2, height * 3 / 2);
    text_add(to,
        "set border 3 lc rgb '#404040'\n"
        "set grid back lc rgb '#d8d8d8' lw 1 dt solid\n"
        "set tics nomirror out textcolor rgb '#202020'\n"
        "set key Left reverse samplen 3.5 spacing 1.25\n");
    literal_begin(to);
    /* In the middle of the paper, not of the plot, which may leave a long title no room. */
    text_format(to, "set label 100 '%s: ' . ", title);
    literal_add(to, sheet->digest->scenario, SCENARIO_MAX, false);
    if (sheet->row_count < sheet->digest->row_count)
        text_format(to, " . ' (%zu of %zu strategies)'", sheet->row_count,
                    sheet->digest->row_count);
    text_format(to, " at screen 0.5, screen %.4f center\n", 1 - 24.0 / height);
    text_format(&sheet->data, "# %s.dat - ", sheet->name);
    quote_terminal(&sheet->data, sheet->digest->scenario, 200);
    text_add_char(&sheet->data, '\n');
}

const struct digest_row *sheet_row(const struct sheet *sheet, size_t i)
{
    CHECK(i < sheet->row_count);
    return &sheet->digest->rows[sheet->rows[i]];
}

void sheet_add_name(struct text *to, const struct digest_row *row)
{
    literal_add(to, row->strategy, SHEET_NAME_MAX, false);
}

void sheet_add_name_tics(struct sheet *sheet)
{
    text_add(&sheet->script, "set ytics scale 0 (");
    for (size_t i = 0; i < sheet->row_count; i++) {
        text_add(&sheet->script, i > 0 ? ", " : "");
        literal_add(&sheet->script, sheet_row(sheet, i)->strategy, SHEET_NAME_MAX, true);
        text_format(&sheet->script, " %zu", sheet->row_count - 1 - i);
    }
    text_add(&sheet->script, ")\n");
}

/* Its place among the bounds, or among the others: so that colours do not depend on where the
 * bounds stand. */
static size_t place_of(const struct sheet *sheet, size_t i)
{
    size_t place = 0;

    for (size_t j = 0; j < sheet->rows[i]; j++)
        place += sheet->digest->rows[j].bound == sheet_row(sheet, i)->bound;
    return place;
}

const char *sheet_colour(const struct sheet *sheet, size_t i)
{
    size_t place = place_of(sheet, i);

    return sheet_row(sheet, i)->bound ? bounds[place % COUNT(bounds)].colour
                                      : looks[place % COUNT(looks)].colour;
}

int sheet_mark(const struct sheet *sheet, size_t i)
{
    size_t place = place_of(sheet, i);

    return sheet_row(sheet, i)->bound ? bounds[place % COUNT(bounds)].mark
                                      : looks[place % COUNT(looks)].mark;
}

static void add_look(struct sheet *sheet, size_t i)
{
    size_t place = place_of(sheet, i);
    bool bound = sheet_row(sheet, i)->bound;
    const char *dash = bound ? bounds[place % COUNT(bounds)].dash
                             : looks[place % COUNT(looks)].dash;

    text_format(&sheet->script, "lc rgb '%s' dt %s lw %s", sheet_colour(sheet, i), dash,
                bound ? "1.5" : "2");
}

void sheet_add_curve(struct sheet *sheet, size_t i, size_t block, const char *columns,
                     size_t points)
{
    struct text *to = &sheet->script;
    size_t step = points / MARKS + 1;

    text_format(to, "'%s.dat' index %zu using %s with lines ", sheet->name, block, columns);
    add_look(sheet, i);
    /* Where curves lie on each other their marks do not. */
    text_format(to,
                " notitle, \\\n    '%s.dat' index %zu using %s every %zu::%zu with points pt %d ps "
                "0.8 lc rgb '%s' notitle",
                sheet->name, block, columns, step, step * (i + 1) / (sheet->row_count + 1),
                sheet_mark(sheet, i), sheet_colour(sheet, i));
}

void sheet_add_legend(struct sheet *sheet, size_t i, const char *remark)
{
    text_format(&sheet->script, "NaN with linespoints pt %d ps 0.8 ", sheet_mark(sheet, i));
    add_look(sheet, i);
    text_add(&sheet->script, " title ");
    sheet_add_name(&sheet->script, sheet_row(sheet, i));
    if (remark[0] != '\0')
        text_format(&sheet->script, " . '%s'", remark);
}

void sheet_plot_legend(struct sheet *sheet, double top, double bottom)
{
    text_format(&sheet->script,
                "unset border\nunset tics\nunset grid\nunset xlabel\nunset ylabel\nunset "
                "object\nunset logscale\n"
                "set tmargin at screen %.4f\nset bmargin at screen %.4f\nplot [0:1] [0:1] ",
                top, bottom);
    for (size_t i = 0; i < sheet->row_count; i++) {
        text_add(&sheet->script, i > 0 ? ", \\\n    " : "");
        sheet_add_legend(sheet, i, "");
    }
    text_add_char(&sheet->script, '\n');
}

size_t sheet_name_width(const struct sheet *sheet, size_t i)
{
    return literal_width(sheet_row(sheet, i)->strategy, SHEET_NAME_MAX);
}

size_t sheet_widest_name(const struct sheet *sheet)
{
    size_t widest = 0;

    for (size_t i = 0; i < sheet->row_count; i++)
        widest = sheet_name_width(sheet, i) > widest ? sheet_name_width(sheet, i) : widest;
    return widest;
}

void sheet_place_with_names(struct sheet *sheet)
{
    size_t columns = sheet_widest_name(sheet);

    text_format(&sheet->script, "set lmargin at screen %.4f\n",
                ((double)columns * LETTER_WIDTH + 30) / SHEET_WIDTH);
}

double sheet_place_with_legend(struct sheet *sheet, size_t columns)
{
    double right = 1 - ((double)columns * LETTER_WIDTH + 76) / SHEET_WIDTH;

    if (right < 0.5)
        right = 0.5;
    text_format(&sheet->script, "set lmargin at screen 0.12\nset rmargin at screen %.4f\n", right);
    return right;
}

void sheet_place_legend(struct sheet *sheet, double right, double top)
{
    text_format(&sheet->script,
                "set key at screen %.4f, screen %.4f left top vertical Left reverse samplen 3.5 "
                "width 0 spacing 1.25\n",
                right + 0.01, top);
}

size_t sheet_block(struct sheet *sheet, const char *what, const char *user)
{
    text_add(&sheet->data, sheet->blocks > 0 ? "\n\n# " : "# ");
    text_add(&sheet->data, what);
    if (user != NULL) {
        text_add(&sheet->data, "; ");
        quote_terminal(&sheet->data, user, 200);
    }
    text_add_char(&sheet->data, '\n');
    return sheet->blocks++;
}

void sheet_nothing(struct sheet *sheet, const char *says)
{
    text_format(&sheet->script,
        "unset key\nunset tics\nunset grid\nset border 15\n"
        "set label '%s' at graph 0.5, 0.5 center textcolor rgb '#606060'\n"
        "plot [0:1] [0:1] NaN notitle\n", says);
}

void sheet_add_data_name(struct sheet *sheet)
{
    text_format(&sheet->script, "'%s.dat'", sheet->name);
}
