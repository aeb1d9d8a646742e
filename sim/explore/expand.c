/* expand.c - the two halves of a batch: making moves, and settling what is new. */
#include "sim/explore/reduce.h"
#include "sim/explore/search.h"
#include "sim/explore/turn.h"

#include <string.h>

enum { FETCH_AHEAD = 8 };

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

void search_expand(void *about, unsigned member)
{
    struct search *search = about;
    struct expansion it = {.search = search, .worker = &search->workers[member]};
    unsigned taken;

    while ((taken = search->next_chunk++) < BATCH_CHUNKS) {
        uint64_t from = search->batch_from + (uint64_t)taken * CHUNK_STATES;
        it.chunk = &search->chunks[taken];
        for (it.place = from; it.place < from + CHUNK_STATES; it.place++) {
            if (it.place >= search->batch_to || it.worker->overflow)
                break;
            it.from = waiting_at(search, it.place);
            expand_state(&it);
        }
    }
}

/* ---- settling ---- */

/* The hash of what comes `ahead` later, or, at the end, of what comes now: without a branch that
 * baskets of a few would often get wrong. */
static inline struct hash128 hash_ahead(const struct bytes *basket, size_t at, size_t ahead)
{
    at = at + ahead < basket->used ? at + ahead : at;
    return ((const struct coming *)(const void *)(basket->at + at))->hash;
}

/* What the first of a basket will touch: their slots while the basket before is settled, and their
 * records when its turn comes. */
static void fetch_first_slots(const struct search *search, const struct bytes *basket)
{
    size_t size = search_coming_size(search);

    for (size_t i = 0; i < 2 * FETCH_AHEAD && i * size < basket->used; i++)
        visited_prefetch_slot(&search->visited, hash_ahead(basket, i * size, 0));
}

static void fetch_first_records(const struct search *search, const struct bytes *basket)
{
    size_t size = search_coming_size(search);

    for (size_t i = 0; i < FETCH_AHEAD && i * size < basket->used; i++)
        visited_prefetch_record(&search->visited, hash_ahead(basket, i * size, 0));
}

static void settle_basket(struct search *search, const struct bytes *basket, struct bytes *next)
{
    size_t size = search_coming_size(search);

    for (size_t at = 0; at < basket->used; at += size) {
        const struct coming *coming;
        struct waiting *waiting;
        uint32_t number;
        bool added;
        visited_prefetch_slot(&search->visited, hash_ahead(basket, at, 2 * FETCH_AHEAD * size));
        visited_prefetch_record(&search->visited, hash_ahead(basket, at, FETCH_AHEAD * size));
        coming = (const void *)(basket->at + at);
        number = visited_add(&search->visited, coming->hash, coming->parent, &added);
        if (added) {
            waiting = bytes_add(next, search_waiting_size(search));
            waiting->number = number;
            memcpy(&waiting->state, &coming->state, search->space.state_size);
        }
    }
}

void search_settle(void *about, unsigned member)
{
    struct search *search = about;
    unsigned shard;

    (void)member;
    while ((shard = search->next_shard++) < SHARDS) {
        /* In the thread's own hands meanwhile, for the others are beside it in memory. */
        struct bytes next = search->frontiers[!search->present][shard];
        fetch_first_slots(search, &search->chunks[0].baskets[shard]);
        for (unsigned i = 0; i < BATCH_CHUNKS; i++) {
            if (i + 1 < BATCH_CHUNKS)
                fetch_first_slots(search, &search->chunks[i + 1].baskets[shard]);
            fetch_first_records(search, &search->chunks[i].baskets[shard]);
            settle_basket(search, &search->chunks[i].baskets[shard], &next);
            search->chunks[i].baskets[shard].used = 0;
        }
        search->frontiers[!search->present][shard] = next;
    }
}
