/* plain.c - look-ups of the plain key, when no layer changes them: most of what most runs do.
 *
 * The driver carries such a look-up out by itself. A hit ends without a flow, and where requests
 * take no time without an operation. A miss goes on without a flow as well where no layer changes
 * what follows on it (load.c), else with one that knows that it has looked in vain. What happens is
 * what the flow would do; of a hit, the events have only the read itself. (Names that follow a
 * counter: named.c.) */
#include "sim/simulate/answer.h"

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
    sim->recalls = sim->named && sim->stack->lasting_counter && !sim->cache.bounded
        && world->fault_count == 0;
    sim->notes_old = sim->plain && !sim->invalidates;
    change_open(sim, possible);
    sim->foresees = (sim->plain || sim->recalls) && sim->loads_plainly && !sim->instant
        && !sim->cache.bounded && sim->settings->script == NULL;
}

/* The look-up takes place; false: it finds nothing. */
__attribute__((always_inline))
static inline bool look(struct simulation *sim, struct plain_read read)
{
    struct cache_entry *entry = cache_find_plain(&sim->cache, &sim->rows[read.row], read.row,
                                                 sim->now);

    if (entry == NULL)
        return false;
    answer_hit(sim, read, entry);
    return true;
}

/* A miss: the operation goes on where the look-up has failed. */
static void miss(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);

    flight_note(sim, flight, EVENT_EFFECT, (struct event){
        .effect = EFFECT_CACHE_GET, .reply = REPLY_MISS});
    flight->versions_before = launched_versions_before(sim, flight);
    if (sim->loads_plainly) {
        flight->name = name_of(NAME_VALUE, flight->row, 0);
        flight->counter = 0;
        load_begin(sim, index, sim->now + flight->leg);
        return;
    }
    flight_prepare(flight, OP_READ, OP_MISSED | flight_page(sim, flight->row), ROAD_SAVE,
                   flight->draws);
    flight_advance(sim, index, sim->now + flight->leg);
}

static void note_effect(struct simulation *sim, struct plain_read read,
                        enum effect_kind effect, enum reply reply, uint32_t version, uint64_t extra)
{
    event_note(&sim->events, (struct event){
        .at = sim->now, .row = read.row, .kind = EVENT_EFFECT, .effect = (uint8_t)effect,
        .reply = (uint8_t)reply, .op = read.number, .version = version, .extra = extra});
}

/* A miss in a world where nothing takes time: the current version is loaded, stored and returned
 * at this very instant, so nothing of that can race with anything. */
static void miss_now(struct simulation *sim, struct plain_read read, uint64_t index)
{
    uint64_t stream = request_stream(sim, index);
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
    judge_filled(&sim->judge, read.row, value, sim->now, sim->now);
    if (cache_store(&sim->cache, name_of(NAME_VALUE, read.row, 0), value, read.bytes, expiry, 0,
                    0, sim->now) == NULL) {
        sim->result->stores_unfit += sim->measuring;
    } else {
        versions_hold(&sim->versions, read.row, value);
        sim->result->stores += sim->measuring;
    }
    note_effect(sim, read, EFFECT_CACHE_SET, REPLY_OK, 0, (uint64_t)expiry);
    sim->loads--;
    judge_count_read_at_once(&sim->judge, read.measured, false, read.bytes);
    read_note(sim, read.row, read.number, read.began, read.at, version,
              read.measured ? EVENT_MEASURED : 0u);
}

void plain_request_now(struct simulation *sim, const struct request *request, uint64_t index)
{
    struct plain_read read = {
        .began = sim->now, .at = sim->now, .row = request->row, .number = request_number(index),
        .bytes = request->bytes, .measured = sim->measuring, .at_once = true,
    };

    if (!look(sim, read))
        miss_now(sim, read, index);
}

void plain_look(struct simulation *sim, uint32_t index)
{
    if (look(sim, plain_read_of(flight_at(sim, index), sim->now)))
        pool_give(&sim->flights, index);
    else
        miss(sim, index);
}
