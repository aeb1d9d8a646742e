/* json.c - results.json: everything that was measured, for programs. */
#include "reports/json.h"

#include "reports/figure.h"
#include "reports/quote.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_MAX ((UINT64_C(1) << 53) - 1)    /* the largest that no reader rounds to */

enum { LINE_MAX = 100, STEP = 2 };

/* Where we are: members are separated and indented by what has been opened. */
struct writer {
    struct text *to;
    size_t depth;
    bool first;            /* nothing stands in the innermost container yet */
};

static void new_line(struct writer *w)
{
    text_add_char(w->to, '\n');
    text_add_repeated(w->to, ' ', w->depth * STEP);
}

static void begin_item(struct writer *w)
{
    if (!w->first)
        text_add_char(w->to, ',');
    w->first = false;
    new_line(w);
}

static void begin_member(struct writer *w, const char *key)
{
    begin_item(w);
    quote_json(w->to, key);
    text_add(w->to, ": ");
}

static void open_container(struct writer *w, char bracket)
{
    text_add_char(w->to, bracket);
    w->depth++;
    w->first = true;
}

static void close_container(struct writer *w, char bracket)
{
    w->depth--;
    if (!w->first)
        new_line(w);
    w->first = false;
    text_add_char(w->to, bracket);
}

static void add_whole(struct text *to, uint64_t value)
{
    text_format(to, value > EXACT_MAX ? "\"%" PRIu64 "\"" : "%" PRIu64, value);
}

static void member_whole(struct writer *w, const char *key, uint64_t value)
{
    begin_member(w, key);
    add_whole(w->to, value);
}

static void member_text(struct writer *w, const char *key, const char *value)
{
    begin_member(w, key);
    quote_json(w->to, value);
}

static void add_double(struct text *to, const struct figure *figure, double value,
                       void (*add)(struct text *, const struct figure *, double))
{
    bool exact = value <= (double)EXACT_MAX;

    if (!exact)
        text_add_char(to, '"');
    add(to, figure, value);
    if (!exact)
        text_add_char(to, '"');
}

/* Before the next element of an array of numbers: the comma, and a new line where this one is
 * long. */
static void separate(struct writer *w, size_t *line_start, bool first)
{
    if (first)
        return;
    text_add_char(w->to, ',');
    if (w->to->length - *line_start < LINE_MAX)
        return;
    *line_start = w->to->length + 1;
    new_line(w);
}

static int compare_names(const void *a, const void *b)
{
    const struct figure *const *left = a, *const *right = b;

    return strcmp((*left)->name, (*right)->name);
}

static void add_units(struct writer *w, const struct figure **sorted)
{
    begin_member(w, "units");
    open_container(w, '{');
    for (size_t f = 0; f < figure_count(); f++)
        member_text(w, sorted[f]->name, figure_unit(metric_key_unit(&sorted[f]->key)));
    close_container(w, '}');
}

static void add_across_seeds(struct writer *w, const struct digest_row *row,
                             const struct figure **sorted)
{
    begin_member(w, "across-seeds");
    open_container(w, '{');
    for (size_t f = 0; f < figure_count(); f++) {
        const struct spread *spread = &row->figures[sorted[f] - figure_list()];
        begin_member(w, sorted[f]->name);
        text_add(w->to, "{\"half-width-95\": ");
        if (spread->samples < 2)
            text_add(w->to, "null");
        else
            add_double(w->to, sorted[f], spread->half_width, figure_add_mean);
        text_add(w->to, ", \"mean\": ");
        if (spread->samples == 0)
            text_add(w->to, "null");
        else
            add_double(w->to, sorted[f], spread->mean, figure_add_mean);
        text_format(w->to, ", \"seeds\": %zu}", spread->samples);
    }
    close_container(w, '}');
}

