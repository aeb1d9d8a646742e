/* answer.c - the odd answers, which are rare. */
#include "sim/simulate/answer.h"

void answer_odd(struct simulation *sim, struct plain_read read, const struct cache_entry *entry)
{
    const struct version *version = version_at(&sim->versions, entry->value);
    struct judged_miss missed = judge_missed(&sim->judge, read.began, entry->value);
    struct judged_read judged = {
        .began = read.began, .row = read.row, .versions_before = answer_versions_before(sim, read),
        .measured = read.measured,
    };
    struct judged_answer answer = {
        .value = entry->value, .hit = true, .bytes = read.bytes,
        .entry_flags = entry->flags | judge_oddity(&sim->versions, entry->value),
        .at = read.at + read.leg, .own_change = VALUE_NONE,
    };
    unsigned flags = EVENT_HIT | (read.measured ? EVENT_MEASURED : 0u)
        | (version->state != VERSION_COMMITTED ? EVENT_OPEN : 0u);
    enum cause cause = CAUSE_EXPIRY_LAG;

    if (missed.commit != VALUE_NONE) {
        cause = judge_cause(&sim->judge, missed.commit, read.began, entry->flags, false);
        flags |= EVENT_STALE | (unsigned)cause << EVENT_CAUSE_SHIFT;
    }
    judge_read_ends(&sim->judge, &judged, &answer, cause);
    read_note(sim, read.row, read.number, read.began, read.at, version->number, flags);
}
