/* simulation.h - the state of one run, for the files of this folder only.
 *
 *      loop.c      takes what happens next: a request, an event, a fault
 *      coming.h    makes requests ready before they begin,
 *      launched.h  and knows what those reads then know
 *      ahead.h     fetches from memory what comes next will need (with fetch.h)
 *      clock.c     ends slices, seconds, warm-up and run, by the clock alone
 *      plain.c     carries plain look-ups out without a flow,
 *      named.c     and those of names that follow a counter (with named.h)
 *      foresee.h   answers look-ups beforehand, where nothing can change the answer
 *      recall.h    knows what counters said a while ago
 *      instant.c   and whole reads, where nothing takes time
 *      answer.h    judges and counts what those have found
 *      change.c    and writes, where layers come in only after the commit
 *      life.c      begins and ends all other operations
 *      way.h       says how long each effect travels
 *      send.c      sends effects on their way
 *      serve.c     lets them take place
 *      note.h      tells the events what happened
 *      pages.h     follows reads of pages from one half to the other
 *      scripted.h  plays a script instead of all that loop.c does
 *
 * An effect changes the world at its service instant. What its flow does with the reply concerns
 * nobody else until the next effect takes place, so the flow is resumed at once, with a clock of
 * its own that is ahead by the reply's leg, and only service instants are events. (What the world
 * must see at the very time of the reply, a session that learns an answer, say, is an event of its
 * own.)
 */
#ifndef SIM_SIMULATE_SIMULATION_H
#define SIM_SIMULATE_SIMULATION_H

#include "sim/engine/event.h"
#include "sim/engine/queue.h"
#include "sim/judge/judge.h"
#include "sim/model/memo.h"
#include "sim/simulate/launched.h"
#include "sim/simulate/number.h"
#include "sim/simulate/pages.h"
#include "sim/simulate/recall.h"
#include "sim/simulate/simulate.h"
#include "sim/simulate/way.h"

/* Why an operation stands in the queue. */
enum phase {
    PHASE_LOOK,                /* its plain look-up takes place */
    PHASE_COUNT,               /* the counter that its name follows is asked for, */
    PHASE_ADD,                 /* and added, where it is not there */
    PHASE_NAMED,               /* the name that followed from that is looked up */
    PHASE_LOAD,                /* it has found nothing: the row is read from the database, */
    PHASE_STORE,               /* and stored */
    PHASE_CHANGE,              /* a write without a flow changes its row, */
    PHASE_COMMIT,              /* commits or rolls back, */
    PHASE_INVALIDATE,          /* and invalidates */
    PHASE_SERVICE,             /* its effect takes place */
    PHASE_LOCAL,               /* it asks its own process for something */
    PHASE_START,               /* it begins */
    PHASE_END,                 /* its client has the answer */
    PHASE_CHILD,               /* not in the queue: it waits for an operation of its own */
};

/* What is known of a read of a request, so that its next look-up has its place among the requests; or that
 * its name follows from what its counter said at asked_at (recall.h). */
enum known {
    KNOWN_NOTHING,
    KNOWN_FIRST,               /* it has sent nothing yet, */
    KNOWN_COUNTED,             /* or has asked for a counter, and for nothing else */
    KNOWN_TO_RECALL,
};

/* An operation, and what the driver knows of it. */
struct flight {
    _Alignas(64) uint8_t phase;
    bool measured;
    union {
        struct {
            bool hit, stale, loading;
            uint8_t known;     /* enum known */
            uint8_t cause, entry_flags;
        };
        struct {               /* of a write without a flow: */
            uint8_t road, step;        /* enum write_road; what it does next after its commit */
            bool rolls_back;
        };
    };
    uint32_t number;
    uint32_t row;
    sim_time began;            /* or will begin */
    int64_t leg;               /* how long the reply will travel */
    uint64_t stream;
    uint32_t client, bytes;
    uint32_t versions_then;    /* what launched_tell tells a read, or whoever has its place after it */
    uint32_t draws;            /* words taken from the stream, as long as there is no flow */
    uint16_t node;
    bool held_lightly;         /* the version held has not been told; only within one instant */
    value_handle held;         /* the copy that it holds; VALUE_NONE: none. Of a write: its change */
    /* What is above is one line of memory, and all that a look-up of the plain key touches. */
    uint64_t name;             /* without a flow: what it asks the cache for, or will store; */
    uint64_t counter;          /* the counter that this follows; 0: none. (Of a flow, what was here
                                * before: ahead.h reads it of whoever comes next.) */
    union {
        uint64_t counted;      /* and that counter's number; of a write: the last reply's */
        uint64_t unique;       /* of a flow: of the entry that its last gets found; 0: none */
    };
    uint32_t versions_before;  /* commits of the row before it began */
    uint32_t written_floor, seen_floor;
    uint32_t parent;           /* the flight that waits for this one; POOL_NONE: none */
    union {
        sim_time snapshot;     /* when the database was read */
        sim_time asked_at;     /* before that, with KNOWN_TO_RECALL: when the counter was asked for */
    };
    struct op op;
};

