/* fuzz_trace.c - any bytes, read as each format, converted, and replayed: never a crash, and what
 * could be read can be replayed.
 *
 *      byte 0      the format: an index into trace_formats, modulo their number + 1 (auto)
 *      byte 1      options; its high bit mends the checksums of our own format, so that what is
 *                  behind them is reached too
 *      from 2 on   the file
 *
 * `fuzz_trace --seeds FOLDER` writes a small corpus there. Without libFuzzer (-DFUZZ_ALONE) each
 * argument is a file to run once. */
#include "sim/base/check.h"
#include "sim/base/hash.h"
#include "workloads/traces/bytes.h"
#include "workloads/traces/convert.h"
#include "workloads/traces/replay.h"
#include "workloads/traces/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
int LLVMFuzzerInitialize(int *argc, char ***argv);

enum { SEED_BYTES = 1024, MEND = 0x80 };

/* Right checksums for the header, and for the blocks as far as their heads say. */
static void mend(uint8_t *bytes, size_t length)
{
    size_t at = STORE_HEADER_BYTES;

    if (length < STORE_HEADER_BYTES)
        return;
    memcpy(bytes, store_magic, STORE_MAGIC_BYTES);
    bytes_put_u64(bytes + 120, hash64(bytes, 120));
    while (length - at >= STORE_BLOCK_HEAD_BYTES) {
        uint32_t stored = bytes_u32(bytes + at + 8);
        if (stored > length - at - STORE_BLOCK_HEAD_BYTES)
            return;
        bytes_put_u64(bytes + at + 24, hash64_seeded(bytes + at + STORE_BLOCK_HEAD_BYTES, stored,
                                                     hash64(bytes + at, 24)));
        at += STORE_BLOCK_HEAD_BYTES + stored;
    }
}

static struct trace_reader *open_bytes(const uint8_t *bytes, size_t length,
                                       const struct trace_options *options)
{
    struct complaint complaint = {0};
    struct input *input = input_open_memory("fuzz", bytes, length, &complaint);
    struct trace_reader *reader = trace_reader_open_input(input, options, &complaint);

    CHECK((reader == NULL) == (complaint.kind != COMPLAINT_NONE));
    return reader;
}

static void summarise(struct trace_reader *reader)
{
    struct complaint complaint = {0};
    struct summary *summary = summary_new(&complaint);
    struct trace_record record;
    int status = -1;

    while (summary != NULL && (status = trace_reader_next(reader, &record, &complaint)) > 0) {
        CHECK(record.op >= TRACE_GET && record.op < TRACE_OPS);
        record.key %= 1000000;   /* Statistics of a billion keys would only be slow. */
        CHECK(summary_add(summary, &record, reader->repeat, &complaint));
    }
    CHECK((status < 0) == (complaint.kind == COMPLAINT_INPUT));
    if (summary != NULL)
        summary_finish(summary);
    summary_free(summary);
}

static void replay(const struct store_map *map)
{
    struct complaint complaint = {0};
    struct replay plan = {.map = map, .nodes = 3, .overlay = true, .turn = {UINT64_MAX / 3}};
    struct request requests[100];
    struct source *source;
    int64_t before = 0;
    size_t count;

    for (int op = TRACE_GET; op < TRACE_OPS; op++)
        plan.meaning[op] = op % 3;
    source = replay_open(&plan, 1, &complaint);
    while ((count = source->next(source, requests, 100, &complaint)) > 0) {
        for (size_t i = 0; i < count; i++) {
            CHECK(requests[i].at >= before && requests[i].at < source->end);
            CHECK(requests[i].row < source->rows && requests[i].node < source->nodes);
            before = requests[i].at;
        }
    }
    source->close(source);
}

static void convert(struct trace_reader *reader)
{
    struct complaint complaint = {0};
    struct store_writer *writer = store_writer_open(NULL, false, &complaint);
    struct store_header header;
    struct convert_tally tally;
    struct store_map *map;

    CHECK_THAT(writer != NULL, "%s", complaint.text);
    if (!convert_trace(reader, writer, &header, &tally, &complaint)) {
        CHECK(complaint.kind == COMPLAINT_INPUT);
        store_writer_abandon(writer);
        return;
    }
    map = store_writer_map(writer, &header, &complaint);
    CHECK_THAT(map != NULL, "%s", complaint.text);
    replay(map);
    store_map_close(map);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct trace_options options = trace_options_preset();
    struct trace_reader *reader;
    size_t formats = 0;
    uint8_t *bytes;

    if (length < 2)
        return 0;
    while (trace_formats[formats] != NULL)
        formats++;
    if (data[0] % (formats + 1) < formats)
        options.format = trace_formats[data[0] % (formats + 1)]->name;
    options.same_second = data[1] & 1;
    options.unknown_op = data[1] >> 1 & 1;
    options.sort_window = data[1] & 4 ? INT64_C(5000000000) : 0;
    options.page = data[1] & 8 && strcmp(options.format, "vscsi") == 0 ? INT64_C(1) << 28 : 0;
    options.time_unit = data[1] >> 4 & 3;
    bytes = malloc(length - 1);
    CHECK(bytes != NULL);
    memcpy(bytes, data + 2, length - 2);
    if (data[1] & MEND)
        mend(bytes, length - 2);
    reader = open_bytes(bytes, length - 2, &options);
    if (reader != NULL) {
        summarise(reader);
        trace_reader_close(reader);
        reader = open_bytes(bytes, length - 2, &options);
        convert(reader);
        trace_reader_close(reader);
    }
    free(bytes);
    return 0;
}

