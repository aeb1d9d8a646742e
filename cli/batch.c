/* batch.c - the threads that work a batch off. */
#include "cli/batch.h"

#include "sim/replay/replay.h"
#include "sim/simulate/simulate.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { JOBS_MAX = 256 };

struct batch {
    const struct batch_settings *settings;
    struct result **results;
    size_t count;
    atomic_size_t next, done;
    atomic_bool failed;
    pthread_mutex_t lock;      /* of the complaint and the terminal */
    struct complaint *complaint;
};

struct run {
    struct batch *batch;
    const char *strategy;
};

static void show_progress(void *watcher, sim_time now, sim_time end, uint64_t requests)
{
    const struct run *run = watcher;
    struct batch *batch = run->batch;

    pthread_mutex_lock(&batch->lock);
    fprintf(stderr, "\r\033[K%zu of %zu runs; %.40s: %d %%, %" PRIu64 " M requests",
            atomic_load(&batch->done), batch->count, run->strategy,
            end > 0 ? (int)((double)now * 100.0 / (double)end) : 0, requests >> 20);
    fflush(stderr);
    pthread_mutex_unlock(&batch->lock);
}

/* The steps of the scenario's schedule, as this strategy goes where its own went. */
static bool play(const struct scenario *scenario, const struct scenario_strategy *strategy,
                 uint64_t seed, FILE *events, struct result *result, struct complaint *complaint)
{
    struct explore_settings settings = scenario->schedule->settings;
    struct explore_retraced followed = {.broken = 0};
    struct replay replay = {.outcome = REPLAY_AGREES};
    bool fine;

    settings.stack = &strategy->stack;
    fine = explore_follow(&settings, &scenario->schedule->made.witness,
                          scenario->schedule->property, &followed, complaint)
        && replay_run(&(struct replay_settings){
               .stack = &strategy->stack, .bounds = &settings.bounds, .witness = &followed.witness,
               .property = scenario->schedule->property, .seed = seed, .may_hold = true,
               .events = events}, &replay, complaint);
    if (fine && replay.outcome != REPLAY_AGREES)
        fine = complain(complaint, "%s: .schedule: the steps of \"%.60s\" cannot be played, step %u: "
                        "%s; expected a schedule that can", json_name(scenario->document),
                        strategy->name, replay.step, replay.why);
    if (fine)
        *result = *replay.result;
    replay_free(&replay);
    free(followed.witness.steps);
    return fine;
}

static bool run_one(struct batch *batch, size_t index, struct complaint *complaint)
{
    const struct batch_settings *settings = batch->settings;
    const struct scenario *scenario = settings->scenario;
    const struct scenario_strategy *strategy =
        &scenario->strategies[index / settings->seed_count];
    uint64_t seed = settings->seeds[index % settings->seed_count];
    struct run run = {.batch = batch, .strategy = strategy->name};
    char replay[512];
    struct simulate_settings what = {
        .world = &scenario->world, .stack = &strategy->stack, .workload = scenario->workload,
        .seed = seed, .warmup = scenario->warmup, .warmup_share = scenario->warmup_share,
        .duration = scenario->duration,
        .strategy = strategy->name, .replay = replay, .events = settings->events,
        .progress = settings->progress ? show_progress : NULL, .watcher = &run,
    };

    snprintf(replay, sizeof replay, "stalemate run %.200s --strategy '%.100s' --seed %" PRIu64,
             json_name(scenario->document), strategy->name, seed);
    batch->results[index] = calloc(1, sizeof *batch->results[index]);
    if (batch->results[index] == NULL)
        return complain_machine(complaint, "out of memory");
    if (scenario->schedule != NULL)
        return play(scenario, strategy, seed, settings->events, batch->results[index], complaint);
    return simulate(&what, batch->results[index], complaint);
}

static void *work(void *argument)
{
    struct batch *batch = argument;

    for (;;) {
        size_t index = atomic_fetch_add(&batch->next, 1);
        struct complaint complaint = {0};
        if (index >= batch->count || atomic_load(&batch->failed))
            return NULL;
        if (!run_one(batch, index, &complaint)) {
            pthread_mutex_lock(&batch->lock);
            if (batch->complaint->kind == COMPLAINT_NONE)
                *batch->complaint = complaint;
            pthread_mutex_unlock(&batch->lock);
            atomic_store(&batch->failed, true);
        }
        atomic_fetch_add(&batch->done, 1);
    }
}

uint64_t *batch_seeds(uint64_t first, uint64_t count, struct complaint *complaint)
{
    uint64_t *seeds = NULL;

    if (first > UINT64_MAX - (count - 1))
        complain(complaint, "--seeds: found %" PRIu64 " seeds from %" PRIu64 " on; expected fewer, or a "
                 "lower first one: seeds are below 2^64", count, first);
    else if ((seeds = calloc(count, sizeof *seeds)) == NULL)
        complain_machine(complaint, "out of memory");
    for (uint64_t i = 0; seeds != NULL && i < count; i++)
        seeds[i] = first + i;
    return seeds;
}

struct result **batch_run(const struct batch_settings *settings, struct complaint *complaint)
{
    struct batch batch = {
        .settings = settings, .complaint = complaint,
        .count = settings->scenario->strategy_count * settings->seed_count,
    };
    pthread_t threads[JOBS_MAX];
    unsigned started = 0, jobs = settings->jobs < JOBS_MAX ? settings->jobs : JOBS_MAX;

    batch.results = calloc(batch.count, sizeof *batch.results);
    if (batch.results == NULL) {
        complain_machine(complaint, "out of memory");
        return NULL;
    }
    pthread_mutex_init(&batch.lock, NULL);
    while (started + 1 < jobs && started + 1 < batch.count
           && pthread_create(&threads[started], NULL, work, &batch) == 0)
        started++;
    work(&batch);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    pthread_mutex_destroy(&batch.lock);
    if (settings->progress)
        fputs("\r\033[K", stderr);
    if (atomic_load(&batch.failed)) {
        batch_free(batch.results, batch.count);
        return NULL;
    }
    return batch.results;
}

void batch_free(struct result **results, size_t count)
{
    for (size_t i = 0; results != NULL && i < count; i++)
        free(results[i]);
    free(results);
}
