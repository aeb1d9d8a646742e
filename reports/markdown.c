/* markdown.c - summary.md: a comparison for a reader, with how to read it. */
#include "reports/markdown.h"

#include "reports/figure.h"
#include "reports/quote.h"
#include "reports/show.h"

#define PLUS_MINUS "\xc2\xb1"

static void add_measured(struct text *to, const struct digest *digest)
{
    text_add(to, "What was measured: ");
    show_duration(to, (double)(digest->end - digest->warmup));
    text_add(to, " of virtual time, after a warm-up of ");
    show_duration(to, (double)digest->warmup);
    text_add(to, " that is not counted. Every strategy met the very same requests");
    if (digest->seed_count == 1) {
        text_add(to, "; seed ");
        quote_markdown(to, digest->seeds[0]);
        text_add(to, ".\n");
    } else {
        text_format(to, "; anew for each of %zu seeds (", digest->seed_count);
        for (size_t s = 0; s < digest->seed_count; s++) {
            text_add(to, s > 0 ? ", " : "");
            quote_markdown(to, digest->seeds[s]);
        }
        text_add(to, "). Figures are means over the seeds, " PLUS_MINUS
                     " the half-width of their 95 % confidence interval.\n");
    }
}

static void add_name(struct text *to, const struct digest_row *row)
{
    text_add(to, "| ");
    quote_markdown(to, row->strategy);
    text_add(to, row->bound ? " (bound) |" : " |");
}

static void add_table(struct text *to, const struct digest *digest)
{
    text_add(to, "| strategy |");
    for (const struct show_column *c = show_columns; c->figure != NULL; c++)
        text_format(to, " %s |", c->title);
    text_add(to, " main cause |\n|:--|");
    for (const struct show_column *c = show_columns; c->figure != NULL; c++)
        text_add(to, "--:|");
    text_add(to, ":--|\n");
    for (size_t i = 0; i < digest->row_count; i++) {
        const struct digest_row *row = &digest->rows[i];
        enum cause cause = digest_main_cause(row);
        add_name(to, row);
        for (const struct show_column *c = show_columns; c->figure != NULL; c++) {
            struct spread spread = digest_figure(row, c->figure);
            enum metric_unit unit = metric_key_unit(&figure_list()[figure_index(c->figure)].key);
            text_add_char(to, ' ');
            if (spread.samples == 0)
                text_add_char(to, '-');
            else
                show_value(to, unit, spread.mean);
            if (spread.samples > 1) {
                text_add(to, " " PLUS_MINUS " ");
                show_half_width(to, unit, spread.half_width);
            }
            text_add(to, " |");
        }
        text_format(to, " %s |\n", cause == CAUSE_COUNT ? "-" : cause_names[cause]);
    }
}

static void add_causes(struct text *to, const struct digest *digest)
{
    uint64_t sums[CAUSE_COUNT] = {0}, sum = 0;

    for (size_t i = 0; i < digest->row_count; i++) {
        for (size_t c = 0; c < CAUSE_COUNT; c++)
            sums[c] += digest->rows[i].causes[c];
        sum += digest_stale(&digest->rows[i]);
    }
    text_add(to, "\n## Why reads were stale\n\n");
    if (sum == 0) {
        text_add(to, digest_any(digest, "reads") ? "No read was stale.\n"
                                                 : "No read was measured.\n");
        return;
    }
    text_add(to, "Each stale read has one cause; shares of the strategy's stale reads.\n\n| "
                 "strategy | stale reads |");
    for (size_t c = 0; c < CAUSE_COUNT; c++) {
        if (sums[c] > 0)
            text_format(to, " %s |", cause_names[c]);
    }
    text_add(to, "\n|:--|--:|");
    for (size_t c = 0; c < CAUSE_COUNT; c++)
        text_add(to, sums[c] > 0 ? "--:|" : "");
    text_add_char(to, '\n');
    for (size_t i = 0; i < digest->row_count; i++) {
        const struct digest_row *row = &digest->rows[i];
        uint64_t stale = digest_stale(row);
        add_name(to, row);
        text_add_char(to, ' ');
        show_count(to, (double)stale);
        for (size_t c = 0; c < CAUSE_COUNT; c++) {
            if (sums[c] == 0)
                continue;
            text_add(to, " | ");
            if (row->causes[c] == 0)
                text_add_char(to, '-');
            else
                show_percent(to, (double)row->causes[c] / (double)stale);
        }
        text_add(to, " |\n");
    }
}

/* Reads with which something else is wrong, where there are any. */
static void add_anomalies(struct text *to, const struct digest *digest)
{
    unsigned count = 0;

    for (const struct show_column *c = show_anomalies; c->figure != NULL; c++)
        count += digest_any(digest, c->figure);
    if (count == 0)
        return;
    text_add(to, "\n## Reads that were wrong in other ways\n\n"
                 "A read may be counted here more than once, and as stale beside it.\n\n| strategy |");
    for (const struct show_column *c = show_anomalies; c->figure != NULL; c++) {
        if (digest_any(digest, c->figure))
            text_format(to, " %s |", c->title);
    }
    text_add(to, "\n|:--|");
    while (count-- > 0)
        text_add(to, "--:|");
    text_add_char(to, '\n');
    for (size_t i = 0; i < digest->row_count; i++) {
        const struct digest_row *row = &digest->rows[i];
        add_name(to, row);
        for (const struct show_column *c = show_anomalies; c->figure != NULL; c++) {
            if (!digest_any(digest, c->figure))
                continue;
            text_add_char(to, ' ');
            show_count(to, digest_figure(row, c->figure).mean);
            text_add(to, " |");
        }
        text_add_char(to, '\n');
    }
}

static void add_reading(struct text *to)
{
    text_add(to,
        "\n## How to read it\n\n"
        "A read is *stale* when a newer version had been committed before the read began; its "
        "*age* is how long before. So *stale ratio* says how many reads were too old, and *stale "
        "age* how old they were: p50 is the middle one, p99 is exceeded by one stale read in a "
        "hundred. *Left stale for ever* counts entries that were stale at the end with nothing "
        "left that would have corrected them: no invalidation on its way, no expiry due.\n\n"
        "The *bounds* are what to compare with. No-cache is never stale and pays for it with the "
        "database; ideal is what a cache would give if invalidations were instant and free. A "
        "strategy is worth its trouble when it comes near to ideal's hit ratio at a staleness "
        "that the product can bear. Compare strategies within this summary, not across "
        "workloads.");
    text_format(to, " Quantiles are at most 1/%d above the true ones.\n", HISTOGRAM_ERROR);
}

void report_markdown(struct text *to, const struct digest *digest,
                     const struct markdown_figure *figures)
{
    text_add(to, "# ");
    quote_markdown(to, digest->scenario);
    text_add(to, "\n\n");
    add_measured(to, digest);
    text_add_char(to, '\n');
    add_table(to, digest);
    add_causes(to, digest);
    add_anomalies(to, digest);
    add_reading(to);
    if (figures == NULL || figures->path == NULL)
        return;
    text_add(to, "\n## Figures\n");
    for (; figures->path != NULL; figures++)
        text_format(to, "\n![%s](%s)\n\n*%s*\n", figures->says, figures->path, figures->says);
}