/* An object of counts by cause, sorted. */
static void sort_causes(size_t order[CAUSE_COUNT])
{
    for (size_t c = 0; c < CAUSE_COUNT; c++) {
        size_t at = c;
        for (; at > 0 && strcmp(cause_names[order[at - 1]], cause_names[c]) > 0; at--)
            order[at] = order[at - 1];
        order[at] = c;
    }
}

static void add_causes(struct writer *w, const uint64_t causes[CAUSE_COUNT])
{
    size_t order[CAUSE_COUNT];

    sort_causes(order);
    begin_member(w, "causes");
    open_container(w, '{');
    for (size_t c = 0; c < CAUSE_COUNT; c++)
        member_whole(w, cause_names[order[c]], causes[order[c]]);
    close_container(w, '}');
}

static int compare_distributions(const void *a, const void *b)
{
    const struct digest_distribution *const *left = a, *const *right = b;

    return strcmp((*left)->metric->name, (*right)->metric->name);
}

static void add_distributions(struct writer *w, const struct digest_row *row)
{
    size_t count = figure_distribution_count(), line_start;
    const struct digest_distribution *sorted[64];

    CHECK(count <= sizeof sorted / sizeof sorted[0]);
    for (size_t d = 0; d < count; d++)
        sorted[d] = &row->distributions[d];
    qsort(sorted, count, sizeof sorted[0], compare_distributions);
    begin_member(w, "distributions");
    open_container(w, '{');
    for (size_t d = 0; d < count; d++) {
        begin_member(w, sorted[d]->metric->name);
        open_container(w, '{');
        begin_member(w, "buckets");
        line_start = w->to->length;
        text_add_char(w->to, '[');
        for (size_t b = 0; b < sorted[d]->bucket_count; b++) {
            const struct digest_bucket *bucket = &sorted[d]->buckets[b];
            separate(w, &line_start, b == 0);
            text_add_char(w->to, '[');
            add_whole(w->to, (uint64_t)bucket->low);
            text_add_char(w->to, ',');
            add_whole(w->to, (uint64_t)bucket->high);
            text_add_char(w->to, ',');
            add_whole(w->to, bucket->count);
            text_add_char(w->to, ']');
        }
        text_add_char(w->to, ']');
        member_whole(w, "samples", sorted[d]->samples);
        member_text(w, "unit", figure_unit(sorted[d]->metric->unit));
        close_container(w, '}');
    }
    close_container(w, '}');
}

static void add_metrics(struct writer *w, const struct result *result, const struct figure **sorted)
{
    begin_member(w, "metrics");
    open_container(w, '{');
    for (size_t f = 0; f < figure_count(); f++) {
        begin_member(w, sorted[f]->name);
        if (metric_defined(&sorted[f]->key, result))
            add_double(w->to, sorted[f], metric_value(&sorted[f]->key, result), figure_add_value);
        else
            text_add(w->to, "null");
    }
    close_container(w, '}');
}

/* The k-th slice's number of one column, or of one cause where `column` is NULL. */
static uint64_t slice_number(const struct slice *slice, const struct digest_column *column,
                             size_t cause)
{
    return column != NULL ? digest_slice_value(column, slice) : slice->stale_by[cause];
}

static void member_series(struct writer *w, const char *key, const struct digest *digest,
                          const struct digest_row *row, const struct digest_column *column,
                          size_t cause)
{
    size_t line_start;

    begin_member(w, key);
    line_start = w->to->length;
    text_add_char(w->to, '[');
    for (size_t i = 0; i < digest->slice_count; i++) {
        separate(w, &line_start, i == 0);
        add_whole(w->to, slice_number(&row->slices[i], column, cause));
    }
    text_add_char(w->to, ']');
}

