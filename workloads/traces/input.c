/* input.c - reading, and decompressing what is compressed. Nothing here knows what the
 * bytes mean. */
#include "workloads/traces/input.h"

#include "sim/base/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum {
    RAW_BYTES = 256 * 1024,
    BUFFER_BYTES = 2 * INPUT_LINE_BYTES_MAX,
};

enum packing { PACKING_UNKNOWN, PACKING_NONE, PACKING_ZSTD, PACKING_GZIP };

struct input_whole {
    struct input in;           /* first, so that the one is the other */
    int fd;                    /* -1: memory */
    enum packing packing;
    bool raw_ended, ended;
    bool inside;               /* a frame has begun and not ended */
    uint64_t raw_offset;       /* of raw_at in the file */
    const unsigned char *raw_at;
    size_t raw_have;
    ZSTD_DStream *zstd;
    z_stream gzip;
    unsigned char *raw;
    char *buffer;
};

static struct input *input_make(const char *name, int fd, struct complaint *complaint)
{
    struct input_whole *w = calloc(1, sizeof *w);
    char *copy = strdup(name);

    if (w != NULL) {
        w->fd = fd;
        w->buffer = malloc(BUFFER_BYTES);
        w->raw = fd >= 0 ? malloc(RAW_BYTES) : NULL;
        w->in = (struct input){.at = w->buffer, .name = copy};
    }
    if (w == NULL || copy == NULL || w->buffer == NULL || (fd >= 0 && w->raw == NULL)) {
        if (w != NULL) {
            free(w->buffer);
            free(w->raw);
        }
        free(w);
        free(copy);
        if (fd > 0)
            close(fd);
        complain_machine(complaint, "%s: no memory to read it", name);
        return NULL;
    }
    return &w->in;
}

struct input *input_open(const char *path, struct complaint *complaint)
{
    int fd;

    if (strcmp(path, "-") == 0)
        return input_make("standard input", STDIN_FILENO, complaint);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        complain(complaint, "%s: %s", path, strerror(errno));
        return NULL;
    }
    return input_make(path, fd, complaint);
}

struct input *input_open_memory(const char *name, const void *bytes, size_t length,
                                struct complaint *complaint)
{
    struct input *in = input_make(name, -1, complaint);

    if (in != NULL) {
        struct input_whole *w = (struct input_whole *)(void *)in;
        w->raw_at = bytes;
        w->raw_have = length;
        w->raw_ended = true;
    }
    return in;
}

void input_close(struct input *in)
{
    struct input_whole *w = (struct input_whole *)(void *)in;

    if (in == NULL)
        return;
    if (w->packing == PACKING_ZSTD)
        ZSTD_freeDStream(w->zstd);
    if (w->packing == PACKING_GZIP)
        inflateEnd(&w->gzip);
    if (w->fd > STDIN_FILENO)
        close(w->fd);
    free((void *)(uintptr_t)in->name);
    free(w->buffer);
    free(w->raw);
    free(w);
}

/* More raw bytes behind those that are left; never called with the raw buffer full. */
static bool raw_fill(struct input_whole *w, struct complaint *complaint)
{
    ssize_t got;

    if (w->raw_ended)
        return true;
    if (w->raw_have > 0)
        memmove(w->raw, w->raw_at, w->raw_have);
    w->raw_at = w->raw;
    do
        got = read(w->fd, w->raw + w->raw_have, RAW_BYTES - w->raw_have);
    while (got < 0 && errno == EINTR);
    if (got < 0) {
        if (errno == EISDIR)
            return complain(complaint, "%s: this is a folder, not a trace", w->in.name);
        return complain_machine(complaint, "%s: cannot read at byte %llu: %s", w->in.name,
                                (unsigned long long)(w->raw_offset + w->raw_have), strerror(errno));
    }
    w->raw_ended = got == 0;
    w->raw_have += (size_t)got;
    return true;
}

static void raw_take(struct input_whole *w, size_t bytes)
{
    w->raw_at += bytes;
    w->raw_have -= bytes;
    w->raw_offset += bytes;
}

static bool packing_find(struct input_whole *w, struct complaint *complaint)
{
    static const unsigned char zstd[4] = {0x28, 0xb5, 0x2f, 0xfd}, gzip[2] = {0x1f, 0x8b};

    while (w->raw_have < sizeof zstd && !w->raw_ended) {
        if (!raw_fill(w, complaint))
            return false;
    }
    w->packing = PACKING_NONE;
    if (w->raw_have >= sizeof zstd && memcmp(w->raw_at, zstd, sizeof zstd) == 0) {
        w->zstd = ZSTD_createDStream();
        if (w->zstd == NULL)
            return complain_machine(complaint, "%s: no memory to decompress it", w->in.name);
        w->packing = PACKING_ZSTD;
    } else if (w->raw_have >= sizeof gzip && memcmp(w->raw_at, gzip, sizeof gzip) == 0) {
        if (inflateInit2(&w->gzip, 15 + 16) != Z_OK)
            return complain_machine(complaint, "%s: no memory to decompress it", w->in.name);
        w->packing = PACKING_GZIP;
    }
    return true;
}

