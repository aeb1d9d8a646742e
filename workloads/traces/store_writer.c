/* store_writer.c - writing a trace of our own format, so that a reader never sees half of one. */
#include "workloads/traces/store.h"

#include "sim/base/check.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
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
    char *path;                                  /* NULL: a temporary file without a name */
    char *temporary;
    bool compressed;
    uint32_t pending;                            /* records in the block */
    struct store_header header;
    uint64_t offset;
    size_t packed_room;
    uint8_t *packed;                             /* head and frame of a compressed block */
    uint8_t block[STORE_BLOCK_BYTES];
};

/* Only a file that is there as a plain file may be replaced: renaming over a device would be a
 * disaster. */
static bool may_replace(const char *path, struct complaint *complaint)
{
    struct stat about;

    if (stat(path, &about) == 0 && !S_ISREG(about.st_mode))
        return complain(complaint, "%s: not a plain file; a trace can only be written to one",
                        path);
    return true;
}

static char *temporary_name(const char *path)
{
    const char *folder = getenv("TMPDIR");
    char *name;

    if (path != NULL) {
        if (asprintf(&name, "%s.partial-XXXXXX", path) < 0)
            return NULL;
    } else if (asprintf(&name, "%s/stalemate-trace-XXXXXX",
                        folder != NULL && *folder != '\0' ? folder : "/tmp")
               < 0) {
        return NULL;
    }
    return name;
}

static void free_writer(struct store_writer *writer)
{
    if (writer->fd >= 0)
        close(writer->fd);
    free(writer->path);
    free(writer->temporary);
    free(writer->packed);
    free(writer);
}

void store_writer_abandon(struct store_writer *writer)
{
    if (writer == NULL)
        return;
    if (writer->path != NULL && writer->temporary != NULL && writer->fd >= 0)
        unlink(writer->temporary);
    free_writer(writer);
}

static bool open_file(struct store_writer *writer, struct complaint *complaint)
{
    mode_t mask;

    writer->fd = mkostemp(writer->temporary, O_CLOEXEC);
    if (writer->fd < 0) {
        if (writer->path != NULL)
            return complain_machine(complaint, "%s: cannot be written: %s", writer->path,
                                    strerror(errno));
        return complain_machine(complaint,
                                "%s: cannot make a temporary file (TMPDIR chooses the folder): %s",
                                writer->temporary, strerror(errno));
    }
    if (writer->path == NULL) {
        unlink(writer->temporary);
    } else {
        mask = umask(0);
        umask(mask);
        if (fchmod(writer->fd, 0666 & ~mask) != 0)
            return complain_machine(complaint, "%s: %s", writer->temporary, strerror(errno));
    }
    return true;
}

struct store_writer *store_writer_open(const char *path, bool compressed,
                                       struct complaint *complaint)
{
    struct store_writer *writer;

    if (path != NULL && strcmp(path, "-") == 0) {
        complain(complaint, "a trace cannot be written to standard output: name a file");
        return NULL;
    }
    if (path != NULL && !may_replace(path, complaint))
        return NULL;
    writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        complain_machine(complaint, "no memory to write a trace");
        return NULL;
    }
    writer->fd = -1;
    writer->compressed = compressed;
    writer->path = path != NULL ? strdup(path) : NULL;
    writer->temporary = temporary_name(path);
    writer->packed_room = ZSTD_compressBound(STORE_BLOCK_BYTES);
    writer->packed = malloc(STORE_BLOCK_HEAD_BYTES + writer->packed_room);
    writer->offset = STORE_HEADER_BYTES;
    if ((path != NULL && writer->path == NULL) || writer->temporary == NULL
        || writer->packed == NULL)
        complain_machine(complaint, "no memory to write a trace");
    else if (open_file(writer, complaint))
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
            return complain_machine(complaint, "%s: cannot write: %s",
                                    writer->path != NULL ? writer->path : writer->temporary,
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
        return complain(complaint, "%s: there is no request to write",
                        writer->path != NULL ? writer->path : "trace");
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

/* The rename itself must reach the disk too; a file system that cannot say so is not worth failing
 * for. */
static void sync_folder(const char *path)
{
    char *copy = strdup(path);

    if (copy == NULL)
        return;
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
    free(copy);
}

bool store_writer_finish(struct store_writer *writer, struct store_header *header,
                         struct complaint *complaint)
{
    CHECK(writer->path != NULL);
    if (!complete(writer, header, complaint)) {
        store_writer_abandon(writer);
        return false;
    }
    if (fsync(writer->fd) != 0 || rename(writer->temporary, writer->path) != 0) {
        complain_machine(complaint, "%s: cannot complete the file: %s", writer->path,
                         strerror(errno));
        store_writer_abandon(writer);
        return false;
    }
    sync_folder(writer->path);
    free_writer(writer);
    return true;
}

struct store_map *store_writer_map(struct store_writer *writer, struct store_header *header,
                                   struct complaint *complaint)
{
    struct store_map *map = calloc(1, sizeof *map);
    void *bytes = MAP_FAILED;

    CHECK(writer->path == NULL && !writer->compressed);
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
