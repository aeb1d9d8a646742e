/* reader.c - opening a trace: finding out its format, and what all readers share. */
#include "workloads/traces/trace.h"

#include "workloads/traces/formats.h"
#include "workloads/traces/store.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SNIFF_BYTES = 64 * 1024, NAMES_BYTES = 256 };

const struct trace_format *const trace_formats[] = {
    &format_stalemate, &format_csv, &format_twitter, &format_meta_kv, &format_meta_block,
    &format_meta_bigcache, &format_cloudphysics, &format_oracle_general,
    &format_oracle_general_opns, &format_twr, &format_twrns, &format_vscsi, NULL,
};

#define OPTION(member) offsetof(struct trace_options, member)
#define DAY INT64_C(86400000000000)

const struct knob trace_reader_knobs[] = {
    {"format", KNOB_TEXT, OPTION(format), "auto", 0, 0, {0},
     "the trace's format, or auto: found from its first bytes and its name"},
    {"same-second", KNOB_CHOICE, OPTION(same_second), "spread", 0, 0, {"spread", "keep"},
     "for clocks of whole seconds: spread the requests of a second evenly over it, or keep them at "
     "one instant"},
    {"time-unit", KNOB_CHOICE, OPTION(time_unit), "s", 0, 0, {"s", "ms", "us", "ns"},
     "what the times of a csv trace count"},
    {"unknown-op", KNOB_CHOICE, OPTION(unknown_op), "refuse", 0, 0, {"refuse", "skip"},
     "an operation that is not known: an error, or left out and counted"},
    {"op-five", KNOB_CHOICE, OPTION(op_five), "cas", 0, 0, {"cas", "replace"},
     "what operation 5 is in twr, twrns and oracle-general-opns files (6 is the other one): "
     "writers disagree"},
    {"sort-window", KNOB_DURATION, OPTION(sort_window), "0s", 0, DAY, {0},
     "how far back a time may run; such requests are sorted into place"},
    {"page", KNOB_SIZE, OPTION(page), "0B", 0, INT64_C(1) << 30, {0},
     "for vscsi: keys are pages of this size, and a request is one for each page it touches; 0B: "
     "the key is its first block"},
    {.name = NULL},
};

struct trace_options trace_options_preset(void)
{
    struct trace_options options = {0};
    struct complaint complaint = {0};

    knobs_read(trace_reader_knobs, &options, NULL, NULL, &complaint);
    return options;
}

static void list_formats(char *to, size_t size, bool (*wanted)(size_t i, const void *data),
                         const void *data)
{
    size_t used = 0;

    to[0] = '\0';
    for (size_t i = 0; trace_formats[i] != NULL && used < size; i++) {
        if (wanted == NULL || wanted(i, data))
            used += (size_t)snprintf(to + used, size - used, "%s%s", used > 0 ? ", " : "",
                                     trace_formats[i]->name);
    }
}

const struct trace_format *trace_format_find(const char *name, struct complaint *complaint)
{
    const char *names[32];
    char list[NAMES_BYTES];
    size_t count = 0;

    for (; trace_formats[count] != NULL; count++) {
        if (strcmp(trace_formats[count]->name, name) == 0)
            return trace_formats[count];
        names[count] = trace_formats[count]->name;
    }
    const char *meant = complaint_did_you_mean(name, names, count, sizeof names[0]);
    list_formats(list, sizeof list, NULL, NULL);
    complain(complaint, "format \"%s\" is not known%s%s%s; allowed: auto, %s", name,
             meant != NULL ? "; did you mean \"" : "", meant != NULL ? meant : "",
             meant != NULL ? "\"?" : "", list);
    return NULL;
}

/* The file's name without what only says that it is compressed. */
static bool name_ends(const char *path, const char *suffix)
{
    size_t length = strlen(path);

    if (length > 4 && strcasecmp(path + length - 4, ".zst") == 0)
        length -= 4;
    else if (length > 3 && strcasecmp(path + length - 3, ".gz") == 0)
        length -= 3;
    if (length > 4 && strncasecmp(path + length - 4, ".bin", 4) == 0
        && strncasecmp(suffix, ".bin", 4) != 0)
        length -= 4;
    return length > strlen(suffix)
           && strncasecmp(path + length - strlen(suffix), suffix, strlen(suffix)) == 0;
}

struct guesses {
    enum trace_match best;
    enum trace_match match[32];
};

static bool is_best(size_t i, const void *data)
{
    const struct guesses *guesses = data;

    return guesses->match[i] == guesses->best;
}

/* How much of the first line can be shown, if it is text. */
static int legible(const struct trace_sniff *sniff)
{
    enum { SHOWN_MAX = 60 };
    int length = 0;

    while ((size_t)length < sniff->length && length < SHOWN_MAX && sniff->head[length] >= ' '
           && sniff->head[length] < 0x7f)
        length++;
    if (length == SHOWN_MAX || (size_t)length == sniff->length || sniff->head[length] == '\n'
        || sniff->head[length] == '\r')
        return length;
    return 0;
}

