/* sample.c - walks at random, for worlds beyond any search.
 *
 * A walk follows from the seed and its number alone. Walks are made in rounds of a fixed size, and
 * the breach that counts is the first walk's: so the result does not depend on the threads. */
#include "sim/explore/bytes.h"
#include "sim/explore/crew.h"
#include "sim/explore/witness.h"

#include <string.h>

enum { ROUND = 1024, WALK_MOVES_MAX = 4096, ACTORS_MAX = SLOTS_MAX + 1, CHANGES_MAX = 64 };

struct walk {
    struct rng draws;
    unsigned priorities[ACTORS_MAX];           /* the last is the faults' */
    unsigned changes[CHANGES_MAX];             /* after so many moves */
    unsigned lowest;
    unsigned length;
    struct move moves[WALK_MOVES_MAX];
};

struct sampling {
    const struct explore_settings *settings;
    const struct explore_sampling *how;
    struct space space;
    struct crew crew;
    struct worker *workers;
    struct walk *walks;                        /* one a member */
    uint64_t from, to;
    struct outcome {
        uint64_t moves, ends;
        unsigned broken[PROPERTY_COUNT], depth;        /* 1 + the walk's place in the round */
    } *outcomes;
};

static void begin_walk(const struct sampling *sampling, struct walk *walk, uint64_t number)
{
    const struct explore_bounds *bounds = &sampling->settings->bounds;
    unsigned moves = bounds->readers * bounds->reads * 4 + bounds->writers * bounds->writes * 6;

    walk->draws = rng_stream(sampling->how->seed, RNG_EXPLORE, number);
    walk->length = 0;
    walk->lowest = UINT32_MAX / 2;
    for (unsigned i = 0; i < ACTORS_MAX; i++)
        walk->priorities[i] = walk->lowest + 1 + (unsigned)(rng_next(&walk->draws) >> 34);
    for (unsigned i = 0; i < sampling->how->changes; i++)
        walk->changes[i] = (unsigned)rng_below(rng_next(&walk->draws), moves + 1);
}

static unsigned actor_of(struct move move)
{
    return move.kind < MOVE_EXPIRY ? move.actor : ACTORS_MAX - 1;
}

/* One of the moves, all alike or of the actor that comes first. */
static struct move choose(const struct sampling *sampling, struct walk *walk,
                          const struct move *moves, unsigned count)
{
    unsigned first = 0, own = 0;

    if (sampling->how->changes == 0)
        return moves[rng_below(rng_next(&walk->draws), count)];
    for (unsigned i = 1; i < count; i++) {
        if (walk->priorities[actor_of(moves[i])] > walk->priorities[actor_of(moves[first])])
            first = i;
    }
    for (unsigned i = 0; i < sampling->how->changes; i++) {
        if (walk->changes[i] == walk->length)
            walk->priorities[actor_of(moves[first])] = --walk->lowest;
    }
    for (unsigned i = 0; i < count; i++)
        own += actor_of(moves[i]) == actor_of(moves[first]);
    own = (unsigned)rng_below(rng_next(&walk->draws), own);
    for (unsigned i = 0;; i++) {
        if (actor_of(moves[i]) == actor_of(moves[first]) && own-- == 0)
            return moves[i];
    }
}

/* Makes the walk, until the end or until this property is broken; returns all that were. */
static unsigned make_walk(const struct sampling *sampling, struct worker *worker,
                          struct walk *walk, uint64_t number, unsigned until)
{
    union state_room room;
    struct move moves[MOVES_MAX];
    unsigned count, broken = 0, bounded;

    begin_walk(sampling, walk, number);
    memset(&room, 0, sizeof room);
    state_first(&sampling->space, &room.state);
    for (;;) {
        count = step_moves(worker, &room.state, moves);
        broken |= step_judge(worker, &room.state, &bounded);
        if (count == 0 || worker->overflow || walk->length == WALK_MOVES_MAX
            || (broken & until) != 0)
            return broken;
        walk->moves[walk->length] = choose(sampling, walk, moves, count);
        broken |= step_make(worker, &room.state, walk->moves[walk->length], NULL);
        walk->length++;
    }
}

