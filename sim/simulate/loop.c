/* loop.c - what happens next, until nothing does.
 *
 * Of a fault, a request and an event that are due at the same time, the fault comes first, then the
 * request; a look-up whose way might have been drawn with its request stands among the requests, at its
 * request's place (send.c). After the last request the run goes on until every operation has ended and
 * every message is delivered or lost; nothing of that is measured but what began before. */
#include "sim/simulate/ahead.h"
#include "sim/simulate/coming.h"
#include "sim/simulate/named.h"
#include "sim/simulate/scripted.h"

#include <stdlib.h>

static void entry_closed(void *owner, const struct cache_entry *entry, enum closing why,
                         sim_time at)
{
    struct simulation *sim = owner;
    uint32_t row = name_row(entry->name);

    /* The run is followed beyond its end until nothing is in flight, but no expiry is waited for.
     */
    if (why == CLOSED_EXPIRED && at > sim->result->end)
        judge_open_at_end(&sim->judge, row, entry->value, entry->revived_at, true);
    else
        judge_closed(&sim->judge, row, entry->value, entry->revived_at, at);
}

static void entry_released(void *owner, uint32_t row, value_handle value)
{
    struct simulation *sim = owner;

    versions_drop(&sim->versions, row, value);
}

static void entry_prefetch(void *owner, value_handle value)
{
    const struct simulation *sim = owner;

    version_prefetch(&sim->versions, value);
}

/* ---- opening and closing ---- */

static bool open_tables(struct simulation *sim, struct complaint *complaint)
{
    struct cache_settings cache = world_cache_settings(sim->world);
    const uint32_t many = ROW_NO_ENTRY;
    bool named = (sim->stack->traits & (STRATEGY_COUNTS | STRATEGY_NAMES_BY_ROW)) != 0;

    cache.leases = (sim->stack->traits & STRATEGY_LEASES) != 0;
    sim->rows = memory_reserve((size_t)sim->row_count * sizeof *sim->rows, complaint);
    if (sim->rows == NULL)
        return false;
    for (uint32_t i = 0; i < sim->row_count; i++) {
        sim->rows[i] = (struct row){.current = VALUE_NONE, .entry = ROW_NO_ENTRY};
    }
    sim->latencies_before = calloc(1, sizeof *sim->latencies_before);
    if (sim->latencies_before == NULL)
        return complain_machine(complaint, "out of memory");
    return versions_open(&sim->versions, sim->rows, many, complaint)
        && cache_open(&sim->cache, &cache, sim->rows, named ? sim->row_count : 0, many, complaint)
        && names_open(&sim->more_loads, complaint) && names_open(&sim->more_pending, complaint)
        && (sim->world->database.pages == 0
            || pages_open(&sim->pages, UINT32_C(1) << QUEUE_PAYLOAD_BITS, complaint))
        && memo_open(&sim->memo, many, complaint)
        && pool_open(&sim->flights, sizeof(struct flight), UINT32_C(1) << QUEUE_PAYLOAD_BITS,
                     complaint)
        && queue_open(&sim->queue, complaint)
        && event_stream_open(&sim->events, sim->settings->events, &sim->now, complaint)
        && judge_open(&sim->judge, sim->result, &sim->versions, sim->rows, sim->invalidates,
                      sim->sessions, complaint);
}

static void close_tables(struct simulation *sim)
{
    coming_close(sim);
    recall_close(&sim->recall);
    judge_close(&sim->judge);
    event_stream_close(&sim->events);
    queue_close(&sim->queue);
    pool_close(&sim->flights);
    memo_close(&sim->memo);
    cache_close(&sim->cache);
    versions_close(&sim->versions);
    names_close(&sim->more_loads);
    names_close(&sim->more_pending);
    if (sim->world->database.pages > 0)
        pages_close(&sim->pages);
    free(sim->latencies_before);
    memory_release(sim->rows, (size_t)sim->row_count * sizeof *sim->rows,
                   (size_t)sim->row_count * sizeof *sim->rows);
    if (sim->source != NULL)
        sim->source->close(sim->source);
}

