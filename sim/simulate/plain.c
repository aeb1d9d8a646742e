/* plain.c - look-ups of the plain key, when no layer changes them: most of what most runs do.
 *
 * The driver carries such a look-up out by itself. A hit ends without a flow, and where requests
 * take no time without an operation. A miss goes on without a flow as well where no layer changes
 * what follows on it (load.c), else with one that knows that it has looked in vain. What happens is
 * what the flow would do; of a hit, the events have only the read itself. (Names that follow a
 * counter: named.c.) */
#include "sim/simulate/simulation.h"

/* What is known of the read when its look-up takes place. Passed by value: it lives in registers
 * where the look-up is a hit, and is only written out for the rarer turns. */
struct plain_read {
    sim_time began;
    int64_t leg;               /* how long the reply will travel */
    uint32_t row, serial, bytes, versions_before;
    bool measured;
};

void plain_open(struct simulation *sim)
{
    const struct world *world = sim->world;

    bool possible = !sim->sessions && world->cache.loss == 0 && !sim->settings->thorough;

    sim->plain = possible && sim->stack->plain_lookup;
    sim->named = possible && sim->stack->plain_name;
    sim->loads_plainly = (sim->plain || sim->named) && sim->stack->plain_fill
        && sim->world->database.pages == 0;
    sim->instant = sim->plain && sim->loads_plainly
        && way_is_instant(&sim->ways[EFFECT_CACHE_GET])
        && way_is_instant(&sim->ways[EFFECT_DB_READ]);
}

/* The answer is not the row's current version: it may be stale, or another row's, or of a
 * transaction that has not committed. */
static void answer_old(struct simulation *sim, struct plain_read read,
                       const struct cache_entry *entry)
{
    const struct version *version = version_at(&sim->versions, entry->value);
    struct version *missed = judge_missed(&sim->judge, read.began, entry->value);
    unsigned flags = EVENT_HIT | (read.measured ? EVENT_MEASURED : 0u);
    enum cause cause = CAUSE_EXPIRY_LAG;

    if (missed != NULL) {
        cause = judge_cause(&sim->judge, missed, read.began, entry->flags, false);
        flags |= EVENT_STALE | (unsigned)cause << EVENT_CAUSE_SHIFT;
    }
    if (version->state == VERSION_COMMITTED && version->row == read.row) {
        judge_count_read(&sim->judge, read.measured, true, read.bytes,
                         sim->now + read.leg - read.began);
        if (missed != NULL)
            judge_count_stale(&sim->judge, &(struct judged_stale){
                .missed = missed, .began = read.began, .measured = read.measured,
                .lag = read.versions_before - version->number, .cause = cause});
    } else {
        struct judged_read judged = {
            .began = read.began, .row = read.row, .versions_before = read.versions_before,
            .measured = read.measured,
        };
        struct judged_answer answer = {
            .value = entry->value, .hit = true, .bytes = read.bytes,
            .entry_flags = entry->flags | judge_oddity(&sim->versions, entry->value),
            .at = sim->now + read.leg, .own_change = VALUE_NONE,
        };
        flags |= version->state != VERSION_COMMITTED ? EVENT_OPEN : 0u;
        judge_read_ends(&sim->judge, &judged, &answer, cause);
    }
    read_note(sim, read.row, read.serial, read.began, version->number, flags);
}

/* The look-up takes place; false: it finds nothing. */
static inline bool look(struct simulation *sim, struct plain_read read)
{
    const struct row *row = &sim->rows[read.row];
    struct cache_entry *entry = cache_find_plain(&sim->cache, read.row, sim->now);

    if (entry == NULL)
        return false;
    cache_use(&sim->cache, entry);
    if (entry->value != row->current) {
        answer_old(sim, read, entry);
        return true;
    }
    /* Nearly all reads end here: nothing is stale, nothing odd, nobody else concerned. */
    judge_count_read(&sim->judge, read.measured, true, read.bytes,
                     sim->now + read.leg - read.began);
    read_note(sim, read.row, read.serial, read.began, row->version,
              EVENT_HIT | (read.measured ? EVENT_MEASURED : 0u));
    return true;
}

/* A miss: the operation goes on where the look-up has failed. */
static void miss(struct simulation *sim, uint32_t index, uint32_t draws)
{
    struct flight *flight = flight_at(sim, index);

    event_note(&sim->events, (struct event){
        .at = sim->now, .row = flight->row, .kind = EVENT_EFFECT, .effect = EFFECT_CACHE_GET,
        .reply = REPLY_MISS, .op = flight->serial});
    if (sim->loads_plainly) {
        flight->op.draws = draws;
        load_begin(sim, index, name_of(NAME_VALUE, flight->row, 0), 0, sim->now + flight->leg);
        return;
    }
    flight_prepare(flight, OP_READ, OP_MISSED | flight_page(sim, flight->row), ROAD_SAVE, draws);
    flight_advance(sim, index, sim->now + flight->leg);
}

