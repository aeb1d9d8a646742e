/* complaint.h - a user's mistake, told so that it can be mended.
 *
 * A function that reads what a user wrote takes a complaint, and on a mistake fills it and returns
 * false; only cli/ prints it, once, and exits with 2. A complaint names the place (file and line,
 * JSON path or byte offset), what was found there and what is allowed. */
#ifndef SIM_BASE_COMPLAINT_H
#define SIM_BASE_COMPLAINT_H

#include <stdbool.h>
#include <stddef.h>

/* Whose fault it is decides the exit status: the user's input 2, the machine (disk full, no
 * memory) 3. */
enum complaint_kind {
    COMPLAINT_NONE,
    COMPLAINT_INPUT,
    COMPLAINT_MACHINE,
};

struct complaint {
    enum complaint_kind kind;
    char text[1024];
};

/* Fill the complaint, unless an earlier one stands already: the first is nearest to the cause.
 * Always false, so that `return complain(...)` reads well. Control characters in the text are shown
 * as \xNN. */
bool complain(struct complaint *complaint, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
bool complain_machine(struct complaint *complaint, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The candidate nearest to `found` by edit distance, or NULL where none is near enough to be meant.
 * The i-th candidate is at names + i * stride and is a `const char *`. */
const char *complaint_did_you_mean(const char *found, const void *names, size_t count,
                                   size_t stride);

#endif
