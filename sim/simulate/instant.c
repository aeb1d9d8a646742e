/* instant.c - requests that begin and end at one instant: reads in a world where they take no time and no
 * layer does more than to name, look up, load and store, and writes of the same kind (change.c).
 *
 *      request --> [counter, if names follow one] --> [name] --> a hit: the end
 *                     `-> [add it] -----------------^    `-----> a miss: read and store: the end
 *
 * All of it takes place at the instant of the request, so nothing of it can race with anything, and it
 * needs no operation. What happens, and what is noted of it, is what named.c, load.c and the flows would
 * do; of a hit under a plain key, the events have only the read itself. */
#include "sim/model/cache_names.h"
#include "sim/simulate/ahead.h"
#include "sim/simulate/coming.h"
#include "sim/simulate/named.h"
#include "sim/simulate/note.h"

/* What is known of a counter's number, and how many words of the read's stream that took. */
struct counted {
    uint64_t number;
    uint32_t draws;
};

static inline void note_effect(struct simulation *sim, struct plain_read read, struct event more)
{
    more.at = sim->now;
    more.row = read.row;
    more.kind = EVENT_EFFECT;
    more.op = read.number;
    event_note(&sim->events, more);
}

/* The current version is loaded, stored under the name and returned. `counter`: that the name follows; 0:
 * none. `draws`: words taken from the stream so far. */
__attribute__((always_inline))
static inline void load(struct simulation *sim, struct plain_read read, uint64_t name, uint64_t counter,
                        uint64_t stream, uint32_t draws)
{
    value_handle value = versions_current(&sim->versions, read.row);
    uint32_t version = sim->rows[read.row].version, qualifier = name_qualifier(name);
    unsigned flags = counter != 0 ? EVENT_VERSIONED : 0u;
    int64_t ttl = stack_ttl(sim->stack, stream, &draws);
    sim_time expiry = ttl > 0 ? time_after(sim->now, ttl) : TIME_NEVER;

    note_effect(sim, read, (struct event){
        .effect = EFFECT_CACHE_GET, .reply = REPLY_MISS, .flags = (uint8_t)flags, .version = qualifier});
    sim->loads++;
    count_load(sim, 1);
    count_db_read(sim);
    note_effect(sim, read, (struct event){
        .effect = EFFECT_DB_READ, .reply = REPLY_OK, .version = version});
    if (counter != 0)
        event_note(&sim->events, (struct event){
            .at = sim->now, .row = read.row, .kind = EVENT_MORE, .op = read.number,
            .effect = EFFECT_CACHE_SET, .extra = counter});
    judge_filled(&sim->judge, read.row, value, sim->now, sim->now);
    if (cache_store(&sim->cache, name, value, read.bytes, expiry, counter, 0,
                    sim->now) == NULL) {
        sim->result->stores_unfit += sim->measuring;
    } else {
        versions_hold(&sim->versions, read.row, value);
        sim->result->stores += sim->measuring;
    }
    note_effect(sim, read, (struct event){
        .effect = EFFECT_CACHE_SET, .reply = REPLY_OK, .flags = (uint8_t)flags, .version = qualifier,
        .extra = (uint64_t)expiry});
    sim->loads--;
    judge_count_read_at_once(&sim->judge, read.measured, false, read.bytes);
    read_note(sim, read.row, read.number, read.began, read.at, version,
              read.measured ? EVENT_MEASURED : 0u);
}

/* ---- names that follow a counter ---- */

/* The counter is not there: it is added. */
static struct counted add_counter(struct simulation *sim, struct plain_read read, uint64_t counter,
                                  uint64_t stream)
{
    struct counted counted = {0};
    struct counter_start start = stack_start_counter(sim->stack, read.began, stream, &counted.draws);
    struct effect add = {.name = counter, .number = start.number, .ttl = start.ttl, .add = 1};
    enum reply reply;

    note_effect(sim, read, (struct event){
        .effect = EFFECT_COUNTER_GET, .reply = REPLY_MISS, .extra = counter});
    if (add.ttl > 0)
        event_note(&sim->events, (struct event){
            .at = sim->now, .row = read.row, .kind = EVENT_MORE, .op = read.number,
            .effect = EFFECT_COUNTER_SET, .extra = (uint64_t)effect_expiry(sim, &add)});
    reply = effect_counter_set(sim, &add, &counted.number);
    note_effect(sim, read, (struct event){
        .effect = EFFECT_COUNTER_SET, .reply = (uint8_t)reply, .version = (uint32_t)counted.number,
        .extra = counter});
    return counted;
}

