/* replay.c - a rehearsal, then the run. */
#include "sim/replay/replay.h"

#include "sim/base/units.h"
#include "sim/explore/bounds.h"
#include "sim/replay/compare.h"
#include "sim/replay/turns.h"
#include "sim/simulate/simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct performance {
    const struct replay_settings *settings;
    struct replay *replay;
    struct turns turns;
    struct diary *diary;
    struct comparison *comparison;
    struct script_seen reads[2];       /* the last two whole reads, the last one last */
};

/* ---- a workload that asks for nothing ---- */

struct idle {
    struct workload workload;
    uint32_t rows;
    uint16_t nodes;
    int64_t end;
};

static size_t no_requests(struct source *source, struct request *out, size_t max,
                          struct complaint *complaint)
{
    (void)source, (void)out, (void)max, (void)complaint;
    return 0;
}

static void close_source(struct source *source)
{
    free(source);
}

static struct source *open_source(const struct workload *workload, uint64_t seed,
                                  struct complaint *complaint)
{
    const struct idle *idle = (const struct idle *)(const void *)workload;
    struct source *source = calloc(1, sizeof *source);

    (void)seed;
    if (source == NULL)
        complain_machine(complaint, "out of memory");
    else
        *source = (struct source){.next = no_requests, .close = close_source, .rows = idle->rows,
                                  .tells_nodes = true, .nodes = idle->nodes, .sessions = true,
                                  .end = idle->end};
    return source;
}

/* ---- a performance ---- */

/* Compared for the numbers' sake: by them things are called that go. */
static void watch_rehearsal(void *watcher, const struct script_seen *seen)
{
    struct performance *it = watcher;

    diary_note(it->diary, seen);
    if (seen->turn < it->turns.steps)
        compare_step(it->comparison, it->settings->bounds,
                     &it->settings->witness->steps[seen->turn], seen);
}

static uint64_t call(void *watcher, uint64_t name)
{
    const struct performance *it = watcher;

    return compare_rename(it->comparison, name);
}

static void watch_run(void *watcher, const struct script_seen *seen)
{
    struct performance *it = watcher;
    struct replay *replay = it->replay;

    replay->at[seen->turn] = it->turns.all[seen->turn].at;
    if (seen->turn >= it->turns.steps) {
        it->reads[0] = it->reads[1];
        it->reads[1] = *seen;
        return;
    }
    if (replay->outcome == REPLAY_DIFFERS
        || compare_step(it->comparison, it->settings->bounds,
                        &it->settings->witness->steps[seen->turn], seen))
        return;
    replay->outcome = REPLAY_DIFFERS;
    replay->step = (unsigned)seen->turn + 1;
}

static bool play(struct performance *it, bool rehearsal, struct complaint *complaint)
{
    const struct explore_bounds *bounds = it->settings->bounds;
    const struct turns *turns = &it->turns;
    struct world world = {.database.pages = bounds->pages};
    struct script script = {.turns = turns->all, .count = turns->count, .rehearsal = rehearsal,
                            .rename = call, .watch = rehearsal ? watch_rehearsal : watch_run, .watcher = it};
    struct idle idle = {
        .workload = {.open = open_source}, .rows = bounds->rows, .nodes = (uint16_t)bounds->nodes,
        .end = time_after(turns->count > 0 ? turns->all[turns->count - 1].at : 0, UNITS_SECOND)};
    struct simulate_settings settings = {
        .world = &world, .stack = it->settings->stack, .workload = &idle.workload,
        .seed = it->settings->seed, .strategy = "a schedule", .script = &script, .thorough = true,
        .events = rehearsal ? NULL : it->settings->events};

    memset(it->replay->result, 0, sizeof *it->replay->result);
    return simulate(&settings, it->replay->result, complaint);
}

/* ---- the breach ---- */

/* Whether the simulator's judge finds what the witness is for. */
static bool is_found(const struct performance *it)
{
    const struct explore_witness *witness = it->settings->witness;
    const struct result *result = it->replay->result;

    switch (it->settings->property) {
    case PROPERTY_NO_PERMANENT_STALENESS:
        return !witness->stale_end
            || (compare_value(witness->end_value, it->reads[1].answer) && it->reads[1].hit
                && result->stale + result->wrong_row + result->aborted + result->dirty
                   + result->torn > 0);
    case PROPERTY_FRESH_AFTER_COMMIT:
    case PROPERTY_FRESH_AFTER_ACK:
    case PROPERTY_NO_RESURRECTION:
        return result->stale + result->torn > 0;
    case PROPERTY_READ_YOUR_WRITES:
        return result->read_your_writes + result->own_transaction_stale > 0;
    case PROPERTY_MONOTONIC_READS:
        return result->monotonic_reads > 0;
    case PROPERTY_NO_UNCOMMITTED_VALUE:
        return result->dirty + result->aborted > 0;
    case PROPERTY_NO_TORN_AGGREGATE:
        return result->torn > 0;
    case PROPERTY_SINGLE_LOADER:
        return result->recomputation_peak > 1;
    case PROPERTY_PROGRESS:
        return !witness->starved_end || !it->reads[1].hit;
    case PROPERTY_COUNT:
        break;
    }
    return false;
}

static bool perform(struct performance *it, struct complaint *complaint)
{
    struct replay *replay = it->replay;

    if (!turns_make(&it->turns, it->settings->bounds, it->settings->witness, it->settings->property,
                    complaint))
        return false;
    it->diary = diary_open(&it->turns, complaint);
    it->comparison = calloc(1, sizeof *it->comparison);
    if (it->comparison != NULL)
        *it->comparison = (struct comparison){
            .perfect = (it->settings->stack->traits & STRATEGY_PERFECT) != 0, .why = replay->why,
            .size = sizeof replay->why};
    replay->at = calloc((size_t)it->turns.count + 1, sizeof replay->at[0]);
    replay->result = malloc(sizeof *replay->result);
    if (it->comparison == NULL || replay->at == NULL || replay->result == NULL)
        complain_machine(complaint, "out of memory");
    if (complaint->kind != COMPLAINT_NONE || !play(it, true, complaint))
        return false;
    replay->count = it->turns.count;
    if (!diary_settle(it->diary, &it->turns, &replay->step, replay->why, sizeof replay->why)) {
        replay->outcome = REPLAY_UNTIMELY;
        return true;
    }
    replay->why[0] = '\0';
    it->comparison->pairs = 0;         /* Other instants, other numbers. */
    if (!play(it, false, complaint))
        return false;
    if (replay->outcome == REPLAY_AGREES && !it->settings->may_hold && !is_found(it)) {
        replay->outcome = REPLAY_DIFFERS;
        snprintf(replay->why, sizeof replay->why,
                 "all steps are the same, but the simulator's judge does not find the breach");
    }
    return true;
}

bool replay_run(const struct replay_settings *settings, struct replay *replay,
                struct complaint *complaint)
{
    struct performance it = {.settings = settings, .replay = replay};
    bool fine;

    *replay = (struct replay){.outcome = REPLAY_AGREES};
    fine = perform(&it, complaint);
    turns_free(&it.turns);
    diary_close(it.diary);
    free(it.comparison);
    return fine;
}

void replay_free(struct replay *replay)
{
    free(replay->at);
    free(replay->result);
    *replay = (struct replay){.outcome = REPLAY_AGREES};
}
