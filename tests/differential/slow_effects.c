/* slow_effects.c - what each effect in the log does to the cache, the database and the values. */
#include "tests/differential/slow_history.h"

#include <stdarg.h>
#include <stdio.h>

#include "sim/base/histogram.h"

void slow_complain(struct slow_model *model, const struct slow_line *line, const char *format, ...)
{
    va_list arguments;

    if (model->answer->trouble[0] != '\0')
        return;
    va_start(arguments, format);
    vsnprintf(model->answer->trouble, sizeof model->answer->trouble, format, arguments);
    va_end(arguments);
    model->answer->at = line;
}

bool slow_is_measured(const struct slow_model *model, int64_t at)
{
    return at >= model->settings->warmup && at < model->settings->end;
}

/* ---- the cache ---- */

/* The operation is given this entry's value, at this line. */
void slow_give(struct slow_model *model, const struct slow_line *line, struct slow_op *op,
                 struct slow_entry *entry)
{
    const struct slow_value *value = &model->values[entry->value];

    slow_cache_use(&model->cache, entry);
    op->value = entry->value;
    op->hit = true;
    op->dirty = value->state == SLOW_OPEN && !(op->own && op->change == entry->value);
    op->aborted = value->state == SLOW_ROLLED_BACK;
    op->torn = value->state == SLOW_TORN;
    op->stale = slow_is_stale(model, entry->value, op->began);
    if (op->stale)
        op->cause = slow_cause(model, entry, op, (size_t)(line - model->log->lines));
}

/* Whether the row has moved on from the version that a name was made from, which no counter made.
 */
static bool has_left(struct slow_model *model, const struct slow_line *line,
                     const struct slow_op *op)
{
    return (line->flags & 1) && model->more == 0
        && slow_number(model, slow_current(model, line->row)) != op->named;
}

static void note_count(struct slow_model *model, uint64_t counter, uint64_t number, int64_t at)
{
    model->counts[model->count_count++] = (struct slow_count){counter, number, at};
}

/* Whether the row's counter had the number that the name has when it was asked for, as the line tells: or
 * got it or lost it at that very time. */
static bool was_counted(const struct slow_model *model, const struct slow_line *line)
{
    uint64_t counter = stack_counter(model->settings->stack, line->row);
    int64_t asked_at = (int64_t)line->extra;

    for (size_t i = model->count_count; i > 0; i--) {
        const struct slow_count *count = &model->counts[i - 1];
        if (count->counter != counter || count->at > asked_at)
            continue;
        if ((uint32_t)count->number == line->version)
            return true;
        if (count->at < asked_at)
            return false;
    }
    return false;
}

static void do_get(struct slow_model *model, const struct slow_line *line, struct slow_op *op)
{
    struct slow_entry *entry = slow_cache_find(&model->cache, slow_name_in(line), line->at);

    bool counted = line->effect == EFFECT_CACHE_GET && line->flags & 16;

    if ((entry != NULL) != (line->reply == REPLY_OK)) {
        slow_complain(model, line, "a look-up of what is %sthere", entry != NULL ? "" : "not ");
        return;
    }
    if (counted && !was_counted(model, line))
        slow_complain(model, line, "a name of another number than its counter had");
    if (entry == NULL)
        return;
    if (entry->orphan && model->more != 0)
        entry->family = model->more;   /* Two layers that name things can share a name. */
    if (entry->orphan && !has_left(model, line, op))
        slow_cache_revive(&model->cache, entry, line->at);
    if (line->extra != 0 && !counted)
        entry->expiry = (int64_t)line->extra;
    op->memoised = (line->flags & 4) != 0;
    slow_give(model, line, op, entry);
}

