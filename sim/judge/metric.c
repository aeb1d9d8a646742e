/* metric.c - the table of measures. */
#include "sim/judge/metric.h"

#include "sim/base/units.h"

#include <stdio.h>
#include <string.h>

const char *const cause_names[CAUSE_COUNT] = {
    [CAUSE_EXPIRY_LAG] = "expiry-lag",
    [CAUSE_IN_FLIGHT] = "in-flight",
    [CAUSE_LOST] = "lost",
    [CAUSE_UNSIGNALLED] = "unsignalled",
    [CAUSE_STALE_FILL] = "stale-fill",
    [CAUSE_REORDERED] = "reordered",
    [CAUSE_EARLY] = "early",
    [CAUSE_REPLICA_LAG] = "replica-lag",
    [CAUSE_CLOCK_SKEW] = "clock-skew",
    [CAUSE_BY_DESIGN] = "by-design",
};

#define COUNT(name, field, says) \
    {name, METRIC_COUNT, SHAPE_COUNT, offsetof(struct result, field), 0, says}
#define SIZE(name, field, says) \
    {name, METRIC_SIZE, SHAPE_COUNT, offsetof(struct result, field), 0, says}
#define RATIO(name, field, below, says) \
    { \
        name, METRIC_RATIO, SHAPE_RATIO, offsetof(struct result, field), \
            offsetof(struct result, below), says \
    }
#define PER(name, field, below, says) \
    { \
        name, METRIC_NUMBER, SHAPE_RATIO, offsetof(struct result, field), \
            offsetof(struct result, below), says \
    }
#define RATE(name, field, says) \
    {name, METRIC_PER_SECOND, SHAPE_RATE, offsetof(struct result, field), 0, says}
#define TIMES(name, field, says) \
    {name, METRIC_DURATION, SHAPE_DISTRIBUTION, offsetof(struct result, field), 0, says}
#define NUMBERS(name, field, says) \
    {name, METRIC_NUMBER, SHAPE_DISTRIBUTION, offsetof(struct result, field), 0, says}

