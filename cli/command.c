/* command.c - what the commands have in common. */
#include "cli/command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

int command_fail(const struct complaint *complaint)
{
    fprintf(stderr, "stalemate: %s\n", complaint->text);
    return complaint->kind == COMPLAINT_MACHINE ? 3 : 2;
}

/* `text` of the command line, without its value, is no option, or begins like several. */
static void complain_unknown(const struct command_options *options, const char *text,
                             struct complaint *complaint)
{
    char name[64];
    const char *meant = NULL;
    size_t count = 0, begins = 0;

    snprintf(name, sizeof name, "%.*s", (int)strcspn(text, "="), text);
    for (; options->all[count].name != NULL && strlen(name) > 2; count++)
        begins += strncmp(options->all[count].name, name + 2, strlen(name + 2)) == 0;
    if (count > 0)
        meant = complaint_did_you_mean(name + 2, options->all, count, sizeof *options->all);
    complain(complaint, "%s: found %s%s%s%s (`stalemate %s --help` lists all options)", name,
             begins > 1 ? "the beginning of more than one option" : "no such option",
             meant ? "; did you mean \"--" : "", meant ? meant : "", meant ? "\"?" : "", options->name);
}

int command_option(const struct command_options *options, int argc, char **argv, int *index,
                   struct complaint *complaint)
{
    int found;

    opterr = 0;
    found = getopt_long(argc, argv, options->letters, options->all, index);
    if (found == ':') {
        complain(complaint, "%s: found no value; expected one (`stalemate %s --help`)", argv[optind - 1],
                 options->name);
        return COMMAND_BAD_OPTION;
    }
    if (found != '?')
        return found;
    for (const struct option *option = options->all; option->name != NULL; option++) {
        if (optopt != 0 && option->val == optopt) {
            complain(complaint, "%s: found a value; expected none (`stalemate %s --help`)", argv[optind - 1],
                     options->name);
            return COMMAND_BAD_OPTION;
        }
    }
    if (optopt != 0)
        complain_unknown(options, (char[]){'-', (char)optopt, '\0'}, complaint);
    else
        complain_unknown(options, argv[optind - 1], complaint);
    return COMMAND_BAD_OPTION;
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

bool command_is_same_file(const char *a, const char *b)
{
    struct stat of_a, of_b;

    return stat(a, &of_a) == 0 && stat(b, &of_b) == 0 && S_ISREG(of_a.st_mode)
        && of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino;
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
