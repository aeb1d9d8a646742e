/* matrix.h - the guarantee matrix: strategies x worlds x properties, a verdict in each cell.
 *
 * A world is what may go wrong: the same clients, each time with another fault. The first world is
 * the one without faults, with which the others are compared. */
#ifndef REPORTS_WITNESS_MATRIX_H
#define REPORTS_WITNESS_MATRIX_H

#include "reports/witness/exploration.h"

struct matrix_world {
    const char *name, *brief;  /* `brief` for narrow columns: five letters at most */
    const char *says;
};

struct matrix_row {
    const char *name;          /* of the strategy */
    const char *says;          /* "": nothing */
};

struct matrix {
    const struct matrix_world *worlds;
    unsigned world_count;
    const struct matrix_row *rows;
    unsigned row_count;
    const struct exploration *cells;   /* row by row, and in each row world by world */
    unsigned properties;               /* those that were asked for in some world, as bits */
};

/* ---- questions ---- */

static inline const struct exploration *matrix_cell(const struct matrix *matrix, unsigned row,
                                                    unsigned world)
{
    return &matrix->cells[row * matrix->world_count + world];
}

static inline bool matrix_asks(const struct matrix *matrix, unsigned property)
{
    return property < PROPERTY_COUNT && (matrix->properties >> property & 1) != 0;
}

enum verdict matrix_verdict(const struct matrix *matrix, unsigned row, unsigned world,
                            unsigned property);

/* The worst verdict in any world (refuted, then inconclusive, then bounded), and the first world
 * that has it. */
enum verdict matrix_worst(const struct matrix *matrix, unsigned row, unsigned property,
                          unsigned *world);

/* Whether some verdict is worse in this world than in the first. */
bool matrix_adds(const struct matrix *matrix, unsigned row, unsigned world);

/* The first world in which the row's property has the very same witness as in this one; false:
 * there is no witness to tell. */
bool matrix_witness(const struct matrix *matrix, unsigned row, unsigned world, unsigned property,
                    unsigned *first, struct account *account);

/* The name of that witness's files, NN-STRATEGY-WORLD-PROPERTY: plain letters, digits, hyphens. */
enum { MATRIX_NAME_BYTES = 160 };
void matrix_file_name(char *to, size_t size, const struct matrix *matrix, unsigned row,
                      unsigned world, unsigned property);

/* What a breach of the property is called at the head of a narrow column, and in a few words. */
const char *matrix_heading(unsigned property);
const char *matrix_breach(unsigned property);

/* What stands in a cell of one world: "x6" (refuted in so many steps), "-", "~", "?", or nothing where
 * nobody in it could break the property. */
void matrix_add_mark(struct text *to, const struct matrix *matrix, unsigned row, unsigned world,
                     unsigned property);

/* ---- forms ---- */

/* For a terminal of 80 columns. `quiet`: without the worlds one by one. */
void matrix_text(struct text *to, const struct matrix *matrix, bool quiet, bool colour);
void matrix_markdown(struct text *to, const struct matrix *matrix);
/* Without the witnesses, but with the names of their files. */
void matrix_json(struct text *to, const struct matrix *matrix);
/* One page that needs nothing else, in which a cell leads to its witness. */
void matrix_html(struct text *to, const struct matrix *matrix);

#endif