const struct metric metrics[] = {
    COUNT("reads", reads, "reads invoked in the measured part and answered"),
    COUNT("hits", hits, "reads answered from the cache"),
    RATIO("hit-ratio", hits, reads, "reads answered from the cache / reads"),
    RATIO("byte-hit-ratio", hit_bytes, read_bytes, "bytes answered from the cache / bytes read"),
    COUNT("stale-reads", stale,
          "reads that returned an older version than was committed before they began"),
    RATIO("stale-ratio", stale, reads, "stale reads / reads"),
    RATIO("stale-hit-ratio", stale, hits, "stale reads / hits"),
    COUNT("stale-expiry-lag", stale_by[CAUSE_EXPIRY_LAG],
          "stale reads that only an expiry was going to end"),
    COUNT("stale-in-flight", stale_by[CAUSE_IN_FLIGHT],
          "stale reads while an invalidation was on its way"),
    COUNT("stale-lost", stale_by[CAUSE_LOST],
          "stale reads because an invalidation, or its counter, was dropped"),
    COUNT("stale-unsignalled", stale_by[CAUSE_UNSIGNALLED],
          "stale reads because the write asked for no invalidation"),
    COUNT("stale-stale-fill", stale_by[CAUSE_STALE_FILL],
          "stale reads of values that were old when they were stored"),
    COUNT("stale-reordered", stale_by[CAUSE_REORDERED],
          "stale reads of older values that overwrote newer ones"),
    COUNT("stale-early", stale_by[CAUSE_EARLY],
          "stale reads because the invalidation came before the commit"),
    COUNT("stale-replica-lag", stale_by[CAUSE_REPLICA_LAG],
          "stale reads filled from a replica that lagged"),
    COUNT("stale-clock-skew", stale_by[CAUSE_CLOCK_SKEW], "stale reads because clocks disagreed"),
    COUNT("stale-by-design", stale_by[CAUSE_BY_DESIGN],
          "stale reads that were served so on purpose"),
    TIMES("stale-age", age, "of a stale read: since when a newer version was committed"),
    NUMBERS("version-lag", version_lag, "of a stale read: how many newer versions were committed"),
    COUNT("dirty-reads", dirty, "reads of a value whose transaction was still open"),
    COUNT("aborted-reads", aborted, "reads of a value whose transaction had been rolled back"),
    COUNT("torn-reads", torn, "reads of a page whose halves were never there together"),
    COUNT("wrong-row-reads", wrong_row, "reads that returned the value of another row"),
    COUNT("own-transaction-stale", own_transaction_stale,
          "reads in a transaction that did not see its own change"),
    COUNT("read-your-writes-violations", read_your_writes,
          "reads older than what their client had written"),
    COUNT("monotonic-reads-violations", monotonic_reads,
          "reads older than what their client had already read"),
    COUNT("windows", windows_closed, "staleness windows that were closed"),
    COUNT("windows-censored", windows_censored,
          "staleness windows still open at the end, with an expiry due"),
    COUNT("windows-permanent", windows_permanent,
          "staleness windows that nothing was left to close"),
    TIMES("window", window, "length of closed staleness windows"),
    TIMES("window-open", window_open, "length so far of windows still open at the end"),
    COUNT("fill-races", fill_races,
          "race windows from a database snapshot to the fill of the cache"),
    COUNT("fill-races-hit", fill_races_hit, "of these, in which a commit made the fill stale"),
    TIMES("fill-race", fill_race, "length (exposure) of fill races"),
    COUNT("write-races", write_races,
          "race windows from a commit to its invalidation in the cache"),
    COUNT("write-races-hit", write_races_hit, "of these, in which a stale read began"),
    TIMES("write-race", write_race, "length (exposure) of write races"),
    COUNT("writes", writes, "writes invoked in the measured part"),
    COUNT("commits", commits, "writes that committed"),
    COUNT("rollbacks", rollbacks, "writes that were rolled back"),
    COUNT("db-reads", db_reads, "values read from the database"),
    RATE("db-reads-per-second", db_reads, "values read from the database, mean"),
    COUNT("db-reads-peak", db_reads_peak, "values read from the database in the busiest second"),
    COUNT("db-stamp-reads", db_stamp_reads, "reads of only a row's version or time of change"),
    RATE("db-writes-per-second", db_writes, "rows changed in the database, mean"),
    COUNT("db-writes-peak", db_writes_peak, "rows changed in the busiest second"),
    PER("db-reads-per-read", db_reads, reads, "values read from the database / reads"),
    COUNT("db-concurrency-peak", db_concurrency_peak, "loads under way at once"),
    COUNT("recomputation-peak", recomputation_peak,
          "loads of one row under way at once (stampede)"),
    PER("loads-per-herd", db_reads, herds, "loads of one row for each that found none under way"),
    COUNT("stores", stores, "values stored in the cache"),
    COUNT("stores-unfit", stores_unfit, "values too large for the cache"),
    COUNT("stores-refused", stores_refused,
          "values that were refused: a token was void, or a cas or an add found something else"),
    COUNT("invalidations", invalidations, "deletes, bumps and updates sent to the cache"),
    RATE("invalidations-per-second", invalidations,
          "deletes, bumps and updates sent to the cache, mean"),
    SIZE("invalidation-bytes", invalidation_bytes,
         "the cache's overhead for each of these, and the values of updates"),
    COUNT("invalidations-lost", invalidations_lost, "of these, lost on the way"),
    COUNT("invalidations-needless", invalidations_needless,
          "deletes that found nothing to delete, and no token to void"),
    COUNT("messages", messages, "messages on the bus"),
    COUNT("messages-lost", messages_lost, "messages that the bus lost"),
    COUNT("evictions", evictions, "entries evicted to make room"),
    COUNT("expirations", expirations, "entries that expired"),
    SIZE("cache-bytes", cache_bytes, "bytes in the cache at the end"),
    SIZE("cache-bytes-peak", cache_bytes_peak, "bytes in the cache, largest of the slices' ends"),
    COUNT("cache-entries", cache_entries, "entries in the cache at the end"),
    SIZE("live-bytes", live_bytes, "bytes in entries that may still be asked for, at the end"),
    SIZE("live-bytes-peak", live_bytes_peak,
          "bytes in such entries, largest of the slices' ends"),
    SIZE("orphan-bytes", orphan_bytes,
          "bytes in entries that nothing asks for any more, at the end"),
    SIZE("orphan-bytes-peak", orphan_bytes_peak,
          "bytes in such entries, largest of the slices' ends"),
    TIMES("read-latency", read_latency, "from a read's invocation to its answer"),
    TIMES("write-latency", write_latency, "from a write's invocation to its acknowledgement"),
    {.name = NULL},
};

const struct metric_suffix metric_suffixes[] = {
    {"mean", FIGURE_MEAN, 0, 1},
    {"p50", FIGURE_QUANTILE, 1, 2},
    {"p90", FIGURE_QUANTILE, 9, 10},
    {"p99", FIGURE_QUANTILE, 99, 100},
    {"p99.9", FIGURE_QUANTILE, 999, 1000},
    {"max", FIGURE_MAX, 0, 1},
    {"min", FIGURE_MIN, 0, 1},
    {"total", FIGURE_TOTAL, 0, 1},
    {"samples", FIGURE_SAMPLES, 0, 1},
    {.suffix = NULL},
};

