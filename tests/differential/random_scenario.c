/* random_scenario.c - drawing the text and the requests. */
#include "tests/differential/random_scenario.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/differential/drawing.h"

static void write_distribution(struct drawing *d, const char *key, uint64_t units)
{
    int64_t a = some_time(d, units);

    write_text(d, "\"%s\": ", key);
    switch (below(d, 6)) {
    case 0:
        write_text(d, "\"0s\"");
        return;
    case 1:
        write_text(d, "{\"uniform\": {\"min\": \"0s\", \"max\": \"%" PRId64 "ns\"}}", a);
        return;
    case 2:
        write_text(d, "{\"exponential\": {\"mean\": \"%" PRId64 "ns\"}}", a);
        return;
    case 3:
        write_text(d, "{\"lognormal\": {\"median\": \"%" PRId64 "ns\", \"p99\": \"%" PRId64
                   "ns\"}}", a, a * 5);
        return;
    default:
        write_text(d, "\"%" PRId64 "ns\"", a);
    }
}

static void write_ratio(struct drawing *d, const char *key, uint64_t percent_max)
{
    uint64_t percent = one_in(d, 2) ? 0 : below(d, percent_max + 1);

    write_text(d, "\"%s\": \"%" PRIu64 "%%\"", key, percent);
}

/* ---- the world ---- */

static void write_link(struct drawing *d, const char *key, uint64_t units)
{
    char leg[32];

    write_distribution(d, key, units);
    snprintf(leg, sizeof leg, "%s-request", key);
    if (one_in(d, 3)) {
        write_text(d, ", ");
        write_distribution(d, leg, units);
    }
    snprintf(leg, sizeof leg, "%s-reply", key);
    if (one_in(d, 3)) {
        write_text(d, ", ");
        write_distribution(d, leg, units);
    }
}

static void write_world(struct drawing *d, int64_t end)
{
    write_text(d, "\"cache\": {\"eviction\": \"%s\"", one_in(d, 2) ? "lru" : "fifo");
    if (one_in(d, 2))
        write_text(d, ", \"entries\": \"%" PRIu64 "\"", 1 + below(d, 5));
    if (one_in(d, 3))
        write_text(d, ", \"capacity\": \"%" PRIu64 "B\"", 50 + below(d, 400));
    if (one_in(d, 3))
        write_text(d, ", \"overhead\": \"%" PRIu64 "B\"", below(d, 60));
    write_text(d, ", ");
    write_ratio(d, "loss", 20);
    write_text(d, ", ");
    write_time(d, "timeout", one_in(d, 4) ? 0 : some_time(d, 8));
    write_text(d, ", ");
    write_link(d, "latency", 2);
    write_text(d, "},\n \"database\": {");
    write_link(d, "read", 4);
    write_text(d, ", ");
    write_link(d, "stamp", 2);
    write_text(d, ", ");
    write_link(d, "write", 2);
    write_text(d, ", ");
    write_link(d, "commit", 4);
    if (d->scenario->pages > 0) {
        write_text(d, ", \"pages\": %" PRIu32 ", ", d->scenario->pages);
        write_ratio(d, "page-both", 100);
    }
    write_text(d, "},\n \"bus\": {");
    write_distribution(d, "delay", 8);
    write_text(d, ", ");
    write_ratio(d, "loss", 30);
    write_text(d, "},\n \"application\": {");
    write_distribution(d, "work", 4);
    write_text(d, ", ");
    write_distribution(d, "think", 4);
    write_text(d, "},\n \"faults\": [");
    for (uint64_t faults = one_in(d, 3) ? 1 + below(d, 3) : 0; faults > 0; faults--) {
        write_text(d, "{");
        write_time(d, "at", (int64_t)below(d, (uint64_t)end + 1));
        write_text(d, ", \"cache-restart\": {}}%s", faults > 1 ? ", " : "");
    }
    write_text(d, "],\n ");
}

static void write_workload(struct drawing *d, int64_t end)
{
    struct random_scenario *scenario = d->scenario;
    uint64_t requests = 20 + below(d, 180);

    write_text(d, "\"workload\": {\"uniform\": {\"keys\": %" PRIu32 ", \"rate\": \"%" PRIu64
               "/s\", ", scenario->rows,
               1 + (uint64_t)((double)requests * 1e9 / (double)end));
    write_text(d, "\"write-fraction\": \"%" PRIu64 "%%\", ", 5 + below(d, 60));
    write_ratio(d, "bulk", 30);
    write_text(d, ", ");
    write_ratio(d, "raw", 30);
    write_text(d, ", ");
    write_ratio(d, "rollback", 40);
    write_text(d, ", ");
    write_ratio(d, "read-own", 50);
    write_text(d, ", \"nodes\": %" PRIu64 ", \"size\": {\"uniform\": {\"min\": \"1B\", \"max\": "
               "\"120B\"}}", 1 + below(d, 3));
    if (scenario->sessions)
        write_text(d, ", \"sessions\": {\"clients\": %" PRIu64 ", \"read-after-write\": \"%" PRIu64
                   "%%\"}", 1 + below(d, 4), below(d, 101));
    write_text(d, "}},\n");
}

