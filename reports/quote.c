/* quote.c - user text made harmless for each place that it is printed in. */
#include "reports/quote.h"

#include <string.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

#define ELLIPSIS "\xe2\x80\xa6"
#define REPLACEMENT "\xef\xbf\xbd"

struct range {
    uint32_t first, last;
};

static bool within(const struct range *ranges, size_t count, uint32_t code)
{
    for (size_t i = 0; i < count; i++) {
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    }
    return false;
}

uint32_t quote_step(const char **at)
{
    const unsigned char *byte = (const unsigned char *)*at;
    unsigned more = byte[0] >= 0xf0 ? 3 : byte[0] >= 0xe0 ? 2 : 1;
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    uint32_t code;

    *at += 1;
    if (byte[0] < 0x80)
        return byte[0];
    if (byte[0] < 0xc2 || byte[0] > 0xf4)
        return QUOTE_INVALID | byte[0];
    code = byte[0] & (0x3fu >> more);
    for (unsigned i = 1; i <= more; i++) {
        if ((byte[i] & 0xc0) != 0x80)      /* also stops at the end of the text */
            return QUOTE_INVALID | byte[0];
        code = code << 6 | (byte[i] & 0x3fu);
    }
    if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return QUOTE_INVALID | byte[0];
    *at += more;
    return code;
}

bool quote_is_control(uint32_t code)
{
    static const struct range controls[] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0x061c, 0x061c}, {0x200e, 0x200f},   {0x2028, 0x202e},
        {0x2066, 0x2069}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
    };

    return within(controls, COUNT(controls), code);
}

static size_t width_of(uint32_t code)
{
    static const struct range none[] = {
        {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a},   {0x064b, 0x065f},
        {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},   {0x200b, 0x200d},
        {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xe0100, 0xe01ef},
    };
    static const struct range wide[] = {
        {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},   {0xa960, 0xa97f},
        {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff01, 0xff60},
        {0xffe0, 0xffe6},   {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1faff},
        {0x20000, 0x3fffd},
    };

    if (within(none, COUNT(none), code))
        return 0;
    return within(wide, COUNT(wide), code) ? 2 : 1;
}

size_t quote_width(const char *text)
{
    size_t columns = 0;

    while (*text != '\0')
        columns += width_of(quote_step(&text));
    return columns;
}

/* One character as a terminal may have it; returns its columns. */
static size_t add_shown(struct text *to, const char *from, const char *end, uint32_t code)
{
    size_t before = to->length;

    if ((code & QUOTE_INVALID) != 0)
        text_format(to, "\\x%02x", (unsigned)(code & 0xff));
    else if (quote_is_control(code))
        text_format(to, code < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)code);
    else {
        text_add_bytes(to, from, (size_t)(end - from));
        return width_of(code);
    }
    return to->length - before;
}

size_t quote_terminal(struct text *to, const char *user, size_t columns)
{
    struct text shown = {0};
    size_t width = 0, fits = 0, fits_width = 0; /* where to cut so that the ellipsis still fits */
    bool whole = true;

    while (*user != '\0' && whole) {
        const char *from = user;
        uint32_t code = quote_step(&user);
        width += add_shown(&shown, from, user, code);
        if (width + 1 <= columns) {
            fits = shown.length;
            fits_width = width;
        }
        whole = width <= columns;
    }
    if (whole) {
        text_add_bytes(to, shown.bytes != NULL ? shown.bytes : "", shown.length);
    } else {
        text_add_bytes(to, shown.bytes != NULL ? shown.bytes : "", fits);
        text_add(to, ELLIPSIS);
        width = fits_width + 1;
    }
    to->failed |= shown.failed;
    text_free(&shown);
    return width;
}

void quote_json(struct text *to, const char *user)
{
    static const char special[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";

    text_add_char(to, '"');
    while (*user != '\0') {
        const char *from = user;
        uint32_t code = quote_step(&user);
        const char *found = code < 0x80 ? strchr(special, (int)code) : NULL;
        if (found != NULL) {
            text_add_char(to, '\\');
            text_add_char(to, letter[found - special]);
        } else if ((code & QUOTE_INVALID) != 0)
            text_add(to, REPLACEMENT);
        else if (quote_is_control(code) && code < 0x10000)
            text_format(to, "\\u%04x", (unsigned)code);
        else
            text_add_bytes(to, from, (size_t)(user - from));
    }
    text_add_char(to, '"');
}

void quote_csv(struct text *to, const char *user)
{
    bool formula = user[0] != '\0' && strchr("=+-@\t\r\n", user[0]) != NULL;
    bool plain = !formula;

    for (const char *at = user; plain && *at != '\0';) {
        uint32_t code = quote_step(&at);
        plain = code != ',' && code != '"' && code != ' ' && (code & QUOTE_INVALID) == 0
                && !quote_is_control(code);
    }
    if (plain) {
        text_add(to, user);
        return;
    }
    text_add(to, formula ? "\"'" : "\"");
    while (*user != '\0') {
        const char *from = user;
        uint32_t code = quote_step(&user);
        if (code == '"')
            text_add_char(to, '"');
        if (code == '\n' || code == '\r' || code == '\t')
            text_add_char(to, (char)code);
        else
            add_shown(to, from, user, code);
    }
    text_add_char(to, '"');
}

void quote_markdown(struct text *to, const char *user)
{
    while (*user != '\0') {
        const char *from = user;
        uint32_t code = quote_step(&user);
        if (code == '&')
            text_add(to, "&amp;");
        else if (code == '<')
            text_add(to, "&lt;");
        else if (code == '>')
            text_add(to, "&gt;");
        else if (code < 0x80 && strchr("\\`*_{}[]()#|~!$", (int)code) != NULL)
            text_format(to, "\\%c", (char)code);
        else if ((code & QUOTE_INVALID) != 0 || quote_is_control(code)) {
            text_add_char(to, '\\');       /* its own backslash is to be seen */
            add_shown(to, from, user, code);
        } else
            text_add_bytes(to, from, (size_t)(user - from));
    }
}

void quote_html(struct text *to, const char *user)
{
    while (*user != '\0') {
        const char *from = user;
        uint32_t code = quote_step(&user);
        if (code == '&')
            text_add(to, "&amp;");
        else if (code == '<')
            text_add(to, "&lt;");
        else if (code == '>')
            text_add(to, "&gt;");
        else if (code == '"')
            text_add(to, "&quot;");
        else if (code == '\'')
            text_add(to, "&#39;");
        else if (code == '\n')
            text_add_char(to, '\n');
        else
            add_shown(to, from, user, code);
    }
}
