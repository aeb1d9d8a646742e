/* sheet.c - what all plots share. */
#include "reports/plots/sheet.h"

#include "reports/quote.h"
#include "reports/show.h"
#include "sim/base/check.h"
#include "sim/base/units.h"

#include <string.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static const struct {
    const char *colour;
    const char *dash;          /* "solid" or lengths of lines and gaps */
    int mark;
} looks[] = {
    {"#0072b2", "solid", 7},           {"#d55e00", "(14,5)", 5},          {"#009e73", "(4,4)", 9},
    {"#cc79a7", "(14,4,3,4)", 11},     {"#e69f00", "solid", 13},          {"#56b4e9", "(8,4)", 15},
    {"#000000", "(3,3)", 6},           {"#0072b2", "(14,4,3,4,3,4)", 4},  {"#d55e00", "solid", 8},
    {"#009e73", "(10,3)", 10},         {"#cc79a7", "(3,3)", 12},          {"#e69f00", "(14,4,3,4)", 14},
}, bounds[] = {
    {"#7f7f7f", "solid", 2}, {"#7f7f7f", "(2,4)", 3},
};

void sheet_begin(struct sheet *sheet, const char *title, int height)
{
    struct text *to = &sheet->script;

    text_format(to, "# %s.gp - draws a picture from %s.dat, beside it: gnuplot -d -e \"format='svg'\" %s.gp\n",
                sheet->name, sheet->name, sheet->name);
    text_format(to, "if (!exists(\"format\")) format = 'png'\n"
                    "if (!exists(\"output\")) output = '%s.' . format\n", sheet->name);
    text_format(to,
        "set encoding utf8\n"
        "if (format eq 'svg') {\n"
        "    set terminal svg size %d,%d dynamic noenhanced font 'Arial,15' rounded background 'white'\n"
        "} else {\n"
        "    set terminal pngcairo size %d,%d noenhanced font 'Sans,11' fontscale 1.5 linewidth 1.5 \\\n"
        "        pointscale 1.5 rounded background 'white'\n"
        "}\n"
        "set output output\n", SHEET_WIDTH, height, SHEET_WIDTH * 3 / 2, height * 3 / 2);
    text_add(to,
        "set border 3 lc rgb '#404040'\n"
        "set grid back lc rgb '#e0e0e0' lw 1 dt solid\n"
        "set tics nomirror out textcolor rgb '#202020'\n"
        "set key outside right top Left reverse samplen 3.5 spacing 1.25\n");
    text_format(to, "set title '%s: ' . ", title);
    sheet_add_literal(to, sheet->digest->scenario, 60);
    text_add_char(to, '\n');
    text_format(&sheet->data, "# %s.dat - ", sheet->name);
    quote_terminal(&sheet->data, sheet->digest->scenario, 200);
    text_add_char(&sheet->data, '\n');
}

const struct digest_row *sheet_row(const struct sheet *sheet, size_t i)
{
    CHECK(i < sheet->row_count);
    return &sheet->digest->rows[sheet->rows[i]];
}

static void add_literal(struct text *to, const char *user, size_t columns, const char *doubled)
{
    struct text shown = {0};

    quote_terminal(&shown, user, columns);
    text_add_char(to, '\'');
    for (size_t i = 0; i < shown.length; i++) {
        if (strchr(doubled, shown.bytes[i]) != NULL)
            text_add_char(to, shown.bytes[i]);
        text_add_char(to, shown.bytes[i]);
    }
    text_add_char(to, '\'');
    to->failed |= shown.failed;
    text_free(&shown);
}

void sheet_add_literal(struct text *to, const char *user, size_t columns)
{
    add_literal(to, user, columns, "'");
}

void sheet_add_name(struct text *to, const struct digest_row *row)
{
    sheet_add_literal(to, row->strategy, SHEET_NAME_MAX);
}

void sheet_add_name_tics(struct sheet *sheet)
{
    text_add(&sheet->script, "set ytics scale 0 (");
    for (size_t i = 0; i < sheet->row_count; i++) {
        text_add(&sheet->script, i > 0 ? ", " : "");
        add_literal(&sheet->script, sheet_row(sheet, i)->strategy, SHEET_NAME_MAX, "'%");
        text_format(&sheet->script, " %zu", sheet->row_count - 1 - i);
    }
    text_add(&sheet->script, ")\n");
}

/* Its place among the bounds, or among the others: so that colours do not depend on where the bounds stand. */
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

    return sheet_row(sheet, i)->bound ? bounds[place % COUNT(bounds)].colour : looks[place % COUNT(looks)].colour;
}

int sheet_mark(const struct sheet *sheet, size_t i)
{
    size_t place = place_of(sheet, i);

    return sheet_row(sheet, i)->bound ? bounds[place % COUNT(bounds)].mark : looks[place % COUNT(looks)].mark;
}

void sheet_add_line(struct sheet *sheet, size_t i)
{
    size_t place = place_of(sheet, i);
    bool bound = sheet_row(sheet, i)->bound;
    const char *dash = bound ? bounds[place % COUNT(bounds)].dash : looks[place % COUNT(looks)].dash;

    text_format(&sheet->script, "lc rgb '%s' dt %s lw %s", sheet_colour(sheet, i), dash, bound ? "1.5" : "2");
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
        "set label '%s' at graph 0.5, 0.5 center font ',18' textcolor rgb '#606060'\n"
        "plot [0:1] [0:1] NaN notitle\n", says);
}

void sheet_add_data_name(struct sheet *sheet)
{
    text_format(&sheet->script, "'%s.dat'", sheet->name);
}
