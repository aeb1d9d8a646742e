/* deep.c - depth first: for worlds whose breadth would fill the memory.
 *
 * Of the states that were met only the hashes are kept, and whole ones along the present path
 * alone, where a breadth-first search holds a frontier. One thread goes, always on with the first
 * move that leads to a new state, so what it finds does not depend on anything but the world; the
 * way to it can be long. Together with few switches (turn.h), asked for one more at a time, this is
 * iterative context bounding. */
#include "sim/explore/search.h"

#include <string.h>

enum { LOOK_UP = 1024 };       /* Every so many states the limits are looked at. */

/* A state of the present path. */
struct stop {
    size_t moves_at;           /* where its moves stand in search->path_moves, as bytes */
    unsigned next, count;
    struct waiting at;
};

static size_t stop_size(const struct search *search)
{
    return (offsetof(struct stop, at) + search_waiting_size(search) + 7) / 8 * 8;
}

static void judge(struct search *search, const struct waiting *at, unsigned moves)
{
    static const struct move none = {.kind = MOVE_KINDS};
    unsigned bounded, broken = step_judge(&search->workers[0], &at->state, &bounded);

    CHECK_THAT(moves > 0 || step_is_at_rest(&search->space, &at->state),
               "an operation is under way that can make no move");
    search->ends += moves == 0;
    search->broken |= broken;
    search->bounded |= bounded;
    search_note(search->breaches, broken, 0, at->number, none);
    search_note(search->bounds, bounded, 0, at->number, none);
}

static void stop_at(struct search *search, uint32_t number, const struct state *state)
{
    struct stop *stop = bytes_add(&search->path, stop_size(search));
    struct move moves[MOVES_MAX];
    unsigned depth = (unsigned)(search->path.used / stop_size(search)) - 1;

    stop->at.number = number;
    memcpy(&stop->at.state, state, search->space.state_size);
    stop->next = 0;
    stop->count = step_moves(&search->workers[0], state, moves);
    stop->moves_at = search->path_moves.used;
    memcpy(bytes_add(&search->path_moves, stop->count * sizeof moves[0]), moves,
           stop->count * sizeof moves[0]);
    if (depth > search->depth)
        search->depth = depth;
    judge(search, &stop->at, stop->count);
    search->open &= ~search->broken;
}

static void turn_back(struct search *search, const struct stop *stop)
{
    search->path_moves.used = stop->moves_at;
    search->path.used -= stop_size(search);
}

/* Goes on with the next move of the last stop. */
static void go_on(struct search *search, struct stop *stop)
{
    const struct move *moves = (const void *)(search->path_moves.at + stop->moves_at);
    struct move move = moves[stop->next++];
    struct hash128 hash;
    union state_room room;
    unsigned broken, made;
    uint32_t number;
    bool added;

    memcpy(&room.state, &stop->at.state, search->space.state_size);
    made = search_move(&search->workers[0], &room.state, move, &broken, &hash);
    search->transitions += made;
    search->cut = search->cut || made == 0;
    search->overflow = search->workers[0].overflow;
    if (made == 0 || search->overflow)
        return;
    search->broken |= broken;
    search_note(search->breaches, broken, 0, stop->at.number, move);
    number = visited_add(&search->visited, hash, stop->at.number, &added);
    if (added)
        stop_at(search, number, &room.state);
}

void search_deep(struct search *search, const struct waiting *first)
{
    uint64_t looked = 0;

    stop_at(search, first->number, &first->state);
    while (search->path.used > 0 && !search->overflow) {
        struct stop *stop = (void *)(search->path.at + search->path.used - stop_size(search));
        if (visited_count(&search->visited) / LOOK_UP != looked || search->broken != 0) {
            looked = visited_count(&search->visited) / LOOK_UP;
            if (search_is_over(search))
                return;
        }
        if (stop->next == stop->count)
            turn_back(search, stop);
        else
            go_on(search, stop);
    }
    search->complete = !search->cut && !search->overflow;
}
