/* plain.c - look-ups of the plain key, when no layer changes them: most of what most runs do.
 *
 * The driver carries such a look-up out by itself. A hit ends without a flow, and where requests
 * take no time without an operation. A miss goes on without a flow as well where no layer changes
 * what follows on it (load.c), else with one that knows that it has looked in vain. What happens is
 * what the flow would do; of a hit, the events have only the read itself. (Names that follow a
 * counter: named.c.) */
#include "sim/simulate/coming.h"

/* What is known of the read when its look-up takes place. Passed by value: it lives in registers. */
struct plain_read {
    sim_time began;
    int64_t leg;               /* how long the reply will travel */
    uint32_t row, number, bytes;
    bool measured;
    const struct flight *flight;       /* NULL: it begins now */
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
    change_open(sim, possible);
}

/* Commits of the row before the read began. */
static inline uint32_t versions_before(const struct simulation *sim, struct plain_read read)
{
    return read.flight != NULL ? coming_versions_before(sim, read.flight)
                               : judge_versions_before(&sim->judge, read.row, read.began);
}

/* The answer is another row's, or of a transaction that has not committed, or a state that never
 * was. */
__attribute__((noinline))
static void answer_odd(struct simulation *sim, struct plain_read read,
                       const struct cache_entry *entry)
{
    const struct version *version = version_at(&sim->versions, entry->value);
    struct judged_miss missed = judge_missed(&sim->judge, read.began, entry->value);
    struct judged_read judged = {
        .began = read.began, .row = read.row, .versions_before = versions_before(sim, read),
        .measured = read.measured,
    };
    struct judged_answer answer = {
        .value = entry->value, .hit = true, .bytes = read.bytes,
        .entry_flags = entry->flags | judge_oddity(&sim->versions, entry->value),
        .at = sim->now + read.leg, .own_change = VALUE_NONE,
    };
    unsigned flags = EVENT_HIT | (read.measured ? EVENT_MEASURED : 0u)
        | (version->state != VERSION_COMMITTED ? EVENT_OPEN : 0u);
    enum cause cause = CAUSE_EXPIRY_LAG;

    if (missed.commit != VALUE_NONE) {
        cause = judge_cause(&sim->judge, missed.commit, read.began, entry->flags, false);
        flags |= EVENT_STALE | (unsigned)cause << EVENT_CAUSE_SHIFT;
    }
    judge_read_ends(&sim->judge, &judged, &answer, cause);
    read_note(sim, read.row, read.number, read.began, version->number, flags);
}

/* The answer is a version of the row that is not its current one: stale, unless that came after the
 * read had begun. Returns its number; `flags`: what is to be noted more. */
static inline uint32_t answer_old(struct simulation *sim, struct plain_read read,
                                  const struct cache_entry *entry, unsigned *flags)
{
    const struct version *version = version_at(&sim->versions, entry->value);
    struct judged_stale stale = {
        .missed = {version->next, version->superseded_at},
        .began = read.began, .measured = read.measured,
    };

    if (version->superseded_at >= read.began)
        return version->number;
    stale.lag = versions_before(sim, read) - version->number;
    stale.cause = judge_cause(&sim->judge, stale.missed.commit, read.began, entry->flags, false);
    judge_count_stale(&sim->judge, &stale);
    *flags |= EVENT_STALE | (unsigned)stale.cause << EVENT_CAUSE_SHIFT;
    return version->number;
}

/* The look-up takes place; false: it finds nothing. */
__attribute__((always_inline))
static inline bool look(struct simulation *sim, struct plain_read read)
{
    const struct row *row = &sim->rows[read.row];
    struct cache_entry *entry = cache_find_plain(&sim->cache, read.row, sim->now);
    unsigned flags = EVENT_HIT | (read.measured ? EVENT_MEASURED : 0u);
    uint32_t number = row->version;

    if (entry == NULL)
        return false;
    cache_use(&sim->cache, entry);
    if (entry->value != row->current) {
        const struct version *version = version_at(&sim->versions, entry->value);
        if (version->state != VERSION_COMMITTED || version->row != read.row) {
            answer_odd(sim, read, entry);
            return true;
        }
        number = answer_old(sim, read, entry, &flags);
    }
    judge_count_read(&sim->judge, read.measured, true, read.bytes,
                     sim->now + read.leg - read.began);
    read_note(sim, read.row, read.number, read.began, number, flags);
    return true;
}

/* A miss: the operation goes on where the look-up has failed. */
static void miss(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);

    event_note(&sim->events, (struct event){
        .at = sim->now, .row = flight->row, .kind = EVENT_EFFECT, .effect = EFFECT_CACHE_GET,
        .reply = REPLY_MISS, .op = flight->number});
    flight->versions_before = coming_versions_before(sim, flight);
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
    read_note(sim, read.row, read.number, read.began, version,
              read.measured ? EVENT_MEASURED : 0u);
}

void plain_request_now(struct simulation *sim, const struct request *request, uint64_t index)
{
    struct plain_read read = {
        .began = sim->now, .row = request->row, .number = request_number(index),
        .bytes = request->bytes, .measured = sim->measuring, .flight = NULL,
    };

    if (!look(sim, read))
        miss_now(sim, read, index);
}

void plain_look(struct simulation *sim, uint32_t index)
{
    const struct flight *flight = flight_at(sim, index);
    struct plain_read read = {
        .began = flight->began, .leg = flight->leg, .row = flight->row, .number = flight->number,
        .bytes = flight->bytes, .measured = flight->measured, .flight = flight,
    };

    if (look(sim, read))
        pool_give(&sim->flights, index);
    else
        miss(sim, index);
}