size_t metric_count(void)
{
    return sizeof metrics / sizeof metrics[0] - 1;
}

/* "p99.9" and the named figures. */
static bool read_suffix(const char *suffix, struct metric_key *key)
{
    uint64_t threshold = 0, den = 100;
    const char *c = suffix + 1;

    for (const struct metric_suffix *known = metric_suffixes; known->suffix != NULL; known++) {
        if (strcmp(known->suffix, suffix) == 0) {
            key->figure = known->figure;
            key->num = known->num;
            key->den = known->den;
            return true;
        }
    }
    if (suffix[0] != 'p' || *c < '0' || *c > '9')
        return false;
    for (bool point = false; *c != '\0'; c++) {
        if (*c == '.' && !point) {
            point = true;
            continue;
        }
        if (*c < '0' || *c > '9' || den > UINT64_C(100000000))
            return false;
        threshold = threshold * 10 + (uint64_t)(*c - '0');
        den *= point ? 10 : 1;
    }
    key->figure = FIGURE_QUANTILE;
    key->num = threshold;
    key->den = den;
    return threshold <= den;
}

bool metric_find(const char *name, struct metric_key *key, const char *where,
                 struct complaint *complaint)
{
    const char *suffix = strrchr(name, '-');

    for (const struct metric *metric = metrics; metric->name != NULL; metric++) {
        *key = (struct metric_key){.metric = metric, .den = 1};
        if (strcmp(metric->name, name) == 0) {
            if (metric->shape != SHAPE_DISTRIBUTION)
                return true;
            return complain(
                complaint,
                "%s: \"%s\" is a distribution; name a figure of it, such as %s-p99 or %s-max",
                where, name, name, name);
        }
        if (metric->shape == SHAPE_DISTRIBUTION && suffix != NULL
            && strlen(metric->name) == (size_t)(suffix - name)
            && strncmp(metric->name, name, (size_t)(suffix - name)) == 0
            && read_suffix(suffix + 1, key))
            return true;
    }
    const char *meant = complaint_did_you_mean(name, metrics, metric_count(), sizeof metrics[0]);
    if (meant != NULL)
        return complain(complaint, "%s: found an unknown metric \"%.60s\"; did you mean \"%s\"?",
                        where, name, meant);
    return complain(complaint,
                    "%s: found an unknown metric \"%.60s\"; `stalemate metrics` lists them", where,
                    name);
}

static const void *field_at(const struct result *result, size_t offset)
{
    return (const char *)result + offset;
}

static uint64_t count_at(const struct result *result, size_t offset)
{
    return *(const uint64_t *)field_at(result, offset);
}

bool metric_defined(const struct metric_key *key, const struct result *result)
{
    const struct metric *metric = key->metric;

    if (metric->shape == SHAPE_RATIO)
        return count_at(result, metric->below) > 0;
    if (metric->shape == SHAPE_DISTRIBUTION && key->figure != FIGURE_SAMPLES)
        return ((const struct histogram *)field_at(result, metric->field))->count > 0;
    return true;
}

static double distribution_figure(const struct metric_key *key, const struct histogram *h)
{
    switch (key->figure) {
    case FIGURE_QUANTILE:
        return (double)histogram_quantile(h, key->num, key->den);
    case FIGURE_MEAN:
        return h->count == 0 ? 0 : (double)h->sum / (double)h->count;
    case FIGURE_MIN:
        return (double)histogram_min(h);
    case FIGURE_MAX:
        return (double)histogram_max(h);
    case FIGURE_TOTAL:
        return (double)h->sum;
    default:
        return (double)h->count;
    }
}

double metric_value(const struct metric_key *key, const struct result *result)
{
    const struct metric *metric = key->metric;
    uint64_t below;

    switch (metric->shape) {
    case SHAPE_RATIO:
        below = count_at(result, metric->below);
        return below == 0 ? 0 : (double)count_at(result, metric->field) / (double)below;
    case SHAPE_RATE:
        if (result->end <= result->warmup)
            return 0;
        return (double)count_at(result, metric->field) * (double)UNITS_SECOND
             / (double)(result->end - result->warmup);
    case SHAPE_DISTRIBUTION:
        return distribution_figure(key, field_at(result, metric->field));
    case SHAPE_COUNT:
        break;
    }
    return (double)count_at(result, metric->field);
}

enum metric_unit metric_key_unit(const struct metric_key *key)
{
    return key->figure == FIGURE_SAMPLES ? METRIC_COUNT : key->metric->unit;
}
