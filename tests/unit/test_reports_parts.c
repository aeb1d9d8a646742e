/* test_reports_parts.c - what reports are made of: user text made harmless, figures as people read
 * them, intervals over seeds, and files that appear whole or not at all. */
#include "reports/quote.h"
#include "reports/show.h"
#include "reports/spread.h"
#include "sim/base/outfile.h"
#include "tests/golden/report_fixture.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static void expect_text(struct text *text, const char *expected)
{
    assert_string_equal(text->bytes != NULL ? text->bytes : "", expected);
    text_free(text);
}

static void names_are_harmless_in_every_format(void **state)
{
    static const struct {
        const char *user, *json, *csv, *markdown;
    } rows[] = {
        {"plain", "\"plain\"", "plain", "plain"},
        {"a,\"b\"", "\"a,\\\"b\\\"\"", "\"a,\"\"b\"\"\"", "a,\"b\""},
        {"=1+1", "\"=1+1\"", "\"'=1+1\"", "=1+1"},
        {"+1", "\"+1\"", "\"'+1\"", "+1"},
        {"-1", "\"-1\"", "\"'-1\"", "-1"},
        {"@x", "\"@x\"", "\"'@x\"", "@x"},
        {"\tx", "\"\\tx\"", "\"'\tx\"", "\\\\x09x"},
        {"a\nb", "\"a\\nb\"", "\"a\nb\"", "a\\\\x0ab"},
        {"a|b", "\"a|b\"", "a|b", "a\\|b"},
        {"`*_", "\"`*_\"", "`*_", "\\`\\*\\_"},
        {"<b>&", "\"<b>&\"", "<b>&", "&lt;b&gt;&amp;"},
        {"[x](y)", "\"[x](y)\"", "[x](y)", "\\[x\\]\\(y\\)"},
        {"\x1b[0m", "\"\\u001b[0m\"", "\"\\x1b[0m\"", "\\\\x1b\\[0m"},
        {"\xff", "\"\xef\xbf\xbd\"", "\"\\xff\"", "\\\\xff"},
        {"\xe2\x80\xae", "\"\\u202e\"", "\"\\u202e\"", "\\\\u202e"},
        {"\xc3\xa9", "\"\xc3\xa9\"", "\xc3\xa9", "\xc3\xa9"},
        {"", "\"\"", "", ""},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text text = {0};
        quote_json(&text, rows[i].user);
        expect_text(&text, rows[i].json);
        quote_csv(&text, rows[i].user);
        expect_text(&text, rows[i].csv);
        quote_markdown(&text, rows[i].user);
        expect_text(&text, rows[i].markdown);
    }
}

static void names_fit_their_columns(void **state)
{
    static const struct {
        const char *user;
        size_t columns;
        const char *shown;
        size_t width;
    } rows[] = {
        {"abc", 3, "abc", 3},
        {"abcd", 3, "ab\xe2\x80\xa6", 3},
        {"\xe6\x97\xa5\xe6\x9c\xac", 4, "\xe6\x97\xa5\xe6\x9c\xac", 4},
        {"\xe6\x97\xa5\xe6\x9c\xac", 3, "\xe6\x97\xa5\xe2\x80\xa6", 3},
        {"e\xcc\x81x", 2, "e\xcc\x81x", 2},
        {"\x07", 4, "\\x07", 4},
        {"\x07y", 4, "\xe2\x80\xa6", 1},
        {"\xc3", 4, "\\xc3", 4},
        {"\xe2\x82", 8, "\\xe2\\x82", 8},
        {"\xc0\xaf", 8, "\\xc0\\xaf", 8},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text text = {0};
        assert_int_equal(quote_terminal(&text, rows[i].user, rows[i].columns), rows[i].width);
        assert_int_equal(quote_width(rows[i].shown), rows[i].width);
        expect_text(&text, rows[i].shown);
    }
}