struct simulation {
    const struct simulate_settings *settings;
    const struct world *world;
    const struct stack *stack;
    struct result *result;
    struct complaint *complaint;
    sim_time now;
    bool measuring;            /* now is in the measured part */
    bool sessions;
    bool plain, named, instant, loads_plainly;     /* what is done without flows: see plain.c */
    bool notes_old;            /* entries are told what they hold: see answer.h */
    bool recalls;              /* found counters are asked without an event: see recall.h */
    bool foresees;             /* look-ups are answered beforehand, where that can be: see foresee.h */
    bool launches;             /* such reads, unless they are instant: see coming.h */
    bool writes_plainly, writes_instantly;         /* the same of writes: see change.c */
    sim_time foreseen;         /* before this, nothing begins that has not been drawn, no fault strikes and
                                * no slice ends */
    struct coming *coming;     /* the requests to come; NULL: a script is played */
    bool invalidates, perfect;
    struct way ways[EFFECT_KINDS];
    struct queue queue;
    struct event_stream events;
    struct pool flights;
    uint32_t begun;            /* the number of the request that the loop took last; */
    uint32_t taken;            /* and of the one that it takes now; NUMBER_NONE: it takes an event */
    uint32_t made;             /* operations that others made */
    uint64_t operation_key;    /* of the operations' random streams */
    uint32_t row_count;
    struct row *rows;
    struct versions versions;
    struct cache cache;
    struct memo memo;
    struct recall recall;
    struct judge judge;
    struct source *source;
    struct pages pages;        /* with world->database.pages */
    struct scripted *scripted; /* NULL: what happens next is not given */
    struct names more_loads;   /* of rows with more than ROW_LOADS_MAX under way: how many more */
    struct names more_pending; /* the same of what else is to come or under way */
    uint64_t loads;            /* of all rows */
    uint64_t second_reads, second_writes;  /* database work in the present second */
    struct latencies *latencies_before;    /* those that were measured before the present slice */
    uint64_t evictions_before, expirations_before;
    struct launched launched;
};

static inline struct flight *flight_at(const struct simulation *sim, uint32_t index)
{
    return (struct flight *)(void *)sim->flights.items + index;
}

/* The random stream of a request's operation; `index`: from 0. */
static inline uint64_t request_stream(const struct simulation *sim, uint64_t index)
{
    return rng_at(sim->operation_key, index);
}
static inline void request_streams(const struct simulation *sim, uint64_t index, uint64_t *to,
                                   size_t count)
{
    rng_words(sim->operation_key, index, to, count);
}

/* The number that an operation made by another gets next. */
static inline uint32_t made_number(const struct simulation *sim)
{
    return NUMBER_MADE + 1 + sim->made % (NUMBER_MADE - 1);
}

/* A place for the operation of a request, which says what it is about. */
static inline uint32_t flight_take(struct simulation *sim, const struct request *request,
                                   uint64_t index)
{
    uint32_t place = pool_take(&sim->flights);
    struct flight *flight = flight_at(sim, place);

    flight->number = request_number(index);
    flight->stream = request_stream(sim, index);
    flight->row = request->row;
    flight->client = request->client;
    flight->node = request->node;
    flight->bytes = request->bytes;
    return place;
}

/* ---- plain.c ---- */

/* Sets sim->plain or sim->named: reads begin with a look-up that is carried out here, of the plain
 * key or of one that follows a counter; sim->loads_plainly: so is what follows on a miss (load.c);
 * and sim->instant: the whole of a read takes place at one instant. */
