/* trace_workload.c - a trace's settings, read from JSON, and the workload made of them. */
#include "workloads/traces/trace_workload.h"

#include "sim/base/units.h"
#include "workloads/traces/convert.h"
#include "workloads/traces/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct replay_settings {
    const char *file;
    int64_t nodes;
    int64_t speed;             /* Q32.32 */
};

struct overlay_settings {
    int64_t rate;              /* micro-writes a second */
    uint64_t per_read;
};

#define SPEED_MIN INT64_C(4294967)               /* 0.001 */
#define SPEED_MAX (INT64_C(65536) << 32)
enum { NODES_PRESET = 4 };

const struct knob trace_replay_knobs[] = {
    {"file", KNOB_TEXT, offsetof(struct replay_settings, file), NULL, 0, 0, {0},
     "the trace, relative to the scenario's folder; may be zstd or gzip; - is standard input"},
    {"nodes", KNOB_COUNT, offsetof(struct replay_settings, nodes), "0", 0, 1024, {0},
     "over how many application nodes the requests are spread, each client to one of them; 0: over "
     "as many as the trace names, or 4"},
    {"speed", KNOB_FACTOR, offsetof(struct replay_settings, speed), "1", SPEED_MIN, SPEED_MAX, {0},
     "how many times as fast as it was recorded"},
    {.name = NULL},
};

#define OP(name, op, preset, says) \
    {name, KNOB_CHOICE, offsetof(struct replay, meaning) + sizeof(int) * (op), preset, 0, 0, \
     {"read", "write", "fill", "ignore"}, says}

const struct knob trace_ops_knobs[] = {
    OP("get", TRACE_GET, "read", "reads the row"),
    OP("gets", TRACE_GETS, "read", "reads the row, and its version with it"),
    OP("get_lease", TRACE_GET_LEASE, "read", "reads the row, and may be told to fill it"),
    OP("set", TRACE_SET, "write",
       "gives the row a value: a write, where caches are written through"),
    OP("replace", TRACE_REPLACE, "write", "gives a row that is there another value"),
    OP("cas", TRACE_CAS, "write", "the same, if nobody else did in between"),
    OP("append", TRACE_APPEND, "write", "changes the row"),
    OP("prepend", TRACE_PREPEND, "write", "changes the row"),
    OP("incr", TRACE_INCR, "write", "changes the row"),
    OP("decr", TRACE_DECR, "write", "changes the row"),
    OP("delete", TRACE_DELETE, "write",
       "what an application does to its cache when it has changed the row"),
    OP("add", TRACE_ADD, "fill", "stores what a miss has loaded, if nobody else did"),
    OP("set_lease", TRACE_SET_LEASE, "fill", "stores what a miss has loaded, with its lease"),
    {.name = NULL},
};

const struct knob trace_overlay_knobs[] = {
    {"rate", KNOB_RATE, offsetof(struct overlay_settings, rate), "0/s", 0,
     INT64_C(1000000000) * UNITS_RATE_ONE, {0},
     "further writes, Poisson, each of the row of one of the last 1,024 requests"},
    {"per-read", KNOB_RATIO, offsetof(struct overlay_settings, per_read), "0", 0, 0, {0},
     "the part of the reads that become writes; with by-rank, of the rows that it leaves out"},
    {.name = NULL},
};

#define BY_RANK_SAYS \
    "pairs of a rank and the part of the reads up to it that become writes, such as " \
    "[[10, 0.5], [1000, 0.05]]: ranks rise, and the most requested row has rank 1"

struct trace_workload {
    struct workload workload;  /* first, so that the one is the other */
    struct store_map *map;
    struct replay replay;
};

static struct source *open_source(const struct workload *workload, uint64_t seed,
                                  struct complaint *complaint)
{
    const struct trace_workload *w = (const struct trace_workload *)(const void *)workload;

    return replay_open(&w->replay, seed, complaint);
}

static void close_workload(struct workload *workload)
{
    struct trace_workload *w = (struct trace_workload *)(void *)workload;

    store_map_close(w->map);
    free(w->replay.step_of_row);
    distribution_free(&w->replay.write_gap);
    free(w);
}