static const struct trace_format *find_format(const struct input *in, struct complaint *complaint)
{
    struct trace_sniff sniff = {(const uint8_t *)in->at,
                                in->have < SNIFF_BYTES ? in->have : SNIFF_BYTES,
                                in->have <= SNIFF_BYTES};
    struct guesses guesses = {.best = TRACE_NO};
    const struct trace_format *found = NULL;
    char list[NAMES_BYTES];
    unsigned equals = 0;
    int begins = legible(&sniff);

    for (size_t i = 0; trace_formats[i] != NULL; i++) {
        enum trace_match match = trace_formats[i]->sniff(trace_formats[i], &sniff);
        if (match < TRACE_LIKELY && trace_formats[i]->suffix != NULL
            && name_ends(in->name, trace_formats[i]->suffix))
            match = TRACE_LIKELY;
        guesses.match[i] = match;
        if (match > guesses.best) {
            guesses.best = match;
            found = trace_formats[i];
            equals = 0;
        }
        equals += match == guesses.best;
    }
    if (guesses.best != TRACE_NO && equals == 1)
        return found;
    list_formats(list, sizeof list, guesses.best != TRACE_NO ? is_best : NULL, &guesses);
    if (guesses.best == TRACE_NO)
        complain(complaint, "%s: its format cannot be told from its bytes%s%.*s%s or its name: choose a "
                 "format out of: %s", in->name, begins > 0 ? " (it begins with \"" : "", begins,
                 (const char *)sniff.head, begins > 0 ? "\")" : "", list);
    else
        complain(complaint, "%s: could be of more than one format: choose one of: %s", in->name,
                 list);
    return NULL;
}

static bool reader_start(struct trace_reader *reader, struct complaint *complaint)
{
    const char *format = reader->options.format;

    if (!input_fill(reader->input, SNIFF_BYTES, complaint))
        return false;
    if (reader->input->have == 0)
        return complain(complaint, "%s: empty; a trace has at least one request",
                        reader->input->name);
    reader->format = strcmp(format, "auto") == 0 ? find_format(reader->input, complaint)
                                                 : trace_format_find(format, complaint);
    if (reader->format == NULL)
        return false;
    if (reader->options.page != 0
        && (reader->format != &format_vscsi || reader->options.page % 512 != 0))
        return complain(complaint, "%s: page: only a vscsi trace has pages (this is %s), and they"
                        " are whole blocks of 512 bytes", reader->input->name,
                        reader->format->name);
    reader->keys = intern_new();
    reader->clients = intern_new();
    if (reader->keys == NULL || reader->clients == NULL)
        return complain_machine(complaint, "%s: no memory for its keys", reader->input->name);
    reader->repeat = 1;
    return reader->format->open(reader, complaint);
}

struct trace_reader *trace_reader_open_input(struct input *input,
                                             const struct trace_options *options,
                                             struct complaint *complaint)
{
    struct trace_reader *reader = calloc(1, sizeof *reader);

    if (reader == NULL) {
        complain_machine(complaint, "%s: no memory to read it", input->name);
        input_close(input);
        return NULL;
    }
    reader->options = *options;
    reader->input = input;
    if (reader_start(reader, complaint))
        return reader;
    trace_reader_close(reader);
    return NULL;
}

struct trace_reader *trace_reader_open(const char *path, const struct trace_options *options,
                                       struct complaint *complaint)
{
    struct input *input = input_open(path, complaint);

    return input == NULL ? NULL : trace_reader_open_input(input, options, complaint);
}

void trace_reader_close(struct trace_reader *reader)
{
    if (reader == NULL)
        return;
    if (reader->format != NULL && reader->format->close != NULL && reader->state != NULL)
        reader->format->close(reader);
    input_close(reader->input);
    intern_free(reader->keys);
    intern_free(reader->clients);
    free(reader);
}

bool trace_reader_continue(struct trace_reader *reader, struct trace_reader *before,
                           struct complaint *complaint)
{
    if (reader->dense || before->dense)
        return complain(complaint,
                        "%s: a converted trace has no keys, only their numbers: it cannot"
                        " be taken together with another",
                        reader->input->name);
    intern_free(reader->keys);
    intern_free(reader->clients);
    reader->keys = before->keys;
    reader->clients = before->clients;
    before->keys = before->clients = NULL;
    return true;
}

int trace_reader_next(struct trace_reader *reader, struct trace_record *record,
                      struct complaint *complaint)
{
    return reader->format->next(reader, record, complaint);
}

uint32_t trace_reader_keys(const struct trace_reader *reader)
{
    return reader->dense ? reader->dense_keys : intern_count(reader->keys);
}

uint32_t trace_reader_clients(const struct trace_reader *reader)
{
    return reader->dense ? reader->dense_clients : intern_count(reader->clients);
}

int trace_reader_complain(struct trace_reader *reader, struct complaint *complaint,
                          const char *format, ...)
{
    char text[sizeof complaint->text];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (reader->format->text)
        complain(complaint, "%s:%" PRIu64 ": %s", reader->input->name, reader->place, text);
    else
        complain(complaint, "%s: record %" PRIu64 " at byte %" PRIu64 ": %s", reader->input->name,
                 reader->place, reader->place_offset, text);
    return -1;
}

static uint32_t intern_name(struct intern *table, const struct trace_name *name)
{
    return name->text != NULL ? intern_text(table, name->text, name->length)
                              : intern_number(table, name->number);
}

int trace_reader_intern(struct trace_reader *reader, struct trace_record *record,
                        struct complaint *complaint)
{
    bool nobody =
        reader->client.text != NULL ? reader->client.length == 0 : reader->client.number == 0;

    record->key = intern_name(reader->keys, &reader->key);
    record->client = 0;
    if (!nobody)
        record->client = intern_name(reader->clients, &reader->client) + 1;
    if (record->key == INTERN_NONE || (!nobody && record->client == 0)) {
        complain_machine(complaint, "%s: no memory for %u keys", reader->input->name,
                         intern_count(reader->keys));
        return -1;
    }
    if (record->key >= STORE_KEYS_MAX)
        return trace_reader_complain(reader, complaint, "more than %u different keys",
                                     STORE_KEYS_MAX);
    return 1;
}
