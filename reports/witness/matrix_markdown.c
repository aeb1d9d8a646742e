/* matrix_markdown.c - the guarantee matrix as Markdown: the tables of matrix_text.c. */
#include "reports/quote.h"
#include "reports/witness/matrix.h"

static void add_head(struct text *to, const struct matrix *matrix)
{
    text_add(to, "\n| strategy |");
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        if (matrix_asks(matrix, p))
            text_format(to, " %s |", matrix_heading(p));
    }
    text_add(to, "\n|---|");
    for (unsigned p = 0; p < PROPERTY_COUNT; p++)
        text_add(to, matrix_asks(matrix, p) ? "---|" : "");
    text_add(to, "\n");
}

static void add_name(struct text *to, const struct matrix *matrix, unsigned row)
{
    text_add(to, "| ");
    quote_markdown(to, matrix->rows[row].name);
    text_add(to, " |");
}

static void add_first_row(struct text *to, const struct matrix *matrix, unsigned row)
{
    add_name(to, matrix, row);
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        unsigned world;
        if (!matrix_asks(matrix, p))
            continue;
        switch (matrix_worst(matrix, row, p, &world)) {
        case VERDICT_REFUTED:
            text_format(to, " **%s** |", matrix->worlds[world].name);
            break;
        case VERDICT_PROVED:
            text_add(to, " - |");
            break;
        case VERDICT_BOUNDED:
            text_add(to, " ~ |");
            break;
        default:
            text_add(to, " ? |");
            break;
        }
    }
    text_add_char(to, '\n');
}

static void add_world(struct text *to, const struct matrix *matrix, unsigned world)
{
    struct text bounds = {0};
    unsigned shown = 0;

    exploration_bounds(&bounds, &matrix_cell(matrix, 0, world)->settings->bounds);
    text_format(to, "\n### With %s\n\n*%s*: %s.\n", matrix->worlds[world].name,
                matrix->worlds[world].says, bounds.bytes == NULL ? "" : bounds.bytes);
    text_free(&bounds);
    for (unsigned row = 0; row < matrix->row_count; row++) {
        if (world > 0 && !matrix_adds(matrix, row, world))
            continue;
        if (shown++ == 0)
            add_head(to, matrix);
        add_name(to, matrix, row);
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            if (!matrix_asks(matrix, p))
                continue;
            text_add_char(to, ' ');
            matrix_add_mark(to, matrix, row, world, p);
            text_add(to, " |");
        }
        text_add_char(to, '\n');
    }
    if (shown == 0)
        text_format(to, "\nIt breaks nothing that holds under %s.\n", matrix->worlds[0].name);
}

static void add_legend(struct text *to, const struct matrix *matrix)
{
    text_add(to, "\nA column is something that must not happen:\n\n| | property | what happens |\n"
             "|---|---|---|\n");
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        if (matrix_asks(matrix, p))
            text_format(to, "| %s | `%s` | %s |\n", matrix_heading(p),
                        explore_property_name((enum property)p), matrix_breach(p));
    }
    text_add(to, "\nA cell is the first world in which it does happen:\n\n| | |\n|---|---|\n"
             "| - | none: proved within the bounds of each |\n"
             "| ~ | some, but only until something expires |\n"
             "| ? | none so far: a limit ended the search |\n");
    for (unsigned i = 0; i < matrix->world_count; i++)
        text_format(to, "| %s | %s |\n", matrix->worlds[i].name, matrix->worlds[i].says);
}

/* The rows, with what they stand for. */
static void add_strategies(struct text *to, const struct matrix *matrix)
{
    text_add(to, "\n## The strategies\n\n| | layers | |\n|---|---|---|\n");
    for (unsigned row = 0; row < matrix->row_count; row++) {
        add_name(to, matrix, row);
        text_add(to, " ");
        quote_markdown(to, matrix_cell(matrix, row, 0)->stack);
        text_add(to, " | ");
        quote_markdown(to, matrix->rows[row].says);
        text_add(to, " |\n");
    }
}

void matrix_markdown(struct text *to, const struct matrix *matrix)
{
    text_add(to, "## What breaks each guarantee first\n");
    add_head(to, matrix);
    for (unsigned row = 0; row < matrix->row_count; row++)
        add_first_row(to, matrix, row);
    add_legend(to, matrix);
    add_strategies(to, matrix);
    text_format(to, "\n## World by world\n\n-, ~ and ? as above; x6: it happens after 6 steps. Of the "
                "worlds after the first, only those\nstrategies are shown that lose something there "
                "which they keep under %s.\n", matrix->worlds[0].name);
    for (unsigned world = 0; world < matrix->world_count; world++)
        add_world(to, matrix, world);
}
