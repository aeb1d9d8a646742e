/* rows.h - what is known of every row, whether or not anything of it is cached.
 *
 * One small slot a row, indexed by the row's number, holds what a read needs at once: the database's current state, the
 * entry under the row's plain key, and how many loads of it are under way. It is the one table that is as long as the
 * workload is wide, so it is kept at 24 bytes and prefetched ahead of the requests. */
#ifndef SIM_MODEL_ROWS_H
#define SIM_MODEL_ROWS_H

#include "sim/model/name.h"

#include <stdint.h>

struct row {
    value_handle current;      /* the committed state; VALUE_NONE: nobody has touched the row yet */
    uint32_t version;          /* how many commits it has had */
    uint32_t entry;            /* cache entry under its plain key; POOL_NONE: none */
    uint32_t members;          /* entries named after the row's version; see cache.h */
    uint32_t bytes;            /* size of its value; 0: the default */
    uint32_t loading;          /* loads under way */
};

#endif
