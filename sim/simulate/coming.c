/* coming.c - drawing and launching. */
#include "sim/simulate/coming.h"

#include "sim/model/cache_names.h"
#include "sim/simulate/fetch.h"
#include "sim/simulate/foresee.h"
#include "sim/simulate/pending.h"

#include <stdlib.h>

enum {
    STALE_RARE = 16,           /* one read in so many: not worth fetching ahead for */
    STALE_EVERY = 1 << 10,     /* requests between looks at how many were stale, */
    PROGRESS_EVERY = 1 << 20,  /* and before progress is told */
};

_Static_assert((int)LAUNCHED_MAX >= (int)COMING_KEPT, "as many may not have been told yet");

bool coming_open(struct simulation *sim, struct complaint *complaint)
{
    sim->coming = calloc(1, sizeof *sim->coming);
    if (sim->coming == NULL) {
        complain_machine(complaint, "out of memory");
        return false;
    }
    sim->coming->next = TIME_NEVER;
    sim->launched.untold = sim->launched.next = request_number(0);
    sim->launches = (sim->plain || sim->named) && !sim->instant;
    sim->coming->all_wait = !sim->launches;
    /* Answered beforehand is what is looked up before the last request that has been drawn. Where a counter
     * is asked first, that is later, and so more is drawn; there is no room then to launch early. */
    sim->coming->batches = sim->foresees ? sim->named ? 3 : 2 : 1;
    sim->coming->early = sim->coming->batches < 3 && sim->launches ? 2 * COMING_BATCH : 1;
    return true;
}

void coming_close(struct simulation *sim)
{
    free(sim->coming);
}

static struct request *request_at(struct coming *coming, uint64_t index)
{
    return &coming->requests[index % COMING_KEPT];
}

/* ---- drawn ---- */

static void draw_batch(struct simulation *sim, struct coming *coming)
{
    uint64_t drawn = coming->drawn, end = drawn + COMING_BATCH;
    uint32_t rows = sim->row_count;
    const struct row *slots = sim->rows;
    bool named = sim->named, foresees = sim->foresees;

    while (!coming->ended && drawn < end) {
        const struct request *requests = request_at(coming, drawn);
        size_t got = sim->source->next(sim->source, request_at(coming, drawn), end - drawn,
                                       sim->complaint);
        size_t kept = got;

        while (kept > 0 && requests[kept - 1].at >= sim->result->end)
            kept--;
        for (size_t i = 0; i < kept; i++) {
            CHECK(requests[i].row < rows);
            __builtin_prefetch(&slots[requests[i].row], 1);
            if (named)
                __builtin_prefetch(cache_newest_name(&sim->cache, requests[i].row), 1);
            if (foresees && requests[i].kind != OP_READ)
                pending_raise(sim, requests[i].row);
        }
        coming->ended = got == 0 || kept < got;
        drawn += kept;
    }
    coming->drawn = drawn;
}

/* At least those before `end`. */
static void draw(struct simulation *sim, struct coming *coming, uint64_t end)
{
    while (coming->drawn < end && !coming->ended)
        draw_batch(sim, coming);
}

/* ---- launched ---- */

/* A read that begins with a look-up without a flow, and when that takes place. */
struct first_look {
    uint64_t stream;
    uint32_t draws;            /* words taken from it */
    enum phase phase;
    enum known known;
    sim_time asked_at;         /* with KNOWN_TO_RECALL */
    sim_time at;
    int64_t leg;               /* the reply's */
};

/* The counter is asked first. Where it is there, and so will be when what it said is recalled, the first
 * event is the look-up of the name already. */
static inline void follow_counter(const struct simulation *sim, uint64_t counter, struct first_look *look)
{
    sim_time clock = time_after(look->at, look->leg);
    int64_t there;

    look->phase = PHASE_COUNT;
    if (!sim->recalls || cache_counter_slot(&sim->cache, counter)->held == 0)
        return;
    look->phase = PHASE_NAMED;
    look->known = KNOWN_TO_RECALL;
    look->asked_at = look->at;
    way_draw(&sim->ways[EFFECT_CACHE_GET], look->stream, &look->draws, &there, &look->leg);
    look->at = time_after(clock, there);
}

