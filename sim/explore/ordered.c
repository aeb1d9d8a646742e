/* ordered.c - depth after depth, each state's moves in the order of what they do. */
#include "sim/explore/ordered.h"

#include "sim/explore/bytes.h"
#include "sim/explore/turn.h"
#include "sim/explore/visited.h"
#include "sim/explore/witness.h"

#include <string.h>

/* How a state was met, and the state. */
struct met {
    uint32_t parent;
    struct move move;
    struct state state;
};

/* What a move does, as numbers to be compared one after the other, and the state it leads to. */
struct way {
    uint64_t rank[6];
    struct move move;
    unsigned broken;
    struct hash128 hash;
    union state_room room;
};

struct scene {
    const struct ordered *how;
    struct space space;
    struct worker worker;
    struct visited visited;
    struct bytes met;
    size_t met_size;
    uint32_t count;
    struct way *ways;          /* MOVES_MAX of them */
};

static struct met *met_at(const struct scene *scene, uint32_t number)
{
    return (void *)(scene->met.at + number * scene->met_size);
}

/* ---- the order ---- */

/* Clients come before messages, and those before what befalls the cache. Messages have no number
 * of their own: they are told apart by what they are about. */
static void rank(const struct scene *scene, struct way *way, const struct explore_step *note)
{
    struct move move = way->move;
    bool befalls = move.kind >= MOVE_EXPIRY;
    bool message = !befalls && move.actor >= scene->space.clients;
    unsigned actor = befalls ? 0xff : message ? 0x80 : move.actor;

    way->rank[0] = (uint64_t)actor << 32 | (uint64_t)move.kind << 24 | (uint64_t)move.row << 16
        | (uint64_t)move.road << 8 | (uint64_t)move.halves << 1 | move.rolls_back;
    way->rank[1] = (uint64_t)note->change << 32 | (uint64_t)note->kind << 24
        | (uint64_t)note->effect << 16 | (uint64_t)note->reply << 8 | note->value;
    way->rank[2] = note->name;
    way->rank[3] = note->number;
    way->rank[4] = note->answer;
    way->rank[5] = message ? 0 : move.actor;
}

static bool comes_before(const struct way *a, const struct way *b)
{
    for (unsigned i = 0; i < 6; i++) {
        if (a->rank[i] != b->rank[i])
            return a->rank[i] < b->rank[i];
    }
    return false;
}

/* All ways out of the state; returns how many, their order in `order`. */
static unsigned find_ways(struct scene *scene, const struct state *from, uint16_t *order)
{
    struct move moves[MOVES_MAX];
    unsigned count = step_moves(&scene->worker, from, moves), ways = 0;

    for (unsigned i = 0; i < count; i++) {
        struct way *way = &scene->ways[ways];
        struct explore_step note;
        unsigned at = ways;
        memset(&note, 0, sizeof note);
        memcpy(&way->room.state, from, scene->space.state_size);
        if (!turn_begin(&scene->space, &way->room.state, moves[i]))
            continue;
        way->move = moves[i];
        if (moves[i].kind < MOVE_EXPIRY)
            note.change = way->room.state.slots[moves[i].actor].change;
        way->broken = step_make(&scene->worker, &way->room.state, moves[i], &note);
        turn_end(&scene->space, &way->room.state, moves[i]);
        way->hash = state_settle(&scene->space, &way->room.state, NULL);
        rank(scene, way, &note);
        for (; at > 0 && comes_before(way, &scene->ways[order[at - 1]]); at--)
            order[at] = order[at - 1];
        order[at] = (uint16_t)ways++;
    }
    return ways;
}

/* ---- the search ---- */

static void add(struct scene *scene, uint32_t parent, struct move move, struct hash128 hash,
                const struct state *state)
{
    struct met *met;
    bool added;

    visited_add(&scene->visited, hash, VISITED_NONE, &added);
    if (!added)
        return;
    met = bytes_add(&scene->met, scene->met_size);
    met->parent = parent;
    met->move = move;
    memcpy(&met->state, state, scene->space.state_size);
    scene->count++;
}

/* From the first state to this one, and one move more unless it is NULL. */
static void tell(struct scene *scene, uint32_t number, const struct move *more,
                 struct explore_witness *witness)
{
    struct move moves[EXPLORE_STEPS_MAX];
    unsigned count = scene->how->steps, at = count;

    CHECK(count <= EXPLORE_STEPS_MAX);
    if (more != NULL)
        moves[--at] = *more;
    for (; number != 0; number = met_at(scene, number)->parent) {
        CHECK(at > 0);
        moves[--at] = met_at(scene, number)->move;
    }
    CHECK(at == 0);
    witness_replay(&scene->space, moves, count, true, witness);
}

static bool is_judged_broken(struct scene *scene, const struct state *state)
{
    unsigned bounded, broken = step_judge(&scene->worker, state, &bounded);

    return ((scene->how->bounded ? bounded : broken) >> scene->how->property & 1) != 0;
}

static bool search(struct scene *scene, struct explore_witness *witness)
{
    uint16_t order[MOVES_MAX];
    uint32_t depth_end = 1;

    for (uint32_t at = 0, depth = 0; at < scene->count; at++) {
        union state_room from;
        unsigned ways;
        if (at == depth_end) {
            depth_end = scene->count;
            depth++;
        }
        memcpy(&from, &met_at(scene, at)->state, scene->space.state_size);
        ways = find_ways(scene, &from.state, order);
        if (depth == scene->how->steps && is_judged_broken(scene, &from.state)) {
            tell(scene, at, NULL, witness);
            return true;
        }
        for (unsigned i = 0; i < ways && depth < scene->how->steps; i++) {
            const struct way *way = &scene->ways[order[i]];
            bool last = depth + 1 == scene->how->steps;
            if (last && !scene->how->bounded && (way->broken >> scene->how->property & 1)) {
                tell(scene, at, &way->move, witness);
                return true;
            }
            add(scene, at, way->move, way->hash, &way->room.state);
        }
        if (scene->worker.overflow || scene->count > ORDERED_STATES_MAX)
            return false;
    }
    return false;
}

bool ordered_find(const struct ordered *ordered, struct explore_witness *witness,
                  struct complaint *complaint)
{
    static const struct move none = {.kind = MOVE_KINDS};
    struct scene scene = {.how = ordered};
    union state_room first;
    bool open = space_open(&scene.space, ordered->settings, complaint)
        && visited_open(&scene.visited, complaint);

    scene.ways = malloc(MOVES_MAX * sizeof scene.ways[0]);
    if (open && scene.ways == NULL)
        open = complain_machine(complaint, "out of memory");
    if (open) {
        space_make_room(&scene.space, ordered->messages_max);
        scene.met_size = (offsetof(struct met, state) + scene.space.state_size + 7) / 8 * 8;
        worker_open(&scene.worker, &scene.space);
        memset(&first, 0, sizeof first);
        state_first(&scene.space, &first.state);
        add(&scene, 0, none, state_settle(&scene.space, &first.state, NULL), &first.state);
        search(&scene, witness);
        worker_close(&scene.worker);
    }
    free(scene.ways);
    bytes_free(&scene.met);
    visited_close(&scene.visited);
    space_close(&scene.space);
    return open;
}
