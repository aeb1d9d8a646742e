/* matrix.c - what can be asked of the guarantee matrix. */
#include "reports/witness/matrix.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *heading, *breach;
} breaches[] = {
    [PROPERTY_NO_PERMANENT_STALENESS] = {"stays", "an old value stays for good"},
    [PROPERTY_FRESH_AFTER_COMMIT] = {"lag", "an old value is read after the commit"},
    [PROPERTY_FRESH_AFTER_ACK] = {"acked", "... and after the writer was answered"},
    [PROPERTY_READ_YOUR_WRITES] = {"yours", "a client does not see its own write"},
    [PROPERTY_MONOTONIC_READS] = {"back", "a client sees the new value, then the old"},
    [PROPERTY_NO_UNCOMMITTED_VALUE] = {"dirty", "a value is read that is not committed"},
    [PROPERTY_NO_TORN_AGGREGATE] = {"torn", "a page is read that never was"},
    [PROPERTY_NO_RESURRECTION] = {"risen", "an invalidated value is stored again"},
    [PROPERTY_SINGLE_LOADER] = {"herd", "two reads load the same row at once"},
    [PROPERTY_PROGRESS] = {"stuck", "somebody waits for ever, or reads fill nothing"},
};
enum { BREACHES = sizeof breaches / sizeof breaches[0] };

const char *matrix_heading(unsigned property)
{
    return property < BREACHES ? breaches[property].heading
                               : explore_property_name((enum property)property);
}

const char *matrix_breach(unsigned property)
{
    return property < BREACHES ? breaches[property].breach : "it is broken";
}

enum verdict matrix_verdict(const struct matrix *matrix, unsigned row, unsigned world,
                            unsigned property)
{
    return matrix_cell(matrix, row, world)->result->properties[property].verdict;
}

/* How bad it is. */
static unsigned rank(enum verdict verdict)
{
    static const unsigned ranks[] = {
        [VERDICT_NOT_ASKED] = 0, [VERDICT_PROVED] = 1, [VERDICT_BOUNDED] = 2,
        [VERDICT_INCONCLUSIVE] = 3, [VERDICT_REFUTED] = 4};

    return ranks[verdict];
}

enum verdict matrix_worst(const struct matrix *matrix, unsigned row, unsigned property,
                          unsigned *world)
{
    enum verdict worst = VERDICT_NOT_ASKED;

    *world = 0;
    for (unsigned i = 0; i < matrix->world_count; i++) {
        enum verdict verdict = matrix_verdict(matrix, row, i, property);
        if (rank(verdict) > rank(worst)) {
            worst = verdict;
            *world = i;
        }
    }
    return worst;
}

bool matrix_adds(const struct matrix *matrix, unsigned row, unsigned world)
{
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        if (rank(matrix_verdict(matrix, row, world, p)) > rank(matrix_verdict(matrix, row, 0, p)))
            return true;
    }
    return false;
}

static bool same_witness(const struct explore_property *a, const struct explore_property *b)
{
    if (a->verdict != b->verdict || a->witness.length != b->witness.length)
        return false;
    for (unsigned i = 0; i < a->witness.length; i++) {
        if (!explore_same_step(&a->witness.steps[i], &b->witness.steps[i]))
            return false;
    }
    return true;
}

bool matrix_witness(const struct matrix *matrix, unsigned row, unsigned world, unsigned property,
                    unsigned *first, struct account *account)
{
    const struct exploration *cell = matrix_cell(matrix, row, world);

    if (!exploration_account(cell, (enum property)property, account))
        return false;
    for (*first = 0; *first < world; (*first)++) {
        const struct exploration *other = matrix_cell(matrix, row, *first);
        if (same_witness(&other->result->properties[property],
                         &cell->result->properties[property]))
            break;
    }
    return exploration_account(matrix_cell(matrix, row, *first), (enum property)property, account);
}

void matrix_file_name(char *to, size_t size, const struct matrix *matrix, unsigned row,
                      unsigned world, unsigned property)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    size_t used = 0;

    snprintf(to, size, "%02u-%.60s-", row + 1, matrix->rows[row].name);
    for (const char *at = to; *at != '\0'; at++) {
        char c = strchr(plain, *at) != NULL ? *at : '-';
        if (c != '-' || (used > 0 && to[used - 1] != '-'))
            to[used++] = c;                /* No two hyphens in a row. */
    }
    snprintf(to + used, size - used, "%s-%s", matrix->worlds[world].name,
             explore_property_name((enum property)property));
}

void matrix_add_mark(struct text *to, const struct matrix *matrix, unsigned row, unsigned world,
                     unsigned property)
{
    const struct explore_property *found =
        &matrix_cell(matrix, row, world)->result->properties[property];

    switch (found->verdict) {
    case VERDICT_NOT_ASKED:
        break;
    case VERDICT_PROVED:
        text_add_char(to, '-');
        break;
    case VERDICT_BOUNDED:
        text_add_char(to, '~');
        break;
    case VERDICT_REFUTED:
        text_format(to, "x%u", found->witness.length);
        break;
    case VERDICT_INCONCLUSIVE:
        text_add_char(to, '?');
        break;
    }
}