/* `counter`: what its name follows, where it is `named`. */
__attribute__((always_inline))
static inline void launch(struct simulation *sim, const struct request *request, uint64_t index,
                          uint64_t stream, uint64_t word, bool named, uint64_t counter)
{
    struct first_look look = {.stream = stream, .phase = PHASE_LOOK};
    uint32_t place, number = request_number(index);
    struct flight *flight;
    int64_t there;

    way_draw_word(&sim->ways[EFFECT_CACHE_GET], stream, word, &look.draws, &there, &look.leg);
    look.at = time_after(request->at, there);
    if (named)
        follow_counter(sim, counter, &look);
    if (!named && sim->foresees && foresee_hit(sim, request, number, look.at, look.leg))
        return;
    if (named && sim->foresees && look.known == KNOWN_TO_RECALL
        && foresee_named(sim, request, number, counter, look.asked_at, look.at, look.leg))
        return;
    place = pool_take(&sim->flights);
    flight = flight_at(sim, place);
    flight->phase = (uint8_t)look.phase;
    flight->measured = request->at >= sim->result->warmup;
    flight->hit = flight->stale = flight->loading = false;
    flight->cause = flight->entry_flags = 0;
    flight->known = (uint8_t)look.known;
    flight->number = number;
    flight->row = request->row;
    flight->began = request->at;
    flight->leg = look.leg;
    flight->stream = stream;
    flight->client = request->client;
    flight->bytes = request->bytes;
    flight->draws = look.draws;
    flight->node = request->node;
    if (named) {
        flight->counter = counter;
        flight->asked_at = look.asked_at;
    }
    queue_push_known(&sim->queue, look.at, number, place);
    launched_add(&sim->launched, (struct launched_read){
        request->at, &flight->versions_then, request->row, number});
}

/* Of a request that names no size, the row's; else it is the row's from now on. */
static inline void settle_size(struct request *request, struct row *row)
{
    if (request->bytes != 0)
        row->bytes = request->bytes;
    else
        request->bytes = row->bytes;
}

/* What look-ups of names will touch; `counters`: what those follow, told here. */
__attribute__((always_inline))
static inline void fetch_named_batch(const struct simulation *sim, struct coming *coming, uint64_t end,
                                     uint64_t *counters)
{
    uint64_t begin = coming->launched;

    for (uint64_t i = begin; i < end; i++) {
        uint64_t counter = stack_counter(sim->stack, request_at(coming, i)->row);
        cache_name_check(&sim->cache, counter);
        __builtin_prefetch(cache_counter_slot(&sim->cache, counter));
        counters[i - begin] = counter;
    }
    for (uint64_t i = begin; (sim->foresees || sim->instant) && i < end; i++)
        fetch_named(sim, request_at(coming, i)->row, counters[i - begin]);
}

__attribute__((always_inline))
static inline void launch_batch(struct simulation *sim, struct coming *coming, uint64_t end, bool named)
{
    uint64_t begin = coming->launched;
    uint64_t streams[COMING_BATCH], words[COMING_BATCH], counters[COMING_BATCH];

    /* (Loops of their own, so that the fetches overlap.) */
    if (named)
        fetch_named_batch(sim, coming, end, counters);
    for (uint64_t i = begin; !named && i < end; i++)
        fetch_entry(sim, request_at(coming, i)->row);
    request_streams(sim, begin, streams, end - begin);
    rng_first_words(streams, words, end - begin);
    for (uint64_t i = begin; i < end; i++) {
        struct request *request = request_at(coming, i);

        settle_size(request, &sim->rows[request->row]);
        if (request->kind == OP_READ) {
            launch(sim, request, i, streams[i - begin], words[i - begin], named,
                   named ? counters[i - begin] : 0);
        } else {
            coming->waiting[coming->waiting_end++ % COMING_KEPT] = i;
        }
    }
}

