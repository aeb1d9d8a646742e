/* test_promises.c - what strategies promise is kept, and what is broken on purpose is not promised in
 * vain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sim/explore/promised.h"
#include "strategies/variants.h"
#include "tests/explore/mutants.h"
#include "tests/explore/stack_text.h"
#include "tests/explore/worlds.h"

/* Worlds in which one thing may happen, and in which all that may, may. */
enum { SINGLE = FAULT_KINDS + 4 };

static void allow(struct explore_bounds *bounds, unsigned what)
{
    if (what < FAULT_KINDS)
        bounds->faults[what] = 1;
    else if (what == FAULT_KINDS)
        bounds->roads |= BULK;
    else if (what == FAULT_KINDS + 1)
        bounds->roads |= RAW;
    else if (what == FAULT_KINDS + 2)
        bounds->read_own = true;
    else
        bounds->pages = 1;
}

static struct explore_bounds world_of(unsigned number, unsigned may)
{
    struct explore_bounds bounds = {.readers = 1, .reads = 2, .writers = 2, .writes = 1, .rows = 1,
                                    .nodes = 2, .roads = SAVE, .read_after = true};

    if (number < SINGLE) {
        allow(&bounds, number);
    } else if (number == SINGLE) {
        bounds.readers = 2;
        bounds.read_after = false;
    } else {
        /* With a second write, only what makes a version that was never committed. */
        bounds.writers = bounds.nodes = 1;
        bounds.writes = number - SINGLE;
        if (number > SINGLE + 1)
            may &= MAY_READ_OWN | MAY_ROLL_BACK | MAY_CRASH;
        for (unsigned i = 0; i < SINGLE; i++) {
            if (may >> i & 1)
                allow(&bounds, i);
        }
    }
    return bounds;
}

/* All that some layer's promise of the property allows; 0: there is none. */
static unsigned may_of(const struct stack *stack, unsigned property)
{
    struct promise list[PROMISES_MAX];
    unsigned may = 0;

    for (unsigned i = 1; i < stack->layers; i++) {
        unsigned count = stack->strategy[i]->keeps == NULL
            ? 0 : stack->strategy[i]->keeps(stack->config[i], company_of(stack, i), list);
        for (unsigned k = 0; k < count; k++) {
            if (strcmp(list[k].property, explore_property_name((enum property)property)) == 0)
                may |= list[k].may;
        }
    }
    return may;
}

static unsigned kept, failures;

static void check(const char *text, const struct stack *stack, struct explore_bounds bounds,
                  unsigned properties)
{
    struct promised promised = promised_by(stack, &bounds);
    struct explore_settings settings = {.stack = stack, .bounds = bounds, .jobs = 1, .symmetry = true,
                                        .reduction = true,
                                        .properties = promised_properties(&promised) & properties};
    struct explore_result result;

    if (settings.properties == 0)
        return;
    result = world_explore(&settings);
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        enum verdict verdict = result.properties[i].verdict;
        if (verdict == VERDICT_NOT_ASKED)
            continue;
        if (verdict == VERDICT_PROVED || (verdict == VERDICT_BOUNDED && promised.for_a_while[i])) {
            kept++;
            continue;
        }
        print_error("%s: %s does not keep %s (%s in %u steps; roads %u, own %d, pages %u)\n", text,
                    promised.by[i], explore_property_name((enum property)i),
                    explore_verdict_name(verdict), result.properties[i].witness.length, bounds.roads,
                    bounds.read_own, bounds.pages);
        failures++;
    }
    if (promised_verdict(&promised, &result) != VERDICT_PROVED && failures == 0)
        fail_msg("%s: the promises together are not kept", text);
    explore_free(&result);
}

static void check_stack(const char *text)
{
    struct stack_text stack;

    stack_text_open(&stack, text);
    for (unsigned i = 0; i <= SINGLE; i++)
        check(text, &stack.stack, world_of(i, 0), EXPLORE_ALL_PROPERTIES);
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        unsigned may = may_of(&stack.stack, i);
        for (unsigned writes = 1; may != 0 && writes <= 2; writes++)
            check(text, &stack.stack, world_of(SINGLE + writes, may), 1u << i);
    }
    stack_text_close(&stack);
}

