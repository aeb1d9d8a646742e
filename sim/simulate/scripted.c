/* scripted.c - playing a script: operations stand where they ask for something, until their turn. */
#include "sim/simulate/scripted.h"

#include <stdlib.h>
#include <string.h>

#define FAR_AWAY (TIME_NEVER / 4)  /* a time to live that no rehearsal comes to the end of */

enum { MEMORIES_MAX = 64 };

/* Where an actor is. */
struct stand {
    uint32_t flight;           /* that waits for its turn; POOL_NONE: none does */
    int64_t paused;            /* since its last turn */
    value_handle change;       /* of the write that it began last */
};

struct scripted {
    const struct script *script;
    struct stand stands[SCRIPT_ACTORS_MAX];
    unsigned messages;         /* so far */
    uint64_t requests;         /* begun so far */
    uint8_t move;              /* of the present turn, enum script_move */
    uint32_t acting;           /* the flight that may now do what is of its own process */
    struct script_seen seen;
    struct { uint64_t name; uint16_t node; } memories[MEMORIES_MAX];   /* that were ever set */
    unsigned memory_count;
    struct script_cell cells[SCRIPT_CELLS_MAX];
    uint32_t versions[SCRIPT_CLIENTS_MAX];
};

static struct stand *stand_of(const struct simulation *sim, const struct flight *flight)
{
    CHECK(flight->client > 0 && flight->client <= SCRIPT_ACTORS_MAX);
    return &sim->scripted->stands[flight->client - 1];
}

/* ---- what others tell ---- */

void scripted_park(struct simulation *sim, uint32_t index, enum phase phase)
{
    struct flight *flight = flight_at(sim, index);
    struct stand *stand = stand_of(sim, flight);

    CHECK(stand->flight == POOL_NONE);
    flight->phase = (uint8_t)phase;
    stand->flight = index;
}

bool scripted_acts(const struct simulation *sim, uint32_t index)
{
    return sim->scripted->acting == index;
}

unsigned scripted_copies(const struct simulation *sim)
{
    return sim->scripted->move == SCRIPT_LOST ? 0 : sim->scripted->move == SCRIPT_DUPLICATED ? 2 : 1;
}

void scripted_pause(struct simulation *sim, uint32_t index, int64_t pause)
{
    struct stand *stand = stand_of(sim, flight_at(sim, index));

    stand->paused = time_after(stand->paused, pause);
}

void scripted_hold(struct simulation *sim, uint32_t index, sim_time at)
{
    struct scripted *scripted = sim->scripted;
    struct flight *flight = flight_at(sim, index);
    struct stand *stand;

    if (flight->op.kind == OP_SIGNAL) {
        CHECK(SCRIPT_MESSAGE + scripted->messages < SCRIPT_ACTORS_MAX);
        flight->client = SCRIPT_MESSAGE + ++scripted->messages;
    }
    stand = stand_of(sim, flight);
    CHECK(stand->flight == POOL_NONE);
    stand->flight = index;             /* Its phase says that it has not begun. */
    stand->paused += at - sim->now;
}

static struct script_value value_of(const struct simulation *sim, value_handle handle)
{
    const struct version *version;
    struct script_value value = {.state = SCRIPT_NOTHING};

    if (handle == VALUE_NONE)
        return value;
    version = version_at(&sim->versions, handle);
    value.row = version->row;
    value.number = version->number;
    switch ((enum version_state)version->state) {
    case VERSION_COMMITTED:
        value.state = SCRIPT_COMMITTED;
        break;
    case VERSION_ROLLED_BACK:
        value.state = SCRIPT_ROLLED_BACK;
        break;
    case VERSION_TORN:
        value.state = SCRIPT_TORN;
        break;
    case VERSION_OPEN:
        value.state = SCRIPT_OPEN;
        while (value.actor < SCRIPT_CLIENTS_MAX
               && sim->scripted->stands[value.actor].change != handle)
            value.actor++;
    }
    return value;
}

