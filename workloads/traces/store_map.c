/* store_map.c - a trace of our own format as memory.
 *
 * Everything is checked once, when the file is mapped: a replay then trusts it. (A file that
 * another program cuts short while it is mapped ends this one with a bus error: nobody can guard
 * against that.) */
#include "workloads/traces/store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workloads/traces/bytes.h"

enum store_kind store_map_possible(const char *path, struct complaint *complaint)
{
    uint8_t head[16];
    struct stat about;
    ssize_t got;
    int fd;

    if (strcmp(path, "-") == 0)
        return STORE_OTHER;
    if (stat(path, &about) != 0) {
        complain(complaint, "%s: %s", path, strerror(errno));
        return STORE_TROUBLE;
    }
    /* A pipe must not be opened twice: its writer would not survive that. */
    if (!S_ISREG(about.st_mode))
        return STORE_OTHER;
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        complain(complaint, "%s: %s", path, strerror(errno));
        return STORE_TROUBLE;
    }
    got = pread(fd, head, sizeof head, 0);
    close(fd);
    if (got != (ssize_t)sizeof head || memcmp(head, store_magic, STORE_MAGIC_BYTES) != 0)
        return STORE_OTHER;
    return bytes_u16(head + 14) & STORE_COMPRESSED ? STORE_OTHER : STORE_MAPPABLE;
}

static bool check_length(const struct store_map *map, const char *path, struct complaint *complaint)
{
    const struct store_header *h = &map->header;
    uint64_t length =
        STORE_HEADER_BYTES + h->blocks * STORE_BLOCK_HEAD_BYTES + h->records * STORE_RECORD_BYTES;

    if (map->length < length)
        return complain(complaint,
                        "%s: byte %zu: truncated: %" PRIu64 " records need %" PRIu64 " bytes", path,
                        map->length, h->records, length);
    if (map->length > length)
        return complain(complaint,
                        "%s: byte %" PRIu64 ": %" PRIu64 " bytes follow after the last of %" PRIu64
                        " records",
                        path, length, map->length - length, h->records);
    return true;
}

static bool check_blocks(const struct store_map *map, const char *path, struct complaint *complaint)
{
    const struct store_header *h = &map->header;
    struct store_block block;
    int64_t before = h->first;

    for (uint64_t i = 0; i < h->blocks; i++) {
        uint64_t offset = STORE_HEADER_BYTES + i * STORE_BLOCK_BYTES;
        const uint8_t *head = map->bytes + offset, *payload = head + STORE_BLOCK_HEAD_BYTES;
        if (!store_block_decode(&block, head, h, i, path, offset, complaint)
            || !store_block_check(&block, payload, path, offset, complaint)
            || !store_records_check(payload, block.records, h, &before, i * STORE_BLOCK_RECORDS + 1,
                                    offset + STORE_BLOCK_HEAD_BYTES, path, complaint))
            return false;
    }
    return true;
}

struct store_map *store_map_open(const char *path, struct complaint *complaint)
{
    struct store_map *map = calloc(1, sizeof *map);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about;
    void *bytes = MAP_FAILED;

    if (map == NULL)
        complain_machine(complaint, "%s: no memory", path);
    else if (fd < 0 || fstat(fd, &about) != 0)
        complain(complaint, "%s: %s", path, strerror(errno));
    else if (about.st_size < STORE_HEADER_BYTES)
        complain(complaint, "%s: byte %lld: truncated in its header of %d bytes", path,
                 (long long)about.st_size, STORE_HEADER_BYTES);
    else if ((bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, fd, 0))
             == MAP_FAILED)
        complain_machine(complaint, "%s: cannot map: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    if (bytes == MAP_FAILED) {
        free(map);
        return NULL;
    }
    map->bytes = bytes;
    map->length = (size_t)about.st_size;
    if (store_header_decode(&map->header, bytes, map->length, path, complaint)
        && check_length(map, path, complaint) && check_blocks(map, path, complaint))
        return map;
    store_map_close(map);
    return NULL;
}

void store_map_close(struct store_map *map)
{
    if (map == NULL)
        return;
    munmap((void *)(uintptr_t)map->bytes, map->length);
    free(map);
}
