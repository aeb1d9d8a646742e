/* test_knobs.c - docs/scenarios.md has every knob, as its table says it is.
 *
 * The tables of knobs are the one description of each setting. Here each becomes a table in
 * Markdown, and each line of it must stand in the docs. After a change,
 *
 *      DOCS_KNOBS=1 build/release/tests/docs/test_knobs
 *
 * prints all of them, ready to paste. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/model/world.h"
#include "strategies/catalogue.h"
#include "workloads/generators/arrivals.h"
#include "workloads/workload.h"

enum { DOCS_MAX = 1 << 20, LINE_MAX_BYTES = 1024 };

static char docs[DOCS_MAX];
static unsigned missing;

static void say(const char *line)
{
    if (getenv("DOCS_KNOBS") != NULL) {
        puts(line);
    } else if (strstr(docs, line) == NULL) {
        printf("# docs/scenarios.md does not have: %s\n", line);
        missing++;
    }
}

static const char *form(const struct knob *knob)
{
    switch (knob->kind) {
    case KNOB_DURATION: return "duration";
    case KNOB_SIZE: return "size";
    case KNOB_RATE: return "rate";
    case KNOB_RATIO: return "ratio";
    case KNOB_FACTOR: return "number";
    case KNOB_COUNT: return "whole number";
    case KNOB_BOOL: return "true or false";
    case KNOB_TEXT: return "text";
    case KNOB_DISTRIBUTION: return "distribution of durations";
    case KNOB_CHOICE: break;
    }
    return "";
}

/* The form, and from knob_describe the bounds that follow it. */
static void say_allowed(const struct knob *knob, char *to, size_t size)
{
    char described[512];
    const char *bounds;
    size_t used;

    knob_describe(knob, described, sizeof described);
    if (knob->kind == KNOB_CHOICE) {
        snprintf(to, size, "%s", described + strlen("one of: "));
        return;
    }
    bounds = strstr(described, ", at least ");
    if (bounds == NULL)
        bounds = strstr(described, ", at most ");
    used = (size_t)snprintf(to, size, "%s", form(knob));
    if (bounds != NULL && knob->max < INT64_MAX / 8)
        snprintf(to + used, size - used, "%s", bounds);
}

static void say_knobs(const struct knob *knobs)
{
    for (; knobs != NULL && knobs->name != NULL; knobs++) {
        char line[LINE_MAX_BYTES], allowed[512];

        say_allowed(knobs, allowed, sizeof allowed);
        snprintf(line, sizeof line, "| `%s` | %s | %s%s%s | %s |", knobs->name, allowed,
                 knobs->preset != NULL ? "`" : "",
                 knobs->preset != NULL ? knobs->preset : "must be given",
                 knobs->preset != NULL ? "`" : "", knobs->says);
        say(line);
    }
}

static void say_heading(const char *what, const char *name)
{
    char line[LINE_MAX_BYTES];

    snprintf(line, sizeof line, "### %s`%s`", what, name);
    say(line);
}

static void world(void **state)
{
    missing = 0;
    for (const struct world_section *section = world_sections; section->name != NULL; section++) {
        say_heading("", section->name);
        say_knobs(section->knobs);
    }
    assert_int_equal(missing, 0);
}

static void workloads(void **state)
{
    size_t count;
    const struct workload_kind *kinds = workload_kinds(&count);

    missing = 0;
    for (size_t i = 0; i < count; i++) {
        say_heading("workload ", kinds[i].name);
        for (size_t k = 0; k < WORKLOAD_TABLES_MAX; k++)
            say_knobs(kinds[i].knobs[k]);
        for (size_t k = 0; k < WORKLOAD_MEMBERS_MAX && kinds[i].members[k].name != NULL; k++) {
            char line[LINE_MAX_BYTES];
            snprintf(line, sizeof line, "| `%s` | see right | | %s |", kinds[i].members[k].name,
                     kinds[i].members[k].says);
            say(line);
            say_knobs(kinds[i].members[k].knobs);
        }
    }
    say_knobs(arrivals_bursty_knobs);
    say_knobs(arrivals_diurnal_knobs);
    assert_int_equal(missing, 0);
}

static void strategies(void **state)
{
    missing = 0;
    for (const struct strategy *const *strategy = catalogue; *strategy != NULL; strategy++) {
        say_heading("strategy ", (*strategy)->name);
        say_knobs((*strategy)->knobs);
    }
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(world), cmocka_unit_test(workloads), cmocka_unit_test(strategies),
    };
    FILE *file = fopen("docs/scenarios.md", "r");

    if (file != NULL) {
        docs[fread(docs, 1, sizeof docs - 1, file)] = '\0';
        fclose(file);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
