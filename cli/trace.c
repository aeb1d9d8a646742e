/* trace.c - `stalemate trace info|convert|head|generate|formats`.
 *
 * The options are in trace_options.c. */
#include "cli/command.h"
#include "cli/trace_options.h"
#include "sim/base/json.h"
#include "sim/base/units.h"
#include "workloads/traces/convert.h"
#include "workloads/traces/generate.h"
#include "workloads/traces/summary.h"
#include "workloads/workload.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct trace_reader *open_next(const char *path, const struct trace_arguments *arguments,
                                      struct trace_reader *before, struct complaint *complaint)
{
    struct trace_reader *reader = trace_reader_open(path, &arguments->options, complaint);

    if (reader != NULL && before != NULL && !trace_reader_continue(reader, before, complaint)) {
        trace_reader_close(reader);
        return NULL;
    }
    return reader;
}

static bool read_summary(struct trace_reader *reader, struct summary *summary,
                         struct complaint *complaint)
{
    struct trace_record record;
    int status;

    while ((status = trace_reader_next(reader, &record, complaint)) > 0) {
        record.at += reader->origin;
        if (!summary_add(summary, &record, reader->repeat, complaint))
            return false;
    }
    summary->skipped += reader->skipped;
    if (status == 0 && summary->rows == 0)
        return complain(complaint, "%s: has no rows", reader->input->name);
    return status == 0;
}

static void print_summary(const struct trace_arguments *arguments, int from, int to,
                          const char *format, const struct summary *summary)
{
    if (!arguments->json) {
        printf("file              ");
        for (int i = from; i < to; i++)
            printf("%s%s", i > from ? " " : "", arguments->names[i]);
        printf("\nformat            %s\n", format);
        summary_print(summary, stdout);
        if (to < arguments->count)
            putchar('\n');
        return;
    }
    printf("%s", from == 0 ? "[" : " ");
    summary_print_json(summary, (const char *const *)arguments->names + from, to - from, format,
                       stdout);
    printf("%s", to < arguments->count ? ",\n" : "]\n");
}

enum { FORMATS_TEXT = 256 };

/* Each once, however many files have it. */
static void add_format(char *formats, const char *name)
{
    size_t used = strlen(formats), length = strlen(name);

    for (const char *at = formats; (at = strstr(at, name)) != NULL; at += length) {
        if ((at == formats || at[-1] == ' ') && (at[length] == '\0' || at[length] == ','))
            return;
    }
    snprintf(formats + used, FORMATS_TEXT - used, "%s%s", used > 0 ? ", " : "", name);
}

static bool run_info(const struct trace_arguments *arguments, struct complaint *complaint)
{
    struct trace_reader *reader = NULL, *next;
    struct summary *summary = NULL;
    char formats[FORMATS_TEXT] = "";
    bool good = true;
    int from = 0;

    for (int i = 0; i < arguments->count && good; i++) {
        next = open_next(arguments->names[i], arguments, arguments->together ? reader : NULL,
                         complaint);
        trace_reader_close(reader);
        reader = next;
        if (reader == NULL)
            return summary_free(summary), false;
        if (summary == NULL && (summary = summary_new(complaint)) == NULL)
            good = false;
        add_format(formats, reader->format->name);
        good = good && read_summary(reader, summary, complaint);
        if (good && (!arguments->together || i + 1 == arguments->count)) {
            summary_finish(summary);
            print_summary(arguments, from, i + 1, formats, summary);
            summary_free(summary);
            summary = NULL;
            formats[0] = '\0';
            from = i + 1;
        }
    }
    summary_free(summary);
    trace_reader_close(reader);
    return good;
}

/* Where it is told what was written: not where that goes itself. */
static FILE *tells(const char *written_to)
{
    return strcmp(written_to, "-") == 0 ? stderr : stdout;
}

static void tell_converted(const struct trace_reader *reader, const struct store_header *header,
                           const struct convert_tally *tally, const char *to)
{
    FILE *out = tells(to);

    fprintf(out, "%s: %" PRIu64 " requests, %u keys, %u clients, from %s (%s)\n", to, header->records,
           header->keys, header->clients, reader->input->name, reader->format->name);
    if (tally->requests != tally->rows)
        fprintf(out, "  %" PRIu64 " rows stand for %" PRIu64 " requests\n", tally->rows, tally->requests);
    if (tally->spread > 0)
        fprintf(out, "  times are whole seconds: %" PRIu64 " requests were spread within their second"
               " (--same-second keep leaves them)\n", tally->spread);
    if (tally->sorted > 0)
        fprintf(out, "  %" PRIu64 " requests came late and were sorted into place\n", tally->sorted);
    if (tally->skipped > 0)
        fprintf(out, "  %" PRIu64 " rows with unknown operations were skipped\n", tally->skipped);
}

static bool run_convert(const struct trace_arguments *arguments, struct complaint *complaint)
{
    struct trace_reader *reader;
    struct store_writer *writer;
    struct store_header header;
    struct convert_tally tally;
    bool good = false;

    if (command_is_same_file(arguments->names[0], arguments->names[1]))
        return complain(complaint, "%s: found the same file as what is read and what is written; "
                        "expected another: what was converted would be lost", arguments->names[1]);
    reader = trace_reader_open(arguments->names[0], &arguments->options, complaint);
    if (reader == NULL)
        return false;
    writer = store_writer_open(arguments->names[1], arguments->compress, complaint);
    if (writer != NULL) {
        good = convert_trace(reader, writer, &header, &tally, complaint);
        if (good)
            good = store_writer_finish(writer, &header, complaint);
        else
            store_writer_abandon(writer);
    }
    if (good)
        tell_converted(reader, &header, &tally, arguments->names[1]);
    trace_reader_close(reader);
    return good;
}