static void make_round(void *about, unsigned member)
{
    struct sampling *sampling = about;
    struct outcome *outcome = &sampling->outcomes[member];
    struct walk *walk = &sampling->walks[member];

    memset(outcome, 0, sizeof *outcome);
    for (uint64_t i = sampling->from + member; i < sampling->to; i += sampling->crew.members) {
        unsigned broken = make_walk(sampling, &sampling->workers[member], walk, i, 0);
        outcome->moves += walk->length;
        outcome->ends++;
        if (walk->length > outcome->depth)
            outcome->depth = walk->length;
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            if ((broken >> p & 1) && outcome->broken[p] == 0)
                outcome->broken[p] = (unsigned)(i - sampling->from) + 1;
        }
    }
}

/* The first walk of the round that broke the property, if any did. */
static void settle(struct sampling *sampling, unsigned property, struct explore_result *result)
{
    struct explore_property *found = &result->properties[property];
    unsigned first = 0;

    for (unsigned i = 0; i < sampling->crew.members; i++) {
        unsigned place = sampling->outcomes[i].broken[property];
        if (place > 0 && (first == 0 || place < first))
            first = place;
    }
    if (first == 0 || found->verdict == VERDICT_REFUTED)
        return;
    make_walk(sampling, &sampling->workers[0], sampling->walks, sampling->from + first - 1,
              1u << property);
    found->verdict = VERDICT_REFUTED;
    witness_replay(&sampling->space, sampling->walks->moves, sampling->walks->length,
                   false, &found->witness);
}

static bool open_sampling(struct sampling *sampling, const struct explore_settings *settings,
                          const struct explore_sampling *how, struct complaint *complaint)
{
    *sampling = (struct sampling){.settings = settings, .how = how};
    sampling->workers = calloc(settings->jobs, sizeof sampling->workers[0]);
    sampling->walks = calloc(settings->jobs, sizeof sampling->walks[0]);
    sampling->outcomes = calloc(settings->jobs, sizeof sampling->outcomes[0]);
    if (sampling->workers == NULL || sampling->walks == NULL || sampling->outcomes == NULL)
        return complain_machine(complaint, "out of memory");
    if (!space_open(&sampling->space, settings, complaint)
        || !crew_open(&sampling->crew, settings->jobs, complaint))
        return false;
    space_make_room(&sampling->space, EXPLORE_MESSAGES_MAX);
    for (unsigned i = 0; i < settings->jobs; i++)
        worker_open(&sampling->workers[i], &sampling->space);
    return true;
}

static void close_sampling(struct sampling *sampling)
{
    crew_close(&sampling->crew);
    for (unsigned i = 0; sampling->workers != NULL && i < sampling->settings->jobs; i++)
        worker_close(&sampling->workers[i]);
    free(sampling->workers);
    free(sampling->walks);
    free(sampling->outcomes);
    space_close(&sampling->space);
}

/* A round, and what came of it. */
static void run_round(struct sampling *sampling, struct explore_result *result)
{
    crew_run(&sampling->crew, make_round, sampling);
    for (unsigned i = 0; i < sampling->crew.members; i++) {
        result->states += sampling->outcomes[i].moves + sampling->outcomes[i].ends;
        result->transitions += sampling->outcomes[i].moves;
        result->ends += sampling->outcomes[i].ends;
        if (sampling->outcomes[i].depth > result->depth)
            result->depth = sampling->outcomes[i].depth;
    }
    for (unsigned p = 0; p < PROPERTY_COUNT; p++)
        settle(sampling, p, result);
}

bool explore_sample(const struct explore_settings *settings,
                    const struct explore_sampling *how, struct explore_result *result,
                    struct complaint *complaint)
{
    struct explore_settings plain = *settings;
    struct sampling sampling;
    bool open;

    *result = (struct explore_result){.complete = false};
    CHECK(settings->jobs > 0);
    if (!bounds_accept(&settings->bounds, complaint))
        return false;
    if (how->changes > CHANGES_MAX)
        return complain(complaint, "found %u changes of priority a walk; expected at most %d",
                        how->changes, CHANGES_MAX);
    plain.properties &= bounds_properties(&plain.bounds);
    plain.symmetry = plain.reduction = plain.few_switches = false;
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        if (plain.properties >> p & 1)
            result->properties[p].verdict = VERDICT_INCONCLUSIVE;
    }
    open = open_sampling(&sampling, &plain, how, complaint);
    for (uint64_t from = 0; open && from < how->walks; from += ROUND) {
        sampling.from = from;
        sampling.to = how->walks - from < ROUND ? how->walks : from + ROUND;
        run_round(&sampling, result);
    }
    close_sampling(&sampling);
    return open;
}
