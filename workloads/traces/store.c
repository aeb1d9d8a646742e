/* store.c - the bytes of stalemate's own trace format: encoding, decoding, and checking what was
 * decoded. */
#include "workloads/traces/store.h"

#include "sim/base/hash.h"
#include "sim/request/op.h"
#include "workloads/traces/bytes.h"

#include <inttypes.h>

/* A text transfer that turns line ends or stops at an end-of-file mark damages the magic number
 * first. */
const uint8_t store_magic[STORE_MAGIC_BYTES] = {'s', 't', 'a', 'l', 'e', '\r', '\n', 0x1a};
static const uint8_t block_magic[4] = {'B', 'L', 'C', 'K'};

enum {
    CHECKSUM_AT = STORE_HEADER_BYTES - 8,
    RESERVED_AT = 82,
    BLOCK_CHECKSUM_AT = STORE_BLOCK_HEAD_BYTES - 8
};

void store_header_encode(uint8_t to[STORE_HEADER_BYTES], const struct store_header *header)
{
    memset(to, 0, STORE_HEADER_BYTES);
    memcpy(to, store_magic, STORE_MAGIC_BYTES);
    bytes_put_u16(to + 8, STORE_VERSION);
    bytes_put_u16(to + 10, STORE_HEADER_BYTES);
    bytes_put_u16(to + 12, STORE_RECORD_BYTES);
    bytes_put_u16(to + 14, header->flags);
    bytes_put_u64(to + 16, header->records);
    bytes_put_u64(to + 24, header->blocks);
    bytes_put_u32(to + 32, STORE_BLOCK_RECORDS);
    bytes_put_u32(to + 36, header->keys);
    bytes_put_u32(to + 40, header->clients);
    bytes_put_u32(to + 44, header->size_max);
    bytes_put_u64(to + 48, (uint64_t)header->origin);
    bytes_put_u64(to + 56, (uint64_t)header->first);
    bytes_put_u64(to + 64, (uint64_t)header->last);
    bytes_put_u64(to + 72, (uint64_t)header->end);
    bytes_put_u16(to + 80, header->nodes);
    bytes_put_u64(to + CHECKSUM_AT, hash64(to, CHECKSUM_AT));
}

static bool header_sensible(const struct store_header *h)
{
    uint64_t blocks = h->records / STORE_BLOCK_RECORDS + (h->records % STORE_BLOCK_RECORDS != 0);

    return h->records > 0 && h->records <= UINT64_C(1) << 48 && h->blocks == blocks && h->keys > 0
        && h->keys <= STORE_KEYS_MAX && h->first >= 0 && h->first <= h->last && h->last < h->end
        && h->end <= INT64_MAX / 4 && (h->flags & ~STORE_FLAGS) == 0 && h->nodes != TRACE_NODE_NONE
        && h->origin <= INT64_MAX / 2 && h->origin >= -(INT64_MAX / 2);
}

bool store_header_decode(struct store_header *h, const uint8_t *from, size_t length,
                         const char *name, struct complaint *complaint)
{
    if (length < STORE_HEADER_BYTES)
        return complain(complaint, "%s: byte %zu: truncated in its header of %d bytes", name,
                        length, STORE_HEADER_BYTES);
    if (memcmp(from, store_magic, STORE_MAGIC_BYTES) != 0)
        return complain(complaint, "%s: byte 0: not a stalemate trace: its magic number is missing",
                        name);
    if (bytes_u16(from + 8) != STORE_VERSION)
        return complain(
            complaint, "%s: byte 8: a stalemate trace of version %u; this program reads version %d",
            name, bytes_u16(from + 8), STORE_VERSION);
    if (bytes_u64(from + CHECKSUM_AT) != hash64(from, CHECKSUM_AT))
        return complain(complaint,
                        "%s: byte %d: the header's checksum is %016" PRIx64
                        ", its bytes give %016" PRIx64 ": the file is damaged",
                        name, CHECKSUM_AT, bytes_u64(from + CHECKSUM_AT),
                        hash64(from, CHECKSUM_AT));
    *h = (struct store_header){
        .records = bytes_u64(from + 16),
        .blocks = bytes_u64(from + 24),
        .origin = (int64_t)bytes_u64(from + 48),
        .first = (int64_t)bytes_u64(from + 56),
        .last = (int64_t)bytes_u64(from + 64),
        .end = (int64_t)bytes_u64(from + 72),
        .keys = bytes_u32(from + 36),
        .clients = bytes_u32(from + 40),
        .size_max = bytes_u32(from + 44),
        .nodes = bytes_u16(from + 80),
        .flags = bytes_u16(from + 14),
    };
    if (bytes_u16(from + 10) != STORE_HEADER_BYTES || bytes_u16(from + 12) != STORE_RECORD_BYTES
        || bytes_u32(from + 32) != STORE_BLOCK_RECORDS || !header_sensible(h))
        return complain(complaint,
                        "%s: the header's numbers do not fit together (%" PRIu64
                        " records in %" PRIu64 " blocks, %u keys, times %" PRId64 " to %" PRId64
                        " ns): not written by stalemate",
                        name, h->records, h->blocks, h->keys, h->first, h->last);
    for (int i = RESERVED_AT; i < CHECKSUM_AT; i++) {
        if (from[i] != 0)
            return complain(complaint, "%s: byte %d: found %u where version 1 has 0", name, i,
                            from[i]);
    }
    return true;
}

