/* csv_cut.h - a line of text into its fields.
 *
 * A row is cut where its commas are. In a dialect whose keys may hold commas, the columns before
 * the key are counted from the left and those after it from the right, and the key is what is
 * between. Elsewhere a field may be quoted as in RFC 4180, on one line. */
#ifndef WORKLOADS_TRACES_CSV_CUT_H
#define WORKLOADS_TRACES_CSV_CUT_H

#include <stdbool.h>
#include <stddef.h>

struct csv_field {
    char *text;
    size_t length;
};

/* Cuts a line at its commas: how many fields, -1 for a quote that is not closed, and -2 for
 * something behind one. At most max + 1 are counted. */
int csv_cut_line(char *line, size_t length, bool quotes, struct csv_field *fields, int max);

/* The same where the key is what the other columns leave; the count is right, or that of a line
 * with too few. */
int csv_cut_around_key(char *line, size_t length, struct csv_field *fields, int columns, int key);

#endif
