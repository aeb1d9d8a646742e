/* trace_options.h - the options of `stalemate trace`'s commands, and their help. */
#ifndef CLI_TRACE_OPTIONS_H
#define CLI_TRACE_OPTIONS_H

#include "sim/base/complaint.h"
#include "sim/base/json.h"
#include "workloads/traces/trace.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Which commands take an option. */
enum option_of { OF_INFO = 1, OF_CONVERT = 2, OF_HEAD = 4, OF_GENERATE = 8,
                 OF_FORMATS = 16, OF_READERS = 7, OF_ALL = 31 };

/* What was asked for; the texts are those of argv and of options_text. */
struct trace_arguments {
    struct trace_options options;
    struct json_document *options_text;          /* owns the texts in them */
    bool json, together, compress;
    uint64_t rows;
    const char *seed, *duration;
    char **names;
    int count;
};

struct trace_command {
    const char *name;
    enum option_of of;
    int names_min, names_max;
    const char *usage, *says;
    bool (*run)(const struct trace_arguments *arguments, struct complaint *complaint);
};

void trace_help_all(const struct trace_command *commands, size_t count, FILE *out);
void trace_help_command(const struct trace_command *command);

/* argv[0] is the command's name. False after a complaint; *help where that was asked for, and
 * then nothing else is to be done. */
bool trace_parse(const struct trace_command *command, struct trace_arguments *arguments, int argc,
                 char **argv, bool *help, struct complaint *complaint);

#endif
