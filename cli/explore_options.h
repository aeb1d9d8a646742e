/* explore_options.h - what the command line of `stalemate explore` says. */
#ifndef CLI_EXPLORE_OPTIONS_H
#define CLI_EXPLORE_OPTIONS_H

#include "cli/explore_files.h"

enum { EXPLORE_SETTINGS_MAX = 128, EXPLORE_STACKS_MAX = 16 };

struct explore_options {
    const char *only[EXPLORE_STACKS_MAX], *stacks[EXPLORE_STACKS_MAX];
    unsigned only_count, stack_count;
    struct { const char *name, *text; } settings[EXPLORE_SETTINGS_MAX];
    unsigned setting_count;
    uint64_t jobs;
    enum explore_form form;
    bool quiet;
    const char *out;
    bool matrix;
    const char *worlds[EXPLORE_STACKS_MAX], *baseline, *flip;
    unsigned world_count;
    char **paths;              /* of scenarios */
    int path_count;
};

/* Reads and checks them; 0: go on; otherwise the exit status + 1, and it is told why. */
int explore_options_read(struct explore_options *options, int argc, char **argv,
                         struct complaint *complaint);

#endif
