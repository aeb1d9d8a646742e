/* event.c - hashing and writing the records. */
#include "sim/engine/event.h"

#include "sim/base/hash.h"

#include <inttypes.h>

/* The record is hashed as it lies in memory: it has no padding, and we run on little-endian
 * machines only (cli/main.c refuses others). */
_Static_assert(sizeof(struct event) == 32, "no padding");

static const char *const kind_names[EVENT_KINDS] = {
    [EVENT_READ] = "read", [EVENT_WRITE] = "write", [EVENT_WRITE_END] = "write-end",
    [EVENT_SIGNAL] = "signal", [EVENT_SIGNAL_END] = "signal-end", [EVENT_EFFECT] = "effect",
    [EVENT_ASKED] = "asked", [EVENT_LOST] = "lost", [EVENT_FAULT] = "fault",
    [EVENT_READ_BEGIN] = "read-begin", [EVENT_MORE] = "more", [EVENT_TURN] = "turn",
};

bool event_stream_open(struct event_stream *stream, FILE *log, struct complaint *complaint)
{
    stream->next = stream->buffer;
    stream->count = 0;
    stream->log = log;
    stream->hash = hash_stream_new();
    return stream->hash != NULL || complain_machine(complaint, "out of memory");
}

void event_stream_flush(struct event_stream *stream)
{
    size_t buffered = (size_t)(stream->next - stream->buffer);

    hash_stream_update(stream->hash, stream->buffer, buffered * sizeof stream->buffer[0]);
    stream->count += buffered;
    for (const struct event *e = stream->buffer; stream->log != NULL && e < stream->next; e++) {
        fprintf(stream->log, "%" PRId64 " %s %u row=%u op=%u version=%u reply=%u flags=%u extra=%"
                PRIu64 "\n", e->at, kind_names[e->kind], e->effect, e->row, e->op, e->version,
                e->reply, e->flags, e->extra);
    }
    stream->next = stream->buffer;
}

void event_stream_fingerprint(struct event_stream *stream, char to[33])
{
    event_stream_flush(stream);
    hash128_format(to, hash_stream_digest(stream->hash));
}

void event_stream_close(struct event_stream *stream)
{
    hash_stream_free(stream->hash);
    stream->hash = NULL;
}
