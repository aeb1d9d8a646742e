/* slow_history.c - questions about the history, each answered by going through all of it. */
#include "tests/differential/slow_history.h"

int slow_new_value(struct slow_model *model, struct slow_value value)
{
    model->values[model->value_count] = value;
    return model->value_count++;
}

static int find_committed(const struct slow_model *model, uint32_t row, uint32_t number)
{
    for (int i = 0; i < model->value_count; i++) {
        const struct slow_value *value = &model->values[i];
        if (value->row == row && value->state == SLOW_COMMITTED && value->number == number)
            return i;
    }
    return -1;
}

int slow_current(struct slow_model *model, uint32_t row)
{
    uint32_t newest = 0;
    int found;

    for (int i = 0; i < model->value_count; i++) {
        const struct slow_value *value = &model->values[i];
        if (value->row == row && value->state == SLOW_COMMITTED && value->number > newest)
            newest = value->number;
    }
    found = find_committed(model, row, newest);
    return found >= 0 ? found : slow_new_value(model, (struct slow_value){
        .row = row, .state = SLOW_COMMITTED, .committed_at = -1, .reached_at = SLOW_NEVER});
}

int slow_page(struct slow_model *model, uint32_t row, int first)
{
    uint32_t now = slow_number(model, slow_current(model, row)), old = 0;
    bool torn = false;

    for (uint32_t n = model->values[first].number + 1; n <= now; n++) {
        unsigned halves = model->values[find_committed(model, row, n)].halves;
        if (old == 0 && (halves & 1))
            old = n;
        if (old != 0 && (halves & 2))
            torn = true;
    }
    if (torn)
        return slow_new_value(model, (struct slow_value){
            .row = row, .base = old - 1, .state = SLOW_TORN, .committed_at = SLOW_NEVER,
            .reached_at = SLOW_NEVER});
    return find_committed(model, row, old != 0 ? old - 1 : now);
}

uint32_t slow_number(const struct slow_model *model, int value)
{
    const struct slow_value *it = &model->values[value];

    return it->state == SLOW_COMMITTED ? it->number : it->base;
}

int slow_missed(const struct slow_model *model, int value)
{
    const struct slow_value *it = &model->values[value];

    if (it->state == SLOW_OPEN)
        return -1;             /* It may yet become the newest. */
    return find_committed(model, it->row, slow_number(model, value) + 1);
}

int64_t slow_superseded_at(const struct slow_model *model, int value)
{
    int missed = slow_missed(model, value);

    return missed < 0 ? SLOW_NEVER : model->values[missed].committed_at;
}

/* Whether `it` is a commit that the value does not have and that came before the read began. */
static bool is_missed(const struct slow_model *model, const struct slow_value *it, int value,
                      int64_t began)
{
    bool ties = model->settings->mistake == SLOW_TIES_ARE_STALE;

    return it->row == model->values[value].row && it->state == SLOW_COMMITTED
        && it->number > slow_number(model, value)
        && (it->committed_at < began || (ties && it->committed_at == began));
}

uint32_t slow_lag(const struct slow_model *model, int value, int64_t began)
{
    uint32_t lag = 0;

    if (model->values[value].state == SLOW_OPEN)
        return 0;
    if (model->settings->mistake == SLOW_LAG_COUNTS_LATER)
        began = SLOW_NEVER;
    for (int i = 0; i < model->value_count; i++)
        lag += is_missed(model, &model->values[i], value, began);
    return lag;
}

int64_t slow_since(const struct slow_model *model, int value, int64_t began)
{
    bool last = model->settings->mistake == SLOW_AGE_OF_THE_LAST;
    int64_t since = last ? -1 : SLOW_NEVER;

    for (int i = 0; i < model->value_count; i++) {
        int64_t at = model->values[i].committed_at;
        if (is_missed(model, &model->values[i], value, began) && (last ? at > since : at < since))
            since = at;
    }
    return since;
}

bool slow_is_stale(const struct slow_model *model, int value, int64_t began)
{
    if (model->values[value].state == SLOW_OPEN)
        return false;
    for (int i = 0; i < model->value_count; i++) {
        if (is_missed(model, &model->values[i], value, began))
            return true;
    }
    return false;
}

/* The rules in the comment of judge.c, one after another. */
enum cause slow_cause(const struct slow_model *model, const struct slow_entry *entry,
                      const struct slow_op *op, size_t line)
{
    enum slow_mistake mistake = model->settings->mistake;
    const struct slow_value *c = &model->values[slow_missed(model, entry->value)];
    bool reached = c->reached_at != SLOW_NEVER && c->reached_at <= op->began;
    bool later = c->reached_at != SLOW_NEVER && c->reached_at > op->began;
    bool will_ask = line < c->last && (!c->asked || c->lost) && !c->raw;

    if (entry->reordered && mistake != SLOW_NO_REORDERED)
        return CAUSE_REORDERED;
    if (entry->stale_fill && mistake != SLOW_FILLS_NEVER_OLD)
        return CAUSE_STALE_FILL;
    if (!model->settings->invalidates)
        return CAUSE_EXPIRY_LAG;
    if (mistake == SLOW_LOST_BEFORE_FLIGHT && c->lost)
        return CAUSE_LOST;
    if (later || (!reached && (c->pending > 0 || will_ask)))
        return CAUSE_IN_FLIGHT;
    if (reached && op->memoised)
        return CAUSE_EXPIRY_LAG;
    if (reached || c->lost)
        return CAUSE_LOST;
    return c->early ? CAUSE_EARLY : CAUSE_UNSIGNALLED;
}

uint32_t slow_floor(const struct slow_model *model, const struct slow_lesson *lessons,
                    size_t count, uint32_t op)
{
    const struct slow_op *reader = &model->ops[op];
    bool early = model->settings->mistake == SLOW_SEEN_TOO_EARLY;
    uint32_t floor = 0;

    for (size_t i = 0; i < count; i++) {
        const struct slow_lesson *lesson = &lessons[i];
        bool before = reader->begun_line > 0 ? lesson->line < reader->begun_line
                                             : lesson->newest < op;
        if (lesson->client == reader->client && lesson->row == reader->row && (before || early)
            && lesson->number > floor)
            floor = lesson->number;
    }
    return floor;
}
