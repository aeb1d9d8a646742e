/* test_reports.c - the formats of reports over results made by hand: tables against goldens, JSON
 * read back, CSV cells, and what they say of a comparison without a stale read. */
#include "reports/all.h"
#include "reports/csv.h"
#include "reports/figure.h"
#include "reports/json.h"
#include "reports/markdown.h"
#include "reports/table.h"
#include "sim/base/json.h"
#include "tests/golden/report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct digest *digest_of(const struct comparison *comparison)
{
    struct complaint complaint = {0};
    struct digest *digest = digest_make(comparison, &complaint);

    assert_non_null(digest);
    return digest;
}

static void the_table_is_as_it_was(void **state)
{
    static const struct {
        size_t seeds;
        const char *golden;
    } rows[] = {{1, "report_table.txt"}, {4, "report_table_seeds.txt"}};

    for (size_t i = 0; i < 2; i++) {
        struct comparison *comparison = fixture_new(rows[i].seeds);
        struct digest *digest = digest_of(comparison);
        struct text text = {0};
        report_table(&text, digest, false);
        fixture_expect_golden(rows[i].golden, text.bytes);
        text_free(&text);
        digest_free(digest);
        fixture_free(comparison);
    }
}

static void colour_comes_only_when_asked_for(void **state)
{
    struct comparison *comparison = fixture_new(1);
    struct digest *digest = digest_of(comparison);
    struct text plain = {0}, coloured = {0};

    report_table(&plain, digest, false);
    report_table(&coloured, digest, true);
    assert_null(strchr(plain.bytes, '\033'));
    assert_non_null(strstr(coloured.bytes, "\033[1m"));
    text_free(&plain);
    text_free(&coloured);
    digest_free(digest);
    fixture_free(comparison);
}

static void the_summary_is_as_it_was(void **state)
{
    static const struct markdown_figure figures[] = {{"plots/a.svg", "What it shows."},
                                                     {NULL, NULL}};
    struct comparison *comparison = fixture_new(1);
    struct digest *digest = digest_of(comparison);
    struct text text = {0};

    report_markdown(&text, digest, figures);
    fixture_expect_golden("report_summary.md", text.bytes);
    text_free(&text);
    digest_free(digest);
    fixture_free(comparison);
}

/* Every row of a Markdown table has as many cells as its heading: counts bars that are no text. */
static void no_name_breaks_a_markdown_table(void **state)
{
    struct comparison *comparison = fixture_new(3);
    struct digest *digest = digest_of(comparison);
    struct text text = {0};
    size_t bars = 0, expected = 0;

    report_markdown(&text, digest, NULL);
    for (const char *c = text.bytes; *c != '\0'; c++) {
        if (*c == '|' && c[-1] != '\\')
            bars++;
        if (*c != '\n')
            continue;
        if (bars > 0 && expected > 0)
            assert_int_equal(bars, expected);
        expected = bars;
        bars = 0;
    }
    text_free(&text);
    digest_free(digest);
    fixture_free(comparison);
}

static void json_can_be_read_and_says_what_was_measured(void **state)
{
    struct comparison *comparison = fixture_new(2);
    struct digest *digest = digest_of(comparison);
    struct complaint complaint = {0};
    struct text text = {0};
    struct json_document *document;
    struct json_at root, at, strategies, strategy, runs, run, metrics_at;

    report_json(&text, comparison, digest);
    document = json_read_text("results.json", text.bytes, text.length, &complaint);
    if (document == NULL)
        fail_msg("%s", complaint.text);
    root = json_root(document);
    assert_true(json_member(&root, "strategies", &strategies));
    json_child(&strategies, 2, &strategy);
    assert_true(json_member(&strategy, "runs", &runs));
    assert_int_equal(json_count(&runs), 2);
    json_child(&runs, 1, &run);
    assert_true(json_member(&run, "seed", &at));
    assert_string_equal(json_string(&at), "8");
    assert_true(json_member(&run, "metrics", &metrics_at));
    assert_int_equal(json_count(&metrics_at), figure_count());
    for (size_t f = 0; f < figure_count(); f++) {
        const struct result *result = comparison->rows[2].results[1];
        const struct figure *figure = &figure_list()[f];
        assert_true(json_member(&metrics_at, figure->name, &at));
        if (!metric_defined(&figure->key, result))
            assert_int_equal(json_kind(&at), JSON_NULL);
        else if (json_kind(&at) == JSON_NUMBER)
            assert_true(json_number(&at) - metric_value(&figure->key, result) < 1e-3
                        && metric_value(&figure->key, result) - json_number(&at) < 1e-3);
    }
    json_free(document);
    text_free(&text);
    digest_free(digest);
    fixture_free(comparison);
}

