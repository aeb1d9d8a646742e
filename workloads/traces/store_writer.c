/* store_writer.c - writing a trace of our own format, so that a reader never sees half of one. */
#include "workloads/traces/store.h"

#include "sim/base/check.h"
#include "sim/base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

enum { LEVEL = 3 };                              /* zstd's own preset */

struct store_writer {
    int fd;
    struct outfile out;                          /* not open: a temporary file without a name, */
    bool to_stdout;                              /* which is copied to standard output in the end */
    bool compressed;
    uint32_t pending;                            /* records in the block */
    struct store_header header;
    uint64_t offset;
    size_t packed_room;
    uint8_t *packed;                             /* head and frame of a compressed block */
    uint8_t block[STORE_BLOCK_BYTES];
};

/* Only a plain file can be gone back in, to write its head. */
static bool is_plain(const char *path, struct complaint *complaint)
{
    struct stat about;

    if (stat(path, &about) == 0 && !S_ISREG(about.st_mode))
        return complain(complaint, "%s: found no plain file; expected one, or - for standard output",
                        path);
    return true;
}

static const char *name_of(const struct store_writer *writer)
{
    return writer->out.path != NULL ? writer->out.path
        : writer->to_stdout ? "standard output" : "a temporary trace";
}

void store_writer_abandon(struct store_writer *writer)
{
    if (writer == NULL)
        return;
    if (writer->out.stream == NULL && writer->fd >= 0)
        close(writer->fd);
    outfile_discard(&writer->out);
    free(writer->packed);
    free(writer);
}

static bool open_temporary(struct store_writer *writer, struct complaint *complaint)
{
    const char *folder = getenv("TMPDIR");
    char *name;

    if (asprintf(&name, "%s/stalemate-trace-XXXXXX",
                 folder != NULL && *folder != '\0' ? folder : "/tmp") < 0)
        return complain_machine(complaint, "no memory to write a trace");
    writer->fd = mkostemp(name, O_CLOEXEC);
    if (writer->fd < 0)
        complain_machine(complaint, "%s: cannot make a temporary file (TMPDIR chooses the folder): %s",
                         name, strerror(errno));
    else
        unlink(name);
    free(name);
    return writer->fd >= 0;
}

static bool open_file(struct store_writer *writer, const char *path, struct complaint *complaint)
{
    if (writer->to_stdout && isatty(STDOUT_FILENO) == 1)
        return complain(complaint, "standard output: found a terminal; expected a file or a pipe: a "
                        "trace is not text");
    if (path == NULL || writer->to_stdout)
        return open_temporary(writer, complaint);
    if (!is_plain(path, complaint) || !outfile_open(&writer->out, path, complaint))
        return false;
    writer->fd = fileno(writer->out.stream);
    return true;
}

struct store_writer *store_writer_open(const char *path, bool compressed,
                                       struct complaint *complaint)
{
    struct store_writer *writer = calloc(1, sizeof *writer);

    if (writer == NULL) {
        complain_machine(complaint, "no memory to write a trace");
        return NULL;
    }
    writer->fd = -1;
    writer->compressed = compressed;
    writer->to_stdout = path != NULL && strcmp(path, "-") == 0;
    writer->packed_room = ZSTD_compressBound(STORE_BLOCK_BYTES);
    writer->packed = malloc(STORE_BLOCK_HEAD_BYTES + writer->packed_room);
    writer->offset = STORE_HEADER_BYTES;
    if (writer->packed == NULL)
        complain_machine(complaint, "no memory to write a trace");
    else if (open_file(writer, path, complaint))
        return writer;
    store_writer_abandon(writer);
    return NULL;
}