void store_block_encode(uint8_t to[STORE_BLOCK_HEAD_BYTES], const void *payload, uint32_t records,
                        uint32_t stored, bool compressed, uint64_t index)
{
    memcpy(to, block_magic, sizeof block_magic);
    bytes_put_u32(to + 4, records);
    bytes_put_u32(to + 8, stored);
    bytes_put_u32(to + 12, compressed);
    bytes_put_u64(to + 16, index);
    bytes_put_u64(to + BLOCK_CHECKSUM_AT,
                  hash64_seeded(payload, stored, hash64(to, BLOCK_CHECKSUM_AT)));
}

bool store_block_decode(struct store_block *block, const uint8_t *from,
                        const struct store_header *header, uint64_t index, const char *name,
                        uint64_t offset, struct complaint *complaint)
{
    uint64_t rest = header->records - index * STORE_BLOCK_RECORDS;
    uint32_t records = rest < STORE_BLOCK_RECORDS ? (uint32_t)rest : STORE_BLOCK_RECORDS;
    uint32_t compressed = header->flags & STORE_COMPRESSED;

    *block = (struct store_block){
        .records = bytes_u32(from + 4), .stored = bytes_u32(from + 8),
        .seed = hash64(from, BLOCK_CHECKSUM_AT), .checksum = bytes_u64(from + BLOCK_CHECKSUM_AT),
    };
    if (memcmp(from, block_magic, sizeof block_magic) != 0 || block->records != records
        || bytes_u64(from + 16) != index || bytes_u32(from + 12) != compressed
        || (!compressed && block->stored != records * STORE_RECORD_BYTES)
        || (compressed && (block->stored == 0 || block->stored > STORE_BLOCK_BYTES)))
        return complain(complaint,
                        "%s: byte %" PRIu64 ": the head of block %" PRIu64
                        " is damaged (%u records in %u"
                        " bytes; expected %u records)",
                        name, offset, index, block->records, block->stored, records);
    return true;
}

bool store_block_check(const struct store_block *block, const uint8_t *payload, const char *name,
                       uint64_t offset, struct complaint *complaint)
{
    uint64_t found = hash64_seeded(payload, block->stored, block->seed);

    if (found == block->checksum)
        return true;
    return complain(complaint,
                    "%s: byte %" PRIu64 ": the block's checksum is %016" PRIx64
                    ", its bytes give %016" PRIx64 ": the file is damaged",
                    name, offset, block->checksum, found);
}

void store_record_encode(uint8_t to[STORE_RECORD_BYTES], const struct trace_record *r)
{
    bytes_put_u64(to, (uint64_t)r->at);
    bytes_put_u32(to + 8, r->key);
    bytes_put_u32(to + 12, r->client);
    bytes_put_u32(to + 16, r->size);
    bytes_put_u32(to + 20, r->ttl);
    bytes_put_u16(to + 24, r->node);
    to[26] = r->op;
    to[27] = r->road;
    to[28] = r->flags;
    memset(to + 29, 0, 3);
}

void store_record_decode(struct trace_record *r, const uint8_t from[STORE_RECORD_BYTES])
{
    r->at = (int64_t)bytes_u64(from);
    r->key = bytes_u32(from + 8);
    r->client = bytes_u32(from + 12);
    r->size = bytes_u32(from + 16);
    r->ttl = bytes_u32(from + 20);
    r->node = bytes_u16(from + 24);
    r->op = from[26];
    r->road = from[27];
    r->flags = from[28];
    memcpy(r->spare, from + 29, 3);
}

static bool record_sensible(const struct trace_record *r, const struct store_header *h,
                            int64_t before)
{
    return r->at >= before && r->at >= h->first && r->at <= h->last && r->key < h->keys
           && r->client <= h->clients && r->size <= h->size_max && r->op >= TRACE_GET
           && r->op < TRACE_OPS && r->road <= ROAD_RAW
           && (r->flags & ~(OP_ROLL_BACK | OP_READ_OWN | OP_READ_AFTER)) == 0
           && (r->node == TRACE_NODE_NONE || r->node < h->nodes)
           && (r->spare[0] | r->spare[1] | r->spare[2]) == 0;
}

bool store_records_check(const uint8_t *payload, uint32_t count, const struct store_header *h,
                         int64_t *before, uint64_t number, uint64_t offset, const char *name,
                         struct complaint *complaint)
{
    struct trace_record r;

    for (uint32_t i = 0; i < count; i++) {
        store_record_decode(&r, payload + (size_t)i * STORE_RECORD_BYTES);
        if (!record_sensible(&r, h, *before)) {
            const char *name_of_op = trace_op_name(r.op);
            return complain(
                complaint,
                "%s: record %" PRIu64 " (byte %" PRIu64 "): found time %" PRId64
                " ns after %" PRId64
                ", key %u, client %u, size %u, op %u (%s), node %u; allowed: times %" PRId64
                " to %" PRId64
                " that do not run back, keys below %u, clients to %u, sizes to %u, ops 1 to %d",
                name, number + i, offset + (uint64_t)i * STORE_RECORD_BYTES, r.at, *before, r.key,
                r.client, r.size, r.op, name_of_op != NULL ? name_of_op : "unknown", r.node,
                h->first, h->last, h->keys, h->clients, h->size_max, TRACE_OPS - 1);
        }
        *before = r.at;
    }
    return true;
}
