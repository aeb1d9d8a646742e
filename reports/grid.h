/* grid.h - rows and columns for a terminal: aligned by what the eye sees, not by bytes.
 *
 * The first column holds names, which are user text: they are made harmless here, and cut, visibly,
 * when the rest of the row needs the room. All other cells are our own and are never cut. */
#ifndef REPORTS_GRID_H
#define REPORTS_GRID_H

#include "reports/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { GRID_COLUMNS_MAX = 16 };

enum grid_style {
    GRID_PLAIN,
    GRID_HEADING,              /* bold, where there is colour */
    GRID_FAINT,
};

struct grid_row {
    enum grid_style style;
    const char *name;          /* borrowed */
    const char *mark;          /* our own, behind the name; borrowed */
    struct text cells[GRID_COLUMNS_MAX];
};

struct grid {
    size_t columns;            /* beside the names */
    bool left[GRID_COLUMNS_MAX];       /* aligned to the left; otherwise to the right */
    struct grid_row *rows;
    size_t row_count, room;
    struct grid_row spare;     /* what grid_add returns when memory is short */
    bool failed;
};

/* The new last row, whose cells the caller fills; it stays good until the next call. */
struct grid_row *grid_add(struct grid *grid, enum grid_style style, const char *name,
                          const char *mark);

/* Prints it within `width` columns where the cells allow it, and frees it. */
void grid_print(struct text *to, struct grid *grid, size_t width, bool colour);

#endif
