/* check.c - what a failed check prints before it aborts. */
#include "sim/base/check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static _Thread_local const struct check_context *current;

void check_context_set(const struct check_context *context)
{
    current = context;
}

void check_failed(const char *file, int line, const char *claim, const char *format, ...)
{
    va_list arguments;

    fprintf(stderr, "stalemate: check failed: %s:%d: %s", file, line, claim);
    va_start(arguments, format);
    if (format[0] != '\0' && !(format[0] == '%' && format[1] == 's' && format[2] == '\0')) {
        fputs(": ", stderr);
        vfprintf(stderr, format, arguments);
    }
    va_end(arguments);
    fputc('\n', stderr);
    if (current != NULL) {
        fprintf(stderr,
                "  in strategy \"%s\", seed %" PRIu64 ", at %" PRId64 " ns, event %" PRIu64 "\n",
                current->strategy != NULL ? current->strategy : "?", current->seed,
                current->now != NULL ? *current->now : -1,
                current->events != NULL ? *current->events : 0);
        if (current->replay != NULL)
            fprintf(stderr, "  again: %s\n", current->replay);
    }
    fprintf(stderr, "  this is a defect of stalemate, not of its input; please report it\n");
    abort();
}
