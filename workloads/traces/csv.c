/* csv.c - reading text with columns, by the dialect's table. */
#include "workloads/traces/csv.h"

#include "sim/base/units.h"
#include "workloads/traces/csv_cut.h"
#include "workloads/traces/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLIENT_BYTES_MAX = 1024, SHOWN_BYTES = 80 };

struct csv {
    const struct csv_dialect *dialect;
    int64_t unit_ns;
    int columns;
    int role[CSV_ROLES];                 /* its column; -1: the file has none */
    struct csv_field fields[CSV_COLUMNS_MAX];
    char client[CLIENT_BYTES_MAX];       /* of two columns */
};

static const char *const role_names[CSV_ROLES] = {
    "time", "key", "client", "client", "op", "size", "ttl", "count",
};

/* The names of columns: people write them in capitals too, and with blanks after the commas. */
static int cut_header(char *line, size_t length, struct csv_field *fields)
{
    int count = csv_cut_line(line, length, true, fields, CSV_COLUMNS_MAX);

    for (int i = 0; i < count && i < CSV_COLUMNS_MAX; i++) {
        struct csv_field *field = &fields[i];
        while (field->length > 0 && field->text[field->length - 1] == ' ')
            field->length--;
        while (field->length > 0 && field->text[0] == ' ') {
            field->text++;
            field->length--;
        }
    }
    return count;
}

static bool field_is(const struct csv_field *field, const char *name)
{
    return strlen(name) == field->length && strncasecmp(name, field->text, field->length) == 0;
}

static int find_role(const struct csv_field *fields, int count, const char *const *names)
{
    for (int i = 0; i < CSV_NAMES_MAX && names[i] != NULL; i++) {
        for (int column = 0; column < count; column++) {
            if (field_is(&fields[column], names[i]))
                return column;
        }
    }
    return -1;
}

static bool marks_fit(const struct csv_dialect *dialect, const struct csv_field *fields, int count)
{
    for (int i = 0; i < 4; i++) {
        const char *names[CSV_NAMES_MAX] = {dialect->marks[i]};
        if (dialect->marks[i] != NULL && find_role(fields, count, names) < 0)
            return false;
    }
    return true;
}

/* A first row of seven columns or more, the first of which is a number and the last but one an
 * operation. */
static enum trace_match sniff_headless(const struct csv_dialect *dialect, char *line, size_t length)
{
    struct csv_field fields[7];
    uint64_t number;
    uint8_t op;

    if (csv_cut_around_key(line, length, fields, 7, 1) == 7
        && dialect->op(fields[5].text, fields[5].length, &op)
        && text_parse_count(fields[0].text, fields[0].length, UINT64_MAX, &number) == TEXT_GOOD
        && text_parse_count(fields[2].text, fields[2].length, UINT64_MAX, &number) == TEXT_GOOD
        && text_parse_count(fields[3].text, fields[3].length, UINT64_MAX, &number) == TEXT_GOOD)
        return TRACE_CERTAIN;
    return TRACE_NO;
}

static void skip_mark(char **line, size_t *length)
{
    if (*length >= 3 && memcmp(*line, "\xef\xbb\xbf", 3) == 0) {
        *line += 3;
        *length -= 3;
    }
}

enum trace_match csv_sniff(const struct trace_format *format, const struct trace_sniff *sniff)
{
    const struct csv_dialect *dialect = format->details;
    const char *newline = memchr(sniff->head, '\n', sniff->length);
    size_t length = newline != NULL ? (size_t)(newline - (const char *)sniff->head) : sniff->length;
    struct csv_field fields[CSV_COLUMNS_MAX];
    enum trace_match match = TRACE_NO;
    char *copy, *line;
    int count;

    if (memchr(sniff->head, '\0', length) != NULL || (newline == NULL && !sniff->whole))
        return TRACE_NO;
    copy = line = malloc(length + 1);
    if (copy == NULL)
        return TRACE_NO;
    memcpy(copy, sniff->head, length);
    if (length > 0 && copy[length - 1] == '\r')
        length--;
    skip_mark(&line, &length);
    if (dialect->columns != NULL) {
        match = sniff_headless(dialect, line, length);
    } else {
        count = cut_header(line, length, fields);
        if (count > 0 && count <= CSV_COLUMNS_MAX
            && find_role(fields, count, dialect->roles[CSV_TIME]) >= 0
            && find_role(fields, count, dialect->roles[CSV_KEY]) >= 0
            && marks_fit(dialect, fields, count))
            match = dialect->marks[0] != NULL ? TRACE_CERTAIN : TRACE_LIKELY;
    }
    free(copy);
    return match;
}

