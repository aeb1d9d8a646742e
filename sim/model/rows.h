/* rows.h - what is known of every row, whether or not anything of it is cached.
 *
 * One small slot a row, indexed by the row's number, holds what every read needs: the database's
 * current state, the cache's entry for the row and what is under way for it. It is the table that is
 * as long as the workload is wide and is read at random, so a slot is 16 bytes, four to a line of
 * memory, and prefetched ahead of the requests. */
#ifndef SIM_MODEL_ROWS_H
#define SIM_MODEL_ROWS_H

#include "sim/model/name.h"

#include <stdbool.h>
#include <stdint.h>

#define ROW_NO_ENTRY UINT32_C(0x0fffffff)
/* Whoever counts further does so elsewhere. */
enum { ROW_LOADS_MAX = 15, ROW_PENDING_MAX = 3, ROW_COPIES_MAX = 3 };
#define ROW_VERSION_MAX UINT32_C(0x0fffffff)

struct row {
    value_handle current;      /* the committed state; VALUE_NONE: nobody has touched the row yet */
    uint32_t version : 28;     /* how many commits it has had, up to ROW_VERSION_MAX */
    uint32_t copies : 2;       /* of the current state; see versions_hold */
    uint32_t pending : 2;      /* operations on it to come or under way, but for loads, up to
                                * ROW_PENDING_MAX; see pending.h */
    uint32_t entry : 28;       /* cache entry of its plain key; ROW_NO_ENTRY: none */
    uint32_t loads : 4;        /* of it that are under way, up to ROW_LOADS_MAX */
    uint32_t bytes;            /* size of its value; 0: the default */
};

/* Something is cached under its plain key, and nothing is under way that could change that. */
static inline bool row_is_settled(const struct row *row)
{
    return row->entry != ROW_NO_ENTRY && row->loads == 0 && row->pending == 0;
}

#endif
