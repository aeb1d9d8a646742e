/* tap.c - checks as the Test Anything Protocol.
 *
 * Version 13: a plan, a line a check, and below a broken one a block of YAML that says more. JSON
 * strings are YAML strings, so the block needs no quoting of its own. */
#include "reports/checks.h"
#include "reports/quote.h"

#include <inttypes.h>

/* In a description # would begin a directive, and an end of line a new test. */
static void add_description(struct text *to, const char *user)
{
    struct text shown = {0};

    quote_terminal(&shown, user, SIZE_MAX / 2);
    for (const char *c = shown.bytes; c != NULL && *c != '\0'; c++) {
        if (*c == '#' || *c == '\\')
            text_add_char(to, '\\');
        text_add_char(to, *c);
    }
    to->failed |= shown.failed;
    text_free(&shown);
}

static void add_entry(struct text *to, const char *name, const char *value)
{
    if (value[0] == '\0')
        return;
    text_format(to, "  %s: ", name);
    quote_json(to, value);
    text_add_char(to, '\n');
}

static void add_diagnosis(struct text *to, const struct check_outcome *outcome)
{
    text_add(to, "  ---\n");
    add_entry(to, "scenario", outcome->scenario);
    add_entry(to, "strategy", outcome->strategy);
    if (outcome->seeded)
        text_format(to, "  seed: \"%" PRIu64 "\"\n", outcome->seed);
    add_entry(to, "metric", outcome->subject);
    add_entry(to, "expected", outcome->expected);
    add_entry(to, "found", outcome->found);
    add_entry(to, "about", outcome->about);
    add_entry(to, "replay", outcome->replay);
    text_add(to, "  ...\n");
}

void checks_tap(struct text *to, const struct checks *checks)
{
    text_format(to, "TAP version 13\n1..%zu\n", checks->count);
    for (size_t i = 0; i < checks->count; i++) {
        const struct check_outcome *outcome = &checks->list[i];
        text_format(to, "%s %zu - ", outcome->kept ? "ok" : "not ok", i + 1);
        add_description(to, outcome->scenario);
        if (outcome->strategy[0] != '\0') {
            text_add(to, ", ");
            add_description(to, outcome->strategy);
        }
        text_add(to, ": ");
        add_description(to, outcome->subject);
        text_add_char(to, ' ');
        add_description(to, outcome->expected);
        if (outcome->seeded)
            text_format(to, " (seed %" PRIu64 ")", outcome->seed);
        text_add_char(to, '\n');
        if (!outcome->kept)
            add_diagnosis(to, outcome);
    }
}
