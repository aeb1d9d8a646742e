/* slow_loads.c - how many loads of a row, and of all rows, were under way at once. */
#include "tests/differential/slow_history.h"

#include <stdlib.h>
#include <string.h>

/* A load is under way from when its operation knew that it had to read the database until its end.
 * Places in the log: just before line i is 2 i, just after it 2 i + 1. */
struct load {
    uint32_t op, row;
    size_t begin, end;
    int64_t at;                /* when it begins */
};

/* Whether the line is of a request that came before the operation, at the same instant. */
static bool is_of_earlier_request(const struct slow_model *model, const struct slow_line *line,
                                  uint32_t op)
{
    const struct slow_op *other = &model->ops[line->op];

    return line->op < op && other->began == model->ops[op].began && other->begun_line == 0
        && other->kind != OP_SIGNAL;
}

/* Where a request begins that does nothing before its load: of what is due at one instant, requests
 * come first, in their order. */
static size_t place_of_request(const struct slow_model *model, uint32_t op)
{
    int64_t began = model->ops[op].began;
    size_t i = 0;

    while (i < model->log->count
           && (model->log->lines[i].at < began
               || (model->log->lines[i].at == began
                   && is_of_earlier_request(model, &model->log->lines[i], op))))
        i++;
    return 2 * i;
}

static bool ends(const struct slow_line *line)
{
    return strcmp(line->kind, "read") == 0 || strcmp(line->kind, "write-end") == 0
        || strcmp(line->kind, "signal-end") == 0;
}

/* The loads, in the order in which they begin in the log. */
static size_t find_loads(const struct slow_model *model, struct load *loads)
{
    size_t *before = calloc(model->op_count + 1, sizeof *before);  /* line + 1 of its last step */
    size_t *load_of = calloc(model->op_count + 1, sizeof *load_of);
    size_t count = 0;

    if (before == NULL || load_of == NULL)
        abort();
    for (size_t i = 0; i < model->log->count; i++) {
        const struct slow_line *line = &model->log->lines[i];
        uint32_t op = line->op;
        if (strcmp(line->kind, "fault") == 0)
            continue;
        if (strcmp(line->kind, "effect") == 0 && line->effect == EFFECT_DB_READ
            && load_of[op] == 0) {
            size_t b = before[op];
            loads[count++] = (struct load){
                .op = op, .row = line->row, .end = SIZE_MAX,
                .begin = b > 0 ? 2 * (b - 1) + 1 : place_of_request(model, op),
                .at = b > 0 ? model->log->lines[b - 1].at : model->ops[op].began};
            load_of[op] = count;
            if (model->settings->mistake == SLOW_LOADS_END_AT_ONCE)
                loads[count - 1].end = 2 * i + 1;
        }
        before[op] = i + 1;
        if (ends(line) && load_of[op] > 0 && loads[load_of[op] - 1].end == SIZE_MAX)
            loads[load_of[op] - 1].end = 2 * i + 1;
    }
    free(before);
    free(load_of);
    return count;
}

/* Whether it is under way when the other begins. */
static bool is_met_by(const struct load *load, const struct load *other)
{
    return (load->begin < other->begin || (load->begin == other->begin && load->op <= other->op))
        && load->end > other->begin;
}

void slow_count_loads(struct slow_model *model)
{
    struct load *loads = calloc(model->log->count + 1, sizeof *loads);
    struct result *result = model->result;
    size_t count;

    if (loads == NULL)
        abort();
    count = find_loads(model, loads);
    for (size_t i = 0; i < count; i++) {
        struct slice *slice = slow_slice_at(model, loads[i].at);
        uint64_t all = 0, of_row = 0;
        for (size_t k = 0; k < count; k++) {
            all += is_met_by(&loads[k], &loads[i]);
            of_row += is_met_by(&loads[k], &loads[i]) && loads[k].row == loads[i].row;
        }
        if (of_row > slice->recomputation_peak)
            slice->recomputation_peak = of_row;
        if (all > slice->db_concurrency_peak)
            slice->db_concurrency_peak = all;
        if (!slow_is_measured(model, loads[i].at))
            continue;
        result->herds += of_row == 1;
        if (of_row > result->recomputation_peak)
            result->recomputation_peak = of_row;
        if (all > result->db_concurrency_peak)
            result->db_concurrency_peak = all;
    }
    free(loads);
}
