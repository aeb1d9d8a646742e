/* slow_log.c - lines to records. */
#include "tests/differential/slow_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Numbers of operations that others have made come after those of requests, in one table. */
static uint32_t place_of(uint64_t number)
{
    return (uint32_t)(number < SLOW_MADE_FROM ? number : number - SLOW_MADE_FROM + SLOW_REQUESTS);
}

static bool read_fields(struct slow_line *line, const char *text)
{
    line->text = text;
    return sscanf(text, "%" SCNd64 " %15s %u row=%u op=%u version=%u reply=%u flags=%u extra=%"
                  SCNu64, &line->at, line->kind, &line->effect, &line->row, &line->op,
                  &line->version, &line->reply, &line->flags, &line->extra) == 9;
}

static bool read_line(struct slow_line *line, const char *text)
{
    if (!read_fields(line, text))
        return false;
    if (strcmp(line->kind, "turn") != 0)
        line->op = place_of(line->op);
    if (strcmp(line->kind, "asked") == 0 || strcmp(line->kind, "read-begin") == 0)
        line->version = place_of(line->version);
    if (strcmp(line->kind, "read") == 0)
        line->newest = line->effect | line->reply << 8;
    if (strcmp(line->kind, "write-end") == 0) {
        line->newest = (uint32_t)(line->extra >> 32);
        line->extra = place_of(line->extra & UINT32_MAX);
    }
    return true;
}

bool slow_log_read(struct slow_log *log, char *text)
{
    size_t count = 0;

    for (const char *c = text; *c != '\0'; c++)
        count += *c == '\n';
    *log = (struct slow_log){.lines = calloc(count + 1, sizeof *log->lines), .text = text};
    if (log->lines == NULL)
        return false;
    for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        if (!read_line(&log->lines[log->count], line))
            return false;
        log->count++;
    }
    return true;
}

void slow_log_free(struct slow_log *log)
{
    free(log->lines);
    free(log->text);
    *log = (struct slow_log){0};
}
