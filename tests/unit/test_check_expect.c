/* test_check_expect.c - expectations: what may be written, what holds, and how it is said. */
#include "cli/expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/base/units.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

/* A scenario file with this "expect", and three strategies beside the bounds. */
static bool read_expect(const char *expect, struct scenario *scenario, struct expectations *list,
                        struct complaint *complaint)
{
    const char *folder = getenv("TMPDIR");
    char path[512];
    int descriptor;
    FILE *file;
    bool fine;

    snprintf(path, sizeof path, "%s/expect-XXXXXX", folder != NULL ? folder : "/tmp");
    descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    file = fdopen(descriptor, "w");
    fprintf(file, "{\"schema\": 1, \"duration\": \"1s\", \"workload\": {\"uniform\": {\"keys\": 1, "
            "\"rate\": \"1/s\"}}, \"strategies\": {\"delete on write\": [{\"delete\": {}}], "
            "\"ttl\": [{\"ttl\": {}}], \"both\": [{\"ttl\": {}}, {\"delete\": {}}]}, "
            "\"expect\": %s}", expect);
    fclose(file);
    fine = scenario_read(scenario, path, NULL, complaint)
        && expect_read(list, scenario, complaint);
    unlink(path);
    return fine;
}

static void what_is_wrong_is_told(void **state)
{
    static const struct {
        const char *expect, *told;
    } rows[] = {
        {"{}", ".expect: found an object; expected an array"},
        {"[3]", ".expect[0]: found 3; expected an object"},
        {"[{\"stale-ratio\": {\"max\": 1}}]", ".expect[0]: found no \"strategy\""},
        {"[{\"strategy\": \"delete on wrote\", \"reads\": {\"min\": 1}}]",
         ".expect[0].strategy: found \"delete on wrote\", which is no strategy of this scenario; "
         "did you mean \"delete on write\"?"},
        {"[{\"strategy\": [\"ttl\", \"tll\"], \"reads\": {\"min\": 1}}]",
         ".expect[0].strategy[1]: found \"tll\", which is no strategy of this scenario; did you "
         "mean \"ttl\"?"},
        {"[{\"strategy\": [], \"reads\": {\"min\": 1}}]", "found an empty list"},
        {"[{\"strategy\": 1, \"reads\": {\"min\": 1}}]",
         ".expect[0].strategy: found 1; expected a string"},
        {"[{\"strategy\": \"ttl\"}]", ".expect[0]: found nothing that is expected"},
        {"[{\"strategy\": \"ttl\", \"about\": \"x\"}]", "found nothing that is expected"},
        {"[{\"strategy\": \"ttl\", \"about\": 7, \"reads\": {\"min\": 1}}]", ".about: found 7"},
        {"[{\"strategy\": \"ttl\", \"stale-ration\": {\"max\": 0}}]",
         ".expect[0].stale-ration: found an unknown metric \"stale-ration\"; did you mean "
         "\"stale-ratio\"?"},
        {"[{\"strategy\": \"ttl\", \"read-latency\": {\"max\": \"1s\"}}]",
         "\"read-latency\" is a distribution; name a figure of it, such as read-latency-p99"},
        {"[{\"strategy\": \"ttl\", \"stale-ratio\": 0}]", ".stale-ratio: found 0; expected bounds"},
        {"[{\"strategy\": \"ttl\", \"stale-ratio\": {}}]", "found an object; expected bounds"},
        {"[{\"strategy\": \"ttl\", \"stale-ratio\": {\"maxx\": 0}}]",
         ".stale-ratio.maxx: found an unknown key; did you mean \"max\"?"},
        {"[{\"strategy\": \"ttl\", \"stale-ratio\": {\"max\": 1.5}}]",
         ".stale-ratio.max: found 1.5; expected a ratio from 0 to 1"},
        {"[{\"strategy\": \"ttl\", \"stale-ratio\": {\"max\": \"101%\"}}]", "expected a ratio"},
        {"[{\"strategy\": \"ttl\", \"stale-ratio\": {\"max\": -0.1}}]", "expected a ratio"},
        {"[{\"strategy\": \"ttl\", \"read-latency-p99\": {\"max\": 5}}]",
         ".read-latency-p99.max: found 5; expected a duration"},
        {"[{\"strategy\": \"ttl\", \"read-latency-p99\": {\"max\": \"5MiB\"}}]",
         "expected a duration"},
        {"[{\"strategy\": \"ttl\", \"cache-bytes\": {\"max\": 5}}]", "expected a size"},
        {"[{\"strategy\": \"ttl\", \"cache-bytes\": {\"max\": \"5ms\"}}]", "expected a size"},
        {"[{\"strategy\": \"ttl\", \"db-reads-per-second\": {\"max\": 5}}]", "expected a rate"},
        {"[{\"strategy\": \"ttl\", \"stale-lost\": {\"equals\": 0.5}}]",
         "found 0.5; expected a whole number"},
        {"[{\"strategy\": \"ttl\", \"stale-lost\": {\"equals\": \"1s\"}}]",
         "expected a whole number"},
        {"[{\"strategy\": \"ttl\", \"stale-lost\": {\"equals\": null}}]",
         "found null; expected a whole number"},
        {"[{\"strategy\": \"ttl\", \"stale-age-samples\": {\"min\": \"1s\"}}]",
         "expected a whole number"},
        {"[{\"strategy\": \"ttl\", \"version-lag-mean\": {\"min\": \"x\"}}]", "expected a number"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scenario *scenario = calloc(1, sizeof *scenario);
        struct expectations list = {0};
        struct complaint complaint = {0};
        if (read_expect(rows[i].expect, scenario, &list, &complaint))
            fail_msg("accepted: %s", rows[i].expect);
        if (strstr(complaint.text, rows[i].told) == NULL)
            fail_msg("%s\n  was told: %s\n  and not:  %s", rows[i].expect, complaint.text,
                     rows[i].told);
        assert_int_equal(complaint.kind, COMPLAINT_INPUT);
        expect_free(&list);
        scenario_free(scenario);
        free(scenario);
    }
}

static struct result *fake_result(void)
{
    struct result *result = calloc(1, sizeof *result);

    assert_non_null(result);
    result->end = 10 * UNITS_SECOND;
    result->reads = 1000;
    result->hits = 900;
    result->stale = 1;
    result->db_reads = 1005;
    result->cache_bytes = 1536;
    histogram_add(&result->read_latency, 7);
    histogram_add(&result->read_latency, 9);
    histogram_add(&result->version_lag, 1);
    histogram_add(&result->version_lag, 2);
    return result;
}

static void bounds_hold_or_not(void **state)
{
    static const struct {
        const char *metric, *bound;
        bool holds;
        const char *said, *found;
    } rows[] = {
        {"hit-ratio", "\"min\": 0.9", true, "at least 0.9", "0.9"},
        {"hit-ratio", "\"above\": 0.9", false, "above 0.9", "0.9"},
        {"hit-ratio", "\"max\": \"90%\"", true, "at most 90%", "90%"},
        {"hit-ratio", "\"equals\": \"90.0%\"", true, "exactly 90.0%", "90%"},
        {"hit-ratio", "\"below\": 0.9", false, "below 0.9", "0.9"},
        {"stale-ratio", "\"equals\": 0.001", true, "exactly 0.001", "0.001"},
        {"stale-ratio", "\"equals\": \"0.1%\"", true, "exactly 0.1%", "0.1%"},
        {"stale-ratio", "\"max\": \"0.0999%\"", false, "at most 0.0999%", "0.1%"},
        {"stale-reads", "\"equals\": 1", true, "exactly 1", "1"},
        {"stale-reads", "\"below\": 1", false, "below 1", "1"},
        {"reads", "\"min\": 1001", false, "at least 1001", "1000"},
        {"db-reads-per-second", "\"max\": \"100/s\"", false, "at most 100/s", "100.5/s"},
        {"db-reads-per-second", "\"equals\": \"6030/m\"", true, "exactly 6030/m", "100.5/s"},
        {"cache-bytes", "\"max\": \"2KiB\"", true, "at most 2KiB", "1.5KiB"},
        {"cache-bytes", "\"equals\": \"1.5KiB\"", true, "exactly 1.5KiB", "1.5KiB"},
        {"read-latency-max", "\"equals\": \"9ns\"", true, "exactly 9ns", "9ns"},
        {"read-latency-mean", "\"max\": \"8ns\"", true, "at most 8ns", "8ns"},
        {"read-latency-p50", "\"above\": \"7ns\"", false, "above 7ns", "7ns"},
        {"read-latency-samples", "\"equals\": 2", true, "exactly 2", "2"},
        {"version-lag-mean", "\"equals\": 1.5", true, "exactly 1.5", "1.5"},
        {"stale-age-p99", "\"max\": \"1h\"", false, "at most 1h",
         "nothing: there was none to measure (no samples)"},
        {"byte-hit-ratio", "\"min\": 0", false, "at least 0",
         "nothing: there was none to measure (a ratio of nothing)"},
        {"stale-age-samples", "\"equals\": 0", true, "exactly 0", "0"},
    };
    struct result *result = fake_result();

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scenario *scenario = calloc(1, sizeof *scenario);
        struct expectations list = {0};
        struct complaint complaint = {0};
        char text[256];
        snprintf(text, sizeof text, "[{\"strategy\": \"ttl\", \"%s\": {%s}}]", rows[i].metric,
                 rows[i].bound);
        if (!read_expect(text, scenario, &list, &complaint))
            fail_msg("%s: %s", text, complaint.text);
        assert_int_equal(list.count, 1);
        if (expect_holds(&list.list[0], result) != rows[i].holds)
            fail_msg("%s %s", text, rows[i].holds ? "should hold" : "should not hold");
        expect_say(&list.list[0], text, sizeof text);
        assert_string_equal(text, rows[i].said);
        expect_say_found(&list.list[0], result, text, sizeof text);
        assert_string_equal(text, rows[i].found);
        expect_free(&list);
        scenario_free(scenario);
        free(scenario);
    }
    free(result);
}

