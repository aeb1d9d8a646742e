/* replay.c - requests out of a mapped trace, a run of records at a time. */
#include "workloads/traces/replay.h"

#include "sim/base/rng.h"
#include "workloads/traces/bytes.h"

#include <stdlib.h>

enum { DROP = 0xff };

struct replay_source {
    struct source source;      /* first, so that the one is the other */
    const struct replay *replay;
    uint64_t records, at;      /* the next record's index */
    const uint8_t *bytes;      /* the next record, `run` of them side by side */
    uint64_t run;
    uint64_t node_key, turn_key;
    struct rng writes;         /* gaps, rows and nodes of the writes at a rate */
    int64_t write_at;
    uint64_t node_divide;      /* 2^64 / nodes, for a remainder without a division */
    uint8_t kind_of[256];      /* by enum trace_op; DROP: no request */
};

static int64_t paced(const struct replay *replay, int64_t at)
{
    __extension__ typedef unsigned __int128 wide;

    return replay->pace == 0 ? at : (int64_t)(((wide)(uint64_t)at * replay->pace) >> 48);
}

/* a % n by two products (Lemire, Kaser, Kurz, "Faster remainder by direct computation", 2019). */
static uint16_t node_remainder(const struct replay_source *s, uint32_t a)
{
    __extension__ typedef unsigned __int128 wide;

    return (uint16_t)(((wide)(s->node_divide * a) * s->source.nodes) >> 64);
}

static uint16_t node_of(const struct replay_source *s, const struct trace_record *record,
                        uint64_t number)
{
    if (record->node != TRACE_NODE_NONE)
        return node_remainder(s, record->node);
    if (record->client != 0)
        return node_remainder(s, record->client);
    return (uint16_t)rng_below(rng_at(s->node_key, number), s->source.nodes);
}

static uint8_t turned(const struct replay_source *s, uint32_t row, uint64_t number)
{
    const struct replay *replay = s->replay;
    unsigned step = replay->step_of_row != NULL ? replay->step_of_row[row] : 0;

    return rng_chance(rng_at(s->turn_key, number), replay->turn[step]) ? OP_WRITE : OP_READ;
}

/* The request of a record; whether there is one. */
static inline bool make_request(const struct replay_source *s, const uint8_t *bytes,
                                uint64_t number, struct request *out)
{
    struct trace_record record;
    uint8_t kind;

    store_record_decode(&record, bytes);
    kind = s->kind_of[record.op];
    if (s->replay->overlay && kind == OP_READ)
        kind = turned(s, record.key, number);
    *out = (struct request){
        .at = paced(s->replay, record.at), .row = record.key, .client = record.client,
        .bytes = record.size, .node = node_of(s, &record, number), .kind = kind,
        .road = record.road, .flags = record.flags,
    };
    return kind != DROP;
}

static inline void step(struct replay_source *s, uint64_t records)
{
    s->at += records;
    s->bytes += records * STORE_RECORD_BYTES;
    s->run -= records;
}

static size_t next_plain(struct source *source, struct request *out, size_t max,
                         struct complaint *complaint)
{
    struct replay_source *s = (struct replay_source *)(void *)source;
    size_t count = 0;

    (void)complaint;
    while (count < max && s->at < s->records) {
        if (s->run == 0)
            s->bytes = store_map_run(s->replay->map, s->at, &s->run);
        uint64_t records = s->run < max - count ? s->run : max - count;
        for (uint64_t i = 0; i < records; i++)
            count += make_request(s, s->bytes + i * STORE_RECORD_BYTES, s->at + i, &out[count]);
        step(s, records);
    }
    return count;
}

static void make_write(struct replay_source *s, struct request *out)
{
    uint64_t recent = s->at < REPLAY_RECENT ? s->at : REPLAY_RECENT;
    uint64_t back = recent == 0 ? 0 : 1 + rng_below(rng_next(&s->writes), recent);
    struct trace_record record;
    uint64_t run;

    store_record_decode(&record, store_map_run(s->replay->map, s->at - back, &run));
    *out = (struct request){
        .at = s->write_at, .row = record.key, .bytes = record.size, .kind = OP_WRITE,
        .node = (uint16_t)rng_below(rng_next(&s->writes), s->source.nodes), .road = ROAD_SAVE,
    };
    s->write_at += distribution_draw(&s->replay->write_gap, rng_next(&s->writes));
}

static size_t next_with_writes(struct source *source, struct request *out, size_t max,
                               struct complaint *complaint)
{
    struct replay_source *s = (struct replay_source *)(void *)source;
    size_t count = 0;

    (void)complaint;
    while (count < max && s->at < s->records) {
        if (s->run == 0)
            s->bytes = store_map_run(s->replay->map, s->at, &s->run);
        if (s->write_at < paced(s->replay, (int64_t)bytes_u64(s->bytes))) {
            make_write(s, &out[count++]);
        } else {
            count += make_request(s, s->bytes, s->at, &out[count]);
            step(s, 1);
        }
    }
    return count;
}

static void close_source(struct source *source)
{
    free(source);
}

struct source *replay_open(const struct replay *replay, uint64_t seed, struct complaint *complaint)
{
    const struct store_header *header = &replay->map->header;
    struct replay_source *s = calloc(1, sizeof *s);

    if (s == NULL) {
        complain_machine(complaint, "no memory to replay a trace");
        return NULL;
    }
    s->source = (struct source){
        .next = replay->with_writes ? next_with_writes : next_plain, .close = close_source,
        .rows = header->keys, .tells_nodes = true, .nodes = replay->nodes,
        .sessions = header->clients > 0, .end = paced(replay, header->end),
    };
    if (s->source.end <= paced(replay, header->last))
        s->source.end = paced(replay, header->last) + 1;
    s->replay = replay;
    s->records = header->records;
    s->node_key = rng_key(seed, RNG_CLIENT, 0);
    s->turn_key = rng_key(seed, RNG_OVERLAY, 0);
    s->writes = rng_stream(seed, RNG_OVERLAY, 1);
    s->node_divide = UINT64_MAX / replay->nodes + 1;
    memset(s->kind_of, DROP, sizeof s->kind_of);
    for (int op = TRACE_GET; op < TRACE_OPS; op++) {
        if (replay->meaning[op] == TRACE_READ || replay->meaning[op] == TRACE_WRITE)
            s->kind_of[op] = replay->meaning[op] == TRACE_READ ? OP_READ : OP_WRITE;
    }
    if (replay->with_writes)
        s->write_at = distribution_draw(&replay->write_gap, rng_next(&s->writes));
    return &s->source;
}