void scripted_end(struct simulation *sim, const struct flight *flight)
{
    struct script_seen *seen = &sim->scripted->seen;

    if (flight->op.kind == OP_READ)
        seen->answer = value_of(sim, flight->op.value);
    seen->hit = flight->hit;
    if (flight->op.kind == OP_WRITE)
        stand_of(sim, flight)->change = VALUE_NONE;
    if (flight->parent == POOL_NONE)
        seen->ends = true;
}

/* ---- effects ---- */

/* In a rehearsal no value expires by itself. */
static void stretch(struct op *op)
{
    if (op->effect.kind == EFFECT_LEASE_GET && op->effect.number > 0)
        op->effect.number = FAR_AWAY;
    if (op->effect.ttl > 0 && op->effect.kind != EFFECT_LATER)
        op->effect.ttl = FAR_AWAY;
}

/* How long something may live from now on that the effect, which has taken place, was about. */
static int64_t ttl_after(const struct op *op, struct effect asked)
{
    bool ok = op->reply == REPLY_OK;

    switch ((enum effect_kind)asked.kind) {
    case EFFECT_LEASE_GET:
        return ok ? asked.ttl : op->number == 0 ? 0 : (int64_t)asked.number;
    case EFFECT_CACHE_GET:
    case EFFECT_CACHE_SET:
    case EFFECT_LEASE_SET:
    case EFFECT_CACHE_CAS:
    case EFFECT_CACHE_ADD:
    case EFFECT_COUNTER_SET:
    case EFFECT_MEMO_SET:
        return ok ? asked.ttl : 0;
    default:
        return 0;
    }
}

static void remember_memory(struct scripted *scripted, const struct op *op)
{
    for (unsigned i = 0; i < scripted->memory_count; i++) {
        if (scripted->memories[i].name == op->effect.name
            && scripted->memories[i].node == op->node)
            return;
    }
    CHECK(scripted->memory_count < MEMORIES_MAX);
    scripted->memories[scripted->memory_count].name = op->effect.name;
    scripted->memories[scripted->memory_count++].node = op->node;
}

/* What came of the effect, before its flow goes on. */
static void see_effect(struct simulation *sim, const struct op *op, struct effect asked)
{
    struct script_seen *seen = &sim->scripted->seen;
    enum effect_kind kind = (enum effect_kind)asked.kind;
    bool ok = op->reply == REPLY_OK;

    seen->effect = asked.kind;
    seen->reply = op->reply;
    seen->name = asked.name;
    seen->number = op->number;
    seen->half = (uint8_t)(kind == EFFECT_DB_READ ? asked.number : 0);
    seen->ttl = ttl_after(op, asked);
    seen->where = (uint8_t)(kind == EFFECT_MEMO_SET ? SCRIPT_MEMORY + op->node
                            : kind == EFFECT_LEASE_GET && !ok ? SCRIPT_TOKEN : SCRIPT_IN_CACHE);
    seen->value = (struct script_value){.state = SCRIPT_NOTHING};
    if (ok && effect_stores(kind))
        seen->value = value_of(sim, asked.value);
    else if (ok && (kind == EFFECT_CACHE_GET || kind == EFFECT_LEASE_GET
                    || kind == EFFECT_CACHE_GETS || (kind == EFFECT_DB_READ && seen->half != 1)))
        seen->value = value_of(sim, op->value);
    if (kind == EFFECT_MEMO_SET)
        remember_memory(sim->scripted, op);
}

/* The effect before which the operation stands takes place, or is lost; the operation goes on. */
static void serve(struct simulation *sim, struct stand *stand)
{
    struct scripted *scripted = sim->scripted;
    uint32_t index = stand->flight;
    struct flight *flight = flight_at(sim, index);
    struct effect asked = flight->op.effect;
    sim_time clock = sim->now;

    scripted->seen.paused += stand->paused;
    *stand = (struct stand){.flight = POOL_NONE, .change = stand->change};
    if (scripted->script->rehearsal)
        stretch(&flight->op);
    if (flight->phase == PHASE_LOCAL) {
        scripted->acting = index;
        effect_send(sim, index, &clock);
        scripted->acting = POOL_NONE;
    } else if (scripted->move == SCRIPT_LOST) {
        effect_lose(sim, flight);
    } else {
        effect_serve(sim, flight);
    }
    see_effect(sim, &flight->op, asked);
    flight_advance(sim, index, sim->now);
}

