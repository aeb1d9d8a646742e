/* kinds.c - from the settings of a kind to the plan of its parts. */
#include "workloads/generators/kinds.h"

#include "workloads/generators/generated.h"

#include "sim/base/check.h"
#include "sim/base/distribution_json.h"
#include "sim/base/units.h"

#include <stddef.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

/* The settings of all kinds; a kind's table names those that it has. */
struct settings {
    int64_t keys, rate, nodes, alpha;
    uint64_t hot_keys, hot_accesses;
    uint64_t writes, inserts, bulk, raw, rollback, read_own;
    int mix;
};

#define KEYS_AND_RATE \
    {.name = "keys", .kind = KNOB_COUNT, .offset = offsetof(struct settings, keys), .min = 1, \
     .max = NAME_ROW_MAX, .says = "how many rows there are at the beginning"}, \
    {.name = "rate", .kind = KNOB_RATE, .offset = offsetof(struct settings, rate), .min = 1, \
     .max = 1000000000 * UNITS_RATE_ONE, .says = "requests a second in the mean"}

#define ALPHA \
    {.name = "alpha", .kind = KNOB_FACTOR, .offset = offsetof(struct settings, alpha), \
     .preset = "0.99", \
     .says = "how unequal: the r-th row is asked for in proportion to r^-alpha; 0 is uniform"}

#define WRITES \
    {.name = "write-fraction", .kind = KNOB_RATIO, .offset = offsetof(struct settings, writes), \
     .preset = "0", .says = "of the requests that are no inserts, how many are writes"}

#define INSERTS(by_preset) \
    {.name = "insert-fraction", .kind = KNOB_RATIO, \
     .offset = offsetof(struct settings, inserts), .preset = by_preset, \
     .says = "of all requests, how many write a row that was not there before"}

#define READ_OWN \
    {.name = "read-own", .kind = KNOB_RATIO, .offset = offsetof(struct settings, read_own), \
     .preset = "0", \
     .says = "of the writes that are neither bulk nor raw, in how many the transaction also " \
             "reads the row"}

#define COMMON \
    {.name = "bulk", .kind = KNOB_RATIO, .offset = offsetof(struct settings, bulk), \
     .preset = "0", .says = "of the writes, how many are bulk updates, which fire no signal"}, \
    {.name = "raw", .kind = KNOB_RATIO, .offset = offsetof(struct settings, raw), \
     .preset = "0", \
     .says = "of the writes, how many are raw SQL or another service's: none of the " \
             "application's code runs"}, \
    {.name = "rollback", .kind = KNOB_RATIO, .offset = offsetof(struct settings, rollback), \
     .preset = "0", .says = "of the writes, how many are rolled back"}, \
    {.name = "nodes", .kind = KNOB_COUNT, .offset = offsetof(struct settings, nodes), \
     .preset = "4", .min = 1, .max = 1024, \
     .says = "over how many application nodes the requests are spread"}, \
    {.name = NULL}

const struct knob kinds_zipf_knobs[] = {KEYS_AND_RATE, ALPHA, WRITES, INSERTS("0"), READ_OWN,
                                        COMMON};

const struct knob kinds_uniform_knobs[] = {KEYS_AND_RATE, WRITES, INSERTS("0"), READ_OWN, COMMON};

const struct knob kinds_hotspot_knobs[] = {
    KEYS_AND_RATE,
    {.name = "hot-keys", .kind = KNOB_RATIO, .offset = offsetof(struct settings, hot_keys),
     .preset = "0.2", .says = "of the rows, how many are hot; at least one is"},
    {.name = "hot-accesses", .kind = KNOB_RATIO,
     .offset = offsetof(struct settings, hot_accesses), .preset = "0.8",
     .says = "of the requests, how many are for a hot row"},
    WRITES, INSERTS("0"), READ_OWN, COMMON,
};

const struct knob kinds_latest_knobs[] = {KEYS_AND_RATE, ALPHA, WRITES, INSERTS("0.05"), READ_OWN,
                                          COMMON};

const struct knob kinds_ycsb_knobs[] = {
    {.name = "mix", .kind = KNOB_CHOICE, .offset = offsetof(struct settings, mix),
     .choices = {"a", "b", "c", "d", "e", "f"}, .says = "which of the core mixes"},
    KEYS_AND_RATE, COMMON,
};

struct ycsb_mix {
    enum keys_kind keys;
    const char *writes, *inserts, *read_own;
};

