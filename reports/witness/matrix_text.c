/* matrix_text.c - the guarantee matrix for a terminal: what breaks what first, then world by world. */
#include "reports/quote.h"
#include "reports/witness/matrix.h"

#include <string.h>

enum { WIDTH = 80, CELL = 6, NAME_LEAST = 12 };

struct table {
    struct text *to;
    const struct matrix *matrix;
    bool colour;
    size_t names;              /* columns for the rows' names */
};

/* What a verdict looks like where there is colour; the letters say it too. */
static const char *paint(enum verdict verdict)
{
    return verdict == VERDICT_REFUTED ? "\033[31m" : verdict == VERDICT_PROVED ? "\033[34m"
        : "\033[33m";
}

/* One cell, right behind what stands before it, and the blanks that its column still lacks before
 * the next; `behind` blanks are wanted before it. Returns those wanted before the next. */
static size_t add_cell(const struct table *table, const char *words, enum verdict verdict,
                       size_t behind)
{
    size_t length = strlen(words);

    text_add_repeated(table->to, ' ', behind);
    text_add(table->to, table->colour && verdict != VERDICT_NOT_ASKED ? paint(verdict) : "");
    text_add(table->to, words);
    text_add(table->to, table->colour && verdict != VERDICT_NOT_ASKED ? "\033[0m" : "");
    return length < CELL ? CELL - length : 1;
}

static void add_head(const struct table *table)
{
    size_t behind = table->names + 1;

    text_add(table->to, table->colour ? "\033[1m" : "");
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        if (matrix_asks(table->matrix, p))
            behind = add_cell(table, matrix_heading(p), VERDICT_NOT_ASKED, behind);
    }
    text_add(table->to, table->colour ? "\033[0m\n" : "\n");
}

static size_t add_name(const struct table *table, unsigned row)
{
    return table->names + 1
        - quote_terminal(table->to, table->matrix->rows[row].name, table->names);
}

/* The first world that breaks it. */
static void add_first_row(const struct table *table, unsigned row)
{
    size_t behind = add_name(table, row);

    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        unsigned world;
        enum verdict worst;
        if (!matrix_asks(table->matrix, p))
            continue;
        worst = matrix_worst(table->matrix, row, p, &world);
        behind = add_cell(table, worst == VERDICT_REFUTED ? table->matrix->worlds[world].brief
                          : worst == VERDICT_BOUNDED ? "~" : worst == VERDICT_PROVED ? "-" : "?",
                          worst, behind);
    }
    text_add_char(table->to, '\n');
}

static void add_world_row(const struct table *table, unsigned row, unsigned world)
{
    size_t behind = add_name(table, row);

    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        struct text mark = {0};
        if (!matrix_asks(table->matrix, p))
            continue;
        matrix_add_mark(&mark, table->matrix, row, world, p);
        behind = add_cell(table, mark.bytes == NULL ? "" : mark.bytes,
                          matrix_verdict(table->matrix, row, world, p), behind);
        text_free(&mark);
    }
    text_add_char(table->to, '\n');
}

static void add_world(const struct table *table, unsigned world)
{
    const struct matrix *matrix = table->matrix;
    struct text bounds = {0};
    unsigned shown = 0;

    text_format(table->to, "\n%s: %s\n", matrix->worlds[world].name, matrix->worlds[world].says);
    exploration_bounds(&bounds, &matrix_cell(matrix, 0, world)->settings->bounds);
    exploration_paragraph(table->to, &bounds);
    text_free(&bounds);
    for (unsigned row = 0; row < matrix->row_count; row++) {
        if (world > 0 && !matrix_adds(matrix, row, world))
            continue;
        if (shown++ == 0)
            add_head(table);
        add_world_row(table, row, world);
    }
    if (shown == 0)
        text_format(table->to, "  breaks nothing that holds under %s\n", matrix->worlds[0].name);
}

static void add_legend(const struct table *table)
{
    const struct matrix *matrix = table->matrix;

    text_add(table->to, "\n  what must not happen\n");
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        if (matrix_asks(matrix, p))
            text_format(table->to, "  %-5s  %-22s  %s\n", matrix_heading(p),
                        explore_property_name((enum property)p), matrix_breach(p));
    }
    text_add(table->to, "\n  and in which world it does happen first\n"
             "  -      in none: proved within the bounds of each\n"
             "  ~      in some, but only until something expires\n"
             "  ?      in none so far: a limit ended the search\n");
    for (unsigned i = 0; i < matrix->world_count; i++)
        text_format(table->to, "  %-5s  %s\n", matrix->worlds[i].brief, matrix->worlds[i].says);
}

static size_t name_width(const struct matrix *matrix, size_t room)
{
    size_t width = NAME_LEAST;

    for (unsigned row = 0; row < matrix->row_count; row++) {
        struct text name = {0};
        size_t here = quote_terminal(&name, matrix->rows[row].name, room);
        width = here > width ? here : width;
        text_free(&name);
    }
    return width;
}

void matrix_text(struct text *to, const struct matrix *matrix, bool quiet, bool colour)
{
    struct table table = {.to = to, .matrix = matrix, .colour = colour};
    size_t cells = 0;

    for (unsigned p = 0; p < PROPERTY_COUNT; p++)
        cells += matrix_asks(matrix, p) ? CELL : 0;
    table.names = name_width(matrix, cells + NAME_LEAST < WIDTH ? WIDTH - cells : NAME_LEAST);
    text_add(to, "What breaks each strategy's guarantees first\n\n");
    add_head(&table);
    for (unsigned row = 0; row < matrix->row_count; row++)
        add_first_row(&table, row);
    add_legend(&table);
    if (quiet)
        return;
    text_format(to, "\nWorld by world: -, ~ and ? as above; x6: it happens after 6 steps.\n"
                "Of the worlds after the first, only those strategies are shown that lose\n"
                "something there which they keep under %s.\n", matrix->worlds[0].name);
    for (unsigned world = 0; world < matrix->world_count; world++)
        add_world(&table, world);
}
