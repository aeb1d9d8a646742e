/* summary.h - what is in a trace: `stalemate trace info`.
 *
 * It counts rows, as they are in the file: neither repeated for a row that stands for several
 * requests, nor sorted, nor spread. A row "changes" its key when its operation is not a read,
 * whatever a replay would take it for. */
#ifndef WORKLOADS_TRACES_SUMMARY_H
#define WORKLOADS_TRACES_SUMMARY_H

#include "sim/base/complaint.h"
#include "sim/base/histogram.h"
#include "workloads/traces/tally.h"
#include "workloads/traces/trace.h"

#include <stdio.h>

enum { SUMMARY_TOP = 10, SUMMARY_TIMES_MAX = 4 * 1024 * 1024 };

struct summary_key;

struct summary {
    uint64_t rows, requests, skipped;
    uint64_t ops[TRACE_OPS];
    uint32_t keys, clients;
    int64_t first, last;                 /* the earliest and the latest, ns */
    uint64_t backwards;                  /* rows that come before the row before them */
    int64_t backwards_max;               /* how far at most, ns */
    uint64_t times;                      /* different ones */
    bool times_exact;                    /* false: at least that many */
    uint64_t top[SUMMARY_TOP];           /* rows of the most asked keys */
    uint64_t singletons;                 /* keys of one row */
    uint64_t both;                       /* keys that are both read and changed */
    uint64_t shared;                     /* keys that more than one client asks for */
    uint64_t reads_after_change;         /* reads whose key changed since its last one */
    struct histogram read_age;           /* ns from a key's last change to each of its reads */
    struct histogram change_gap;         /* ns between the changes of a key */
    struct tally sizes, ttls;            /* those that are not 0, bytes and ms */
    /* While it counts. */
    struct summary_key *by_key;
    uint32_t room;
    int64_t before;
    struct tally seen;
};

struct summary *summary_new(struct complaint *complaint);
void summary_free(struct summary *summary);

bool summary_add(struct summary *summary, const struct trace_record *record, uint32_t repeat,
                 struct complaint *complaint);

/* After the last row. */
void summary_finish(struct summary *summary);

void summary_print(const struct summary *summary, FILE *out);

/* An object with its members in the order of their names. Times of a clock are texts: a double does
 * not hold them. */
void summary_print_json(const struct summary *summary, const char *const *files, int file_count,
                        const char *format, FILE *out);

#endif
