/* test_replay.c - the simulator shows what the explorer has found.
 *
 * In every small world, and in some larger ones, each witness is made again from what names its
 * moves, followed by its own strategies, which must fall as it says, and replayed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/explore/step.h"
#include "sim/replay/replay.h"
#include "tests/explore/stack_text.h"
#include "tests/explore/worlds.h"

static unsigned replayed, untimely, failures;

static bool is_told(const struct explore_property *property)
{
    return (property->verdict == VERDICT_REFUTED || property->verdict == VERDICT_BOUNDED)
        && property->witness.length > 0;
}

static void complain_of(const char *stack, enum property property, const char *what)
{
    print_error("%s, %s: %s\n", stack, explore_property_name(property), what);
    failures++;
}

static bool same_steps(const struct explore_witness *a, const struct explore_witness *b)
{
    if (a->length != b->length)
        return false;
    for (unsigned i = 0; i < a->length; i++) {
        if (!explore_same_step(&a->steps[i], &b->steps[i]))
            return false;
    }
    return true;
}

static void check_again(const char *stack, const struct explore_settings *settings,
                        enum property property, const struct explore_property *found)
{
    struct explore_retraced again, followed;
    struct complaint complaint = {0};
    bool for_good = found->verdict == VERDICT_REFUTED;

    if (!explore_retrace(settings, found->witness.steps, found->witness.length, &again, &complaint))
        complain_of(stack, property, complaint.text);
    else if (!same_steps(&again.witness, &found->witness))
        complain_of(stack, property, "it does not go the same way again");
    else if (!explore_breaks(&again, property, for_good))
        complain_of(stack, property, "what it breaks is not broken again");
    if (!explore_follow(settings, &found->witness, property, &followed, &complaint))
        complain_of(stack, property, complaint.text);
    else if (!explore_breaks(&followed, property, for_good))
        complain_of(stack, property, "it keeps what it breaks where it follows itself");
    free(again.witness.steps);
    free(followed.witness.steps);
}

static void check_replay(const char *stack, const struct explore_settings *settings,
                         enum property property, const struct explore_property *found)
{
    struct replay_settings asked = {.stack = settings->stack, .bounds = &settings->bounds,
                                    .witness = &found->witness, .property = property, .seed = 1};
    struct complaint complaint = {0};
    struct replay replay;
    char what[400];

    if (!replay_run(&asked, &replay, &complaint))
        complain_of(stack, property, complaint.text);
    snprintf(what, sizeof what, "step %u of %u: %s", replay.step, found->witness.length, replay.why);
    replayed += replay.outcome == REPLAY_AGREES;
    untimely += replay.outcome == REPLAY_UNTIMELY;
    if (replay.outcome == REPLAY_UNTIMELY)
        print_message("%s, %s: %s\n", stack, explore_property_name(property), what);
    if (replay.outcome == REPLAY_DIFFERS)
        complain_of(stack, property, what);
    replay_free(&replay);
}

static void check_world(const char *text, struct explore_bounds bounds)
{
    struct stack_text stack;
    struct explore_settings settings = {.bounds = world_filled(bounds), .jobs = 1,
                                        .symmetry = true, .reduction = true,
                                        .properties = EXPLORE_ALL_PROPERTIES};
    struct explore_result result;

    stack_text_open(&stack, text);
    settings.stack = &stack.stack;
    result = world_explore(&settings);
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        if (!is_told(&result.properties[i]))
            continue;
        check_again(text, &settings, (enum property)i, &result.properties[i]);
        check_replay(text, &settings, (enum property)i, &result.properties[i]);
    }
    explore_free(&result);
    stack_text_close(&stack);
}

static void all_small_worlds(void **state)
{
    replayed = untimely = failures = 0;
    for (size_t i = 0; i < small_world_count; i++)
        check_world(small_worlds[i].stack, small_worlds[i].bounds);
    print_message("%u replayed, %u untimely\n", replayed, untimely);
    assert_int_equal(failures, 0);
    assert_true(replayed > 100);
}

/* ---- walks at random ---- */

