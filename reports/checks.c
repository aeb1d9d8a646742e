/* checks.c - the list of outcomes, and its telling to people and as JSON. */
#include "reports/checks.h"

#include "reports/quote.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STRATEGY_COLUMNS_MAX = 32, LINE_COLUMNS_MAX = 400 };

#define GREEN "\033[32m"
#define RED "\033[1;31m"
#define PLAIN "\033[0m"

/* ---- the list ---- */

/* An outcome's texts, all of them, in one order. */
enum { TEXTS = 7 };

static void list_texts(struct check_outcome *outcome, const char **texts[TEXTS])
{
    const char **all[TEXTS] = {
        &outcome->scenario, &outcome->strategy, &outcome->subject, &outcome->expected,
        &outcome->found, &outcome->about, &outcome->replay,
    };

    memcpy(texts, all, sizeof all);
}

static bool make_room(struct checks *checks)
{
    size_t room = checks->room == 0 ? 64 : checks->room * 2;
    struct check_outcome *larger;

    if (checks->count < checks->room)
        return true;
    larger = realloc(checks->list, room * sizeof *larger);
    if (larger == NULL)
        return false;
    checks->list = larger;
    checks->room = room;
    return true;
}

static void free_texts(struct check_outcome *outcome)
{
    const char **texts[TEXTS];

    list_texts(outcome, texts);
    for (int i = 0; i < TEXTS; i++)
        free((char *)(uintptr_t)*texts[i]);
}

void checks_add(struct checks *checks, const struct check_outcome *outcome)
{
    struct check_outcome copy = *outcome;
    const char **texts[TEXTS];
    bool whole = true;

    list_texts(&copy, texts);
    for (int i = 0; i < TEXTS; i++) {
        *texts[i] = strdup(*texts[i] != NULL ? *texts[i] : "");
        whole = whole && *texts[i] != NULL;
    }
    if (!whole || !make_room(checks)) {
        free_texts(&copy);
        checks->failed = true;
        return;
    }
    checks->list[checks->count++] = copy;
    checks->broken += !copy.kept;
}

void checks_free(struct checks *checks)
{
    for (size_t i = 0; i < checks->count; i++)
        free_texts(&checks->list[i]);
    free(checks->list);
    *checks = (struct checks){0};
}

/* ---- for people ---- */

static bool is_shown(const struct check_outcome *outcome, unsigned flags)
{
    return !outcome->kept || !(flags & CHECKS_BROKEN_ONLY);
}

static size_t strategy_columns(const struct checks *checks, unsigned flags)
{
    size_t columns = 0;

    for (size_t i = 0; i < checks->count; i++) {
        struct text shown = {0};
        size_t width = quote_terminal(&shown, checks->list[i].strategy, STRATEGY_COLUMNS_MAX);
        text_free(&shown);
        if (is_shown(&checks->list[i], flags) && width > columns)
            columns = width;
    }
    return columns;
}

static void add_line(struct text *to, const struct check_outcome *outcome, size_t columns,
                     unsigned flags)
{
    bool colour = (flags & CHECKS_COLOUR) != 0;
    size_t used;

    text_format(to, "  %s%s%s  ", !colour ? "" : outcome->kept ? GREEN : RED,
                outcome->kept ? "kept  " : "BROKEN", colour ? PLAIN : "");
    used = quote_terminal(to, outcome->strategy, columns);
    text_add_repeated(to, ' ', columns - used + (columns > 0 ? 2 : 0));
    quote_terminal(to, outcome->subject, LINE_COLUMNS_MAX);
    text_add(to, ": expected ");
    quote_terminal(to, outcome->expected, LINE_COLUMNS_MAX);
    text_add(to, ", found ");
    quote_terminal(to, outcome->found, LINE_COLUMNS_MAX);
    if (outcome->seeded)
        text_format(to, " (seed %" PRIu64 ")", outcome->seed);
    text_add_char(to, '\n');
    if (outcome->kept)
        return;
    if (outcome->about[0] != '\0') {
        text_add(to, "          because: ");
        quote_terminal(to, outcome->about, LINE_COLUMNS_MAX);
        text_add_char(to, '\n');
    }
    if (outcome->replay[0] != '\0') {
        text_add(to, "          again:   ");
        quote_terminal(to, outcome->replay, SIZE_MAX / 2);
        text_add_char(to, '\n');
    }
}

void checks_text(struct text *to, const struct checks *checks, unsigned flags)
{
    size_t columns = strategy_columns(checks, flags);
    const char *scenario = NULL;

    if (checks->broken == 0 && (flags & CHECKS_BROKEN_ONLY))
        return;
    for (size_t i = 0; i < checks->count; i++) {
        const struct check_outcome *outcome = &checks->list[i];
        if (!is_shown(outcome, flags))
            continue;
        if (scenario == NULL || strcmp(scenario, outcome->scenario) != 0) {
            if (scenario != NULL)
                text_add_char(to, '\n');
            scenario = outcome->scenario;
            quote_terminal(to, scenario, LINE_COLUMNS_MAX);
            text_add_char(to, '\n');
        }
        add_line(to, outcome, columns, flags);
    }
    text_format(to, "%s%zu kept, %zu broken\n", scenario != NULL ? "\n" : "",
                checks->count - checks->broken, checks->broken);
}

/* ---- JSON ---- */

static void add_member(struct text *to, const char *name, const char *value)
{
    if (value[0] == '\0')
        return;
    text_format(to, ", \"%s\": ", name);
    quote_json(to, value);
}

void checks_json(struct text *to, const struct checks *checks)
{
    text_format(to, "{\n  \"schema\": 1,\n  \"kept\": %zu,\n  \"broken\": %zu,\n  \"checks\": [",
                checks->count - checks->broken, checks->broken);
    for (size_t i = 0; i < checks->count; i++) {
        const struct check_outcome *outcome = &checks->list[i];
        text_format(to, "%s\n    {\"kept\": %s", i > 0 ? "," : "",
                    outcome->kept ? "true" : "false");
        add_member(to, "scenario", outcome->scenario);
        add_member(to, "strategy", outcome->strategy);
        if (outcome->seeded)
            text_format(to, ", \"seed\": \"%" PRIu64 "\"", outcome->seed);
        add_member(to, "metric", outcome->subject);
        add_member(to, "expected", outcome->expected);
        add_member(to, "found", outcome->found);
        add_member(to, "about", outcome->about);
        add_member(to, "replay", outcome->replay);
        text_add_char(to, '}');
    }
    text_format(to, "%s]\n}\n", checks->count > 0 ? "\n  " : "");
}
