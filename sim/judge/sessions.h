/* sessions.h - what each client has written and seen: read-your-writes and monotonic reads.
 *
 * A read violates read-your-writes when it returns an older version of a row than one whose write
 * was acknowledged to the same client before the read was invoked, and monotonic reads when it
 * returns an older version than a read of that client, answered before it was invoked, had
 * returned. So what counts is taken when a read is invoked, and updated when it is answered. */
#ifndef SIM_JUDGE_SESSIONS_H
#define SIM_JUDGE_SESSIONS_H

#include "sim/base/memory.h"
#include "sim/model/names.h"

#include <stdbool.h>
#include <stdint.h>

struct session_row {           /* one client's history with one row */
    uint32_t written;          /* version of its last acknowledged write; 0: none */
    uint32_t seen;             /* newest version it was answered with */
};

struct sessions {
    bool active;
    struct names names;
    struct pool pool;
};

bool sessions_open(struct sessions *sessions, bool active, struct complaint *complaint);
void sessions_close(struct sessions *sessions);

/* The history, which is all zero for strangers. */
struct session_row sessions_get(const struct sessions *sessions, uint32_t client, uint32_t row);
void sessions_wrote(struct sessions *sessions, uint32_t client, uint32_t row, uint32_t version);
void sessions_saw(struct sessions *sessions, uint32_t client, uint32_t row, uint32_t version);

#endif