static void add_slices(struct writer *w, const struct digest *digest, const struct digest_row *row)
{
    const struct digest_column *sorted[64];
    size_t count = 0, order[CAUSE_COUNT];

    for (const struct digest_column *c = digest_columns; c->name != NULL; c++) {
        size_t at = count++;
        CHECK(count <= sizeof sorted / sizeof sorted[0]);
        for (; at > 0 && strcmp(sorted[at - 1]->name, c->name) > 0; at--)
            sorted[at] = sorted[at - 1];
        sorted[at] = c;
    }
    begin_member(w, "slices");
    open_container(w, '{');
    for (size_t c = 0; c < count; c++)
        member_series(w, sorted[c]->name, digest, row, sorted[c], 0);
    close_container(w, '}');
    sort_causes(order);
    begin_member(w, "slices-causes");
    open_container(w, '{');
    for (size_t c = 0; c < CAUSE_COUNT; c++) {
        if (row->causes[order[c]] > 0)
            member_series(w, cause_names[order[c]], digest, row, NULL, order[c]);
    }
    close_container(w, '}');
}

static void add_run(struct writer *w, const struct result *result, const char *seed,
                    const struct figure **sorted)
{
    begin_item(w);
    open_container(w, '{');
    add_causes(w, result->stale_by);
    member_whole(w, "end", (uint64_t)result->end);
    member_whole(w, "events", result->events);
    member_text(w, "fingerprint", result->fingerprint);
    add_metrics(w, result, sorted);
    member_text(w, "seed", seed);
    member_whole(w, "warmup", (uint64_t)result->warmup);
    close_container(w, '}');
}

static void add_strategy(struct writer *w, const struct comparison_row *row,
                         const struct digest *digest, const struct digest_row *digested,
                         const struct figure **sorted)
{
    begin_item(w);
    open_container(w, '{');
    add_across_seeds(w, digested, sorted);
    begin_member(w, "bound");
    text_add(w->to, row->bound ? "true" : "false");
    add_causes(w, digested->causes);
    add_distributions(w, digested);
    member_text(w, "name", row->strategy);
    begin_member(w, "runs");
    open_container(w, '[');
    for (size_t s = 0; s < digest->seed_count; s++)
        add_run(w, row->results[s], digest->seeds[s], sorted);
    close_container(w, ']');
    add_slices(w, digest, digested);
    begin_member(w, "stack");
    text_add(w->to, row->stack != NULL ? row->stack : "null");
    close_container(w, '}');
}

void report_json(struct text *to, const struct comparison *comparison, const struct digest *digest)
{
    const struct figure **sorted = calloc(figure_count(), sizeof *sorted);
    struct writer w = {.to = to};

    if (sorted == NULL) {
        to->failed = true;
        return;
    }
    for (size_t f = 0; f < figure_count(); f++)
        sorted[f] = &figure_list()[f];
    qsort(sorted, figure_count(), sizeof *sorted, compare_names);
    open_container(&w, '{');
    member_whole(&w, "end", (uint64_t)digest->end);
    begin_member(&w, "histogram-relative-error");
    text_format(to, "%.9f", 1.0 / HISTOGRAM_ERROR);
    member_text(&w, "kind", JSON_RESULTS_KIND);
    member_text(&w, "scenario", comparison->scenario);
    member_whole(&w, "schema", JSON_RESULTS_SCHEMA);
    begin_member(&w, "seeds");
    open_container(&w, '[');
    for (size_t s = 0; s < digest->seed_count; s++) {
        begin_item(&w);
        quote_json(to, digest->seeds[s]);
    }
    close_container(&w, ']');
    member_whole(&w, "slice-length", (uint64_t)digest->slice_length);
    begin_member(&w, "strategies");
    open_container(&w, '[');
    for (size_t i = 0; i < comparison->row_count; i++)
        add_strategy(&w, &comparison->rows[i], digest, &digest->rows[i], sorted);
    close_container(&w, ']');
    add_units(&w, sorted);
    member_whole(&w, "warmup", (uint64_t)digest->warmup);
    close_container(&w, '}');
    text_add_char(to, '\n');
    free(sorted);
}