/* ---- turns ---- */

/* The actor begins, if it has not. */
static void begin(struct simulation *sim, const struct script_turn *turn)
{
    struct scripted *scripted = sim->scripted;
    struct stand *stand = &scripted->stands[turn->actor];
    struct script_seen *seen = &scripted->seen;
    struct request request = turn->request;

    if (stand->flight == POOL_NONE && turn->actor < SCRIPT_MESSAGE) {
        request.client = turn->actor + 1u;
        seen->begins = true;
        flight_request(sim, &request, scripted->requests++);
        if (stand->flight != POOL_NONE && request.kind == OP_WRITE)
            stand->change = flight_at(sim, stand->flight)->op.change;
    } else if (stand->flight != POOL_NONE
               && flight_at(sim, stand->flight)->phase == PHASE_START) {
        uint32_t index = stand->flight;
        seen->begins = true;
        seen->paused += stand->paused;
        *stand = (struct stand){.flight = POOL_NONE, .change = stand->change};
        flight_event(sim, index);
    }
}

static void act(struct simulation *sim, const struct script_turn *turn)
{
    struct stand *stand = &sim->scripted->stands[turn->actor];
    struct script_seen *seen = &sim->scripted->seen;

    begin(sim, turn);
    seen->there = seen->begins || stand->flight != POOL_NONE;
    do {
        if (stand->flight != POOL_NONE)
            serve(sim, stand);
        if (stand->flight != POOL_NONE && turn->move == SCRIPT_WHOLE)
            begin(sim, turn);
    } while (turn->move == SCRIPT_WHOLE && stand->flight != POOL_NONE);
}

static void crash(struct simulation *sim, struct stand *stand)
{
    sim->scripted->seen.there = stand->flight != POOL_NONE;
    sim->scripted->seen.ends = stand->flight != POOL_NONE;
    if (stand->flight != POOL_NONE)
        flight_drop(sim, stand->flight);
    *stand = (struct stand){.flight = POOL_NONE, .change = VALUE_NONE};
}

/* Something goes from the cache, or from a process's memory. In earnest an expiry has come about by
 * itself when its turn comes. */
static void go(struct simulation *sim, const struct script_turn *turn)
{
    bool forced = sim->scripted->script->rehearsal || turn->move == SCRIPT_EVICTION;
    const struct script *script = sim->scripted->script;
    uint64_t name = script->rename != NULL ? script->rename(script->watcher, turn->name)
                                           : turn->name;
    struct cache_entry *entry;
    uint16_t node = (uint16_t)(turn->where - SCRIPT_MEMORY);
    uint64_t number;

    sim->scripted->seen.name = name;
    if (turn->where >= SCRIPT_MEMORY && turn->move == SCRIPT_EXPIRY) {
        sim->scripted->seen.there = memo_get(&sim->memo, node, name, sim->now, &number);
        if (forced)
            memo_set(&sim->memo, node, name, 0, sim->now);
    } else if (turn->where == SCRIPT_TOKEN && turn->move == SCRIPT_EXPIRY) {
        if (forced)
            sim->scripted->seen.there = tokens_void(&sim->cache.tokens, name, sim->now);
    } else {
        entry = cache_find(&sim->cache, name, sim->now);
        sim->scripted->seen.there = entry != NULL;
        if (forced && entry != NULL)
            cache_remove(&sim->cache, entry,
                         turn->move == SCRIPT_EVICTION ? CLOSED_EVICTED : CLOSED_EXPIRED, sim->now);
    }
    if (!forced)                       /* It must have gone. */
        sim->scripted->seen.there = !sim->scripted->seen.there;
}

