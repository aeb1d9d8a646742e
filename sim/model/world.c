/* world.c - the knob tables of the world, and reading them. */
#include "sim/model/world.h"

#include "sim/base/units.h"

#include <stdlib.h>

#define AT(type, field) offsetof(struct type, field)
#define LINK(type, prefix, field, what, preset_latency) \
    {prefix, KNOB_DISTRIBUTION, AT(type, field.latency), preset_latency, 0, 0, {0}, \
     what ": the round trip; it takes place half-way"}, \
    {prefix "-request", KNOB_DISTRIBUTION, AT(type, field.request), "0s", 0, 0, {0}, \
     what ": more time on the way there"}, \
    {prefix "-reply", KNOB_DISTRIBUTION, AT(type, field.reply), "0s", 0, 0, {0}, \
     what ": more time on the way back"}

const struct knob world_cache_knobs[] = {
    {"capacity", KNOB_SIZE, AT(world_cache, capacity), "0B", 0, INT64_MAX, {0},
     "bytes that fit, values and overhead; 0B: no limit"},
    {"entries", KNOB_COUNT, AT(world_cache, entries), "0", 0, UINT32_MAX, {0},
     "entries that fit; 0: no limit"},
    {"overhead", KNOB_SIZE, AT(world_cache, overhead), "0B", 0, 1 << 20, {0},
     "bytes that each entry takes beside its value"},
    {"eviction", KNOB_CHOICE, AT(world_cache, eviction), "lru", 0, 0, {"lru", "fifo"},
     "which entry makes room for another"},
    LINK(world_cache, "latency", link, "a request to the cache", "0s"),
    {"loss", KNOB_RATIO, AT(world_cache, loss), "0", 0, 0, {0},
     "share of requests to the cache that never arrive"},
    {"timeout", KNOB_DURATION, AT(world_cache, timeout), "50ms", 0, INT64_MAX, {0},
     "after which the caller gives a lost request up"},
    {.name = NULL},
};

const struct knob world_database_knobs[] = {
    LINK(world_database, "read", read, "reading a row", "0s"),
    LINK(world_database, "stamp", stamp, "reading only a row's version (0s: as a row)", "0s"),
    LINK(world_database, "write", write, "changing a row inside a transaction", "0s"),
    LINK(world_database, "commit", commit, "committing or rolling back", "0s"),
    {"pages", KNOB_COUNT, AT(world_database, pages), "0", 0, UINT32_MAX, {0},
     "so many of the rows, the first, are pages: of two halves, which a read loads by two queries"},
    {"page-both", KNOB_RATIO, AT(world_database, page_both), "0.5", 0, 0, {0},
     "share of the writes of pages that change both halves; the others change one of them"},
    {.name = NULL},
};

const struct knob world_bus_knobs[] = {
    {"delay", KNOB_DISTRIBUTION, AT(world_bus, delay), "0s", 0, 0, {0},
     "from publishing a message to its delivery"},
    {"loss", KNOB_RATIO, AT(world_bus, loss), "0", 0, 0, {0},
     "share of messages that are never delivered"},
    {.name = NULL},
};

const struct knob world_application_knobs[] = {
    {"work", KNOB_DISTRIBUTION, AT(world_application, work), "0s", 0, 0, {0},
     "time inside a transaction between its change and its end"},
    {"think", KNOB_DISTRIBUTION, AT(world_application, think), "100ms", 0, 0, {0},
     "time after a session's write until it reads the row again"},
    {.name = NULL},
};

const struct world_section world_sections[] = {
    {"cache", world_cache_knobs, offsetof(struct world, cache), "the shared cache"},
    {"database", world_database_knobs, offsetof(struct world, database), "the truth"},
    {"bus", world_bus_knobs, offsetof(struct world, bus), "messages between processes"},
    {"application", world_application_knobs, offsetof(struct world, application),
     "what the application itself does"},
    {.name = NULL},
};

static int compare_faults(const void *a, const void *b)
{
    const struct fault *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

static bool read_fault(struct fault *fault, const struct json_at *at, struct complaint *complaint)
{
    static const char *const names[] = {"at", "cache-restart"}, *const nodes[] = {"node"};
    struct json_at member, node;
    char text[64];

    if (!json_expect(at, JSON_OBJECT, complaint)
        || !json_only(at, names, 2, sizeof names[0], complaint))
        return false;
    if (!json_member(at, "at", &member))
        return json_complain(complaint, at, "found no \"at\"; expected the time of the fault");
    if (!json_scalar_text(&member, text, sizeof text) || !units_parse_duration(text, &fault->at))
        return json_complain_found(complaint, &member, UNITS_DURATION_SAYS);
    if (!json_member(at, "cache-restart", &member))
        return json_complain(complaint, at, "found no fault; expected \"cache-restart\": {}");
    fault->kind = FAULT_CACHE_RESTART;
    if (!json_expect(&member, JSON_OBJECT, complaint)
        || !json_only(&member, nodes, 1, sizeof nodes[0], complaint))
        return false;
    if (json_member(&member, "node", &node)
        && (json_kind(&node) != JSON_NUMBER || json_number(&node) != 0))
        return json_complain_found(complaint, &node, "0: there is one cache node");
    return true;
}

static bool read_faults(struct world *world, const struct json_at *list,
                        struct complaint *complaint)
{
    if (!json_expect(list, JSON_ARRAY, complaint))
        return false;
    if (json_count(list) > FAULTS_MAX)
        return json_complain(complaint, list, "found %zu faults; expected at most %d",
                             json_count(list), FAULTS_MAX);
    for (size_t i = 0; i < json_count(list); i++) {
        struct json_at item;
        json_child(list, i, &item);
        if (!read_fault(&world->faults[i], &item, complaint))
            return false;
        world->fault_count++;
    }
    qsort(world->faults, world->fault_count, sizeof world->faults[0], compare_faults);
    return true;
}

bool world_read(struct world *world, const struct json_at *scenario, struct complaint *complaint)
{
    struct json_at member;

    for (const struct world_section *section = world_sections; section->name != NULL; section++) {
        bool given = json_member(scenario, section->name, &member);
        if (given && !json_expect(&member, JSON_OBJECT, complaint))
            return false;
        if (!knobs_read(section->knobs, (char *)world + section->offset, given ? &member : NULL,
                        NULL, complaint))
            return false;
    }
    return !json_member(scenario, "faults", &member) || read_faults(world, &member, complaint);
}

void world_free(struct world *world)
{
    for (const struct world_section *section = world_sections; section->name != NULL; section++)
        knobs_free(section->knobs, (char *)world + section->offset);
}

struct cache_settings world_cache_settings(const struct world *world)
{
    return (struct cache_settings){
        .capacity_bytes = world->cache.capacity > 0 ? world->cache.capacity : INT64_MAX,
        .capacity_entries = world->cache.entries > 0 ? world->cache.entries : INT64_MAX,
        .overhead_bytes = world->cache.overhead,
        .eviction = (enum eviction)world->cache.eviction,
    };
}
