/* core.c - the part that decides events, alone: no JSON, no traces, no library but the C library.
 *
 * determinism.sh compiles it with musl and with glibc, each with everything below that it needs,
 * and compares what it prints: the figures and the fingerprint of runs that are set up by hand.
 * With -DCORE_EVENTS it prints all events instead. Elsewhere (without -DCORE_ALONE) it is nothing,
 * since the stand-ins for the JSON reader may meet the true one nowhere. */
#include "sim/simulate/simulate.h"

#ifdef CORE_ALONE

#include "sim/base/units.h"
#include "sim/base/zipf.h"
#include "strategies/catalogue.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 300, REQUESTS = 20000 };

/* ---- stand-ins: there is no JSON here, so nobody can have made a mistake in it ---- */

bool json_complain(struct complaint *complaint, const struct json_at *at, const char *format, ...)
{
    (void)complaint, (void)at, (void)format;
    abort();
}

static void must(bool fine, const char *what, const struct complaint *complaint)
{
    if (fine)
        return;
    fprintf(stderr, "%s: %s\n", what, complaint != NULL ? complaint->text : "wrong");
    exit(1);
}

/* ---- settings without JSON ---- */

static int find_choice(const struct knob *knob, const char *text)
{
    for (int i = 0; i < KNOB_CHOICES_MAX && knob->choices[i] != NULL; i++) {
        if (strcmp(knob->choices[i], text) == 0)
            return i;
    }
    must(false, text, NULL);
    return 0;
}

static void set(const struct knob *knob, void *config, const char *text)
{
    char *to = (char *)config + knob->offset;
    bool fine = true;

    switch (knob->kind) {
    case KNOB_DURATION:
        fine = units_parse_duration(text, (int64_t *)(void *)to);
        break;
    case KNOB_COUNT:
        fine = units_parse_count(text, (int64_t *)(void *)to);
        break;
    case KNOB_CHOICE:
        *(int *)(void *)to = find_choice(knob, text);
        break;
    case KNOB_BOOL:
        *(bool *)(void *)to = strcmp(text, "true") == 0;
        break;
    default:
        fine = false;
    }
    must(fine, knob->name, NULL);
}

/* "ttl ttl=60s sliding=true": a strategy, presets but for what is given. */
static void push_layer(struct stack *stack, const char *text, void *config)
{
    char words[200], *rest, *word;
    const struct strategy *strategy;

    snprintf(words, sizeof words, "%s", text);
    word = strtok_r(words, " ", &rest);
    strategy = catalogue_find(word);
    must(strategy != NULL, text, NULL);
    for (const struct knob *knob = strategy->knobs; knob != NULL && knob->name != NULL; knob++)
        set(knob, config, knob->preset);
    while ((word = strtok_r(NULL, " ", &rest)) != NULL) {
        char *value = strchr(word, '=');
        const struct knob *knob = strategy->knobs;
        *value++ = '\0';
        while (knob->name != NULL && strcmp(knob->name, word) != 0)
            knob++;
        must(knob->name != NULL, word, NULL);
        set(knob, config, value);
    }
    must(stack_push(stack, strategy, config), text, NULL);
}

/* ---- the requests ---- */

struct core_source {
    struct source source;
    struct zipf zipf;
    struct rng rng;
    int64_t at;
    size_t begun;
};

static size_t next(struct source *base, struct request *out, size_t max,
                   struct complaint *complaint)
{
    struct core_source *source = (struct core_source *)(void *)base;
    static const uint8_t roads[] = {ROAD_SAVE, ROAD_SAVE, ROAD_SAVE, ROAD_BULK, ROAD_RAW};
    size_t i;

    (void)complaint;
    for (i = 0; i < max && source->begun < REQUESTS; i++, source->begun++) {
        uint64_t word = rng_next(&source->rng);
        source->at += (int64_t)(word >> 44);
        out[i] = (struct request){
            .at = source->at, .row = (uint32_t)zipf_draw(&source->zipf, &source->rng),
            .client = (uint32_t)(word & 15), .bytes = 1 + (uint32_t)(word >> 4 & 1023),
            .node = (uint16_t)(word >> 14 & 3), .kind = word >> 16 & 3 ? OP_READ : OP_WRITE,
        };
        if (out[i].kind == OP_READ)
            continue;
        out[i].road = roads[(word >> 18 & 255) % sizeof roads];
        out[i].flags = (uint8_t)(word >> 26 & (OP_ROLL_BACK | OP_READ_OWN | OP_READ_AFTER)
                                 & (word >> 29));
    }
    return i;
}

static void close_source(struct source *base)
{
    zipf_free(&((struct core_source *)(void *)base)->zipf);
    free(base);
}

static struct source *open_source(const struct workload *workload, uint64_t seed,
                                  struct complaint *complaint)
{
    struct core_source *source = calloc(1, sizeof *source);

    (void)workload;
    must(source != NULL, "source", NULL);
    source->source = (struct source){.next = next, .close = close_source, .rows = ROWS, .nodes = 4,
                                     .sessions = seed % 2 == 1, .end = INT64_C(11000000000)};
    source->rng = rng_stream(seed, RNG_KEY, 0);
    must(zipf_build(&source->zipf, ROWS, UNITS_FACTOR_ONE * 9 / 10, complaint), "zipf", complaint);
    return &source->source;
}

