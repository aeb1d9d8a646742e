/* trace_options.c - reading the command line of `stalemate trace`.
 *
 * The options that say how to read a trace are the reader's knobs: their names, bounds, help and
 * messages come from its table. They are read as the JSON object that a scenario would have. */
#include "cli/trace_options.h"

#include "cli/command.h"
#include "sim/base/check.h"
#include "sim/base/units.h"

#include <string.h>

enum { KNOBS_MAX = 16, OPTION_KNOB = 1000, OPTION_TEXT = 8192 };

static const struct {
    const char *name;
    int letter;
    bool valued;
    unsigned of;
    const char *says;
} own_options[] = {
    {"json", 'j', false, OF_INFO, "write JSON"},
    {"together", 't', false, OF_INFO, "take the files as one trace, one after the other"},
    {"compress", 'c', false, OF_CONVERT | OF_GENERATE, "write zstd-compressed blocks"},
    {"rows", 'n', true, OF_HEAD, "how many rows to show (10); all: every one"},
    {"seed", 's', true, OF_GENERATE, "instead of the scenario's seed"},
    {"duration", 'd', true, OF_GENERATE, "instead of the scenario's duration"},
    {"help", 'h', false, OF_ALL, "show this"},
};
enum { OWN_OPTIONS = sizeof own_options / sizeof own_options[0] };

void trace_help_all(const struct trace_command *commands, size_t count, FILE *out)
{
    fputs("usage: stalemate trace COMMAND ...\n\nLook into traces, convert them, make them. A FILE "
          "may be"
          " compressed (zstd, gzip); - is\nstandard input.\n\n",
          out);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "  %-36s %s\n", commands[i].usage, commands[i].says);
    fputs("\n`stalemate trace COMMAND --help` lists the options of a command.\n", out);
}

void trace_help_command(const struct trace_command *command)
{
    char allowed[512], left[64];

    printf("usage: stalemate trace %s\n\n%s.\n", command->usage, command->says);
    puts("\noptions:");
    for (size_t i = 0; i < OWN_OPTIONS; i++) {
        if (!(own_options[i].of & command->of))
            continue;
        snprintf(left, sizeof left, "-%c, --%s%s", own_options[i].letter, own_options[i].name,
                 own_options[i].valued ? " VALUE" : "");
        printf("  %-24s %s\n", left, own_options[i].says);
    }
    if (!(command->of & OF_READERS))
        return;
    puts("\nhow to read:");
    for (const struct knob *knob = trace_reader_knobs; knob->name != NULL; knob++) {
        knob_describe(knob, allowed, sizeof allowed);
        snprintf(left, sizeof left, "--%s VALUE", knob->name);
        printf("  %-24s %s\n  %-24s   (%s; %s)\n", left, knob->says, "", knob->preset, allowed);
    }
}

/* The reader's options as the JSON object that its knobs are read from. */
static bool add_option(char *text, const char *name, const char *value, struct complaint *complaint)
{
    size_t used = strlen(text);

    if (used + strlen(name) + 6 * strlen(value) + 16 > OPTION_TEXT)
        return complain(complaint, "--%s: the options are too long", name);
    used += (size_t)sprintf(text + used, "%s\"%s\": \"", used > 1 ? ", " : "", name);
    for (; *value != '\0'; value++) {
        unsigned char c = (unsigned char)*value;
        used +=
            (size_t)sprintf(text + used, c < 0x20 || c == '"' || c == '\\' ? "\\u%04x" : "%c", c);
    }
    strcpy(text + used, "\"");
    return true;
}

static bool read_options(struct trace_arguments *arguments, char *text, struct complaint *complaint)
{
    struct json_at root;

    strcat(text, "}");
    arguments->options_text = json_read_text("options", text, strlen(text), complaint);
    if (arguments->options_text == NULL)
        return false;
    root = json_root(arguments->options_text);
    return knobs_read(trace_reader_knobs, &arguments->options, &root, NULL, complaint);
}

static bool set_own(struct trace_arguments *arguments, int letter, const char *value,
                    struct complaint *complaint)
{
    int64_t rows;

    switch (letter) {
    case 'j':
        arguments->json = true;
        break;
    case 't':
        arguments->together = true;
        break;
    case 'c':
        arguments->compress = true;
        break;
    case 's':
        arguments->seed = value;
        break;
    case 'd':
        arguments->duration = value;
        break;
    case 'n':
        if (strcmp(value, "all") == 0)
            arguments->rows = UINT64_MAX;
        else if (units_parse_count(value, &rows))
            arguments->rows = (uint64_t)rows;
        else
            return complain(complaint, "--rows: found \"%s\"; allowed: a whole number, or all",
                            value);
        break;
    default:
        CHECK(false);
    }
    return true;
}

bool trace_parse(const struct trace_command *command, struct trace_arguments *arguments, int argc,
                 char **argv, bool *help, struct complaint *complaint)
{
    struct option options[OWN_OPTIONS + KNOBS_MAX + 1] = {{0}};
    char letters[2 * OWN_OPTIONS + 2] = ":", text[OPTION_TEXT + 8] = "{", name[64];
    struct command_options all = {name, letters, options};
    size_t count = 0, used = 1;
    int found;

    for (size_t i = 0; i < OWN_OPTIONS; i++) {
        if (!(own_options[i].of & command->of))
            continue;
        options[count++] = (struct option){own_options[i].name, own_options[i].valued, NULL,
                                           own_options[i].letter};
        letters[used++] = (char)own_options[i].letter;
        if (own_options[i].valued)
            letters[used++] = ':';
    }
    for (int i = 0; trace_reader_knobs[i].name != NULL && (command->of & OF_READERS); i++) {
        CHECK(count < OWN_OPTIONS + KNOBS_MAX);
        options[count++] = (struct option){trace_reader_knobs[i].name, required_argument, NULL,
                                           OPTION_KNOB + i};
    }
    snprintf(name, sizeof name, "trace %s", command->name);
    optind = 0;
    while ((found = command_option(&all, argc, argv, NULL, complaint)) != -1) {
        if (found == COMMAND_BAD_OPTION)
            return false;
        if (found == 'h')
            return *help = true;
        if (found >= OPTION_KNOB
                ? !add_option(text, trace_reader_knobs[found - OPTION_KNOB].name, optarg, complaint)
                : !set_own(arguments, found, optarg, complaint))
            return false;
    }
    arguments->names = argv + optind;
    arguments->count = argc - optind;
    if (arguments->count < command->names_min || arguments->count > command->names_max)
        return complain(complaint, "usage: stalemate trace %s", command->usage);
    return read_options(arguments, text, complaint);
}
