/* run.c - from settings to verdicts. */
#include "sim/explore/explore.h"

#include "sim/explore/witness.h"

#include <stdlib.h>

enum { MESSAGES_MORE = 2 };

/* Searches with as little room for messages as does. The search is to be closed, unless this
 * complains. */
static bool search_with_room(struct search *search, const struct explore_settings *settings,
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

static bool add_witnesses(const struct search *search, struct explore_result *result,
                          unsigned properties, struct complaint *complaint)
{
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        struct explore_property *property = &result->properties[i];
        const struct breach *breach = property->verdict == VERDICT_BOUNDED ? &search->bounds[i]
                                                                           : &search->breaches[i];
        if (!(properties >> i & 1) || breach->at == UINT64_MAX)
            continue;
        free(property->witness.steps);
        property->witness = (struct explore_witness){.length = 0};
        if (!witness_make(search, breach, &property->witness))
            return complain_machine(complaint, "out of memory");
    }
    return true;
}

/* Under a reduction a path may begin with moves that have nothing to do with its breach. Where
 * shorter ones are to be had within the limits, they take its place. */
static bool shorten_witnesses(const struct explore_settings *settings, unsigned properties,
                              struct explore_result *result, struct search *search,
                              struct complaint *complaint)
{
    struct explore_settings plain = *settings;
    bool done;

    plain.reduction = false;
    plain.properties = properties;
    if (!search_with_room(search, &plain, complaint))
        return false;
    done = add_witnesses(search, result, properties, complaint);
    search_close(search);
    return done;
}

bool explore_run(const struct explore_settings *settings, struct explore_result *result,
                 struct complaint *complaint)
{
    struct search *search;
    unsigned broken, told = 0;
    bool done = false;

    *result = (struct explore_result){.complete = false};
    CHECK(settings->jobs > 0 && (settings->properties & ~EXPLORE_ALL_PROPERTIES) == 0);
    if (!bounds_accept(&settings->bounds, complaint))
        return false;
    search = malloc(sizeof *search);
    if (search == NULL)
        return complain_machine(complaint, "out of memory");
    if (search_with_room(search, settings, complaint)) {
        broken = search->broken;
        for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
            result->properties[i].verdict = verdict_of(search, 1u << i);
            if (result->properties[i].verdict == VERDICT_REFUTED
                || result->properties[i].verdict == VERDICT_BOUNDED)
                told |= 1u << i;
        }
        result->complete = search->complete;
        result->states = visited_count(&search->visited);
        result->transitions = search->transitions;
        result->depth = search->depth;
        result->ends = search->ends;
        result->bytes_max = search->bytes_max;
        result->locals = search->space.locals.count - 1;
        result->stores = search->space.stores.count - 1;
        done = add_witnesses(search, result, told, complaint);
        search_close(search);
        if (done && settings->reduction && broken != 0)
            done = shorten_witnesses(settings, broken, result, search, complaint);
    }
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
