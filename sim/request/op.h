/* op.h - an operation: one read, one write, or one message being handled.
 *
 * An operation is plain bytes without addresses: what it is for, what it knows, the effect it waits
 * for, and a short stack of frames, one for each flow that it is inside. The driver owns operations
 * and carries their effects out; strategies only ever see one at a time. */
#ifndef SIM_REQUEST_OP_H
#define SIM_REQUEST_OP_H

#include "sim/model/name.h"

#include <stdbool.h>
#include <stdint.h>

enum { OP_FRAMES_MAX = 16, OP_LOCALS = 2 };

/* Their numbers are in every event and fingerprint: a new one goes to the end. */
enum effect_kind {
    EFFECT_NONE,
    EFFECT_CACHE_GET,    /* name, ttl: a new time to live if it is found (0: leave it) */
    EFFECT_CACHE_SET,    /* name, value, ttl (0: none), family */
    EFFECT_CACHE_DELETE, /* name */
    EFFECT_COUNTER_GET,  /* name; `add`: only with the reply can an invalidation follow */
    EFFECT_COUNTER_SET,  /* name, number, ttl; `add`: only if absent (the reply: what is there) */
    EFFECT_COUNTER_INCREMENT, /* name; an absent counter is not made: REPLY_MISS */
    EFFECT_MEMO_GET,          /* name: this process's own memory of a counter, at once */
    EFFECT_MEMO_SET,          /* name, number, ttl */
    EFFECT_DB_READ,           /* the row's value, as of the service instant; of a page, number:
                                 its first or second half, see below */
    EFFECT_DB_READ_STAMP,     /* only the row's version and commit time */
    EFFECT_DB_WRITE,          /* open a transaction and change the row in it */
    EFFECT_DB_COMMIT,
    EFFECT_DB_ROLLBACK,
    EFFECT_PUBLISH,  /* number: passed to the signal flow; at once, delivered by the bus */
    EFFECT_PAUSE,    /* ttl: for how long */
    EFFECT_WORK,     /* what the application does inside a transaction beside the database */
    EFFECT_READ_OWN, /* a read of the row by the writer itself, inside its transaction */
    EFFECT_LATER,    /* number: passed to the signal flow, in this process, after ttl; at once */
    EFFECT_LEASE_GET,  /* as CACHE_GET; where nothing is found, a token is asked for, number: its
                          ttl (0: none). Reply: 1 given, 0 another operation holds one */
    EFFECT_LEASE_SET,  /* as CACHE_SET, by the token that was given; REPLY_MISS: it is void */
    EFFECT_CACHE_GETS, /* name: as CACHE_GET, and the operation knows what it has found (its token) */
    EFFECT_CACHE_CAS,  /* as CACHE_SET, if the name holds what the operation's last GETS found:
                          REPLY_CHANGED where it holds something else, REPLY_MISS nothing */
    EFFECT_CACHE_ADD,  /* as CACHE_SET, if the name holds nothing; else REPLY_MISS */
    EFFECT_KINDS,
};

/* It is a request to the cache. */
static inline bool effect_to_cache(enum effect_kind kind)
{
    return (kind >= EFFECT_CACHE_GET && kind <= EFFECT_COUNTER_INCREMENT)
        || (kind >= EFFECT_LEASE_GET && kind <= EFFECT_CACHE_ADD);
}

/* It stores a value there. */
static inline bool effect_stores(enum effect_kind kind)
{
    return kind == EFFECT_CACHE_SET || kind == EFFECT_LEASE_SET || kind == EFFECT_CACHE_CAS
        || kind == EFFECT_CACHE_ADD;
}

enum reply {
    REPLY_OK,   /* done; for a get: found */
    REPLY_MISS, /* a get found nothing; a delete had nothing to delete; an add found one there */
    REPLY_LOST, /* the request was lost on the way and timed out: it did not take place */
    REPLY_ROLLED_BACK, /* a commit that did not come about */
    REPLY_CHANGED, /* a compare-and-set found something else than was found before */
};

enum op_kind {
    OP_READ,
    OP_WRITE,
    OP_SIGNAL,
};

/* By which road a write reaches the database. */
enum write_road {
    ROAD_SAVE, /* the application's usual path: all of its code runs, signals fire */
    ROAD_BULK, /* a bulk update: the application's own code runs, but no signal fires */
    ROAD_RAW,  /* raw SQL or another service: none of the application's code runs */
    WRITE_ROADS,
};