/* Who finds nothing is given the token if nobody else has it: the log says until when. */
static void do_lease_get(struct slow_model *model, const struct slow_line *line, struct slow_op *op)
{
    struct slow_token *token = slow_token_of(model, line);

    do_get(model, line, op);
    if (line->reply == REPLY_OK)
        return;
    if ((token->op != 0 && token->op != line->op) != (line->extra == 0))
        slow_complain(model, line, "a token that is %s", token->op != 0 ? "out" : "not out");
    if (line->extra != 0) {
        token->op = line->op;
        token->expiry = (int64_t)line->extra;
    }
}

static void do_gets(struct slow_model *model, const struct slow_line *line, struct slow_op *op)
{
    struct slow_entry *entry = slow_cache_find(&model->cache, slow_name_in(line), line->at);

    op->found = entry != NULL ? entry->unique : 0;
    do_get(model, line, op);
}

void slow_restart(struct slow_model *model, const struct slow_line *line)
{
    slow_cache_clear(&model->cache, line->at);
    for (size_t i = 0; i < model->token_count; i++)
        model->tokens[i].op = 0;
}

static void do_set(struct slow_model *model, const struct slow_line *line, struct slow_op *op)
{
    int value = line->flags & 2 ? op->change : op->value;
    const struct slow_value *it = &model->values[value];
    struct slow_entry *there = slow_cache_find(&model->cache, slow_name_in(line), line->at);
    struct slow_entry entry = {
        .name = slow_name_in(line), .family = line->flags & 1 ? model->more : 0,
        .expiry = (int64_t)line->extra, .bytes = op->bytes, .row = line->row, .value = value,
        .stale_fill = slow_superseded_at(model, value) <= line->at,
        .orphan = has_left(model, line, op),
    };

    if (there != NULL && model->values[there->value].state == SLOW_COMMITTED
        && it->state == SLOW_COMMITTED && it->number < model->values[there->value].number)
        entry.reordered = true;
    if (op->kind == OP_READ) {
        slow_slice(model, line)->fill_races++;
        slow_slice(model, line)->fill_races_hit += entry.stale_fill;
        slow_slice(model, line)->fill_race_sum += (uint64_t)(line->at - op->snapshot);
    }
    if (op->kind == OP_READ && slow_is_measured(model, op->snapshot)) {
        model->result->fill_races++;
        model->result->fill_races_hit += entry.stale_fill;
        histogram_add(&model->result->fill_race, line->at - op->snapshot);
    }
    if (model->settings->perfect && (entry.stale_fill || it->state != SLOW_COMMITTED))
        return;
    slow_token_of(model, line)->op = 0;
    if (slow_cache_store(&model->cache, entry, line->at) != NULL)
        model->result->stores += slow_is_measured(model, line->at);
    else
        model->result->stores_unfit += slow_is_measured(model, line->at);
}

static void do_delete(struct slow_model *model, const struct slow_line *line,
                      const struct slow_op *op)
{
    struct slow_entry *entry = slow_cache_find(&model->cache, slow_name_in(line), line->at);
    struct slow_token *token = slow_token_of(model, line);
    bool voided = token->op != 0;

    token->op = 0;

    if (entry != NULL)
        slow_cache_remove(&model->cache, entry, line->at);
    else if (op->kind != OP_READ && !voided) {
        model->result->invalidations_needless += slow_is_measured(model, line->at);
        slow_slice(model, line)->invalidations_needless++;
    }
    if ((entry != NULL) != (line->reply == REPLY_OK))
        slow_complain(model, line, "a delete of what is %sthere", entry != NULL ? "" : "not ");
}

