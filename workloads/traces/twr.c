/* twr.c - Twitter's traces as libCacheSim packs them; little-endian, packed.
 *
 *      twr, 20 bytes                            twrns, 22 bytes
 *       0 u32 time, s                            as twr, then
 *       4 u64 key                               20 u16 name space
 *      12 u32 key size << 22 | value size
 *      16 u32 operation << 24 | ttl, s
 *
 * A name space is a tenant, not a client, and is not read. Writers disagree on operations 5 and 6:
 * see the option op-five. */
#include "workloads/traces/binary.h"
#include "workloads/traces/formats.h"

enum { TWR_BYTES = 20, TWRNS_BYTES = 22, VALUE_BITS = 22, TTL_BITS = 24 };

static enum trace_match sniff_twr(const struct trace_format *format,
                                  const struct trace_sniff *sniff)
{
    size_t bytes = format == &format_twrns ? TWRNS_BYTES : TWR_BYTES;
    size_t count = binary_sample(sniff, bytes);
    uint32_t before = 0;

    for (size_t i = 0; i < count; i++) {
        const uint8_t *at = sniff->head + i * bytes;
        if (at[19] == 0 || at[19] > 11 || bytes_u32(at) < before)
            return TRACE_NO;
        before = bytes_u32(at);
    }
    return count > 0 ? TRACE_MAYBE : TRACE_NO;
}

static bool open_twr(struct trace_reader *reader, struct complaint *complaint)
{
    (void)reader;
    (void)complaint;
    return true;
}

static int next_twr(struct trace_reader *reader, struct trace_record *record,
                    struct complaint *complaint)
{
    bool spaces = reader->format == &format_twrns;
    const uint8_t *at = NULL;
    int status;

    do {
        status = binary_next(reader, spaces ? TWRNS_BYTES : TWR_BYTES, &at, complaint);
        if (status <= 0)
            return status;
        *record = (struct trace_record){
            .at = (int64_t)bytes_u32(at) * UNITS_SECOND,
            .size = bytes_u32(at + 12) & ((UINT32_C(1) << VALUE_BITS) - 1), .node = TRACE_NODE_NONE,
        };
        uint64_t ttl_ms = UINT64_C(1000) * (bytes_u32(at + 16) & ((UINT32_C(1) << TTL_BITS) - 1));
        record->ttl = ttl_ms < TRACE_TTL_MAX ? (uint32_t)ttl_ms : TRACE_TTL_MAX;
        reader->key = (struct trace_name){.number = bytes_u64(at + 4)};
        status = binary_op(reader, at[19], &record->op, complaint);
    } while (status == 0);
    return status < 0 ? -1 : trace_reader_intern(reader, record, complaint);
}

const struct trace_format format_twr = {
    .name = "twr", .says = "libCacheSim's packed Twitter traces: 20-byte records", .suffix = ".twr",
    .whole_seconds = true, .sniff = sniff_twr, .open = open_twr, .next = next_twr,
};

const struct trace_format format_twrns = {
    .name = "twrns", .says = "the same with name spaces: 22-byte records", .suffix = ".twrns",
    .whole_seconds = true, .sniff = sniff_twr, .open = open_twr, .next = next_twr,
};