static void note_effect(struct simulation *sim, struct plain_read read,
                        enum effect_kind effect, enum reply reply, uint32_t version, uint64_t extra)
{
    event_note(&sim->events, (struct event){
        .at = sim->now, .row = read.row, .kind = EVENT_EFFECT, .effect = (uint8_t)effect,
        .reply = (uint8_t)reply, .op = read.serial, .version = version, .extra = extra});
}

/* A miss in a world where nothing takes time: the current version is loaded, stored and returned
 * at this very instant, so nothing of that can race with anything. */
static void miss_now(struct simulation *sim, struct plain_read read, uint64_t number)
{
    uint64_t stream = rng_at(sim->operation_key, number);
    value_handle value = versions_current(&sim->versions, read.row);
    uint32_t version = sim->rows[read.row].version, draws = 0;
    sim_time expiry;
    int64_t ttl;

    note_effect(sim, read, EFFECT_CACHE_GET, REPLY_MISS, 0, 0);
    sim->loads++;
    count_load(sim, 1);
    count_db_read(sim);
    note_effect(sim, read, EFFECT_DB_READ, REPLY_OK, version, 0);
    ttl = stack_ttl(sim->stack, stream, &draws);
    expiry = ttl > 0 ? time_after(sim->now, ttl) : TIME_NEVER;
    judge_filled(&sim->judge, value, sim->now, sim->now);
    if (cache_store(&sim->cache, name_of(NAME_VALUE, read.row, 0), value, read.bytes, expiry, 0,
                    0, sim->now) == NULL) {
        sim->result->stores_unfit += sim->measuring;
    } else {
        versions_hold(&sim->versions, value);
        sim->result->stores += sim->measuring;
    }
    note_effect(sim, read, EFFECT_CACHE_SET, REPLY_OK, 0, (uint64_t)expiry);
    sim->loads--;
    judge_count_read(&sim->judge, read.measured, false, read.bytes, 0);
    read_note(sim, read.row, read.serial, read.began, version,
              read.measured ? EVENT_MEASURED : 0u);
}

/* The operation of a read that is still under way. */
static uint32_t take_flight(struct simulation *sim, const struct request *request,
                            struct plain_read read, uint64_t stream)
{
    uint32_t index = pool_take(&sim->flights);
    struct flight *flight = flight_at(sim, index);

    flight->phase = PHASE_LOOK;
    flight->measured = read.measured;
    flight->hit = flight->stale = flight->loading = false;
    flight->cause = flight->entry_flags = 0;
    flight->serial = read.serial;
    flight->began = read.began;
    flight->leg = read.leg;
    flight->stream = stream;
    flight->row = read.row;
    flight->client = request->client;
    flight->bytes = read.bytes;
    flight->versions_before = read.versions_before;
    flight->node = request->node;
    flight->parent = POOL_NONE;
    return index;
}

void plain_request_now(struct simulation *sim, const struct request *request, uint64_t number)
{
    struct plain_read read = {
        .began = sim->now, .row = request->row, .serial = ++sim->serial,
        .bytes = sim->rows[request->row].bytes, .measured = sim->measuring,
        .versions_before = judge_versions_before(&sim->judge, request->row, sim->now),
    };

    if (!look(sim, read))
        miss_now(sim, read, number);
}

void plain_request(struct simulation *sim, const struct request *request,
                   const struct departure *departure)
{
    struct plain_read read = {
        .began = sim->now, .row = request->row, .serial = ++sim->serial,
        .bytes = sim->rows[request->row].bytes, .measured = sim->measuring,
        .versions_before = judge_versions_before(&sim->judge, request->row, sim->now),
        .leg = departure->reply,
    };
    uint32_t index;

    if (departure->request == 0 && look(sim, read))
        return;
    index = take_flight(sim, request, read, departure->stream);
    if (departure->request == 0) {
        miss(sim, index, departure->draws);
        return;
    }
    flight_at(sim, index)->op.draws = departure->draws;
    queue_push(&sim->queue, sim->now + departure->request, index);
}

void plain_event(struct simulation *sim, uint32_t index)
{
    const struct flight *flight = flight_at(sim, index);
    struct plain_read read = {
        .began = flight->began, .leg = flight->leg, .row = flight->row, .serial = flight->serial,
        .bytes = flight->bytes, .versions_before = flight->versions_before,
        .measured = flight->measured,
    };

    if (look(sim, read))
        pool_give(&sim->flights, index);
    else
        miss(sim, index, flight->op.draws);
}