static struct store_map *convert(const char *path, const struct trace_options *options,
                                 struct complaint *complaint)
{
    struct trace_reader *reader = trace_reader_open(path, options, complaint);
    struct store_writer *writer = NULL;
    struct store_header header;
    struct convert_tally tally;

    if (reader != NULL)
        writer = store_writer_open(NULL, false, complaint);
    if (writer != NULL && convert_trace(reader, writer, &header, &tally, complaint)) {
        /* The table of keys goes before the run begins: 20 bytes a key and more. */
        trace_reader_close(reader);
        return store_writer_map(writer, &header, complaint);
    }
    store_writer_abandon(writer);
    trace_reader_close(reader);
    return NULL;
}

static struct store_map *map_trace(const char *file, const char *base_folder,
                                   const struct trace_options *options, struct complaint *complaint)
{
    bool own = strcmp(options->format, "auto") == 0 || strcmp(options->format, "stalemate") == 0;
    struct store_map *map = NULL;
    char *path = NULL;

    if (strcmp(file, "-") == 0 || file[0] == '/' || base_folder == NULL || *base_folder == '\0')
        path = strdup(file);
    else if (asprintf(&path, "%s/%s", base_folder, file) < 0)
        path = NULL;
    if (path == NULL) {
        complain_machine(complaint, "%s: no memory to read it", file);
        return NULL;
    }
    switch (own ? store_map_possible(path, complaint) : STORE_OTHER) {
    case STORE_MAPPABLE:
        map = store_map_open(path, complaint);
        break;
    case STORE_OTHER:
        map = convert(path, options, complaint);
        break;
    case STORE_TROUBLE:
        break;
    }
    free(path);
    return map;
}

/* What was done to the times of the requests, which the user may not expect. */
static const char *note_of(const struct store_map *map)
{
    if (map->header.flags & STORE_SPREAD)
        return "times in the trace are whole seconds: the requests of a second were spread evenly over "
               "it (\"same-second\": \"keep\" leaves them where they are)";
    if (map->header.flags & STORE_SORTED)
        return "requests in the trace were out of order: they were sorted within the sort-window";
    return NULL;
}

struct ranked {
    uint64_t count;
    uint32_t row;
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;

    if (a->count != b->count)
        return a->count < b->count ? 1 : -1;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* Which step each row is on, by how often the trace asks for it; of equals, the first comes first.
 * */
static bool rank_rows(struct replay *replay, const uint32_t *until, size_t steps,
                      struct complaint *complaint)
{
    const struct store_map *map = replay->map;
    uint32_t rows = map->header.keys;
    struct ranked *ranked = calloc(rows, sizeof *ranked);
    struct trace_record record;
    uint64_t run;
    size_t step = 0;

    replay->step_of_row = calloc(rows, 1);
    if (ranked == NULL || replay->step_of_row == NULL) {
        free(ranked);
        return complain_machine(complaint, "no memory to rank %u rows", rows);
    }
    for (uint32_t i = 0; i < rows; i++)
        ranked[i].row = i;
    for (uint64_t i = 0; i < map->header.records; i++) {
        store_record_decode(&record, store_map_run(map, i, &run));
        ranked[record.key].count++;
    }
    qsort(ranked, rows, sizeof *ranked, compare_ranked);
    for (uint32_t i = 0; i < rows; i++) {
        while (step < steps && i >= until[step])
            step++;
        replay->step_of_row[ranked[i].row] = (uint8_t)(step < steps ? step + 1 : 0);
    }
    free(ranked);
    return true;
}

static bool read_by_rank(struct replay *replay, const struct json_at *at,
                         struct complaint *complaint)
{
    uint32_t until[REPLAY_STEPS_MAX];
    size_t steps = json_count(at);
    char text[64];
    int64_t rank, before = 0;

