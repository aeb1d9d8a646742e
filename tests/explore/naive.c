/* naive.c - all states, in a list in which each new one is looked for. */
#include "tests/explore/naive.h"

#include <stdlib.h>
#include <string.h>

struct set {
    struct naive_state *states;
    uint64_t count, room;
    uint32_t *slots;           /* place + 1 */
    uint64_t mask;
};

static uint64_t fnv(const void *data, size_t size)
{
    const unsigned char *bytes = data;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static void add(struct set *set, const struct naive_state *state)
{
    uint64_t at = fnv(state, sizeof *state) & set->mask;

    for (; set->slots[at] != 0; at = (at + 1) & set->mask) {
        if (memcmp(&set->states[set->slots[at] - 1], state, sizeof *state) == 0)
            return;
    }
    CHECK(set->count < set->room);
    set->states[set->count++] = *state;
    set->slots[at] = (uint32_t)set->count;
}

static int compare_cells(const void *a, const void *b)
{
    const struct naive_cell *x = a, *y = b;

    if (x->where != y->where)
        return x->where < y->where ? -1 : 1;
    return x->name < y->name ? -1 : x->name > y->name;
}

static int compare_actors(const void *a, const void *b)
{
    return memcmp(b, a, sizeof(struct naive_actor));
}

/* Cells and messages have no order. */
static void settle(const struct naive_world *world, struct naive_state *state)
{
    unsigned clients = world->bounds->readers + world->bounds->writers;

    qsort(state->cell, state->cells, sizeof state->cell[0], compare_cells);
    qsort(state->actor + clients, NAIVE_ACTORS - clients, sizeof state->actor[0], compare_actors);
}

/* ---- moves ---- */

enum { MOVES_ROOM = 400 };

struct moves {
    struct naive_move all[MOVES_ROOM];
    unsigned count;
};

static void offer(struct moves *moves, struct naive_move move)
{
    CHECK(moves->count < MOVES_ROOM);
    moves->all[moves->count++] = move;
}

static bool can(const struct naive_world *world, enum explore_fault fault)
{
    return world->state->spent[fault] < world->bounds->faults[fault];
}

/* What the actor's next effect is, found out in a copy. */
static enum effect_kind next_effect(const struct naive_world *world, struct naive_move move)
{
    struct naive_state scratch = *world->state;
    struct naive_world copy = *world;
    struct naive_actor *actor = &scratch.actor[move.actor];

    copy.state = &scratch;
    if (!actor->busy)
        naive_start(&copy, move.actor, move);
    if (!actor->begun && !naive_advance(&copy, actor))
        return EFFECT_NONE;
    return (enum effect_kind)actor->op.effect.kind;
}

static void offer_ways(const struct naive_world *world, struct naive_move move,
                       struct moves *moves)
{
    enum effect_kind kind = next_effect(world, move);

    move.kind = NAIVE_ACT;
    offer(moves, move);
    move.kind = NAIVE_LOSE;
    if (can(world, FAULT_LOST) && (effect_to_cache(kind) || kind == EFFECT_PUBLISH))
        offer(moves, move);
    move.kind = NAIVE_DOUBLE;
    if (can(world, FAULT_DUPLICATED) && kind == EFFECT_PUBLISH)
        offer(moves, move);
}

static void offer_beginnings(const struct naive_world *world, unsigned client,
                             struct moves *moves)
{
    const struct explore_bounds *b = world->bounds;
    unsigned done = world->state->actor[client].done;
    bool writes = client >= b->readers && done < b->writes;

    if (b->idle >> client & 1)
        return;
    if (done >= (client >= b->readers ? b->writes + b->read_after : b->reads))
        return;
    for (unsigned row = 0; row < b->rows; row++) {
        if (!writes)
            offer_ways(world, (struct naive_move){.actor = client, .row = row}, moves);
        for (unsigned way = 0; writes && way < 12; way++) {
            struct naive_move move = {.actor = client, .row = row, .road = way % 3,
                                      .halves = way / 3};
            if (!(b->roads >> move.road & 1) || (row < b->pages) != (move.halves > 0))
                continue;
            offer_ways(world, move, moves);
            move.rolls_back = true;
            if (can(world, FAULT_ROLLBACK))
                offer_ways(world, move, moves);
        }
    }
}

static void offer_all(const struct naive_world *world, struct moves *moves)
{
    const struct naive_state *state = world->state;
    unsigned clients = world->bounds->readers + world->bounds->writers;
    bool filled = false;

    moves->count = 0;
    for (unsigned i = 0; i < NAIVE_ACTORS; i++) {
        if (state->actor[i].busy)
            offer_ways(world, (struct naive_move){.actor = i}, moves);
        else if (i < clients)
            offer_beginnings(world, i, moves);
        if (state->actor[i].busy && i < clients && can(world, FAULT_CRASH))
            offer(moves, (struct naive_move){.kind = NAIVE_CRASH, .actor = i});
    }
    if (moves->count == 0)
        return;
    for (unsigned i = 0; i < state->cells; i++) {
        filled = filled || state->cell[i].where == 0 || state->cell[i].where == NAIVE_TOKENS;
        if (state->cell[i].expires && can(world, FAULT_EXPIRY))
            offer(moves, (struct naive_move){.kind = NAIVE_EXPIRE, .actor = i});
        if (state->cell[i].where == 0 && can(world, FAULT_EVICTION))
            offer(moves, (struct naive_move){.kind = NAIVE_EVICT, .actor = i});
    }
    if (filled && can(world, FAULT_RESTART))
        offer(moves, (struct naive_move){.kind = NAIVE_RESTART});
    if (can(world, FAULT_TICK))
        offer(moves, (struct naive_move){.kind = NAIVE_TICK});
}

/* ---- the search ---- */

/* These have been broken after so many moves. */
static void note(unsigned properties, unsigned depth, unsigned *all, unsigned *first)
{
    *all |= properties;
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        if ((properties >> i & 1) && depth < first[i])
            first[i] = depth;
    }
}

