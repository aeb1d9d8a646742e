/* sessions.c - one entry for each client and row that met. */
#include "sim/judge/sessions.h"

enum { MEETINGS_MAX = 1 << 28 };

bool sessions_open(struct sessions *sessions, bool active, struct complaint *complaint)
{
    sessions->active = active;
    return !active || (names_open(&sessions->names, complaint)
        && pool_open(&sessions->pool, sizeof(struct session_row), MEETINGS_MAX, complaint));
}

void sessions_close(struct sessions *sessions)
{
    if (!sessions->active)
        return;
    names_close(&sessions->names);
    pool_close(&sessions->pool);
}

static uint64_t meeting(uint32_t client, uint32_t row)
{
    return (uint64_t)client << 32 | row;
}

struct session_row sessions_get(const struct sessions *sessions, uint32_t client, uint32_t row)
{
    uint32_t index = names_find(&sessions->names, meeting(client, row));

    if (index == NAMES_NONE)
        return (struct session_row){0};
    return *(const struct session_row *)pool_item(&sessions->pool, index);
}

static struct session_row *get_or_make(struct sessions *sessions, uint32_t client, uint32_t row)
{
    uint32_t index = names_find(&sessions->names, meeting(client, row));
    struct session_row *history;

    if (index != NAMES_NONE)
        return pool_item(&sessions->pool, index);
    index = pool_take(&sessions->pool);
    names_add(&sessions->names, meeting(client, row), index);
    history = pool_item(&sessions->pool, index);
    *history = (struct session_row){0};
    return history;
}

void sessions_wrote(struct sessions *sessions, uint32_t client, uint32_t row, uint32_t version)
{
    struct session_row *history = get_or_make(sessions, client, row);

    if (version > history->written)
        history->written = version;
}

void sessions_saw(struct sessions *sessions, uint32_t client, uint32_t row, uint32_t version)
{
    struct session_row *history = get_or_make(sessions, client, row);

    if (version > history->seen)
        history->seen = version;
}
