/* csv.h - traces that are text with columns; csv_dialects.c says how they differ. */
#ifndef WORKLOADS_TRACES_CSV_H
#define WORKLOADS_TRACES_CSV_H

#include "workloads/traces/trace.h"

enum csv_role {
    CSV_TIME,
    CSV_KEY,
    CSV_CLIENT,
    CSV_CLIENT_MORE,           /* a second column that is part of who the client is */
    CSV_OP,
    CSV_SIZE,
    CSV_TTL,
    CSV_COUNT,                 /* for how many requests the row stands */
    CSV_ROLES,
};

enum { CSV_NAMES_MAX = 8, CSV_COLUMNS_MAX = 64 };

struct csv_dialect {
    const char *columns;       /* the header that the file does not have; NULL: it has one */
    const char *roles[CSV_ROLES][CSV_NAMES_MAX];   /* what each column may be called */
    const char *marks[4];      /* columns that only this dialect has; none: the general one */
    bool free_key;             /* a key may hold commas, and quotes mean nothing */
    const char *unknown_size;  /* a size that is not known; NULL: only an empty field is that */
    bool (*op)(const char *text, size_t length, uint8_t *op);
    const char *ops_say;       /* what operations are allowed */
};

enum trace_match csv_sniff(const struct trace_format *format, const struct trace_sniff *sniff);
bool csv_open(struct trace_reader *reader, struct complaint *complaint);
int csv_next(struct trace_reader *reader, struct trace_record *record, struct complaint *complaint);
void csv_close(struct trace_reader *reader);

#endif
