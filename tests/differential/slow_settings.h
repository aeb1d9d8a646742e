/* slow_settings.h - what the slow model is given, and what it answers with. */
#ifndef TESTS_DIFFERENTIAL_SLOW_SETTINGS_H
#define TESTS_DIFFERENTIAL_SLOW_SETTINGS_H

#include "sim/judge/result.h"
#include "sim/request/source.h"
#include "sim/request/stack.h"
#include "tests/differential/slow_log.h"

/* Wrong rules, one at a time, to show that a comparison can fail. */
enum slow_mistake {
    SLOW_RIGHT,
    SLOW_TIES_ARE_STALE,       /* a commit at the instant of the read's beginning counts */
    SLOW_AGE_OF_THE_LAST,      /* the age is that of the last missed commit, not the first */
    SLOW_LAG_COUNTS_LATER,     /* commits during the read count for the lag */
    SLOW_LOST_BEFORE_FLIGHT,   /* the rules for lost and in-flight change places */
    SLOW_NO_REORDERED,         /* there is no rule for reordered values */
    SLOW_FILLS_NEVER_OLD,      /* there is no rule for stale fills */
    SLOW_SEEN_TOO_EARLY,       /* what a client sees counts for reads that had begun before */
    SLOW_FIFO_IS_LRU,          /* a use counts for the order of eviction under fifo too */
    SLOW_WINDOWS_END_LATE,     /* expired entries are closed when they are noticed */
    SLOW_PAGES_ARE_WHOLE,      /* a page is what it is when its second half is read */
    SLOW_CAS_BY_NAME,          /* a compare-and-set takes any entry of the name for the same */
    SLOW_LOADS_END_AT_ONCE,    /* a load is over when the database has been read */
    SLOW_SERIES_HAS_NO_END,    /* what is answered after the end is of the last slice */
    SLOW_MISTAKES,
};

struct slow_settings {
    const struct request *requests;
    size_t request_count;      /* those that begin before the end */
    int64_t warmup, end;
    bool sessions;
    bool invalidates, perfect, names_by_row;
    int64_t capacity_bytes, capacity_entries, overhead;    /* INT64_MAX: no limit */
    bool lru;
    const struct stack *stack; /* which says whose counter a row's names follow */
    uint32_t pages;            /* so many rows, the first, are pages of two halves */
    enum slow_mistake mistake;
};

struct slow_answer {
    struct result *result;     /* only what the model knows of is filled in */
    char trouble[512];         /* the first thing in the log that cannot be; empty: nothing */
    const struct slow_line *at;/* where */
};

#endif
