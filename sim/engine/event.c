/* event.c - hashing and writing the records. */
#include "sim/engine/event.h"

#include "sim/base/hash.h"
#include "sim/base/memory.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The record is hashed as it lies in memory: it has no padding, and we run on little-endian
 * machines only (cli/main.c refuses others). */
_Static_assert(sizeof(struct event) == 32, "no padding");

static const char *const kind_names[EVENT_KINDS] = {
    [EVENT_READ] = "read", [EVENT_WRITE] = "write", [EVENT_WRITE_END] = "write-end",
    [EVENT_SIGNAL] = "signal", [EVENT_SIGNAL_END] = "signal-end", [EVENT_EFFECT] = "effect",
    [EVENT_ASKED] = "asked", [EVENT_LOST] = "lost", [EVENT_FAULT] = "fault",
    [EVENT_READ_BEGIN] = "read-begin", [EVENT_MORE] = "more", [EVENT_TURN] = "turn",
};

bool event_stream_open(struct event_stream *stream, FILE *log, const sim_time *clock,
                       struct complaint *complaint)
{
    stream->next = stream->buffer;
    stream->count = 0;
    stream->log = log;
    stream->clock = clock;
    stream->held = NULL;
    stream->held_count = stream->held_room = 0;
    stream->hash = hash_stream_new();
    return stream->hash != NULL || complain_machine(complaint, "out of memory");
}

/* Among those that are held, behind all of its time and earlier. */
static void hold(struct event_stream *stream, const struct event *event)
{
    size_t place = stream->held_count++;

    if (place == stream->held_room) {
        stream->held_room = 2 * place + EVENTS_BUFFERED;
        stream->held = realloc(stream->held, stream->held_room * sizeof *stream->held);
        if (stream->held == NULL)
            memory_exhausted("events that the log waits for", place);
    }
    for (; place > 0 && stream->held[place - 1].at > event->at; place--)
        stream->held[place] = stream->held[place - 1];
    stream->held[place] = *event;
}

/* Writes the first of those that are held. */
static void write_held(struct event_stream *stream, size_t count)
{
    for (const struct event *e = stream->held; e < stream->held + count; e++) {
        fprintf(stream->log, "%" PRId64 " %s %u row=%u op=%u version=%u reply=%u flags=%u extra=%"
                PRIu64 "\n", e->at, kind_names[e->kind], e->effect, e->row, e->op, e->version,
                e->reply, e->flags, e->extra);
    }
    stream->held_count -= count;
    memmove(stream->held, stream->held + count, stream->held_count * sizeof *stream->held);
}

static void log_events(struct event_stream *stream)
{
    size_t settled = 0;

    for (const struct event *e = stream->buffer; e < stream->next; e++)
        hold(stream, e);
    while (settled < stream->held_count && stream->held[settled].at < *stream->clock)
        settled++;
    if (settled > 0)
        write_held(stream, settled);
}

void event_stream_flush(struct event_stream *stream)
{
    size_t buffered = (size_t)(stream->next - stream->buffer);

    hash_stream_update(stream->hash, stream->buffer, buffered * sizeof stream->buffer[0]);
    stream->count += buffered;
    if (stream->log != NULL)
        log_events(stream);
    stream->next = stream->buffer;
}

void event_stream_fingerprint(struct event_stream *stream, char to[33])
{
    event_stream_flush(stream);
    hash128_format(to, hash_stream_digest(stream->hash));
}

void event_stream_close(struct event_stream *stream)
{
    if (stream->held_count > 0)
        write_held(stream, stream->held_count);
    free(stream->held);
    stream->held = NULL;
    hash_stream_free(stream->hash);
    stream->hash = NULL;
}
