/* result.h - everything that one run of one strategy measured.
 *
 * Every measure has one definition, in the comment beside its field, and one place where it is
 * counted (judge.c, or the driver for what the world did). docs/measures.md says the same for
 * users. Unless said otherwise a measure covers the measured part of the run: reads and writes
 * invoked, and events that happened, from the end of the warm-up to the end of the workload.
 * Reports reach the fields by name, through metric.h. */
#ifndef SIM_JUDGE_RESULT_H
#define SIM_JUDGE_RESULT_H

#include "sim/base/histogram.h"
#include "sim/engine/time.h"

#include <stdint.h>

/* Why a read was stale; each stale read has exactly one. judge.c says how they are told apart. */
enum cause {
    CAUSE_EXPIRY_LAG,          /* nothing but its expiry was ever going to end it */
    CAUSE_IN_FLIGHT,           /* an invalidation was on its way */
    CAUSE_LOST,                /* an invalidation, or the counter that recorded it, was dropped */
    CAUSE_UNSIGNALLED,         /* the write path never asked for an invalidation */
    CAUSE_STALE_FILL,          /* the value was already old when it entered the cache */
    CAUSE_REORDERED,           /* an older value overwrote a newer one */
    CAUSE_EARLY, /* invalidated before the commit became visible, then filled with the old value */
    CAUSE_REPLICA_LAG,         /* read from a replica that had not caught up */
    CAUSE_CLOCK_SKEW,          /* two hosts' clocks disagreed */
    CAUSE_BY_DESIGN,           /* served stale on purpose */
    CAUSE_COUNT,
};
extern const char *const cause_names[CAUSE_COUNT];

/* One slice of the run, warm-up included; all events that happened in it. */
struct slice {
    uint64_t reads, hits, stale;
    uint64_t stale_by[CAUSE_COUNT];
    uint64_t stale_age_sum;            /* ns */
    uint64_t stale_lag_sum;            /* versions */
    uint64_t read_your_writes, monotonic_reads;        /* as below */
    uint64_t read_bytes, hit_bytes;
    uint64_t writes, write_latency_sum, read_latency_sum;      /* ended; ns */
    /* ns, up to 1/128 above; of those that are measured, so not of the warm-up's; 0: there were none */
    uint64_t read_latency_p50, read_latency_p99, write_latency_p50, write_latency_p99;
    uint64_t db_reads, db_writes, evictions;
    uint64_t db_concurrency_peak, recomputation_peak;  /* as below, when a load began */
    uint64_t invalidations, invalidations_lost, invalidations_needless;
    /* Windows and races that ended in it; sums of their lengths, ns. */
    uint64_t windows, window_sum;
    uint64_t fill_races, fill_races_hit, fill_race_sum;
    uint64_t write_races, write_races_hit, write_race_sum;
    int64_t cache_bytes, orphan_bytes; /* at its end */
    uint64_t cache_entries;
};

/* A slice's sum of times stays at the largest number where it would be more. */
static inline void slice_add_up(uint64_t *sum, histogram_sum more)
{
    *sum = more > UINT64_MAX - *sum ? UINT64_MAX : *sum + (uint64_t)more;
}

enum { SLICES = 240 };

struct result {
    sim_time warmup, end;              /* the measured part is [warmup, end) */
    sim_time workload_end;             /* when the workload itself ends; not before `end` */

    uint64_t reads;                    /* reads invoked and answered */
    uint64_t hits;                     /* answered from the cache */
    uint64_t read_bytes, hit_bytes;    /* sizes of the values they returned */
    uint64_t stale; /* reads that returned an older version than was committed when they began */
    uint64_t stale_by[CAUSE_COUNT];    /* their causes; these add up to `stale` */
    uint64_t dirty;   /* reads that returned a value whose transaction was still open */
    uint64_t aborted; /* reads that returned a value whose transaction had been rolled back (G1a) */
    uint64_t torn;                     /* reads that returned a page that never was */
    uint64_t wrong_row;                /* reads that returned another row's value */
    uint64_t own_transaction_stale; /* reads inside a transaction that did not see its own change */
    uint64_t read_your_writes;         /* reads older than what their client had written before */
    uint64_t monotonic_reads;          /* reads older than what their client had read before */

    uint64_t writes;                   /* writes invoked and ended */
    uint64_t commits, rollbacks;

    uint64_t db_reads; /* values read from the database; also those that a version check needs: */
    uint64_t db_stamp_reads;
    uint64_t db_writes;                /* rows changed */
    uint64_t db_reads_peak, db_writes_peak;/* in one second of virtual time */
    uint64_t db_concurrency_peak;      /* loads under way at once, of all rows */
    uint64_t herds; /* loads that began while no other load of their row was under way */
    uint64_t recomputation_peak;       /* loads of one row under way at once */

    uint64_t stores, stores_unfit;     /* values stored; values larger than the cache */
    uint64_t stores_refused;           /* a token, a cas or an add did not hold */
    uint64_t invalidations;            /* deletes, bumps, updates: sent by writes and signals */
    uint64_t invalidation_bytes;       /* that these carried */
    uint64_t invalidations_lost;       /* those that never arrived */
    uint64_t invalidations_needless;   /* deletes that found nothing to delete or void */
    uint64_t messages, messages_lost;  /* on the bus */
    uint64_t evictions, expirations;

    int64_t cache_bytes, live_bytes, orphan_bytes;     /* at the end: all, and the two kinds */
    int64_t cache_bytes_peak, live_bytes_peak, orphan_bytes_peak;      /* of the slices' ends */
    uint64_t cache_entries;

    uint64_t windows_closed; /* entries that were stale for a while and then could not be served any
                                more */
    uint64_t windows_censored;         /* still open at the end, with an expiry due */
    uint64_t windows_permanent; /* still open at the end, and nothing left that would close them */
    uint64_t fill_races,
        fill_races_hit; /* from a database snapshot to the fill; hit: a commit fell inside */
    uint64_t write_races,
        write_races_hit; /* from a commit to the invalidation; hit: a stale read began inside */

    struct histogram age;              /* of stale reads, ns */
    struct histogram version_lag;      /* of stale reads, versions */
    struct histogram window;           /* lengths of closed staleness windows, ns */
    struct histogram window_open;      /* lengths so far of censored and permanent ones, ns */
    struct histogram fill_race;        /* exposure of fill races, ns */
    struct histogram write_race;       /* exposure of write races, ns */
    struct histogram read_latency;     /* ns */
    struct histogram write_latency;    /* ns */

    struct slice slices[SLICES];
    int64_t slice_length;              /* ns */

    uint64_t events;                   /* of the whole run */
    char fingerprint[33];              /* XXH3-128 over them */
};

#endif