static struct counted ask_counter(struct simulation *sim, struct plain_read read, uint64_t counter,
                                  uint64_t stream)
{
    const struct cache_entry *entry = cache_find_counter(&sim->cache, counter, sim->now);

    if (entry == NULL)
        return add_counter(sim, read, counter, stream);
    cache_use(&sim->cache, entry);
    note_effect(sim, read, (struct event){
        .effect = EFFECT_COUNTER_GET, .reply = REPLY_OK, .version = (uint32_t)entry->number,
        .extra = counter});
    return (struct counted){.number = entry->number};
}

/* The name has been abandoned: a flow sees to what follows on that. */
static void look_as_flow(struct simulation *sim, const struct request *request, uint64_t index, uint64_t name,
                         struct counted counted, const struct cache_entry *entry)
{
    uint32_t place = flight_take(sim, request, index);
    struct flight *flight = flight_at(sim, place);

    flight->began = sim->now;
    flight->leg = 0;
    flight->measured = sim->measuring;
    flight->hit = flight->stale = flight->loading = false;
    flight->cause = flight->entry_flags = 0;
    flight->known = KNOWN_NOTHING;
    flight->draws = counted.draws;
    flight->counter = stack_counter(sim->stack, request->row);
    flight->counted = counted.number;
    flight->name = name;
    named_look_in_vain(sim, place, entry);
}

__attribute__((always_inline))
static inline void read_named(struct simulation *sim, const struct request *request, uint64_t index,
                              struct plain_read read)
{
    uint64_t name, counter = stack_counter(sim->stack, read.row), stream = request_stream(sim, index);
    struct counted counted;
    struct cache_entry *entry;

    cache_name_check(&sim->cache, counter);
    counted = ask_counter(sim, read, counter, stream);
    name = name_of(NAME_VERSIONED, read.row, (uint32_t)counted.number);
    entry = cache_find_versioned(&sim->cache, name, sim->now);
    if (entry == NULL) {
        load(sim, read, name, counter, stream, counted.draws);
    } else if (entry->flags & ENTRY_ORPHAN) {
        look_as_flow(sim, request, index, name, counted, entry);
    } else {
        note_effect(sim, read, (struct event){
            .effect = EFFECT_CACHE_GET, .reply = REPLY_OK, .flags = EVENT_VERSIONED,
            .version = name_qualifier(name)});
        answer_hit(sim, read, entry);
    }
}

/* ---- all of them ---- */

__attribute__((always_inline))
static inline void read_now(struct simulation *sim, const struct request *request, uint64_t index, bool named)
{
    struct plain_read read = {
        .began = sim->now, .at = sim->now, .row = request->row, .number = request_number(index),
        .bytes = request->bytes, .measured = sim->measuring, .at_once = true,
    };
    struct cache_entry *entry;

    if (named) {
        read_named(sim, request, index, read);
        return;
    }
    entry = cache_find_plain(&sim->cache, &sim->rows[read.row], read.row, sim->now);
    if (entry != NULL)
        answer_hit(sim, read, entry);
    else
        load(sim, read, name_of(NAME_VALUE, read.row, 0), 0, request_stream(sim, index), 0);
}

__attribute__((always_inline))
static inline bool take(struct simulation *sim, sim_time stop, bool named)
{
    struct coming *coming = sim->coming;
    sim_time until = time_least(stop, sim->queue.first);
    uint64_t first = coming->waiting_first, i = first;

    for (; i < coming->waiting_end; i++) {
        const struct request *request = &coming->requests[i % COMING_KEPT];

        if (request->at >= until)
            break;
        if (request->kind == OP_READ) {
            sim->now = request->at;
            ahead_fetch_requests(sim, i);
            read_now(sim, request, i, named);
        } else if (sim->writes_instantly && change_is_plain(sim, request)) {
            sim->now = request->at;
            ahead_fetch_requests(sim, i);
            change_request(sim, request, i);
            until = time_least(stop, sim->queue.first);
        } else {
            break;
        }
    }
    coming->waiting_first = i;
    coming_settle_next(coming);
    return i > first;
}

/* (Two functions of their own: each has less to decide, and more registers.) */
__attribute__((noinline))
static bool take_plain(struct simulation *sim, sim_time stop)
{
    return take(sim, stop, false);
}
__attribute__((noinline))
static bool take_named(struct simulation *sim, sim_time stop)
{
    return take(sim, stop, true);
}

bool instant_take(struct simulation *sim, sim_time stop)
{
    return sim->named ? take_named(sim, stop) : take_plain(sim, stop);
}
