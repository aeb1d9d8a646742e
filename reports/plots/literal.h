/* literal.h - user text in a gnuplot script: in apostrophes, where gnuplot expands nothing. */
#ifndef REPORTS_PLOTS_LITERAL_H
#define REPORTS_PLOTS_LITERAL_H

#include "reports/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Once in each script that holds literals, before the first. */
void literal_begin(struct text *to);

/* An expression for at most so many columns of the text. `format`: it stands where a per cent sign
 * would ask for a number. What no font of this machine can draw (asked of fontconfig) is a box each
 * in pictures of dots, in which it would come out as blots all over; an SVG has the text itself, for
 * the fonts of whoever looks at it. */
void literal_add(struct text *to, const char *user, size_t columns, bool format);

/* How wide that is drawn, in letters of middling width, rounded up. */
size_t literal_width(const char *user, size_t columns);

#endif
