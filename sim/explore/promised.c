/* promised.c - from a strategy's promises to properties of the explorer. */
#include "sim/explore/promised.h"

#include "sim/explore/bounds.h"

#include <string.h>

_Static_assert((int)MAY_LOSE == 1 << FAULT_LOST && (int)MAY_DUPLICATE == 1 << FAULT_DUPLICATED
               && (int)MAY_EXPIRE == 1 << FAULT_EXPIRY && (int)MAY_EVICT == 1 << FAULT_EVICTION
               && (int)MAY_RESTART == 1 << FAULT_RESTART && (int)MAY_CRASH == 1 << FAULT_CRASH
               && (int)MAY_ROLL_BACK == 1 << FAULT_ROLLBACK && (int)MAY_TICK == 1 << FAULT_TICK,
               "promises name the faults in the explorer's order");

/* What may happen in such a world, enum promise_may. */
static unsigned what_may(const struct explore_bounds *bounds)
{
    unsigned may = 0;

    for (unsigned i = 0; i < FAULT_KINDS; i++)
        may |= bounds->faults[i] > 0 ? 1u << i : 0;
    return may | (bounds->roads >> ROAD_BULK & 1 ? MAY_BULK : 0u)
        | (bounds->roads >> ROAD_RAW & 1 ? MAY_RAW : 0u) | (bounds->read_own ? MAY_READ_OWN : 0u)
        | (bounds->pages > 0 ? MAY_BE_PAGES : 0u);
}

static enum property property_of(const char *name)
{
    unsigned property = 0;

    while (property < PROPERTY_COUNT
           && strcmp(explore_property_name((enum property)property), name) != 0)
        property++;
    CHECK_THAT(property < PROPERTY_COUNT, "a strategy promises %s, which is no property", name);
    return (enum property)property;
}

static void take(struct promised *promised, const char *name, const struct promise *promise,
                 const struct explore_bounds *bounds)
{
    unsigned property = property_of(promise->property);
    unsigned writes = bounds->writers * bounds->writes + bounds->faults[FAULT_LOST];

    if ((what_may(bounds) & ~promise->may) != 0
        || (promise->writes_max > 0 && writes > promise->writes_max)
        || !(bounds_properties(bounds) >> property & 1))
        return;
    if (promised->by[property] != NULL && !promised->for_a_while[property])
        return;                        /* More is promised already. */
    promised->by[property] = name;
    promised->for_a_while[property] = promise->for_a_while;
}

struct company company_of(const struct stack *stack, unsigned layer)
{
    struct company company = {.traits = stack->traits, .layers = stack->layers - 1};

    for (unsigned i = 1; i < stack->layers; i++) {
        const struct strategy *strategy = stack->strategy[i];
        unsigned traits = strategy->traits
            | (strategy->traits_of != NULL ? strategy->traits_of(stack->config[i]) : 0);
        if (i == layer)
            continue;
        company.others |= traits;
        company.untimely |= (traits & (STRATEGY_INVALIDATES | STRATEGY_AFTER_COMMIT))
            == STRATEGY_INVALIDATES;
    }
    return company;
}

struct promised promised_by(const struct stack *stack, const struct explore_bounds *bounds)
{
    struct promised promised = {.by = {NULL}};

    for (unsigned i = 1; i < stack->layers; i++) {
        const struct strategy *strategy = stack->strategy[i];
        struct company company = company_of(stack, i);
        struct promise list[PROMISES_MAX];
        unsigned count = strategy->keeps == NULL
            ? 0 : strategy->keeps(stack->config[i], company, list);
        CHECK(count <= PROMISES_MAX);
        for (unsigned k = 0; k < count; k++)
            take(&promised, strategy->name, &list[k], bounds);
    }
    return promised;
}

unsigned promised_properties(const struct promised *promised)
{
    unsigned properties = 0;

    for (unsigned i = 0; i < PROPERTY_COUNT; i++)
        properties |= promised->by[i] != NULL ? 1u << i : 0;
    return properties;
}

enum verdict promised_verdict(const struct promised *promised, const struct explore_result *result)
{
    enum verdict all = VERDICT_NOT_ASKED;

    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        enum verdict verdict = result->properties[i].verdict;
        if (promised->by[i] == NULL || verdict == VERDICT_NOT_ASKED)
            continue;
        if (verdict == VERDICT_REFUTED
            || (verdict == VERDICT_BOUNDED && !promised->for_a_while[i]
                && i == PROPERTY_NO_PERMANENT_STALENESS))
            return VERDICT_REFUTED;
        if (all != VERDICT_INCONCLUSIVE)
            all = verdict == VERDICT_INCONCLUSIVE ? VERDICT_INCONCLUSIVE : VERDICT_PROVED;
    }
    return all;
}