/* (Two functions of their own: each has less to decide, and more registers.) */
__attribute__((noinline))
static void launch_plain(struct simulation *sim, struct coming *coming, uint64_t end)
{
    launch_batch(sim, coming, end, false);
}
__attribute__((noinline))
static void launch_named(struct simulation *sim, struct coming *coming, uint64_t end)
{
    launch_batch(sim, coming, end, true);
}

/* ---- or left alone: all of them wait ---- */

static inline void settle_waiting(struct simulation *sim, struct request *request)
{
    struct row *row = &sim->rows[request->row];

    settle_size(request, row);
    if (request->kind != OP_READ && row->current != VALUE_NONE)
        version_prefetch(&sim->versions, row->current);
}

__attribute__((noinline))
static void leave_plain(struct simulation *sim, struct coming *coming, uint64_t end)
{
    for (uint64_t i = coming->launched; i < end; i++) {
        fetch_entry(sim, request_at(coming, i)->row);
        settle_waiting(sim, request_at(coming, i));
    }
    coming->waiting_end = end;
}
__attribute__((noinline))
static void leave_named(struct simulation *sim, struct coming *coming, uint64_t end)
{
    uint64_t counters[COMING_BATCH];

    fetch_named_batch(sim, coming, end, counters);
    for (uint64_t i = coming->launched; i < end; i++)
        settle_waiting(sim, request_at(coming, i));
    coming->waiting_end = end;
}

/* ---- all of it ---- */

static void look_back(struct simulation *sim, struct coming *coming)
{
    coming->counters_common = sim->cache.counters_live[NAME_OF_ROW] > 0;
    if (coming->launched % STALE_EVERY == 0) {
        coming->stale_common = !sim->notes_old
            && (sim->judge.stale - coming->stale_before) * STALE_RARE > STALE_EVERY;
        coming->stale_before = sim->judge.stale;
    }
    if (coming->launched % PROGRESS_EVERY == 0 && sim->settings->progress != NULL)
        sim->settings->progress(sim->settings->watcher, sim->now, sim->result->end,
                                coming->launched);
}

/* How far is foreseen: the more is drawn, the further; and no further than `limit`. */
static void foresee(struct simulation *sim, struct coming *coming, sim_time limit)
{
    sim->foreseen = limit;
    if (!coming->ended && request_at(coming, coming->drawn - 1)->at < limit)
        sim->foreseen = request_at(coming, coming->drawn - 1)->at;
}

void coming_advance(struct simulation *sim, sim_time until, sim_time limit)
{
    struct coming *coming = sim->coming;
    uint64_t end;

    /* So that the places of the batch drawn next are free. */
    if (sim->launches)
        launched_tell(&sim->launched, &sim->judge, until);
    draw(sim, coming, coming->launched + coming->batches * COMING_BATCH);
    if (sim->foresees)
        foresee(sim, coming, limit);
    end = coming->launched + COMING_BATCH < coming->drawn ? coming->launched + COMING_BATCH
                                                          : coming->drawn;
    if (!sim->launches && sim->named)
        leave_named(sim, coming, end);
    else if (!sim->launches)
        leave_plain(sim, coming, end);
    else if (sim->named)
        launch_named(sim, coming, end);
    else
        launch_plain(sim, coming, end);
    if (!sim->foresees)                /* What was just fetched arrives meanwhile. */
        draw(sim, coming, end + COMING_BATCH);
    coming->launched = end;
    sim->launched.next = request_number(end);
    coming_settle_next(coming);
    look_back(sim, coming);
    if (coming->launched == coming->drawn && coming->ended)
        coming->horizon = TIME_NEVER;
    else if (coming->launched >= coming->early)
        coming->horizon = request_at(coming, coming->launched - coming->early)->at;
}