/* A name as a field of CSV, quoted where it must be. To a terminal nothing goes that could move its
 * cursor; elsewhere the bytes are as they were. */
static void print_name(const struct trace_name *name)
{
    bool careful = isatty(STDOUT_FILENO) == 1;

    if (name->text == NULL) {
        printf("%" PRIu64, name->number);
        return;
    }
    bool quoted = memchr(name->text, ',', name->length) != NULL
        || memchr(name->text, '"', name->length) != NULL;
    if (quoted)
        putchar('"');
    for (size_t i = 0; i < name->length; i++) {
        unsigned char c = (unsigned char)name->text[i];
        if (c == '"')
            putchar('"');
        if (careful && (c < 0x20 || c == 0x7f))
            printf("\\x%02x", c);
        else
            putchar(c);
    }
    if (quoted)
        putchar('"');
}

static void print_row(const struct trace_reader *reader, const struct trace_record *record)
{
    int64_t at = record->at + reader->origin;

    printf("%s%" PRId64, at < 0 ? "-" : "", (at < 0 ? -at : at) / UNITS_SECOND);
    if (!reader->format->whole_seconds || reader->fractions)
        printf(".%09" PRId64, (at < 0 ? -at : at) % UNITS_SECOND);
    putchar(',');
    if (record->client != 0)
        print_name(&reader->client);
    printf(",%s,", trace_op_name(record->op));
    print_name(&reader->key);
    printf(",%u,%u", record->size, record->ttl / 1000);
    if (record->ttl % 1000 != 0)
        printf(".%03u", record->ttl % 1000);
    printf(",%u\n", reader->repeat);
}

static bool run_head(const struct trace_arguments *arguments, struct complaint *complaint)
{
    struct trace_reader *reader =
        trace_reader_open(arguments->names[0], &arguments->options, complaint);
    struct trace_record record;
    int status = 1;

    if (reader == NULL)
        return false;
    puts("time,client,op,key,size,ttl,count");
    for (uint64_t i = 0; i < arguments->rows; i++) {
        status = trace_reader_next(reader, &record, complaint);
        if (status <= 0)
            break;
        print_row(reader, &record);
    }
    trace_reader_close(reader);
    return status >= 0;
}

static bool run_generate(const struct trace_arguments *arguments, struct complaint *complaint)
{
    struct generate_settings settings = {
        .scenario = arguments->names[0], .to = arguments->names[1], .seed = arguments->seed,
        .duration = arguments->duration, .compress = arguments->compress,
        .workload_from_json = workload_from_json,
    };
    struct store_header header;

    if (!generate_trace(&settings, &header, complaint))
        return false;
    fprintf(tells(settings.to), "%s: %" PRIu64 " requests, %u keys, %u clients\n", settings.to,
            header.records, header.keys, header.clients);
    return true;
}

static bool run_formats(const struct trace_arguments *arguments, struct complaint *complaint)
{
    (void)arguments;
    (void)complaint;
    for (size_t i = 0; trace_formats[i] != NULL; i++)
        printf("%-20s %s\n", trace_formats[i]->name, trace_formats[i]->says);
    return true;
}

static const struct trace_command commands[] = {
    {"info", OF_INFO, 1, 1000, "info [OPTION...] FILE...", "what is in a trace", run_info},
    {"convert", OF_CONVERT, 2, 2, "convert [OPTION...] FILE OUT",
     "write a trace in stalemate's own format: checksummed, fast to open (OUT may be -)", run_convert},
    {"head", OF_HEAD, 1, 1, "head [OPTION...] FILE", "show the first rows, as CSV", run_head},
    {"generate", OF_GENERATE, 2, 2, "generate [OPTION...] SCENARIO OUT",
     "write the requests of a scenario's workload as a trace", run_generate},
    {"formats", OF_FORMATS, 0, 0, "formats", "list the formats that can be read", run_formats},
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

int command_trace(int argc, char **argv)
{
    struct trace_arguments arguments = {.rows = 10};
    struct complaint complaint = {0};
    const struct trace_command *command = NULL;
    bool help = false, good;

    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        trace_help_all(commands, COMMANDS, stdout);
        return 0;
    }
    for (size_t i = 0; i < COMMANDS && argc >= 2; i++) {
        if (strcmp(commands[i].name, argv[1]) == 0)
            command = &commands[i];
    }
    if (command == NULL) {
        const char *meant = argc < 2 ? NULL : complaint_did_you_mean(argv[1], commands, COMMANDS,
                                                                     sizeof commands[0]);
        if (argc < 2)
            trace_help_all(commands, COMMANDS, stderr);
        else
            fprintf(stderr,
                    "stalemate: trace has no command \"%s\"%s%s%s; see `stalemate trace --help`\n",
                    argv[1], meant != NULL ? "; did you mean \"" : "", meant != NULL ? meant : "",
                    meant != NULL ? "\"?" : "");
        return 2;
    }
    good = trace_parse(command, &arguments, argc - 1, argv + 1, &help, &complaint);
    if (good && help)
        trace_help_command(command);
    else if (good)
        good = command->run(&arguments, &complaint);
    json_free(arguments.options_text);
    if (good && (fflush(stdout) != 0 || ferror(stdout)))
        good = complain_machine(&complaint, "cannot write to standard output");
    return good ? 0 : command_fail(&complaint);
}