static const struct ycsb_mix ycsb_mixes[] = {
    {KEYS_ZIPF, "0.5", "0", "0"},        /* a */
    {KEYS_ZIPF, "0.05", "0", "0"},       /* b */
    {KEYS_ZIPF, "0", "0", "0"},          /* c */
    {KEYS_LATEST, "0", "0.05", "0"},     /* d */
    {KEYS_ZIPF, "0", "0.05", "0"},       /* e */
    {KEYS_ZIPF, "0.5", "0", "1"},        /* f */
};

/* What all kinds need to become a plan. */
struct making {
    struct generated_plan plan;
    struct settings settings;
    const char *size_preset;
    bool by_rank;                  /* whether the kind takes "write-fraction-by-rank" */
};

static uint64_t square_root(wide x)
{
    uint64_t root = 0;

    for (uint64_t bit = UINT64_C(1) << 62; bit != 0; bit >>= 1) {
        if ((wide)(root | bit) * (root | bit) <= x)
            root |= bit;
    }
    return root;
}

/* Room for all rows that will be made: the mean at the highest rate of the run, and ten standard
 * deviations. */
static bool plan_rows(struct making *making, const struct json_at *at, int64_t duration_ns,
                      struct complaint *complaint)
{
    const struct settings *settings = &making->settings;
    struct keys_plan *keys = &making->plan.keys;
    wide rows = (wide)(uint64_t)settings->keys;

    if (settings->inserts > 0) {
        wide requests = (wide)(uint64_t)making->plan.arrivals.rate_max * (uint64_t)duration_ns
                        / UINT64_C(1000000000000000);
        wide inserts = (requests >> 32) * settings->inserts >> 32;
        if (requests < (wide)1 << 64)
            inserts = requests * settings->inserts >> 64;
        rows += inserts + 10 * (wide)square_root(inserts) + 100;
    }
    if (rows > NAME_ROW_MAX)
        return json_complain(complaint, at, "found \"keys\" and inserts that make more than %u "
                             "rows; expected a lower \"rate\" or \"insert-fraction\", or a shorter "
                             "run", NAME_ROW_MAX);
    keys->keys = (uint32_t)settings->keys;
    keys->rows = (uint32_t)rows;
    return true;
}

static bool plan_keys(struct making *making, const struct json_at *at, struct complaint *complaint)
{
    const struct settings *settings = &making->settings;
    struct keys_plan *keys = &making->plan.keys;
    struct complaint own = {0};

    if (keys->kind == KEYS_HOTSPOT) {
        uint64_t hot = rng_below(settings->hot_keys, keys->keys)
                       + (settings->hot_keys == UINT64_MAX);
        keys->hot = hot > 0 ? (uint32_t)hot : 1;
        keys->hot_share = settings->hot_accesses;
    }
    if (keys->kind != KEYS_ZIPF && keys->kind != KEYS_LATEST)
        return true;
    if (zipf_build(&keys->zipf, keys->rows, settings->alpha, &own))
        return true;
    return own.kind == COMPLAINT_MACHINE ? complain_machine(complaint, "%s", own.text)
                                         : json_complain(complaint, at, "%s", own.text);
}

static bool plan_sizes(struct making *making, const struct json_at *at, const char *base_folder,
                       struct complaint *complaint)
{
    struct distribution *sizes = &making->plan.sizes;
    struct json_at size;

    if (!json_member(at, "size", &size))
        return distribution_from_text(sizes, "size", making->size_preset, DISTRIBUTION_BYTES,
                                      complaint);
    if (!distribution_from_json(sizes, &size, DISTRIBUTION_BYTES, base_folder, complaint))
        return false;
    if (sizes->kind == DISTRIBUTION_CONSTANT && (sizes->value < 1 || sizes->value > UINT32_MAX))
        return json_complain_found(complaint, &size, "a size from 1B to 4294967295B");
    return true;
}

static bool plan_mix(struct making *making, const struct json_at *at, struct complaint *complaint)
{
    const struct settings *settings = &making->settings;
    struct mix_plan *mix = &making->plan.mix;
    struct json_at member;

    *mix = (struct mix_plan){
        .inserts = settings->inserts,
        .writes = settings->writes,
        .bulk = settings->bulk,
        .raw = settings->raw,
        .rollback = settings->rollback,
        .read_own = settings->read_own,
    };
    if (making->by_rank && json_member(at, "write-fraction-by-rank", &member)
        && !mix_read_by_rank(mix, &member, complaint))
        return false;
    return mix_check(mix, at, complaint);
}

