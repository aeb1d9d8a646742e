/* complaint.c - filling complaints, and guessing what was meant. */
#include "sim/base/complaint.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MEANT_LENGTH_MAX = 63 };

/* User text goes to a terminal: escape what could move its cursor. Bytes of UTF-8 stay as they are.
 */
static void copy_printable(char *to, size_t size, const char *from)
{
    size_t used = 0;

    for (; *from != '\0' && used + 5 < size; from++) {
        unsigned char c = (unsigned char)*from;
        if ((c < 0x20 && c != '\n') || c == 0x7f)
            used += (size_t)snprintf(to + used, size - used, "\\x%02x", c);
        else
            to[used++] = (char)c;
    }
    to[used] = '\0';
}

static bool fill(struct complaint *complaint, enum complaint_kind kind, const char *format,
                 va_list arguments)
{
    char raw[sizeof complaint->text];

    if (complaint->kind == COMPLAINT_NONE) {
        vsnprintf(raw, sizeof raw, format, arguments);
        copy_printable(complaint->text, sizeof complaint->text, raw);
        complaint->kind = kind;
    }
    return false;
}

bool complain(struct complaint *complaint, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fill(complaint, COMPLAINT_INPUT, format, arguments);
    va_end(arguments);
    return false;
}

bool complain_machine(struct complaint *complaint, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fill(complaint, COMPLAINT_MACHINE, format, arguments);
    va_end(arguments);
    return false;
}

/* Levenshtein distance in one row of memory; words longer than we ever name are simply far. */
static size_t edit_distance(const char *a, const char *b)
{
    size_t row[MEANT_LENGTH_MAX + 1];
    size_t length = strlen(b);

    if (strlen(a) > MEANT_LENGTH_MAX || length > MEANT_LENGTH_MAX)
        return MEANT_LENGTH_MAX;
    for (size_t j = 0; j <= length; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            size_t best = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[length];
}

const char *complaint_did_you_mean(const char *found, const void *names, size_t count,
                                   size_t stride)
{
    const char *best = NULL;
    size_t best_distance =
        strlen(found) / 3 + 2; /* A third of the word wrong is a slip; more is another word. */

    for (size_t i = 0; i < count; i++) {
        const char *name = *(const char *const *)(const void *)((const char *)names + i * stride);
        if (name == NULL)
            continue;
        size_t distance = edit_distance(found, name);
        if (distance < best_distance) {
            best_distance = distance;
            best = name;
        }
    }
    return best;
}
