/* main.c - which command is meant. */
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "traces are mapped and events are hashed as they lie in memory: little-endian only");

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *says;
} commands[] = {
    {"run", command_run, "run a scenario: all its strategies side by side"},
    {"check", command_check, "hold scenarios to their expectations, or to a baseline"},
    {"explore", command_explore, "try every order of a small world: what is kept, how it breaks"},
    {"replay", command_replay, "show in the simulator what the explorer has found"},
    {"strategies", command_strategies, "list the strategies, or explain one"},
    {"workloads", command_workloads, "list the kinds of workload, or explain one"},
    {"world", command_world, "explain the settings of the simulated world"},
    {"metrics", command_metrics, "list what is measured"},
    {"trace", command_trace, "look at, convert and make trace files"},
    {"report", command_report, "draw plots from the results of a run"},
};

static void print_help(FILE *to)
{
    fputs(
        "stalemate - how stale will users see it, how often, why, and what does freshness cost\n\n"
        "usage: stalemate COMMAND [OPTION...] [ARGUMENT...]\n\ncommands:\n",
        to);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        fprintf(to, "  %-12s %s\n", commands[i].name, commands[i].says);
    fputs("\n`stalemate COMMAND --help` tells more of each.\n"
          "exit status: 0 held, 1 an expectation failed or a property is refuted, 2 bad input,\n"
          "3 trouble of the machine, 4 inconclusive\n",
          to);
}

/* What was said may never have arrived, on a disk that is full say. */
static int finish(int status)
{
    errno = 0;
    if ((fflush(stdout) == 0 && !ferror(stdout)) || status == 3)
        return status;
    fprintf(stderr, "stalemate: standard output: cannot be written%s%s\n", errno != 0 ? ": " : "",
            errno != 0 ? strerror(errno) : "");
    return 3;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0
        || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return finish(0);
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("stalemate 0.1.0");
        return finish(0);
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(commands[i].name, argv[1]) == 0)
            return finish(commands[i].run(argc - 1, argv + 1));
    }
    const char *meant =
        complaint_did_you_mean(argv[1], commands, sizeof commands / sizeof commands[0],
                               sizeof commands[0]);
    fprintf(stderr, "stalemate: unknown command \"%.60s\"%s%s%s (`stalemate --help` lists them)\n",
            argv[1], meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "");
    return 2;
}
