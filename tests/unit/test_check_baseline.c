/* test_check_baseline.c - baselines: the same after a round trip, and each move is named. */
#include "cli/baseline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

/* Runs of "s": strategies a and b, "c"; seeds 1 and 18446744073709551615. */
static void fill(struct baseline *baseline, struct result *result)
{
    struct complaint complaint = {0};

    assert_true(baseline_add(baseline, "s", "b, \"c\"", UINT64_MAX, "again", result, &complaint));
    assert_true(baseline_add(baseline, "s", "b, \"c\"", 1, "again", result, &complaint));
    assert_true(baseline_add(baseline, "s", "a", 1, "again", result, &complaint));
}

static struct result *fake_result(void)
{
    struct result *result = calloc(1, sizeof *result);

    assert_non_null(result);
    result->end = 1000;
    result->reads = 3;
    result->hits = 1;
    histogram_add(&result->read_latency, 4200000);
    strcpy(result->fingerprint, "0123456789abcdef0123456789abcdef");
    return result;
}

static void name_file(char *path, size_t size)
{
    const char *folder = getenv("TMPDIR");
    int descriptor;

    snprintf(path, size, "%s/baseline-XXXXXX", folder != NULL ? folder : "/tmp");
    descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
}

static void a_round_trip_changes_nothing(void **state)
{
    struct baseline before = {0}, now = {0};
    struct complaint complaint = {0};
    struct checks checks = {0};
    struct result *result = fake_result();
    char path[512];

    fill(&now, result);
    name_file(path, sizeof path);
    assert_true(baseline_write(&now, path, &complaint));
    assert_true(baseline_read(&before, path, &complaint));
    baseline_compare(&before, &now, "s", (struct baseline_scope){0}, &checks);
    baseline_compare_scenarios(&before, &now, &checks);
    assert_int_equal(checks.count, 3);
    assert_int_equal(checks.broken, 0);
    assert_true(checks.list[0].seeded);
    assert_string_equal(checks.list[0].strategy, "a");
    unlink(path);
    checks_free(&checks);
    baseline_free(&before);
    baseline_free(&now);
    free(result);
}

static const struct check_outcome *find(const struct checks *checks, const char *subject)
{
    for (size_t i = 0; i < checks->count; i++) {
        if (strcmp(checks->list[i].subject, subject) == 0)
            return &checks->list[i];
    }
    fail_msg("nothing was said of %s", subject);
    return NULL;
}

static void what_moved_is_named(void **state)
{
    struct baseline before = {0}, now = {0};
    struct complaint complaint = {0};
    struct checks checks = {0};
    struct result *result = fake_result();
    const struct check_outcome *outcome;

    assert_true(baseline_add(&before, "s", "a", 1, "", result, &complaint));
    result->hits = 2;
    result->stale = 1;
    histogram_add(&result->age, 1500000);
    result->fingerprint[0] = 'f';
    assert_true(baseline_add(&now, "s", "a", 1, "again", result, &complaint));
    baseline_compare(&before, &now, "s", (struct baseline_scope){0}, &checks);
    assert_int_equal(checks.broken, checks.count);
    outcome = find(&checks, "hits");
    assert_string_equal(outcome->expected, "1, as in the baseline");
    assert_string_equal(outcome->found, "2");
    assert_string_equal(outcome->replay, "again");
    outcome = find(&checks, "hit-ratio");
    assert_string_equal(outcome->expected, "0.33333, as in the baseline");
    assert_string_equal(outcome->found, "0.66666");
    outcome = find(&checks, "stale-age-max");
    assert_string_equal(outcome->expected, "nothing to measure, as in the baseline");
    assert_string_equal(outcome->found, "1.5ms");
    outcome = find(&checks, "fingerprint of all events");
    assert_string_equal(outcome->found, "f123456789abcdef0123456789abcdef");
    checks_free(&checks);
    baseline_free(&before);
    baseline_free(&now);
    free(result);
}

/* A difference that rounding for people would hide is shown raw. */
static void small_moves_are_seen(void **state)
{
    struct baseline before = {0}, now = {0};
    struct complaint complaint = {0};
    struct checks checks = {0};
    struct result *result = fake_result();
    const struct check_outcome *outcome;

    result->reads = 1000000;
    result->hits = 900000;
    assert_true(baseline_add(&before, "s", "a", 1, "", result, &complaint));
    result->hits = 900001;
    assert_true(baseline_add(&now, "s", "a", 1, "again", result, &complaint));
    baseline_compare(&before, &now, "s", (struct baseline_scope){0}, &checks);
    outcome = find(&checks, "hit-ratio");
    assert_string_equal(outcome->expected, "0.900000000000, as in the baseline");
    assert_string_equal(outcome->found, "0.900001000000");
    checks_free(&checks);
    baseline_free(&before);
    baseline_free(&now);
    free(result);
}

