/* scsi.h - the SCSI commands that read and write blocks. */
#ifndef WORKLOADS_TRACES_SCSI_H
#define WORKLOADS_TRACES_SCSI_H

#include "workloads/traces/trace.h"

#define SCSI_SAYS "the SCSI commands 08 28 88 a8 (reads) and 0a 2a 8a aa (writes), in hexadecimal"

static inline bool scsi_op(unsigned command, uint8_t *op)
{
    switch (command) {
    case 0x08: case 0x28: case 0x88: case 0xa8:
        *op = TRACE_GET;
        return true;
    case 0x0a: case 0x2a: case 0x8a: case 0xaa:
        *op = TRACE_SET;
        return true;
    default:
        return false;
    }
}

#endif
