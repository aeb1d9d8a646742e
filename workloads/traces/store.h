/* store.h - stalemate's own trace format, version 1: what is where in the bytes, writing it,
 * mapping it.
 *
 *      header   128 bytes
 *      block    32 bytes of head, then the records, as they are or as one zstd frame
 *      block    ...                              docs/formats.md has each byte
 *
 * All numbers are little-endian. A block holds 4,095 records of 32 bytes (the last one fewer), so
 * that uncompressed it is 128 KiB with its head, and record i is found by a division. Every byte is
 * under a checksum. A file is written under another name and renamed when it is whole: there are no
 * half files. */
#ifndef WORKLOADS_TRACES_STORE_H
#define WORKLOADS_TRACES_STORE_H

#include "workloads/traces/trace.h"

enum {
    STORE_VERSION = 1,
    STORE_HEADER_BYTES = 128,
    STORE_BLOCK_HEAD_BYTES = 32,
    STORE_RECORD_BYTES = 32,
    STORE_BLOCK_RECORDS = 4095,
    STORE_BLOCK_BYTES = STORE_BLOCK_HEAD_BYTES + STORE_BLOCK_RECORDS * STORE_RECORD_BYTES,
    STORE_MAGIC_BYTES = 8,
};
extern const uint8_t store_magic[STORE_MAGIC_BYTES];

enum store_flags {
    STORE_COMPRESSED = 1,      /* blocks are zstd frames */
    STORE_SPREAD = 2,          /* requests of one second were spread over it */
    STORE_SORTED = 4,          /* requests were sorted within a window */
    STORE_FLAGS = 7,
};

/* The most keys a trace may have: a row's number has 30 bits. */
#define STORE_KEYS_MAX UINT32_C(0x3fffffff)

struct store_header {
    uint64_t records, blocks;
    int64_t origin;            /* the recording's clock at time 0, ns */
    int64_t first, last;       /* of the records, ns */
    int64_t end;               /* when the workload ends, ns: after the last record */
    uint32_t keys;             /* every key is below this */
    uint32_t clients;          /* and every client not above this */
    uint32_t size_max;
    uint16_t nodes;            /* every node is below this; 0: no record names one */
    uint16_t flags;            /* enum store_flags */
};

void store_header_encode(uint8_t to[STORE_HEADER_BYTES], const struct store_header *header);
bool store_header_decode(struct store_header *header, const uint8_t *from, size_t length,
                         const char *name, struct complaint *complaint);

/* A block's head, checked as far as it goes by itself. */
struct store_block {
    uint32_t records;
    uint32_t stored;           /* bytes after the head */
    uint64_t seed;             /* of the checksum over them: the hash of the head */
    uint64_t checksum;
};
void store_block_encode(uint8_t to[STORE_BLOCK_HEAD_BYTES], const void *payload, uint32_t records,
                        uint32_t stored, bool compressed, uint64_t index);
bool store_block_decode(struct store_block *block, const uint8_t *from,
                        const struct store_header *header, uint64_t index, const char *name,
                        uint64_t offset, struct complaint *complaint);
bool store_block_check(const struct store_block *block, const uint8_t *payload, const char *name,
                       uint64_t offset, struct complaint *complaint);

/* The records of a block: what each says is possible, and time does not run back. `*before` is the
 * time of the record before it; `number` its place in the trace, from 1; `offset` of the first (0
 * where the block was compressed). */
bool store_records_check(const uint8_t *payload, uint32_t count, const struct store_header *header,
                         int64_t *before, uint64_t number, uint64_t offset, const char *name,
                         struct complaint *complaint);

void store_record_encode(uint8_t to[STORE_RECORD_BYTES], const struct trace_record *record);
void store_record_decode(struct trace_record *record, const uint8_t from[STORE_RECORD_BYTES]);

struct store_writer;

/* NULL as path: an unlinked temporary file in $TMPDIR (or /tmp), for store_writer_map; "-": such a one,
 * which goes to standard output when it is complete. */
struct store_writer *store_writer_open(const char *path, bool compressed,
                                       struct complaint *complaint);

/* Records in the order of time, from 0 on. */
bool store_writer_add(struct store_writer *writer, const struct trace_record *record,
                      struct complaint *complaint);

/* Completes the file and frees the writer, whatever comes of it. Of the header, records, blocks,
 * first, last, end (if 0), size_max and flags' COMPRESSED are filled in by the writer; the rest is
 * the caller's. */
bool store_writer_finish(struct store_writer *writer, struct store_header *header,
                         struct complaint *complaint);

/* The same, and maps the temporary file. NULL after a complaint. */
struct store_map *store_writer_map(struct store_writer *writer, struct store_header *header,
                                   struct complaint *complaint);

/* Throws the file away. */
void store_writer_abandon(struct store_writer *writer);

/* A whole uncompressed trace in memory, read-only. */
struct store_map {
    const uint8_t *bytes;
    size_t length;
    struct store_header header;
};

enum store_kind { STORE_OTHER, STORE_MAPPABLE, STORE_TROUBLE };

/* Whether the file is an uncompressed trace of our own on a disk, so that it can be mapped. */
enum store_kind store_map_possible(const char *path, struct complaint *complaint);

/* Maps a file and checks every byte of it, so that who replays it need not. NULL after a complaint.
 * */
struct store_map *store_map_open(const char *path, struct complaint *complaint);
void store_map_close(struct store_map *map);

/* From record i on, as many as lie side by side: their count in *run. */
static inline const uint8_t *store_map_run(const struct store_map *map, uint64_t i, uint64_t *run)
{
    uint64_t block = i / STORE_BLOCK_RECORDS, within = i % STORE_BLOCK_RECORDS;
    uint64_t rest = map->header.records - i;

    *run = STORE_BLOCK_RECORDS - within < rest ? STORE_BLOCK_RECORDS - within : rest;
    return map->bytes + STORE_HEADER_BYTES + block * STORE_BLOCK_BYTES + STORE_BLOCK_HEAD_BYTES
        + within * STORE_RECORD_BYTES;
}

#endif