/* What there is after a turn. */
static void see_world(struct simulation *sim)
{
    struct scripted *scripted = sim->scripted;
    struct script_seen *seen = &scripted->seen;
    const struct cache_entry *entry;
    unsigned count = 0;

    for (uint32_t i = 0; (entry = cache_entry_from(&sim->cache, &i)) != NULL; i++) {
        if (entry->expiry <= sim->now || count == SCRIPT_CELLS_MAX)
            continue;
        bool counter = (entry->flags & ENTRY_COUNTER) != 0;
        scripted->cells[count++] = (struct script_cell){
            .name = entry->name, .number = counter ? entry->number : 0, .counter = counter,
            .value = value_of(sim, counter ? VALUE_NONE : entry->value),
            .expires = entry->expiry != TIME_NEVER};
    }
    for (unsigned i = 0; i < scripted->memory_count && count < SCRIPT_CELLS_MAX; i++) {
        uint64_t number;
        if (memo_get(&sim->memo, scripted->memories[i].node, scripted->memories[i].name, sim->now,
                     &number))
            scripted->cells[count++] = (struct script_cell){
                .name = scripted->memories[i].name, .number = number, .counter = true,
                .where = (uint8_t)(SCRIPT_MEMORY + scripted->memories[i].node), .expires = true};
    }
    for (uint32_t i = 0; i < sim->row_count && i < SCRIPT_CLIENTS_MAX; i++)
        scripted->versions[i] = sim->rows[i].version;
    seen->messages = scripted->messages;
    seen->cells = scripted->cells;
    seen->cell_count = count;
    seen->versions = scripted->versions;
}

static void take(struct simulation *sim, const struct script_turn *turn)
{
    struct scripted *scripted = sim->scripted;

    scripted->move = turn->move;
    switch ((enum script_move)turn->move) {
    case SCRIPT_EFFECT:
    case SCRIPT_LOST:
    case SCRIPT_DUPLICATED:
    case SCRIPT_WHOLE:
        act(sim, turn);
        break;
    case SCRIPT_CRASH:
        crash(sim, &scripted->stands[turn->actor]);
        break;
    case SCRIPT_EXPIRY:
    case SCRIPT_EVICTION:
        go(sim, turn);
        break;
    case SCRIPT_RESTART:
        cache_clear(&sim->cache, sim->now);
        scripted->seen.there = true;
        break;
    case SCRIPT_TICK:
        scripted->seen.there = true;
    }
    event_note(&sim->events, (struct event){
        .at = sim->now, .kind = EVENT_TURN, .effect = turn->move, .op = turn->actor,
        .extra = turn->name});
}

void scripted_run(struct simulation *sim)
{
    const struct script *script = sim->settings->script;
    struct scripted *scripted = calloc(1, sizeof *scripted);
    struct clock clock = clock_begin(sim->result);

    if (scripted == NULL) {
        complain_machine(sim->complaint, "out of memory");
        return;
    }
    scripted->script = script;
    scripted->acting = POOL_NONE;
    for (unsigned i = 0; i < SCRIPT_ACTORS_MAX; i++)
        scripted->stands[i] = (struct stand){.flight = POOL_NONE, .change = VALUE_NONE};
    sim->scripted = scripted;
    for (size_t i = 0; i < script->count; i++) {
        CHECK(script->turns[i].at >= sim->now);
        clock_advance(sim, &clock, script->turns[i].at);
        scripted->seen = (struct script_seen){.turn = i};
        take(sim, &script->turns[i]);
        see_world(sim);
        script->watch(script->watcher, &scripted->seen);
    }
    for (unsigned i = 0; i < SCRIPT_ACTORS_MAX; i++)
        crash(sim, &scripted->stands[i]);
    if (sim->now < sim->result->end)
        clock_advance(sim, &clock, sim->result->end);
    sim->scripted = NULL;
    free(scripted);
}
