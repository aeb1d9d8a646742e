/* turns.c - one turn a step, and a few reads more. */
#include "sim/replay/turns.h"

#include "sim/explore/bounds.h"

#include <stdlib.h>

enum { READS_MAX = 16 };

_Static_assert((int)SCRIPT_EFFECT == (int)MOVE_EFFECT && (int)SCRIPT_LOST == (int)MOVE_LOST
               && (int)SCRIPT_DUPLICATED == (int)MOVE_DUPLICATED
               && (int)SCRIPT_CRASH == (int)MOVE_CRASH && (int)SCRIPT_EXPIRY == (int)MOVE_EXPIRY
               && (int)SCRIPT_EVICTION == (int)MOVE_EVICTION
               && (int)SCRIPT_RESTART == (int)MOVE_RESTART && (int)SCRIPT_TICK == (int)MOVE_TICK,
               "a move is called the same by both");
_Static_assert((int)SCRIPT_MESSAGE == (int)EXPLORE_MESSAGE, "so is a message");
_Static_assert((int)SCRIPT_TOKEN == (int)EXPLORE_TOKEN && (int)SCRIPT_MEMORY == (int)EXPLORE_MEMORY,
               "so is a place");

static struct script_turn turn_of(const struct explore_bounds *bounds,
                                  const struct explore_step *step)
{
    struct script_turn turn = {.move = step->move, .actor = step->actor, .where = step->where,
                               .name = step->name};
    unsigned flags;

    if (step->move >= MOVE_EXPIRY || step->actor >= EXPLORE_MESSAGE)
        return turn;
    flags = (step->rolls_back ? OP_ROLL_BACK : 0u) | (bounds->read_own ? OP_READ_OWN : 0u)
        | (step->halves & 1 ? OP_FIRST_HALF : 0u) | (step->halves & 2 ? OP_SECOND_HALF : 0u);
    turn.request = (struct request){
        .row = step->row, .node = (uint16_t)bounds_node(bounds, step->actor), .kind = step->kind,
        .road = step->road, .flags = (uint16_t)(step->kind == OP_WRITE ? flags : 0)};
    return turn;
}

static void add_read(struct turns *turns, const struct explore_bounds *bounds, unsigned row,
                     unsigned node)
{
    uint8_t client = (uint8_t)(bounds_clients(bounds) + turns->count - turns->steps);

    turns->all[turns->count++] = (struct script_turn){
        .move = SCRIPT_WHOLE, .actor = client,
        .request = {.row = row, .node = (uint16_t)node, .kind = OP_READ}};
}

bool turns_make(struct turns *turns, const struct explore_bounds *bounds,
                const struct explore_witness *witness, enum property property,
                struct complaint *complaint)
{
    *turns = (struct turns){.steps = witness->length};
    turns->all = calloc((size_t)witness->length + READS_MAX, sizeof turns->all[0]);
    if (turns->all == NULL)
        return complain_machine(complaint, "out of memory");
    for (unsigned i = 0; i < witness->length; i++)
        turns->all[turns->count++] = turn_of(bounds, &witness->steps[i]);
    if (property == PROPERTY_NO_PERMANENT_STALENESS && witness->stale_end)
        add_read(turns, bounds, witness->end_row, witness->end_node);
    if (property == PROPERTY_PROGRESS && witness->starved_end) {
        add_read(turns, bounds, witness->starved_row, witness->starved_node);
        add_read(turns, bounds, witness->starved_row, witness->starved_node);
    }
    for (unsigned node = 0; property == PROPERTY_NO_RESURRECTION && witness->length > 0
         && node < bounds->nodes; node++)
        add_read(turns, bounds, witness->steps[witness->length - 1].row, node);
    for (unsigned i = 0; i < turns->count; i++)
        turns->all[i].at = (i > 0 ? turns->all[i - 1].at : TURNS_BEGIN)
            + turns_gap((enum script_move)turns->all[i].move);
    return true;
}

void turns_free(struct turns *turns)
{
    free(turns->all);
    turns->all = NULL;
}