static void keys_of_json_are_sorted(void **state)
{
    struct comparison *comparison = fixture_new(1);
    struct digest *digest = digest_of(comparison);
    struct complaint complaint = {0};
    struct text text = {0};
    struct json_document *document;
    struct json_at stack[64];
    size_t next[64] = {0}, depth = 0;

    report_json(&text, comparison, digest);
    document = json_read_text("results.json", text.bytes, text.length, &complaint);
    assert_non_null(document);
    stack[0] = json_root(document);
    for (;;) {
        if (next[depth] == json_count(&stack[depth])) {
            if (depth-- == 0)
                break;
            continue;
        }
        json_child(&stack[depth], next[depth]++, &stack[depth + 1]);
        if (json_kind(&stack[depth]) == JSON_OBJECT && next[depth] > 1) {
            struct json_at before;
            json_child(&stack[depth], next[depth] - 2, &before);
            assert_true(strcmp(before.key, stack[depth + 1].key) < 0);
        }
        if (json_kind(&stack[depth + 1]) == JSON_OBJECT || json_count(&stack[depth + 1]) < 20)
            next[++depth] = 0;
    }
    json_free(document);
    text_free(&text);
    digest_free(digest);
    fixture_free(comparison);
}

/* What is read back is what was written: the table and the summary come out the same. */
static void a_digest_survives_the_file(void **state)
{
    struct comparison *comparison = fixture_new(3);
    struct digest *digest = digest_of(comparison), *again;
    struct complaint complaint = {0};
    struct text first = {0}, second = {0}, path = {0};

    text_add(&path, fixture_path("deep/er/results"));
    assert_true(report_write_all(comparison, path.bytes, &complaint));
    text_add(&path, "/results.json");
    again = digest_read(path.bytes, &complaint);
    if (again == NULL)
        fail_msg("%s", complaint.text);
    report_markdown(&first, digest, NULL);
    report_markdown(&second, again, NULL);
    assert_int_equal(again->slice_count, 110);
    assert_int_equal(again->rows[3].slices[5].reads, 300);
    assert_int_equal(digest_distribution(&again->rows[2], "stale-age")->samples, 3600);
    /* The nasty name's invalid byte has become U+FFFD: everything else is equal. */
    assert_memory_equal(first.bytes, second.bytes,
                        (size_t)(strstr(first.bytes, "=1+") - first.bytes));
    text_free(&first);
    text_free(&second);
    text_free(&path);
    digest_free(digest);
    digest_free(again);
    fixture_free(comparison);
}

static void slices_of_seeds_are_sums_but_for_peaks(void **state)
{
    struct comparison *comparison = fixture_new(2);
    struct digest *digest;

    (void)state;
    for (size_t seed = 0; seed < 2; seed++) {
        struct slice *slice = &comparison->rows[0].results[seed]->slices[1];
        slice->windows = 5 + seed;
        slice->recomputation_peak = 9 - seed;
        slice->read_latency_p99 = 1000 + 50 * seed;
    }
    digest = digest_of(comparison);
    assert_int_equal(digest->rows[0].slices[1].windows, 11);
    assert_int_equal(digest->rows[0].slices[1].recomputation_peak, 9);
    assert_int_equal(digest->rows[0].slices[1].read_latency_p99, 1050);
    digest_free(digest);
    fixture_free(comparison);
}