/* Each bound of each metric is one expectation; "*" leaves the bounds out. */
static void an_entry_is_taken_apart(void **state)
{
    static const char expect[] =
        "[{\"strategy\": \"*\", \"about\": \"why\", \"hit-ratio\": {\"max\": 1, \"min\": 0}, "
        "\"reads\": {\"above\": 5}}, "
        "{\"strategy\": [\"both\", \"ideal\"], \"reads\": {\"min\": 1}}]";
    static const bool all[] = {true, true, true, false, false};
    static const bool two[] = {false, false, true, false, true};
    struct scenario *scenario = calloc(1, sizeof *scenario);
    struct expectations list = {0};
    struct complaint complaint = {0};

    assert_true(read_expect(expect, scenario, &list, &complaint));
    assert_int_equal(scenario->strategy_count, 5);
    assert_int_equal(list.count, 4);
    assert_int_equal(list.list[0].bound, EXPECT_MIN);
    assert_int_equal(list.list[1].bound, EXPECT_MAX);
    assert_string_equal(list.list[2].metric, "reads");
    assert_string_equal(list.list[2].about, "why");
    assert_string_equal(list.list[3].about, "");
    assert_memory_equal(list.list[0].strategies, all, sizeof all);
    assert_memory_equal(list.list[3].strategies, two, sizeof two);
    expect_free(&list);
    scenario_free(scenario);
    free(scenario);
}

/* What is shown is short, unless that would hide why an expectation is broken. */
static void found_is_short_but_never_misleading(void **state)
{
    struct result *result = fake_result();
    struct expectation expectation = {.bound = EXPECT_MAX, .value = 5000000, .text = "5ms"};
    struct complaint complaint = {0};
    char text[EXPECT_TEXT];

    assert_true(metric_find("read-latency-max", &expectation.key, "", &complaint));
    histogram_add(&result->read_latency, 12345678);
    expect_say_found(&expectation, result, text, sizeof text);
    assert_string_equal(text, "12.345ms");
    free(result);
    result = fake_result();
    histogram_add(&result->read_latency, 5000001);
    assert_false(expect_holds(&expectation, result));
    expect_say_found(&expectation, result, text, sizeof text);
    assert_string_equal(text, "5.000001ms");
    free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(bounds_hold_or_not),
        cmocka_unit_test(an_entry_is_taken_apart),
        cmocka_unit_test(found_is_short_but_never_misleading),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
