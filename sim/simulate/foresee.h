/* foresee.h - a look-up that will find something, and nothing can change what, is answered beforehand.
 *
 * Where nothing is under way for a row, and no write that has been drawn is for it, what is cached under its
 * plain key stays until a request that nobody knows yet begins, a fault strikes, or it expires. So whoever
 * looks it up before that, and within the present slice of the series, needs neither a place in the queue
 * nor an operation. Where the row's name follows a counter, the same goes for what is cached under its newest
 * name, if nothing is to change any row that the counter names. */
#ifndef SIM_SIMULATE_FORESEE_H
#define SIM_SIMULATE_FORESEE_H

#include "sim/model/cache_names.h"
#include "sim/simulate/answer.h"

/* A read that is made ready will look its row up at `at`, and its reply will travel for `leg`. True:
 * it has been answered. */
__attribute__((always_inline))
static inline bool foresee_hit(struct simulation *sim, const struct request *request, uint32_t number,
                               sim_time at, int64_t leg)
{
    const struct row *row = &sim->rows[request->row];
    struct cache_entry *entry;

    if (at >= sim->foreseen || !row_is_settled(row))
        return false;
    entry = cache_entry_at(&sim->cache, row->entry);
    if (entry->expiry <= at)
        return false;
    if (entry->value != row->current && (!sim->notes_old || entry->old_since == 0))
        return false;
    answer_hit(sim, (struct plain_read){
        .began = request->at, .at = at, .leg = leg, .row = request->row, .number = number,
        .bytes = request->bytes, .measured = request->at >= sim->result->warmup}, entry);
    return true;
}

/* The same of the name that follows the counter `name`, which is there, and will be asked for at `asked_at`.
 * (Where that is the very instant of its latest change, it may still say what it said before.) */
__attribute__((always_inline))
static inline bool foresee_named(struct simulation *sim, const struct request *request, uint32_t number,
                                 uint64_t name, sim_time asked_at, sim_time at, int64_t leg)
{
    const struct row *row = &sim->rows[request->row];
    const struct newest_name *newest = cache_newest_name(&sim->cache, request->row);
    const struct counter_slot *slot = cache_counter_slot(&sim->cache, name);
    const struct cache_entry *counter = cache_entry_at(&sim->cache, slot->held - 1);
    struct cache_entry *entry;

    if (at >= sim->foreseen || row->loads > 0 || slot->pending > 0)
        return false;
    if (newest->held == 0 || newest->qualifier != (uint32_t)counter->number
        || counter->changed_at >= asked_at)
        return false;
    entry = cache_entry_at(&sim->cache, newest->held - 1);
    if (entry->expiry <= at || entry->flags & ENTRY_ORPHAN || entry->value != row->current)
        return false;
    event_note(&sim->events, (struct event){
        .at = at, .row = request->row, .kind = EVENT_EFFECT, .op = number,
        .effect = EFFECT_CACHE_GET, .reply = REPLY_OK, .flags = EVENT_VERSIONED | EVENT_COUNTED,
        .version = newest->qualifier, .extra = (uint64_t)asked_at});
    answer_hit(sim, (struct plain_read){
        .began = request->at, .at = at, .leg = leg, .row = request->row, .number = number,
        .bytes = request->bytes, .measured = request->at >= sim->result->warmup}, entry);
    return true;
}

#endif