/* Records and cells of RFC 4180. */
static void count_csv(const char *text, size_t *records, size_t *cells)
{
    bool quoted = false;

    *records = 0;
    *cells = 0;
    for (; *text != '\0'; text++) {
        quoted ^= *text == '"';
        *cells += !quoted && (*text == ',' || *text == '\n');
        *records += !quoted && *text == '\n';
    }
    assert_false(quoted);
}

static void csv_has_a_cell_for_each_column(void **state)
{
    struct comparison *comparison = fixture_new(2);
    struct text text = {0}, series = {0};
    size_t records, cells;

    report_csv(&text, comparison, true);
    count_csv(text.bytes, &records, &cells);
    assert_int_equal(records, 1 + FIXTURE_ROWS * 2);
    assert_int_equal(cells, records * (4 + figure_count() + 4));
    assert_non_null(strstr(text.bytes, "read-latency-p99 (ns)"));
    assert_non_null(strstr(text.bytes, ",\"'=1+'2'|"));
    report_csv_series(&series, comparison);
    count_csv(series.bytes, &records, &cells);
    assert_int_equal(records, 1 + FIXTURE_ROWS * 2 * 110);
    assert_int_equal(cells % records, 0);
    text_free(&text);
    text_free(&series);
    fixture_free(comparison);
}

static void no_stale_read_is_said(void **state)
{
    struct comparison *comparison = fixture_new(1);
    struct digest *digest;
    struct text text = {0};

    comparison->row_count = 2;
    digest = digest_of(comparison);
    report_table(&text, digest, false);
    report_markdown(&text, digest, NULL);
    assert_non_null(strstr(text.bytes, "No read was stale."));
    text_free(&text);
    digest_free(digest);
    comparison->row_count = FIXTURE_ROWS;
    fixture_free(comparison);
}

static void what_else_is_wrong_is_said(void **state)
{
    struct comparison *comparison = fixture_new(1);
    struct result *result = comparison->rows[1].results[0];
    struct digest *digest = digest_of(comparison);
    struct text text = {0};

    report_table(&text, digest, false);
    assert_null(strstr(text.bytes, "wrong in other ways"));
    digest_free(digest);
    result->wrong_row = 17;
    result->monotonic_reads = 4321;
    digest = digest_of(comparison);
    report_table(&text, digest, false);
    assert_non_null(strstr(text.bytes, "reads wrong in other ways"));
    assert_non_null(strstr(text.bytes, "4321       17\n"));
    text_free(&text);
    report_markdown(&text, digest, NULL);
    assert_non_null(strstr(text.bytes, "| strategy | gone back | another row's |\n|:--|--:|--:|\n"));
    assert_non_null(strstr(text.bytes, " 4321 | 17 |\n"));
    text_free(&text);
    digest_free(digest);
    fixture_free(comparison);
}

static void no_read_at_all_is_said(void **state)
{
    struct comparison *comparison = fixture_new(1);
    struct digest *digest;
    struct text text = {0};

    for (size_t i = 0; i < comparison->row_count; i++) {
        comparison->rows[i].results[0]->reads = 0;
        memset(comparison->rows[i].results[0]->stale_by, 0,
               sizeof comparison->rows[i].results[0]->stale_by);
    }
    digest = digest_of(comparison);
    report_table(&text, digest, false);
    report_markdown(&text, digest, NULL);
    assert_non_null(strstr(text.bytes, "No read was measured."));
    assert_null(strstr(text.bytes, "No read was stale."));
    text_free(&text);
    digest_free(digest);
    fixture_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_as_it_was),
        cmocka_unit_test(colour_comes_only_when_asked_for),
        cmocka_unit_test(the_summary_is_as_it_was),
        cmocka_unit_test(no_name_breaks_a_markdown_table),
        cmocka_unit_test(json_can_be_read_and_says_what_was_measured),
        cmocka_unit_test(keys_of_json_are_sorted),
        cmocka_unit_test(a_digest_survives_the_file),
        cmocka_unit_test(slices_of_seeds_are_sums_but_for_peaks),
        cmocka_unit_test(csv_has_a_cell_for_each_column),
        cmocka_unit_test(no_stale_read_is_said),
        cmocka_unit_test(what_else_is_wrong_is_said),
        cmocka_unit_test(no_read_at_all_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
