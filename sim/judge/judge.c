/* judge.c - staleness, its causes, windows and races.
 *
 * The cause of a stale read is the first of these that holds; C is the first commit that the
 * returned version does not have, and s is when the read began:
 *
 *   1. reordered     the entry had taken the place of a newer value
 *   2. stale-fill    its value was superseded before it was stored
 *   3. expiry-lag    the strategy does not try to invalidate
 *   4. in-flight     the first invalidation of C that took place at or after C did so only after
 *                    s; or none has yet, and one is on its way, or C's write is still running and
 *                    has not asked yet (raw SQL and other services never ask), or has lost one, or
 *                    been refused it, and may try again
 *   5. expiry-lag    one took place before s, but the reader's process remembered an old counter
 *   6. lost          one took place before s, and what it had changed was lost again;
 *                    or one was dropped on the way, or refused
 *   7. early         all of them took place before C
 *   8. unsignalled   C's write never asked for one */
#include "sim/judge/judge.h"

#include <string.h>

enum { INSTANT_ROWS_MAX = 1 << 24 };

bool judge_open(struct judge *judge, struct result *result, const struct versions *versions,
                const struct row *rows, bool invalidates, bool sessions,
                struct complaint *complaint)
{
    *judge = (struct judge){
        .result = result, .versions = versions, .rows = rows, .invalidates = invalidates,
        .slice = &result->slices[0], .instant = -1,
    };
    judge->instant_rows = memory_reserve(INSTANT_ROWS_MAX * sizeof(uint32_t), complaint);
    return judge->instant_rows != NULL && sessions_open(&judge->sessions, sessions, complaint);
}

void judge_close(struct judge *judge)
{
    memory_release(judge->instant_rows, INSTANT_ROWS_MAX * sizeof(uint32_t),
                   judge->instant_most * sizeof(uint32_t));
    sessions_close(&judge->sessions);
}

void judge_committed(struct judge *judge, uint32_t row, sim_time now)
{
    if (now != judge->instant) {
        judge->instant = now;
        judge->instant_count = 0;
    }
    if (judge->instant_count == INSTANT_ROWS_MAX)
        memory_exhausted("commits in one nanosecond", INSTANT_ROWS_MAX);
    judge->instant_rows[judge->instant_count++] = row;
    if (judge->instant_count > judge->instant_most)
        judge->instant_most = judge->instant_count;
}

uint32_t judge_versions_at_instant(const struct judge *judge, uint32_t row)
{
    uint32_t before = judge->rows[row].version;
    value_handle current = judge->rows[row].current;

    if (current == VALUE_NONE
        || version_committed_at(judge->versions, current) != judge->instant)
        return before;
    for (uint32_t i = 0; i < judge->instant_count; i++)
        before -= judge->instant_rows[i] == row;
    return before;
}

void judge_read_begins(const struct judge *judge, struct judged_read *read)
{
    read->written_floor = 0;
    read->seen_floor = 0;
    if (judge->sessions.active && read->client != 0) {
        struct session_row history = sessions_get(&judge->sessions, read->client, read->row);
        read->written_floor = history.written;
        read->seen_floor = history.seen;
    }
}

/* Its write is running and has not asked for an invalidation yet, or may ask again for a lost one.
 */
static bool may_still_ask(const struct version *commit)
{
    return (commit->fate & FATE_RUNNING)
        && (!(commit->fate & FATE_ASKED) || (commit->fate & FATE_LOST));
}

enum cause judge_cause(const struct judge *judge, value_handle missed, sim_time began,
                       uint32_t entry_flags, bool memoised)
{
    /* (A table, for which entry a read finds is nothing that can be predicted.) */
    static const uint8_t of_fill[] = {
        [0] = CAUSE_EXPIRY_LAG,
        [ENTRY_STALE_FILL] = CAUSE_STALE_FILL,
        [ENTRY_REORDERED] = CAUSE_REORDERED,
        [ENTRY_REORDERED | ENTRY_STALE_FILL] = CAUSE_REORDERED,
    };
    unsigned fill = entry_flags & (ENTRY_REORDERED | ENTRY_STALE_FILL);
    const struct version *commit;
    sim_time reached_at;

    if (!judge->invalidates || fill != 0)
        return (enum cause)of_fill[fill];
    commit = version_at(judge->versions, missed);
    reached_at = version_times_at(judge->versions, missed)->reached_at;
    if (commit->fate & FATE_BYPASS)
        return CAUSE_UNSIGNALLED;
    if (reached_at != TIME_NEVER) {
        if (reached_at > began)
            return CAUSE_IN_FLIGHT;
        return memoised ? CAUSE_EXPIRY_LAG : CAUSE_LOST;
    }
    if (commit->pending > 0 || may_still_ask(commit))
        return CAUSE_IN_FLIGHT;
    if (commit->fate & FATE_LOST)
        return CAUSE_LOST;
    return commit->fate & FATE_EARLY ? CAUSE_EARLY : CAUSE_UNSIGNALLED;
}

