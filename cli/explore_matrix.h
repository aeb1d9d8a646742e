/* explore_matrix.h - `stalemate explore --matrix`: every strategy in a world for each thing that may
 * go wrong. */
#ifndef CLI_EXPLORE_MATRIX_H
#define CLI_EXPLORE_MATRIX_H

#include "cli/explore_files.h"
#include "reports/witness/matrix.h"

enum { MATRIX_WORLDS_MAX = 16 };

/* All zero: nothing yet, and all worlds. */
struct matrix_job {
    unsigned only;                         /* worlds, as bits; 0: all */
    struct explored explored;
    struct explore_bounds base;            /* of the first strategy; the worlds' follow from it */
    struct matrix matrix;                  /* of what was explored, once matrix_finish was called */
    struct matrix_world worlds[MATRIX_WORLDS_MAX];
    struct matrix_row *rows;
    struct exploration *cells;
    bool progress;                         /* to be shown on standard error */
};

/* The clients where nothing else is said: a reader of two reads, and two writers that read after
 * they have written, so that every property has somebody who could break it. */
void matrix_clients(struct explore_plan *plan);

/* Only this world, and others that are named so. */
bool matrix_only(struct matrix_job *job, const char *world, struct complaint *complaint);

/* One strategy in all worlds; `plan` has the clients. Of the texts only `says` has to stay. */
bool matrix_explore(struct matrix_job *job, const struct explore_plan *plan, const char *name,
                    const char *says, const char *text, const struct stack *stack,
                    struct complaint *complaint);

/* Puts the matrix together; nothing more is explored. */
bool matrix_finish(struct matrix_job *job, struct complaint *complaint);

/* matrix.json, matrix.md, matrix.html, and the witnesses in a folder of that name. */
bool matrix_write(struct matrix_job *job, const char *folder, struct complaint *complaint);
bool matrix_print(const struct matrix_job *job, enum explore_form form, bool quiet,
                  struct complaint *complaint);
void matrix_free(struct matrix_job *job);

/* What a saved matrix is not asked for, since the command line has narrowed this one. */
struct matrix_scope {
    bool strategies, worlds, properties;
};

/* Whether the file is a saved matrix, so that nobody need wait for a search to hear that it is not. */
bool matrix_check_saved(const char *path, struct complaint *complaint);

/* Compares the verdicts with those of a saved matrix.json, and tells each cell that differs on
 * standard error. */
bool matrix_compare(const struct matrix *matrix, const char *path, struct matrix_scope scope,
                    unsigned *differences, struct complaint *complaint);

#endif
