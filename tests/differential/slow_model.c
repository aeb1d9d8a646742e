/* slow_model.c - follows the log line by line: operations begin and end, reads are judged. */
#include "tests/differential/slow_model.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/histogram.h"
#include "tests/differential/slow_history.h"

enum { OPS_MAX = 2 * SLOW_REQUESTS };

static bool is(const struct slow_line *line, const char *kind)
{
    return strcmp(line->kind, kind) == 0;
}

/* ---- windows ---- */

/* Since when the entry is a stale one: since its value is old, or since its name was asked for
 * again after it had been abandoned. */
static int64_t window_begin(const struct slow_model *model, const struct slow_entry *entry)
{
    int64_t since = slow_superseded_at(model, entry->value);

    return since > entry->revived_at ? since : entry->revived_at;
}

/* A value that is old at the end can still be served then. */
static void window_left_open(struct slow_model *model, const struct slow_entry *entry, bool expires)
{
    int64_t since = window_begin(model, entry);

    if (!slow_is_measured(model, since))
        return;
    model->result->windows_censored += expires;
    model->result->windows_permanent += !expires;
    histogram_add(&model->result->window_open, model->settings->end - since);
}

/* What is in flight at the end may still close windows, but no expiry is waited for. */
static void window_closed(void *owner, const struct slow_entry *entry, int64_t at, bool expired)
{
    struct slow_model *model = owner;
    int64_t since = window_begin(model, entry);

    if (expired && at > model->settings->end) {
        window_left_open(model, entry, true);
        return;
    }
    if (since >= at)
        return;
    slow_slice_at(model, at)->windows++;
    slow_slice_at(model, at)->window_sum += (uint64_t)(at - since);
    if (!slow_is_measured(model, since))
        return;
    model->result->windows_closed++;
    histogram_add(&model->result->window, at - since);
}

/* What the cache holds when nothing is in flight any more. */
static void close_leftovers(struct slow_model *model, int64_t now)
{
    slow_cache_expire_counters(&model->cache, now);
    for (int i = 0; i < model->cache.count; i++) {
        const struct slow_entry *entry = &model->cache.entries[i];
        if (entry->value < 0 || entry->orphan)
            continue;
        if (entry->expiry <= model->settings->end)
            window_closed(model, entry, entry->expiry, true);
        else
            window_left_open(model, entry, entry->expiry != SLOW_NEVER);
    }
}

/* ---- beginnings ---- */

/* Which operations there are: the requests, and those that others have made. */
static void number_operations(struct slow_model *model)
{
    const struct slow_settings *settings = model->settings;
    uint32_t sizes[256] = {0};

    for (size_t i = 0; i < model->log->count; i++) {
        const struct slow_line *line = &model->log->lines[i];
        if (line->op > model->op_count)
            model->op_count = line->op;
        if (line->op >= OPS_MAX)
            abort();
        if (is(line, "asked") && line->version != 0)
            model->ops[line->version].kind = OP_SIGNAL;
        if (is(line, "read-begin"))
            model->ops[line->op].begun_line = i;
        if (!is(line, "write-end"))
            model->ops[line->op].last = i;
        if (line->op > settings->request_count && line->op < SLOW_REQUESTS)
            slow_complain(model, line, "an operation that nobody has asked for");
    }
    for (uint32_t n = 0; n < OPS_MAX; n++) {
        struct slow_op *op = &model->ops[n];
        op->change = op->value = -1;
        op->snapshot = op->first = -1;
    }
    for (size_t i = 0; i < settings->request_count; i++) {
        const struct request *request = &settings->requests[i];
        struct slow_op *op = &model->ops[i + 1];
        if (request->bytes != 0)
            sizes[request->row] = request->bytes;
        op->kind = (enum op_kind)request->kind;
        op->row = request->row;
        op->client = request->client;
        op->bytes = sizes[request->row];
        op->began = request->at;
        op->flagged = (request->flags & OP_READ_AFTER) != 0;
    }
}

static void inherit(struct slow_op *op, const struct slow_op *maker)
{
    op->row = maker->row;
    op->client = maker->client;
    op->bytes = maker->bytes;
}

static void begin_write(struct slow_model *model, const struct slow_line *line, struct slow_op *op)
{
    op->change = slow_new_value(model, (struct slow_value){
        .row = line->row, .base = slow_number(model, slow_current(model, line->row)),
        .state = SLOW_OPEN, .committed_at = SLOW_NEVER, .reached_at = SLOW_NEVER,
        .raw = line->flags == ROAD_RAW, .last = op->last});
    if (op->kind != OP_WRITE || op->began != line->at)
        slow_complain(model, line, "a write that was never asked for");
}

static void begin_own_read(struct slow_model *model, const struct slow_line *line,
                           struct slow_op *op)
{
    op->began = line->at;
    if (line->version == 0)
        return;
    inherit(op, &model->ops[line->version]);
    op->own = true;
    op->change = model->ops[line->version].change;
}