static bool write_at(struct store_writer *writer, const uint8_t *bytes, size_t length,
                     uint64_t offset, struct complaint *complaint)
{
    while (length > 0) {
        ssize_t done = pwrite(writer->fd, bytes, length, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return complain_machine(complaint, "%s: cannot write: %s", name_of(writer),
                                    done < 0 ? strerror(errno) : "nothing was written");
        bytes += done;
        length -= (size_t)done;
        offset += (uint64_t)done;
    }
    return true;
}

static bool write_block(struct store_writer *writer, struct complaint *complaint)
{
    uint32_t bytes = writer->pending * STORE_RECORD_BYTES;
    uint8_t *head = writer->block;
    size_t packed;

    if (writer->compressed) {
        head = writer->packed;
        packed = ZSTD_compress(head + STORE_BLOCK_HEAD_BYTES, writer->packed_room,
                               writer->block + STORE_BLOCK_HEAD_BYTES, bytes, LEVEL);
        if (ZSTD_isError(packed))
            return complain_machine(complaint, "cannot compress: %s", ZSTD_getErrorName(packed));
        bytes = (uint32_t)packed;
    }
    store_block_encode(head, head + STORE_BLOCK_HEAD_BYTES, writer->pending, bytes,
                       writer->compressed, writer->header.blocks);
    if (!write_at(writer, head, STORE_BLOCK_HEAD_BYTES + (size_t)bytes, writer->offset, complaint))
        return false;
    writer->offset += STORE_BLOCK_HEAD_BYTES + bytes;
    writer->header.blocks++;
    writer->pending = 0;
    return true;
}

bool store_writer_add(struct store_writer *writer, const struct trace_record *record,
                      struct complaint *complaint)
{
    struct store_header *h = &writer->header;

    CHECK(record->at >= h->last);
    if (h->records++ == 0)
        h->first = record->at;
    h->last = record->at;
    if (record->size > h->size_max)
        h->size_max = record->size;
    store_record_encode(writer->block + STORE_BLOCK_HEAD_BYTES
                            + (size_t)writer->pending * STORE_RECORD_BYTES,
                        record);
    return ++writer->pending < STORE_BLOCK_RECORDS || write_block(writer, complaint);
}

static bool complete(struct store_writer *writer, struct store_header *header,
                     struct complaint *complaint)
{
    uint8_t bytes[STORE_HEADER_BYTES];
    struct store_header *h = &writer->header;

    if (writer->pending > 0 && !write_block(writer, complaint))
        return false;
    if (h->records == 0)
        return complain(complaint, "%s: there is no request to write", name_of(writer));
    header->records = h->records;
    header->blocks = h->blocks;
    header->first = h->first;
    header->last = h->last;
    header->size_max = h->size_max;
    if (header->end <= h->last)
        header->end = h->last + 1;
    header->flags = (uint16_t)((header->flags & ~STORE_COMPRESSED)
                               | (writer->compressed ? STORE_COMPRESSED : 0));
    store_header_encode(bytes, header);
    return write_at(writer, bytes, sizeof bytes, 0, complaint);
}

static bool copy_to_stdout(const struct store_writer *writer, struct complaint *complaint)
{
    char bytes[1 << 16];
    off_t at = 0;
    ssize_t got;

    while ((got = pread(writer->fd, bytes, sizeof bytes, at)) > 0) {
        if (fwrite(bytes, 1, (size_t)got, stdout) != (size_t)got)
            break;
        at += got;
    }
    if (got == 0 && fflush(stdout) == 0)
        return true;
    return complain_machine(complaint, "standard output: cannot write: %s", strerror(errno));
}

bool store_writer_finish(struct store_writer *writer, struct store_header *header,
                         struct complaint *complaint)
{
    bool fine = complete(writer, header, complaint);

    if (fine && writer->to_stdout)
        fine = copy_to_stdout(writer, complaint);
    else if (fine)
        fine = outfile_commit(&writer->out, complaint);
    if (!writer->to_stdout)
        writer->fd = -1;                         /* it was the file's, which is closed */
    store_writer_abandon(writer);
    return fine;
}

struct store_map *store_writer_map(struct store_writer *writer, struct store_header *header,
                                   struct complaint *complaint)
{
    struct store_map *map = calloc(1, sizeof *map);
    void *bytes = MAP_FAILED;

    CHECK(writer->out.path == NULL && !writer->to_stdout && !writer->compressed);
    if (complete(writer, header, complaint)) {
        bytes = mmap(NULL, (size_t)writer->offset, PROT_READ, MAP_SHARED, writer->fd, 0);
        if (bytes == MAP_FAILED || map == NULL)
            complain_machine(complaint, "cannot map the temporary trace file: %s", strerror(errno));
    }
    if (bytes == MAP_FAILED || map == NULL) {
        free(map);
        store_writer_abandon(writer);
        return NULL;
    }
    *map = (struct store_map){.bytes = bytes, .length = (size_t)writer->offset, .header = *header};
    store_writer_abandon(writer);
    return map;
}