/* ---- the world ---- */

static void build_world(struct world *world)
{
    static const struct distribution_point points[] = {
        {0, 0}, {UINT64_C(1) << 62, 300000}, {UINT64_C(1) << 63, 700000}, {UINT64_MAX, 20000000}};
    static const uint64_t weights[] = {9, 1};
    struct complaint c = {0};
    struct distribution parts[2];
    bool fine;

    *world = (struct world){.cache = {.capacity = 60000, .entries = 150, .overhead = 40,
                                      .loss = UINT64_MAX / 50, .timeout = 5000000},
                            .bus = {.loss = UINT64_MAX / 20}};
    fine = distribution_build_lognormal(&world->cache.link.latency, 300000, 2000000, &c)
        && distribution_build_exponential(&world->database.read.latency, 2000000, &c)
        && distribution_build_empirical(&world->database.read.reply, points, 4, &c)
        && distribution_build_pareto(&world->database.commit.latency, 1000000, INT64_C(3) << 31, &c)
        && distribution_build_uniform(&world->database.write.latency, 0, 3000000, &c)
        && distribution_build_constant(&parts[0], 1000000, &c)
        && distribution_build_exponential(&parts[1], 50000000, &c)
        && distribution_build_mixture(&world->bus.delay, parts, weights, 2, &c)
        && distribution_build_lognormal(&world->application.work, 1000000, 9000000, &c)
        && distribution_build_exponential(&world->application.think, 8000000, &c);
    must(fine, "world", &c);
    world->faults[0] = (struct fault){.at = INT64_C(5000000000), .kind = FAULT_CACHE_RESTART};
    world->fault_count = 1;
}

/* ---- the runs ---- */

static void print_figures(const struct result *r)
{
    printf("reads %" PRIu64 " hits %" PRIu64 " stale %" PRIu64 " =", r->reads, r->hits, r->stale);
    for (int i = 0; i < CAUSE_COUNT; i++)
        printf(" %" PRIu64, r->stale_by[i]);
    printf("\ndirty %" PRIu64 " aborted %" PRIu64 " ryw %" PRIu64 " monotonic %" PRIu64
           " evictions %" PRIu64 " orphans %" PRId64 " bytes %" PRId64 "\n", r->dirty, r->aborted,
           r->read_your_writes, r->monotonic_reads, r->evictions, r->orphan_bytes, r->cache_bytes);
    printf("age p99 %" PRId64 " window p50 %" PRId64 " read p99 %" PRId64 " write mean %" PRId64
           "\n%s of %" PRIu64 " events\n", histogram_quantile(&r->age, 99, 100),
           histogram_quantile(&r->window, 1, 2), histogram_quantile(&r->read_latency, 99, 100),
           histogram_mean(&r->write_latency), r->fingerprint, r->events);
}

static void run(const struct world *world, const char *const layers[3], uint64_t seed)
{
    static struct result result;
    static uint64_t configs[3][32];
    const struct workload workload = {.open = open_source};
    struct complaint complaint = {0};
    struct stack stack;
    struct simulate_settings settings = {
        .world = world, .stack = &stack, .workload = &workload, .seed = seed,
        .warmup = 1000000000, .strategy = layers[0],
    };

#ifdef CORE_EVENTS
    settings.events = stdout;
#endif
    stack_open(&stack);
    for (int i = 0; i < 3 && layers[i] != NULL; i++)
        push_layer(&stack, layers[i], configs[i]);
    memset(&result, 0, sizeof result);
    printf("%s + %s + %s, seed %" PRIu64 "\n", layers[0], layers[1] != NULL ? layers[1] : "-",
           layers[2] != NULL ? layers[2] : "-", seed);
    must(simulate(&settings, &result, &complaint), layers[0], &complaint);
    print_figures(&result);
}

int main(void)
{
    static const char *const stacks[][3] = {
        {"no-cache"}, {"ideal"}, {"ttl ttl=2s jitter=300ms"},
        {"ttl ttl=1s sliding=true", "delete attempts=3 retry-pause=20ms"},
        {"ttl ttl=10s", "delete when=in-transaction"},
        {"ttl ttl=10s", "signal via=bus action=set"},
        {"ttl ttl=10s", "signal when=pre-commit", "delete"},
        {"ttl ttl=10s", "versioned-key seed=random memo-ttl=50ms"},
        {"ttl ttl=10s", "versioned-key source=updated-at resolution=10ms"},
        {"ttl ttl=10s jitter=1s", "generation namespaces=7 bump=get-set seed=one",
         "signal via=bus"},
        {"ttl ttl=10s", "generation namespaces=40 bump=carry"},
    };
    struct world world;                /* Its tables go with the process. */

    build_world(&world);
    for (size_t i = 0; i < sizeof stacks / sizeof stacks[0]; i++) {
        for (uint64_t seed = 1; seed <= 2; seed++)
            run(&world, stacks[i], seed);
    }
    return 0;
}

#endif
