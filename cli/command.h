/* command.h - the commands of the program; one file each.
 *
 * A command gets its arguments with its own name as the first, and returns the exit status: 0 held,
 * 1 an expectation failed or a property is refuted, 2 bad input, 3 trouble of the machine, 4 a
 * search ended at a limit. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "sim/base/complaint.h"

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

/* A whole number within bounds from an option's argument; complains and returns false otherwise. */
bool command_number(const char *option, const char *text, uint64_t min, uint64_t max,
                    uint64_t *number, struct complaint *complaint);

/* How many cores there are to use. */
unsigned command_cores(void);

/* Of the terminal that standard output is; what COLUMNS says, where it is none; else 80. */
unsigned command_columns(void);

/* Whether to show progress, or colours: standard error, or standard output, is a terminal. */
bool command_shows_progress(void);
bool command_shows_colour(void);

#endif