    if (json_kind(at) != JSON_ARRAY || steps == 0 || steps > REPLAY_STEPS_MAX)
        return json_complain_found(complaint, at, BY_RANK_SAYS);
    for (size_t i = 0; i < steps; i++) {
        struct json_at pair, first, second;
        json_child(at, i, &pair);
        if (json_kind(&pair) != JSON_ARRAY || json_count(&pair) != 2)
            return json_complain_found(complaint, &pair, BY_RANK_SAYS);
        json_child(&pair, 0, &first);
        json_child(&pair, 1, &second);
        if (!json_scalar_text(&first, text, sizeof text) || !units_parse_count(text, &rank)
            || rank <= before || rank > UINT32_MAX)
            return json_complain_found(complaint, &first, "a rank beyond the one before it");
        if (!json_scalar_text(&second, text, sizeof text)
            || !units_parse_ratio(text, &replay->turn[i + 1]))
            return json_complain_found(complaint, &second, UNITS_RATIO_SAYS);
        until[i] = (uint32_t)rank;
        before = rank;
    }
    replay->overlay = true;
    return rank_rows(replay, until, steps, complaint);
}

static bool read_overlay(struct replay *replay, const struct json_at *at,
                         struct complaint *complaint)
{
    static const char *const also[] = {"by-rank", NULL};
    struct overlay_settings settings = {0};
    struct json_at by_rank;

    if (!knobs_read(trace_overlay_knobs, &settings, at, also, complaint))
        return false;
    replay->turn[0] = settings.per_read;
    replay->overlay = settings.per_read > 0;
    replay->with_writes = settings.rate > 0;
    if (settings.rate > 0
        && !distribution_build_exponential(
            &replay->write_gap, UNITS_SECOND * UNITS_RATE_ONE / settings.rate, complaint))
        return false;
    return !json_member(at, "by-rank", &by_rank) || read_by_rank(replay, &by_rank, complaint);
}

static bool read_settings(struct trace_workload *w, const struct json_at *at,
                          const char *base_folder, struct complaint *complaint)
{
    static const char *const replays[] = {"file", "nodes", "speed", "ops", "writes", NULL};
    static const char *const reads[] = {"format", "same-second", "time-unit", "unknown-op",
                                        "op-five", "sort-window", "page", "ops", "writes", NULL};
    __extension__ typedef unsigned __int128 wide;
    struct trace_options options = {0};
    struct replay_settings settings = {0};
    struct json_at ops, writes;
    bool any;

    if (!json_expect(at, JSON_OBJECT, complaint)
        || !knobs_read(trace_reader_knobs, &options, at, replays, complaint)
        || !knobs_read(trace_replay_knobs, &settings, at, reads, complaint))
        return false;
    any = json_member(at, "ops", &ops);
    if (any && !json_expect(&ops, JSON_OBJECT, complaint))
        return false;
    if (!knobs_read(trace_ops_knobs, &w->replay, any ? &ops : NULL, NULL, complaint))
        return false;
    if (settings.speed != UNITS_FACTOR_ONE)
        w->replay.pace = (uint64_t)(((wide)1 << 80) / (wide)(uint64_t)settings.speed);
    w->map = map_trace(settings.file, base_folder, &options, complaint);
    w->replay.map = w->map;
    if (w->map == NULL)
        return false;
    w->replay.nodes = settings.nodes > 0 ? (uint16_t)settings.nodes
        : w->map->header.nodes > 0 ? w->map->header.nodes : NODES_PRESET;
    if ((wide)(uint64_t)w->map->header.end * w->replay.pace >> 48 > (wide)INT64_MAX / 4)
        return json_complain(complaint, at, "speed: so slow that the trace takes over 73 years");
    if (!json_member(at, "writes", &writes))
        return true;
    return json_expect(&writes, JSON_OBJECT, complaint)
        && read_overlay(&w->replay, &writes, complaint);
}

struct workload *trace_workload(const struct json_at *settings, const char *base_folder,
                                struct complaint *complaint)
{
    struct trace_workload *w = calloc(1, sizeof *w);

    if (w == NULL) {
        complain_machine(complaint, "no memory for a workload");
        return NULL;
    }
    w->workload = (struct workload){.open = open_source, .close = close_workload};
    if (read_settings(w, settings, base_folder, complaint)) {
        w->workload.note = note_of(w->map);
        return &w->workload;
    }
    close_workload(&w->workload);
    return NULL;
}
