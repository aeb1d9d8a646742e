/* compare.c - step by step. */
#include "sim/replay/compare.h"

#include "sim/explore/value.h"

#include <inttypes.h>
#include <stdio.h>

bool compare_value(uint8_t code, struct script_value value)
{
    switch ((enum script_state)value.state) {
    case SCRIPT_OPEN:
        return code_is_open(code) && code - CODE_OPEN == value.actor;
    case SCRIPT_COMMITTED:
        return code_is_committed(code) && code_row(code) == value.row
            && code_number(code) == value.number;
    case SCRIPT_TORN:
        return code_is_torn(code) && code_row(code) == value.row
            && code_number(code) == value.number;
    case SCRIPT_ROLLED_BACK:
        return code_is_dead(code) && code_row(code) == value.row;
    case SCRIPT_NOTHING:
        break;
    }
    return code == CODE_NONE;
}

/* ---- numbers ---- */

/* Under the counter `name`, these two are the same number. */
static bool match_numbers(struct comparison *it, uint64_t name, uint64_t theirs, uint64_t ours)
{
    for (unsigned i = 0; i < it->pairs; i++) {
        if (it->pair[i].name != name)
            continue;
        if (it->pair[i].theirs == theirs || it->pair[i].ours == ours)
            return it->pair[i].theirs == theirs && it->pair[i].ours == ours;
    }
    if (it->pairs == PAIRS_MAX)
        return true;
    it->pair[it->pairs].name = name;
    it->pair[it->pairs].theirs = theirs;
    it->pair[it->pairs++].ours = ours;
    return true;
}

/* A row's counter, from which its versioned names are made; or what is in its place. */
static uint64_t counter_behind(uint64_t name)
{
    return name_of(NAME_COUNTER, name_row(name), NAME_OF_ROW);
}

static bool match_names(struct comparison *it, uint64_t theirs, uint64_t ours)
{
    if (name_kind(theirs) != NAME_VERSIONED || name_kind(ours) != NAME_VERSIONED)
        return theirs == ours;
    return name_row(theirs) == name_row(ours)
        && match_numbers(it, counter_behind(theirs), name_qualifier(theirs), name_qualifier(ours));
}

uint64_t compare_rename(const struct comparison *it, uint64_t name)
{
    for (unsigned i = 0; name_kind(name) == NAME_VERSIONED && i < it->pairs; i++) {
        if (it->pair[i].name == counter_behind(name) && it->pair[i].theirs == name_qualifier(name))
            return name_of(NAME_VERSIONED, name_row(name), (uint32_t)it->pair[i].ours);
    }
    return name;
}

/* Whether the reply's number means anything; of a counter (`*counter`), or of the row. */
static bool has_number(const struct script_seen *seen, bool *counter)
{
    bool ok = seen->reply == REPLY_OK;

    *counter = true;
    switch ((enum effect_kind)seen->effect) {
    case EFFECT_COUNTER_GET:
    case EFFECT_COUNTER_INCREMENT:
    case EFFECT_MEMO_GET:
        return ok;
    case EFFECT_COUNTER_SET:
        return seen->reply != REPLY_LOST;
    case EFFECT_LEASE_GET:
        *counter = false;
        return seen->reply == REPLY_MISS;
    case EFFECT_DB_READ:
    case EFFECT_DB_READ_STAMP:
    case EFFECT_DB_COMMIT:
        *counter = false;
        return ok;
    default:
        return false;
    }
}

/* Versioned names are made of the low half of their counter's number. */
static uint64_t low(uint64_t number)
{
    return (uint32_t)number;
}

/* ---- what there is ---- */

static bool same_cell(struct comparison *it, const struct explore_cell *theirs,
                      const struct script_cell *ours)
{
    unsigned where = theirs->where == 0 ? SCRIPT_IN_CACHE : SCRIPT_MEMORY + theirs->where - 1u;
    bool counter = name_kind(theirs->name) == NAME_COUNTER;

    return where == ours->where && counter == ours->counter
        && match_names(it, theirs->name, ours->name) && theirs->expires == ours->expires
        && (counter ? match_numbers(it, theirs->name, low(theirs->number), low(ours->number))
                    : compare_value(theirs->value, ours->value));
}

