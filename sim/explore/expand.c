/* expand.c - makes all moves of the states of a chunk. */
#include "sim/explore/reduce.h"
#include "sim/explore/search.h"
#include "sim/explore/turn.h"

#include <string.h>

static const struct waiting *waiting_at(const struct search *search, uint64_t place)
{
    unsigned shard = 0;

    while (place >= search->starts[shard + 1])
        shard++;
    return (const void *)(search->frontiers[search->present][shard].at
                          + (place - search->starts[shard]) * search_waiting_size(search));
}

void search_note(struct breach *breaches, unsigned properties, uint64_t place, uint32_t state,
                 struct move move)
{
    for (unsigned i = 0; properties >> i != 0; i++) {
        if ((properties >> i & 1) && breaches[i].at == UINT64_MAX)
            breaches[i] = (struct breach){.at = place, .state = state, .move = move};
    }
}

struct expansion {
    struct search *search;
    struct worker *worker;
    struct chunk *chunk;
    const struct waiting *from;
    uint64_t place;
};

/* Makes what need not wait. */
static unsigned hurry(struct worker *worker, struct state *state)
{
    struct move move;
    unsigned made = 0;

    for (; made < REDUCE_AT_ONCE_MAX && reduce_next(worker, state, &move); made++)
        CHECK(reduce_make(worker, state, move, NULL) == 0);
    return made;
}

unsigned search_move(struct worker *worker, struct state *state, struct move move,
                     unsigned *broken, struct hash128 *hash)
{
    unsigned made = 1;

    if (!turn_begin(worker->space, state, move))
        return 0;
    *broken = step_make(worker, state, move, NULL);
    turn_end(worker->space, state, move);
    made += hurry(worker, state);
    if (!worker->overflow)
        *hash = state_settle(worker->space, state, NULL);
    return made;
}

/* Of what is broken, what this chunk and the batches before it have not met: only the first counts. */
static unsigned is_new(const struct expansion *it, unsigned broken)
{
    return broken & ~(it->chunk->broken | it->search->broken);
}

static void make_moves(const struct expansion *it, const struct move *moves, unsigned count)
{
    struct search *search = it->search;
    const struct space *space = &search->space;
    union state_room room;
    struct state *state = &room.state;

    for (unsigned i = 0; i < count; i++) {
        struct hash128 hash;
        struct coming *coming;
        unsigned broken, made;
        memcpy(state, &it->from->state, space->state_size);
        made = search_move(it->worker, state, moves[i], &broken, &hash);
        it->chunk->transitions += made;
        it->chunk->cut = it->chunk->cut || made == 0;
        if (it->worker->overflow)
            return;
        if (made == 0)
            continue;
        broken = is_new(it, broken);
        if (broken != 0) {
            search_note(it->chunk->breaches, broken, it->place, it->from->number, moves[i]);
            it->chunk->broken |= broken;
        }
        coming = bytes_add(&it->chunk->baskets[visited_shard(hash)], search_coming_size(search));
        coming->hash = hash;
        coming->parent = it->from->number;
        memcpy(&coming->state, state, space->state_size);
    }
}

static void judge(const struct expansion *it, unsigned moves)
{
    static const struct move none = {.kind = MOVE_KINDS};
    unsigned bounded;
    unsigned broken = step_judge(it->worker, &it->from->state, &bounded);

    CHECK_THAT(moves > 0 || step_is_at_rest(it->worker->space, &it->from->state),
               "an operation is under way that can make no move");
    it->chunk->ends += moves == 0;
    it->chunk->broken |= broken;
    it->chunk->bounded |= bounded;
    search_note(it->chunk->breaches, broken, it->place, it->from->number, none);
    search_note(it->chunk->bounds, bounded, it->place, it->from->number, none);
}

static void expand_state(const struct expansion *it)
{
    const struct state *state = &it->from->state;
    struct move moves[MOVES_MAX];
    unsigned count = step_moves(it->worker, state, moves);

    judge(it, count);
    make_moves(it, moves, count);
}

static void begin(struct chunk *chunk)
{
    chunk->transitions = chunk->ends = 0;
    chunk->broken = chunk->bounded = 0;
    chunk->cut = false;
    search_forget(chunk->breaches);
    search_forget(chunk->bounds);
}

void search_expand(struct search *search, unsigned member, struct job job)
{
    uint64_t from = (job.batch * BATCH_CHUNKS + job.part) * CHUNK_STATES;
    struct expansion it = {
        .search = search, .worker = &search->workers[member],
        .chunk = &search->batches[job.batch % 2].chunks[job.part],
    };

    begin(it.chunk);
    for (it.place = from; it.place < from + CHUNK_STATES && it.place < search->starts[SHARDS];
         it.place++) {
        it.from = waiting_at(search, it.place);
        if (!it.worker->overflow)
            expand_state(&it);
    }
    it.chunk->overflow = it.worker->overflow;
}
