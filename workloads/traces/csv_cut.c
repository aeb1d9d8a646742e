/* csv_cut.c - cutting lines. */
#include "workloads/traces/csv_cut.h"

#include <string.h>

/* Unescapes a quoted field in place; `*at` moves behind its closing quote. False: it has none. */
static bool cut_quoted(char **at, char *end, struct csv_field *field)
{
    char *from = *at + 1, *to = from;

    field->text = from;
    for (;; from++) {
        if (from == end)
            return false;
        if (*from == '"') {
            if (from + 1 == end || from[1] != '"')
                break;
            from++;
        }
        *to++ = *from;
    }
    field->length = (size_t)(to - field->text);
    *at = from + 1;
    return true;
}

int csv_cut_line(char *line, size_t length, bool quotes, struct csv_field *fields, int max)
{
    char *at = line, *end = line + length;

    for (int count = 0;; count++) {
        if (count == max)
            return max + 1;
        struct csv_field *field = &fields[count];
        if (quotes && at < end && *at == '"') {
            if (!cut_quoted(&at, end, field))
                return -1;
            if (at < end && *at != ',')
                return -2;
        } else {
            field->text = at;
            while (at < end && *at != ',')
                at++;
            field->length = (size_t)(at - field->text);
        }
        if (at == end)
            return count + 1;
        at++;
    }
}

int csv_cut_around_key(char *line, size_t length, struct csv_field *fields, int columns, int key)
{
    char *at = line, *end = line + length, *comma;

    for (int i = 0; i < key; i++) {
        comma = memchr(at, ',', (size_t)(end - at));
        if (comma == NULL)
            return i + 1;
        fields[i] = (struct csv_field){at, (size_t)(comma - at)};
        at = comma + 1;
    }
    for (int i = columns - 1; i > key; i--) {
        comma = memrchr(at, ',', (size_t)(end - at));
        if (comma == NULL)
            return columns - i + key;
        fields[i] = (struct csv_field){comma + 1, (size_t)(end - comma - 1)};
        end = comma;
    }
    fields[key] = (struct csv_field){at, (size_t)(end - at)};
    return columns;
}
