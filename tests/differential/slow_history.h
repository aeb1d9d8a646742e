/* slow_history.h - what the slow model knows of values and operations, and what follows from it.
 *
 * For the files of the slow model only. */
#ifndef TESTS_DIFFERENTIAL_SLOW_HISTORY_H
#define TESTS_DIFFERENTIAL_SLOW_HISTORY_H

#include "tests/differential/slow_cache.h"
#include "tests/differential/slow_settings.h"

enum slow_state { SLOW_OPEN, SLOW_COMMITTED, SLOW_ROLLED_BACK, SLOW_TORN };

struct slow_value {            /* one state of one row */
    uint32_t row;
    uint32_t number;           /* of a committed one */
    uint32_t base;             /* of another: the number of the state that it did not replace */
    enum slow_state state;
    int64_t committed_at;
    unsigned halves;           /* of a page, that its write changes: bits 1 and 2 */
    bool raw;
    bool asked, lost, early;   /* what became of the invalidations that its write asked for */
    int pending;
    int64_t reached_at;        /* the first at or after the commit; SLOW_NEVER: none */
    size_t reached_line;
    size_t last;               /* log line of its write's last effect */
};

struct slow_op {
    enum op_kind kind;
    uint32_t row, client, bytes;
    int64_t began;
    size_t begun_line;         /* of a read that another operation made; 0: of the source */
    bool own;                  /* inside a transaction */
    bool flagged;              /* its session reads the row after it */
    int change, value;         /* which value; -1: none */
    bool hit, stale, memoised, dirty, aborted, torn;
    enum cause cause;
    uint32_t named;            /* the row's version when it asked for it, to name a key */
    int first;                 /* the current value when it read the first half of a page, and has
                                * not read the second; -1: it is not there */
    int64_t snapshot;          /* -1: it has not read the database */
    uint64_t found;            /* which entry its last gets has found; 0: none */
    size_t last;               /* of a write: log line of its last effect */
};

/* A client has learnt a version: by writing it, or by reading it. */
struct slow_lesson {
    uint32_t client, row, number, newest;
    size_t line;
};

struct slow_token {            /* of a name; op 0: it is void */
    uint64_t name;
    int64_t expiry;
    uint32_t op;
};

struct slow_stale {            /* a stale read, for the race windows */
    int missed;
    int64_t began;
    size_t line;               /* where it ends */
};

/* A counter has this number from then on. */
struct slow_count {
    uint64_t counter, number;
    int64_t at;
};

struct slow_model {
    const struct slow_settings *settings;
    const struct slow_log *log;
    struct slow_answer *answer;
    struct result *result;
    struct slow_cache cache;
    struct slow_value *values;
    int value_count;
    struct slow_op *ops;
    uint32_t op_count;         /* ops[1 .. op_count] */
    struct slow_lesson *wrote, *saw;
    size_t wrote_count, saw_count;
    struct slow_stale *stale;
    size_t stale_count;
    struct slow_token *tokens;
    size_t token_count;
    struct slow_count *counts; /* all numbers that counters have had, in their order */
    size_t count_count;
    uint64_t more;             /* of the line before */
    bool ended;
    uint64_t evictions_before;
    int slice;                 /* of the series, that the lines are in */
    uint64_t evictions_noted;  /* up to its begin */
    struct slice beyond;       /* for what is of no slice */
    int64_t second;            /* that the lines are in, and what the database has done in it */
    uint64_t second_reads, second_writes;
    int64_t *latencies[2];     /* of the measured reads and writes that have ended in the slice */
    size_t latency_count[2];
};

int slow_new_value(struct slow_model *model, struct slow_value value);
/* Which value is the committed one; it is made where there is none yet. */
int slow_current(struct slow_model *model, uint32_t row);
/* The version that a value's holder is up to. */
uint32_t slow_number(const struct slow_model *model, int value);
/* The first commit that the value does not have; -1: none. */
int slow_missed(const struct slow_model *model, int value);
/* The page that such a first half makes with the second half of now. */
int slow_page(struct slow_model *model, uint32_t row, int first);
int64_t slow_superseded_at(const struct slow_model *model, int value);
bool slow_is_stale(const struct slow_model *model, int value, int64_t began);
/* Commits that the value does not have before `began`, and when the first of them came. */
uint32_t slow_lag(const struct slow_model *model, int value, int64_t began);
int64_t slow_since(const struct slow_model *model, int value, int64_t began);
/* Why a read that began then is stale which is given this entry, at this line of the log. */
enum cause slow_cause(const struct slow_model *model, const struct slow_entry *entry,
                      const struct slow_op *op, size_t line);
/* The newest version that the client had learnt before the operation began. */
uint32_t slow_floor(const struct slow_model *model, const struct slow_lesson *lessons,
                    size_t count, uint32_t op);

/* ---- slow_series.c ---- */

struct slice *slow_slice_at(struct slow_model *model, int64_t at);
/* Ends the slices that end before anything that happens at `at`. */
void slow_series_until(struct slow_model *model, int64_t at);
/* Counts what this line adds to its slice, and to its second. */
void slow_series_line(struct slow_model *model, const struct slow_line *line);
/* The slice that what the line tells of counts in. */
struct slice *slow_slice(struct slow_model *model, const struct slow_line *line);

/* ---- slow_loads.c ---- */

/* Herds and peaks, from the whole log. */
void slow_count_loads(struct slow_model *model);

/* ---- slow_effects.c ---- */

bool slow_is_measured(const struct slow_model *model, int64_t at);
/* The log says what cannot be. */
void slow_complain(struct slow_model *model, const struct slow_line *line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The operation is given this entry's value, at this line. */
void slow_give(struct slow_model *model, const struct slow_line *line, struct slow_op *op,
               struct slow_entry *entry);
/* Lines of these kinds. */
void slow_restart(struct slow_model *model, const struct slow_line *line);
void slow_effect(struct slow_model *model, const struct slow_line *line, struct slow_op *op);
void slow_asked(struct slow_model *model, const struct slow_line *line, const struct slow_op *op);
void slow_lost(struct slow_model *model, const struct slow_line *line, const struct slow_op *op);

/* ---- slow_conditions.c ---- */

uint64_t slow_name_in(const struct slow_line *line);
/* The name's valid token, or a place for one. */
struct slow_token *slow_token_of(struct slow_model *model, const struct slow_line *line);
/* Whether the token is good; it is used up. */
bool slow_takes_token(struct slow_model *model, const struct slow_line *line);
/* Whether the cache holds what a cas or an add needs, as the log says. */
bool slow_is_fit(struct slow_model *model, const struct slow_line *line,
                 const struct slow_op *op);

#endif
