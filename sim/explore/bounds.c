/* bounds.c - presets, and what is too large. */
#include "sim/explore/bounds.h"

#include <string.h>

static const struct {
    const char *name;
    struct explore_bounds bounds;
} presets[] = {
    {"small", {.readers = 1, .writers = 1, .reads = 2, .writes = 1, .rows = 1, .nodes = 1,
               .roads = 1u << ROAD_SAVE, .faults = {[FAULT_LOST] = 1}}},
    {"medium", {.readers = 2, .writers = 2, .reads = 2, .writes = 1, .rows = 1, .nodes = 2,
                .roads = 1u << ROAD_SAVE,
                .faults = {[FAULT_LOST] = 1, [FAULT_EVICTION] = 1, [FAULT_CRASH] = 1,
                           [FAULT_ROLLBACK] = 1}}},
    {"large", {.readers = 2, .writers = 2, .reads = 3, .writes = 2, .rows = 1, .nodes = 2,
               .roads = 1u << ROAD_SAVE | 1u << ROAD_BULK, .read_after = true,
               .faults = {[FAULT_LOST] = 1, [FAULT_DUPLICATED] = 1, [FAULT_EXPIRY] = 1,
                          [FAULT_EVICTION] = 1, [FAULT_RESTART] = 1, [FAULT_CRASH] = 1,
                          [FAULT_ROLLBACK] = 1, [FAULT_TICK] = 1}}},
};

bool explore_preset(const char *name, struct explore_bounds *bounds)
{
    for (size_t i = 0; i < sizeof presets / sizeof presets[0]; i++) {
        if (strcmp(presets[i].name, name) == 0) {
            *bounds = presets[i].bounds;
            return true;
        }
    }
    return false;
}

static bool accept_count(const char *what, unsigned found, unsigned least, unsigned most,
                         struct complaint *complaint)
{
    return (found >= least && found <= most)
        || complain(complaint, "found %u %s; expected %u to %u", found, what, least, most);
}

bool bounds_accept(const struct explore_bounds *bounds, struct complaint *complaint)
{
    unsigned roads = 1u << ROAD_SAVE | 1u << ROAD_BULK | 1u << ROAD_RAW;

    if (!accept_count("readers", bounds->readers, 0, EXPLORE_CLIENTS_MAX, complaint)
        || !accept_count("writers", bounds->writers, 0, EXPLORE_CLIENTS_MAX, complaint)
        || !accept_count("clients", bounds_clients(bounds), 1, EXPLORE_CLIENTS_MAX, complaint)
        || !accept_count("rows", bounds->rows, 1, EXPLORE_ROWS_MAX, complaint)
        || !accept_count("pages", bounds->pages, 0, bounds->rows, complaint)
        || !accept_count("nodes", bounds->nodes, 1, EXPLORE_CLIENTS_MAX, complaint)
        || !accept_count("reads a reader", bounds->reads, 0, EXPLORE_READS_MAX, complaint)
        || !accept_count("writes a writer", bounds->writes, 0, EXPLORE_VERSIONS_MAX, complaint)
        || !accept_count("writes in all", bounds->writers * bounds->writes, 0,
                         EXPLORE_VERSIONS_MAX, complaint))
        return false;
    if (bounds->writers > 0 && (bounds->roads == 0 || (bounds->roads & ~roads) != 0))
        return complain(complaint, "found no road for writes, or one that there is not");
    for (unsigned i = 0; i < FAULT_KINDS; i++) {
        if (!accept_count(explore_fault_name((enum explore_fault)i), bounds->faults[i], 0,
                          EXPLORE_FAULTS_MAX, complaint))
            return false;
    }
    return true;
}

const char *explore_missing(const struct explore_bounds *bounds, enum property property)
{
    bool own = bounds->read_own || bounds->read_after;
    unsigned reading = bounds->readers + (own ? bounds->writers : 0);

    switch (property) {
    case PROPERTY_SINGLE_LOADER:
        return reading > 1 ? NULL : "no two clients read";
    case PROPERTY_PROGRESS:
        return reading > 0 ? NULL : "no client reads";
    default:
        break;
    }
    if (bounds->writers == 0)
        return "no client writes";
    if (property == PROPERTY_READ_YOUR_WRITES)
        return own ? NULL : "no client reads what it wrote";
    if (property == PROPERTY_MONOTONIC_READS)
        return (bounds->readers > 0 && bounds->reads > 1) || (own && bounds->writes > 1)
            || (bounds->read_own && bounds->read_after)
            ? NULL : "no client reads twice";
    return reading > 0 || property == PROPERTY_NO_PERMANENT_STALENESS
        ? NULL : "no client reads";
}

const char *explore_property_name(enum property property)
{
    static const char *const names[PROPERTY_COUNT] = {
        "no-permanent-staleness", "fresh-after-commit", "fresh-after-ack", "read-your-writes",
        "monotonic-reads", "no-uncommitted-value", "no-torn-aggregate", "no-resurrection",
        "single-loader", "progress",
    };

    CHECK(property < PROPERTY_COUNT);
    return names[property];
}

const char *explore_verdict_name(enum verdict verdict)
{
    static const char *const names[] = {"not asked", "proved", "bounded", "refuted",
                                        "inconclusive"};

    CHECK(verdict <= VERDICT_INCONCLUSIVE);
    return names[verdict];
}

const char *explore_move_name(enum move_kind move)
{
    static const char *const names[MOVE_KINDS] = {
        "effect", "lost", "duplicated", "crash", "expiry", "eviction", "restart", "tick",
    };

    CHECK(move < MOVE_KINDS);
    return names[move];
}

const char *explore_fault_name(enum explore_fault fault)
{
    static const char *const names[FAULT_KINDS] = {
        "lost", "duplicated", "expiry", "eviction", "restart", "crash", "rollback", "tick",
    };

    CHECK(fault < FAULT_KINDS);
    return names[fault];
}
