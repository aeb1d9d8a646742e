/* shortest.c - set after set of clients, then the witnesses in order. */
#include "sim/explore/shortest.h"

#include "sim/explore/ordered.h"

enum { SETS_MAX = 1 << EXPLORE_CLIENTS_MAX, NOT_FOUND = UINT32_MAX };

/* Of one property: the sets of clients among which it is broken after the fewest steps. */
struct target {
    bool wanted, bounded;
    unsigned steps;            /* NOT_FOUND: none yet */
    unsigned set_count;
    struct {
        uint8_t idle, messages_max;
    } sets[SETS_MAX];
};

static unsigned wanted(const struct target *targets)
{
    unsigned properties = 0;

    for (unsigned i = 0; i < PROPERTY_COUNT; i++)
        properties |= (unsigned)(targets[i].wanted && targets[i].steps == NOT_FOUND) << i;
    return properties;
}

static bool limit(struct explore_settings *settings, int64_t deadline)
{
    if (deadline == 0)
        return true;
    settings->time_max = deadline - search_clock();
    return settings->time_max > 0;
}

/* ---- which clients, and how many steps ---- */

/* Of clients that are alike, the first ones act. */
static bool is_canonical(const struct explore_bounds *bounds, unsigned active)
{
    for (unsigned i = 1; i < bounds_clients(bounds); i++) {
        if ((active >> i & 1) && !(active >> (i - 1) & 1) && bounds_alike(bounds, i - 1, i))
            return false;
    }
    return true;
}

static unsigned steps_to(const struct search *search, const struct breach *breach)
{
    unsigned steps = breach->move.kind != MOVE_KINDS;

    for (uint32_t at = visited_record(&search->visited, breach->state)->parent;
         at != VISITED_NONE; at = visited_record(&search->visited, at)->parent)
        steps++;
    return steps;
}

static void note_set(struct target *target, const struct search *search,
                     const struct breach *breach)
{
    unsigned steps;

    if (breach->at == UINT64_MAX)
        return;
    steps = steps_to(search, breach);
    if (steps > target->steps || steps > EXPLORE_STEPS_MAX)
        return;
    if (steps < target->steps)
        target->set_count = 0;
    target->steps = steps;
    target->sets[target->set_count].idle = (uint8_t)search->settings->bounds.idle;
    target->sets[target->set_count++].messages_max = (uint8_t)search->space.messages_max;
}

/* With all clients but these. */
static bool search_set(const struct explore_settings *settings, unsigned idle, int64_t deadline,
                       unsigned properties, struct target *targets, struct search *search,
                       struct complaint *complaint)
{
    struct explore_settings some = *settings;

    some.bounds.idle = idle;
    some.properties = properties;
    some.symmetry = true;
    some.reduction = some.few_switches = false;
    if (!limit(&some, deadline))
        return true;
    if (!search_with_room(search, &some, complaint))
        return false;
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        if (properties >> i & 1)
            note_set(&targets[i], search,
                     targets[i].bounded ? &search->bounds[i] : &search->breaches[i]);
    }
    search_close(search);
    return true;
}

static bool search_sets(const struct explore_settings *settings, int64_t deadline,
                        struct target *targets, struct search *search,
                        struct complaint *complaint)
{
    unsigned clients = bounds_clients(&settings->bounds), all = (1u << clients) - 1;

    for (unsigned size = 1; size <= clients && wanted(targets) != 0; size++) {
        unsigned properties = wanted(targets);
        for (unsigned active = 1; active <= all; active++) {
            if ((unsigned)__builtin_popcount(active) == size
                && is_canonical(&settings->bounds, active)
                && !search_set(settings, all & ~active, deadline, properties, targets, search,
                               complaint))
                return false;
        }
    }
    return true;
}

/* ---- which of the witnesses ---- */

static bool tell(const struct explore_settings *settings, int64_t deadline, enum property property,
                 const struct target *target, struct explore_result *result,
                 struct complaint *complaint)
{
    struct explore_witness *told = &result->properties[property].witness;
    struct explore_witness witness = {.steps = NULL};
    struct explore_settings some = *settings;
    struct ordered ordered = {.settings = &some, .property = property, .bounded = target->bounded,
                              .steps = target->steps};

    some.properties = 1u << property;
    some.symmetry = some.reduction = false;
    some.few_switches = true;
    for (some.switches_max = 0; some.switches_max <= target->steps; some.switches_max++) {
        for (unsigned i = 0; i < target->set_count; i++) {
            some.bounds.idle = target->sets[i].idle;
            ordered.messages_max = target->sets[i].messages_max;
            if (!limit(&some, deadline))
                return true;
            if (!ordered_find(&ordered, &witness, complaint))
                return false;
            if (witness.steps == NULL)
                continue;
            free(told->steps);
            *told = witness;
            return true;
        }
    }
    return true;
}

bool shortest_find(const struct explore_settings *settings, int64_t deadline,
                   struct explore_result *result, struct complaint *complaint)
{
    struct target *targets = calloc(PROPERTY_COUNT, sizeof targets[0]);
    struct search *search = malloc(sizeof *search);
    bool fine = targets != NULL && search != NULL;

    if (!fine)
        complain_machine(complaint, "out of memory");
    for (unsigned i = 0; fine && i < PROPERTY_COUNT; i++) {
        enum verdict verdict = result->properties[i].verdict;
        targets[i] = (struct target){
            .wanted = verdict == VERDICT_REFUTED || verdict == VERDICT_BOUNDED,
            .bounded = verdict == VERDICT_BOUNDED, .steps = NOT_FOUND};
    }
    fine = fine && search_sets(settings, deadline, targets, search, complaint);
    for (unsigned i = 0; fine && i < PROPERTY_COUNT; i++) {
        if (targets[i].steps != NOT_FOUND)
            fine = tell(settings, deadline, (enum property)i, &targets[i], result, complaint);
    }
    free(search);
    free(targets);
    return fine;
}