/* ---- ends ---- */

static void learn(struct slow_lesson *lessons, size_t *count, const struct slow_op *op,
                  uint32_t number, uint32_t newest, size_t line)
{
    lessons[(*count)++] = (struct slow_lesson){op->client, op->row, number, newest, line};
}

static void end_write(struct slow_model *model, const struct slow_line *line,
                      const struct slow_op *op)
{
    const struct slow_value *value = &model->values[op->change];
    bool committed = value->state == SLOW_COMMITTED;

    if (slow_is_measured(model, op->began)) {
        model->result->writes++;
        model->result->commits += committed;
        model->result->rollbacks += !committed;
        if (model->settings->sessions)
            histogram_add(&model->result->write_latency, line->at - op->began);
    }
    if (committed && op->client != 0)
        learn(model->wrote, &model->wrote_count, op, value->number, line->newest,
              (size_t)(line - model->log->lines));
    if (op->flagged)
        inherit(&model->ops[line->extra], op);
}

static void judge_session(struct slow_model *model, const struct slow_line *line,
                          const struct slow_op *op)
{
    const struct slow_value *value = &model->values[op->value];
    uint32_t number = slow_number(model, op->value);
    bool own = op->own && op->value == op->change;

    if (!model->settings->sessions || op->client == 0 || value->state == SLOW_ROLLED_BACK)
        return;
    if (!own) {
        bool measured = slow_is_measured(model, op->began);
        bool unwritten = number < slow_floor(model, model->wrote, model->wrote_count, line->op);
        bool back = number < slow_floor(model, model->saw, model->saw_count, line->op);
        slow_slice(model, line)->read_your_writes += unwritten;
        slow_slice(model, line)->monotonic_reads += back;
        model->result->read_your_writes += measured && unwritten;
        model->result->monotonic_reads += measured && back;
    }
    learn(model->saw, &model->saw_count, op, number, line->newest,
          (size_t)(line - model->log->lines));
}

static void count_read(struct slow_model *model, const struct slow_line *line,
                       const struct slow_op *op)
{
    struct result *result = model->result;

    result->reads++;
    result->hits += op->hit;
    result->read_bytes += op->bytes;
    result->hit_bytes += op->hit ? op->bytes : 0;
    result->dirty += op->dirty;
    result->aborted += op->aborted;
    result->torn += op->torn;
    result->own_transaction_stale += op->own && op->value != op->change;
    result->wrong_row += model->values[op->value].row != op->row;
    if (model->settings->sessions)
        histogram_add(&result->read_latency, line->at - op->began);
    if (!op->stale)
        return;
    result->stale++;
    result->stale_by[op->cause]++;
    histogram_add(&result->age, op->began - slow_since(model, op->value, op->began));
    histogram_add(&result->version_lag, slow_lag(model, op->value, op->began));
}

static void end_read(struct slow_model *model, const struct slow_line *line, struct slow_op *op)
{
    bool measured = slow_is_measured(model, op->began);
    struct slice *slice = slow_slice(model, line);
    unsigned flags;

    if (op->value < 0) {                   /* A plain hit is this one line. */
        struct slow_entry *entry = slow_cache_find(&model->cache, (uint64_t)line->row << 32,
                                                   line->at);
        if (entry == NULL) {
            slow_complain(model, line, "a hit on what is not there");
            return;
        }
        slow_give(model, line, op, entry);
    }
    flags = (op->hit ? 1u : 0u) | (measured ? 2u : 0u)
          | (op->stale ? 4u | (unsigned)op->cause << 4 : 0u)
          | (model->values[op->value].state != SLOW_COMMITTED ? 8u : 0u);
    if (flags != line->flags || (int64_t)line->extra != op->began
        || (!(flags & 8) && line->version != slow_number(model, op->value)))
        slow_complain(model, line, "the slow model has flags=%u version=%u (cause %s)", flags,
                      slow_number(model, op->value), op->stale ? cause_names[op->cause] : "none");
    slice->read_bytes += op->bytes;
    slice->hit_bytes += op->hit ? op->bytes : 0;
    if (op->stale) {
        slice->stale_age_sum += (uint64_t)(op->began - slow_since(model, op->value, op->began));
        slice->stale_lag_sum += slow_lag(model, op->value, op->began);
        model->stale[model->stale_count++] = (struct slow_stale){
            slow_missed(model, op->value), op->began, (size_t)(line - model->log->lines)};
    }
    if (measured)
        count_read(model, line, op);
    judge_session(model, line, op);
}

/* ---- the whole ---- */

