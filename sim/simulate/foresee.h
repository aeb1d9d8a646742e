/* foresee.h - a look-up that will find something, and nothing can change what, is answered beforehand.
 *
 * Where nothing is under way for a row, and no write that has been drawn is for it, what is cached under its
 * plain key stays until a request that nobody knows yet begins, a fault strikes, or it expires. So whoever
 * looks it up before that, and within the present slice of the series, needs neither a place in the queue
 * nor an operation. */
#ifndef SIM_SIMULATE_FORESEE_H
#define SIM_SIMULATE_FORESEE_H

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

#endif