/* Windows belong to the measured part when the commit that opened them does. */
static bool is_measured(const struct judge *judge, sim_time at)
{
    return at >= judge->result->warmup && at < judge->result->end;
}

static struct slice *slice_at(struct judge *judge, sim_time at)
{
    struct result *result = judge->result;

    return at < result->end ? &result->slices[at / result->slice_length] : &judge->beyond;
}

/* The write's race is lost: a read has missed it before its invalidation came. */
static void count_race(struct judge *judge, const struct judged_stale *stale)
{
    struct version *missed = version_at(judge->versions, stale->missed.commit);
    sim_time reached_at = version_times_at(judge->versions, stale->missed.commit)->reached_at;

    if (stale->began >= reached_at || missed->fate & FATE_READ_STALE)
        return;
    missed->fate |= FATE_READ_STALE;
    if (reached_at != TIME_NEVER) {    /* The race is over; its answer came later. */
        judge->result->write_races_hit += is_measured(judge, stale->missed.at);
        slice_at(judge, reached_at)->write_races_hit++;
    }
}

void judge_count_stale(struct judge *judge, const struct judged_stale *stale)
{
    struct result *result = judge->result;
    struct judge_stale_tally *tally = &judge->stale_by[stale->measured][stale->cause];

    CHECK(stale->lag > 0);
    judge->stale++;
    tally->reads++;
    tally->lag += stale->lag;
    tally->age += (uint64_t)(stale->began - stale->missed.at);
    if (judge->invalidates)
        count_race(judge, stale);
    if (!stale->measured)
        return;
    histogram_mark_n(&result->age, stale->began - stale->missed.at, 1);
    histogram_mark_n(&result->version_lag, stale->lag, 1);
}

static void settle_answered(struct judge *judge, bool measured, bool hit)
{
    struct judge_tally tally = judge->answered[measured][hit];
    struct slice *slice = judge->slice;
    struct result *result = judge->result;

    tally.reads += tally.at_once;
    slice->reads += tally.reads;
    slice->read_bytes += tally.bytes;
    slice->hits += hit ? tally.reads : 0;
    slice->hit_bytes += hit ? tally.bytes : 0;
    slice_add_up(&slice->read_latency_sum, tally.time);
    if (!measured)
        return;
    if (tally.at_once > 0)
        histogram_mark_n(&result->read_latency, 0, tally.at_once);
    histogram_tell(&result->read_latency, tally.reads, tally.time);
    result->reads += tally.reads;
    result->read_bytes += tally.bytes;
    result->hits += hit ? tally.reads : 0;
    result->hit_bytes += hit ? tally.bytes : 0;
}

static void settle_stale(struct judge *judge, bool measured, enum cause cause)
{
    struct judge_stale_tally tally = judge->stale_by[measured][cause];
    struct slice *slice = judge->slice;

    slice->stale += tally.reads;
    slice->stale_by[cause] += tally.reads;
    slice_add_up(&slice->stale_age_sum, tally.age);
    slice->stale_lag_sum += tally.lag;
    if (!measured)
        return;
    histogram_tell(&judge->result->age, tally.reads, tally.age);
    histogram_tell(&judge->result->version_lag, tally.reads, tally.lag);
    judge->result->stale += tally.reads;
    judge->result->stale_by[cause] += tally.reads;
}

void judge_settle(struct judge *judge)
{
    for (unsigned measured = 0; measured < 2; measured++) {
        for (unsigned hit = 0; hit < 2; hit++)
            settle_answered(judge, measured, hit);
        for (unsigned cause = 0; cause < CAUSE_COUNT; cause++)
            settle_stale(judge, measured, (enum cause)cause);
    }
    memset(judge->answered, 0, sizeof judge->answered);
    memset(judge->stale_by, 0, sizeof judge->stale_by);
}

static void count_if_stale(struct judge *judge, const struct judged_read *read,
                           value_handle value, enum cause cause)
{
    const struct version *version = version_at(judge->versions, value);
    struct judged_miss missed = judge_missed(judge, read->began, value);
    uint32_t number = version->number;

    if (missed.commit == VALUE_NONE || version->row != read->row)
        return;
    if (version->state == VERSION_ROLLED_BACK)
        number = version_at(judge->versions, version->next)->number;
    CHECK(read->versions_before > number);
    judge_count_stale(judge, &(struct judged_stale){
        .missed = missed, .began = read->began, .lag = read->versions_before - number,
        .measured = read->measured, .cause = cause});
}

