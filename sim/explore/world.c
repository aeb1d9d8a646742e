/* world.c - the form of a state, and its hash. */
#include "sim/explore/world.h"

#include <string.h>

_Static_assert(sizeof(struct slot) == 12, "a slot has padding");
_Static_assert(sizeof(struct state) == 16, "a state has padding");

void state_first(const struct space *space, struct state *state)
{
    memset(state, 0, space->state_size);
    state->store = space->empty;
}

/* What slots are compared by: the local's content, then all else that is in the slot. */
struct key {
    uint64_t local, rest;
};

static inline struct key key_of(const struct space *space, const struct slot *slot)
{
    /* Where there is none, that is all zero: a branch less that nothing can predict. */
    struct key key = {.local = space_local(space, slot->local)->hash};

    memcpy(&key.rest, &slot->position, sizeof key.rest);
    return key;
}

static inline bool before(struct key a, struct key b)
{
    return a.local != b.local ? a.local > b.local : a.rest > b.rest;
}

static inline void swap(struct state *state, struct key *keys, uint8_t *order, unsigned i)
{
    struct slot slot = state->slots[i];
    struct key key = keys[i];

    state->slots[i] = state->slots[i - 1];
    state->slots[i - 1] = slot;
    keys[i] = keys[i - 1];
    keys[i - 1] = key;
    if (order != NULL) {
        uint8_t number = order[i];
        order[i] = order[i - 1];
        order[i - 1] = number;
    }
}

/* Whether some value tells by its code whose transaction it is of. */
static bool names_client(const struct space *space, const struct state *state)
{
    unsigned slots = space->clients + space->messages_max;
    unsigned opens = space_store(space, state->store)->facts.opens;

    for (unsigned i = 0; i < slots; i++) {
        const struct slot *slot = &state->slots[i];
        opens |= space_local(space, slot->local)->opens
            | (unsigned)((slot->local != 0) & code_is_open(slot->change));
    }
    return opens != 0;
}

/* Puts messages in order, and, where they are alike, clients. Only one of them has moved since they
 * were, as a rule. */
static void sort(const struct space *space, struct state *state, struct key *keys, uint8_t *order)
{
    const struct explore_bounds *bounds = &space->settings->bounds;
    unsigned clients = space->clients, slots = clients + space->messages_max;

    for (unsigned i = clients + 1; i < slots; i++) {
        for (unsigned k = i; k > clients && before(keys[k], keys[k - 1]); k--)
            swap(state, keys, order, k);
    }
    if (!space->settings->symmetry || space_draws(space) || names_client(space, state))
        return;
    for (unsigned i = 1; i < clients; i++) {
        for (unsigned k = i; k > 0 && before(keys[k], keys[k - 1]) && bounds_alike(bounds, k, k - 1);
             k--)
            swap(state, keys, order, k);
    }
}

struct hash128 state_settle(const struct space *space, struct state *state, uint8_t *order)
{
    unsigned slots = space->clients + space->messages_max;
    struct key keys[1 + SLOTS_MAX + 1];

    for (unsigned i = 0; i < slots; i++)
        keys[i] = key_of(space, &state->slots[i]);
    sort(space, state, keys, order);
    keys[slots].local = space_store(space, state->store)->facts.hash;
    keys[slots].rest = state->spent;
    memcpy(&keys[slots + 1], state->rows, sizeof state->rows);
    return hash128(keys, (slots + 1) * sizeof keys[0] + sizeof state->rows);
}
