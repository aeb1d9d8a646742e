/* judge.h - decides what was stale, since when, by how much and why.
 *
 * The judge knows no strategy and no driver. It is told what happened (a read began, a read was
 * answered with this version, an entry can no longer be served, ...) and knows the truth from the
 * versions of the database. All definitions are those of docs/measures.md. */
#ifndef SIM_JUDGE_JUDGE_H
#define SIM_JUDGE_JUDGE_H

#include "sim/judge/result.h"
#include "sim/judge/sessions.h"
#include "sim/model/cache.h"
#include "sim/model/versions.h"

#include <stdbool.h>

/* The first commit that an answer has not seen; VALUE_NONE and TIME_NEVER: there is none. */
struct judged_miss {
    value_handle commit;
    sim_time at;
};

/* What is counted of a stale read. */
struct judged_stale {
    struct judged_miss missed;
    sim_time began;            /* when it began */
    uint32_t lag;              /* how many commits it has not seen */
    bool measured;
    enum cause cause;
};

/* Reads that were answered since the last judge_settle, counted by what they have in common. */
struct judge_tally {
    uint64_t reads, bytes;
    histogram_sum time;        /* of latencies; ns */
    uint64_t at_once;          /* further reads, that took no time */
};

struct judge_stale_tally {
    uint64_t reads, lag;
    histogram_sum age;         /* ns */
};

struct judge {
    struct result *result;
    const struct versions *versions;
    const struct row *rows;
    struct sessions sessions;
    bool invalidates;          /* the strategy means the application's writes to reach the cache */
    struct slice *slice;       /* of the series, that the clock is in; after the end: `beyond` */
    struct slice beyond;       /* what is of no slice */
    struct judge_tally answered[2][2];                 /* [measured][hit] */
    struct judge_stale_tally stale_by[2][CAUSE_COUNT]; /* [measured][cause] */
    uint64_t stale;            /* stale reads so far, in the warm-up too */
    /* Commits at the present instant, for versions are counted strictly before a read begins. */
    sim_time instant;
    uint32_t instant_count;
    uint32_t instant_most;     /* of any instant */
    uint32_t *instant_rows;
};

/* What the judge must remember of a read while it is under way. */
struct judged_read {
    sim_time began;
    uint32_t row;
    uint32_t client;           /* 0: nobody in particular */
    uint32_t versions_before;  /* commits of the row before it began */
    uint32_t written_floor;    /* the version that its client had written, */
    uint32_t seen_floor;       /* and the newest it had seen, when it was invoked */
    bool measured;
};

/* What a read returned. */
struct judged_answer {
    value_handle value;
    bool hit;
    uint32_t entry_flags;      /* of the cache entry that answered, and ANSWER_ flags */
    uint32_t bytes;
    sim_time at;               /* when the client has it */
    value_handle own_change;   /* of the transaction that reads; VALUE_NONE: none is open */
};

/* Beside the flags of the entry: whether the value's transaction was open, or had been rolled back,
 * when the cache answered; or it is a torn page. */
enum { ANSWER_OPEN = 16, ANSWER_ROLLED_BACK = 32, ANSWER_TORN = 64 };

static inline unsigned judge_oddity(const struct versions *versions, value_handle value)
{
    const struct version *version = version_at(versions, value);

    return version->state == VERSION_OPEN ? ANSWER_OPEN
        : version->state == VERSION_ROLLED_BACK ? ANSWER_ROLLED_BACK
        : version->state == VERSION_TORN ? ANSWER_TORN : 0;
}

bool judge_open(struct judge *judge, struct result *result, const struct versions *versions,
                const struct row *rows, bool invalidates, bool sessions,
                struct complaint *complaint);
void judge_close(struct judge *judge);

/* Commits of the row strictly before `now`. */
uint32_t judge_versions_at_instant(const struct judge *judge, uint32_t row);

static inline uint32_t judge_versions_before(const struct judge *judge, uint32_t row,
                                             sim_time now)
{
    return now == judge->instant ? judge_versions_at_instant(judge, row)
                                 : judge->rows[row].version;
}

/* What its client has written and seen: the floors. */
void judge_read_begins(const struct judge *judge, struct judged_read *read);

/* Staleness itself: the first commit that `value` has not seen, if it came before `began`; none: the
 * value is not stale for a read that began then. */
static inline struct judged_miss judge_missed(const struct judge *judge, sim_time began,
                                              value_handle value)
{
    sim_time at = versions_superseded_at(judge->versions, value);

    if (at >= began)
        return (struct judged_miss){VALUE_NONE, TIME_NEVER};
    return (struct judged_miss){versions_successor(judge->versions, value), at};
}

/* Why an answer that the cache gives now has missed that commit. `entry_flags` are those of the
 * entry; `memoised`: it was found through a name from a process's own memory. */
enum cause judge_cause(const struct judge *judge, value_handle missed, sim_time began,
                       uint32_t entry_flags, bool memoised);

/* A stale read is answered; it is `lag` versions behind. Its hit is counted by
 * judge_count_read. */
void judge_count_stale(struct judge *judge, const struct judged_stale *stale);

/* What every read that is answered adds, whatever it returned. (So it adds to few words, and
 * judge_settle tells them to slice and result.) */
static inline void judge_count_read(struct judge *judge, bool measured, bool hit, uint32_t bytes,
                                    int64_t latency)
{
    struct judge_tally *tally = &judge->answered[measured][hit];

    tally->reads++;
    tally->bytes += bytes;
    tally->time += (uint64_t)latency;
    if (measured)
        histogram_mark_n(&judge->result->read_latency, latency, 1);
}

/* The same for a read that took no time. */
static inline void judge_count_read_at_once(struct judge *judge, bool measured, bool hit,
                                            uint32_t bytes)
{
    struct judge_tally *tally = &judge->answered[measured][hit];

    tally->at_once++;
    tally->bytes += bytes;
}

/* To be called before the clock leaves a slice, and before the result is read. */
void judge_settle(struct judge *judge);

/* A read is answered. `cause` counts only where the answer is stale. One that returns the current
 * version outside of any transaction, and has no session, needs no more than judge_count_read. */
void judge_read_ends(struct judge *judge, const struct judged_read *read,
                     const struct judged_answer *answer, enum cause cause);

void judge_committed(struct judge *judge, uint32_t row, sim_time now);
void judge_write_acknowledged(struct judge *judge, uint32_t client, uint32_t row,
                              uint32_t version);

/* A value that the cache held for the row can no longer be served. One whose name had been abandoned before,
 * but was asked for again, was served anew from `from` on; 0: it never was. */
void judge_closed(struct judge *judge, uint32_t row, value_handle value, sim_time from,
                  sim_time at);

/* It can still be served at the end of the run, and nothing that was in flight then has ended that
 * later; `expires`: it has an expiry. */
void judge_open_at_end(struct judge *judge, uint32_t row, value_handle value, sim_time from,
                       bool expires);

/* A fill that was read from the database at `snapshot` arrives at the cache. */
void judge_filled(struct judge *judge, uint32_t row, value_handle value, sim_time snapshot,
                  sim_time now);

/* An invalidation that belongs to this version takes effect in the cache. */
void judge_invalidated(struct judge *judge, value_handle change, sim_time now);

#endif
