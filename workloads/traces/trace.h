/* trace.h - a trace in neutral terms, whatever file it came from, and the interface of the readers.
 *
 * A reader turns one format into records. It says what the file says: times are as recorded
 * (neither sorted, nor spread, nor moved to zero: shape.h does that), keys are interned to dense
 * ids in the order of their first appearance. One reader a format, all in one table
 * (trace_formats). */
#ifndef WORKLOADS_TRACES_TRACE_H
#define WORKLOADS_TRACES_TRACE_H

#include "sim/base/complaint.h"
#include "sim/base/knob.h"
#include "workloads/traces/input.h"
#include "workloads/traces/intern.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What was asked for, in memcached's words. The numbers are those of stalemate's own format: never
 * renumber. */
enum trace_op {
    TRACE_GET = 1,
    TRACE_GETS,
    TRACE_SET,
    TRACE_ADD,
    TRACE_REPLACE,
    TRACE_CAS,
    TRACE_APPEND,
    TRACE_PREPEND,
    TRACE_DELETE,
    TRACE_INCR,
    TRACE_DECR,
    TRACE_GET_LEASE,
    TRACE_SET_LEASE,
    TRACE_OPS,
};

enum {
    TRACE_KEY_BYTES_MAX = 64 * 1024,
    TRACE_REPEAT_MAX = 1000000,          /* for how many requests one row may stand */
};

#define TRACE_NODE_NONE UINT16_C(0xffff)
#define TRACE_TTL_MAX UINT32_MAX         /* ms: 49.7 days, or longer */

/* Laid out as in stalemate's own format, so that a mapped file is an array of these on a
 * little-endian machine. */
struct trace_record {
    int64_t at;                /* ns */
    uint32_t key;              /* 0 .. keys - 1, in the order of first appearance */
    uint32_t client;           /* 1 .. clients, likewise; 0: the trace does not say */
    uint32_t size;             /* of the value, bytes; 0: the trace does not say, or a miss */
    uint32_t ttl;              /* ms, 0: none; TRACE_TTL_MAX: that or longer */
    uint16_t node;             /* the application node; TRACE_NODE_NONE: the trace does not say */
    uint8_t op;                /* enum trace_op */
    uint8_t road;              /* enum write_road; 0 but in traces that stalemate made */
    uint8_t flags;             /* enum op_flags a request may have; likewise */
    uint8_t spare[3];          /* 0 */
};

/* "get", ...; NULL for a number that is no operation. */
const char *trace_op_name(unsigned op);
bool trace_op_parse(const char *text, size_t length, uint8_t *op);
#define TRACE_OPS_SAYS                                                                             \
    "one of: get gets set add replace cas append prepend delete incr decr get_lease set_lease"

static inline bool trace_op_reads(unsigned op)
{
    return op == TRACE_GET || op == TRACE_GETS || op == TRACE_GET_LEASE;
}

enum trace_same_second { TRACE_SPREAD, TRACE_KEEP };
enum trace_time_unit { TRACE_SECONDS, TRACE_MILLISECONDS, TRACE_MICROSECONDS, TRACE_NANOSECONDS };
enum trace_unknown { TRACE_REFUSE, TRACE_SKIP };
enum trace_five { TRACE_FIVE_CAS, TRACE_FIVE_REPLACE };

/* How to read; trace_reader_knobs describes each. */
struct trace_options {
    const char *format;        /* a name out of trace_formats, or "auto" */
    int same_second;           /* enum trace_same_second */
    int time_unit;             /* enum trace_time_unit */
    int unknown_op;            /* enum trace_unknown */
    int op_five;               /* enum trace_five */
    int64_t sort_window;       /* ns */
    int64_t page;              /* bytes; 0: a request has the key of its first block */
};

extern const struct knob trace_reader_knobs[];

struct trace_reader;

/* How sure a format is, from the first bytes, that a file is its own. The surest wins; two that are
 * equally sure are a question for the user. */