static void do_counter(struct slow_model *model, const struct slow_line *line)
{
    struct slow_entry *entry = slow_cache_find(&model->cache, line->extra, line->at);
    int64_t expiry = model->more != 0 ? (int64_t)model->more : SLOW_NEVER;

    if (line->effect == EFFECT_COUNTER_SET && line->reply == REPLY_OK) {
        if (entry == NULL) {
            slow_cache_store(&model->cache, (struct slow_entry){
                .name = line->extra, .number = line->version, .expiry = expiry, .value = -1},
                line->at);
            note_count(model, line->extra, line->version, line->at);
            return;
        }
        slow_cache_count(&model->cache, entry, line->version, line->at);
        note_count(model, line->extra, line->version, line->at);
        entry->expiry = expiry;
        slow_cache_use(&model->cache, entry);
        return;
    }
    if ((entry != NULL) != (line->effect == EFFECT_COUNTER_SET || line->reply == REPLY_OK)) {
        slow_complain(model, line, "a counter that is %sthere", entry != NULL ? "" : "not ");
        return;
    }
    if (entry == NULL)
        return;
    if (line->effect == EFFECT_COUNTER_INCREMENT)
        slow_cache_count(&model->cache, entry, entry->number + 1, line->at);
    if (line->effect == EFFECT_COUNTER_INCREMENT)
        note_count(model, line->extra, entry->number, line->at);
    if ((uint32_t)entry->number != line->version)
        slow_complain(model, line, "a counter that stands at %u", (uint32_t)entry->number);
    if (line->effect != EFFECT_COUNTER_SET)
        slow_cache_use(&model->cache, entry);
}

/* ---- the database ---- */

static void do_read(struct slow_model *model, const struct slow_line *line, struct slow_op *op)
{
    int now = op->own ? op->change : slow_current(model, line->row);
    bool page = line->row < model->settings->pages && !op->own;
    bool second = page && op->first >= 0;

    model->result->db_reads += slow_is_measured(model, line->at);
    op->hit = op->stale = op->dirty = op->aborted = op->torn = false;
    if (!second)
        op->snapshot = line->at;
    if (page && !second) {
        op->first = now;
        return;
    }
    op->value = second && model->settings->mistake != SLOW_PAGES_ARE_WHOLE
        ? slow_page(model, line->row, op->first) : now;
    op->first = -1;
    op->torn = model->values[op->value].state == SLOW_TORN;
}

static void do_commit(struct slow_model *model, const struct slow_line *line,
                      const struct slow_op *op)
{
    struct slow_value *value = &model->values[op->change];
    uint32_t number = slow_number(model, slow_current(model, line->row)) + 1;

    *value = (struct slow_value){
        .row = value->row, .number = number, .state = SLOW_COMMITTED, .committed_at = line->at,
        .raw = value->raw, .asked = value->asked, .lost = value->lost, .early = value->early,
        .pending = value->pending, .reached_at = SLOW_NEVER, .last = value->last,
        .halves = value->halves,
    };
    if (number != line->version)
        slow_complain(model, line, "the commit is version %u", number);
    if (model->settings->names_by_row)
        slow_cache_abandon_row(&model->cache, line->row, line->at);
    if (model->settings->perfect) {
        for (size_t i = 0; i < model->token_count; i++)
            model->tokens[i].op *= model->tokens[i].name != (uint64_t)line->row << 32;
        struct slow_entry *entry = slow_cache_find(&model->cache, (uint64_t)line->row << 32,
                                                   line->at);
        if (entry != NULL)
            slow_cache_remove(&model->cache, entry, line->at);
    }
}

/* ---- invalidations ---- */

/* Whatever a write does to the cache, but for a copy of the old value under another name. */
static bool invalidates(const struct slow_line *line, const struct slow_op *op)
{
    return op->kind != OP_READ
        && (line->effect == EFFECT_CACHE_DELETE || line->effect == EFFECT_COUNTER_INCREMENT
            || line->effect == EFFECT_COUNTER_SET || line->effect == EFFECT_CACHE_CAS
            || line->effect == EFFECT_CACHE_ADD
            || (line->effect == EFFECT_CACHE_SET && line->flags & 2));
}

