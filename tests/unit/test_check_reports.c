/* test_check_reports.c - outcomes of checks as text, TAP, JUnit XML and JSON, with user text that
 * tries to break out of each. */
#include "reports/checks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void fill(struct checks *checks)
{
    checks_add(checks, &(struct check_outcome){
        .kept = true, .scenario = "a shop", .strategy = "ttl 60 s", .subject = "hit-ratio",
        .expected = "at least 0.8", .found = "0.91", .seed = 7, .seeded = true});
    checks_add(checks, &(struct check_outcome){
        .scenario = "a shop", .strategy = "<b>&\"it's\" # SKIP\nnot ok\x1b[31m",
        .subject = "stale-lost", .expected = "exactly 0", .found = "3", .seed = UINT64_MAX,
        .seeded = true, .about = "]]> promised", .replay = "stalemate check a.json"});
    checks_add(checks, &(struct check_outcome){
        .scenario = "another", .subject = "baseline", .expected = "the scenario, as before",
        .found = "the scenario is gone"});
}

static void expect_report(void (*report)(struct text *to, const struct checks *checks),
                          const char *expected)
{
    struct checks checks = {0};
    struct text text = {0};

    fill(&checks);
    assert_int_equal(checks.count, 3);
    assert_int_equal(checks.broken, 2);
    report(&text, &checks);
    assert_false(text.failed);
    assert_string_equal(text.bytes, expected);
    text_free(&text);
    checks_free(&checks);
}

static void plain(struct text *to, const struct checks *checks)
{
    checks_text(to, checks, 0);
}

static void coloured(struct text *to, const struct checks *checks)
{
    checks_text(to, checks, CHECKS_COLOUR | CHECKS_BROKEN_ONLY);
}

static void people_read_text(void **state)
{
    expect_report(plain,
        "a shop\n"
        "  kept    ttl 60 s                          "
        "hit-ratio: expected at least 0.8, found 0.91 (seed 7)\n"
        "  BROKEN  <b>&\"it's\" # SKIP\\x0anot ok\\x1b\xe2\x80\xa6  "
        "stale-lost: expected exactly 0, found 3 (seed 18446744073709551615)\n"
        "          because: ]]> promised\n"
        "          again:   stalemate check a.json\n"
        "\n"
        "another\n"
        "  BROKEN                                    "
        "baseline: expected the scenario, as before, found the scenario is gone\n"
        "\n"
        "1 kept, 2 broken\n");
}

static void colours_and_only_what_is_broken(void **state)
{
    expect_report(coloured,
        "a shop\n"
        "  \033[1;31mBROKEN\033[0m  <b>&\"it's\" # SKIP\\x0anot ok\\x1b\xe2\x80\xa6  "
        "stale-lost: expected exactly 0, found 3 (seed 18446744073709551615)\n"
        "          because: ]]> promised\n"
        "          again:   stalemate check a.json\n"
        "\n"
        "another\n"
        "  \033[1;31mBROKEN\033[0m                                    "
        "baseline: expected the scenario, as before, found the scenario is gone\n"
        "\n"
        "1 kept, 2 broken\n");
}

static void nothing_broken_is_nothing_to_say(void **state)
{
    struct checks checks = {0};
    struct text text = {0};

    checks_add(&checks, &(struct check_outcome){.kept = true, .scenario = "s"});
    checks_text(&text, &checks, CHECKS_BROKEN_ONLY);
    assert_int_equal(text.length, 0);
    text_free(&text);
    checks_free(&checks);
}

static void tap_cannot_be_broken_out_of(void **state)
{
    expect_report(checks_tap,
        "TAP version 13\n"
        "1..3\n"
        "ok 1 - a shop, ttl 60 s: hit-ratio at least 0.8 (seed 7)\n"
        "not ok 2 - a shop, <b>&\"it's\" \\# SKIP\\\\x0anot ok\\\\x1b[31m: stale-lost exactly 0 "
        "(seed 18446744073709551615)\n"
        "  ---\n"
        "  scenario: \"a shop\"\n"
        "  strategy: \"<b>&\\\"it's\\\" # SKIP\\nnot ok\\u001b[31m\"\n"
        "  seed: \"18446744073709551615\"\n"
        "  metric: \"stale-lost\"\n"
        "  expected: \"exactly 0\"\n"
        "  found: \"3\"\n"
        "  about: \"]]> promised\"\n"
        "  replay: \"stalemate check a.json\"\n"
        "  ...\n"
        "not ok 3 - another: baseline the scenario, as before\n"
        "  ---\n"
        "  scenario: \"another\"\n"
        "  metric: \"baseline\"\n"
        "  expected: \"the scenario, as before\"\n"
        "  found: \"the scenario is gone\"\n"
        "  ...\n");
}

static void junit_cannot_be_broken_out_of(void **state)
{
    expect_report(checks_junit,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"stalemate\" tests=\"3\" failures=\"2\" errors=\"0\">\n"
        "  <testsuite name=\"a shop\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"0\">\n"
        "    <testcase classname=\"a shop: ttl 60 s\" name=\"hit-ratio at least 0.8 (seed 7)\"/>\n"
        "    <testcase classname=\"a shop: &lt;b&gt;&amp;&quot;it&apos;s&quot; # SKIP\\x0anot ok"
        "\\x1b[31m\" name=\"stale-lost exactly 0 (seed 18446744073709551615)\">\n"
        "      <failure type=\"broken\" message=\"expected exactly 0, found 3\">]]&gt; promised\n"
        "stalemate check a.json</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "  <testsuite name=\"another\" tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\">\n"
        "    <testcase classname=\"another\" name=\"baseline the scenario, as before\">\n"
        "      <failure type=\"broken\" message=\"expected the scenario, as before, found the "
        "scenario is gone\"></failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}

static void json_has_everything(void **state)
{
    expect_report(checks_json,
        "{\n"
        "  \"schema\": 1,\n"
        "  \"kept\": 1,\n"
        "  \"broken\": 2,\n"
        "  \"checks\": [\n"
        "    {\"kept\": true, \"scenario\": \"a shop\", \"strategy\": \"ttl 60 s\", "
        "\"seed\": \"7\", \"metric\": \"hit-ratio\", \"expected\": \"at least 0.8\", "
        "\"found\": \"0.91\"},\n"
        "    {\"kept\": false, \"scenario\": \"a shop\", \"strategy\": "
        "\"<b>&\\\"it's\\\" # SKIP\\nnot ok\\u001b[31m\", \"seed\": \"18446744073709551615\", "
        "\"metric\": \"stale-lost\", \"expected\": \"exactly 0\", \"found\": \"3\", "
        "\"about\": \"]]> promised\", \"replay\": \"stalemate check a.json\"},\n"
        "    {\"kept\": false, \"scenario\": \"another\", \"metric\": \"baseline\", "
        "\"expected\": \"the scenario, as before\", \"found\": \"the scenario is gone\"}\n"
        "  ]\n"
        "}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_read_text),
        cmocka_unit_test(colours_and_only_what_is_broken),
        cmocka_unit_test(nothing_broken_is_nothing_to_say),
        cmocka_unit_test(tap_cannot_be_broken_out_of),
        cmocka_unit_test(junit_cannot_be_broken_out_of),
        cmocka_unit_test(json_has_everything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
