/* test_reports_read.c - results that somebody else wrote, or that were changed: what is wrong is told,
 * and where. */
#include "reports/all.h"
#include "reports/digest.h"
#include "reports/text.h"
#include "tests/golden/report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void other_files_are_refused(void **state)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"[]", "expected an object"},
        {"{\"schema\": 1}", "expected a results.json"},
        {"{\"kind\": \"stalemate results\", \"schema\": 2}", "only schema"},
        {"{\"kind\": \"stalemate results\", \"schema\": 1}", "found no \"scenario\""},
        {"{\"kind\": \"stalemate results\", \"schema\": 1, \"scenario\": 5}", "expected a string"},
        {"{\"kind\": \"stalemate results\", \"schema\": 1, \"scenario\": \"s\", \"seeds\": [],"
         " \"strategies\": [{}], \"warmup\": 0, \"end\": -1, \"slice-length\": 1}",
         "from 0 to 2^63"},
        {"{\"kind\": \"stalemate results\", \"schema\": 1, \"scenario\": \"s\", \"seeds\": [],"
         " \"strategies\": [{}], \"warmup\": 0, \"end\": 1, \"slice-length\": 1}",
         ".strategies[0]: found no \"name\""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct complaint complaint = {0};
        struct text text = {0};
        text_add(&text, rows[i].text);
        assert_true(text_write(&text, fixture_path("other.json"), &complaint));
        assert_null(digest_read(fixture_path("other.json"), &complaint));
        assert_int_equal(complaint.kind, COMPLAINT_INPUT);
        if (strstr(complaint.text, rows[i].says) == NULL)
            fail_msg("\"%s\" lacks \"%s\"", complaint.text, rows[i].says);
    }
}

/* One place of a good file is changed. */
static void damage_is_told_with_its_place(void **state)
{
    static const struct {
        const char *from, *to, *says;
    } rows[] = {
        {"\"expiry-lag\": ", "\"expiry-leg\": ", ".causes.expiry-leg: found a cause that is not known"},
        {"\"hits\": [", "\"hits\": [7,", ".slices.hits: found 111 slices; expected 110"},
        {"\"slice-length\": ", "\"slice-length\": 0, \"was\": ", "a \"slice-length\" of 0 ns"},
        {"\"mean\": ", "\"mean\": -1, \"was\": ", "expected a number from 0 on"},
    };
    struct comparison *comparison = fixture_new(1);
    struct complaint complaint = {0};
    char path[600], *good;

    assert_true(report_write_all(comparison, fixture_path("damaged"), &complaint));
    snprintf(path, sizeof path, "%s", fixture_path("damaged/results.json"));
    good = fixture_read(path);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *at = strstr(good, rows[i].from);
        struct text text = {0};
        assert_non_null(at);
        text_format(&text, "%.*s%s%s", (int)(at - good), good, rows[i].to, at + strlen(rows[i].from));
        complaint = (struct complaint){0};
        assert_true(text_write(&text, path, &complaint));
        assert_null(digest_read(path, &complaint));
        assert_int_equal(complaint.kind, COMPLAINT_INPUT);
        if (strstr(complaint.text, rows[i].says) == NULL)
            fail_msg("\"%s\" lacks \"%s\"", complaint.text, rows[i].says);
    }
    free(good);
    fixture_free(comparison);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_files_are_refused),
        cmocka_unit_test(damage_is_told_with_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
