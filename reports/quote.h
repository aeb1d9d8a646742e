/* quote.h - user text made harmless for each place that it is printed in.
 *
 * The names of scenarios and strategies are whatever the user wrote: they can hold quotes, line
 * ends, terminal escapes, bytes that are no UTF-8, or what a spreadsheet takes for a formula. Each
 * format has its own dangers and so its own function here; nothing else prints a name. (Plots have
 * theirs in reports/plots/.) */
#ifndef REPORTS_QUOTE_H
#define REPORTS_QUOTE_H

#include "reports/text.h"

#include <stddef.h>
#include <stdint.h>

/* Steps over one character of UTF-8 and returns its code point; for a byte that begins no valid
 * character steps over that byte and returns QUOTE_INVALID | the byte. */
#define QUOTE_INVALID UINT32_C(0x80000000)
uint32_t quote_step(const char **at);

/* True for what would act on a reader instead of showing itself: controls, and the marks that turn
 * the direction of writing. */
bool quote_is_control(uint32_t code);

/* How many columns of a terminal a harmless text takes: 2 for East Asian wide characters, 0 for
 * combining ones. */
size_t quote_width(const char *text);

/* For a terminal: controls and invalid bytes as \xNN or \uNNNN; what does not fit in `columns` is
 * cut, with an ellipsis to show it. Returns the columns used. */
size_t quote_terminal(struct text *to, const char *user, size_t columns);

/* A JSON string with its quotation marks; invalid bytes become U+FFFD. */
void quote_json(struct text *to, const char *user);

/* A CSV cell (RFC 4180); controls but line ends and tabs as for a terminal. A cell that a
 * spreadsheet would take for a formula begins with an apostrophe instead. */
void quote_csv(struct text *to, const char *user);

/* Markdown, on one line, in a table or outside of it: nothing in it is markup or HTML. */
void quote_markdown(struct text *to, const char *user);

/* HTML or XML, between tags or within quoted attributes; controls and invalid bytes as for a
 * terminal. */
void quote_html(struct text *to, const char *user);

#endif
