/* command.c - what the commands have in common. */
#include "cli/command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int command_fail(const struct complaint *complaint)
{
    fprintf(stderr, "stalemate: %s\n", complaint->text);
    return complaint->kind == COMPLAINT_MACHINE ? 3 : 2;
}

bool command_number(const char *option, const char *text, uint64_t min, uint64_t max,
                    uint64_t *number, struct complaint *complaint)
{
    char *end;

    errno = 0;
    *number = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || *number < min
        || *number > max)
        return complain(complaint,
                        "%s: found \"%.60s\"; expected a whole number from %" PRIu64 " to %" PRIu64,
                        option, text, min, max);
    return true;
}

unsigned command_cores(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    return cores < 1 ? 1 : (unsigned)cores;
}

unsigned command_columns(void)
{
    enum { USUAL = 80, MOST = 500 };
    const char *says = getenv("COLUMNS");
    struct winsize size = {0};
    unsigned long columns = 0;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        columns = size.ws_col;
    else if (says != NULL)
        columns = strtoul(says, NULL, 10);
    return columns < USUAL ? USUAL : columns > MOST ? MOST : (unsigned)columns;
}

bool command_shows_progress(void)
{
    return isatty(STDERR_FILENO) == 1;
}

bool command_shows_colour(void)
{
    const char *no_colour = getenv("NO_COLOR");

    return isatty(STDOUT_FILENO) == 1 && (no_colour == NULL || no_colour[0] == '\0');
}