/* Rounded up, as the share itself was rounded down. */
static sim_time share_of(sim_time whole, uint64_t share)
{
    __extension__ typedef unsigned __int128 wide;

    return (sim_time)(((wide)(uint64_t)whole * share + UINT64_MAX) >> 64);
}

static bool open_run(struct simulation *sim, const struct simulate_settings *settings,
                     struct result *result, struct complaint *complaint)
{
    *sim = (struct simulation){
        .settings = settings, .world = settings->world, .stack = settings->stack,
        .result = result, .complaint = complaint,
        .operation_key = rng_at(settings->seed, RNG_OPERATION),
        .invalidates = (settings->stack->traits & STRATEGY_INVALIDATES) != 0,
        .perfect = (settings->stack->traits & STRATEGY_PERFECT) != 0,
    };
    sim->source = settings->workload->open(settings->workload, settings->seed, complaint);
    if (sim->source == NULL)
        return false;
    sim->row_count = sim->source->rows;
    sim->source->tells_nodes = (sim->stack->traits & STRATEGY_REMEMBERS) != 0;
    sim->sessions = sim->source->sessions;
    result->warmup = settings->warmup;
    result->end = settings->duration > 0 && settings->duration < sim->source->end
        ? settings->duration : sim->source->end;
    result->workload_end = sim->source->end;
    if (settings->warmup_share > 0)
        result->warmup = share_of(result->end, settings->warmup_share);
    if (settings->script == NULL && result->warmup > 0 && result->warmup >= result->end)
        return complain(complaint, "found a warm-up of %.9g s and a workload that ends after %.9g s; "
                        "expected a shorter warm-up, or nothing is measured",
                        (double)result->warmup / 1e9, (double)result->end / 1e9);
    result->slice_length = (result->end + SLICES - 1) / SLICES;
    if (result->slice_length == 0)
        result->slice_length = 1;
    if (!open_tables(sim, complaint))
        return false;
    sim->cache.owner = sim;
    sim->cache.closed = entry_closed;
    sim->cache.released = entry_released;
    sim->cache.prefetch = entry_prefetch;
    for (unsigned kind = 0; kind < EFFECT_KINDS; kind++)
        sim->ways[kind] = way_of(sim->world, (enum effect_kind)kind);
    plain_open(sim);
    if (settings->script == NULL)
        cache_follow(&sim->cache, result->end);
    if (sim->recalls
        && !recall_open(&sim->recall, way_longest(&sim->ways[EFFECT_CACHE_GET]), complaint))
        return false;
    return settings->script != NULL || coming_open(sim, complaint);
}

/* ---- the loop ---- */

static void strike(struct simulation *sim, const struct fault *fault)
{
    event_note(&sim->events, (struct event){.at = sim->now, .kind = EVENT_FAULT,
                                            .effect = (uint8_t)fault->kind});
    switch (fault->kind) {
    case FAULT_CACHE_RESTART:
        cache_clear(&sim->cache, sim->now);
        break;
    }
}

static inline void take_request(struct simulation *sim, uint64_t index)
{
    const struct request *request = &sim->coming->requests[index % COMING_KEPT];

    sim->begun = sim->taken = request_number(index);
    if (change_is_plain(sim, request))
        change_request(sim, request, index);
    else
        flight_request(sim, request, index);
    sim->taken = NUMBER_NONE;
}

/* Most events are look-ups without a flow, and need no more than that. (Always inline: registers are
 * saved once a run then, and not once an event.) */
__attribute__((always_inline))
static inline void take_event(struct simulation *sim)
{
    uint32_t index = queue_pop(&sim->queue);
    uint8_t phase = flight_at(sim, index)->phase;

    ahead_fetch_events(sim);
    if (phase == PHASE_LOOK)
        plain_look(sim, index);
    else if (phase == PHASE_COUNT)
        named_count(sim, index);
    else if (phase == PHASE_NAMED)
        named_look(sim, index);
    else
        flight_event(sim, index);
}

/* What may come before anything of a run happens at `due`. */
struct course {
    struct clock clock;
    const struct fault *fault, *faults_end;
    sim_time stop;             /* nothing of that comes before this */
    bool over;
};

