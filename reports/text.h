/* text.h - a text that grows, in memory: what a report is written into before it becomes a file.
 *
 * A report that is whole in memory can be compared in a test, and reaches the disk whole or not at
 * all. When memory runs out the text remembers it and takes no more, so that only the one who uses
 * it has to ask. */
#ifndef REPORTS_TEXT_H
#define REPORTS_TEXT_H

#include "sim/base/complaint.h"

#include <stdbool.h>
#include <stddef.h>

/* All zero is an empty text. */
struct text {
    char *bytes;           /* always ends with a zero byte, once anything was added */
    size_t length;
    size_t room;
    bool failed;           /* out of memory */
};

void text_add(struct text *text, const char *more);
void text_add_bytes(struct text *text, const char *bytes, size_t length);
void text_add_char(struct text *text, char c);
void text_add_repeated(struct text *text, char c, size_t times);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_free(struct text *text);

/* Writes it to a file, atomically ("-": standard output), and frees it. */
bool text_write(struct text *text, const char *path, struct complaint *complaint);

#endif
