/* world.h - the settings of the simulated world: cache, database, bus, application, faults.
 *
 * They come from the scenario's sections of the same names; the knob tables here are all there is
 * to say about each setting. */
#ifndef SIM_MODEL_WORLD_H
#define SIM_MODEL_WORLD_H

#include "sim/base/distribution.h"
#include "sim/base/knob.h"
#include "sim/engine/time.h"
#include "sim/model/cache.h"

#include <stdbool.h>
#include <stdint.h>

/* How an effect travels: a request leg, the instant at which it takes place, a reply leg. Half of
 * `latency`, a round trip, is added to each leg; all zero: at once. */
struct link {
    struct distribution latency, request, reply;
};

struct world_cache {
    int64_t capacity, entries, overhead;   /* 0: without limit; bytes, entries, bytes an entry */
    int eviction;                          /* enum eviction */
    struct link link;
    uint64_t loss;                         /* share of requests that never arrive */
    int64_t timeout;                       /* after which the caller gives such a one up, ns */
};

struct world_database {
    struct link read, stamp, write, commit;
    int64_t pages;                         /* so many rows, the first, are pages: see op.h */
    uint64_t page_both;                    /* share of their writes that change both halves */
};

struct world_bus {
    struct distribution delay;
    uint64_t loss;
};

struct world_application {
    struct distribution work;              /* inside a transaction, beside its queries */
    struct distribution think;             /* before a session reads what it has written */
};

enum fault_kind {
    FAULT_CACHE_RESTART,                   /* all entries and counters are lost */
};

struct fault {
    sim_time at;
    enum fault_kind kind;
};

enum { FAULTS_MAX = 64 };

struct world {
    struct world_cache cache;
    struct world_database database;
    struct world_bus bus;
    struct world_application application;
    struct fault faults[FAULTS_MAX];       /* in the order of time */
    unsigned fault_count;
};

extern const struct knob world_cache_knobs[], world_database_knobs[], world_bus_knobs[],
    world_application_knobs[];

/* The sections and their knobs, for help; ends with a row without a name. */
struct world_section {
    const char *name;
    const struct knob *knobs;
    size_t offset;                         /* in struct world */
    const char *says;
};
extern const struct world_section world_sections[];

/* Reads the sections and "faults" of a scenario's object; what is absent gets its presets. The
 * world is zeroed by the caller and freed with world_free, even after a complaint. */
bool world_read(struct world *world, const struct json_at *scenario, struct complaint *complaint);
void world_free(struct world *world);

struct cache_settings world_cache_settings(const struct world *world);

#endif
