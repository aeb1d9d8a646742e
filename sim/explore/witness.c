/* witness.c - walking a path again. */
#include "sim/explore/witness.h"

#include "sim/explore/note.h"

#include <string.h>

enum { NOBODY = 0xff, FIRST_MESSAGE = 0x80 };

struct walk {
    const struct search *search;
    struct worker worker;
    uint8_t order[SLOTS_MAX];  /* who is in each slot */
    unsigned messages;         /* so far */
    union state_room room;
};

/* Makes the move from the walk's state into `to`, which is settled, and tells it. */
static struct hash128 make(struct walk *walk, struct move move, union state_room *to,
                           uint8_t *order, unsigned *messages, struct explore_step *note)
{
    const struct space *space = walk->worker.space;
    unsigned slots = space->clients + space->messages_max;

    *to = walk->room;
    *messages = walk->messages;
    memcpy(order, walk->order, sizeof walk->order);
    memset(note, 0, sizeof *note);
    note->move = move.kind;
    if (move.kind < MOVE_EXPIRY)
        note->actor = walk->order[move.actor];
    step_make(&walk->worker, &to->state, move, note);
    note_tell(&space->settings->bounds, note);
    for (unsigned i = space->clients; i < slots; i++) {
        if (to->state.slots[i].local == 0)
            order[i] = NOBODY;
        else if (order[i] == NOBODY)
            order[i] = (uint8_t)(FIRST_MESSAGE + (*messages)++);
    }
    return state_settle(space, &to->state, order);
}

/* One step on, to the state with this hash. */
static void go(struct walk *walk, struct hash128 hash, struct explore_step *note)
{
    struct move moves[MOVES_MAX];
    unsigned count = step_moves(&walk->worker, &walk->room.state, moves);
    union state_room to;
    uint8_t order[SLOTS_MAX];
    unsigned messages;

    for (unsigned i = 0; i < count; i++) {
        if (!hash128_equal(make(walk, moves[i], &to, order, &messages, note), hash))
            continue;
        walk->room = to;
        walk->messages = messages;
        memcpy(walk->order, order, sizeof order);
        return;
    }
    CHECK_THAT(false, "a state of a witness cannot be reached again");
}

bool witness_make(const struct search *search, const struct breach *breach,
                  struct explore_witness *witness)
{
    struct walk walk = {.search = search};
    unsigned length = 0, messages;
    uint32_t *path;
    union state_room to;
    uint8_t order[SLOTS_MAX];

    for (uint32_t at = breach->state; at != VISITED_NONE;)
        at = visited_record(&search->visited, at)->parent, length++;
    path = calloc(length, sizeof *path);
    witness->steps = calloc(length + 1u, sizeof witness->steps[0]);
    if (path == NULL || witness->steps == NULL) {
        free(path);
        return false;
    }
    for (uint32_t at = breach->state, i = length; i > 0;) {
        path[--i] = at;
        at = visited_record(&search->visited, at)->parent;
    }
    worker_open(&walk.worker, search->workers[0].space);
    state_first(&search->space, &walk.room.state);
    memset(walk.order, NOBODY, sizeof walk.order);
    for (unsigned i = 0; i < search->space.clients; i++)
        walk.order[i] = (uint8_t)i;
    state_settle(&search->space, &walk.room.state, walk.order);
    for (unsigned i = 1; i < length; i++)
        go(&walk, record_hash(visited_record(&search->visited, path[i])),
           &witness->steps[i - 1]);
    witness->length = length - 1;
    if (breach->move.kind != MOVE_KINDS)
        make(&walk, breach->move, &to, order, &messages, &witness->steps[witness->length++]);
    worker_close(&walk.worker);
    free(path);
    return true;
}
