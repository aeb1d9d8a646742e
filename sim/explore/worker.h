/* worker.h - one thread of a search, and the answers that it remembers.
 *
 * Each function below is a function of contents: it is worked out the slow way, on whole operations
 * and whole stores, the first time it is asked, and found in a table from then on. */
#ifndef SIM_EXPLORE_WORKER_H
#define SIM_EXPLORE_WORKER_H

#include "sim/explore/table.h"
#include "sim/explore/world.h"

struct worker {
    struct space *space;
    struct table table;
    uint32_t lost, ok, rolled_back;        /* replies without more */
    bool overflow;             /* a message found no room: the states must have more */
    bool probing;              /* moves are made to see where they lead, and not judged */
};

void worker_open(struct worker *worker, struct space *space);
void worker_close(struct worker *worker);

/* Where an operation is after a reply. */
struct place {
    uint32_t local;            /* 0: it has ended */
    value_code value;          /* with which it ended */
    bool waited;               /* it paused on the way there */
};

/* The operation that is about to begin; `drawer`: see space_drawer. */
uint32_t worker_prepare(struct worker *worker, enum op_kind kind, unsigned row, unsigned node,
                        enum write_road road, unsigned flags, bool changes, uint64_t number,
                        unsigned drawer);
struct place worker_begin(struct worker *worker, uint32_t local, unsigned clock);
struct place worker_next(struct worker *worker, uint32_t local, uint32_t reply, unsigned clock);

/* What the store makes of the effect that the local waits for. */
struct served {
    uint32_t store, reply;
    value_code value;          /* that was found */
    bool lasting;
    uint8_t code;              /* enum reply */
};

/* `value`: what a set stores; `change`: the operation's own change, which it knows as its own;
 * `holder`: who asks for a token or brings one, or knows an entry. */
struct served worker_serve(struct worker *worker, uint32_t store, uint32_t local,
                           value_code value, value_code change, unsigned holder);

/* Replies of the database. */
uint32_t worker_reply(struct worker *worker, value_code value, bool has_number, unsigned number,
                      bool has_stamp, unsigned stamp);

/* A value has become another. */
uint32_t worker_rename_local(struct worker *worker, uint32_t local, value_code from,
                             value_code to);
uint32_t worker_rename_store(struct worker *worker, uint32_t store, value_code from,
                             value_code to);

/* The store without this cell (expired or evicted), and after a restart of the cache. */
uint32_t worker_remove(struct worker *worker, uint32_t store, unsigned cell);
uint32_t worker_restart(struct worker *worker, uint32_t store);
/* And when all that can expire has. */
uint32_t worker_expire(struct worker *worker, uint32_t store);
/* The operation that holds these tokens is over. */
uint32_t worker_orphan(struct worker *worker, uint32_t store, unsigned holder);
/* The operation that knows these entries is over. */
uint32_t worker_unknow(struct worker *worker, uint32_t store, unsigned holder);
/* Without what is stored under a row's plain key. */
uint32_t worker_forget(struct worker *worker, uint32_t store, unsigned row);

/* How a read by itself would be answered, with everything else at rest. */
struct solo {
    value_code value;          /* CODE_NONE: never */
    bool hit;                  /* by the cache */
    bool fills;                /* another one after it would be: it was, or it has stored something */
    bool lasting;              /* nothing that was found expires, unless it was put off */
};

struct solo worker_solo(struct worker *worker, const struct state *state, unsigned row,
                        unsigned node);
/* The same an hour later, when all that can expire has. */
struct solo worker_solo_later(struct worker *worker, const struct state *state, unsigned row,
                              unsigned node);

#endif