static void figures_read_well(void **state)
{
    static const struct {
        enum metric_unit unit;
        double value;
        const char *shown;
    } rows[] = {
        {METRIC_DURATION, 0, "0s"},          {METRIC_DURATION, 850, "850ns"},
        {METRIC_DURATION, 1500, "1.5us"},    {METRIC_DURATION, 999700, "1ms"},
        {METRIC_DURATION, 12345678, "12.3ms"}, {METRIC_DURATION, 60e9, "60s"},
        {METRIC_DURATION, 300e9, "5m"},      {METRIC_DURATION, 3 * 3600e9, "3h"},
        {METRIC_RATIO, 0, "0%"},             {METRIC_RATIO, 1, "100%"},
        {METRIC_RATIO, 0.94234, "94.23%"},   {METRIC_RATIO, 0.99999, ">99.99%"},
        {METRIC_RATIO, 0.000012, "0.0012%"}, {METRIC_RATIO, 1e-12, "<0.0000001%"},
        {METRIC_COUNT, 17, "17"},            {METRIC_COUNT, 9400, "9400"},
        {METRIC_COUNT, 123456, "123k"},      {METRIC_PER_SECOND, 412.4, "412/s"},
        {METRIC_PER_SECOND, 1e-9, "<0.001/s"}, {METRIC_SIZE, 1572864, "1.5MiB"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text text = {0};
        show_value(&text, rows[i].unit, rows[i].value);
        expect_text(&text, rows[i].shown);
    }
}

static bool near(double a, double b, double tolerance)
{
    return a - b < tolerance && b - a < tolerance;
}

static void intervals_are_students(void **state)
{
    static const double values[] = {2, 4, 4, 4, 5, 5, 7, 9};       /* s^2 = 32/7 */
    struct spread spread = spread_of(values, COUNT(values));

    assert_true(near(spread.mean, 5, 1e-12));
    assert_true(near(spread.half_width, 2.3646 * 0.75592894601845, 1e-9));
    assert_int_equal(spread_of(values, 0).samples, 0);
    assert_true(spread_of(values, 1).half_width == 0);
    assert_true(near(spread_student(1), 12.7062, 1e-4));
    assert_true(near(spread_student(50), 2.0086, 3e-4));
    assert_true(near(spread_student(100), 1.9840, 3e-4));
    assert_true(near(spread_student(1000000), 1.96, 1e-3));
    for (size_t freedom = 1; freedom < 500; freedom++)
        assert_true(spread_student(freedom) > spread_student(freedom + 1) - 1e-12);
}

static void roots_are_roots(void **state)
{
    static const double values[] = {1e-300, 1e-9, 0.2, 0.25,      1,    2,
                                    3.9999, 4,    1e6, 12345.678, 1e300};

    for (size_t i = 0; i < COUNT(values); i++) {
        double root = spread_root(values[i]);
        assert_true(near(root / values[i] * root, 1, 1e-15 * 4));
    }
    assert_true(spread_root(0) == 0 && spread_root(-1) == 0);
    assert_true(spread_root(4) == 2 && spread_root(1e6) == 1000);
}

static size_t entries_of(const char *folder)
{
    DIR *directory = opendir(folder);
    size_t count = 0;

    assert_non_null(directory);
    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count - 2;
}

static void a_file_appears_whole_or_not_at_all(void **state)
{
    char folder[512], path[600];
    struct complaint complaint = {0};
    struct outfile out;
    char *text;

    strcpy(folder, fixture_path("outfile/a//b"));
    assert_true(outfile_make_folder(folder, &complaint));
    assert_true(outfile_make_folder(folder, &complaint));
    snprintf(path, sizeof path, "%s/f", folder);
    assert_true(outfile_write(path, "old", 3, &complaint));
    assert_true(outfile_open(&out, path, &complaint));
    fputs("new", out.stream);
    assert_int_equal(entries_of(folder), out.nameless ? 1 : 2);
    text = fixture_read(path);
    assert_string_equal(text, "old");
    free(text);
    outfile_discard(&out);
    outfile_discard(&out);
    assert_int_equal(entries_of(folder), 1);
    assert_true(outfile_write(path, "new", 3, &complaint));
    text = fixture_read(path);
    assert_string_equal(text, "new");
    free(text);
    assert_int_equal(entries_of(folder), 1);
}

/* Where files without names are to be had. */
static void of_a_program_that_is_killed_nothing_is_left(void **state)
{
    struct complaint complaint = {0};
    struct outfile out;
    char folder[512], path[600];
    int status;
    pid_t child;

    strcpy(folder, fixture_path("killed"));
    assert_true(outfile_make_folder(folder, &complaint));
    snprintf(path, sizeof path, "%s/f", folder);
    assert_true(outfile_open(&out, path, &complaint));
    if (!out.nameless) {
        outfile_discard(&out);
        skip();
    }
    child = fork();
    if (child == 0) {
        fputs("half", out.stream);
        fflush(out.stream);
        raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    outfile_discard(&out);
    assert_int_equal(entries_of(folder), 0);
}

static void a_link_stays_a_link(void **state)
{
    char target[512], path[512];
    struct complaint complaint = {0};
    struct stat status;
    char *text;

    strcpy(target, fixture_path("target"));
    strcpy(path, fixture_path("link"));
    assert_true(outfile_write(target, "old", 3, &complaint));
    assert_int_equal(symlink(target, path), 0);
    assert_true(outfile_write(path, "new", 3, &complaint));
    assert_int_equal(lstat(path, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    text = fixture_read(target);
    assert_string_equal(text, "new");
    free(text);
}

static void trouble_is_told_with_path_and_reason(void **state)
{
    struct complaint complaint = {0};
    char path[512];

    strcpy(path, fixture_path("no/such/folder/f"));
    assert_false(outfile_write(path, "x", 1, &complaint));
    assert_int_equal(complaint.kind, COMPLAINT_MACHINE);
    assert_non_null(strstr(complaint.text, path));
    assert_non_null(strstr(complaint.text, "No such file"));

    complaint = (struct complaint){0};
    assert_false(outfile_write(fixture_path(""), "x", 1, &complaint));
    assert_non_null(strstr(complaint.text, "directory"));

    complaint = (struct complaint){0};
    assert_false(outfile_write("/dev/full", "x", 1, &complaint));
    assert_non_null(strstr(complaint.text, "No space"));
    assert_true(outfile_write("/dev/null", "x", 1, &(struct complaint){0}));

    complaint = (struct complaint){0};
    strcpy(path, fixture_path("file"));
    assert_true(outfile_write(path, "x", 1, &complaint));
    strcat(path, "/below");
    assert_false(outfile_make_folder(path, &complaint));
    assert_int_equal(complaint.kind, COMPLAINT_MACHINE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_harmless_in_every_format),
        cmocka_unit_test(names_fit_their_columns),
        cmocka_unit_test(figures_read_well),
        cmocka_unit_test(intervals_are_students),
        cmocka_unit_test(roots_are_roots),
        cmocka_unit_test(a_file_appears_whole_or_not_at_all),
        cmocka_unit_test(of_a_program_that_is_killed_nothing_is_left),
        cmocka_unit_test(a_link_stays_a_link),
        cmocka_unit_test(trouble_is_told_with_path_and_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
