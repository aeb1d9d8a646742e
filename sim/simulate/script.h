/* script.h - a run in which nothing is left to chance: who acts next, when, and what becomes of it.
 *
 * Instead of requests of a workload and latencies of a world, a list of turns is played. All else is
 * as in any run: the same flows, cache, database and judge. At a turn of an effect, the actor's next
 * effect takes place, if need be after the actor has begun; what its flow does with the reply is done
 * at once, and then it stands before its next effect until it has another turn. So any order of
 * service instants can be had, which is what latencies can bring about.
 *
 * What a strategy decides by itself is not changed: values expire when their time to live is over,
 * and a turn must not come before the pauses that the flow made on the way to it are. How long these
 * are is not known before the flows have run; so a script can first be rehearsed: then nothing
 * expires by itself, expiries take place at their turns, and no pause is waited for. Every turn is
 * told with what would have been. */
#ifndef SIM_SIMULATE_SCRIPT_H
#define SIM_SIMULATE_SCRIPT_H

#include "sim/engine/time.h"
#include "sim/request/source.h"

enum {
    SCRIPT_CLIENTS_MAX = 128,
    SCRIPT_MESSAGE = 128,      /* + its number, in the order of sending: an actor that is a message */
    SCRIPT_ACTORS_MAX = 256,
    SCRIPT_CELLS_MAX = 128,
};

enum script_move {
    SCRIPT_EFFECT,             /* the actor's next effect takes place */
    SCRIPT_LOST,               /* or its request, or the message that it sends, is lost, */
    SCRIPT_DUPLICATED,         /* or the message that it sends comes twice */
    SCRIPT_CRASH,              /* the actor vanishes, and its transaction with it */
    SCRIPT_EXPIRY,             /* of what has this name: it is not there any more */
    SCRIPT_EVICTION,
    SCRIPT_RESTART,            /* of the cache */
    SCRIPT_TICK,               /* nothing; but time goes by */
    SCRIPT_WHOLE,              /* the actor goes on until its operation has ended */
};

/* Where something is that has a name: */
enum { SCRIPT_IN_CACHE = 0, SCRIPT_TOKEN = 1, SCRIPT_MEMORY = 2 /* + the process */ };

struct script_turn {
    sim_time at;               /* not before the turn before it */
    uint8_t move;              /* enum script_move */
    uint8_t actor;             /* a client, or a message */
    uint8_t where;             /* of an expiry */
    struct request request;    /* what the client begins, if nothing of it is under way; its `at` and
                                * `client` are not looked at */
    uint64_t name;             /* of an expiry or eviction */
};

enum script_state { SCRIPT_NOTHING, SCRIPT_OPEN, SCRIPT_COMMITTED, SCRIPT_ROLLED_BACK, SCRIPT_TORN };

struct script_value {
    uint8_t state;             /* enum script_state */
    uint8_t actor;             /* whose transaction is open */
    uint32_t row, number;
};

struct script_cell {
    uint64_t name;
    uint64_t number;           /* of a counter */
    struct script_value value; /* of anything else */
    uint8_t where;
    bool counter, expires;
};

/* What there was to see at a turn. */
struct script_seen {
    size_t turn;
    bool there;                /* the actor had something to do; what was to go was there */
    bool begins, ends;         /* the operation; of a read that ends, also a write's own: */
    struct script_value answer;/* what it is answered with; SCRIPT_NOTHING: none has ended */
    bool hit;                  /* from the cache */
    uint8_t effect, reply;     /* the last effect of the turn, and what was replied; EFFECT_NONE: there
                                * was none */
    uint8_t half;              /* of a page, that was read */
    uint64_t name, number;     /* of the effect, or of what went; in the reply */
    struct script_value value; /* that was found, read or stored */
    int64_t paused;            /* ns that its flow had paused since the actor's turn before, or that
                                * its message was to be late */
    int64_t ttl;               /* ns that what was stored, set, touched or handed out may live; 0: no
                                * end is set to it; and where that is */
    uint8_t where;
    unsigned messages;         /* sent so far */
    const uint32_t *versions;  /* committed, of each row */
    const struct script_cell *cells;   /* what there is after it, but for tokens */
    unsigned cell_count;
};

struct script {
    const struct script_turn *turns;
    size_t count;
    bool rehearsal;
    /* What a turn calls so is called otherwise here, since its number is; NULL: it is not. */
    uint64_t (*rename)(void *watcher, uint64_t name);
    void (*watch)(void *watcher, const struct script_seen *seen);
    void *watcher;
};

#endif
