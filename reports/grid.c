/* grid.c - rows and columns for a terminal. */
#include "reports/grid.h"

#include "reports/quote.h"

#include <stdlib.h>
#include <string.h>

enum {
    NAME_MIN = 12,             /* names are not cut below this */
    GAP_WIDE = 2,
};

struct grid_row *grid_add(struct grid *grid, enum grid_style style, const char *name,
                          const char *mark)
{
    struct grid_row *row = &grid->spare;

    if (grid->row_count == grid->room) {
        size_t room = grid->room * 2 + 16;
        struct grid_row *larger = realloc(grid->rows, room * sizeof *larger);
        if (larger == NULL)
            grid->failed = true;
        else {
            grid->rows = larger;
            grid->room = room;
        }
    }
    if (grid->row_count < grid->room)
        row = &grid->rows[grid->row_count++];
    *row = (struct grid_row){.style = style, .name = name, .mark = mark};
    return row;
}

static const char *cell_text(const struct grid_row *row, size_t column)
{
    return row->cells[column].bytes != NULL ? row->cells[column].bytes : "";
}

/* The columns that a name takes, made harmless and with its mark. */
static size_t name_width(const struct grid_row *row)
{
    struct text shown = {0};
    size_t width = quote_terminal(&shown, row->name, SIZE_MAX / 2) + quote_width(row->mark);

    text_free(&shown);
    return width;
}

static void print_row(struct text *to, const struct grid *grid, const struct grid_row *row,
                      const size_t *widths, size_t names, size_t gap, bool colour)
{
    static const char *const styles[] = {
        [GRID_PLAIN] = "", [GRID_HEADING] = "\033[1m", [GRID_FAINT] = "\033[2m"};
    size_t used, pending;

    colour = colour && row->style != GRID_PLAIN;
    text_add(to, colour ? styles[row->style] : "");
    used = quote_terminal(to, row->name, names - quote_width(row->mark));
    text_add(to, row->mark);
    pending = names - used - quote_width(row->mark);
    for (size_t c = 0; c < grid->columns; c++) {
        const char *cell = cell_text(row, c);
        size_t room = widths[c] - quote_width(cell);
        pending += gap + (grid->left[c] ? 0 : room);
        if (cell[0] != '\0') {             /* so that no row ends with blanks */
            text_add_repeated(to, ' ', pending);
            text_add(to, cell);
            pending = 0;
        } else
            pending += widths[c] - room;
        pending += grid->left[c] ? room : 0;
    }
    text_add(to, colour ? "\033[0m\n" : "\n");
}

static void grid_free(struct grid *grid)
{
    for (size_t i = 0; i < grid->row_count; i++) {
        for (size_t c = 0; c < GRID_COLUMNS_MAX; c++)
            text_free(&grid->rows[i].cells[c]);
    }
    free(grid->rows);
    grid->rows = NULL;
    grid->row_count = grid->room = 0;
}

void grid_print(struct text *to, struct grid *grid, size_t width, bool colour)
{
    size_t widths[GRID_COLUMNS_MAX] = {0}, names = 0, sum = 0, gap = GAP_WIDE, mark_max = 0;

    for (size_t i = 0; i < grid->row_count; i++) {
        const struct grid_row *row = &grid->rows[i];
        if (name_width(row) > names)
            names = name_width(row);
        if (quote_width(row->mark) > mark_max)
            mark_max = quote_width(row->mark);
        for (size_t c = 0; c < grid->columns; c++) {
            if (quote_width(cell_text(row, c)) > widths[c])
                widths[c] = quote_width(cell_text(row, c));
        }
    }
    for (size_t c = 0; c < grid->columns; c++)
        sum += widths[c];
    /* First the gaps give way, then the names. */
    if (names + sum + gap * grid->columns > width)
        gap = 1;
    sum += gap * grid->columns;
    if (names + sum > width && names > NAME_MIN + mark_max)
        names = width > sum + NAME_MIN + mark_max ? width - sum : NAME_MIN + mark_max;
    for (size_t i = 0; i < grid->row_count; i++)
        print_row(to, grid, &grid->rows[i], widths, names, gap, colour);
    to->failed |= grid->failed;
    grid_free(grid);
}