/* The place of a cell of ours that could be theirs by its name. */
static bool same_place(struct comparison *it, const struct explore_cell *theirs,
                       const struct script_cell *ours)
{
    unsigned where = theirs->where == 0 ? SCRIPT_IN_CACHE : SCRIPT_MEMORY + theirs->where - 1u;
    unsigned pairs = it->pairs;
    bool same = where == ours->where && match_names(it, theirs->name, ours->name);

    if (it->pairs == pairs)
        return same;
    it->pairs = pairs;                 /* A number that has not been met is not matched here. */
    return false;
}

static bool compare_cells(struct comparison *it, const struct explore_step *step,
                          const struct script_seen *seen)
{
    if (step->cell_count != seen->cell_count) {
        snprintf(it->why, it->size, "the explorer's cache and memories then hold %u, the "
                 "simulator's %u", step->cell_count, seen->cell_count);
        return false;
    }
    for (unsigned i = 0; i < step->cell_count; i++) {
        unsigned k = 0;
        while (k < seen->cell_count && !same_place(it, &step->cells[i], &seen->cells[k]))
            k++;
        if (k == seen->cell_count || !same_cell(it, &step->cells[i], &seen->cells[k])) {
            snprintf(it->why, it->size, "what the cache, or a process's memory, then holds under "
                     "name %" PRIx64 " is another", step->cells[i].name);
            return false;
        }
    }
    return true;
}

/* ---- a step ---- */

static bool part(struct comparison *it, const char *what, unsigned theirs, unsigned ours)
{
    snprintf(it->why, it->size, "%s: the explorer says %u, the simulator %u", what, theirs, ours);
    return false;
}

static bool compare_effect(struct comparison *it, const struct explore_step *step,
                           const struct script_seen *seen)
{
    bool counter;

    if (step->effect != seen->effect)
        return part(it, "the effect", step->effect, seen->effect);
    if (seen->effect == EFFECT_NONE)
        return true;
    if (step->reply != seen->reply)
        return part(it, "the reply", step->reply, seen->reply);
    if (!match_names(it, step->name, seen->name))
        return part(it, "the name's qualifier", name_qualifier(step->name),
                    name_qualifier(seen->name));
    if (has_number(seen, &counter)
        && (counter ? !match_numbers(it, step->name, low(step->number), low(seen->number))
                    : step->number != seen->number))
        return part(it, "the number", (unsigned)step->number, (unsigned)seen->number);
    if (seen->half == 1 || (it->perfect && effect_stores((enum effect_kind)seen->effect)))
        return true;
    if (step->reply == REPLY_OK && seen->value.state != SCRIPT_NOTHING
        && !compare_value(step->value, seen->value))
        return part(it, "the value", step->value, seen->value.number);
    return true;
}

bool compare_step(struct comparison *it, const struct explore_bounds *bounds,
                  const struct explore_step *step, const struct script_seen *seen)
{
    bool acts = step->move < MOVE_EXPIRY;

    if (!seen->there) {
        snprintf(it->why, it->size, acts ? "the simulator's actor has nothing to do"
                 : "what was to go, in the simulator, has not gone, or was never there");
        return false;
    }
    if (acts && step->move != MOVE_CRASH) {
        if (step->begins != seen->begins)
            return part(it, "whether it begins", step->begins, seen->begins);
        if (step->ends != seen->ends)
            return part(it, "whether it ends", step->ends, seen->ends);
        if (!compare_effect(it, step, seen))
            return false;
        if (!compare_value(step->answer, seen->answer))
            return part(it, "the answer", step->answer, seen->answer.number);
    }
    for (unsigned row = 0; row < bounds->rows; row++) {
        if (step->versions[row] != seen->versions[row])
            return part(it, "the row's version", step->versions[row], seen->versions[row]);
    }
    return compare_cells(it, step, seen);
}
