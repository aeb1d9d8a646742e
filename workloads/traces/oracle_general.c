/* oracle_general.c - libCacheSim's oracleGeneral, reads only, and oracleGeneralOpNS, which has
 * operations and nanoseconds; little-endian, packed.
 *
 *      oracle-general, 24 bytes                 oracle-general-opns, 27 bytes
 *       0 u32 time, s                            0 u32 time, s
 *       4 u64 object                             4 u64 object
 *      12 u32 size                              12 u32 size
 *      16 i64 next access (-1 or the            16 u8  operation
 *             largest: none)                    17 u16 name space
 *                                               19 i64 next access
 *
 * When an object is next wanted is of no use here; a name space is a tenant, not a client, and is
 * not read. */
#include "workloads/traces/binary.h"
#include "workloads/traces/formats.h"

enum { PLAIN_BYTES = 24, OPNS_BYTES = 27 };

static bool sensible_next(uint64_t next)
{
    return next == UINT64_MAX || next == (uint64_t)INT64_MAX || next < UINT64_C(1) << 40;
}

static enum trace_match sniff_oracle(const struct trace_format *format,
                                     const struct trace_sniff *sniff)
{
    bool opns = format == &format_oracle_general_opns;
    size_t bytes = opns ? OPNS_BYTES : PLAIN_BYTES;
    size_t count = binary_sample(sniff, bytes);
    uint32_t before = 0;

    for (size_t i = 0; i < count; i++) {
        const uint8_t *at = sniff->head + i * bytes;
        if (!sensible_next(bytes_u64(at + bytes - 8)) || bytes_u32(at) < before
            || (opns && (at[16] == 0 || at[16] > 11)))
            return TRACE_NO;
        before = bytes_u32(at);
    }
    return count > 0 ? TRACE_MAYBE : TRACE_NO;
}

static bool open_oracle(struct trace_reader *reader, struct complaint *complaint)
{
    (void)reader;
    (void)complaint;
    return true;
}

static int next_oracle(struct trace_reader *reader, struct trace_record *record,
                       struct complaint *complaint)
{
    bool opns = reader->format == &format_oracle_general_opns;
    const uint8_t *at = NULL;
    int status;

    do {
        status = binary_next(reader, opns ? OPNS_BYTES : PLAIN_BYTES, &at, complaint);
        if (status <= 0)
            return status;
        *record = (struct trace_record){
            .at = (int64_t)bytes_u32(at) * UNITS_SECOND,
            .size = bytes_u32(at + 12),
            .op = TRACE_GET,
            .node = TRACE_NODE_NONE,
        };
        reader->key = (struct trace_name){.number = bytes_u64(at + 4)};
        if (opns)
            status = binary_op(reader, at[16], &record->op, complaint);
    } while (status == 0);
    return status < 0 ? -1 : trace_reader_intern(reader, record, complaint);
}

const struct trace_format format_oracle_general = {
    .name = "oracle-general", .says = "libCacheSim's oracleGeneral: 24-byte records, reads only",
    .suffix = ".oracleGeneral", .whole_seconds = true,
    .sniff = sniff_oracle, .open = open_oracle, .next = next_oracle,
};

const struct trace_format format_oracle_general_opns = {
    .name = "oracle-general-opns",
    .says = "libCacheSim's oracleGeneralOpNS: 27-byte records with operations",
    .suffix = ".oracleGeneralOpNS",
    .whole_seconds = true,
    .sniff = sniff_oracle,
    .open = open_oracle,
    .next = next_oracle,
};
