/* turn.c - a mark at whoever moved last, and a count in the state. */
#include "sim/explore/turn.h"

/* The actor that is in the middle of an operation and moved last; -1: nobody. The mark is taken
 * away. */
static int take_mark(const struct space *space, struct state *state)
{
    for (unsigned i = 0; i < space->clients + space->messages_max; i++) {
        if (state->slots[i].position & POSITION_LAST) {
            state->slots[i].position &= (uint8_t)~POSITION_LAST;
            return (int)i;
        }
    }
    return -1;
}

bool turn_begin(const struct space *space, struct state *state, struct move move)
{
    const struct explore_settings *settings = space->settings;
    int last;

    if (!settings->few_switches || move.kind >= MOVE_CRASH)
        return true;
    last = take_mark(space, state);
    if (last < 0 || last == move.actor)
        return true;
    if (state->spent >> SPENT_SWITCHES == settings->switches_max)
        return false;
    state->spent += UINT32_C(1) << SPENT_SWITCHES;
    return true;
}

void turn_end(const struct space *space, struct state *state, struct move move)
{
    if (space->settings->few_switches && move.kind < MOVE_CRASH
        && state->slots[move.actor].local != 0)
        state->slots[move.actor].position |= POSITION_LAST;
}
