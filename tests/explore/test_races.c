/* test_races.c - the known races: the strategy that falls is refuted by that very interleaving, and
 * the one that stands is proved within the same bounds; and docs/matrix.md says so.
 *
 *     DOCS_RACES=1 build/dev/tests/explore/test_races
 *
 * prints the table as it should stand there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/explore/races.h"
#include "tests/explore/stack_text.h"
#include "tests/explore/worlds.h"

#include "reports/witness/story.h"
#include "reports/witness/witness.h"

static struct explore_result explore(const struct race *race, const char *layers,
                                     struct explore_bounds *bounds)
{
    struct explore_settings settings = {.jobs = 1, .symmetry = true, .reduction = true,
                                        .properties = 1u << race->property};
    struct stack_text stack;
    struct explore_result result;

    *bounds = world_filled(race->bounds);
    settings.bounds = *bounds;
    stack_text_open(&stack, layers);
    settings.stack = &stack.stack;
    result = world_explore(&settings);
    stack_text_close(&stack);
    return result;
}

static char who(const struct account *account, const struct explore_step *step)
{
    return account_is_fault(step) ? 'F' : account_is_message(step->actor) ? 'M'
        : step->actor < account->bounds->readers ? 'R' : 'W';
}

static bool fits(const struct account *account, const struct explore_step *step,
                 const struct race_step *asked)
{
    bool stores = step->effect == EFFECT_LEASE_SET && asked->effect == EFFECT_CACHE_SET;
    bool looks = step->effect == EFFECT_LEASE_GET && asked->effect == EFFECT_CACHE_GET;

    if (who(account, step) != asked->who || step->move != asked->move)
        return false;
    if (asked->effect != RACE_ANY && step->effect != asked->effect && !stores && !looks)
        return false;
    if (asked->value == RACE_ANY)
        return true;
    if (step->effect == EFFECT_DB_COMMIT)
        return step->versions[step->row] == asked->value - 1;
    return code_is_committed(step->value) && code_number(step->value) == asked->value - 1u;
}

/* Finds the steps in the witness, each after the one before; `found` is where. */
static bool find(const struct account *account, const struct race *race, unsigned at, int from,
                 int found[RACE_STEPS_MAX], int actors[8])
{
    const struct race_step *asked = &race->steps[at];

    if (at == RACE_STEPS_MAX || asked->who == 0)
        return true;
    for (int i = from; i < (int)account->witness->length; i++) {
        const struct explore_step *step = account_step(account, i);
        int before = actors[asked->actor];
        bool taken = false;
        if (!fits(account, step, asked) || (before >= 0 && before != step->actor))
            continue;
        for (unsigned k = 1; k < 8; k++)
            taken = taken || (k != asked->actor && actors[k] == step->actor);
        if (taken && asked->actor != 0)
            continue;
        if (asked->actor != 0)
            actors[asked->actor] = step->actor;
        found[at] = i;
        if (find(account, race, at + 1, i + 1, found, actors))
            return true;
        actors[asked->actor] = before;
    }
    return false;
}

/* Whether the steps that are marked are those. */
static bool marked(const struct account *account, const struct race *race,
                   const int found[RACE_STEPS_MAX])
{
    struct story story;
    bool same = true;

    story_tell(&story, account);
    for (unsigned i = 0; i < 2; i++) {
        if (race->marks[i] != 0)
            same = same && (story.race[0] == found[race->marks[i] - 1]
                            || story.race[1] == found[race->marks[i] - 1]);
    }
    story_free(&story);
    return same;
}

static bool falls(const struct race *race)
{
    struct explore_bounds bounds;
    struct explore_result result = explore(race, race->falls, &bounds);
    const struct explore_property *told = &result.properties[race->property];
    struct account account = {.bounds = &bounds, .witness = &told->witness,
                              .property = race->property, .verdict = told->verdict};
    int found[RACE_STEPS_MAX], actors[8] = {-1, -1, -1, -1, -1, -1, -1, -1};
    bool so = told->verdict == VERDICT_REFUTED && find(&account, race, 0, 0, found, actors);

    if (!so || !marked(&account, race, found)) {
        struct text text = {0};
        if (told->verdict == VERDICT_REFUTED)
            witness_text(&text, &account, 1, 80);
        printf("# %u %s: %s, %s\n%s\n", race->number, race->name, explore_verdict_name(told->verdict),
               so ? "other steps race" : "other steps", text.bytes == NULL ? "" : text.bytes);
        text_free(&text);
        so = false;
    }
    explore_free(&result);
    return so;
}

static bool stands(const struct race *race)
{
    struct explore_bounds bounds;
    struct explore_result result;
    bool proved;

    if (race->stands == NULL)
        return true;
    result = explore(race, race->stands, &bounds);
    proved = result.properties[race->property].verdict == VERDICT_PROVED;
    if (!proved)
        printf("# %u %s: %s does not stand\n", race->number, race->name, race->stands);
    explore_free(&result);
    return proved;
}

static void fall_by_that_interleaving(void **state)
{
    unsigned failures = 0;

    for (size_t i = 0; i < race_count; i++)
        failures += !falls(&races[i]);
    fflush(stdout);
    assert_int_equal(failures, 0);
}

static void stand_within_the_same_bounds(void **state)
{
    unsigned failures = 0;

    for (size_t i = 0; i < race_count; i++)
        failures += !stands(&races[i]);
    fflush(stdout);
    assert_int_equal(failures, 0);
}

/* ---- the book ---- */

static void add_table(struct text *to)
{
    text_add(to, "| | race | property | falls | stands | why |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < race_count; i++) {
        const struct race *race = &races[i];
        text_format(to, "| %u | **%s**: %s | `%s` | `%s` | ", race->number, race->name, race->says,
                    explore_property_name(race->property), race->falls);
        if (race->stands == NULL)
            text_add(to, "nothing | ");
        else
            text_format(to, "`%s` | ", race->stands);
        text_format(to, "%s |\n", race->why);
    }
}

static void are_in_the_book(void **state)
{
    static char book[1 << 20];
    struct text table = {0};
    FILE *file = fopen("docs/matrix.md", "r");
    size_t length = 0;

    add_table(&table);
    if (getenv("DOCS_RACES") != NULL)
        fputs(table.bytes, stdout);
    if (file != NULL) {
        length = fread(book, 1, sizeof book - 1, file);
        fclose(file);
    }
    book[length] = '\0';
    if (strstr(book, table.bytes) == NULL)
        printf("# docs/matrix.md: the table of races is not what DOCS_RACES=1 prints\n");
    fflush(stdout);
    assert_non_null(strstr(book, table.bytes));
    text_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fall_by_that_interleaving),
        cmocka_unit_test(stand_within_the_same_bounds),
        cmocka_unit_test(are_in_the_book),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
