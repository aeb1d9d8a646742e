/* binary.h - what the readers of fixed-size records share. */
#ifndef WORKLOADS_TRACES_BINARY_H
#define WORKLOADS_TRACES_BINARY_H

#include "sim/base/units.h"
#include "workloads/traces/bytes.h"
#include "workloads/traces/trace.h"

#include <inttypes.h>

/* The next record's bytes in *at, taken from the input: 1, 0 at the end, -1 where the file ends
 * within the record. */
static inline int binary_next(struct trace_reader *reader, size_t bytes, const uint8_t **at,
                              struct complaint *complaint)
{
    struct input *in = reader->input;

    if (in->have < bytes) {
        if (!input_fill(in, bytes, complaint))
            return -1;
        if (in->have == 0)
            return 0;
    }
    reader->place++;
    reader->place_offset = in->offset;
    if (in->have < bytes)
        return trace_reader_complain(
            reader, complaint, "truncated: %zu bytes are left of a record of %zu", in->have, bytes);
    *at = (const uint8_t *)in->at;
    input_take(in, bytes);
    return 1;
}

/* An operation by its number in libCacheSim's files: 1 if known, 0 to skip it, -1 after a
 * complaint. */
static inline int binary_op(struct trace_reader *reader, unsigned number, uint8_t *op,
                            struct complaint *complaint)
{
    static const uint8_t ops[] = {
        0,          TRACE_GET,     TRACE_GETS,   TRACE_SET,     TRACE_ADD,
        TRACE_CAS,  TRACE_REPLACE, TRACE_APPEND, TRACE_PREPEND, TRACE_DELETE,
        TRACE_INCR, TRACE_DECR,
    };

    if (number == 0 || number >= sizeof ops) {
        if (reader->options.unknown_op == TRACE_SKIP) {
            reader->skipped++;
            return 0;
        }
        return trace_reader_complain(
            reader, complaint,
            "op: found number %u; allowed: 1 get, 2 gets, 3 set, 4 add,"
            " 5 and 6 cas and replace, 7 append, 8 prepend, 9 delete, 10 incr, 11 decr",
            number);
    }
    *op = ops[number];
    if (reader->options.op_five == TRACE_FIVE_REPLACE && (number == 5 || number == 6))
        *op = number == 5 ? TRACE_REPLACE : TRACE_CAS;
    return 1;
}

/* Nothing but lines of letters: whatever the numbers would be, it is none of these formats. */
static inline bool binary_is_text(const struct trace_sniff *sniff)
{
    for (size_t i = 0; i < sniff->length; i++) {
        uint8_t byte = sniff->head[i];
        if (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t')
            return false;
    }
    return true;
}

/* How many of the records in the first bytes to look at; 0: the file is not made of whole ones. */
static inline size_t binary_sample(const struct trace_sniff *sniff, size_t bytes)
{
    size_t count = sniff->length / bytes;

    if ((sniff->whole && sniff->length % bytes != 0) || binary_is_text(sniff))
        return 0;
    return count < 256 ? count : 256;
}

#endif