static void drop_expiring(struct naive_state *state)
{
    for (unsigned i = state->cells; i-- > 0;) {
        if (state->cell[i].expires)
            naive_drop(state, &state->cell[i]);
    }
}

/* What two reads of the row, one after the other, make of the state. */
struct reads {
    uint32_t answer;           /* the first one's; NAIVE_NEVER */
    bool lasting;
    bool fills;                /* the cache answers the second */
};

static struct reads read_twice(const struct naive_world *world, const struct naive_state *state,
                               unsigned row, unsigned node)
{
    struct naive_state scratch = *state;
    struct reads reads;
    bool hit, unused;

    reads.answer = naive_alone(world, &scratch, row, node, &hit, &reads.lasting);
    reads.fills = hit;
    if (!hit && reads.answer != NAIVE_NEVER)
        naive_alone(world, &scratch, row, node, &reads.fills, &unused);
    return reads;
}

static void judge_row(const struct naive_world *world, const struct naive_state *state,
                      unsigned row, unsigned node, struct naive_result *result)
{
    struct naive_state later = *state, empty = *state;
    uint32_t current = row * NAIVE_ROW + state->version[row];
    unsigned broken = 0, bounded = 0;
    struct reads now, then;

    drop_expiring(&later);
    later.spent[FAULT_TICK]++;
    empty.cells = 0;
    now = read_twice(world, state, row, node);
    then = read_twice(world, &later, row, node);
    if (now.answer != current && now.answer != NAIVE_NEVER)
        *(now.lasting || (then.answer != current && then.answer != NAIVE_NEVER)
          ? &broken : &bounded) |= 1u << PROPERTY_NO_PERMANENT_STALENESS;
    if (!now.fills && read_twice(world, &empty, row, node).fills)
        *(then.fills ? &bounded : &broken) |= 1u << PROPERTY_PROGRESS;
    note(broken & world->properties, result->depth, &result->broken, result->first_broken);
    note(bounded & world->properties, result->depth, &result->bounded, result->first_bounded);
}

/* ---- waiting ---- */

static bool is_under_way(const struct naive_state *state)
{
    for (unsigned i = 0; i < NAIVE_ACTORS; i++) {
        if (state->actor[i].busy)
            return true;
    }
    return false;
}

/* Whether the actor, going on alone, is some time in this state again. */
static bool comes_round(const struct naive_world *world, const struct naive_state *state,
                        unsigned actor)
{
    struct naive_state scratch = *state;
    struct naive_world alone = *world;

    alone.state = &scratch;
    for (unsigned i = 0; i < 100; i++) {
        naive_make(&alone, (struct naive_move){.kind = NAIVE_ACT, .actor = actor});
        if (!scratch.actor[actor].busy)
            return false;
        settle(world, &scratch);
        if (memcmp(&scratch, state, sizeof scratch) == 0)
            return true;
    }
    return false;
}

static bool all_come_round(const struct naive_world *world, const struct naive_state *state)
{
    for (unsigned i = 0; i < NAIVE_ACTORS; i++) {
        if (state->actor[i].busy && !comes_round(world, state, i))
            return false;
    }
    return true;
}

static void judge(const struct naive_world *world, const struct naive_state *state,
                  struct naive_result *result)
{
    struct naive_state later = *state;

    if (!is_under_way(state)) {
        for (unsigned row = 0; row < world->bounds->rows; row++) {
            for (unsigned node = 0; node < world->bounds->nodes; node++)
                judge_row(world, state, row, node, result);
        }
        return;
    }
    drop_expiring(&later);
    settle(world, &later);
    if ((world->properties >> PROPERTY_PROGRESS & 1) && all_come_round(world, state)
        && all_come_round(world, &later))
        note(1u << PROPERTY_PROGRESS, result->depth, &result->broken, result->first_broken);
}

struct naive_result naive_run(const struct stack *stack, const struct explore_bounds *bounds,
                              unsigned properties, uint64_t states_max)
{
    struct naive_world world = {.stack = stack, .bounds = bounds, .properties = properties};
    struct naive_result result = {.states = 0};
    struct set set = {.room = states_max + MOVES_ROOM, .mask = (1u << 20) - 1};
    struct naive_state *state = calloc(1, sizeof *state);
    struct moves moves;
    uint64_t level_end = 1;

    CHECK(states_max < set.mask / 2);
    memset(result.first_broken, 0xff, sizeof result.first_broken);
    memset(result.first_bounded, 0xff, sizeof result.first_bounded);
    set.states = malloc(set.room * sizeof set.states[0]);
    set.slots = calloc(set.mask + 1, sizeof set.slots[0]);
    CHECK(state != NULL && set.states != NULL && set.slots != NULL);
    add(&set, state);
    for (uint64_t at = 0; at < set.count && set.count <= states_max; at++) {
        if (at == level_end) {
            level_end = set.count;
            result.depth++;
        }
        world.state = &set.states[at];
        offer_all(&world, &moves);
        result.ends += moves.count == 0;
        judge(&world, &set.states[at], &result);
        for (unsigned i = 0; i < moves.count; i++) {
            *state = set.states[at];
            world.state = state;
            world.broken = 0;
            naive_make(&world, moves.all[i]);
            settle(&world, state);
            add(&set, state);
            note(world.broken, result.depth + 1, &result.broken, result.first_broken);
            result.transitions++;
        }
    }
    result.states = set.count <= states_max ? set.count : 0;
    free(set.states);
    free(set.slots);
    free(state);
    return result;
}