/* More requests are to be known, or the clock or a fault comes first: then that is done, and true;
 * or all is over. */
__attribute__((noinline))
static bool clear_way(struct simulation *sim, struct course *course, sim_time due)
{
    struct coming *coming = sim->coming;
    sim_time strikes = course->fault < course->faults_end ? course->fault->at : TIME_NEVER;
    bool done = true;

    if (due >= coming->horizon && coming->horizon != TIME_NEVER && coming_has_room(coming)) {
        const struct clock *clock = &course->clock;
        coming_advance(sim, due, time_least(time_least(clock->slice_end, clock->phase_end), strikes));
    } else if (due == TIME_NEVER && strikes >= sim->result->end) {
        course->over = true;
    } else if (time_least(course->clock.next, strikes) <= due) {
        clock_advance(sim, &course->clock, time_least(due, strikes));
        if (strikes <= due) {
            strike(sim, course->fault++);
            strikes = course->fault < course->faults_end ? course->fault->at : TIME_NEVER;
        }
    } else {
        done = false;
    }
    course->stop = time_least(time_least(course->clock.next, strikes), coming->horizon);
    return done;
}

static void run(struct simulation *sim)
{
    struct coming *coming = sim->coming;
    struct course course = {
        .clock = clock_begin(sim->result), .fault = sim->world->faults,
        .faults_end = sim->world->faults + sim->world->fault_count,
    };

    while (!course.over) {
        sim_time arrival = coming->next, due = time_least(arrival, sim->queue.first);

        if (due >= course.stop && clear_way(sim, &course, due))
            continue;
        if (sim->instant && instant_take(sim, course.stop))
            continue;
        sim->now = due;
        /* At the same time requests and what was known of them beforehand go by their order. */
        if (arrival > due || (sim->queue.first == due
                              && queue_first_is_below(&sim->queue, coming_number(coming))))
            take_event(sim);
        else
            take_request(sim, coming_take(coming));
    }
    if (sim->now < sim->result->end)
        clock_advance(sim, &course.clock, sim->result->end);
}

/* ---- the end ---- */

/* Windows that nothing has closed. All operations have ended, so nothing is in flight. */
static void judge_leftovers(struct simulation *sim)
{
    const struct cache_entry *entry;

    for (uint32_t i = 0; (entry = cache_entry_from(&sim->cache, &i)) != NULL; i++) {
        sim_time until = cache_served_until(&sim->cache, entry);
        uint32_t row = name_row(entry->name);
        if (entry->flags & (ENTRY_COUNTER | ENTRY_ORPHAN))
            continue;
        if (until <= sim->result->end)
            judge_closed(&sim->judge, row, entry->value, entry->revived_at, until);
        else
            judge_open_at_end(&sim->judge, row, entry->value, entry->revived_at,
                              until != TIME_NEVER);
    }
}

bool simulate(const struct simulate_settings *settings, struct result *to,
              struct complaint *complaint)
{
    /* Counted on large pages of its own, since every read touches several places of it. */
    struct result *result = memory_reserve(sizeof *result, complaint);
    struct simulation sim;
    bool fine;

    if (result == NULL)
        return false;
    fine = open_run(&sim, settings, result, complaint);

    if (fine) {
        struct check_context context = {
            .replay = settings->replay, .strategy = settings->strategy, .seed = settings->seed,
            .now = &sim.now, .events = &sim.events.count,
        };
        check_context_set(&context);
        if (settings->script != NULL)
            scripted_run(&sim);
        else
            run(&sim);
        CHECK_THAT(sim.flights.live == 0, "%u operations never ended", sim.flights.live);
        CHECK(sim.loads == 0 && sim.more_pending.count == 0);
        judge_leftovers(&sim);
        judge_settle(&sim.judge);
        clock_settle_slices(result);
        event_stream_fingerprint(&sim.events, result->fingerprint);
        result->events = sim.events.count;
        check_context_set(NULL);
        fine = complaint->kind == COMPLAINT_NONE;
    }
    close_tables(&sim);
    *to = *result;
    memory_release(result, sizeof *result, sizeof *result);
    return fine;
}
