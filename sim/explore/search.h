/* search.h - through all states, for the files of this folder only: breadth first, or (deep.c) depth
 * first. Breadth first:
 *
 *      frontier (states met at this depth)
 *        | batches of states, in chunks that the threads share out
 *        v
 *      expand: all moves of each; successors go to a basket for each shard of the visited set
 *        |
 *        v
 *      settle: a shard at a time, its baskets in the order of the chunks; what is new is numbered
 *        |     and stands in the shard's part of the next frontier
 *        v
 *      at the end of the frontier the next depth
 *
 * While a batch settles the next one expands: see stages.h. What a batch has found counts only after
 * all that the batches before it have found.
 *
 * A shard is filled by one thread in an order that does not depend on the threads, so numbers,
 * parents and the order of the next frontier do not either. Only expanding needs the flows, and
 * only settling waits for memory, whose slots are fetched ahead. */
#ifndef SIM_EXPLORE_SEARCH_H
#define SIM_EXPLORE_SEARCH_H

#include "sim/explore/bytes.h"
#include "sim/explore/crew.h"
#include "sim/explore/stages.h"
#include "sim/explore/step.h"
#include "sim/explore/visited.h"

enum { CHUNK_STATES = 128, BATCH_CHUNKS = 64 };

/* The first time that a property was seen broken: by this move in this state, or by the state
 * itself. */
struct breach {
    uint64_t at;               /* the state's place in the frontier; UINT64_MAX: none yet */
    uint32_t state;            /* its number */
    struct move move;          /* of kind MOVE_KINDS: none, the state itself */
};

struct chunk {
    struct bytes baskets[SHARDS];
    uint64_t transitions, ends;
    unsigned broken, bounded;
    bool cut;                  /* a move was left out: a switch too many */
    bool overflow;             /* messages found no room */
    struct breach breaches[PROPERTY_COUNT], bounds[PROPERTY_COUNT];
};

struct batch {
    struct chunk chunks[BATCH_CHUNKS];
};

struct search {
    const struct explore_settings *settings;
    struct space space;
    struct visited visited;
    struct crew crew;
    struct stages stages;
    struct worker *workers;
    struct bytes frontiers[2][SHARDS];     /* parts of the present frontier and of the next */
    unsigned present;
    uint64_t starts[SHARDS + 1];           /* places of the parts in the present frontier */
    struct bytes path, path_moves;         /* of a depth-first search: deep.c */
    struct batch *batches;     /* two: one that settles, and one that expands meanwhile */
    unsigned open;             /* properties that are asked for and not refuted, as bits */
    struct breach breaches[PROPERTY_COUNT], bounds[PROPERTY_COUNT];
    _Atomic unsigned broken;   /* read while another thread accounts for a batch */
    unsigned bounded;
    uint64_t transitions, ends, bytes_max;
    unsigned depth;
    int64_t deadline;          /* of CLOCK_MONOTONIC, ns; 0: none */
    bool complete, cut, overflow, over;
};

/* A state that stands in a frontier, or in a basket on its way there. */
struct waiting {
    uint32_t number;
    struct state state;
};

struct coming {
    struct hash128 hash;
    uint32_t parent;
    struct state state;
};

static inline size_t search_waiting_size(const struct search *search)
{
    return offsetof(struct waiting, state) + search->space.state_size;
}

static inline size_t search_coming_size(const struct search *search)
{
    return (offsetof(struct coming, state) + search->space.state_size + 7) / 8 * 8;
}

/* Searches until all is seen, all asked properties are refuted, or a limit is reached. `overflow`:
 * messages found no room, and all must begin again with more. False after a complaint. Closed with
 * search_close, even then. */
bool search_run(struct search *search, const struct explore_settings *settings,
                unsigned messages_max, bool *overflow, struct complaint *complaint);
void search_close(struct search *search);

/* run.c: the same, with as little room for messages as does. Closed with search_close, unless this
 * complains. */
bool search_with_room(struct search *search, const struct explore_settings *settings,
                      struct complaint *complaint);

/* Real time, ns, since some time in the past. */
int64_t search_clock(void);
/* Nothing is left to ask, a limit is reached, or messages found no room. */
bool search_is_over(struct search *search);

/* deep.c: all that can be reached from this state, depth first, by one thread. */
void search_deep(struct search *search, const struct waiting *first);

/* expand.c: makes the move, and what need not wait after it; settles the state. Returns how many
 * were made; 0: none, it would be a switch too many. */
unsigned search_move(struct worker *worker, struct state *state, struct move move,
                     unsigned *broken, struct hash128 *hash);
/* Notes who broke these properties, where nobody is noted yet. */
void search_note(struct breach *breaches, unsigned properties, uint64_t place, uint32_t state,
                 struct move move);

void search_forget(struct breach *breaches);

/* How many chunks a batch of the present frontier has. */
static inline unsigned search_chunks(const struct search *search, uint64_t batch)
{
    uint64_t chunks = (search->starts[SHARDS] + CHUNK_STATES - 1) / CHUNK_STATES;
    uint64_t left = chunks - batch * BATCH_CHUNKS;

    return left < BATCH_CHUNKS ? (unsigned)left : BATCH_CHUNKS;
}

/* expand.c, settle.c: a job of either stage. */
void search_expand(struct search *search, unsigned member, struct job job);
void search_settle(struct search *search, struct job job);

#endif
