/* test_versions.c - versions against a history that forgets nothing.
 *
 * Copies are held, dropped and torn, transactions begin, commit and are rolled back, all at random. Of
 * every copy that is still held the successor must be the one that the full history names, and when
 * all copies are gone only the rows' current versions may be left. */
#include "sim/model/versions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/rng.h"

enum { ROWS = 4, STEPS = 3000, COPIES_MAX = 60 };

/* What the history knows of a value: all of it, for ever. */
struct fact {
    uint32_t row, number, base;
    enum version_state state;
};

struct history {
    struct fact facts[STEPS + ROWS];
    sim_time committed_at[ROWS][STEPS + 1];    /* by number */
    uint32_t versions[ROWS];
    size_t count;
};

struct copy {
    value_handle handle;
    size_t fact;
    uint32_t row;              /* whose it is taken for */
};

static struct history history;
static struct row rows[ROWS];
static struct copy copies[COPIES_MAX], writes[COPIES_MAX];
static size_t copy_count, write_count;
static size_t current_fact[ROWS];

static sim_time superseded_at(const struct fact *fact)
{
    uint32_t number = fact->state == VERSION_COMMITTED ? fact->number : fact->base;

    if (fact->state == VERSION_OPEN || number >= history.versions[fact->row])
        return TIME_NEVER;
    return history.committed_at[fact->row][number + 1];
}

static void check_copy(const struct versions *versions, const struct copy *copy)
{
    const struct fact *fact = &history.facts[copy->fact];
    const struct version *version = version_at(versions, copy->handle);

    assert_int_equal(version->row, fact->row);
    assert_int_equal(version->state, fact->state);
    if (fact->state == VERSION_COMMITTED)
        assert_int_equal(version->number, fact->number);
    assert_int_equal(versions_superseded_at(versions, copy->handle), superseded_at(fact));
}

static void begin(struct versions *versions, uint32_t row)
{
    if (write_count == COPIES_MAX)
        return;
    history.facts[history.count] = (struct fact){.row = row, .state = VERSION_OPEN};
    writes[write_count++] = (struct copy){versions_begin(versions, row, 0), history.count++, row};
}

static void end(struct versions *versions, size_t which, bool commit, sim_time now)
{
    struct copy write = writes[which];
    struct fact *fact = &history.facts[write.fact];

    writes[which] = writes[--write_count];
    if (commit) {
        versions_commit(versions, write.handle, now);
        fact->state = VERSION_COMMITTED;
        fact->number = ++history.versions[fact->row];
        history.committed_at[fact->row][fact->number] = now;
        current_fact[fact->row] = write.fact;
    } else {
        versions_roll_back(versions, write.handle);
        fact->state = VERSION_ROLLED_BACK;
        fact->base = history.versions[fact->row];
    }
    check_copy(versions, &write);
    versions_drop(versions, fact->row, write.handle);
}

/* Whose it is, most often; or another row, for a value can be taken for that of one that it is not of. */
static uint32_t row_of(const struct copy *copy, struct rng *rng)
{
    return rng_below(rng_next(rng), 8) == 0 ? (uint32_t)rng_below(rng_next(rng), ROWS)
                                            : history.facts[copy->fact].row;
}

static void hold(struct versions *versions, struct rng *rng)
{
    uint32_t row = (uint32_t)rng_below(rng_next(rng), ROWS);
    struct copy copy = {versions_current(versions, row), current_fact[row], row};

    if (copy_count == COPIES_MAX)
        return;
    if (copy_count > 0 && rng_below(rng_next(rng), 3) == 0)
        copy = copies[rng_below(rng_next(rng), copy_count)];
    else if (write_count > 0 && rng_below(rng_next(rng), 3) == 0)
        copy = writes[rng_below(rng_next(rng), write_count)];
    copy.row = row_of(&copy, rng);
    versions_hold(versions, copy.row, copy.handle);
    copies[copy_count++] = copy;
}

static void drop(struct versions *versions, size_t which)
{
    struct copy copy = copies[which];

    check_copy(versions, &copy);
    copies[which] = copies[--copy_count];
    versions_drop(versions, copy.row, copy.handle);
}

