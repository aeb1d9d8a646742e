/* run.c - from settings to verdicts. */
#include "sim/explore/explore.h"

#include "sim/explore/shortest.h"
#include "sim/explore/witness.h"

#include <stdlib.h>

enum { MESSAGES_MORE = 2 };

bool search_with_room(struct search *search, const struct explore_settings *settings,
                      struct complaint *complaint)
{
    bool overflow;

    for (unsigned messages = 0; messages <= EXPLORE_MESSAGES_MAX; messages += MESSAGES_MORE) {
        bool searched = search_run(search, settings, messages, &overflow, complaint);
        if (searched && !overflow)
            return true;
        search_close(search);
        if (!searched)
            return false;
    }
    return complain(complaint, "found more than %d messages under way at once in a world of these "
                    "bounds; expected fewer", EXPLORE_MESSAGES_MAX);
}

static enum verdict verdict_of(const struct search *search, unsigned bit)
{
    if (!(search->settings->properties & bit))
        return VERDICT_NOT_ASKED;
    if (search->broken & bit)
        return VERDICT_REFUTED;
    if (!search->complete)
        return VERDICT_INCONCLUSIVE;
    return search->bounded & bit ? VERDICT_BOUNDED : VERDICT_PROVED;
}

/* As the search has met them, for properties that have none. */
static bool add_witnesses(const struct search *search, struct explore_result *result,
                          struct complaint *complaint)
{
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        struct explore_property *property = &result->properties[i];
        const struct breach *breach = property->verdict == VERDICT_BOUNDED ? &search->bounds[i]
                                                                           : &search->breaches[i];
        if (!(search->settings->properties >> i & 1) || breach->at == UINT64_MAX
            || property->witness.steps != NULL)
            continue;
        if (!witness_make(search, breach, &property->witness))
            return complain_machine(complaint, "out of memory");
    }
    return true;
}

static void take_counts(const struct search *search, struct explore_result *result)
{
    result->complete = search->complete;
    result->switches = search->settings->switches_max;
    result->states = visited_count(&search->visited);
    result->transitions = search->transitions;
    result->depth = search->depth;
    result->ends = search->ends;
    result->bytes_max = search->bytes_max;
    result->locals = search->space.locals.count - 1;
    result->stores = search->space.stores.count - 1;
}

/* One search; what earlier ones have refuted stays so, with its witness. */
static bool run_once(const struct explore_settings *settings, struct search *search,
                     struct explore_result *result, struct complaint *complaint)
{
    int64_t deadline = settings->time_max > 0 ? search_clock() + settings->time_max : 0;
    bool done;

    if (!search_with_room(search, settings, complaint))
        return false;
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        if (settings->properties >> i & 1)
            result->properties[i].verdict = verdict_of(search, 1u << i);
    }
    take_counts(search, result);
    done = add_witnesses(search, result, complaint);
    search_close(search);
    return done && (settings->few_switches || settings->depth_first
                    || shortest_find(settings, deadline, result, complaint));
}

/* With no switch, with one, and so on, until there is nothing left to ask or to leave out. */
static bool run_with_few(const struct explore_settings *settings, struct search *search,
                         struct explore_result *result, struct complaint *complaint)
{
    struct explore_settings few = *settings;

    for (few.switches_max = 0; few.switches_max <= settings->switches_max; few.switches_max++) {
        if (!run_once(&few, search, result, complaint))
            return false;
        for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
            if (result->properties[i].verdict == VERDICT_REFUTED)
                few.properties &= ~(1u << i);
        }
        if (result->complete || few.properties == 0)
            break;
    }
    return true;
}

bool explore_run(const struct explore_settings *settings, struct explore_result *result,
                 struct complaint *complaint)
{
    struct explore_settings asked = *settings;
    struct search *search;
    bool done;

    *result = (struct explore_result){.complete = false};
    CHECK(settings->jobs > 0 && (settings->properties & ~EXPLORE_ALL_PROPERTIES) == 0);
    if (!bounds_accept(&settings->bounds, complaint))
        return false;
    if (settings->few_switches && settings->switches_max > EXPLORE_SWITCHES_MAX)
        return complain(complaint, "found %u switches; expected at most %d",
                        settings->switches_max, EXPLORE_SWITCHES_MAX);
    search = malloc(sizeof *search);
    if (search == NULL)
        return complain_machine(complaint, "out of memory");
    asked.properties &= bounds_properties(&asked.bounds);
    done = asked.few_switches ? run_with_few(&asked, search, result, complaint)
                              : run_once(&asked, search, result, complaint);
    free(search);
    return done;
}

void explore_free(struct explore_result *result)
{
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        free(result->properties[i].witness.steps);
        result->properties[i].witness = (struct explore_witness){.length = 0};
    }
}
