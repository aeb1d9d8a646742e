/* test_cache.c - the cache against a list that is searched from end to end.
 *
 * The list is that of the slow model (tests/differential), which follows what cache.h promises.
 * Random look-ups, stores, deletes, counters, restarts; compared after each: what is found, which
 * entries there are, the bytes, the orphans, the evictions, and which values were closed when. */
#include "sim/model/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/rng.h"
#include "tests/differential/slow_cache.h"

enum { ROWS = 5, NUMBERS = 4, STEPS = 4000, VALUES = STEPS + 1, STEP_MAX = 1 << 27 };

struct trial {
    struct rng rng;
    struct cache cache;
    struct row rows[ROWS];
    struct slow_cache slow;
    sim_time now;
    uint32_t values;                       /* stored so far: each is another */
    uint32_t row_of[VALUES];
    int held[VALUES];                      /* copies of each value in the cache */
    int closed[VALUES], slow_closed[VALUES];
    sim_time closed_at[VALUES], slow_closed_at[VALUES];
};

static struct trial trial;

static void note_closed(void *owner, const struct cache_entry *entry, enum closing why,
                        sim_time at)
{
    struct trial *t = owner;

    t->closed[entry->value]++;
    t->closed_at[entry->value] = at;
    assert_true((why == CLOSED_EXPIRED) == (at == entry->expiry && at <= t->now));
}

static void note_released(void *owner, uint32_t row, value_handle value)
{
    struct trial *t = owner;

    assert_int_equal(row, t->row_of[value]);
    t->held[value]--;
}

static void note_slow_closed(void *owner, const struct slow_entry *entry, int64_t at, bool expired)
{
    struct trial *t = owner;

    (void)expired;
    t->slow_closed[entry->value]++;
    t->slow_closed_at[entry->value] = at;
}

static uint64_t below(struct trial *t, uint64_t bound)
{
    return rng_below(rng_next(&t->rng), bound);
}

static uint64_t counter_name(uint64_t row)
{
    return name_of(NAME_COUNTER, (uint32_t)row, 0);
}

static sim_time draw_expiry(struct trial *t)
{
    switch (below(t, 3)) {
    case 0:
        return TIME_NEVER;
    case 1:
        return t->now + 1 + (sim_time)below(t, 50);
    default:
        return t->now + 1 + (sim_time)below(t, UINT64_C(1) << 28);   /* a few ticks of the wheel */
    }
}

static void store(struct trial *t, uint64_t name, uint64_t family)
{
    uint32_t value = t->values++, bytes = (uint32_t)below(t, 60);
    sim_time expiry = draw_expiry(t);
    struct slow_entry entry = {.name = name, .family = family, .expiry = expiry, .bytes = bytes,
                               .row = name_row(name), .value = (int)value};
    bool fits;

    t->row_of[value] = name_row(name);
    t->held[value]++;
    fits = cache_store(&t->cache, name, value, bytes, expiry, family, 0, t->now) != NULL;
    assert_int_equal(slow_cache_store(&t->slow, entry, t->now) != NULL, fits);
    if (!fits)
        t->held[value]--;
}

static void set_counter(struct trial *t, uint64_t name, uint64_t number)
{
    struct slow_entry *there = slow_cache_find(&t->slow, name, t->now);

    cache_store_counter(&t->cache, name, number, TIME_NEVER, t->now);
    if (there == NULL) {
        slow_cache_store(&t->slow, (struct slow_entry){.name = name, .number = number, .value = -1,
                                                       .expiry = SLOW_NEVER}, t->now);
        return;
    }
    slow_cache_count(&t->slow, there, number, t->now);
    slow_cache_use(&t->slow, there);
}

/* What both find under the name; uses it or removes it. */
static void look(struct trial *t, uint64_t name, uint64_t family, bool remove)
{
    struct cache_entry *entry = cache_find(&t->cache, name, t->now);
    struct slow_entry *slow = slow_cache_find(&t->slow, name, t->now);

    assert_int_equal(entry != NULL, slow != NULL);
    if (entry == NULL)
        return;
    assert_true(entry->expiry == slow->expiry);
    if (remove) {
        cache_remove(&t->cache, entry, CLOSED_DELETED, t->now);
        slow_cache_remove(&t->slow, slow, t->now);
        return;
    }
    if (!(entry->flags & ENTRY_COUNTER)) {
        assert_int_equal(entry->value, slow->value);
        assert_int_equal((entry->flags & ENTRY_ORPHAN) != 0, slow->orphan);
        if (slow->orphan) {
            cache_revive(&t->cache, entry, family, t->now);
            slow_cache_revive(&t->slow, slow, t->now);
        }
        if (below(t, 4) == 0)
            slow->expiry = draw_expiry(t);
        cache_set_expiry(&t->cache, entry, slow->expiry);
    }
    cache_use(&t->cache, entry);
    slow_cache_use(&t->slow, slow);
}

