/* test_reduce.c - the independence that reduce.h claims, put to the test move by move.
 *
 * In states along random walks through small worlds: the move that need not wait, and any other
 * that is possible there, lead to the same state in either order; whichever is made first, the
 * other is still possible; neither breaks a property that it does not break in the other order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sim/explore/reduce.h"
#include "tests/explore/stack_text.h"
#include "tests/explore/worlds.h"

enum { WALKS = 300, MESSAGES = 4 };

static bool is_same(struct move a, struct move b)
{
    return a.kind == b.kind && a.actor == b.actor && a.row == b.row && a.road == b.road
        && a.halves == b.halves && a.rolls_back == b.rolls_back;
}

static bool is_possible(struct worker *worker, const struct state *state, struct move move)
{
    struct move moves[MOVES_MAX];
    unsigned count = step_moves(worker, state, moves);

    for (unsigned i = 0; i < count; i++) {
        if (is_same(moves[i], move))
            return true;
    }
    return false;
}

/* Both moves, one after the other. */
static struct hash128 make_two(struct worker *worker, const union state_room *from,
                               struct move first, struct move second, unsigned *broken)
{
    union state_room room = *from;

    *broken = step_make(worker, &room.state, first, NULL);
    assert_true(is_possible(worker, &room.state, second));
    *broken |= step_make(worker, &room.state, second, NULL);
    return state_settle(worker->space, &room.state, NULL);
}

static unsigned check_state(struct worker *worker, const union state_room *room, struct move quiet)
{
    struct move moves[MOVES_MAX];
    unsigned count = step_moves(worker, &room->state, moves), pairs = 0;

    assert_true(is_possible(worker, &room->state, quiet));
    for (unsigned i = 0; i < count; i++) {
        unsigned broken[2];
        struct hash128 a, b;
        if (moves[i].kind < MOVE_EXPIRY && moves[i].actor == quiet.actor) {
            assert_true(is_same(moves[i], quiet));     /* It is the actor's only move. */
            continue;
        }
        a = make_two(worker, room, quiet, moves[i], &broken[0]);
        b = make_two(worker, room, moves[i], quiet, &broken[1]);
        assert_true(hash128_equal(a, b));
        assert_int_equal(broken[0], broken[1]);
        pairs++;
    }
    return pairs;
}

static unsigned walk(struct worker *worker, struct rng *draws)
{
    union state_room room;
    struct move moves[MOVES_MAX], quiet;
    unsigned count, pairs = 0;

    memset(&room, 0, sizeof room);
    state_first(worker->space, &room.state);
    while ((count = step_moves(worker, &room.state, moves)) > 0) {
        if (reduce_next(worker, &room.state, &quiet))
            pairs += check_state(worker, &room, quiet);
        step_make(worker, &room.state, moves[rng_below(rng_next(draws), count)], NULL);
        state_settle(worker->space, &room.state, NULL);
        if (worker->overflow)
            break;
    }
    return pairs;
}

static unsigned commute_in_all(unsigned properties)
{
    unsigned pairs = 0;

    for (size_t i = 0; i < small_world_count; i++) {
        struct explore_settings settings = {
            .bounds = world_filled(small_worlds[i].bounds), .reduction = true,
            .symmetry = i % 2,
        };
        struct rng draws = rng_stream(7, RNG_TEST, i);
        struct complaint complaint = {0};
        struct stack_text stack;
        struct space space;
        struct worker worker;
        settings.properties = properties;
        stack_text_open(&stack, small_worlds[i].stack);
        settings.stack = &stack.stack;
        assert_true(space_open(&space, &settings, &complaint));
        space.messages_max = MESSAGES;
        space.state_size = sizeof(struct state)
            + (space.clients + MESSAGES) * sizeof(struct slot);
        worker_open(&worker, &space);
        for (unsigned k = 0; k < WALKS; k++)
            pairs += walk(&worker, &draws);
        worker_close(&worker);
        space_close(&space);
        stack_text_close(&stack);
    }
    return pairs;
}

/* And not in vain. */
static void quiet_moves_commute(void **state)
{
    assert_true(commute_in_all(EXPLORE_ALL_PROPERTIES) > 10000);
    assert_true(commute_in_all(EXPLORE_ALL_PROPERTIES & ~(1u << PROPERTY_NO_RESURRECTION))
                > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(quiet_moves_commute)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