static void promises_are_kept(void **state)
{
    static const char *const others[] = {
        "[{\"versioned-key\": {\"seed\": \"random\", \"counter-ttl\": \"1h\"}}]",
        "[{\"generation\": {\"seed\": \"random\"}}, {\"delete\": {}}]",
        "[" LEASE ", {\"versioned-key\": {}}]", "[" LEASE ", {\"versioned-key\": {\"source\": \"row\"}}]",
        "[{\"cas\": {\"retries\": 2}}]", "[{\"recheck\": {\"tries\": 2}}]",
        "[" LEASE ", {\"signal\": {}}]",
        "[{\"versioned-key\": {}}, {\"delete\": {\"when\": \"before-write\"}}]",
        "[{\"versioned-key\": {}}, {\"delayed-double-delete\": {}}]",
        "[{\"generation\": {}}, {\"delete\": {\"when\": \"in-transaction\"}}]",
        "[{\"versioned-key\": {\"source\": \"row\"}}, {\"generation\": {}}]",
        "[{\"generation\": {}}, {\"versioned-key\": {\"source\": \"row\"}}]",
    };

    kept = failures = 0;
    for (const struct variant *variant = variants; variant->name != NULL; variant++)
        check_stack(variant->stack);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        check_stack(others[i]);
    print_message("%u promises kept\n", kept);
    assert_int_equal(failures, 0);
    assert_true(kept > 500);
}

/* A layer that does its work wrongly, or promises too much, is found out by its promises alone. */
static void broken_promises_are_found(void **state)
{
    unsigned broken = 0;

    for (size_t i = 0; i < mutant_count; i++) {
        const struct mutant *mutant = &mutants[i];
        struct stack_text stack;
        struct explore_settings settings = {.bounds = world_filled(mutant->bounds), .jobs = 1,
                                            .symmetry = true, .reduction = true};
        struct explore_result result;
        struct promised promised;

        stack_text_open(&stack, mutant->over);
        CHECK(stack_push(&stack.stack, mutant->mistake, NULL));
        settings.stack = &stack.stack;
        promised = promised_by(&stack.stack, &settings.bounds);
        settings.properties = promised_properties(&promised);
        if (promised.by[mutant->property] != NULL && !promised.for_a_while[mutant->property]) {
            result = world_explore(&settings);
            print_message("%s: %s\n", mutant->mistake->name,
                          explore_verdict_name(promised_verdict(&promised, &result)));
            assert_int_equal(promised_verdict(&promised, &result), VERDICT_REFUTED);
            explore_free(&result);
            broken++;
        }
        stack.stack.layers--;          /* Its configuration is not the text's to free. */
        stack_text_close(&stack);
    }
    assert_true(broken >= 10);
}

static unsigned boast(const void *config, struct company company, struct promise *to)
{
    (void)config, (void)company;
    *to = (struct promise){.property = "fresh-after-commit", .may = MAY_ALL};
    return 1;
}

static void a_boast_is_found(void **state)
{
    static const struct strategy boaster = {.name = "boaster", .keeps = boast};
    struct explore_settings settings = {.bounds = world_filled((struct explore_bounds)WORLD(1, 1, 2, 1)),
                                        .jobs = 1};
    struct explore_result result;
    struct promised promised;
    struct stack_text stack;

    stack_text_open(&stack, "[{\"delete\": {}}]");
    CHECK(stack_push(&stack.stack, &boaster, NULL));
    settings.stack = &stack.stack;
    promised = promised_by(&stack.stack, &settings.bounds);
    assert_string_equal(promised.by[PROPERTY_FRESH_AFTER_COMMIT], "boaster");
    settings.properties = promised_properties(&promised);
    result = world_explore(&settings);
    assert_int_equal(promised_verdict(&promised, &result), VERDICT_REFUTED);
    explore_free(&result);
    stack.stack.layers--;
    stack_text_close(&stack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(promises_are_kept),
        cmocka_unit_test(broken_promises_are_found),
        cmocka_unit_test(a_boast_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
