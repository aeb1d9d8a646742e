/* loop.c - what happens next, until nothing does.
 *
 * Of a fault, a request and an event that are due at the same time, the fault comes first, then the
 * request. After the last request the run goes on until every operation has ended and every message
 * is delivered or lost; nothing of that is measured but what began before. */
#include "sim/simulate/ahead.h"
#include "sim/simulate/scripted.h"

#include <string.h>

enum {
    REQUESTS_AHEAD = 1024,     /* known before they begin, so that their rows can be prefetched */
    STALE_RARE = 16,           /* one read in so many: not worth looking ahead for */
    PROGRESS_EVERY = 1 << 20,
};

struct request_buffer {
    struct request requests[REQUESTS_AHEAD];
    struct departure departures[REQUESTS_AHEAD];
    size_t next, count;
    bool ended, stale_common;  /* many reads of late were stale */
    uint64_t begun;
    uint64_t begun_before, stale_before;   /* at the last refill */
};

static void entry_closed(void *owner, const struct cache_entry *entry, enum closing why,
                         sim_time at)
{
    struct simulation *sim = owner;

    /* The run is followed beyond its end until nothing is in flight, but no expiry is waited for.
     */
    if (why == CLOSED_EXPIRED && at > sim->result->end)
        judge_open_at_end(&sim->judge, entry->value, entry->revived_at, true);
    else
        judge_closed(&sim->judge, entry->value, entry->revived_at, at);
}

static void entry_released(void *owner, value_handle value)
{
    struct simulation *sim = owner;

    versions_drop(&sim->versions, value);
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
    const uint32_t many = UINT32_C(1) << 28;
    bool named = (sim->stack->traits & (STRATEGY_COUNTS | STRATEGY_NAMES_BY_ROW)) != 0;

    cache.leases = (sim->stack->traits & STRATEGY_LEASES) != 0;
    cache.compares = (sim->stack->traits & STRATEGY_COMPARES) != 0;
    sim->rows = memory_reserve((size_t)sim->row_count * sizeof *sim->rows, complaint);
    if (sim->rows == NULL)
        return false;
    for (uint32_t i = 0; i < sim->row_count; i++) {
        sim->rows[i] = (struct row){.current = VALUE_NONE, .entry = POOL_NONE};
    }
    return versions_open(&sim->versions, sim->rows, many, complaint)
        && cache_open(&sim->cache, &cache, sim->rows, named ? sim->row_count : 0, many, complaint)
        && names_open(&sim->loading, complaint)
        && (sim->world->database.pages == 0
            || pages_open(&sim->pages, UINT32_C(1) << QUEUE_PAYLOAD_BITS, complaint))
        && memo_open(&sim->memo, many, complaint)
        && pool_open(&sim->flights, sizeof(struct flight), UINT32_C(1) << QUEUE_PAYLOAD_BITS,
                     complaint)
        && queue_open(&sim->queue, complaint)
        && event_stream_open(&sim->events, sim->settings->events, complaint)
        && judge_open(&sim->judge, sim->result, &sim->versions, sim->rows, sim->invalidates,
                      sim->sessions, complaint);
}

static void close_tables(struct simulation *sim)
{
    judge_close(&sim->judge);
    event_stream_close(&sim->events);
    queue_close(&sim->queue);
    pool_close(&sim->flights);
    memo_close(&sim->memo);
    cache_close(&sim->cache);
    versions_close(&sim->versions);
    names_close(&sim->loading);
    if (sim->world->database.pages > 0)
        pages_close(&sim->pages);
    memory_release(sim->rows, (size_t)sim->row_count * sizeof *sim->rows);
    if (sim->source != NULL)
        sim->source->close(sim->source);
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
    return true;
}

/* ---- the loop ---- */

static sim_time least(sim_time a, sim_time b)
{
    return a < b ? a : b;
}

static void draw_departures(struct simulation *sim, const struct request *requests,
                            struct departure *departures, size_t count)
{
    const struct way *way = &sim->ways[EFFECT_CACHE_GET];

    for (size_t i = 0; i < count; i++) {
        struct departure departure = {.stream = rng_at(sim->operation_key, sim->departures++)};
        if (sim->named)
            departure.counter = stack_counter(sim->stack, requests[i].row);
        way_draw(way, departure.stream, &departure.draws, &departure.request, &departure.reply);
        departures[i] = departure;
    }
}

/* Keeps the buffer so full that requests can be prefetched; false when there are no more. */
static bool refill(struct simulation *sim, struct request_buffer *buffer)
{
    size_t rest = buffer->count - buffer->next;

    buffer->stale_common = (sim->judge.stale - buffer->stale_before) * STALE_RARE
        > buffer->begun - buffer->begun_before;
    buffer->stale_before = sim->judge.stale;
    buffer->begun_before = buffer->begun;
    memmove(buffer->requests, buffer->requests + buffer->next, rest * sizeof buffer->requests[0]);
    memmove(buffer->departures, buffer->departures + buffer->next,
            sim->instant ? 0 : rest * sizeof buffer->departures[0]);
    buffer->next = 0;
    buffer->count = rest;
    while (!buffer->ended && buffer->count < REQUESTS_AHEAD) {
        size_t got = sim->source->next(sim->source, buffer->requests + buffer->count,
                                       REQUESTS_AHEAD - buffer->count, sim->complaint);
        buffer->ended = got == 0;
        buffer->count += got;
    }
    if (!sim->instant)
        draw_departures(sim, buffer->requests + rest, buffer->departures + rest,
                        buffer->count - rest);
    return buffer->count > 0;
}

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