enum op_flags {
    OP_ROLL_BACK = 1,          /* the transaction will be rolled back */
    OP_READ_OWN = 2,           /* the writer reads the row inside its transaction */
    OP_READ_AFTER = 4,         /* the writer's session reads the row again after the write */
    OP_IN_TRANSACTION = 8,     /* a transaction is open: reads of its row see its own change */
    OP_MEMOISED = 16,          /* a name was made from this process's memory of a counter */
    OP_MISSED = 32,            /* the driver has looked the plain key up already, in vain */
    OP_LEASES = 64,            /* its look-ups ask for a token where they find nothing */
    OP_LEASED = 128,           /* it was given one, and stores by it */
    OP_PAGE = 256,             /* its row is a page: two rows of the database, or two queries. A load
                                  reads one half after the other, each as it is at that instant, */
    OP_FIRST_HALF = 512,       /* and a write changes this one, */
    OP_SECOND_HALF = 1024,     /* or that, or both. A read in the write's own transaction sees the
                                  page in one piece, as the write leaves it. */
    OP_CHANGING = 2048,        /* what it has loaded may be a page that never was */
    OP_ADDS = 4096,            /* it stores only where there is nothing */
    OP_COMPARES = 8192,        /* it stores only over what it has found before */
};

struct frame {
    uint16_t at;               /* where the flow goes on; see flow.h */
    uint8_t verb;
    uint8_t layer;
    uint32_t spare;
    uint64_t local[OP_LOCALS]; /* the flow's own, zero at first */
};

struct effect {
    uint8_t kind;              /* enum effect_kind */
    uint8_t add;
    uint16_t spare;
    value_handle value;
    uint64_t name;
    uint64_t family;           /* the counter that the name was made from; 0: none */
    uint64_t number;
    int64_t ttl;               /* ns */
};

struct op {
    /* What it is. */
    int64_t began;             /* when it was invoked, ns */
    uint64_t stream;           /* key of its random stream */
    uint32_t draws;            /* words taken from it */
    uint32_t row;
    uint32_t client;           /* 0: nobody in particular */
    uint32_t bytes;            /* size of the row's value */
    uint16_t node;
    uint16_t flags;            /* enum op_flags */
    uint8_t kind;              /* enum op_kind */
    uint8_t road;              /* enum write_road */
    /* What it knows. */
    uint8_t reply;             /* enum reply: of the last effect or call */
    uint8_t depth;             /* frames in use - 1 */
    value_handle value;        /* what was found or loaded */
    value_handle change;       /* a write's (or its message's) own new value */
    uint64_t number;           /* of the last reply: a counter, a version, a message's number */
    int64_t stamp;             /* when the row was last committed, ns: of DB_READ_STAMP, a commit */
    uint64_t cache_key;        /* the name under which lookup and store work */
    uint64_t family;           /* the counter that cache_key was made from; 0: none */
    uint64_t named;            /* the row's version that cache_key was made from, where it was */
    int64_t ttl;               /* of what store will store; 0: no expiry */
    int64_t touch;             /* a new time to live for what lookup finds; 0: none */
    /* What it waits for. */
    struct effect effect;
    struct frame frames[OP_FRAMES_MAX];     /* only those up to `depth` mean anything */
};

/* Without the reply there will be no invalidation: it is lost with the request. */
static inline bool effect_precedes_invalidation(const struct op *op)
{
    return op->kind != OP_READ
        && (op->effect.kind == EFFECT_CACHE_GETS
            || (op->effect.kind == EFFECT_COUNTER_GET && op->effect.add));
}

/* Writes, and messages on their behalf, change the cache in order to invalidate. */
static inline bool effect_invalidates(const struct op *op)
{
    switch ((enum effect_kind)op->effect.kind) {
    case EFFECT_CACHE_SET:
        return op->kind != OP_READ && op->effect.value == op->change;
    case EFFECT_CACHE_CAS:
    case EFFECT_CACHE_ADD:
    case EFFECT_CACHE_DELETE:
    case EFFECT_COUNTER_SET:
    case EFFECT_COUNTER_INCREMENT:
        return op->kind != OP_READ;
    default:
        return false;
    }
}

#endif
