/* answer.h - a read without a flow has found something: it is judged, counted and noted, and ends. */
#ifndef SIM_SIMULATE_ANSWER_H
#define SIM_SIMULATE_ANSWER_H

#include "sim/simulate/note.h"

/* What is known of the read when its look-up takes place. Passed by value: it lives in registers. */
struct plain_read {
    sim_time began, at;        /* at: when the look-up takes place */
    int64_t leg;               /* how long the reply will travel */
    uint32_t row, number, bytes;
    bool measured;
    bool at_once;              /* it takes no time, whatever it finds */
    const struct flight *flight;       /* NULL: no commit has come since it began */
};

static inline struct plain_read plain_read_of(const struct flight *flight, sim_time at)
{
    return (struct plain_read){
        .at = at, .began = flight->began, .leg = flight->leg, .row = flight->row, .number = flight->number,
        .bytes = flight->bytes, .measured = flight->measured, .flight = flight,
    };
}

/* How many commits a launched read's row had before it began. */
static inline uint32_t launched_versions_before(const struct simulation *sim,
                                                const struct flight *flight)
{
    /* (Which of them has been told is nothing that can be predicted: so there is no branch.) */
    uint32_t told = 0u - (uint32_t)number_is_before(flight->number, sim->launched.untold);
    uint32_t now = judge_versions_before(&sim->judge, flight->row, flight->began);

    return now ^ ((now ^ flight->versions_then) & told);
}

/* Commits of the row before the read began. */
static inline uint32_t answer_versions_before(const struct simulation *sim, struct plain_read read)
{
    return read.flight != NULL ? launched_versions_before(sim, read.flight)
                               : judge_versions_before(&sim->judge, read.row, read.began);
}

/* The answer is another row's, or of a transaction that has not committed, or a state that never
 * was. */
void answer_odd(struct simulation *sim, struct plain_read read, const struct cache_entry *entry);

/* A version of the row that is not its current one any more. */
struct old_version {
    uint32_t number;
    struct judged_miss missed; /* what came right after it; its handle is not always known, see below */
};

/* The answer is one: stale, unless it was superseded after the read had begun. `flags`: what is to be
 * noted more. */
static inline void answer_old(struct simulation *sim, struct plain_read read,
                              const struct cache_entry *entry, struct old_version old,
                              unsigned *flags)
{
    struct judged_stale stale = {
        .missed = old.missed, .began = read.began, .measured = read.measured,
    };

    if (old.missed.at >= read.began)
        return;
    stale.lag = answer_versions_before(sim, read) - old.number;
    stale.cause = judge_cause(&sim->judge, old.missed.commit, read.began, entry->flags, false);
    judge_count_stale(&sim->judge, &stale);
    *flags |= EVENT_STALE | (unsigned)stale.cause << EVENT_CAUSE_SHIFT;
}

/* The entry that was found is what the read's client gets.
 *
 * Where nothing invalidates, most stale reads find what others have found before them, and nobody asks
 * for the commit that they have missed: then the entry is told what there is to know of its version,
 * which is somewhere else in memory. */
__attribute__((always_inline))
static inline void answer_hit(struct simulation *sim, struct plain_read read,
                              struct cache_entry *entry)
{
    const struct row *row = &sim->rows[read.row];
    unsigned flags = EVENT_HIT | (read.measured ? EVENT_MEASURED : 0u);
    uint32_t number = row->version;

    cache_use(&sim->cache, entry);
    if (entry->value != row->current) {
        struct old_version old = {entry->old_number, {VALUE_NONE, entry->old_since}};

        if (!sim->notes_old || entry->old_since == 0) {
            const struct version *version = version_at(&sim->versions, entry->value);
            if (version->state != VERSION_COMMITTED || version->row != read.row) {
                answer_odd(sim, read, entry);
                return;
            }
            old = (struct old_version){version->number, {version->next, version->superseded_at}};
            if (sim->notes_old) {
                entry->old_number = old.number;
                entry->old_since = old.missed.at;
            }
        }
        answer_old(sim, read, entry, old, &flags);
        number = old.number;
    }
    if (read.at_once)
        judge_count_read_at_once(&sim->judge, read.measured, true, read.bytes);
    else
        judge_count_read(&sim->judge, read.measured, true, read.bytes,
                         read.at + read.leg - read.began);
    read_note(sim, read.row, read.number, read.began, read.at, number, flags);
}

#endif
