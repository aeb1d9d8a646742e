/* table.c - the table that `stalemate run` ends with. */
#include "reports/table.h"

#include "reports/figure.h"
#include "reports/grid.h"
#include "reports/quote.h"
#include "reports/show.h"

#include <string.h>

#define PLUS_MINUS "\xc2\xb1"
#define BOUND_MARK " *"

static void add_title(struct text *to, const struct digest *digest)
{
    quote_terminal(to, digest->scenario, 60);
    text_add(to, ": ");
    show_duration(to, (double)(digest->end - digest->warmup));
    text_add(to, " measured after ");
    show_duration(to, (double)digest->warmup);
    text_add(to, " of warm-up");
    if (digest->seed_count == 1) {
        text_add(to, ", seed ");
        quote_terminal(to, digest->seeds[0], 20);
    } else
        text_format(to, ", %zu seeds", digest->seed_count);
    text_add(to, "\n\n");
}

static void add_heading(struct grid *grid)
{
    struct grid_row *top = grid_add(grid, GRID_HEADING, "", "");
    struct grid_row *bottom;
    size_t c = 0;

    for (; show_columns[c].figure != NULL; c++)
        text_add(&top->cells[c], show_columns[c].top);
    text_add(&top->cells[c], "main");
    bottom = grid_add(grid, GRID_HEADING, "strategy", "");
    for (c = 0; show_columns[c].figure != NULL; c++)
        text_add(&bottom->cells[c], show_columns[c].bottom);
    text_add(&bottom->cells[c], "cause");
    grid->columns = c + 1;
    grid->left[c] = true;
}

static void add_strategy(struct grid *grid, const struct digest_row *from, size_t seed_count)
{
    enum cause cause = digest_main_cause(from);
    struct grid_row *row = grid_add(grid, from->bound ? GRID_FAINT : GRID_PLAIN, from->strategy,
                                    from->bound ? BOUND_MARK : "");
    size_t c = 0;

    for (; show_columns[c].figure != NULL; c++) {
        struct spread spread = digest_figure(from, show_columns[c].figure);
        const struct figure *figure = &figure_list()[figure_index(show_columns[c].figure)];
        if (spread.samples == 0)
            text_add_char(&row->cells[c], '-');
        else
            show_value(&row->cells[c], metric_key_unit(&figure->key), spread.mean);
    }
    text_add(&row->cells[c], cause == CAUSE_COUNT ? "-" : cause_names[cause]);
    if (seed_count < 2)
        return;
    row = grid_add(grid, GRID_FAINT, "", "");
    for (c = 0; show_columns[c].figure != NULL; c++) {
        struct spread spread = digest_figure(from, show_columns[c].figure);
        const struct figure *figure = &figure_list()[figure_index(show_columns[c].figure)];
        if (spread.samples < 2)
            continue;
        text_add(&row->cells[c], PLUS_MINUS);
        show_half_width(&row->cells[c], metric_key_unit(&figure->key), spread.half_width);
    }
}

/* "expiry-" above "lag": causes are narrow columns. */
static void add_cause_heading(struct grid *grid, const size_t *causes, size_t count)
{
    struct grid_row *top = grid_add(grid, GRID_HEADING, "", "");
    struct grid_row *bottom;

    text_add(&top->cells[0], "stale");
    for (size_t c = 0; c < count; c++) {
        const char *hyphen = strchr(cause_names[causes[c]], '-');
        if (hyphen != NULL)
            text_add_bytes(&top->cells[c + 1], cause_names[causes[c]],
                           (size_t)(hyphen + 1 - cause_names[causes[c]]));
    }
    bottom = grid_add(grid, GRID_HEADING, "share of stale reads", "");
    text_add(&bottom->cells[0], "reads");
    for (size_t c = 0; c < count; c++) {
        const char *hyphen = strchr(cause_names[causes[c]], '-');
        text_add(&bottom->cells[c + 1], hyphen != NULL ? hyphen + 1 : cause_names[causes[c]]);
    }
    grid->columns = count + 1;
}

