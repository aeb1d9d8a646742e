/* test_reports_plots.c - plots: scripts in which no name can mean anything, pictures that are drawn
 * whatever the data are, the same bytes each time, and a clear word where nothing can draw. */
#include "reports/all.h"
#include "reports/plots/labels.h"
#include "reports/plots/literal.h"
#include "reports/plots/plots.h"
#include "reports/plots/sheet.h"
#include "sim/base/outfile.h"
#include "tests/golden/report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static enum plots_outcome draw(const struct comparison *comparison, const char *folder,
                               unsigned formats)
{
    struct complaint complaint = {0};
    struct digest *digest = digest_make(comparison, &complaint);
    enum plots_outcome outcome;

    assert_non_null(digest);
    outcome = plots_draw(digest, folder, formats, &complaint);
    if (outcome == PLOTS_FAILED)
        fail_msg("%s", complaint.text);
    digest_free(digest);
    return outcome;
}

static char *read_plot(const char *folder, size_t plot, const char *suffix)
{
    char path[700];

    snprintf(path, sizeof path, "%s/%s.%s", folder, plots_get(plot).name, suffix);
    return fixture_read(path);
}

static void a_literal_holds_nothing_that_ends_it(void **state)
{
    static const struct {
        const char *user, *literal;
    } rows[] = {
        {"plain", "'plain'"},
        {"'; system('x'); '", "'\xe2\x80\x99; system(\xe2\x80\x99x\xe2\x80\x99); \xe2\x80\x99'"},
        {"a\nb", "'a\\x0ab'"},
        {"a]]>b", "'a]]\xe2\x80\xba" "b'"},
        {"]]]>", "']]]\xe2\x80\xba'"},
        /* No font has this one. */
        {"a\xf4\x8f\xbf\xbd", "fonts_have_it('a\xf4\x8f\xbf\xbd', 'a\xe2\x96\xa1')"},
        {"\xc3\xa4\xd0\x96", "'\xc3\xa4\xd0\x96'"},
        {"`x` @y $z", "'`x` @y $z'"},
        {"0123456789012345678901234567890", "'0123456789012345678901234567\xe2\x80\xa6'"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text text = {0};
        literal_add(&text, rows[i].user, 29, false);
        assert_string_equal(text.bytes, rows[i].literal);
        text_free(&text);
    }
}

static void wide_letters_are_wide(void **state)
{
    assert_int_equal(literal_width("", 28), 0);
    assert_true(literal_width("WWWWWWWWWW", 28) > literal_width("nnnnnnnnnn", 28));
    assert_true(literal_width("nnnnnnnnnn", 28) > literal_width("iiiiiiiiii", 28));
    assert_true(literal_width("nnnnnnnnnn", 4) < literal_width("nnnnnnnnnn", 28));
}

static void without_the_program_there_are_scripts_and_a_word(void **state)
{
    struct comparison *comparison = fixture_new(1);
    char folder[512], *path = strdup(getenv("PATH"));

    strcpy(folder, fixture_path("nothing-draws"));
    setenv("PATH", fixture_path("empty"), 1);
    assert_int_equal(draw(comparison, folder, PLOTS_SVG | PLOTS_PNG), PLOTS_NO_PROGRAM);
    setenv("PATH", path, 1);
    free(path);
    for (size_t i = 0; i < plots_count(); i++) {
        char *script = read_plot(folder, i, "gp");
        assert_non_null(strstr(script, "plot "));
        assert_null(strstr(script, "=1+'2'"));
        free(script);
        free(read_plot(folder, i, "dat"));
    }
    assert_non_null(strstr(plots_no_program_says, "PATH"));
    fixture_free(comparison);
}

static bool can_draw(void)
{
    return system("gnuplot --version >/dev/null 2>&1") == 0;
}

static void pictures_are_the_same_each_time(void **state)
{
    enum { PLOTS_MAX = 32 };
    struct comparison *comparison = fixture_new(3);
    char folder[512], *first[PLOTS_MAX];

    if (!can_draw())
        skip();
    assert_true(plots_count() <= PLOTS_MAX);
    strcpy(folder, fixture_path("twice"));
    assert_int_equal(draw(comparison, folder, PLOTS_SVG | PLOTS_PNG), PLOTS_DRAWN);
    for (size_t i = 0; i < plots_count(); i++) {
        first[i] = read_plot(folder, i, "svg");
        assert_non_null(strstr(first[i], "</svg>"));
    }
    assert_int_equal(draw(comparison, folder, PLOTS_SVG), PLOTS_DRAWN);
    for (size_t i = 0; i < plots_count(); i++) {
        char *second = read_plot(folder, i, "svg");
        assert_string_equal(first[i], second);
        free(first[i]);
        free(second);
    }
    fixture_free(comparison);
}

/* A picture beside results shows these, or is not there; drawn in one form, it stays in the other. */
static void pictures_go_with_their_results(void **state)
{
    struct comparison *comparison = fixture_new(1);
    struct complaint complaint = {0};
    char folder[512], plots[600], path[700];

    strcpy(folder, fixture_path("older"));
    snprintf(plots, sizeof plots, "%s/plots", folder);
    snprintf(path, sizeof path, "%s/%s.png", plots, plots_get(0).name);
    assert_true(outfile_make_folder(plots, &complaint));
    assert_true(outfile_write(path, "old", 3, &complaint));
    assert_int_equal(draw(comparison, plots, PLOTS_SVG), can_draw() ? PLOTS_DRAWN : PLOTS_NO_PROGRAM);
    assert_int_equal(access(path, F_OK), 0);
    assert_true(report_write_all(comparison, folder, &complaint));
    assert_int_not_equal(access(path, F_OK), 0);
    fixture_free(comparison);
}

/* No row, the bounds alone, no slice, no read at all, one instant, answers that are wrong otherwise. */
static void whatever_there_is_can_be_drawn(void **state)
{
    char folder[512];

    if (!can_draw())
        skip();
    strcpy(folder, fixture_path("odd"));
    for (size_t i = 0; i < 7; i++) {
        struct comparison *comparison = fixture_new(1);
        struct result *last = comparison->rows[3].results[0];
        comparison->row_count = i < 3 ? i : FIXTURE_ROWS;
        if (i == 3)
            memset(last, 0, sizeof *last);
        for (size_t row = 0; i == 4 && row < FIXTURE_ROWS; row++)
            memset(comparison->rows[row].results[0], 0, sizeof *last);
        for (size_t row = 0; i == 5 && row < FIXTURE_ROWS; row++) {
            struct result *result = comparison->rows[row].results[0];
            memset(&result->read_latency, 0, sizeof result->read_latency);
            histogram_add_n(&result->read_latency, 0, 10);
            memset(&result->age, 0, sizeof result->age);
            histogram_add(&result->age, INT64_MAX);
        }
        if (i == 6)
            last->wrong_row = last->dirty = last->aborted = last->torn = 3;
        assert_int_equal(draw(comparison, folder, PLOTS_SVG), PLOTS_DRAWN);
        comparison->row_count = FIXTURE_ROWS;
        fixture_free(comparison);
    }
}

/* Of few hits, an axis up to all of them would show nothing. */
static void few_hits_have_an_axis_of_their_own(void **state)
{
    struct comparison *comparison = fixture_new(1);
    char folder[512], *script, *path = strdup(getenv("PATH"));

    strcpy(folder, fixture_path("few-hits"));
    setenv("PATH", fixture_path("empty"), 1);      /* The script is enough. */
    for (unsigned few = 0; few < 2; few++) {
        for (size_t row = 0; few && row < FIXTURE_ROWS; row++) {
            struct result *result = comparison->rows[row].results[0];
            for (size_t i = 0; i < SLICES; i++)
                result->slices[i].hits /= 10;
        }
        draw(comparison, folder, PLOTS_SVG);
        for (size_t plot = 0; plot < plots_count(); plot++) {
            if (strcmp(plots_get(plot).name, "series") != 0)
                continue;
            script = read_plot(folder, plot, "gp");
            assert_int_equal(strstr(script, "set yrange [0:1]") != NULL, !few);
            free(script);
        }
    }
    setenv("PATH", path, 1);
    free(path);
    fixture_free(comparison);
}

static void labels_do_not_overlap(void **state)
{
    struct label labels[8];

    /* All points in one corner of the paper. */
    for (size_t i = 0; i < 8; i++)
        labels[i] = (struct label){.point_x = 600 + 10.0 * (double)i, .point_y = 400, .width = 120};
    labels_place(labels, 8, NULL, 0, 870, 470);
    for (size_t i = 0; i < 8; i++) {
        assert_true(labels[i].x >= 0 && labels[i].x + labels[i].width <= 870);
        for (size_t j = 0; j < i; j++) {
            bool apart = labels[i].x + 120 <= labels[j].x || labels[j].x + 120 <= labels[i].x
                      || labels[i].y + 20 <= labels[j].y || labels[j].y + 20 <= labels[i].y;
            assert_true(apart);
        }
    }
}

static void logarithms_are_near_enough(void **state)
{
    static const struct {
        double value, log;
    } rows[] = {{1, 0}, {10, 1}, {0.001, -3}, {2, 0.30102999566}, {5e-7, -6.30102999566}, {1e9, 9}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double error = sheet_log10(rows[i].value) - rows[i].log;
        assert_true(error < 1e-6 && error > -1e-6);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_literal_holds_nothing_that_ends_it),
        cmocka_unit_test(wide_letters_are_wide),
        cmocka_unit_test(without_the_program_there_are_scripts_and_a_word),
        cmocka_unit_test(pictures_are_the_same_each_time),
        cmocka_unit_test(pictures_go_with_their_results),
        cmocka_unit_test(whatever_there_is_can_be_drawn),
        cmocka_unit_test(few_hits_have_an_axis_of_their_own),
        cmocka_unit_test(labels_do_not_overlap),
        cmocka_unit_test(logarithms_are_near_enough),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