/* Of two columns with one name nobody could tell which was meant. */
static bool columns_differ(struct trace_reader *reader, const struct csv *csv,
                           struct complaint *complaint)
{
    for (int i = 0; i < csv->columns; i++) {
        const struct csv_field *field = &csv->fields[i];
        for (int k = 0; k < i && field->length > 0; k++) {
            if (field->length != csv->fields[k].length
                || strncasecmp(field->text, csv->fields[k].text, field->length) != 0)
                continue;
            trace_reader_complain(reader, complaint, "the header names the columns %d and %d both %.*s",
                                  k + 1, i + 1, (int)(field->length < 60 ? field->length : 60),
                                  field->text);
            return false;
        }
    }
    return true;
}

static bool read_header(struct trace_reader *reader, struct csv *csv, char *line, size_t length,
                        struct complaint *complaint)
{
    const struct csv_dialect *dialect = csv->dialect;

    csv->columns = cut_header(line, length, csv->fields);
    if (csv->columns < 1 || csv->columns > CSV_COLUMNS_MAX) {
        trace_reader_complain(reader, complaint, "the header is not 1 to %d names of columns",
                              CSV_COLUMNS_MAX);
        return false;
    }
    if (!columns_differ(reader, csv, complaint))
        return false;
    for (int role = 0; role < CSV_ROLES; role++) {
        csv->role[role] = find_role(csv->fields, csv->columns, dialect->roles[role]);
        if (csv->role[role] >= 0 || (role != CSV_TIME && role != CSV_KEY))
            continue;
        char names[256] = "";
        for (int i = 0; i < CSV_NAMES_MAX && dialect->roles[role][i] != NULL; i++)
            snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", i > 0 ? ", " : "",
                     dialect->roles[role][i]);
        trace_reader_complain(reader, complaint,
                              "the header has no column for the %s; it may be called: %s; found:"
                              " %.*s",
                              role_names[role], names, (int)(length < 200 ? length : 200), line);
        return false;
    }
    return true;
}

bool csv_open(struct trace_reader *reader, struct complaint *complaint)
{
    static const int64_t units[] = {UNITS_SECOND, 1000000, 1000, 1};
    struct csv *csv = calloc(1, sizeof *csv);
    char *line, columns[128];
    size_t length;

    reader->state = csv;
    if (csv == NULL)
        return complain_machine(complaint, "%s: no memory to read it", reader->input->name);
    csv->dialect = reader->format->details;
    csv->unit_ns = units[reader->options.time_unit];
    if (csv->dialect->columns != NULL) {
        snprintf(columns, sizeof columns, "%s", csv->dialect->columns);
        return read_header(reader, csv, columns, strlen(columns), complaint);
    }
    reader->place = 1;
    if (input_line(reader->input, &line, &length, complaint) != 1) {
        trace_reader_complain(reader, complaint, "the header is longer than %d bytes",
                              INPUT_LINE_BYTES_MAX);
        return false;
    }
    skip_mark(&line, &length);
    return read_header(reader, csv, line, length, complaint);
}

void csv_close(struct trace_reader *reader)
{
    free(reader->state);
}

static const struct csv_field *role_field(const struct csv *csv, enum csv_role role)
{
    return csv->role[role] < 0 ? NULL : &csv->fields[csv->role[role]];
}

static int complain_field(struct trace_reader *reader, enum csv_role role,
                          const struct csv_field *field, const char *allowed,
                          struct complaint *complaint)
{
    return trace_reader_complain(
        reader, complaint, "%s: found \"%.*s\"; allowed: %s", role_names[role],
        (int)(field->length < SHOWN_BYTES ? field->length : SHOWN_BYTES), field->text, allowed);
}

/* A count's column, or `preset` where it is empty or the file has none. */
static int read_count(struct trace_reader *reader, struct csv *csv, enum csv_role role,
                      uint64_t min, uint64_t max, uint32_t preset, uint32_t *count,
                      struct complaint *complaint)
{
    const struct csv_field *field = role_field(csv, role);
    uint64_t value;
    char allowed[96];

    *count = preset;
    if (field == NULL || field->length == 0
        || (role == CSV_SIZE && csv->dialect->unknown_size != NULL
            && field_is(field, csv->dialect->unknown_size)))
        return 1;
    if (text_parse_count(field->text, field->length, max, &value) == TEXT_GOOD && value >= min) {
        *count = (uint32_t)value;
        return 1;
    }
    snprintf(allowed, sizeof allowed, "a whole number from %llu to %llu", (unsigned long long)min,
             (unsigned long long)max);
    return complain_field(reader, role, field, allowed, complaint);
}

static int read_ttl(struct trace_reader *reader, struct csv *csv, uint32_t *ttl,
                    struct complaint *complaint)
{
    const struct csv_field *field = role_field(csv, CSV_TTL);
    bool fraction = false;
    int64_t ns;

    *ttl = 0;
    if (field == NULL || field->length == 0 || field_is(field, "-1"))
        return 1;
    if (text_parse_time(field->text, field->length, UNITS_SECOND, &ns, &fraction) != TEXT_GOOD)
        return complain_field(reader, CSV_TTL, field,
                              "a decimal number of seconds up to 2305843009, or 0 or -1 for none", complaint);
    *ttl = ns / 1000000 < TRACE_TTL_MAX ? (uint32_t)(ns / 1000000) : TRACE_TTL_MAX;
    return 1;
}