void plain_open(struct simulation *sim);
/* Its look-up takes place now. */
void plain_look(struct simulation *sim, uint32_t index);

/* ---- instant.c, with sim->instant ---- */

/* Requests that come next, before `stop`, and begin and end at one instant; false: there is none. */
bool instant_take(struct simulation *sim, sim_time stop);

/* ---- named.c ---- */

/* Its counter is asked for now; is added. (Its name is looked up: named.h.) */
void named_count(struct simulation *sim, uint32_t index);
void named_add(struct simulation *sim, uint32_t index);

/* ---- load.c, with sim->loads_plainly ---- */

/* A read has found nothing under its name, and knows it at `clock`. */
void load_begin(struct simulation *sim, uint32_t index, sim_time clock);
/* The row is read from the database now; the value is stored now. */
void load_read(struct simulation *sim, uint32_t index);
void load_store(struct simulation *sim, uint32_t index);

/* ---- change.c ---- */

/* Sets sim->writes_plainly: most writes are carried out here, and sim->writes_instantly: the whole of
 * such a write takes place at one instant. `possible`: nothing stands against it but layers. */
void change_open(struct simulation *sim, bool possible);
/* Whether this is one of them. */
static inline bool change_is_plain(const struct simulation *sim, const struct request *request)
{
    return request->kind == OP_WRITE && sim->writes_plainly
        && !(request->flags & (OP_READ_OWN | OP_READ_AFTER));
}
/* A request of the source begins now. */
void change_request(struct simulation *sim, const struct request *request, uint64_t index);
/* The row is changed now, inside the transaction; that ends; the cache is told. */
void change_made(struct simulation *sim, uint32_t index);
void change_decided(struct simulation *sim, uint32_t index);
void change_told(struct simulation *sim, uint32_t index);

/* ---- life.c ---- */

/* A request of the source, which tells the bytes of its row, begins now; `index`: from 0. */
void flight_request(struct simulation *sim, const struct request *request, uint64_t index);
/* What an operation of the row is flagged with. */
static inline unsigned flight_page(const struct simulation *sim, uint32_t row)
{
    return row < sim->world->database.pages ? OP_PAGE : 0;
}
/* Fills what a flow needs beyond a plain look-up; `draws`: words taken from its stream so far. */
void flight_prepare(struct flight *flight, enum op_kind kind, unsigned flags,
                    enum write_road road, uint32_t draws);
/* Runs the operation, whose own time is `clock`, until it waits or has ended. */
void flight_advance(struct simulation *sim, uint32_t index, sim_time clock);
/* A read that holds the value and does nothing more is answered with it, at `at`. */
void flight_answer(struct simulation *sim, uint32_t index, value_handle value, sim_time at);
/* It vanishes, with its transaction and with what it holds; those that wait for it as well. */
void flight_drop(struct simulation *sim, uint32_t index);
/* An event of the queue concerns this operation. */
void flight_event(struct simulation *sim, uint32_t index);
/* Another operation of the same client on the same row, by the same road, is to begin at `at`;
 * returns its index. `draws`: words taken from its maker's stream so far. */
uint32_t flight_spawn(struct simulation *sim, uint32_t maker, enum op_kind kind,
                      enum write_road road, uint32_t *draws, sim_time at);
/* A write has ended, and its writer is told at `at`: what is counted and noted of that. */
void write_ends(struct simulation *sim, const struct flight *flight, value_handle change,
                sim_time at);

/* ---- clock.c ---- */

struct clock {
    sim_time slice_end, second_end, phase_end;
    sim_time next;             /* the earliest of them */
};

/* Copies of the result's, of an earlier time. */
struct latencies {
    struct histogram read, write;
};

struct clock clock_begin(const struct result *result);
/* The run's time becomes `to`; what is due on the way, or then, is done at its time. */
void clock_advance(struct simulation *sim, struct clock *clock, sim_time to);
/* At the end: what slices counted up becomes what happened in each. */
void clock_settle_slices(struct result *result);

/* ---- send.c, serve.c and store.c ---- */

/* Sends the effect that the operation waits for on its way, at the operation's own time `*clock`,
 * which is now or later. True when the reply is there, at the new time in `*clock`; false when the
 * operation is in the queue or waits for another. */