static void take_effect(struct slow_model *model, const struct slow_line *line, int change)
{
    struct slow_value *value = &model->values[change];

    value->pending--;
    if (line->effect >= EFFECT_CACHE_CAS && line->reply != REPLY_OK) {
        value->lost = true;
    } else if (value->state != SLOW_COMMITTED) {
        value->early = true;
    } else if (value->reached_at == SLOW_NEVER) {
        value->reached_at = line->at;
        value->reached_line = (size_t)(line - model->log->lines);
    }
}

void slow_effect(struct slow_model *model, const struct slow_line *line, struct slow_op *op)
{
    switch ((enum effect_kind)line->effect) {
    case EFFECT_CACHE_GET:
        do_get(model, line, op);
        break;
    case EFFECT_LEASE_GET:
        do_lease_get(model, line, op);
        break;
    case EFFECT_CACHE_GETS:
        do_gets(model, line, op);
        break;
    case EFFECT_CACHE_CAS:
    case EFFECT_CACHE_ADD:
        if (slow_is_fit(model, line, op))
            do_set(model, line, op);
        break;
    case EFFECT_LEASE_SET:
        if (slow_takes_token(model, line))
            do_set(model, line, op);
        break;
    case EFFECT_CACHE_SET:
        do_set(model, line, op);
        break;
    case EFFECT_CACHE_DELETE:
        do_delete(model, line, op);
        break;
    case EFFECT_COUNTER_GET:
    case EFFECT_COUNTER_SET:
    case EFFECT_COUNTER_INCREMENT:
        do_counter(model, line);
        break;
    case EFFECT_DB_READ:
        do_read(model, line, op);
        break;
    case EFFECT_DB_READ_STAMP:
        model->result->db_stamp_reads += slow_is_measured(model, line->at);
        op->named = line->version;
        break;
    case EFFECT_DB_WRITE:
        model->result->db_writes += slow_is_measured(model, line->at);
        if (line->row < model->settings->pages)
            model->values[op->change].halves = line->version;
        break;
    case EFFECT_DB_COMMIT:
        do_commit(model, line, op);
        break;
    case EFFECT_DB_ROLLBACK:
        model->values[op->change].base = slow_number(model, slow_current(model, line->row));
        model->values[op->change].state = SLOW_ROLLED_BACK;
        break;
    default:
        slow_complain(model, line, "an effect that is none");
    }
    if (invalidates(line, op))
        take_effect(model, line, op->change);
}

/* A name, and the value that is to stand under it. */
static uint64_t asked_bytes(const struct slow_model *model, const struct slow_line *line,
                            const struct slow_op *op)
{
    bool value = line->effect == EFFECT_CACHE_SET || line->effect == EFFECT_CACHE_CAS
        || line->effect == EFFECT_CACHE_ADD;

    return (uint64_t)model->cache.overhead + (value ? op->bytes : 0);
}

void slow_asked(struct slow_model *model, const struct slow_line *line,
                     const struct slow_op *op)
{
    struct slow_value *value = &model->values[op->change];
    bool measured = slow_is_measured(model, line->at);

    value->asked = true;
    value->pending++;
    if (line->effect == EFFECT_PUBLISH) {
        model->result->messages += measured;
        model->result->messages_lost += measured && line->version == 0;
    } else if (line->effect != EFFECT_LATER) {
        model->result->invalidations += measured;
        model->result->invalidation_bytes += measured ? asked_bytes(model, line, op) : 0;
        return;
    }
    if (line->version != 0)
        model->ops[line->version].change = op->change;
}

void slow_lost(struct slow_model *model, const struct slow_line *line,
                    const struct slow_op *op)
{
    if (line->effect != EFFECT_PUBLISH) {
        if (op->kind != OP_READ && (line->effect == EFFECT_CACHE_GETS || (line->flags & 8)))
            model->values[op->change].lost = true;
        if (!invalidates(line, op))
            return;
        model->result->invalidations_lost += slow_is_measured(model, line->at);
        slow_slice(model, line)->invalidations_lost++;
    }
    model->values[op->change].lost = true;
    model->values[op->change].pending--;
}
