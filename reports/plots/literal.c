/* literal.c - harmless text, and how wide it is. */
#include "reports/plots/literal.h"

#include "reports/quote.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMMON_SCRIPTS_END = 0x590, SIGNS = 0x1e00, SIGNS_END = 0x2800, ASKED_MAX = 32 };

void literal_begin(struct text *to)
{
    text_add(to, "fonts_have_it(text, boxes) = format eq 'svg' ? text : boxes\n");
}

/* Latin, Greek, Cyrillic, Armenian and signs are in the fonts that gnuplot brings along. */
static bool is_common(uint32_t code)
{
    return code < COMMON_SCRIPTS_END || (code >= SIGNS && code < SIGNS_END);
}

/* Whether one font has all letters of a text that are not common. */
static bool fonts_have(const char *user)
{
    struct text command = {0};
    unsigned asked = 0;
    bool have = false;
    FILE *answer;

    text_add(&command, "fc-list ':charset=");
    for (const char *at = user; *at != '\0' && asked < ASKED_MAX;) {
        uint32_t code = quote_step(&at);
        if (!(code & QUOTE_INVALID) && !is_common(code) && !quote_is_control(code))
            text_format(&command, "%s%x", asked++ > 0 ? " " : "", (unsigned)code);
    }
    text_add(&command, "' family 2>/dev/null");
    if (asked == 0) {
        have = true;
    } else if (!command.failed && (answer = popen(command.bytes, "r")) != NULL) {
        have = fgetc(answer) != EOF;
        pclose(answer);
    }
    text_free(&command);
    return have;
}

/* An apostrophe would end the literal, and doubling it does not help everywhere (not at the
 * beginning); the typographic one looks the same and means nothing. Nor may an SVG hold "]]>". */
static void add_quoted(struct text *to, const struct text *shown, bool format, bool boxes)
{
    const char *at = shown->bytes, *end = at + shown->length;

    text_add_char(to, '\'');
    while (at < end) {
        const char *from = at;
        uint32_t code = quote_step(&at);
        if (code == '\'')
            text_add(to, "\xe2\x80\x99");
        else if (code == '>' && from - shown->bytes >= 2 && from[-1] == ']' && from[-2] == ']')
            text_add(to, "\xe2\x80\xba");
        else if (boxes && !is_common(code))
            text_add(to, "\xe2\x96\xa1");
        else
            text_add_bytes(to, from, (size_t)(at - from));
        if (format && code == '%')
            text_add_char(to, '%');
    }
    text_add_char(to, '\'');
}

void literal_add(struct text *to, const char *user, size_t columns, bool format)
{
    struct text shown = {0};

    quote_terminal(&shown, user, columns);
    if (shown.length == 0) {
        text_add(to, "''");
    } else if (shown.failed || fonts_have(shown.bytes)) {
        add_quoted(to, &shown, format, false);
    } else {
        text_add(to, "fonts_have_it(");
        add_quoted(to, &shown, format, false);
        text_add(to, ", ");
        add_quoted(to, &shown, format, true);
        text_add_char(to, ')');
    }
    to->failed |= shown.failed;
    text_free(&shown);
}

/* In tenths of a letter of middling width, as DejaVu Sans has them, which is among the wider
 * fonts. */
static size_t tenths(uint32_t code)
{
    if (code >= COMMON_SCRIPTS_END)
        return 20;
    if (code < 0x80 && strchr("WMmw@%", (int)code) != NULL)
        return 17;
    if (code < 0x80 && strchr("iljtfrI'.,:;|!()[] ", (int)code) != NULL)
        return 7;
    return code >= 'A' && code <= 'Z' ? 13 : 11;
}

size_t literal_width(const char *user, size_t columns)
{
    struct text shown = {0};
    size_t width = 0;

    quote_terminal(&shown, user, columns);
    for (const char *at = shown.bytes; at != NULL && at < shown.bytes + shown.length;)
        width += tenths(quote_step(&at));
    text_free(&shown);
    return (width + 9) / 10;
}
