/* csv.c - results.csv and series.csv: what was measured, for spreadsheets and data frames. */
#include "reports/csv.h"

#include "reports/digest.h"
#include "reports/figure.h"
#include "reports/quote.h"
#include "sim/base/units.h"

#include <inttypes.h>

#define LINE_END "\r\n"

static void add_row_name(struct text *to, const struct comparison *comparison, size_t row,
                         size_t seed)
{
    quote_csv(to, comparison->scenario);
    text_add_char(to, ',');
    quote_csv(to, comparison->rows[row].strategy);
    text_format(to, ",%s,%" PRIu64, comparison->rows[row].bound ? "yes" : "no",
                comparison->seeds[seed]);
}

static void add_header(struct text *to)
{
    text_add(to, "scenario,strategy,bound,seed");
    for (const struct figure *f = figure_list(); f < figure_list() + figure_count(); f++)
        text_format(to, ",%s (%s)", f->name, figure_unit(metric_key_unit(&f->key)));
    text_add(to, ",warmup (ns),end (ns),events (count),fingerprint" LINE_END);
}

void report_csv(struct text *to, const struct comparison *comparison, bool header)
{
    if (header)
        add_header(to);
    for (size_t row = 0; row < comparison->row_count; row++) {
        for (size_t seed = 0; seed < comparison->seed_count; seed++) {
            const struct result *result = comparison->rows[row].results[seed];
            add_row_name(to, comparison, row, seed);
            for (const struct figure *f = figure_list(); f < figure_list() + figure_count(); f++) {
                text_add_char(to, ',');
                if (metric_defined(&f->key, result))
                    figure_add_value(to, f, metric_value(&f->key, result));
            }
            text_format(to, ",%" PRId64 ",%" PRId64 ",%" PRIu64 ",", result->warmup, result->end,
                        result->events);
            quote_csv(to, result->fingerprint);
            text_add(to, LINE_END);
        }
    }
}

void report_csv_series(struct text *to, const struct comparison *comparison)
{
    text_add(to, "scenario,strategy,bound,seed,start (s)");
    for (const struct digest_column *c = digest_columns; c->name != NULL; c++)
        text_format(to, ",%s (%s)", c->name, c->unit);
    for (size_t c = 0; c < CAUSE_COUNT; c++)
        text_format(to, ",stale-%s (count)", cause_names[c]);
    text_add(to, LINE_END);
    for (size_t row = 0; row < comparison->row_count; row++) {
        for (size_t seed = 0; seed < comparison->seed_count; seed++) {
            const struct result *result = comparison->rows[row].results[seed];
            for (size_t i = 0; i < digest_slice_count(result->end, result->slice_length); i++) {
                int64_t start = (int64_t)i * result->slice_length;
                add_row_name(to, comparison, row, seed);
                text_format(to, ",%" PRId64 ".%09" PRId64, start / UNITS_SECOND,
                            start % UNITS_SECOND);
                for (const struct digest_column *c = digest_columns; c->name != NULL; c++)
                    text_format(to, ",%" PRIu64, digest_slice_value(c, &result->slices[i]));
                for (size_t c = 0; c < CAUSE_COUNT; c++)
                    text_format(to, ",%" PRIu64, result->slices[i].stale_by[c]);
                text_add(to, LINE_END);
            }
        }
    }
}