static void what_comes_and_goes_is_told_once(void **state)
{
    static const struct {
        struct baseline_scope scope;
        const char *told[8];
    } rows[] = {
        {{0}, {"the strategy, as in the baseline", "no such strategy, as in the baseline",
               "the seed, as in the baseline", "no such seed, as in the baseline",
               "the scenario, as in the baseline"}},
        {{.strategies = true}, {"no such strategy, as in the baseline",
                                "the seed, as in the baseline", "no such seed, as in the baseline",
                                "the scenario, as in the baseline"}},
        {{.seeds = true}, {"the strategy, as in the baseline",
                           "no such strategy, as in the baseline",
                           "no such seed, as in the baseline",
                           "the scenario, as in the baseline"}},
    };
    struct baseline before = {0}, now = {0};
    struct complaint complaint = {0};
    struct result *result = fake_result();

    for (uint64_t seed = 1; seed <= 2; seed++) {
        assert_true(baseline_add(&before, "s", "gone", seed, "", result, &complaint));
        assert_true(baseline_add(&before, "other", "a", seed, "", result, &complaint));
        assert_true(baseline_add(&now, "s", "new", seed, "", result, &complaint));
        assert_true(baseline_add(&before, "s", "stays", seed, "", result, &complaint));
        assert_true(baseline_add(&now, "s", "stays", seed + 1, "", result, &complaint));
    }
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct checks checks = {0};
        size_t told = 0;
        baseline_compare(&before, &now, "s", rows[i].scope, &checks);
        baseline_compare_scenarios(&before, &now, &checks);
        for (size_t k = 0; k < checks.count; k++) {
            if (checks.list[k].kept)
                continue;
            assert_non_null(rows[i].told[told]);
            assert_string_equal(checks.list[k].expected, rows[i].told[told++]);
        }
        assert_null(rows[i].told[told]);
        assert_int_equal(checks.count - checks.broken, 1);
        checks_free(&checks);
    }
    baseline_free(&before);
    baseline_free(&now);
    free(result);
}

static void what_is_no_baseline_is_refused(void **state)
{
    static const struct {
        const char *text, *told;
    } rows[] = {
        {"[]", "found an array; expected an object"},
        {"{}", "found no baseline"},
        {"{\"schema\": 2, \"scenarios\": {}}", ".schema: found 2"},
        {"{\"schema\": 1, \"scenarios\": []}", ".scenarios: found an array"},
        {"{\"schema\": 1, \"scenarios\": {}, \"more\": 1}", ".more: found an unknown key"},
        {"{\"schema\": 1, \"scenarios\": {\"s\": {\"a\": {\"x\": {}}}}}", ".s.a.x: found no seed"},
        {"{\"schema\": 1, \"scenarios\": {\"s\": {\"a\": {\"18446744073709551616\": {}}}}}",
         "found no seed"},
        {"{\"schema\": 1, \"scenarios\": {\"s\": {\"a\": {\"1\": {}}}}}",
         "found a run without fingerprint or figures"},
        {"{\"schema\": 1, \"scenarios\": {\"s\": {\"a\": {\"1\": {\"fingerprint\": \"x\", "
         "\"figures\": {\"hits\": 1}}}}}}", ".hits: found 1; expected a number as a string"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct baseline baseline = {0};
        struct complaint complaint = {0};
        char path[512];
        FILE *file;
        name_file(path, sizeof path);
        file = fopen(path, "w");
        fputs(rows[i].text, file);
        fclose(file);
        if (baseline_read(&baseline, path, &complaint))
            fail_msg("accepted: %s", rows[i].text);
        if (strstr(complaint.text, rows[i].told) == NULL)
            fail_msg("%s\n  was told: %s", rows[i].text, complaint.text);
        unlink(path);
        baseline_free(&baseline);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_round_trip_changes_nothing),
        cmocka_unit_test(what_moved_is_named),
        cmocka_unit_test(small_moves_are_seen),
        cmocka_unit_test(what_comes_and_goes_is_told_once),
        cmocka_unit_test(what_is_no_baseline_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
