/* label.c - short words for steps and contents. */
#include "reports/witness/label.h"

#include <inttypes.h>

unsigned label_actors(const struct account *it, uint8_t actors[LABEL_ACTORS_MAX])
{
    bool present[256] = {false};
    unsigned count = 0;

    for (unsigned i = 0; i < it->witness->length; i++) {
        if (!account_is_fault(&it->witness->steps[i]))
            present[it->witness->steps[i].actor] = true;
    }
    for (unsigned actor = 0; actor < 256 && count < LABEL_ACTORS_MAX; actor++) {
        if (present[actor])
            actors[count++] = (uint8_t)actor;
    }
    return count;
}

static const char *const verbs[EFFECT_KINDS] = {
    [EFFECT_CACHE_GET] = "get", [EFFECT_CACHE_SET] = "set", [EFFECT_CACHE_DELETE] = "delete",
    [EFFECT_COUNTER_GET] = "get", [EFFECT_COUNTER_SET] = "set",
    [EFFECT_COUNTER_INCREMENT] = "increment", [EFFECT_MEMO_GET] = "recall",
    [EFFECT_MEMO_SET] = "remember", [EFFECT_DB_READ] = "read database",
    [EFFECT_DB_READ_STAMP] = "read its version", [EFFECT_DB_WRITE] = "write",
    [EFFECT_DB_COMMIT] = "commit", [EFFECT_DB_ROLLBACK] = "roll back",
    [EFFECT_PUBLISH] = "publish message", [EFFECT_LATER] = "start a task for later",
    [EFFECT_LEASE_GET] = "get or lease", [EFFECT_LEASE_SET] = "set by lease",
    [EFFECT_CACHE_GETS] = "gets", [EFFECT_CACHE_CAS] = "cas", [EFFECT_CACHE_ADD] = "add",
};

static bool has_number(unsigned effect)
{
    return effect == EFFECT_COUNTER_GET || effect == EFFECT_COUNTER_SET
        || effect == EFFECT_COUNTER_INCREMENT || effect == EFFECT_MEMO_GET
        || effect == EFFECT_DB_READ_STAMP;
}

static void add_fault(struct text *to, const struct explore_step *step)
{
    if (step->move == MOVE_RESTART) {
        text_add(to, "the cache restarts empty");
    } else if (step->move == MOVE_TICK) {
        text_add(to, "the clock ticks");
    } else {
        if (step->effect == EFFECT_LEASE_GET)
            text_add(to, "the lease of ");
        account_name(to, step->name);
        text_add(to, step->move == MOVE_EXPIRY ? " expires" : " is evicted");
    }
}

/* What came of an effect that took place. */
static void add_reply(struct text *to, const struct account *it, const struct explore_step *step)
{
    if (step->effect == EFFECT_DB_COMMIT && step->reply == REPLY_OK) {
        text_add_char(to, ' ');
        account_value(to, it, code_committed(step->row, step->versions[step->row]));
    } else if (step->reply == REPLY_MISS) {
        text_add(to, step->effect == EFFECT_COUNTER_SET ? ": there already"
                 : step->effect == EFFECT_CACHE_ADD ? ", REFUSED: there already"
                 : step->effect == EFFECT_CACHE_CAS ? ", REFUSED: gone"
                 : step->effect == EFFECT_LEASE_SET ? ", REFUSED"
                 : step->effect != EFFECT_LEASE_GET ? ": none"
                 : step->number != 0 ? ": none, leased" : ": none, no lease");
    } else if (step->reply == REPLY_CHANGED) {
        text_add(to, ", REFUSED: changed");
    } else if (has_number(step->effect)) {
        text_format(to, ": %" PRIu64, step->number);
    } else if (step->value != CODE_NONE && !code_is_half(step->value)) {
        text_add(to, ": ");
        account_value(to, it, step->value);
    }
}

void label_step(struct text *to, const struct account *it, const struct explore_step *step)
{
    if (account_is_fault(step)) {
        add_fault(to, step);
        return;
    }
    if (step->move == MOVE_CRASH) {
        text_add(to, "crashes");
        return;
    }
    if (step->begins && step->kind != OP_SIGNAL) {
        text_add(to, step->kind == OP_READ ? "read" : step->road == ROAD_BULK ? "bulk write"
                 : step->road == ROAD_RAW ? "raw write" : "write");
        if (it->bounds->rows > 1)
            text_format(to, " row%u", step->row);
        text_add(to, ": ");
    }
    if (step->effect == EFFECT_DB_WRITE)
        text_add(to, step->halves == 0 ? "begin" : step->halves == 3 ? "begin, both halves"
                 : step->halves == 1 ? "begin, first half" : "begin, second half");
    else if (step->effect == EFFECT_DB_READ && step->halves != 0)
        text_add(to, step->halves == 1 ? "read first half" : "read second half");
    else
        text_add(to, verbs[step->effect] != NULL ? verbs[step->effect] : "nothing to do");
    if (effect_to_cache((enum effect_kind)step->effect) || step->effect == EFFECT_MEMO_GET
        || step->effect == EFFECT_MEMO_SET) {
        text_add_char(to, ' ');
        account_name(to, step->name);
    }
    if (step->move == MOVE_LOST)
        text_add(to, ", LOST");
    else if (step->move == MOVE_DUPLICATED)
        text_add(to, ", TWICE");
    else
        add_reply(to, it, step);
}

void label_outcome(struct text *to, const struct account *it, const struct explore_step *step)
{
    if (step->answer != CODE_NONE) {
        text_add(to, "-> ");
        account_value(to, it, step->answer);
    } else if (step->ends) {
        text_add(to, "done");
    }
}

void label_database(struct text *to, const struct account *it, int step)
{
    for (unsigned row = 0; row < it->bounds->rows; row++) {
        unsigned version = step < 0 ? 0 : account_step(it, step)->versions[row];
        text_add(to, row > 0 ? ", " : "");
        account_value(to, it, code_committed(row, version));
    }
}

void label_cache(struct text *to, const struct account *it, int step)
{
    unsigned count = step < 0 ? 0 : account_step(it, step)->cell_count;

    if (count == 0)
        text_add(to, "empty");
    for (unsigned i = 0; i < count; i++) {
        const struct explore_cell *cell = &account_step(it, step)->cells[i];
        text_add(to, i > 0 ? ", " : "");
        if (cell->where > 0)
            text_format(to, "process %d: ", cell->where);
        account_name(to, cell->name);
        text_add_char(to, ' ');
        if (name_kind(cell->name) == NAME_COUNTER)
            text_format(to, "%" PRIu64, cell->number);
        else
            account_value(to, it, cell->value);
    }
}