static void step(struct trial *t)
{
    uint64_t row = below(t, ROWS), number = below(t, NUMBERS);
    uint64_t plain = name_of(NAME_VALUE, (uint32_t)row, 0);
    uint64_t versioned = name_of(NAME_VERSIONED, (uint32_t)row, (uint32_t)number);

    if (below(t, 2) == 0)
        t->now += (sim_time)(below(t, 10) == 0 ? below(t, STEP_MAX) : below(t, 20));
    switch (below(t, 20)) {
    case 0: case 1: case 2:
        store(t, plain, 0);
        break;
    case 3: case 4: case 5:
        store(t, versioned, counter_name(row));
        break;
    case 6:                            /* A name that follows the row's own version. */
        store(t, name_of(NAME_VERSIONED, (uint32_t)row, NUMBERS + (uint32_t)number), 0);
        if (below(t, 3) == 0) {
            cache_abandon_row(&t->cache, (uint32_t)row, t->now);
            slow_cache_abandon_row(&t->slow, (uint32_t)row, t->now);
        }
        break;
    case 7: case 8: case 9:
        set_counter(t, counter_name(row), number);
        break;
    case 10:
        look(t, counter_name(row), 0, below(t, 2) == 0);
        break;
    case 11:
        look(t, below(t, 2) == 0 ? plain : versioned, counter_name(row), true);
        break;
    case 12:
        cache_sweep(&t->cache, t->now);
        slow_cache_sweep(&t->slow, t->now);
        break;
    case 13:
        if (below(t, 20) == 0) {
            cache_clear(&t->cache, t->now);
            slow_cache_clear(&t->slow, t->now);
        }
        break;
    case 14: case 15: case 16:
        look(t, plain, 0, false);
        break;
    default:
        look(t, versioned, counter_name(row), false);
    }
}

static void compare(const struct trial *t)
{
    int64_t orphans = 0;

    assert_int_equal(t->cache.pool.live, t->slow.count);
    assert_int_equal(t->cache.bytes, slow_cache_bytes(&t->slow));
    assert_int_equal(t->cache.evictions, t->slow.evictions);
    for (int i = 0; i < t->slow.count; i++) {
        const struct slow_entry *entry = &t->slow.entries[i];
        orphans += entry->value >= 0 && entry->orphan ? entry->bytes : 0;
        if (entry->value >= 0)
            assert_int_equal(t->held[entry->value], 1);
    }
    assert_int_equal(t->cache.orphan_bytes, orphans);
    for (uint32_t value = 0; value < t->values; value++) {
        assert_int_equal(t->closed[value], t->slow_closed[value]);
        assert_int_equal(t->closed_at[value], t->slow_closed_at[value]);
    }
}

static void check(uint64_t seed)
{
    struct trial *t = &trial;
    struct complaint complaint = {0};
    struct cache_settings settings;
    sim_time until;
    int held = 0;

    memset(t, 0, sizeof *t);
    t->rng = rng_stream(seed, RNG_TEST, 5);
    settings = (struct cache_settings){
        .capacity_bytes = below(t, 2) == 0 ? INT64_MAX : 30 + (int64_t)below(t, 300),
        .capacity_entries = below(t, 3) == 0 ? INT64_MAX : 1 + (int64_t)below(t, 8),
        .overhead_bytes = (int64_t)below(t, 2) * 10,
        .eviction = below(t, 2) == 0 ? EVICTION_LRU : EVICTION_FIFO,
    };
    t->slow = (struct slow_cache){
        .capacity_bytes = settings.capacity_bytes / 2,
        .capacity_entries = settings.capacity_entries,
        .overhead = settings.overhead_bytes, .lru = settings.eviction == EVICTION_LRU,
        .closed = note_slow_closed, .owner = t};
    settings.capacity_bytes = t->slow.capacity_bytes;
    for (uint32_t row = 0; row < ROWS; row++)
        t->rows[row] = (struct row){.current = VALUE_NONE, .entry = ROW_NO_ENTRY};
    assert_true(cache_open(&t->cache, &settings, t->rows, ROWS, 1 << 16, &complaint));
    t->cache.owner = t;
    t->cache.closed = note_closed;
    t->cache.released = note_released;
    until = (sim_time)below(t, UINT64_C(1) << 33);
    cache_follow(&t->cache, until);
    for (unsigned i = 0; i < STEPS; i++) {
        if (t->now + STEP_MAX > until) {
            until = TIME_NEVER - 1;
            cache_follow(&t->cache, until);
        }
        step(t);
        if (i % 16 == 0 || i == STEPS - 1)
            compare(t);
    }
    cache_clear(&t->cache, t->now);
    for (uint32_t value = 0; value < t->values; value++)
        held += t->held[value];
    assert_int_equal(held, 0);
    assert_int_equal(t->cache.bytes, 0);
    assert_int_equal(t->cache.orphan_bytes, 0);
    cache_close(&t->cache);
}

static void it_is_a_list_of_entries(void **state)
{
    for (uint64_t seed = 1; seed <= 60; seed++)
        check(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_a_list_of_entries),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
