/* notes.h - what a user should know of a run beside its results, on standard error. */
#ifndef CLI_NOTES_H
#define CLI_NOTES_H

#include "cli/scenario.h"
#include "sim/judge/result.h"

#include <stddef.h>

/* `count` results, at least one. */
void notes_print(const struct scenario *scenario, struct result *const *results, size_t count);

#endif
