/* vscsi.c - requests of virtual disks, as VMware's vscsiStats captures them; versions 1 and 2,
 * little-endian.
 *
 *      version 1, 32 bytes                      version 2, 40 bytes
 *       0 u32 serial number                      0 u16 SCSI command
 *       4 u32 length, bytes                      2 u16 version: 2 in the high byte
 *       8 u32 scatter-gather entries             4 u32 serial number
 *      12 u16 SCSI command                       8 u32 length, bytes
 *      14 u16 version: 1 in the high byte       12 u32 scatter-gather entries
 *      16 u64 first block (of 512 bytes)        16 u64 first block
 *      24 u64 time, us                          24 u64 time, us
 *                                               32 u64 response time, us
 *
 * The key is the first block, whatever the length; with the option `page` a request becomes one
 * request for each page that it touches, all at its time. */
#include "workloads/traces/binary.h"
#include "workloads/traces/formats.h"
#include "workloads/traces/scsi.h"

#include <stdlib.h>

enum { BLOCK_BYTES = 512, V1_BYTES = 32, V2_BYTES = 40 };

struct vscsi {
    unsigned version;
    uint64_t page, pages_left;           /* of the request that is being handed out */
    struct trace_record record;
};

struct request_bytes {
    unsigned command, version;
    uint32_t length;
    uint64_t block, time_us;
};

static struct request_bytes decode(const uint8_t *at, unsigned version)
{
    const uint8_t *command = version == 1 ? at + 12 : at;

    return (struct request_bytes){
        .command = bytes_u16(command), .version = bytes_u16(command + 2) >> 8,
        .length = bytes_u32(version == 1 ? at + 4 : at + 8),
        .block = bytes_u64(at + 16), .time_us = bytes_u64(at + 24),
    };
}

static bool looks_like(const uint8_t *head, size_t count, unsigned version)
{
    size_t bytes = version == 1 ? V1_BYTES : V2_BYTES;

    for (size_t i = 0; i < count; i++) {
        if (decode(head + i * bytes, version).version != version)
            return false;
    }
    return count > 0;
}

/* A file that is cut short is still recognised, so that the complaint is about its end. */
static enum trace_match sniff_vscsi(const struct trace_format *format,
                                    const struct trace_sniff *sniff)
{
    (void)format;
    if (looks_like(sniff->head, sniff->length / V1_BYTES, 1)
        || looks_like(sniff->head, sniff->length / V2_BYTES, 2))
        return TRACE_LIKELY;
    return TRACE_NO;
}

static bool open_vscsi(struct trace_reader *reader, struct complaint *complaint)
{
    const uint8_t *head = (const uint8_t *)reader->input->at;
    size_t have = reader->input->have;
    struct vscsi *vscsi = calloc(1, sizeof *vscsi);

    reader->state = vscsi;
    if (vscsi == NULL)
        return complain_machine(complaint, "%s: no memory to read it", reader->input->name);
    vscsi->version = have >= 16 && decode(head, 1).version == 1 ? 1
                   : have >= 4 && bytes_u16(head + 2) >> 8 == 2 ? 2 : 0;
    if (vscsi->version != 0)
        return true;
    reader->place = 1;
    trace_reader_complain(reader, complaint,
                          "not a vscsi trace: no version 1 at byte 15, and no version 2 at byte 3");
    return false;
}

static void close_vscsi(struct trace_reader *reader)
{
    free(reader->state);
}

static int next_page(struct trace_reader *reader, struct vscsi *vscsi, struct trace_record *record,
                     struct complaint *complaint)
{
    vscsi->pages_left--;
    *record = vscsi->record;
    reader->key = (struct trace_name){.number = vscsi->page++};
    return trace_reader_intern(reader, record, complaint);
}

static int next_vscsi(struct trace_reader *reader, struct trace_record *record,
                      struct complaint *complaint)
{
    struct vscsi *vscsi = reader->state;
    struct request_bytes r;
    const uint8_t *at = NULL;
    uint8_t op;

    if (vscsi->pages_left > 0)
        return next_page(reader, vscsi, record, complaint);
    for (;;) {
        int status = binary_next(reader, vscsi->version == 1 ? V1_BYTES : V2_BYTES, &at, complaint);
        if (status <= 0)
            return status;
        r = decode(at, vscsi->version);
        if (r.version != vscsi->version)
            return trace_reader_complain(reader, complaint,
                                         "version: found %u in a file of version %u", r.version,
                                         vscsi->version);
        if (scsi_op(r.command, &op))
            break;
        if (reader->options.unknown_op != TRACE_SKIP)
            return trace_reader_complain(reader, complaint,
                                         "command: found %02x; allowed: " SCSI_SAYS, r.command);
        reader->skipped++;
    }
    if (r.time_us > (uint64_t)INT64_MAX / 4 / 1000)
        return trace_reader_complain(reader, complaint,
                                     "time: found %" PRIu64 " us; allowed: at most %" PRIu64,
                                     r.time_us, (uint64_t)INT64_MAX / 4 / 1000);
    if (r.block > UINT64_MAX / BLOCK_BYTES - UINT32_MAX)
        return trace_reader_complain(
            reader, complaint, "block: found %" PRIu64 "; a disk has at most 2^64 bytes", r.block);
    *record = (struct trace_record){
        .at = (int64_t)r.time_us * 1000, .size = r.length, .op = op, .node = TRACE_NODE_NONE,
    };
    if (reader->options.page > 0) {
        uint64_t page = (uint64_t)reader->options.page, first = r.block * BLOCK_BYTES;
        uint64_t last = first + (r.length > 0 ? r.length - 1 : 0);
        vscsi->record = *record;
        vscsi->record.size = (uint32_t)page;
        vscsi->page = first / page;
        vscsi->pages_left = last / page - first / page + 1;
        return next_page(reader, vscsi, record, complaint);
    }
    reader->key = (struct trace_name){.number = r.block};
    return trace_reader_intern(reader, record, complaint);
}

const struct trace_format format_vscsi = {
    .name = "vscsi", .says = "VMware's vscsi captures, versions 1 and 2", .suffix = ".vscsi",
    .sniff = sniff_vscsi, .open = open_vscsi, .next = next_vscsi, .close = close_vscsi,
};