static void follow(struct slow_model *model, const struct slow_line *line)
{
    struct slow_op *op = &model->ops[line->op];

    if (is(line, "read"))
        end_read(model, line, op);
    else if (is(line, "write"))
        begin_write(model, line, op);
    else if (is(line, "write-end"))
        end_write(model, line, op);
    else if (is(line, "signal"))
        op->began = line->at;
    else if (is(line, "signal-end"))
        model->values[op->change].pending--;
    else if (is(line, "effect"))
        slow_effect(model, line, op);
    else if (is(line, "asked"))
        slow_asked(model, line, op);
    else if (is(line, "lost"))
        slow_lost(model, line, op);
    else if (is(line, "fault"))
        slow_restart(model, line);
    else if (is(line, "read-begin"))
        begin_own_read(model, line, op);
    if (is(line, "asked") && line->version != 0)
        inherit(&model->ops[line->version], op);
    model->more = is(line, "more") ? line->extra : 0;
}

/* The figures that are taken at one instant. */
static void at_the_end(struct slow_model *model)
{
    struct result *result = model->result;

    model->ended = true;
    slow_cache_sweep(&model->cache, model->settings->end);
    result->cache_bytes = slow_cache_bytes(&model->cache);
    result->cache_entries = (uint64_t)model->cache.count;
    result->evictions = model->cache.evictions - model->evictions_before;
    for (int i = 0; i < model->cache.count; i++) {
        const struct slow_entry *entry = &model->cache.entries[i];
        *(entry->value >= 0 && entry->orphan ? &result->orphan_bytes : &result->live_bytes)
            += entry->bytes;
    }
}

static void count_write_races(struct slow_model *model)
{
    for (int i = 0; i < model->value_count; i++) {
        const struct slow_value *c = &model->values[i];
        struct slice *slice = slow_slice_at(model, c->reached_at);
        bool hit = false;
        if (c->state != SLOW_COMMITTED || c->reached_at == SLOW_NEVER)
            continue;
        for (size_t r = 0; r < model->stale_count; r++)
            hit |= model->stale[r].missed == i && (model->stale[r].began < c->reached_at
                                                   || model->stale[r].line < c->reached_line);
        slice->write_races++;
        slice->write_races_hit += hit;
        slice->write_race_sum += (uint64_t)(c->reached_at - c->committed_at);
        if (!slow_is_measured(model, c->committed_at))
            continue;
        model->result->write_races++;
        model->result->write_races_hit += hit;
        histogram_add(&model->result->write_race, c->reached_at - c->committed_at);
    }
}

static void follow_all(struct slow_model *model)
{
    int64_t now = model->settings->end;

    for (size_t i = 0; i < model->log->count && model->answer->trouble[0] == '\0'; i++) {
        const struct slow_line *line = &model->log->lines[i];
        slow_series_until(model, line->at);
        if (!model->ended && line->at >= model->settings->end)
            at_the_end(model);
        slow_cache_expire_counters(&model->cache, line->at);
        follow(model, line);
        slow_series_line(model, line);
        if (line->at < model->settings->warmup)
            model->evictions_before = model->cache.evictions;
        if (line->at > now)
            now = line->at;
    }
    slow_series_until(model, model->settings->end);
    if (!model->ended)
        at_the_end(model);
    close_leftovers(model, now);
    count_write_races(model);
    slow_count_loads(model);
}

void slow_model_run(const struct slow_settings *settings, const struct slow_log *log,
                    struct slow_answer *answer)
{
    size_t room = log->count + settings->request_count * 2 + 16;
    struct slow_model model = {
        .settings = settings, .log = log, .answer = answer, .result = answer->result,
        .cache = {
            .capacity_bytes = settings->capacity_bytes,
            .capacity_entries = settings->capacity_entries, .overhead = settings->overhead,
            .lru = settings->lru || settings->mistake == SLOW_FIFO_IS_LRU,
            .late = settings->mistake == SLOW_WINDOWS_END_LATE,
            .closed = window_closed,
        },
        .values = calloc(room, sizeof *model.values), .ops = calloc(OPS_MAX, sizeof *model.ops),
        .wrote = calloc(room, sizeof *model.wrote), .saw = calloc(room, sizeof *model.saw),
        .counts = calloc(room, sizeof *model.counts),
        .stale = calloc(room, sizeof *model.stale), .tokens = calloc(room, sizeof *model.tokens),
        .latencies = {calloc(room, sizeof(int64_t)), calloc(room, sizeof(int64_t))},
    };

    model.cache.owner = &model;
    if (model.values == NULL || model.ops == NULL || model.wrote == NULL || model.saw == NULL
        || model.stale == NULL || model.tokens == NULL || model.latencies[0] == NULL
        || model.latencies[1] == NULL || model.counts == NULL)
        abort();
    number_operations(&model);
    if (answer->trouble[0] == '\0')
        follow_all(&model);
    free(model.values);
    free(model.ops);
    free(model.latencies[0]);
    free(model.latencies[1]);
    free(model.counts);
    free(model.wrote);
    free(model.saw);
    free(model.stale);
    free(model.tokens);
}
