/* test_shortest.c - the witness that is told is the one that shortest.h promises.
 *
 * Fewest clients and then steps are held against the naive twin, fewest switches against all paths
 * of that length, and that nothing else decides (ways to search, threads, the lines at which flows
 * wait) against the same world searched differently. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sim/explore/step.h"
#include "tests/explore/naive.h"
#include "tests/explore/stack_text.h"
#include "tests/explore/worlds.h"

enum { STATES_MAX = 40000, PATH_MAX_STEPS = 7, MESSAGES = 4 };

static bool is_told(const struct explore_property *property)
{
    return property->verdict == VERDICT_REFUTED || property->verdict == VERDICT_BOUNDED;
}

static void assert_same(const struct explore_result *a, const struct explore_result *b,
                        const char *what)
{
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        const struct explore_witness *one = &a->properties[p].witness;
        const struct explore_witness *other = &b->properties[p].witness;
        assert_int_equal(a->properties[p].verdict, b->properties[p].verdict);
        assert_int_equal(one->length, other->length);
        for (unsigned i = 0; i < one->length; i++) {
            if (!explore_same_step(&one->steps[i], &other->steps[i]))
                fail_msg("%s: %s: step %u differs", what, explore_property_name((enum property)p),
                         i + 1);
        }
    }
}

/* ---- fewest clients, then steps ---- */

/* The fewest steps to the breach among so many clients; UINT_MAX: there is none. */
static unsigned steps_among(const struct stack *stack, struct explore_bounds bounds,
                            unsigned clients, enum property property, bool bounded)
{
    unsigned all = (1u << (bounds.readers + bounds.writers)) - 1, fewest = UINT_MAX;

    for (unsigned active = 1; active <= all; active++) {
        struct naive_result found;
        unsigned steps;
        if ((unsigned)__builtin_popcount(active) != clients)
            continue;
        bounds.idle = all & ~active;
        found = naive_run(stack, &bounds, 1u << property, STATES_MAX);
        steps = bounded ? found.first_bounded[property] : found.first_broken[property];
        if (steps < fewest)
            fewest = steps;
    }
    return fewest;
}

static void has_fewest_clients_then_steps(void **state)
{
    unsigned compared = 0;

    for (size_t i = 0; i < small_world_count; i++) {
        struct explore_settings settings = {.bounds = world_filled(small_worlds[i].bounds),
                                            .jobs = 1, .symmetry = true,
                                            .properties = EXPLORE_ALL_PROPERTIES};
        struct explore_result result;
        struct stack_text stack;
        stack_text_open(&stack, small_worlds[i].stack);
        settings.stack = &stack.stack;
        result = world_explore(&settings);
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            const struct explore_property *told = &result.properties[p];
            bool bounded = told->verdict == VERDICT_BOUNDED;
            unsigned clients = world_clients(&told->witness);
            if (!is_told(told))
                continue;
            for (unsigned fewer = 1; fewer < clients; fewer++)
                assert_int_equal(steps_among(&stack.stack, settings.bounds, fewer,
                                             (enum property)p, bounded), UINT_MAX);
            unsigned steps = steps_among(&stack.stack, settings.bounds, clients, (enum property)p,
                                         bounded);
            if (steps != told->witness.length)
                fail_msg("%s: %s: told with %u clients and %u steps, of which %u do",
                         small_worlds[i].stack, explore_property_name((enum property)p), clients,
                         told->witness.length, steps);
            compared++;
        }
        explore_free(&result);
        stack_text_close(&stack);
    }
    printf("# %u witnesses compared\n", compared);
    assert_true(compared > 80);
}

/* ---- then switches ---- */

struct paths {
    struct worker worker;
    enum property property;
    bool bounded;
    unsigned steps, fewest;    /* switches of the best path so far */
};

/* All paths from the state; `last`: who moved last and could go on, SLOTS_MAX: nobody. Slots keep
 * their places, since nothing is settled. */
static void try_paths(struct paths *paths, const union state_room *from, unsigned depth,
                      unsigned last, unsigned switches)
{
    struct move moves[MOVES_MAX];
    unsigned count = step_moves(&paths->worker, &from->state, moves), bounded;
    unsigned broken = step_judge(&paths->worker, &from->state, &bounded);

    if (switches >= paths->fewest)
        return;
    if (depth == paths->steps) {
        if (((paths->bounded ? bounded : broken) >> paths->property & 1) != 0)
            paths->fewest = switches;
        return;
    }
    for (unsigned i = 0; i < count; i++) {
        union state_room room = *from;
        bool acts = moves[i].kind < MOVE_CRASH;
        unsigned then = switches + (acts && last != SLOTS_MAX && last != moves[i].actor);
        broken = step_make(&paths->worker, &room.state, moves[i], NULL);
        if (!paths->bounded && depth + 1 == paths->steps && (broken >> paths->property & 1)
            && then < paths->fewest)
            paths->fewest = then;
        try_paths(paths, &room, depth + 1,
                  !acts ? last : room.state.slots[moves[i].actor].local != 0 ? moves[i].actor
                                                                           : SLOTS_MAX, then);
    }
}