static void read_client(struct trace_reader *reader, struct csv *csv)
{
    const struct csv_field *field = role_field(csv, CSV_CLIENT),
                       *more = role_field(csv, CSV_CLIENT_MORE);

    reader->client = (struct trace_name){0};
    if (field == NULL)
        return;
    reader->client = (struct trace_name){.text = field->text, .length = field->length};
    if (more == NULL)
        return;
    int length = snprintf(csv->client, sizeof csv->client, "%.*s/%.*s", (int)field->length,
                          field->text, (int)more->length, more->text);
    reader->client.text = csv->client;
    reader->client.length =
        (size_t)length < sizeof csv->client ? (size_t)length : sizeof csv->client - 1;
}

static int read_row(struct trace_reader *reader, struct csv *csv, struct trace_record *record,
                    struct complaint *complaint)
{
    const struct csv_field *time = role_field(csv, CSV_TIME), *key = role_field(csv, CSV_KEY);
    const struct csv_field *op = role_field(csv, CSV_OP);

    *record = (struct trace_record){.op = TRACE_GET, .node = TRACE_NODE_NONE};
    if (op != NULL && !csv->dialect->op(op->text, op->length, &record->op)) {
        if (reader->options.unknown_op == TRACE_SKIP) {
            reader->skipped++;
            return 0;
        }
        return complain_field(reader, CSV_OP, op, csv->dialect->ops_say, complaint);
    }
    switch (
        text_parse_time(time->text, time->length, csv->unit_ns, &record->at, &reader->fractions)) {
    case TEXT_NOT_A_NUMBER:
        return complain_field(reader, CSV_TIME, time,
                              "a decimal number such as 1585119589 or 12.25", complaint);
    case TEXT_TOO_LARGE:
        return complain_field(reader, CSV_TIME, time,
                              "times of at most 2305843009 seconds (another time-unit?)",
                              complaint);
    case TEXT_GOOD:
        break;
    }
    if (key->length == 0 || key->length > TRACE_KEY_BYTES_MAX)
        return trace_reader_complain(reader, complaint,
                                     "key: found one of %zu bytes; allowed: 1 to %d", key->length,
                                     TRACE_KEY_BYTES_MAX);
    reader->key = (struct trace_name){.text = key->text, .length = key->length};
    read_client(reader, csv);
    if (read_count(reader, csv, CSV_SIZE, 0, UINT32_MAX, 0, &record->size, complaint) < 0
        || read_count(reader, csv, CSV_COUNT, 1, TRACE_REPEAT_MAX, 1, &reader->repeat, complaint)
               < 0
        || read_ttl(reader, csv, &record->ttl, complaint) < 0)
        return -1;
    return trace_reader_intern(reader, record, complaint);
}

static int cut_row(struct trace_reader *reader, struct csv *csv, char *line, size_t length,
                   struct complaint *complaint)
{
    int count;

    if (memchr(line, '\0', length) != NULL)
        return trace_reader_complain(reader, complaint, "found a zero byte; a text trace has none");
    if (csv->dialect->free_key)
        count = csv_cut_around_key(line, length, csv->fields, csv->columns, csv->role[CSV_KEY]);
    else
        count = csv_cut_line(line, length, true, csv->fields, csv->columns);
    if (count == csv->columns)
        return 1;
    if (count == -1)
        return trace_reader_complain(reader, complaint, "a quote is not closed on its line");
    if (count == -2)
        return trace_reader_complain(reader, complaint,
                                     "found text behind a closing quote; allowed: a comma");
    return trace_reader_complain(reader, complaint, "found %s%d columns; allowed: %d%s",
                                 count > csv->columns ? "more than " : "",
                                 count > csv->columns ? csv->columns : count, csv->columns,
                                 csv->dialect->columns != NULL ? "" : ", as in the header");
}

int csv_next(struct trace_reader *reader, struct trace_record *record, struct complaint *complaint)
{
    struct csv *csv = reader->state;
    size_t length = 0;
    char *line;
    int status;

    do {
        reader->place++;
        reader->place_offset = reader->input->offset;
        status = input_line(reader->input, &line, &length, complaint);
        if (status < 0)
            return length == INPUT_LINE_BYTES_MAX
                       ? trace_reader_complain(reader, complaint,
                                               "a line of more than %d"
                                               " bytes; allowed: keys of at most %d",
                                               INPUT_LINE_BYTES_MAX, TRACE_KEY_BYTES_MAX)
                       : -1;
        if (status == 0)
            return 0;
        if (length == 0) {
            /* An empty line can only be the last one. */
            if (!input_fill(reader->input, 1, complaint))
                return -1;
            if (reader->input->have == 0)
                return 0;
        }
        if (cut_row(reader, csv, line, length, complaint) < 0)
            return -1;
        status = read_row(reader, csv, record, complaint);
    } while (status == 0);
    return status;
}