/* ---- A corpus: one small file a format, and the own format in both its shapes. */

static void write_seed(const char *folder, const char *name, unsigned format, unsigned options,
                       const void *bytes, size_t length)
{
    char path[512];
    FILE *to;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    to = fopen(path, "wb");
    if (to == NULL) {
        fprintf(stderr, "cannot write %s\n", path);
        exit(3);
    }
    putc((int)format, to);
    putc((int)options, to);
    fwrite(bytes, 1, length, to);
    fclose(to);
}

static const struct {
    const char *format, *text;
} texts[] = {
    {"csv", "time,client,op,key,size,ttl,count\n1.5,u,get,a,5,0,2\n1.75,v,set,\"b,\"\"\",6,9,1\n"},
    {"twitter", "0,a,b,3,249,1,get,0\n0,q,1,0,2,cas,86400\n"},
    {"meta-kv", "op_time,key,key_size,op,op_count,size,cache_hits,ttl,usecase,sub_usecase\n"
     "5,k,9,GET,3,21,2,0,7,8\n5,k,9,SET_LEASE,1,21,0,7200,7,9\n"},
    {"meta-block", "op_time,block_id,op_name,op_count,io_size,host_name\n9,b,putChunk.X,1,7,h\n"},
    {"meta-bigcache", "timestamp,cacheKey,OpType,objectSize,TTL\n1,a,b,c,1,-1,-1\n"},
    {"cloudphysics", "version,time,op,size,lbn\n1,5,2a,512,42\n1,6,28,512,42\n"},
};

static void write_binary(const char *folder, unsigned format, const char *name)
{
    uint8_t bytes[SEED_BYTES] = {0};
    size_t length = 0;

    for (uint32_t i = 0; i < 3; i++) {
        uint8_t *at = bytes + length;
        if (strcmp(name, "vscsi") == 0) {
            bytes_put_u32(at + 4, 512);
            bytes_put_u16(at + 12, i == 1 ? 0x2a : 0x28);
            bytes_put_u16(at + 14, 0x100);
            bytes_put_u64(at + 16, i / 2 + 7);
            bytes_put_u64(at + 24, 100 * i);
            length += 32;
            continue;
        }
        bytes_put_u32(at, i);
        bytes_put_u64(at + 4, i / 2 + 7);
        bytes_put_u32(at + 12, 512);
        if (strncmp(name, "twr", 3) == 0) {
            bytes_put_u32(at + 16, (i + 1) << 24 | 60);
            length += strcmp(name, "twr") == 0 ? 20 : 22;
        } else if (strcmp(name, "oracle-general") == 0) {
            bytes_put_u64(at + 16, UINT64_MAX);
            length += 24;
        } else {
            at[16] = (uint8_t)(i + 1);
            bytes_put_u64(at + 19, UINT64_MAX);
            length += 27;
        }
    }
    write_seed(folder, name, format, 0, bytes, length);
}

static void write_own(const char *folder, unsigned format, bool compressed)
{
    struct complaint complaint = {0};
    struct store_header header = {.keys = 3, .clients = 2, .nodes = 2};
    char path[512];
    uint8_t bytes[SEED_BYTES];
    struct store_writer *writer;

    snprintf(path, sizeof path, "%s/own", folder);
    writer = store_writer_open(path, compressed, &complaint);
    for (uint32_t i = 0; writer != NULL && i < 3; i++) {
        struct trace_record record = {.at = i * 1000, .key = i, .client = i, .size = 7 * i,
                                      .node = (uint16_t)(i % 2), .op = (uint8_t)(TRACE_GET + i)};
        store_writer_add(writer, &record, &complaint);
    }
    if (writer == NULL || !store_writer_finish(writer, &header, &complaint)) {
        fprintf(stderr, "%s\n", complaint.text);
        exit(3);
    }
    FILE *from = fopen(path, "rb");
    size_t length = from == NULL ? 0 : fread(bytes, 1, sizeof bytes, from);
    if (from != NULL)
        fclose(from);
    remove(path);
    write_seed(folder, compressed ? "stalemate-zstd" : "stalemate", format, MEND, bytes, length);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    if (*argc != 3 || strcmp((*argv)[1], "--seeds") != 0)
        return 0;
    for (unsigned format = 0; trace_formats[format] != NULL; format++) {
        const char *name = trace_formats[format]->name;
        bool text = false;
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
            if (strcmp(texts[i].format, name) == 0) {
                write_seed((*argv)[2], name, format, 0, texts[i].text, strlen(texts[i].text));
                text = true;
            }
        }
        if (strcmp(name, "stalemate") == 0) {
            write_own((*argv)[2], format, false);
            write_own((*argv)[2], format, true);
        } else if (!text) {
            write_binary((*argv)[2], format, name);
        }
    }
    exit(0);
}

#ifdef FUZZ_ALONE
int main(int argc, char **argv)
{
    static uint8_t bytes[1 << 20];

    LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++) {
        FILE *from = fopen(argv[i], "rb");
        size_t length = from == NULL ? 0 : fread(bytes, 1, sizeof bytes, from);
        if (from != NULL)
            fclose(from);
        LLVMFuzzerTestOneInput(bytes, length);
    }
    return 0;
}
#endif