static bool plan_clients(struct making *making, const struct json_at *at,
                         struct complaint *complaint)
{
    struct clients_plan *clients = &making->plan.clients;
    struct json_at sessions;

    if (json_member(at, "sessions", &sessions)
        && !knobs_read(clients_session_knobs, clients, &sessions, NULL, complaint))
        return false;
    clients->nodes = (uint16_t)making->settings.nodes;
    return true;
}

static bool plan_arrivals(struct making *making, const struct json_at *at,
                          struct complaint *complaint)
{
    struct json_at arrivals;
    bool given = json_member(at, "arrivals", &arrivals);

    return arrivals_plan_from_json(&making->plan.arrivals, making->settings.rate,
                                   given ? &arrivals : NULL, complaint);
}

static bool read_settings(struct making *making, const struct knob *knobs,
                          const struct json_at *at, struct complaint *complaint)
{
    const char *const also[] = {"size", "arrivals", "sessions",
                                making->by_rank ? "write-fraction-by-rank" : NULL, NULL};

    return knobs_read(knobs, &making->settings, at, also, complaint);
}

/* Goes on from settings that are read. */
static struct workload *make(struct making *making, const struct json_at *at,
                             const char *base_folder, int64_t duration_ns,
                             struct complaint *complaint)
{
    struct workload *workload = NULL;

    CHECK(duration_ns >= 1);
    making->plan.end = duration_ns;
    if (plan_arrivals(making, at, complaint) && plan_rows(making, at, duration_ns, complaint)
        && plan_keys(making, at, complaint) && plan_mix(making, at, complaint)
        && plan_clients(making, at, complaint) && plan_sizes(making, at, base_folder, complaint))
        workload = generated_workload(&making->plan, complaint);
    if (workload == NULL)
        generated_plan_free(&making->plan);
    return workload;
}

static struct workload *make_kind(enum keys_kind kind, const struct knob *knobs,
                                  const struct json_at *at, const char *base_folder,
                                  int64_t duration_ns, struct complaint *complaint)
{
    struct making making = {
        .plan.keys.kind = kind,
        .size_preset = "1KiB",
        .by_rank = kind != KEYS_LATEST,
    };

    if (!read_settings(&making, knobs, at, complaint))
        return NULL;
    return make(&making, at, base_folder, duration_ns, complaint);
}

struct workload *kinds_zipf(const struct json_at *at, const char *base_folder, int64_t duration_ns,
                            struct complaint *complaint)
{
    return make_kind(KEYS_ZIPF, kinds_zipf_knobs, at, base_folder, duration_ns, complaint);
}

struct workload *kinds_uniform(const struct json_at *at, const char *base_folder,
                               int64_t duration_ns, struct complaint *complaint)
{
    return make_kind(KEYS_UNIFORM, kinds_uniform_knobs, at, base_folder, duration_ns, complaint);
}

struct workload *kinds_hotspot(const struct json_at *at, const char *base_folder,
                               int64_t duration_ns, struct complaint *complaint)
{
    return make_kind(KEYS_HOTSPOT, kinds_hotspot_knobs, at, base_folder, duration_ns, complaint);
}

struct workload *kinds_latest(const struct json_at *at, const char *base_folder,
                              int64_t duration_ns, struct complaint *complaint)
{
    return make_kind(KEYS_LATEST, kinds_latest_knobs, at, base_folder, duration_ns, complaint);
}

struct workload *kinds_ycsb(const struct json_at *at, const char *base_folder, int64_t duration_ns,
                            struct complaint *complaint)
{
    struct making making = {.size_preset = "1000B"};
    struct settings *settings = &making.settings;
    const struct ycsb_mix *mix;

    if (!read_settings(&making, kinds_ycsb_knobs, at, complaint))
        return NULL;
    mix = &ycsb_mixes[settings->mix];
    making.plan.keys.kind = mix->keys;
    CHECK(units_parse_ratio(mix->writes, &settings->writes)
          && units_parse_ratio(mix->inserts, &settings->inserts)
          && units_parse_ratio(mix->read_own, &settings->read_own)
          && units_parse_factor("0.99", &settings->alpha));
    return make(&making, at, base_folder, duration_ns, complaint);
}