static void tear(struct versions *versions, struct copy *copy)
{
    const struct fact *under = &history.facts[copy->fact];

    if (under->state != VERSION_COMMITTED)
        return;
    history.facts[history.count] =
        (struct fact){.row = under->row, .base = under->number, .state = VERSION_TORN};
    copy->handle = versions_tear(versions, copy->handle);
    copy->fact = history.count++;
}

static void step(struct versions *versions, struct rng *rng, sim_time now)
{
    switch (rng_below(rng_next(rng), 9)) {
    case 0: case 1:
        begin(versions, (uint32_t)rng_below(rng_next(rng), ROWS));
        break;
    case 2: case 3:
        if (write_count > 0)
            end(versions, rng_below(rng_next(rng), write_count),
                rng_below(rng_next(rng), 3) > 0, now);
        break;
    case 4: case 5:
        hold(versions, rng);
        break;
    case 6:
        if (copy_count > 0)
            tear(versions, &copies[rng_below(rng_next(rng), copy_count)]);
        break;
    default:
        if (copy_count > 0)
            drop(versions, rng_below(rng_next(rng), copy_count));
    }
}

/* Of the current states no more copies are counted than there are, by the row and the version. */
static void check_counts(const struct versions *versions)
{
    for (uint32_t row = 0; row < ROWS; row++) {
        if (rows[row].current == VALUE_NONE)
            continue;
        assert_in_range((uint64_t)rows[row].copies
                        + version_at(versions, rows[row].current)->copies,
                        0, copy_count + write_count);
    }
}

static void begin_history(void)
{
    memset(&history, 0, sizeof history);
    copy_count = write_count = 0;
    for (uint32_t row = 0; row < ROWS; row++) {
        rows[row] = (struct row){.current = VALUE_NONE, .entry = ROW_NO_ENTRY};
        history.facts[history.count] = (struct fact){.row = row, .state = VERSION_COMMITTED};
        current_fact[row] = history.count++;
    }
}

static void successors_are_those_of_the_full_history(void **state)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct rng rng = rng_stream(seed, RNG_TEST, 4);
        struct complaint complaint = {0};
        struct versions versions;
        uint32_t seen = 0;

        begin_history();
        assert_true(versions_open(&versions, rows, 1 << 20, &complaint));
        for (unsigned i = 0; i < STEPS - 1; i++) {
            step(&versions, &rng, (sim_time)i / 3);
            for (size_t c = 0; c < copy_count; c++)
                check_copy(&versions, &copies[c]);
            check_counts(&versions);
        }
        while (write_count > 0)
            end(&versions, 0, true, STEPS);
        while (copy_count > 0)
            drop(&versions, 0);
        for (uint32_t row = 0; row < ROWS; row++)
            seen += rows[row].current != VALUE_NONE;
        assert_int_equal(versions.pool.live, seen);
        for (uint32_t row = 0; row < ROWS; row++) {
            if (rows[row].current == VALUE_NONE)
                continue;
            assert_int_equal(rows[row].copies, 0);
            assert_int_equal(version_at(&versions, rows[row].current)->copies, 0);
            assert_int_equal(version_at(&versions, rows[row].current)->watchers, 0);
            assert_int_equal(rows[row].version, history.versions[row]);
        }
        versions_close(&versions);
    }
}

/* An old copy that stays for ever must not keep the whole history alive. */
static void an_old_copy_holds_no_chain(void **state)
{
    struct complaint complaint = {0};
    struct versions versions;
    value_handle old;

    begin_history();
    assert_true(versions_open(&versions, rows, 1 << 20, &complaint));
    old = versions_current(&versions, 0);
    versions_hold(&versions, 0, old);
    for (sim_time now = 1; now <= 10000; now++) {
        value_handle next = versions_begin(&versions, 0, 0);
        versions_commit(&versions, next, now);
        versions_drop(&versions, 0, next);
        assert_true(versions.pool.live <= 4);
    }
    assert_int_equal(versions_superseded_at(&versions, old), 1);
    versions_drop(&versions, 0, old);
    assert_int_equal(versions.pool.live, 1);
    versions_close(&versions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(successors_are_those_of_the_full_history),
        cmocka_unit_test(an_old_copy_holds_no_chain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