bool effect_send(struct simulation *sim, uint32_t index, sim_time *clock);
/* An effect of an operation without a flow sets out at the operation's own time; true: and takes
 * place at once; false: it stands in the queue, in that phase. */
static inline bool effect_set_out(struct simulation *sim, uint32_t index, enum effect_kind effect,
                                  enum phase phase, sim_time clock)
{
    struct flight *flight = flight_at(sim, index);
    int64_t request;

    way_draw(&sim->ways[effect], flight->stream, &flight->draws, &request, &flight->leg);
    if (clock + request <= sim->now)
        return true;
    flight->phase = (uint8_t)phase;
    queue_push(&sim->queue, time_after(clock, request), index);
    return false;
}
/* A layer's message sets out at `clock`, with a write's change, and with its road; `draws`: words
 * taken from the write's stream so far. */
void message_send(struct simulation *sim, uint32_t index, unsigned layer, value_handle change,
                  enum write_road road, uint32_t *draws, sim_time clock);
/* It takes place now. */
void effect_serve(struct simulation *sim, struct flight *flight);
/* The value of the effect is stored now under its name, in an entry with these flags and what else
 * they should be. */
void effect_store(struct simulation *sim, const struct effect *effect, uint32_t bytes,
                  uint32_t flags);
/* What these do, whoever asks for it: the row is changed inside a transaction; it commits; a copy is
 * deleted in order to invalidate; a counter is counted up, with its number where there is one. */
void effect_change(struct simulation *sim);
void effect_commit(struct simulation *sim, uint32_t row, value_handle change);
enum reply effect_delete(struct simulation *sim, uint64_t name);
enum reply effect_count_up(struct simulation *sim, uint64_t name, uint64_t *number);
/* A counter is set, or added where there is none; `number`: what it then is. */
enum reply effect_counter_set(struct simulation *sim, const struct effect *effect, uint64_t *number);
/* It does not: the request was lost on the way. */
void effect_lose(struct simulation *sim, struct flight *flight);
/* When what the effect stores now, or gives a new time to live, expires. */
static inline sim_time effect_expiry(const struct simulation *sim, const struct effect *effect)
{
    return effect->ttl > 0 ? time_after(sim->now, effect->ttl) : TIME_NEVER;
}

/* A value is read from the database now: what is counted of that. */
static inline void count_db_read(struct simulation *sim)
{
    sim->result->db_reads += sim->measuring;
    sim->judge.slice->db_reads++;
    sim->second_reads++;
}
/* An invalidation sets out; `bytes`: of the value that it carries. */
static inline void count_invalidation(struct simulation *sim, uint32_t bytes)
{
    sim->judge.slice->invalidations++;
    if (!sim->measuring)
        return;
    sim->result->invalidations++;
    sim->result->invalidation_bytes += (uint64_t)sim->world->cache.overhead + bytes;
}
/* A load has begun; `loading` of its row and sim->loads of all are now under way. */
static inline void count_load(struct simulation *sim, uint32_t loading)
{
    struct result *result = sim->result;
    struct slice *slice = sim->judge.slice;

    if (loading > slice->recomputation_peak)
        slice->recomputation_peak = loading;
    if (sim->loads > slice->db_concurrency_peak)
        slice->db_concurrency_peak = sim->loads;
    if (!sim->measuring)
        return;
    result->herds += loading == 1;
    if (loading > result->recomputation_peak)
        result->recomputation_peak = loading;
    if (sim->loads > result->db_concurrency_peak)
        result->db_concurrency_peak = sim->loads;
}

/* A load of the row begins, and ends. */
static inline void loads_raise(struct simulation *sim, uint32_t row)
{
    struct row *slot = &sim->rows[row];

    sim->loads++;
    count_load(sim, slot->loads < ROW_LOADS_MAX
               ? ++slot->loads : ROW_LOADS_MAX + names_raise(&sim->more_loads, row));
}
static inline void loads_lower(struct simulation *sim, uint32_t row)
{
    struct row *slot = &sim->rows[row];

    sim->loads--;
    if (slot->loads == ROW_LOADS_MAX && names_find(&sim->more_loads, row) != NAMES_NONE)
        names_lower(&sim->more_loads, row);
    else
        slot->loads--;
}

#endif
