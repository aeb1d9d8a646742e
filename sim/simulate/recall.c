/* recall.c - the list of changes. */
#include "sim/simulate/recall.h"

#include "sim/base/memory.h"
#include "sim/simulate/number.h"

#include <string.h>

enum { ROOM_FIRST = 1 << 10, ROOM_MAX = 1 << 26 };

struct counter_change {
    uint64_t counter, number;  /* which it had said until then */
    sim_time at;
    uint32_t by;
};

bool recall_open(struct recall *recall, sim_time span, struct complaint *complaint)
{
    *recall = (struct recall){.room = ROOM_FIRST, .span = span};
    recall->changes = memory_reserve(ROOM_MAX * sizeof *recall->changes, complaint);
    return recall->changes != NULL;
}

void recall_close(struct recall *recall)
{
    memory_release(recall->changes, ROOM_MAX * sizeof *recall->changes,
                   recall->room * sizeof *recall->changes);
    recall->changes = NULL;
}

/* For one more. What is too old to be asked about goes, when it is at least half of all. */
static void make_room(struct recall *recall, sim_time now)
{
    struct counter_change *changes = recall->changes;
    uint32_t old = 0;

    if (recall->count < recall->room)
        return;
    while (old < recall->count && changes[old].at < now - recall->span)
        old++;
    if (old >= recall->count / 2) {
        recall->count -= old;
        memmove(changes, changes + old, recall->count * sizeof *changes);
    } else if (recall->room < ROOM_MAX) {
        recall->room *= 2;
    } else {
        memory_exhausted("changes of counters", ROOM_MAX);
    }
}

void recall_note(struct recall *recall, uint64_t counter, uint64_t number, sim_time now, uint32_t by)
{
    make_room(recall, now);
    recall->changes[recall->count++] =
        (struct counter_change){.counter = counter, .number = number, .at = now, .by = by};
}

/* Whether it came after the request asked. (Of what happens at the same time, requests and their look-ups
 * go by their numbers, and come before all else.) */
static bool is_later(const struct counter_change *change, sim_time asked_at, uint32_t request)
{
    if (change->at != asked_at)
        return change->at > asked_at;
    return change->by == NUMBER_NONE || number_is_before(request, change->by);
}

uint64_t recall_number(const struct recall *recall, uint64_t counter, uint64_t number,
                       sim_time asked_at, uint32_t request)
{
    for (uint32_t i = recall->count; i > 0; i--) {
        const struct counter_change *change = &recall->changes[i - 1];
        if (!is_later(change, asked_at, request))
            break;
        if (change->counter == counter)
            number = change->number;
    }
    return number;
}