/* Dirty, aborted and torn values, values of other rows, and what the transaction itself had changed. */
static void count_oddities(struct judge *judge, const struct judged_read *read,
                           const struct judged_answer *answer)
{
    const struct version *version = version_at(judge->versions, answer->value);
    bool own = answer->value == answer->own_change;

    if (!read->measured)
        return;
    judge->result->dirty += (answer->entry_flags & ANSWER_OPEN) != 0 && !own;
    judge->result->aborted += (answer->entry_flags & ANSWER_ROLLED_BACK) != 0;
    judge->result->torn += (answer->entry_flags & ANSWER_TORN) != 0;
    judge->result->wrong_row += version->row != read->row;
    judge->result->own_transaction_stale += answer->own_change != VALUE_NONE && !own;
}

static void judge_session(struct judge *judge, const struct judged_read *read,
                          const struct version *version, bool own)
{
    if (version->state == VERSION_ROLLED_BACK || version->row != read->row)
        return;
    if (!own) {
        bool unwritten = version->number < read->written_floor;
        bool back = version->number < read->seen_floor;
        judge->slice->read_your_writes += unwritten;
        judge->slice->monotonic_reads += back;
        judge->result->read_your_writes += unwritten & read->measured;
        judge->result->monotonic_reads += back & read->measured;
    }
    sessions_saw(&judge->sessions, read->client, read->row, version->number);
}

void judge_read_ends(struct judge *judge, const struct judged_read *read,
                     const struct judged_answer *answer, enum cause cause)
{
    const struct row *row = &judge->rows[read->row];

    judge_count_read(judge, read->measured, answer->hit, answer->bytes, answer->at - read->began);
    /* The row's current version is never stale and never odd: most reads end here. */
    if (row->current != answer->value || answer->own_change != VALUE_NONE
        || answer->entry_flags & (ANSWER_OPEN | ANSWER_ROLLED_BACK)) {
        count_if_stale(judge, read, answer->value, cause);
        count_oddities(judge, read, answer);
    }
    if (judge->sessions.active && read->client != 0)
        judge_session(judge, read, version_at(judge->versions, answer->value),
                      answer->value == answer->own_change);
}

void judge_write_acknowledged(struct judge *judge, uint32_t client, uint32_t row, uint32_t version)
{
    if (judge->sessions.active && client != 0)
        sessions_wrote(&judge->sessions, client, row, version);
}

/* Since when an entry with this value, served from `from` on, has been a stale one; TIME_NEVER: it is
 * not. */
static sim_time window_begin(const struct judge *judge, uint32_t row, value_handle value,
                             sim_time from)
{
    sim_time since = versions_value_superseded_at(judge->versions, row, value);

    return since > from ? since : from;
}

void judge_closed(struct judge *judge, uint32_t row, value_handle value, sim_time from,
                  sim_time at)
{
    sim_time since = window_begin(judge, row, value, from);

    /* An entry that expired or was deleted at the instant of the commit was never served stale. */
    if (since >= at)
        return;
    slice_at(judge, at)->windows++;
    slice_add_up(&slice_at(judge, at)->window_sum, (uint64_t)(at - since));
    if (!is_measured(judge, since))
        return;
    judge->result->windows_closed++;
    histogram_add(&judge->result->window, at - since);
}

void judge_open_at_end(struct judge *judge, uint32_t row, value_handle value, sim_time from,
                       bool expires)
{
    sim_time since = window_begin(judge, row, value, from);

    if (!is_measured(judge, since))
        return;
    judge->result->windows_censored += expires;
    judge->result->windows_permanent += !expires;
    histogram_add(&judge->result->window_open, judge->result->end - since);
}

void judge_filled(struct judge *judge, uint32_t row, value_handle value, sim_time snapshot,
                  sim_time now)
{
    bool hit = versions_value_superseded_at(judge->versions, row, value) <= now;

    judge->slice->fill_races++;
    judge->slice->fill_races_hit += hit;
    slice_add_up(&judge->slice->fill_race_sum, (uint64_t)(now - snapshot));
    if (!is_measured(judge, snapshot))
        return;
    judge->result->fill_races++;
    judge->result->fill_races_hit += hit;
    histogram_add(&judge->result->fill_race, now - snapshot);
}

void judge_invalidated(struct judge *judge, value_handle change, sim_time now)
{
    struct version *version = version_at(judge->versions, change);
    struct version_times *times = version_times_at(judge->versions, change);
    bool hit = (version->fate & FATE_READ_STALE) != 0;

    if (version->state != VERSION_COMMITTED) {
        version->fate |= FATE_EARLY;
        return;
    }
    if (times->reached_at != TIME_NEVER)
        return;
    times->reached_at = now;
    judge->slice->write_races++;
    judge->slice->write_races_hit += hit;
    slice_add_up(&judge->slice->write_race_sum, (uint64_t)(now - times->committed_at));
    if (!is_measured(judge, times->committed_at))
        return;
    judge->result->write_races++;
    judge->result->write_races_hit += hit;
    histogram_add(&judge->result->write_race, now - times->committed_at);
}
