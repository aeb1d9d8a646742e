/* junit.c - checks as JUnit's XML, which continuous-integration servers show.
 *
 * There is no standard, only habits: <testsuites> of <testsuite> of <testcase>, a <failure> in
 * those that failed. A scenario is a suite, a strategy a class. No times are given: virtual time is
 * not what readers of that attribute expect, and wall-clock time differs from run to run. */
#include "reports/checks.h"
#include "reports/quote.h"

#include <inttypes.h>
#include <string.h>

/* Fit for an attribute as well as for text. XML 1.0 cannot name most controls at all, so they are
 * shown as on a terminal. */
static void add_xml(struct text *to, const char *user)
{
    struct text shown = {0};
    const char *at;

    quote_terminal(&shown, user, SIZE_MAX / 2);
    to->failed |= shown.failed;
    for (at = shown.bytes; at != NULL && *at != '\0';) {
        const char *from = at;
        uint32_t code = quote_step(&at);
        switch (code) {
        case '&': text_add(to, "&amp;"); break;
        case '<': text_add(to, "&lt;"); break;
        case '>': text_add(to, "&gt;"); break;
        case '"': text_add(to, "&quot;"); break;
        case '\'': text_add(to, "&apos;"); break;
        case 0xfffe: case 0xffff: text_format(to, "\\u%04x", (unsigned)code); break;
        default: text_add_bytes(to, from, (size_t)(at - from)); break;
        }
    }
    text_free(&shown);
}

static void add_failure(struct text *to, const struct check_outcome *outcome)
{
    text_add(to, "      <failure type=\"broken\" message=\"expected ");
    add_xml(to, outcome->expected);
    text_add(to, ", found ");
    add_xml(to, outcome->found);
    text_add(to, "\">");
    if (outcome->about[0] != '\0') {
        add_xml(to, outcome->about);
        text_add_char(to, '\n');
    }
    add_xml(to, outcome->replay);
    text_add(to, "</failure>\n");
}

static void add_case(struct text *to, const struct check_outcome *outcome)
{
    text_add(to, "    <testcase classname=\"");
    add_xml(to, outcome->scenario);
    if (outcome->strategy[0] != '\0') {
        text_add(to, ": ");
        add_xml(to, outcome->strategy);
    }
    text_add(to, "\" name=\"");
    add_xml(to, outcome->subject);
    text_add_char(to, ' ');
    add_xml(to, outcome->expected);
    if (outcome->seeded)
        text_format(to, " (seed %" PRIu64 ")", outcome->seed);
    if (outcome->kept) {
        text_add(to, "\"/>\n");
        return;
    }
    text_add(to, "\">\n");
    add_failure(to, outcome);
    text_add(to, "    </testcase>\n");
}

/* Outcomes of one scenario stand together. */
static size_t end_of_suite(const struct checks *checks, size_t begin, size_t *broken)
{
    size_t end = begin;

    for (*broken = 0; end < checks->count; end++) {
        if (strcmp(checks->list[end].scenario, checks->list[begin].scenario) != 0)
            break;
        *broken += !checks->list[end].kept;
    }
    return end;
}

void checks_junit(struct text *to, const struct checks *checks)
{
    text_add(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text_format(to, "<testsuites name=\"stalemate\" tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n",
                checks->count, checks->broken);
    for (size_t i = 0; i < checks->count;) {
        size_t broken, end = end_of_suite(checks, i, &broken);
        text_add(to, "  <testsuite name=\"");
        add_xml(to, checks->list[i].scenario);
        text_format(to, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\">\n", end - i,
                    broken);
        for (; i < end; i++)
            add_case(to, &checks->list[i]);
        text_add(to, "  </testsuite>\n");
    }
    text_add(to, "</testsuites>\n");
}
