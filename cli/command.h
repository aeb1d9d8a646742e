/* command.h - the commands of the program; one file each.
 *
 * A command gets its arguments with its own name as the first, and returns the exit status: 0 held,
 * 1 an expectation failed or a property is refuted, 2 bad input, 3 trouble of the machine, 4 a
 * search ended at a limit. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "sim/base/complaint.h"

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int command_run(int argc, char **argv);
int command_check(int argc, char **argv);
int command_explore(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_strategies(int argc, char **argv);
int command_workloads(int argc, char **argv);
int command_world(int argc, char **argv);
int command_metrics(int argc, char **argv);
int command_trace(int argc, char **argv);
int command_report(int argc, char **argv);

/* Prints the complaint on standard error; returns the exit status that it calls for. */
int command_fail(const struct complaint *complaint);

/* What a command can be told by options. */
struct command_options {
    const char *name;          /* of the command, as its help is asked for */
    const char *letters;       /* as getopt_long takes them, with a colon before all */
    const struct option *all;  /* the same */
};

/* The next option, as getopt_long returns it, with its index in `*index` if it was written out (NULL: not
 * wanted); -1: there is no more. COMMAND_BAD_OPTION: it is none, lacks its value, or has one too many: then
 * the complaint is filled. */
enum { COMMAND_BAD_OPTION = '?' };
int command_option(const struct command_options *options, int argc, char **argv, int *index,
                   struct complaint *complaint);

/* A whole number within bounds from an option's argument; complains and returns false otherwise. */
bool command_number(const char *option, const char *text, uint64_t min, uint64_t max,
                    uint64_t *number, struct complaint *complaint);

/* Whether both are there and the same regular file: what is written to one would be lost of the other. */
bool command_is_same_file(const char *a, const char *b);

/* How many cores there are to use. */
unsigned command_cores(void);

/* Of the terminal that standard output is; what COLUMNS says, where it is none; else 80. */
unsigned command_columns(void);

/* Whether to show progress, or colours: standard error, or standard output, is a terminal. */
bool command_shows_progress(void);
bool command_shows_colour(void);

#endif