static void tell_progress(const struct simulation *sim, uint64_t requests)
{
    if (sim->settings->progress != NULL)
        sim->settings->progress(sim->settings->watcher, sim->now, sim->result->end, requests);
}

/* When the next request begins; TIME_NEVER: there is none. */
static inline sim_time next_arrival(struct simulation *sim, struct request_buffer *buffer)
{
    sim_time at;

    if (buffer->next + ROW_AHEAD >= buffer->count && !buffer->ended)
        refill(sim, buffer);
    if (buffer->next == buffer->count)
        return TIME_NEVER;
    at = buffer->requests[buffer->next].at;
    return at < sim->result->end ? at : TIME_NEVER;
}

__attribute__((always_inline))
static inline void take_request(struct simulation *sim, struct request_buffer *buffer)
{
    const struct request *request = &buffer->requests[buffer->next];
    const struct departure *departure = &buffer->departures[buffer->next];
    struct departure here;

    CHECK(request->row < sim->row_count);
    if (buffer->next++ + ROW_AHEAD < buffer->count) {
        ahead_prefetch(sim, request, departure);
        if (buffer->stale_common)
            ahead_prefetch_stale(sim, request);
    }
    if (request->bytes != 0)
        sim->rows[request->row].bytes = request->bytes;
    if (request->kind == OP_READ && sim->instant) {
        plain_request_now(sim, request, buffer->begun);
    } else if (request->kind == OP_READ && sim->plain) {
        plain_request(sim, request, departure);
    } else if (request->kind == OP_READ && sim->named) {
        named_request(sim, request, departure);
    } else {
        if (sim->instant) {
            here = (struct departure){.stream = rng_at(sim->operation_key, buffer->begun)};
            departure = &here;
        }
        flight_request(sim, request, departure);
    }
    if (++buffer->begun % PROGRESS_EVERY == 0)
        tell_progress(sim, buffer->begun);
}

/* Most events are look-ups without a flow, and need no more than that. */
static inline void take_event(struct simulation *sim)
{
    uint32_t index = queue_pop(&sim->queue);
    uint8_t phase = flight_at(sim, index)->phase;

    if (phase == PHASE_LOOK)
        plain_event(sim, index);
    else if (phase == PHASE_COUNT)
        named_count(sim, index);
    else if (phase == PHASE_NAMED)
        named_look(sim, index);
    else
        flight_event(sim, index);
}

static void run(struct simulation *sim)
{
    struct request_buffer buffer = {0};
    struct clock clock = clock_begin(sim->result);
    const struct fault *fault = sim->world->faults, *faults_end = fault + sim->world->fault_count;
    sim_time arrival = next_arrival(sim, &buffer), stop = 0;

    for (;;) {
        sim_time due = least(arrival, sim->queue.first);

        if (due < stop) {
            sim->now = due;
            if (due == arrival) {
                take_request(sim, &buffer);
                arrival = next_arrival(sim, &buffer);
            } else {
                take_event(sim);
            }
            continue;
        }
        /* The clock or a fault comes first, or all is done. */
        sim_time strikes = fault < faults_end ? fault->at : TIME_NEVER;
        if (due == TIME_NEVER && strikes >= sim->result->end)
            break;
        clock_advance(sim, &clock, least(due, strikes));
        if (strikes <= due) {
            strike(sim, fault++);
            strikes = fault < faults_end ? fault->at : TIME_NEVER;
        }
        stop = least(clock.next, strikes);
    }
    if (sim->now < sim->result->end)
        clock_advance(sim, &clock, sim->result->end);
}

/* ---- the end ---- */

/* Windows that nothing has closed. All operations have ended, so nothing is in flight. */
static void judge_leftovers(struct simulation *sim)
{
    for (uint32_t i = sim->cache.newest; i != POOL_NONE;) {
        const struct cache_entry *entry = cache_entry_at(&sim->cache, i);
        if (!(entry->flags & (ENTRY_COUNTER | ENTRY_ORPHAN))) {
            sim_time until = cache_served_until(&sim->cache, entry);
            if (until <= sim->result->end)
                judge_closed(&sim->judge, entry->value, entry->revived_at, until);
            else
                judge_open_at_end(&sim->judge, entry->value, entry->revived_at,
                                  until != TIME_NEVER);
        }
        i = entry->older;
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
        CHECK(sim.loads == 0);
        judge_leftovers(&sim);
        clock_settle_slices(result);
        event_stream_fingerprint(&sim.events, result->fingerprint);
        result->events = sim.events.count;
        check_context_set(NULL);
        fine = complaint->kind == COMPLAINT_NONE;
    }
    close_tables(&sim);
    *to = *result;
    memory_release(result, sizeof *result);
    return fine;
}
