/* text.c - a text that grows, in memory. */
#include "reports/text.h"

#include "sim/base/outfile.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_MIN = 4096 };

/* Room for `more` bytes and the zero byte after them. */
static bool make_room(struct text *text, size_t more)
{
    size_t room = text->room < ROOM_MIN ? ROOM_MIN : text->room;
    char *larger;

    if (text->failed)
        return false;
    if (text->length + more < text->room)
        return true;
    while (room <= text->length + more)
        room *= 2;
    larger = realloc(text->bytes, room);
    if (larger == NULL) {
        text->failed = true;
        return false;
    }
    text->bytes = larger;
    text->room = room;
    return true;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
    if (!make_room(text, length))
        return;
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *more)
{
    text_add_bytes(text, more, strlen(more));
}

void text_add_char(struct text *text, char c)
{
    text_add_bytes(text, &c, 1);
}

void text_add_repeated(struct text *text, char c, size_t times)
{
    if (!make_room(text, times))
        return;
    memset(text->bytes + text->length, c, times);
    text->length += times;
    text->bytes[text->length] = '\0';
}

void text_format(struct text *text, const char *format, ...)
{
    va_list arguments, again;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        text->failed = true;
    else if (make_room(text, (size_t)length)) {
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
}

void text_free(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

bool text_write(struct text *text, const char *path, struct complaint *complaint)
{
    bool written = text->failed
                       ? complain_machine(complaint, "%s: out of memory while writing", path)
                       : outfile_write(path, text->bytes, text->length, complaint);

    text_free(text);
    return written;
}
