/* versions.h - every state of a row that somebody may still hold a copy of.
 *
 * The database is the truth: a commit gives a row its next version. A version is remembered for as
 * long as a copy of it can turn up (in the cache, in a read under way, in a message), so whoever
 * returns a copy can be told exactly since when it has been superseded. Its life:
 *
 *   begun by a transaction --> committed: current --> superseded --> forgotten, when nobody holds
 * it
 *                         \--> rolled back ------------------------/
 *
 *      row.current ----------------------------------.
 *                                                    v
 *      [version 3, held] --next--> [version 4] ... [version 6]
 *
 * `next` is the version that came right after; it is kept only while its predecessor is held, so an
 * old copy that stays for ever does not hold the whole history behind it. A version also carries
 * the fate of the invalidations that its write asked for, from which the judge tells causes. */
#ifndef SIM_MODEL_VERSIONS_H
#define SIM_MODEL_VERSIONS_H

#include "sim/base/memory.h"
#include "sim/engine/time.h"
#include "sim/model/rows.h"

#include <stdbool.h>
#include <stdint.h>

enum version_state {
    VERSION_OPEN,              /* its transaction has not ended */
    VERSION_COMMITTED,
    VERSION_ROLLED_BACK,
    VERSION_TORN,              /* of a page: a state that never was, no newer than `next` */
};

/* What became of the invalidations that the version's write asked for. */
enum version_fate {
    FATE_RUNNING = 1,          /* the write is still under way */
    FATE_ASKED = 2,            /* it has asked for an invalidation */
    FATE_LOST = 4,             /* one of them was dropped on the way, or refused */
    FATE_EARLY = 8,            /* one of them took place before the commit */
    FATE_BYPASS = 16,          /* the write runs none of the application's code */
    FATE_READ_STALE = 32,      /* a read has missed it while its invalidation was on its way */
};

struct version {
    sim_time superseded_at;    /* when `next` was committed; TIME_NEVER: not yet, or nobody held it */
    uint32_t row;
    uint32_t number;           /* 1 for the first commit; until its own: of the version it changes */
    value_handle next;         /* superseded by; of a rolled-back one: what it did not supersede */
    uint8_t state;             /* enum version_state */
    uint8_t fate;              /* enum version_fate */
    uint16_t pending;          /* invalidations on their way */
    uint32_t copies;           /* who hold the value, beside those whom the row counts */
    uint32_t watchers;         /* who only ask for its fate: versions that it came after */
};
_Static_assert(sizeof(struct version) == 32, "a version lies on one line of memory");

/* What is asked of few versions, and is kept apart: only those that a write has made have it. */
struct version_times {
    sim_time committed_at;     /* TIME_NEVER until then */
    sim_time reached_at;       /* the first invalidation that took place at or after the commit;
                                  TIME_NEVER: none */
};

struct versions {
    struct pool pool;
    struct version_times *times;       /* as long as the pool */
    struct row *rows;
};

bool versions_open(struct versions *versions, struct row *rows, uint32_t count_max,
                   struct complaint *complaint);
void versions_close(struct versions *versions);

static inline struct version *version_at(const struct versions *versions, value_handle handle)
{
    return (struct version *)versions->pool.items + handle;
}

/* Of a version that a write has made. */
static inline struct version_times *version_times_at(const struct versions *versions,
                                                     value_handle handle)
{
    return &versions->times[handle];
}

/* When a committed version was; -1: before the run. */
static inline sim_time version_committed_at(const struct versions *versions, value_handle handle)
{
    return version_at(versions, handle)->number == 0
        ? -1 : version_times_at(versions, handle)->committed_at;
}

/* Fetches a version ahead of its use. (Always inline: a function that only prefetches has no effect
 * that a compiler must keep, and gcc drops the call.) */
__attribute__((always_inline))
static inline void version_prefetch(const struct versions *versions, value_handle handle)
{
    __builtin_prefetch(version_at(versions, handle), 1);
}

/* The row's committed state, made on first use (version 0, from before the run). */
value_handle versions_current(struct versions *versions, uint32_t row);

/* A transaction changes the row: an open version, of which its write holds a copy. */
value_handle versions_begin(struct versions *versions, uint32_t row, unsigned fate);
void versions_commit(struct versions *versions, value_handle handle, sim_time now);
void versions_roll_back(struct versions *versions, value_handle handle);
/* A torn page with a half that nothing after the committed version `handle` has. The copy of that
 * which the caller holds goes to the torn one, of which the caller then holds a copy. */
value_handle versions_tear(struct versions *versions, value_handle handle);

/* Copies come and go; when the last one of a version that is not current goes, it is forgotten. The
 * first few of the current state are counted in the row's slot, for most copies come and go while
 * it is current, and the slot is at hand where the version is somewhere else in memory. `row`: whose
 * value it is taken for, most often rightly; the same when the copy goes as when it came. */
static inline void versions_hold(struct versions *versions, uint32_t row, value_handle handle)
{
    struct row *slot = &versions->rows[row];

    if (slot->current == handle && slot->copies < ROW_COPIES_MAX)
        slot->copies++;
    else
        version_at(versions, handle)->copies++;
}

void versions_drop_counted(struct versions *versions, value_handle handle);

static inline void versions_drop(struct versions *versions, uint32_t row, value_handle handle)
{
    struct row *slot = &versions->rows[row];

    if (slot->current == handle && slot->copies > 0)
        slot->copies--;
    else
        versions_drop_counted(versions, handle);
}

/* The first commit that this state has not seen; VALUE_NONE: none yet. For a rolled-back or a torn
 * state, the first that the state under it has not seen; for an open one VALUE_NONE. */
static inline value_handle versions_successor(const struct versions *versions, value_handle handle)
{
    const struct version *version = version_at(versions, handle);

    if (version->state >= VERSION_ROLLED_BACK) {
        if (version->next == VALUE_NONE)
            return VALUE_NONE;
        version = version_at(versions, version->next);
    }
    return version->state == VERSION_COMMITTED ? version->next : VALUE_NONE;
}

/* When that commit came; TIME_NEVER: not yet. */
static inline sim_time versions_superseded_at(const struct versions *versions, value_handle handle)
{
    const struct version *version = version_at(versions, handle);

    if (version->state >= VERSION_ROLLED_BACK) {
        if (version->next == VALUE_NONE)
            return TIME_NEVER;
        version = version_at(versions, version->next);
    }
    return version->superseded_at;
}

/* The same of a value that is taken for this row's: where it is the current one, the row's slot says
 * so, and the version is not touched. */
static inline sim_time versions_value_superseded_at(const struct versions *versions, uint32_t row,
                                                    value_handle handle)
{
    return versions->rows[row].current == handle ? TIME_NEVER
                                                 : versions_superseded_at(versions, handle);
}

#endif
