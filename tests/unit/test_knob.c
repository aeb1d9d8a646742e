/* test_knob.c - settings and distributions out of JSON: presets, units, bounds, and what is said
 * about a mistake. */
#include "sim/base/knob.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/base/distribution_json.h"
#include "sim/base/units.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

struct settings {
    int64_t ttl, room, rate, alpha, keys;
    uint64_t loss;
    bool sliding;
    int when;
    const char *label;
    struct distribution delay;
};

static const struct knob knobs[] = {
    {.name = "ttl", .kind = KNOB_DURATION, .offset = offsetof(struct settings, ttl),
     .preset = "60s", .min = 1000000, .max = 3600 * UNITS_SECOND, .says = "time to live"},
    {.name = "room", .kind = KNOB_SIZE, .offset = offsetof(struct settings, room),
     .preset = "1MiB", .min = 1024, .max = INT64_MAX, .says = "how much fits"},
    {.name = "rate", .kind = KNOB_RATE, .offset = offsetof(struct settings, rate),
     .preset = "10/s", .says = "how often"},
    {.name = "alpha", .kind = KNOB_FACTOR, .offset = offsetof(struct settings, alpha),
     .preset = "1", .min = INT64_C(1) << 31, .max = INT64_C(2) << 32, .says = "how unequal"},
    {.name = "keys", .kind = KNOB_COUNT, .offset = offsetof(struct settings, keys), .min = 1,
     .max = 1000, .says = "how many"},
    {.name = "loss", .kind = KNOB_RATIO, .offset = offsetof(struct settings, loss),
     .preset = "0.5", .says = "how many get lost"},
    {.name = "sliding", .kind = KNOB_BOOL, .offset = offsetof(struct settings, sliding),
     .preset = "true", .says = "whether a hit renews it"},
    {.name = "when", .kind = KNOB_CHOICE, .offset = offsetof(struct settings, when),
     .preset = "after-commit", .choices = {"before-write", "in-transaction", "after-commit"},
     .says = "when it is done"},
    {.name = "label", .kind = KNOB_TEXT, .offset = offsetof(struct settings, label),
     .preset = "none", .says = "a name"},
    {.name = "delay", .kind = KNOB_DISTRIBUTION, .offset = offsetof(struct settings, delay),
     .preset = "{\"uniform\": {\"min\": \"1ms\", \"max\": \"3ms\"}}", .says = "how late"},
    {.name = NULL},
};

static bool read_settings(const char *text, const char *const *also, struct settings *settings,
                 struct complaint *complaint)
{
    struct json_document *document =
        json_read_text("f.json", text, strlen(text), complaint);
    struct json_at root;
    bool fine;

    if (document == NULL)
        return false;
    root = json_root(document);
    *settings = (struct settings){0};
    fine = knobs_read(knobs, settings, &root, also, complaint);
    settings->label = NULL;        /* It goes with the document. */
    json_free(document);
    return fine;
}

static void presets_stand_where_nothing_is_given(void **state)
{
    struct settings s;
    struct complaint complaint = {0};

    (void)state;
    assert_true(read_settings("{\"keys\": 7}", NULL, &s, &complaint));
    assert_int_equal(s.keys, 7);
    assert_int_equal(s.ttl, 60 * UNITS_SECOND);
    assert_int_equal(s.room, 1 << 20);
    assert_int_equal(s.rate, 10 * UNITS_RATE_ONE);
    assert_int_equal(s.alpha, UNITS_FACTOR_ONE);
    assert_true(s.loss == UINT64_C(1) << 63);
    assert_true(s.sliding);
    assert_int_equal(s.when, 2);
    assert_int_equal(distribution_mean(&s.delay), 2000000);
    knobs_free(knobs, &s);
    assert_true(distribution_is_zero(&s.delay));
}