static void add_causes(struct text *to, const struct digest *digest, bool colour)
{
    struct grid grid = {0};
    size_t causes[CAUSE_COUNT], count = 0;

    for (size_t c = 0; c < CAUSE_COUNT; c++) {
        uint64_t sum = 0;
        for (size_t i = 0; i < digest->row_count; i++)
            sum += digest->rows[i].causes[c];
        if (sum > 0)
            causes[count++] = c;
    }
    if (count == 0) {
        text_add(to, digest_any(digest, "reads") ? "No read was stale.\n"
                                                 : "No read was measured.\n");
        return;
    }
    add_cause_heading(&grid, causes, count);
    for (size_t i = 0; i < digest->row_count; i++) {
        const struct digest_row *from = &digest->rows[i];
        uint64_t stale = digest_stale(from);
        struct grid_row *row;
        if (stale == 0)
            continue;
        row = grid_add(&grid, from->bound ? GRID_FAINT : GRID_PLAIN, from->strategy,
                       from->bound ? BOUND_MARK : "");
        show_count(&row->cells[0], (double)stale);
        for (size_t c = 0; c < count; c++) {
            if (from->causes[causes[c]] == 0)
                text_add_char(&row->cells[c + 1], '-');
            else
                show_percent(&row->cells[c + 1], (double)from->causes[causes[c]] / (double)stale);
        }
    }
    grid_print(to, &grid, TABLE_WIDTH, colour);
}

/* Reads with which something else is wrong, where there are any. */
static void add_anomalies(struct text *to, const struct digest *digest, bool colour)
{
    const struct show_column *seen[GRID_COLUMNS_MAX];
    struct grid grid = {0};
    struct grid_row *row;
    size_t count = 0;

    for (const struct show_column *c = show_anomalies; c->figure != NULL; c++) {
        if (digest_any(digest, c->figure))
            seen[count++] = c;
    }
    if (count == 0)
        return;
    text_add_char(to, '\n');
    row = grid_add(&grid, GRID_HEADING, "", "");
    for (size_t c = 0; c < count; c++)
        text_add(&row->cells[c], seen[c]->top);
    row = grid_add(&grid, GRID_HEADING, "reads wrong in other ways", "");
    for (size_t c = 0; c < count; c++)
        text_add(&row->cells[c], seen[c]->bottom);
    grid.columns = count;
    for (size_t i = 0; i < digest->row_count; i++) {
        const struct digest_row *from = &digest->rows[i];
        double sum = 0;
        for (size_t c = 0; c < count; c++)
            sum += digest_figure(from, seen[c]->figure).mean;
        if (sum == 0)
            continue;
        row = grid_add(&grid, from->bound ? GRID_FAINT : GRID_PLAIN, from->strategy,
                       from->bound ? BOUND_MARK : "");
        for (size_t c = 0; c < count; c++) {
            double mean = digest_figure(from, seen[c]->figure).mean;
            if (mean > 0)
                show_count(&row->cells[c], mean);
            else
                text_add_char(&row->cells[c], '-');
        }
    }
    grid_print(to, &grid, TABLE_WIDTH, colour);
}

void report_table(struct text *to, const struct digest *digest, bool colour)
{
    struct grid grid = {0};
    bool bounds = false;

    add_title(to, digest);
    add_heading(&grid);
    for (size_t i = 0; i < digest->row_count; i++) {
        add_strategy(&grid, &digest->rows[i], digest->seed_count);
        bounds |= digest->rows[i].bound;
    }
    grid_print(to, &grid, TABLE_WIDTH, colour);
    text_add_char(to, '\n');
    add_causes(to, digest, colour);
    add_anomalies(to, digest, colour);
    if (bounds || digest->seed_count > 1)
        text_add_char(to, '\n');
    if (bounds)
        text_add(to, "* a bound: what a cache is measured against, not a choice\n");
    if (digest->seed_count > 1)
        text_add(to, "means over the seeds, " PLUS_MINUS " half-width of their 95 % confidence "
                     "interval; stale reads are sums\n");
}
