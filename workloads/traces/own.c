/* own.c - reading stalemate's own format as a stream: from a pipe, from a compressed file, or just
 * once through. (A replay maps an uncompressed one instead: store_map.c.) */
#include "workloads/traces/formats.h"
#include "workloads/traces/store.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

struct own {
    struct store_header header;
    uint64_t block;                              /* the next one's index */
    uint32_t count, at;                          /* records in the block, and handed out of it */
    int64_t before;
    uint8_t records[STORE_BLOCK_RECORDS * STORE_RECORD_BYTES];
};

static enum trace_match sniff_own(const struct trace_format *format,
                                  const struct trace_sniff *sniff)
{
    (void)format;
    return sniff->length >= STORE_MAGIC_BYTES
                   && memcmp(sniff->head, store_magic, STORE_MAGIC_BYTES) == 0
               ? TRACE_CERTAIN
               : TRACE_NO;
}

static bool open_own(struct trace_reader *reader, struct complaint *complaint)
{
    struct input *in = reader->input;
    struct own *own = calloc(1, sizeof *own);

    reader->state = own;
    if (own == NULL)
        return complain_machine(complaint, "%s: no memory to read it", in->name);
    if (!input_fill(in, STORE_HEADER_BYTES, complaint)
        || !store_header_decode(&own->header, (const uint8_t *)in->at, in->have, in->name,
                                complaint))
        return false;
    input_take(in, STORE_HEADER_BYTES);
    own->before = own->header.first;
    reader->dense = true;
    reader->dense_keys = own->header.keys;
    reader->dense_clients = own->header.clients;
    reader->origin = own->header.origin;
    reader->fractions = true;                    /* What was to be spread has been. */
    return true;
}

static void close_own(struct trace_reader *reader)
{
    free(reader->state);
}

static bool unpack_block(struct trace_reader *reader, struct own *own,
                         const struct store_block *block, struct complaint *complaint)
{
    struct input *in = reader->input;
    size_t bytes = (size_t)block->records * STORE_RECORD_BYTES, made;

    if (!(own->header.flags & STORE_COMPRESSED)) {
        memcpy(own->records, in->at, bytes);
        return true;
    }
    made = ZSTD_decompress(own->records, sizeof own->records, in->at, block->stored);
    if (!ZSTD_isError(made) && made == bytes)
        return true;
    return complain(complaint,
                    "%s: byte %" PRIu64 ": block %" PRIu64
                    " does not decompress to its %u records: %s",
                    in->name, in->offset, own->block, block->records,
                    ZSTD_isError(made) ? ZSTD_getErrorName(made) : "wrong length");
}

static bool next_block(struct trace_reader *reader, struct own *own, struct complaint *complaint)
{
    struct input *in = reader->input;
    bool compressed = own->header.flags & STORE_COMPRESSED;
    uint64_t head = in->offset;
    struct store_block block;

    if (!input_fill(in, STORE_BLOCK_HEAD_BYTES, complaint))
        return false;
    if (in->have < STORE_BLOCK_HEAD_BYTES)
        return complain(complaint,
                        "%s: byte %" PRIu64 ": truncated: %" PRIu64 " of %" PRIu64
                        " blocks are there",
                        in->name, head + in->have, own->block, own->header.blocks);
    if (!store_block_decode(&block, (const uint8_t *)in->at, &own->header, own->block, in->name,
                            head, complaint))
        return false;
    input_take(in, STORE_BLOCK_HEAD_BYTES);
    if (!input_fill(in, block.stored, complaint))
        return false;
    if (in->have < block.stored)
        return complain(complaint,
                        "%s: byte %" PRIu64 ": truncated within block %" PRIu64 " of %" PRIu64,
                        in->name, in->offset + in->have, own->block + 1, own->header.blocks);
    if (!store_block_check(&block, (const uint8_t *)in->at, in->name, head, complaint)
        || !unpack_block(reader, own, &block, complaint)
        || !store_records_check(own->records, block.records, &own->header, &own->before,
                                own->block * STORE_BLOCK_RECORDS + 1, compressed ? 0 : in->offset,
                                in->name, complaint))
        return false;
    input_take(in, block.stored);
    own->block++;
    own->count = block.records;
    own->at = 0;
    return true;
}

static int next_own(struct trace_reader *reader, struct trace_record *record,
                    struct complaint *complaint)
{
    struct own *own = reader->state;
    struct input *in = reader->input;

    if (own->at == own->count) {
        if (own->block == own->header.blocks) {
            if (!input_fill(in, 1, complaint))
                return -1;
            if (in->have == 0)
                return 0;
            complain(complaint,
                     "%s: byte %" PRIu64 ": something follows after the last of %" PRIu64
                     " records",
                     in->name, in->offset, own->header.records);
            return -1;
        }
        if (!next_block(reader, own, complaint))
            return -1;
    }
    store_record_decode(record, own->records + (size_t)own->at * STORE_RECORD_BYTES);
    own->at++;
    reader->place++;
    reader->place_offset = in->offset;
    reader->key.number = record->key;
    reader->client.number = record->client;
    return 1;
}

const struct store_header *own_header(const struct trace_reader *reader)
{
    return &((const struct own *)reader->state)->header;
}

const struct trace_format format_stalemate = {
    .name = "stalemate", .says = "stalemate's own binary format, version 1", .suffix = ".stalemate",
    .sniff = sniff_own, .open = open_own, .next = next_own, .close = close_own,
};