static void what_is_given_goes_before_the_presets(void **state)
{
    struct settings s;
    struct complaint complaint = {0};

    (void)state;
    assert_true(read_settings(
        "{\"keys\": \"1000\", \"ttl\": \"1.5s\", \"room\": \"4KiB\", \"rate\": \"5/m\","
        " \"alpha\": 0.5, \"loss\": \"25%\", \"sliding\": false,"
        " \"when\": \"before-write\", \"label\": \"x\", \"delay\": \"7ms\"}",
        NULL, &s, &complaint));
    assert_int_equal(s.keys, 1000);
    assert_int_equal(s.ttl, 1500000000);
    assert_int_equal(s.room, 4096);
    assert_int_equal(s.rate, 83333);
    assert_int_equal(s.alpha, UNITS_FACTOR_ONE / 2);
    assert_true(s.loss == UINT64_C(1) << 62);
    assert_false(s.sliding);
    assert_int_equal(s.when, 0);
    assert_int_equal(s.delay.value, 7000000);
    knobs_free(knobs, &s);
}

static void members_of_the_caller_are_left_to_it(void **state)
{
    static const char *const also[] = {"sessions", NULL};
    struct settings s;
    struct complaint complaint = {0};

    (void)state;
    assert_true(read_settings("{\"keys\": 1, \"sessions\": {}}", also, &s, &complaint));
    knobs_free(knobs, &s);
    assert_false(read_settings("{\"keys\": 1, \"session\": {}}", also, &s, &complaint));
    assert_non_null(strstr(complaint.text, "did you mean \"sessions\"?"));
}

struct mistake {
    const char *text;
    const char *says[4];           /* what the complaint has to say, in pieces */
};

static void expect_pieces(const struct mistake *row, const struct complaint *complaint)
{
    assert_int_equal(complaint->kind, COMPLAINT_INPUT);
    for (int j = 0; j < 4 && row->says[j] != NULL; j++) {
        if (strstr(complaint->text, row->says[j]) == NULL)
            fail_msg("%s: \"%s\" lacks \"%s\"", row->text, complaint->text, row->says[j]);
    }
}