enum trace_match {
    TRACE_NO,
    TRACE_MAYBE,               /* the bytes could be ours */
    TRACE_LIKELY,              /* they look like ours; or the name ends as ours do */
    TRACE_CERTAIN,             /* a magic number, a header that only we have */
};

struct trace_sniff {
    const uint8_t *head;       /* the first bytes, decompressed */
    size_t length;
    bool whole;                /* That is all there is. */
};

struct trace_format {
    const char *name;
    const char *says;
    const char *suffix;        /* of file names, without .zst or .gz; NULL: none of its own */
    bool whole_seconds;        /* its clock has no finer steps */
    bool text;                 /* places are lines */
    const void *details;       /* what distinguishes formats that share their code */
    enum trace_match (*sniff)(const struct trace_format *format, const struct trace_sniff *sniff);
    bool (*open)(struct trace_reader *reader, struct complaint *complaint);
    int (*next)(struct trace_reader *reader, struct trace_record *record,
                struct complaint *complaint);
    void (*close)(struct trace_reader *reader);      /* NULL: nothing to free */
};

/* All formats, in the order in which they are listed to users; ends with NULL. */
extern const struct trace_format *const trace_formats[];
const struct trace_format *trace_format_find(const char *name, struct complaint *complaint);

/* A name as the file has it: text, or a number where text is NULL. Good until the next record. */
struct trace_name {
    const char *text;
    size_t length;
    uint64_t number;
};

/* A trace being read. Formats fill what is marked so. */
struct trace_reader {
    const struct trace_format *format;
    struct trace_options options;
    struct input *input;
    struct intern *keys, *clients;
    uint64_t place;            /* format: the line or record it is at, from 1 */
    uint64_t place_offset;     /* format: and its byte offset, after decompression */
    uint64_t skipped;          /* format: rows left out, for unknown-op "skip" */
    uint32_t repeat;           /* format: for how many requests the last row stands (preset: 1) */
    struct trace_name key, client;   /* format: of the last row */
    bool fractions;            /* format: some time was finer than a second */
    int64_t origin;            /* format: to be added to times, ns; the own format has one */
    bool dense;                /* format: ids are the file's own, and these count them */
    uint32_t dense_keys, dense_clients;
    void *state;               /* format: its own */
};

/* Opens a file ("-": standard input), finding its format where options->format is "auto". NULL
 * after a complaint. */
struct trace_reader *trace_reader_open(const char *path, const struct trace_options *options,
                                       struct complaint *complaint);

/* The same from an input, which becomes the reader's; its name may tell the format. */
struct trace_reader *trace_reader_open_input(struct input *input,
                                             const struct trace_options *options,
                                             struct complaint *complaint);
void trace_reader_close(struct trace_reader *reader);

/* The next row: 1, 0 at the end, -1 after a complaint. Its requests are the record, reader->repeat
 * times. */
int trace_reader_next(struct trace_reader *reader, struct trace_record *record,
                      struct complaint *complaint);

/* The reader goes on numbering keys and clients where `before` has stopped, which is left with
 * none: so several files are one trace. False after a complaint: stalemate's own format has numbers
 * only. */
bool trace_reader_continue(struct trace_reader *reader, struct trace_reader *before,
                           struct complaint *complaint);

uint32_t trace_reader_keys(const struct trace_reader *reader);
uint32_t trace_reader_clients(const struct trace_reader *reader);

/* Complains about the row that the reader is at: `FILE:LINE: ...` or `FILE: record N at byte B:
 * ...`. Returns -1. */
int trace_reader_complain(struct trace_reader *reader, struct complaint *complaint,
                          const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Interns reader->key (or ->client) into the record; -1 after a complaint, else 1. */
int trace_reader_intern(struct trace_reader *reader, struct trace_record *record,
                        struct complaint *complaint);

/* Options as they are when nothing is said. */
struct trace_options trace_options_preset(void);

#endif