static bool broken(struct input_whole *w, const char *packing, const char *why,
                   struct complaint *complaint)
{
    return complain(complaint, "%s: broken %s data near byte %llu of the compressed file: %s",
                    w->in.name, packing, (unsigned long long)w->raw_offset, why);
}

/* Each of these makes at most `room` bytes out of what raw bytes there are, and says how many. */
static bool unpack_zstd(struct input_whole *w, char *to, size_t room, size_t *made,
                        struct complaint *complaint)
{
    ZSTD_inBuffer from = {w->raw_at, w->raw_have, 0};
    ZSTD_outBuffer out = {to, room, 0};
    size_t rest = ZSTD_decompressStream(w->zstd, &out, &from);

    if (ZSTD_isError(rest))
        return broken(w, "zstd", ZSTD_getErrorName(rest), complaint);
    /* At the end of a frame, with nothing written or taken, there is nothing inside. */
    if (out.pos > 0 || from.pos > 0)
        w->inside = rest != 0;
    raw_take(w, from.pos);
    *made = out.pos;
    return true;
}

static bool unpack_gzip(struct input_whole *w, char *to, size_t room, size_t *made,
                        struct complaint *complaint)
{
    z_stream *z = &w->gzip;
    size_t raw = w->raw_have;
    int status;

    if (!w->inside) {
        if (raw == 0) {
            *made = 0;
            return true;
        }
        if (inflateReset(z) != Z_OK)
            return broken(w, "gzip", "the decompressor failed", complaint);
        w->inside = true;
    }
    z->next_in = (unsigned char *)(uintptr_t)w->raw_at;
    z->avail_in = (unsigned)raw;
    z->next_out = (unsigned char *)to;
    z->avail_out = (unsigned)room;
    status = inflate(z, Z_NO_FLUSH);
    raw_take(w, raw - z->avail_in);
    *made = room - z->avail_out;
    if (status == Z_STREAM_END)
        w->inside = false;
    else if (status != Z_OK && status != Z_BUF_ERROR)
        return broken(w, "gzip", z->msg != NULL ? z->msg : "not what gzip writes", complaint);
    return true;
}

static bool unpack_none(struct input_whole *w, char *to, size_t room, size_t *made)
{
    size_t bytes = w->raw_have < room ? w->raw_have : room;

    memcpy(to, w->raw_at, bytes);
    raw_take(w, bytes);
    *made = bytes;
    return true;
}

/* Makes some bytes, or finds the end. */
static bool unpack(struct input_whole *w, char *to, size_t room, size_t *made,
                   struct complaint *complaint)
{
    bool good;

    *made = 0;
    while (*made == 0 && !w->ended) {
        if (w->raw_have == 0 && !raw_fill(w, complaint))
            return false;
        if (w->packing == PACKING_UNKNOWN && !packing_find(w, complaint))
            return false;
        bool last = w->raw_have == 0 && w->raw_ended;
        size_t raw = w->raw_have;
        if (w->packing == PACKING_ZSTD)
            good = unpack_zstd(w, to, room, made, complaint);
        else if (w->packing == PACKING_GZIP)
            good = unpack_gzip(w, to, room, made, complaint);
        else
            good = unpack_none(w, to, room, made);
        if (!good)
            return false;
        if (last && *made == 0) {
            if (w->inside)
                return complain(
                    complaint,
                    "%s: truncated: the compressed data stop at byte %llu of the file, in the"
                    " middle of a frame",
                    w->in.name, (unsigned long long)w->raw_offset);
            w->ended = true;
        }
        CHECK(last || *made > 0 || w->raw_have < raw || !w->raw_ended);
    }
    return true;
}

bool input_fill(struct input *in, size_t want, struct complaint *complaint)
{
    struct input_whole *w = (struct input_whole *)(void *)in;
    size_t used, made;

    CHECK(want <= INPUT_LINE_BYTES_MAX);
    if (in->have >= want || w->ended)
        return true;
    if (in->at != w->buffer && (size_t)(w->buffer + BUFFER_BYTES - in->at) < INPUT_LINE_BYTES_MAX) {
        memmove(w->buffer, in->at, in->have);
        in->at = w->buffer;
    }
    while (in->have < want && !w->ended) {
        used = (size_t)(in->at - w->buffer) + in->have;
        if (!unpack(w, w->buffer + used, BUFFER_BYTES - used, &made, complaint))
            return false;
        in->have += made;
    }
    return true;
}

int input_line(struct input *in, char **line, size_t *length, struct complaint *complaint)
{
    size_t searched = 0;
    char *end = NULL;

    for (;;) {
        if (in->have > searched) {
            end = memchr(in->at + searched, '\n', in->have - searched);
            if (end != NULL)
                break;
        }
        searched = in->have;
        if (searched >= INPUT_LINE_BYTES_MAX) {
            *length = INPUT_LINE_BYTES_MAX;
            return -1;
        }
        if (!input_fill(in, searched + 1, complaint))
            return -1;
        if (in->have == searched)
            break;
    }
    *line = in->at;
    *length = end != NULL ? (size_t)(end - in->at) : in->have;
    if (end == NULL && in->have == 0)
        return 0;
    input_take(in, end != NULL ? *length + 1 : *length);
    if (*length > 0 && (*line)[*length - 1] == '\r')
        --*length;
    return 1;
}