static void mistakes_are_told_with_place_found_and_allowed(void **state)
{
    static const struct mistake rows[] = {
        {"{}", {"f.json", "no \"keys\"", "a whole number", "at least 1, at most 1000"}},
        {"[]", {"f.json", "found an array", "expected an object"}},
        {"{\"keys\": 1, \"tlt\": \"1s\"}",
         {"f.json: .tlt", "unknown", "did you mean \"ttl\"?", "room"}},
        {"{\"keys\": 1, \"Ttl\": \"1s\"}", {".Ttl", "did you mean \"ttl\"?"}},
        {"{\"keys\": 1, \"ttl\": 60}", {"f.json: .ttl", "found 60", "expected a duration"}},
        {"{\"keys\": 1, \"ttl\": \"60MB\"}", {".ttl", "found \"60MB\"", "expected a duration"}},
        {"{\"keys\": 1, \"ttl\": \"60 s\"}", {".ttl", "found \"60 s\"", "(ns us ms s m h d; up to 26687d)"}},
        {"{\"keys\": 1, \"ttl\": \"NaN\"}", {".ttl", "found \"NaN\""}},
        {"{\"keys\": 1, \"ttl\": \"1us\"}", {".ttl", "found \"1us\"", "at least 1ms, at most 1h"}},
        {"{\"keys\": 1, \"ttl\": \"2h\"}", {".ttl", "found \"2h\"", "at most 1h"}},
        {"{\"keys\": 1, \"ttl\": null}", {".ttl", "found null", "expected a duration"}},
        {"{\"keys\": 1, \"ttl\": [\"1s\"]}", {".ttl", "found an array"}},
        {"{\"keys\": 1, \"room\": \"10s\"}", {".room", "found \"10s\"", "a size", "at least 1KiB"}},
        {"{\"keys\": 1, \"rate\": 2000}", {".rate", "found 2000", "a rate such as"}},
        {"{\"keys\": 1, \"rate\": \"2000/sec\"}", {".rate", "\"2000/sec\"", "(/s /m /h;"}},
        {"{\"keys\": 1, \"alpha\": 0.25}", {".alpha", "found 0.25", "at least 0.5, at most 2"}},
        {"{\"keys\": 1, \"alpha\": -1}", {".alpha", "found -1", "a number"}},
        {"{\"keys\": 1001}", {".keys", "found 1001", "at most 1000"}},
        {"{\"keys\": 0}", {".keys", "found 0", "at least 1"}},
        {"{\"keys\": 1.5}", {".keys", "found 1.5", "a whole number"}},
        {"{\"keys\": true}", {".keys", "found true", "a whole number"}},
        {"{\"keys\": 1, \"loss\": 1.5}", {".loss", "found 1.5", "a ratio from 0 to 1"}},
        {"{\"keys\": 1, \"loss\": \"0.1ms\"}", {".loss", "found \"0.1ms\"", "a ratio"}},
        {"{\"keys\": 1, \"sliding\": \"yes\"}", {".sliding", "found \"yes\"", "true or false"}},
        {"{\"keys\": 1, \"sliding\": 1}", {".sliding", "found 1", "true or false"}},
        {"{\"keys\": 1, \"when\": \"aftercommit\"}",
         {".when", "found \"aftercommit\"", "did you mean \"after-commit\"?",
          "one of: before-write, in-transaction, after-commit"}},
        {"{\"keys\": 1, \"when\": \"zzz\"}", {".when", "found \"zzz\"", "expected one of: before"}},
        {"{\"keys\": 1, \"when\": 2}", {".when", "found 2", "expected one of: before-write"}},
        {"{\"keys\": 1, \"label\": 7}", {".label", "found 7", "a string"}},
        {"{\"keys\": 1, \"delay\": 7}", {".delay", "found 7", "a duration such as", "lognormal"}},
        {"{\"keys\": 1, \"delay\": {\"uniform\": {}}}", {".delay.uniform", "no \"min\""}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct complaint complaint = {0};
        struct settings s;
        if (read_settings(rows[i].text, NULL, &s, &complaint))
            fail_msg("%s was taken", rows[i].text);
        expect_pieces(&rows[i], &complaint);
        assert_true(distribution_is_zero(&s.delay));
    }
}

static bool read_distribution(const char *text, enum distribution_unit unit,
                              const char *base_folder, struct distribution *d,
                              struct complaint *complaint)
{
    struct json_document *document =
        json_read_text("f.json", text, strlen(text), complaint);
    struct json_at root;
    bool fine;

    assert_non_null(document);
    root = json_root(document);
    fine = distribution_from_json(d, &root, unit, base_folder, complaint);
    json_free(document);
    return fine;
}

static void distributions_are_read_in_all_their_forms(void **state)
{
    static const struct {
        const char *text;
        enum distribution_unit unit;
        int64_t median, q99;
        int64_t slack;             /* how far off each may be, in millionths */
    } rows[] = {
        {"\"2ms\"", DISTRIBUTION_NS, 2000000, 2000000, 0},
        {"{\"constant\": \"2ms\"}", DISTRIBUTION_NS, 2000000, 2000000, 0},
        {"\"4KiB\"", DISTRIBUTION_BYTES, 4096, 4096, 0},
        {"{\"uniform\": {\"min\": \"100us\", \"max\": \"300us\"}}", DISTRIBUTION_NS, 200000, 298000,
         10},
        {"{\"exponential\": {\"mean\": \"10ms\"}}", DISTRIBUTION_NS, 6931472, 46051702, 100},
        {"{\"lognormal\": {\"median\": \"2ms\", \"p99\": \"40ms\"}}", DISTRIBUTION_NS, 2000000,
         40000000, 200},
        {"{\"lognormal\": {\"median\": \"300B\", \"p99\": \"20000B\"}}", DISTRIBUTION_BYTES, 300,
         20000, 2000},
        {"{\"pareto\": {\"min\": \"1ms\", \"shape\": 2}}", DISTRIBUTION_NS, 1414214, 10000000, 200},
        {"{\"mixture\": [{\"weight\": 0.9, \"of\": \"1ms\"}, {\"weight\": 0.1, \"of\": \"50ms\"}]}",
         DISTRIBUTION_NS, 1000000, 50000000, 0},
        {"{\"mixture\": [{\"weight\": 3, \"of\": {\"mixture\": [{\"weight\": 1, \"of\": "
         "\"1ms\"}]}},"
         " {\"weight\": 1, \"of\": \"50ms\"}]}",
         DISTRIBUTION_NS, 1000000, 50000000, 0},
        {"{\"empirical\": [[0, \"1ms\"], [0.5, \"2ms\"], [1, \"9ms\"]]}", DISTRIBUTION_NS, 2000000,
         8860000, 10},
        {"{\"empirical\": [[\"50%\", \"2ms\"]]}", DISTRIBUTION_NS, 2000000, 2000000, 0},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct complaint complaint = {0};
        struct distribution d;
        int64_t found[2];
        const int64_t expected[2] = {rows[i].median, rows[i].q99};
        if (!read_distribution(rows[i].text, rows[i].unit, NULL, &d, &complaint))
            fail_msg("%s: %s", rows[i].text, complaint.text);
        found[0] = distribution_quantile(&d, UINT64_C(1) << 63);
        found[1] = distribution_quantile(&d, UINT64_MAX / 100 * 99);
        for (int j = 0; j < 2; j++) {
            int64_t off = found[j] > expected[j] ? found[j] - expected[j] : expected[j] - found[j];
            if (off > expected[j] * rows[i].slack / 1000000)
                fail_msg("%s: found %lld, expected %lld", rows[i].text, (long long)found[j],
                         (long long)expected[j]);
        }
        distribution_free(&d);
    }
}

static void bad_distributions_are_told_with_place_found_and_allowed(void **state)
{
    static const struct mistake rows[] = {
        {"\"2\"", {"f.json", "found \"2\"", "a duration"}},
        {"\"2MB\"", {"f.json", "found \"2MB\"", "a duration"}},
        {"\"fast\"", {"found \"fast\"", "a duration such as", "exponential"}},
        {"{}", {"0 keys", "a distribution"}},
        {"{\"uniform\": {}, \"pareto\": {}}", {"2 keys", "a distribution"}},
        {"{\"expnential\": {}}", {".expnential", "did you mean \"exponential\"?", "empirical"}},
        {"{\"exponential\": \"2ms\"}", {".exponential", "found \"2ms\"", "an object"}},
        {"{\"exponential\": {\"mean\": 2}}", {".exponential.mean", "found 2", "a duration"}},
        {"{\"exponential\": {\"maen\": \"2s\"}}", {".exponential.maen", "did you mean \"mean\"?"}},
        {"{\"uniform\": {\"min\": \"3ms\", \"max\": \"1ms\"}}",
         {".uniform", "above", "min <= max"}},
        {"{\"lognormal\": {\"median\": \"2ms\"}}", {".lognormal", "no \"p99\"", "a duration"}},
        {"{\"lognormal\": {\"median\": \"2ms\", \"p99\": \"1ms\"}}",
         {".lognormal", "median <= p99"}},
        {"{\"lognormal\": {\"median\": \"0s\", \"p99\": \"1ms\"}}", {".lognormal", "0 < median"}},
        {"{\"pareto\": {\"min\": \"1ms\", \"shape\": 0}}", {".pareto.shape", "found 0", "above 0"}},
        {"{\"pareto\": {\"min\": \"1ms\", \"shape\": \"1ms\"}}",
         {".pareto.shape", "a number above"}},
        {"{\"pareto\": {\"min\": \"0s\", \"shape\": 1}}", {".pareto", "more than 0"}},
        {"{\"mixture\": []}", {".mixture", "a list of parts"}},
        {"{\"mixture\": [{\"weight\": 1}]}", {".mixture[0]", "no \"of\""}},
        {"{\"mixture\": [{\"wieght\": 1, \"of\": \"1s\"}]}", {"[0].wieght", "mean \"weight\"?"}},
        {"{\"mixture\": [{\"weight\": -1, \"of\": \"1s\"}]}",
         {"[0].weight", "found -1", "above 0"}},
        {"{\"mixture\": [{\"weight\": 1, \"of\": {\"exponential\": {\"mean\": \"1s\"}}},"
         " {\"weight\": 1, \"of\": \"1B\"}]}",
         {".mixture[1].of", "found \"1B\"", "a duration"}},
        {"{\"empirical\": []}", {".empirical", "0 points", "1 to 4096"}},
        {"{\"empirical\": \"x\"}", {".empirical", "found \"x\"", "quantiles such as"}},
        {"{\"empirical\": [[0.5]]}", {".empirical[0]", "a pair"}},
        {"{\"empirical\": [[1.5, \"1ms\"]]}", {".empirical[0][0]", "found 1.5", "a ratio"}},
        {"{\"empirical\": [[0, \"1ms\"], [1, 5]]}", {".empirical[1][1]", "found 5", "a duration"}},
        {"{\"empirical\": [[0.5, \"1ms\"], [0.4, \"2ms\"]]}",
         {".empirical[1]", "a quantile below"}},
        {"{\"empirical\": [[0.4, \"3ms\"], [0.5, \"2ms\"]]}", {".empirical[1]", "a value below"}},
        {"{\"empirical\": {\"file\": 7}}", {".empirical.file", "found 7", "a string"}},
        {"{\"empirical\": {\"file\": \"no such file\"}}",
         {".empirical.file", "\"no such file\"", "cannot be opened"}},
        {"{\"empirical\": {\"fiel\": \"x\"}}", {".empirical.fiel", "did you mean \"file\"?"}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct complaint complaint = {0};
        struct distribution d;
        if (read_distribution(rows[i].text, DISTRIBUTION_NS, NULL, &d, &complaint))
            fail_msg("%s was taken", rows[i].text);
        expect_pieces(&rows[i], &complaint);
        assert_true(distribution_is_zero(&d));
    }
}

static void files_of_samples_and_of_quantiles(void **state)
{
    static const struct {
        const char *lines;
        int64_t median;            /* -1: refused */
        const char *says;
    } rows[] = {
        {"3ms\n1ms\n2ms\n", 2000000, NULL},
        {"# measured on Monday\n\n5ms", 5000000, NULL},
        {"0 1ms\n0.5,2ms   # half\r\n1\t9ms\n", 2000000, NULL},
        {"", -1, "found no sample"},
        {"1ms\n7\n", -1, ":2: found \"7\"; expected a duration"},
        {"1ms\n0.5 7ms\n", -1, ":2: found two words; expected one sample"},
        {"0.5 7ms\n1ms\n", -1, ":2: found one word; expected a quantile"},
        {"0.5 7ms x\n", -1, ":1: found more than two words"},
        {"0.5 7ms\n0.4 8ms\n", -1, ":2: found a quantile or value below"},
        {"1.5 7ms\n", -1, ":1: found \"1.5\"; expected a ratio"},
        /* \1 stands for a zero byte. */
        {"1ms\n2ms\1, and more\n3ms\n", -1, ":2: found a zero byte"},
        {"1ms\n2ms\1", -1, ":2: found a zero byte"},
    };
    char folder[] = "/tmp/test_knob_XXXXXX", path[64];

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/latencies.txt", folder);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct complaint complaint = {0};
        struct distribution d;
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        for (const char *c = rows[i].lines; *c != '\0'; c++)
            fputc(*c == '\1' ? 0 : *c, file);
        fclose(file);
        bool fine = read_distribution("{\"empirical\": {\"file\": \"latencies.txt\"}}",
                                      DISTRIBUTION_NS, folder, &d, &complaint);
        assert_int_equal(fine, rows[i].median >= 0);
        if (fine)
            assert_int_equal(distribution_quantile(&d, UINT64_C(1) << 63), rows[i].median);
        else if (strstr(complaint.text, rows[i].says) == NULL)
            fail_msg("\"%s\" lacks \"%s\"", complaint.text, rows[i].says);
        distribution_free(&d);
    }
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presets_stand_where_nothing_is_given),
        cmocka_unit_test(what_is_given_goes_before_the_presets),
        cmocka_unit_test(members_of_the_caller_are_left_to_it),
        cmocka_unit_test(mistakes_are_told_with_place_found_and_allowed),
        cmocka_unit_test(distributions_are_read_in_all_their_forms),
        cmocka_unit_test(bad_distributions_are_told_with_place_found_and_allowed),
        cmocka_unit_test(files_of_samples_and_of_quantiles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
