/* note.c - a move as facts. */
#include "sim/explore/note.h"

void note_local(const struct space *space, struct explore_step *note, uint32_t local)
{
    const struct local *it = intern_item(&space->locals, local);

    if (note == NULL)
        return;
    note->kind = it->op.kind;
    note->road = it->op.road;
    note->rolls_back = (it->op.flags & OP_ROLL_BACK) != 0;
    note->row = (uint8_t)it->op.row;
    note->halves = (uint8_t)(it->op.kind == OP_WRITE ? it->op.flags / OP_FIRST_HALF & 3u
                             : it->op.effect.kind == EFFECT_DB_READ ? it->op.effect.number : 0);
    note->effect = it->op.effect.kind;
    note->name = it->op.effect.name;
}

void note_reply(const struct space *space, struct explore_step *note, uint32_t reply)
{
    const struct told *told = intern_item(&space->replies, reply);

    if (note == NULL)
        return;
    note->reply = told->reply;
    if (told->has_number)
        note->number = told->number;
}

void note_cell(const struct space *space, struct explore_step *note, uint32_t store, unsigned cell)
{
    if (note == NULL)
        return;
    note->name = space_store(space, store)->cells[cell].name;
    note->value = space_store(space, store)->cells[cell].value;
    note->where = step_where(space_store(space, store)->cells[cell].where);
    if (note->where == EXPLORE_TOKEN)
        note->effect = EFFECT_LEASE_GET;
}

void note_answer(struct explore_step *note, value_code value)
{
    if (note != NULL)
        note->answer = value;
}

void note_world(const struct space *space, struct explore_step *note, const struct state *state)
{
    const struct store *store = space_store(space, state->store);

    _Static_assert((int)EXPLORE_CELLS_MAX >= (int)STORE_CELLS_MAX, "a step has room for all cells");
    for (unsigned row = 0; row < EXPLORE_ROWS_MAX; row++)
        note->versions[row] = state->rows[row].version;
    note->cell_count = 0;
    for (unsigned i = 0; i < store->facts.count; i++) {
        const struct cell *cell = &store->cells[i];
        if (cell->where == CELL_TOKEN || cell->where == CELL_KNOWN)
            continue;                  /* Who has one is told by the steps. */
        note->cells[note->cell_count++] = (struct explore_cell){
            .name = cell->name, .number = cell->number, .value = cell->value,
            .where = (uint8_t)(cell->where == CELL_CACHE ? 0 : cell->where - CELL_MEMORY + 1),
            .expires = cell->expires};
    }
}
