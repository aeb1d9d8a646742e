/* matrix_json.c - the guarantee matrix for programs: docs/explore.md has the schema.
 *
 * A line a strategy and world, so that differences of two files can be read. */
#include "reports/quote.h"
#include "reports/witness/matrix.h"

#include <inttypes.h>

static void add_worlds(struct text *to, const struct matrix *matrix)
{
    for (unsigned i = 0; i < matrix->world_count; i++) {
        text_format(to, "%s\n    {\"world\": ", i > 0 ? "," : "");
        quote_json(to, matrix->worlds[i].name);
        text_add(to, ", \"says\": ");
        quote_json(to, matrix->worlds[i].says);
        text_add(to, ", \"bounds\": ");
        exploration_json_bounds(to, &matrix_cell(matrix, 0, i)->settings->bounds);
        text_add_char(to, '}');
    }
}

static void add_property(struct text *to, const struct matrix *matrix, unsigned row,
                         unsigned world, unsigned property)
{
    const struct explore_property *found =
        &matrix_cell(matrix, row, world)->result->properties[property];
    struct account account;
    unsigned first;

    text_format(to, "\"%s\": {\"verdict\": \"%s\"", explore_property_name((enum property)property),
                explore_verdict_name(found->verdict));
    if (matrix_witness(matrix, row, world, property, &first, &account)) {
        char name[MATRIX_NAME_BYTES];
        matrix_file_name(name, sizeof name, matrix, row, first, property);
        text_format(to, ", \"steps\": %u, \"witness\": \"%s\"", found->witness.length, name);
    }
    text_add_char(to, '}');
}

static void add_cell(struct text *to, const struct matrix *matrix, unsigned row, unsigned world)
{
    const struct exploration *cell = matrix_cell(matrix, row, world);
    const char *between = "";

    text_format(to, "\n        \"%s\": {\"complete\": %s, \"states\": %" PRIu64 ", \"properties\": {",
                matrix->worlds[world].name, cell->result->complete ? "true" : "false",
                cell->result->states);
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        if (matrix_verdict(matrix, row, world, p) == VERDICT_NOT_ASKED)
            continue;
        text_add(to, between);
        add_property(to, matrix, row, world, p);
        between = ", ";
    }
    text_add(to, "}}");
}

void matrix_json(struct text *to, const struct matrix *matrix)
{
    text_add(to, "{\n  \"schema\": 1,\n  \"kind\": \"stalemate matrix\",\n  \"worlds\": [");
    add_worlds(to, matrix);
    text_add(to, "\n  ],\n  \"strategies\": [");
    for (unsigned row = 0; row < matrix->row_count; row++) {
        text_format(to, "%s\n    {\n      \"strategy\": ", row > 0 ? "," : "");
        quote_json(to, matrix->rows[row].name);
        text_add(to, ",\n      \"says\": ");
        quote_json(to, matrix->rows[row].says);
        text_format(to, ",\n      \"stack\": %s,\n      \"worlds\": {",
                    matrix_cell(matrix, row, 0)->stack);
        for (unsigned world = 0; world < matrix->world_count; world++) {
            text_add(to, world > 0 ? "," : "");
            add_cell(to, matrix, row, world);
        }
        text_add(to, "\n      }\n    }");
    }
    text_add(to, "\n  ]\n}\n");
}
