/* input.h - bytes from a file or a pipe, decompressed on the way when they are zstd or gzip (found
 * by their magic numbers; several frames or members in a row are one stream).
 *
 * What was read and not yet taken lies at in->at[0 .. in->have). input_fill asks for more of it;
 * whoever uses bytes takes them. Offsets count decompressed bytes. */
#ifndef WORKLOADS_TRACES_INPUT_H
#define WORKLOADS_TRACES_INPUT_H

#include "sim/base/complaint.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INPUT_LINE_BYTES_MAX = 1024 * 1024 };

struct input {
    char *at;
    size_t have;
    uint64_t offset;           /* of at[0] from the beginning */
    const char *name;          /* for messages: the path, or "standard input" */
};

/* "-" is standard input. NULL after a complaint. */
struct input *input_open(const char *path, struct complaint *complaint);

/* Bytes in memory, which must outlive the input: for tests. */
struct input *input_open_memory(const char *name, const void *bytes, size_t length,
                                struct complaint *complaint);
void input_close(struct input *in);

/* At least `want` bytes at in->at (want <= INPUT_LINE_BYTES_MAX), fewer only at the end of the
 * input. Moves in->at. False after a complaint. */
bool input_fill(struct input *in, size_t want, struct complaint *complaint);

static inline void input_take(struct input *in, size_t bytes)
{
    in->at += bytes;
    in->have -= bytes;
    in->offset += bytes;
}

/* The next line, without its newline (or CR and newline), and takes it; the bytes may be changed in
 * place and are good until the next call. 1, 0 at the end, -1 after a complaint, where the line is
 * longer than INPUT_LINE_BYTES_MAX: `*length` is then that. */
int input_line(struct input *in, char **line, size_t *length, struct complaint *complaint);

#endif