static unsigned switches_in(const struct explore_witness *witness)
{
    unsigned switches = 0;
    int last = -1;

    for (unsigned i = 0; i < witness->length; i++) {
        const struct explore_step *step = &witness->steps[i];
        if (step->move >= MOVE_EXPIRY || step->move == MOVE_CRASH) {
            if (step->move == MOVE_CRASH && last == step->actor)
                last = -1;
            continue;
        }
        switches += last >= 0 && last != step->actor;
        last = step->ends ? -1 : step->actor;
    }
    return switches;
}

static void has_fewest_switches(void **state)
{
    unsigned compared = 0;

    for (size_t i = 0; i < small_world_count; i++) {
        struct explore_settings settings = {.bounds = world_filled(small_worlds[i].bounds),
                                            .jobs = 1, .properties = EXPLORE_ALL_PROPERTIES};
        struct complaint complaint = {0};
        struct explore_result result;
        struct stack_text stack;
        struct space space;
        stack_text_open(&stack, small_worlds[i].stack);
        settings.stack = &stack.stack;
        result = world_explore(&settings);
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            const struct explore_property *told = &result.properties[p];
            struct paths paths = {.property = (enum property)p, .fewest = UINT_MAX,
                                  .bounded = told->verdict == VERDICT_BOUNDED,
                                  .steps = told->witness.length};
            union state_room first;
            unsigned active = 0;
            if (!is_told(told) || paths.steps > PATH_MAX_STEPS)
                continue;
            /* Those who do not act in the witness are as many as may be, so they rest here too. */
            for (unsigned s = 0; s < paths.steps; s++) {
                if (told->witness.steps[s].move < MOVE_EXPIRY
                    && told->witness.steps[s].actor < EXPLORE_MESSAGE)
                    active |= 1u << told->witness.steps[s].actor;
            }
            settings.bounds.idle = 0xffu & ~active;
            assert_true(space_open(&space, &settings, &complaint));
            space.messages_max = MESSAGES;
            space.state_size = sizeof(struct state)
                + (space.clients + MESSAGES) * sizeof(struct slot);
            worker_open(&paths.worker, &space);
            memset(&first, 0, sizeof first);
            state_first(&space, &first.state);
            try_paths(&paths, &first, 0, SLOTS_MAX, 0);
            assert_int_equal(paths.fewest, switches_in(&told->witness));
            compared++;
            worker_close(&paths.worker);
            space_close(&space);
            settings.bounds.idle = 0;
        }
        explore_free(&result);
        stack_text_close(&stack);
    }
    printf("# %u witnesses compared\n", compared);
    assert_true(compared > 40);
}

/* ---- and nothing else decides ---- */

static void is_the_same_whatever_the_search(void **state)
{
    for (size_t i = 0; i < small_world_count; i++) {
        struct explore_settings settings = {.bounds = world_filled(small_worlds[i].bounds),
                                            .jobs = 1, .properties = EXPLORE_ALL_PROPERTIES};
        struct explore_result results[2];
        struct stack_text stack;
        stack_text_open(&stack, small_worlds[i].stack);
        settings.stack = &stack.stack;
        results[0] = world_explore(&settings);
        settings.jobs = 3;
        settings.symmetry = settings.reduction = true;
        results[1] = world_explore(&settings);
        assert_same(&results[0], &results[1], small_worlds[i].stack);
        explore_free(&results[0]);
        explore_free(&results[1]);
        stack_text_close(&stack);
    }
}

/* `delete` again, with its waits on other lines, so that its flows' positions have other hashes. */
static enum flow commit_elsewhere(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, next_commit(op));
    if (op->reply != REPLY_OK)
        return FLOW_DONE;
    for (;;) {
        AWAIT(op, invalidate(op));
        if (op->reply != REPLY_LOST || ++*op_local(op, 0) == 2)
            break;
        AWAIT(op, pause_for(op, 1));
    }
    op->reply = REPLY_OK;
    END();
}

static void is_the_same_wherever_flows_wait(void **state)
{
    static const struct strategy elsewhere = {.name = "elsewhere", .commit = commit_elsewhere};
    struct explore_settings settings = {
        .bounds = world_filled((struct explore_bounds)WORLD(
            2, 2, 2, 1, .nodes = 2,
            FAULTS([FAULT_LOST] = 2, [FAULT_CRASH] = 1, [FAULT_EVICTION] = 1))),
        .jobs = 1, .symmetry = true, .properties = EXPLORE_ALL_PROPERTIES};
    struct stack_text here, bare;
    struct explore_result results[2];

    stack_text_open(&here, "[{\"delete\": {\"attempts\": 2}}]");
    stack_text_open(&bare, "[]");
    assert_true(stack_push(&bare.stack, &elsewhere, NULL));
    settings.stack = &here.stack;
    results[0] = world_explore(&settings);
    settings.stack = &bare.stack;
    results[1] = world_explore(&settings);
    assert_int_equal(results[0].states, results[1].states);
    assert_same(&results[0], &results[1], "delete");
    explore_free(&results[0]);
    explore_free(&results[1]);
    bare.stack.layers--;               /* It has no configuration to free. */
    stack_text_close(&bare);
    stack_text_close(&here);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_fewest_clients_then_steps),
        cmocka_unit_test(has_fewest_switches),
        cmocka_unit_test(is_the_same_whatever_the_search),
        cmocka_unit_test(is_the_same_wherever_flows_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
