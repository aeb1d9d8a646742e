/* change.c - writes, when layers come in only after the commit, and then invalidate the row or publish
 * a message: most writes of most runs.
 *
 *      request --> [change] --> work --> [commit] --> [invalidate], message ... --> the end
 *                                    `-> [roll back] -------------------------------^
 *
 * The driver carries such a write out by itself, as it does plain reads (plain.c, load.c). What
 * happens, and what is noted of it, is what the flows would do. */
#include "sim/simulate/note.h"
#include "sim/simulate/pending.h"

void change_open(struct simulation *sim, bool possible)
{
    const struct world *world = sim->world;
    uint64_t name;
    enum effect_kind effect;

    sim->writes_plainly = possible && sim->stack->plain_write && world->database.pages == 0;
    if (!sim->writes_plainly)
        return;
    effect = stack_invalidation(sim->stack, 0, &name);
    sim->writes_instantly = way_is_instant(&sim->ways[EFFECT_DB_WRITE])
        && way_is_instant(&sim->ways[EFFECT_DB_COMMIT])
        && way_is_instant(&sim->ways[EFFECT_DB_ROLLBACK])
        && way_is_instant(&sim->ways[effect]) && distribution_is_zero(&world->application.work);
}

/* ---- after the commit ---- */

/* The invalidation sets out: from now on the judge may find it on its way. */
static void ask(struct simulation *sim, const struct flight *flight)
{
    struct version *change = version_at(&sim->versions, flight->held);
    uint64_t name;
    enum effect_kind effect = stack_invalidation(sim->stack, flight->row, &name);

    change->fate |= FATE_ASKED;
    change->pending++;
    if (effect == EFFECT_COUNTER_INCREMENT)
        cache_members_prefetch(&sim->cache, name);
    flight_note(sim, flight, EVENT_ASKED, (struct event){
        .effect = (uint8_t)effect, .reply = REPLY_OK, .extra = name});
    count_invalidation(sim, 0);
}

/* It takes place. */
static void take_effect(struct simulation *sim, struct flight *flight)
{
    uint64_t name;
    enum effect_kind effect = stack_invalidation(sim->stack, flight->row, &name);

    if (effect == EFFECT_CACHE_DELETE) {
        enum reply reply = effect_delete(sim, name);
        flight_note(sim, flight, EVENT_EFFECT, (struct event){
            .effect = EFFECT_CACHE_DELETE, .reply = (uint8_t)reply});
    } else {
        enum reply reply = effect_count_up(sim, name, &flight->counted);
        flight_note(sim, flight, EVENT_EFFECT, (struct event){
            .effect = EFFECT_COUNTER_INCREMENT, .reply = (uint8_t)reply,
            .version = (uint32_t)flight->counted, .extra = name});
    }
    version_at(&sim->versions, flight->held)->pending--;
    judge_invalidated(&sim->judge, flight->held, sim->now);
}

static void finish(struct simulation *sim, uint32_t index, sim_time clock)
{
    const struct flight *flight = flight_at(sim, index);

    version_at(&sim->versions, flight->held)->fate &= (uint8_t)~FATE_RUNNING;
    write_ends(sim, flight, flight->held, clock);
    versions_drop(&sim->versions, flight->row, flight->held);
    if (sim->foresees)
        pending_lower(sim, flight->row);
    pool_give(&sim->flights, index);
}

/* Does what is left to be done, at the operation's own time. */
static void go_on(struct simulation *sim, uint32_t index, sim_time clock)
{
    struct flight *flight = flight_at(sim, index);
    const struct stack_after *after = &sim->stack->after[flight->road];

    while (flight->step < after->count) {
        unsigned step = flight->step++;
        uint64_t name;
        if (after->steps[step].what == AFTER_PUBLISH) {
            message_send(sim, index, after->steps[step].layer, flight->held,
                         (enum write_road)flight->road, &flight->draws, clock);
            continue;
        }
        ask(sim, flight);
        if (!effect_set_out(sim, index, stack_invalidation(sim->stack, flight->row, &name),
                            PHASE_INVALIDATE, clock))
            return;
        take_effect(sim, flight);
        clock = sim->now + flight->leg;
    }
    finish(sim, index, clock);
}

void change_told(struct simulation *sim, uint32_t index)
{
    take_effect(sim, flight_at(sim, index));
    go_on(sim, index, sim->now + flight_at(sim, index)->leg);
}

/* ---- until then ---- */

void change_decided(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);

    if (flight->rolls_back) {
        versions_roll_back(&sim->versions, flight->held);
        flight_note(sim, flight, EVENT_EFFECT, (struct event){
            .effect = EFFECT_DB_ROLLBACK, .reply = REPLY_ROLLED_BACK});
        finish(sim, index, sim->now + flight->leg);
        return;
    }
    effect_commit(sim, flight->row, flight->held);
    flight->counted = version_at(&sim->versions, flight->held)->number;
    flight_note(sim, flight, EVENT_EFFECT, (struct event){
        .effect = EFFECT_DB_COMMIT, .reply = REPLY_OK, .version = (uint32_t)flight->counted});
    go_on(sim, index, sim->now + flight->leg);
}

void change_made(struct simulation *sim, uint32_t index)
{
    struct flight *flight = flight_at(sim, index);
    const struct distribution *work = &sim->world->application.work;
    sim_time clock = sim->now + flight->leg;

    effect_change(sim);
    flight_note(sim, flight, EVENT_EFFECT, (struct event){
        .effect = EFFECT_DB_WRITE, .reply = REPLY_OK});
    if (!distribution_is_zero(work))
        clock = time_after(clock, distribution_draw(work, rng_at(flight->stream, flight->draws++)));
    if (effect_set_out(sim, index, flight->rolls_back ? EFFECT_DB_ROLLBACK : EFFECT_DB_COMMIT,
                       PHASE_COMMIT, clock))
        change_decided(sim, index);
}

void change_request(struct simulation *sim, const struct request *request, uint64_t index)
{
    uint32_t place = flight_take(sim, request, index);
    struct flight *flight = flight_at(sim, place);
    value_handle current = sim->rows[request->row].current;
    unsigned fate = FATE_RUNNING | (request->road == ROAD_RAW ? FATE_BYPASS : 0u);
    uint64_t name;

    /* The commit will want the version that it supersedes. */
    if (current != VALUE_NONE)
        version_prefetch(&sim->versions, current);
    flight->began = sim->now;
    flight->measured = sim->measuring;
    flight->counter = 0;               /* So that what it will count up is fetched ahead: */
    if (sim->named
        && stack_invalidation(sim->stack, request->row, &name) == EFFECT_COUNTER_INCREMENT) {
        cache_name_check(&sim->cache, name);
        flight->counter = name;
    }
    flight->draws = 0;
    flight->road = request->road;
    flight->step = 0;
    flight->rolls_back = (request->flags & OP_ROLL_BACK) != 0;
    flight->held = versions_begin(&sim->versions, request->row, fate);
    flight_note(sim, flight, EVENT_WRITE, (struct event){.flags = request->road});
    if (effect_set_out(sim, place, EFFECT_DB_WRITE, PHASE_CHANGE, sim->now))
        change_made(sim, place);
}
