/* answer.h - a read without a flow has found something: it is judged, counted and noted, and ends. */
#ifndef SIM_SIMULATE_ANSWER_H
#define SIM_SIMULATE_ANSWER_H

#include "sim/simulate/coming.h"
#include "sim/simulate/note.h"

/* What is known of the read when its look-up takes place. Passed by value: it lives in registers. */
struct plain_read {
    sim_time began;
    int64_t leg;               /* how long the reply will travel */
    uint32_t row, number, bytes;
    bool measured;
    const struct flight *flight;       /* NULL: it begins now */
};

static inline struct plain_read plain_read_of(const struct flight *flight)
{
    return (struct plain_read){
        .began = flight->began, .leg = flight->leg, .row = flight->row, .number = flight->number,
        .bytes = flight->bytes, .measured = flight->measured, .flight = flight,
    };
}

/* Commits of the row before the read began. */
static inline uint32_t answer_versions_before(const struct simulation *sim, struct plain_read read)
{
    return read.flight != NULL ? coming_versions_before(sim, read.flight)
                               : judge_versions_before(&sim->judge, read.row, read.began);
}

/* The answer is another row's, or of a transaction that has not committed, or a state that never
 * was. */
void answer_odd(struct simulation *sim, struct plain_read read, const struct cache_entry *entry);

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
    stale.lag = answer_versions_before(sim, read) - version->number;
    stale.cause = judge_cause(&sim->judge, stale.missed.commit, read.began, entry->flags, false);
    judge_count_stale(&sim->judge, &stale);
    *flags |= EVENT_STALE | (unsigned)stale.cause << EVENT_CAUSE_SHIFT;
    return version->number;
}

/* The entry that was found is what the read's client gets. */
__attribute__((always_inline))
static inline void answer_hit(struct simulation *sim, struct plain_read read,
                              struct cache_entry *entry)
{
    const struct row *row = &sim->rows[read.row];
    unsigned flags = EVENT_HIT | (read.measured ? EVENT_MEASURED : 0u);
    uint32_t number = row->version;

    cache_use(&sim->cache, entry);
    if (entry->value != row->current) {
        const struct version *version = version_at(&sim->versions, entry->value);
        if (version->state != VERSION_COMMITTED || version->row != read.row) {
            answer_odd(sim, read, entry);
            return;
        }
        number = answer_old(sim, read, entry, &flags);
    }
    if (read.flight == NULL)
        judge_count_read_at_once(&sim->judge, read.measured, true, read.bytes);
    else
        judge_count_read(&sim->judge, read.measured, true, read.bytes,
                         sim->now + read.leg - read.began);
    read_note(sim, read.row, read.number, read.began, number, flags);
}

#endif