enum { WALKS = 20, WALK_MAX = 60 };

/* Names the move, as a witness would. */
static struct explore_step named(const struct space *space, const struct state *state,
                                 struct move move, const uint8_t *order)
{
    struct explore_step step = {.move = move.kind};
    const struct store *store = space_store(space, state->store);

    if (move.kind < MOVE_EXPIRY) {
        step.actor = order[move.actor];
        step.row = move.row;
        step.road = move.road;
        step.halves = move.halves;
        step.rolls_back = move.rolls_back;
    } else if (move.kind == MOVE_EXPIRY || move.kind == MOVE_EVICTION) {
        step.name = store->cells[move.actor].name;
        step.where = step_where(store->cells[move.actor].where);
    }
    return step;
}

/* One walk through the world, to where nobody has anything left to do. */
static unsigned walk(struct worker *worker, struct rng *draws, struct explore_step *steps)
{
    const struct space *space = worker->space;
    struct move moves[MOVES_MAX];
    union state_room room;
    uint8_t order[SLOTS_MAX], messages = 0;
    unsigned length = 0, count;

    memset(&room, 0, sizeof room);
    state_first(space, &room.state);
    for (unsigned i = 0; i < SLOTS_MAX; i++)
        order[i] = (uint8_t)(i < space->clients ? i : UINT8_MAX);
    while (length < WALK_MAX && (count = step_moves(worker, &room.state, moves)) > 0) {
        struct move move = moves[rng_below(rng_next(draws), count)];
        steps[length++] = named(space, &room.state, move, order);
        step_make(worker, &room.state, move, NULL);
        for (unsigned i = space->clients; i < space->clients + space->messages_max; i++) {
            if (room.state.slots[i].local == 0)
                order[i] = UINT8_MAX;
            else if (order[i] == UINT8_MAX)
                order[i] = (uint8_t)(EXPLORE_MESSAGE + messages++);
        }
    }
    return length;
}

static void check_walk(const char *text, const struct explore_settings *settings,
                       const struct explore_step *steps, unsigned length)
{
    struct explore_retraced made;
    struct complaint complaint = {0};
    struct replay replay;

    assert_true(explore_retrace(settings, steps, length, &made, &complaint));
    assert_true(replay_run(&(struct replay_settings){
        .stack = settings->stack, .bounds = &settings->bounds, .witness = &made.witness,
        .may_hold = true, .seed = length}, &replay, &complaint));
    replayed += replay.outcome == REPLAY_AGREES;
    untimely += replay.outcome == REPLAY_UNTIMELY;
    if (replay.outcome == REPLAY_DIFFERS) {
        print_error("%s: step %u of %u: %s\n", text, replay.step, length, replay.why);
        failures++;
    }
    replay_free(&replay);
    free(made.witness.steps);
}

/* Not only what breaks something: any order, with faults of all kinds, is the same in both. */
static void walks_agree(void **state)
{
    struct explore_step steps[WALK_MAX];

    replayed = untimely = failures = 0;
    for (size_t i = 0; i < small_world_count; i++) {
        struct explore_bounds bounds = world_filled(small_worlds[i].bounds);
        struct explore_settings settings = {.jobs = 1, .properties = 0};
        struct rng draws = rng_stream(i, RNG_TEST, 0);
        struct stack_text stack;
        struct complaint complaint = {0};
        struct space space;
        struct worker worker;

        bounds.readers = bounds.reads = 2;
        bounds.writers = bounds.writes = 2;
        for (unsigned k = 0; k < FAULT_KINDS; k++)
            bounds.faults[k] = 1;
        settings.bounds = bounds;
        stack_text_open(&stack, small_worlds[i].stack);
        settings.stack = &stack.stack;
        assert_true(space_open(&space, &settings, &complaint));
        space_make_room(&space, EXPLORE_MESSAGES_MAX);
        worker_open(&worker, &space);
        for (unsigned k = 0; k < WALKS; k++)
            check_walk(small_worlds[i].stack, &settings, steps, walk(&worker, &draws, steps));
        worker_close(&worker);
        space_close(&space);
        stack_text_close(&stack);
    }
    print_message("%u walks replayed, %u untimely\n", replayed, untimely);
    assert_int_equal(failures, 0);
    assert_true(replayed > untimely);
}

