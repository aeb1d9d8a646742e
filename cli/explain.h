/* explain.h - settings explained on the terminal, from the tables that describe them. */
#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include "sim/base/knob.h"

/* Text wrapped at 80 columns, each line of it indented. */
void explain_text(const char *text, int indent);

/* Each knob with its preset, what it does, and what it may be. NULL is an empty table. */
void explain_knobs(const struct knob *knobs);

#endif
