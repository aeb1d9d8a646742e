/* note.c - a move as facts, and as a sentence. */
#include "sim/explore/note.h"

#include "sim/explore/step.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

void note_local(const struct space *space, struct explore_step *note, uint32_t local)
{
    const struct local *it = intern_item(&space->locals, local);

    if (note == NULL)
        return;
    note->kind = it->op.kind;
    note->road = it->op.road;
    note->row = (uint8_t)it->op.row;
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
    if (space_store(space, store)->cells[cell].where == CELL_TOKEN)
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
        if (cell->where == CELL_TOKEN)
            continue;                  /* Who has one is told by the steps. */
        note->cells[note->cell_count++] = (struct explore_cell){
            .name = cell->name, .number = cell->number, .value = cell->value,
            .where = (uint8_t)(cell->where == CELL_CACHE ? 0 : cell->where - CELL_MEMORY + 1),
            .expires = cell->expires};
    }
}

/* ---- the sentence ---- */

struct text {
    char *to;
    size_t size, used;
};

static void add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct text *text, const char *format, ...)
{
    va_list arguments;
    int length;

    if (text->used >= text->size)
        return;
    va_start(arguments, format);
    length = vsnprintf(text->to + text->used, text->size - text->used, format, arguments);
    va_end(arguments);
    CHECK(length >= 0);
    text->used += (size_t)length;
}

static void add_name(struct text *text, uint64_t name)
{
    switch (name_kind(name)) {
    case NAME_VALUE:
        add(text, "row%" PRIu32, name_row(name));
        return;
    case NAME_VERSIONED:
        add(text, "row%" PRIu32 ":%" PRIu32, name_row(name), name_qualifier(name));
        return;
    default:
        add(text, name_qualifier(name) != 0 ? "generation%" PRIu32 : "version of row%" PRIu32,
            name_row(name));
    }
}

static void add_value(struct text *text, value_code value)
{
    if (code_is_committed(value))
        add(text, "row%u v%u", code_row(value), code_number(value));
    else
        add(text, code_is_dead(value) ? "a value that was rolled back"
                                      : "a value that is not committed");
}

static void add_effect(struct text *text, const struct explore_step *note)
{
    static const char *const verbs[EFFECT_KINDS] = {
        [EFFECT_CACHE_GET] = "get ", [EFFECT_CACHE_SET] = "set ",
        [EFFECT_LEASE_GET] = "get ", [EFFECT_LEASE_SET] = "set, by its token, ",
        [EFFECT_CACHE_DELETE] = "delete ", [EFFECT_COUNTER_GET] = "get ",
        [EFFECT_COUNTER_SET] = "set ", [EFFECT_COUNTER_INCREMENT] = "increment ",
        [EFFECT_MEMO_GET] = "recall ", [EFFECT_MEMO_SET] = "remember ",
        [EFFECT_DB_READ] = "read the database", [EFFECT_DB_READ_STAMP] = "read the row's version",
        [EFFECT_DB_WRITE] = "write in a transaction", [EFFECT_DB_COMMIT] = "commit",
        [EFFECT_DB_ROLLBACK] = "roll back", [EFFECT_PUBLISH] = "publish a message",
        [EFFECT_LATER] = "leave a task for later",
    };

    add(text, "%s", verbs[note->effect] != NULL ? verbs[note->effect] : "nothing");
    if (effect_to_cache((enum effect_kind)note->effect) || note->effect == EFFECT_MEMO_GET
        || note->effect == EFFECT_MEMO_SET)
        add_name(text, note->name);
    if (note->move == MOVE_LOST)
        add(text, ", which is lost");
    else if (note->move == MOVE_DUPLICATED)
        add(text, ", which comes twice");
    else if (note->effect == EFFECT_LEASE_SET && note->reply == REPLY_MISS)
        add(text, ", which is refused");
    else if (note->effect == EFFECT_LEASE_GET && note->reply == REPLY_MISS)
        add(text, note->number != 0 ? ": none, but a token" : ": none, and no token");
    else if (note->reply == REPLY_MISS)
        add(text, ": none");
    else if (note->effect == EFFECT_COUNTER_GET || note->effect == EFFECT_COUNTER_SET
             || note->effect == EFFECT_COUNTER_INCREMENT || note->effect == EFFECT_MEMO_GET
             || note->effect == EFFECT_DB_READ_STAMP || note->effect == EFFECT_DB_COMMIT)
        add(text, ": %" PRIu64, note->number);
    if (note->value != CODE_NONE && note->reply == REPLY_OK) {
        add(text, ": ");
        add_value(text, note->value);
    }
}

void note_tell(const struct explore_bounds *bounds, struct explore_step *note)
{
    static const char *const kinds[] = {"read", "write", "message"};
    struct text text = {.to = note->text, .size = sizeof note->text};

    switch ((enum move_kind)note->move) {
    case MOVE_EXPIRY:
    case MOVE_EVICTION:
        add(&text, note->effect == EFFECT_LEASE_GET ? "the token of " : "");
        add_name(&text, note->name);
        add(&text, note->move == MOVE_EXPIRY ? " expires" : " is evicted");
        return;
    case MOVE_RESTART:
        add(&text, "the cache restarts empty");
        return;
    case MOVE_TICK:
        add(&text, "the clock ticks");
        return;
    default:
        break;
    }
    if (note->actor >= EXPLORE_MESSAGE)
        add(&text, "message %u", note->actor - EXPLORE_MESSAGE + 1u);
    else if (bounds_is_writer(bounds, note->actor))
        add(&text, "writer %u", note->actor - bounds->readers + 1u);
    else
        add(&text, "reader %u", note->actor + 1u);
    if (note->move == MOVE_CRASH) {
        add(&text, " crashes");
        return;
    }
    if (note->begins && note->kind != OP_SIGNAL)
        add(&text, " begins a %s of row%u", kinds[note->kind], note->row);
    add(&text, ": ");
    add_effect(&text, note);
    if (note->ends)
        add(&text, "; ends");
}