/* ---- what the simulator must not agree with ---- */

/* A delete's stale fill, and whatever of it can be told wrong. */
static void told_wrong(void **state)
{
    struct stack_text stack;
    struct explore_settings settings = {.bounds = world_filled((struct explore_bounds)WORLD(1, 1, 1, 1)),
                                        .jobs = 1, .properties = IS(NO_PERMANENT_STALENESS)};
    struct explore_result result;
    struct explore_witness *witness;
    struct replay_settings asked = {.bounds = &settings.bounds,
                                    .property = PROPERTY_NO_PERMANENT_STALENESS, .seed = 1};
    struct complaint complaint = {0};
    struct replay replay;

    stack_text_open(&stack, "[{\"delete\": {}}]");
    settings.stack = asked.stack = &stack.stack;
    result = world_explore(&settings);
    witness = &result.properties[PROPERTY_NO_PERMANENT_STALENESS].witness;
    asked.witness = witness;
    for (unsigned wrong = 0; wrong < 8; wrong++) {
        struct explore_step kept = witness->steps[4];
        struct explore_step *step = &witness->steps[4];
        step->reply ^= wrong == 0;
        step->name ^= wrong == 1;
        step->ends ^= wrong == 2;
        step->effect = (uint8_t)(wrong == 3 ? EFFECT_CACHE_GET : step->effect);
        step->versions[0] = (uint8_t)(step->versions[0] + (wrong == 4));
        step->cell_count = (uint8_t)(step->cell_count + (wrong == 5));
        witness->end_value = (uint8_t)(witness->end_value + (wrong == 6));
        assert_true(replay_run(&asked, &replay, &complaint));
        assert_int_equal(replay.outcome, wrong == 7 ? REPLAY_AGREES : REPLAY_DIFFERS);
        assert_int_equal(replay.step, wrong < 6 ? 5 : 0);
        assert_true((replay.why[0] == '\0') == (wrong == 7));
        replay_free(&replay);
        *step = kept;
        witness->end_value = (uint8_t)(witness->end_value - (wrong == 6));
    }
    explore_free(&result);
    stack_text_close(&stack);
}

/* Of two entries that live equally long, the later one expires first: nothing but a witness could say
 * so. With a life that is drawn at random it can be. */
static void not_in_any_time(void **state)
{
    static const char *const stacks[] = {
        "[{\"ttl\": {\"ttl\": \"1m\"}}]",
        "[{\"ttl\": {\"ttl\": \"1m\", \"sliding\": true}}]",
    };
    static const struct explore_step steps[] = {
        {.row = 0}, {.row = 0}, {.row = 0}, {.row = 1}, {.row = 1}, {.row = 1},
        {.move = MOVE_EXPIRY, .name = (uint64_t)1 << 32}, {.row = 0},
    };
    const struct explore_bounds bounds = world_filled(
        (struct explore_bounds)WORLD(1, 0, 3, 0, .rows = 2, FAULTS([FAULT_EXPIRY] = 1)));

    for (unsigned i = 0; i < 2; i++) {
        struct stack_text stack;
        struct explore_retraced made;
        struct complaint complaint = {0};
        struct replay replay;

        stack_text_open(&stack, stacks[i]);
        assert_true(explore_retrace(&(struct explore_settings){.stack = &stack.stack, .bounds = bounds},
                                    steps, sizeof steps / sizeof steps[0], &made, &complaint));
        assert_int_equal(made.witness.steps[7].reply, REPLY_OK);
        assert_true(replay_run(&(struct replay_settings){
            .stack = &stack.stack, .bounds = &bounds, .witness = &made.witness, .may_hold = true},
            &replay, &complaint));
        assert_int_equal(replay.outcome, REPLAY_UNTIMELY);
        replay_free(&replay);
        free(made.witness.steps);
        stack_text_close(&stack);
    }
}

