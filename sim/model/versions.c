/* versions.c - the life of a version. */
#include "sim/model/versions.h"

bool versions_open(struct versions *versions, struct row *rows, uint32_t count_max,
                   struct complaint *complaint)
{
    *versions = (struct versions){.rows = rows};
    versions->times = memory_reserve(count_max * sizeof *versions->times, complaint);
    return versions->times != NULL
        && pool_open(&versions->pool, sizeof(struct version), count_max, complaint);
}

void versions_close(struct versions *versions)
{
    memory_release(versions->times, versions->pool.count_max * sizeof *versions->times,
                   versions->pool.used * sizeof *versions->times);
    versions->times = NULL;
    pool_close(&versions->pool);
}

/* What is taken next will be written soon, and may not have been looked at for long. */
static void prefetch_next(const struct versions *versions)
{
    uint32_t next = versions->pool.free != POOL_NONE ? versions->pool.free : versions->pool.used;

    version_prefetch(versions, next);
    __builtin_prefetch(version_times_at(versions, next), 1);
}

/* A place for a version, which is still to be written. */
static value_handle take(struct versions *versions)
{
    value_handle handle = pool_take(&versions->pool);

    prefetch_next(versions);
    return handle;
}

value_handle versions_current(struct versions *versions, uint32_t row)
{
    struct row *slot = &versions->rows[row];

    if (slot->current == VALUE_NONE) {
        slot->current = take(versions);
        *version_at(versions, slot->current) = (struct version){
            .row = row, .superseded_at = TIME_NEVER, .next = VALUE_NONE, .state = VERSION_COMMITTED};
    }
    return slot->current;
}

value_handle versions_begin(struct versions *versions, uint32_t row, unsigned fate)
{
    value_handle handle = take(versions);

    *version_at(versions, handle) = (struct version){
        .row = row, .superseded_at = TIME_NEVER, .next = VALUE_NONE,
        .number = versions->rows[row].version, .copies = 1, .state = VERSION_OPEN,
        .fate = (uint8_t)fate};
    *version_times_at(versions, handle) = (struct version_times){TIME_NEVER, TIME_NEVER};
    return handle;
}

/* Forgets a version that nobody asks for any more, and lets go of what it pointed to. */
static void forget_if_unused(struct versions *versions, value_handle handle)
{
    for (;;) {
        struct version *version = version_at(versions, handle);
        value_handle next = version->next;

        if (version->copies > 0 || handle == versions->rows[version->row].current)
            return;
        /* Without copies nobody can ask what came after it: let go of that even if its own fate is
         * still watched. */
        version->next = VALUE_NONE;
        if (version->watchers == 0 && version->state != VERSION_OPEN) {
            pool_give(&versions->pool, handle);
            prefetch_next(versions);
        }
        if (next == VALUE_NONE)
            return;
        if (version->state >= VERSION_ROLLED_BACK)
            version_at(versions, next)->copies--;
        else
            version_at(versions, next)->watchers--;
        handle = next;
    }
}

void versions_commit(struct versions *versions, value_handle handle, sim_time now)
{
    struct version *version = version_at(versions, handle);
    struct row *row = &versions->rows[version->row];
    value_handle before = row->current;

    CHECK(version->state == VERSION_OPEN);
    version->state = VERSION_COMMITTED;
    version_times_at(versions, handle)->committed_at = now;
    if (row->version == ROW_VERSION_MAX)
        memory_exhausted("commits of one row", ROW_VERSION_MAX);
    version->number = ++row->version;
    row->current = handle;
    if (before == VALUE_NONE)
        return;
    version_at(versions, before)->copies += row->copies;
    row->copies = 0;
    if (version_at(versions, before)->copies > 0) {
        version_at(versions, before)->next = handle;
        version_at(versions, before)->superseded_at = now;
        version->watchers++;
    }
    forget_if_unused(versions, before);
}

void versions_roll_back(struct versions *versions, value_handle handle)
{
    struct version *version = version_at(versions, handle);

    CHECK(version->state == VERSION_OPEN);
    version->state = VERSION_ROLLED_BACK;
    if (version->copies > 0) {
        version->next = versions_current(versions, version->row);
        version_at(versions, version->next)->copies++;
    }
    forget_if_unused(versions, handle);
}

value_handle versions_tear(struct versions *versions, value_handle handle)
{
    struct version *under = version_at(versions, handle);
    struct row *row = &versions->rows[under->row];
    value_handle torn = take(versions);

    CHECK(under->state == VERSION_COMMITTED);
    /* What a version holds is counted by the version that it holds. */
    if (row->current == handle && row->copies > 0) {
        row->copies--;
        under->copies++;
    }
    *version_at(versions, torn) = (struct version){
        .row = under->row, .superseded_at = TIME_NEVER, .next = handle, .number = under->number,
        .copies = 1, .state = VERSION_TORN};
    return torn;
}

void versions_drop_counted(struct versions *versions, value_handle handle)
{
    struct version *version = version_at(versions, handle);

    CHECK(version->copies > 0);
    if (--version->copies == 0)
        forget_if_unused(versions, handle);
}