/* ---- requests ---- */

static void draw_request(struct drawing *d, struct request *request, int64_t at, uint64_t writes)
{
    static const uint8_t roads[] = {ROAD_SAVE, ROAD_SAVE, ROAD_SAVE, ROAD_BULK, ROAD_RAW};

    *request = (struct request){
        .at = at, .row = (uint32_t)below(d, d->scenario->rows), .kind = OP_READ,
        .client = d->scenario->sessions ? (uint32_t)below(d, 4) : 0,
        .bytes = one_in(d, 3) ? (uint32_t)below(d, 120) : 0, .node = (uint16_t)below(d, 3),
    };
    if (below(d, 100) >= writes)
        return;
    request->kind = OP_WRITE;
    request->road = roads[below(d, sizeof roads)];
    request->flags = (uint8_t)((one_in(d, 5) ? OP_ROLL_BACK : 0) | (one_in(d, 4) ? OP_READ_OWN : 0)
                               | (one_in(d, 3) ? OP_READ_AFTER : 0));
}

static void draw_requests(struct drawing *d)
{
    struct random_scenario *scenario = d->scenario;
    size_t count = 20 + below(d, 180);
    uint64_t writes = 5 + below(d, 60);
    int64_t at = one_in(d, 2) ? 0 : some_time(d, 2);

    for (size_t i = 0; i < count; i++) {
        draw_request(d, &scenario->requests[i], at, writes);
        if (!one_in(d, 4))
            at += some_time(d, 3);
    }
    scenario->request_count = count;
    scenario->end = at + (one_in(d, 2) ? 1 : some_time(d, 20));
    /* The run's slices are long then, and much happens within one. */
    if (one_in(d, 3))
        scenario->end += 20 * at;
}

void random_scenario_draw(struct random_scenario *scenario, uint64_t seed)
{
    static const int64_t units[] = {1000, 50000, 10000000};
    struct drawing d = {.scenario = scenario, .text = scenario->json,
                        .room = sizeof scenario->json, .rng = rng_stream(seed, RNG_TEST, 1)};

    memset(scenario, 0, sizeof *scenario);
    scenario->seed = seed;
    scenario->rows = 2 + (uint32_t)below(&d, one_in(&d, 4) ? 30 : 4);
    scenario->sessions = one_in(&d, 2);
    scenario->pages = one_in(&d, 3) ? 1 + (uint32_t)below(&d, scenario->rows) : 0;
    scenario->own_requests = one_in(&d, 2);
    d.unit = units[below(&d, 3)];
    draw_requests(&d);                 /* They also say how long the run is. */
    write_text(&d, "{\"schema\": 1, \"name\": \"%" PRIu64 "\", \"seed\": \"%" PRIu64 "\",\n ", seed,
               seed);
    write_time(&d, "duration", scenario->end - (one_in(&d, 4) ? scenario->end / 4 : 0));
    write_text(&d, ", ");
    write_time(&d, "warmup", one_in(&d, 2) ? 0 : (int64_t)below(&d, (uint64_t)scenario->end / 2));
    write_text(&d, ",\n ");
    write_world(&d, scenario->end);
    write_workload(&d, scenario->end);
    write_text(&d, " \"strategies\": {");
    draw_stack(&d, "a");
    write_text(&d, ",\n  ");
    draw_stack(&d, "b");
    write_text(&d, "}}\n");
}

/* ---- as a workload ---- */

struct requests_source {
    struct source source;
    const struct random_scenario *scenario;
    size_t next;
};

static size_t next_requests(struct source *base, struct request *out, size_t max,
                            struct complaint *complaint)
{
    struct requests_source *source = (struct requests_source *)(void *)base;
    size_t left = source->scenario->request_count - source->next;
    size_t count = left < max ? left : max;

    (void)complaint;
    memcpy(out, source->scenario->requests + source->next, count * sizeof *out);
    source->next += count;
    return count;
}

static void close_source(struct source *source)
{
    free(source);
}

static struct source *open_source(const struct workload *base, uint64_t seed,
                                  struct complaint *complaint)
{
    const struct requests_workload *workload = (const struct requests_workload *)(const void *)base;
    struct requests_source *source = calloc(1, sizeof *source);

    (void)seed, (void)complaint;
    if (source == NULL)
        abort();
    source->source = (struct source){
        .next = next_requests, .close = close_source, .rows = workload->scenario->rows, .nodes = 3,
        .sessions = workload->scenario->sessions, .end = workload->scenario->end};
    source->scenario = workload->scenario;
    return &source->source;
}

void requests_workload_open(struct requests_workload *workload,
                            const struct random_scenario *scenario)
{
    *workload = (struct requests_workload){.workload = {.open = open_source},
                                           .scenario = scenario};
}