/* A pause, an expiry and a message that is to be late are all waited for. */
static void time_goes_by(void **state)
{
    static const struct explore_step steps[] = {
        {.actor = 0}, {.actor = 0}, {.actor = 0},                /* a reader fills */
        {.move = MOVE_EXPIRY, .name = 0},                        /* an hour later */
        {.actor = 1}, {.actor = 1}, {.actor = 1}, {.actor = 1},  /* a write, which deletes twice */
        {.actor = EXPLORE_MESSAGE}, {.actor = 0},
    };
    const struct explore_bounds bounds = world_filled(
        (struct explore_bounds)WORLD(1, 1, 2, 1, FAULTS([FAULT_EXPIRY] = 1)));
    struct stack_text stack;
    struct explore_retraced made;
    struct complaint complaint = {0};
    struct replay replay;

    stack_text_open(&stack, "[" TTL ", {\"delayed-double-delete\": {\"delay\": \"7s\"}}]");
    assert_true(explore_retrace(&(struct explore_settings){.stack = &stack.stack, .bounds = bounds},
                                steps, sizeof steps / sizeof steps[0], &made, &complaint));
    assert_true(replay_run(&(struct replay_settings){
        .stack = &stack.stack, .bounds = &bounds, .witness = &made.witness, .may_hold = true},
        &replay, &complaint));
    assert_int_equal(replay.outcome, REPLAY_AGREES);
    assert_true(replay.at[3] - replay.at[2] == INT64_C(3600000000000));
    assert_true(replay.at[8] - replay.at[7] >= INT64_C(6999999990)
                && replay.at[8] - replay.at[7] <= INT64_C(7000000000));
    assert_true(replay.at[9] - replay.at[8] == 1);
    replay_free(&replay);
    free(made.witness.steps);
    stack_text_close(&stack);
}

/* ---- who keeps what a delete breaks, in the same order ---- */

static void others_keep(void **state)
{
    static const struct { const char *stack; bool keeps; } others[] = {
        {"[{\"delete\": {}}]", false},
        {"[{\"delete\": {\"attempts\": 3}}]", false},
        {"[{\"signal\": {}}]", false},
        {"[{\"signal\": {\"via\": \"bus\"}}]", false},
        {"[{\"cas\": {\"write\": \"none\"}}, {\"delete\": {}}]", false},
        {"[{\"no-cache\": {}}]", true},
        {"[{\"ideal\": {}}]", true},
        {"[" LEASE ", {\"delete\": {}}]", true},
        {"[{\"versioned-key\": {}}]", true},
        {"[{\"versioned-key\": {\"source\": \"row\"}}]", true},
        {"[{\"cas\": {}}]", true},
        {"[" TTL ", {\"delete\": {}}]", true},                     /* for a while only */
    };
    struct explore_settings settings = {.bounds = world_filled((struct explore_bounds)WORLD(1, 1, 1, 1)),
                                        .jobs = 1, .properties = IS(NO_PERMANENT_STALENESS)};
    struct explore_result result;
    struct stack_text stack;

    stack_text_open(&stack, others[0].stack);
    settings.stack = &stack.stack;
    result = world_explore(&settings);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        struct stack_text other;
        struct explore_retraced followed;
        struct complaint complaint = {0};
        struct explore_settings theirs = settings;

        stack_text_open(&other, others[i].stack);
        theirs.stack = &other.stack;
        assert_true(explore_follow(&theirs, &result.properties[0].witness,
                                   PROPERTY_NO_PERMANENT_STALENESS, &followed, &complaint));
        if (explore_breaks(&followed, PROPERTY_NO_PERMANENT_STALENESS, true) == others[i].keeps)
            fail_msg("%s", others[i].stack);
        assert_true(followed.witness.length > 0);
        free(followed.witness.steps);
        stack_text_close(&other);
    }
    explore_free(&result);
    stack_text_close(&stack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_small_worlds),
        cmocka_unit_test(walks_agree),
        cmocka_unit_test(told_wrong),
        cmocka_unit_test(not_in_any_time),
        cmocka_unit_test(time_goes_by),
        cmocka_unit_test(others_keep),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
