/* space.h - the contents that states are made of, each kept once.
 *
 * A state would be a few hundred bytes if it held its operations and the cache as they are. Most
 * states differ from one another in one of these only, so distinct contents are kept apart, and a
 * state holds their numbers:
 *
 *   local     one operation between two effects: all that its flows will go on from
 *   store     what the cache holds, and what the processes remember
 *   effect    what an operation asks of the store
 *   reply     what an operation is told
 *
 * What a flow makes of a reply, and a store of an effect, follows from the contents alone, so it is
 * computed once and then remembered (worker.h). Contents are bytes without padding or time: see
 * op_settle. */
#ifndef SIM_EXPLORE_SPACE_H
#define SIM_EXPLORE_SPACE_H

#include "sim/explore/bounds.h"
#include "sim/explore/intern.h"
#include "sim/explore/value.h"

enum { STORE_CELLS_MAX = 32, CELL_CACHE = 0, CELL_TOKEN = 1, CELL_KNOWN = 2, CELL_MEMORY = 3 };

/* Who holds a token: a client, by its number + 1, or nobody who is still there. */
enum { HOLDER_GONE = 15 };

/* What is asked of locals again and again. */
struct local_facts {
    uint64_t hash;             /* of the content, that of `outer` included */
    uint32_t outer;            /* the writer's local that waits for this read of its own; 0: none */
    uint32_t effect;           /* the effect's number, of one that goes to the store */
    uint8_t effect_kind;       /* EFFECT_NONE: it has not begun */
    uint8_t kind, row, node;
    value_code value;          /* the effect's */
    uint8_t opens;             /* clients of whose open transactions it holds a value, as bits */
    bool loading;              /* it stands before its load, or has loaded */
    bool own;                  /* it is a read inside a transaction */
};

struct local {
    struct local_facts facts;
    struct op op;
};

/* What a read of the row, or of a half of it, is answered with, while this is its version. */
static inline value_code local_reads(const struct local *local, unsigned version)
{
    const struct op *op = &local->op;

    return op->effect.number == 0 ? code_committed(op->row, version)
        : op->effect.number == 1 ? CODE_HALF : code_page(code_of(op->value), op->row, version);
}

struct cell {
    uint64_t name;
    uint64_t number;           /* of a counter; of a token: its holder; CELL_KNOWN: see store.h */
    value_code value;          /* of a value */
    uint8_t where;             /* CELL_CACHE, CELL_TOKEN, CELL_KNOWN, or CELL_MEMORY + node */
    bool expires;
    uint8_t spare[5];
};

/* As steps say it. */
static inline uint8_t step_where(uint8_t where)
{
    return (uint8_t)(where == CELL_CACHE ? EXPLORE_IN_CACHE : where == CELL_TOKEN ? EXPLORE_TOKEN
                     : EXPLORE_MEMORY + (where - CELL_MEMORY));
}

struct store_facts {
    uint64_t hash;
    uint32_t count;
    uint32_t opens;            /* clients whose open transactions' values, or tokens, are there, or
                                * who know an entry */
};

struct store {
    struct store_facts facts;
    struct cell cells[STORE_CELLS_MAX];    /* in the order of where and name */
};

struct asked {
    struct effect effect;
    uint64_t node;             /* where a process's memory is asked */
};

struct told {
    uint8_t reply;             /* enum reply */
    value_code value;          /* CODE_NONE: leave it */
    bool has_number, has_stamp;
    uint32_t spare;
    uint64_t number;
    int64_t stamp;
};

struct space {
    const struct explore_settings *settings;
    struct intern locals, stores, effects, replies;
    uint32_t empty;            /* the store that holds nothing */
    unsigned clients, messages_max;
    size_t state_size;
};

bool space_open(struct space *space, const struct explore_settings *settings,
                struct complaint *complaint);
void space_close(struct space *space);

static inline const struct local_facts *space_local(const struct space *space, uint32_t number)
{
    return &((const struct local *)intern_item(&space->locals, number))->facts;
}

static inline const struct store *space_store(const struct space *space, uint32_t number)
{
    return intern_item(&space->stores, number);
}

/* The operation as it is before it begins. */
void op_prepare(struct op *op, enum op_kind kind, unsigned row, unsigned node,
                enum write_road road, unsigned flags);

/* Leaves of an operation only what its future can depend on: no stream, no frames that are not in
 * use, no reply that has been heard, and of a time to live only that there is one. When it began
 * stays, in hours of the clock. */
void op_settle(struct op *op);

/* Numbers for contents. An operation is settled first. */
uint32_t space_add_local(struct space *space, const struct op *op, uint32_t outer, bool loading);
uint32_t space_add_store(struct space *space, struct store *store);
uint32_t space_add_reply(struct space *space, const struct told *told);

#endif
