/* event.h - what happened, one record after another: the fingerprint and the event log.
 *
 * Each executed event is one record of 32 bytes. The fingerprint is XXH3-128 over all of them, so
 * two runs with the same fingerprint did the same things in the same order. A log, where one is
 * wanted, has the same records as lines of text, which is how a difference is named and how an
 * independent model follows a run. */
#ifndef SIM_ENGINE_EVENT_H
#define SIM_ENGINE_EVENT_H

#include "sim/base/complaint.h"
#include "sim/engine/time.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum event_kind {
    EVENT_READ,                /* a read is answered; extra: when it began */
    EVENT_WRITE,               /* a write begins; its number names it in later records */
    EVENT_WRITE_END,
    EVENT_SIGNAL,              /* a message is delivered */
    EVENT_SIGNAL_END,
    EVENT_EFFECT,              /* an effect takes place; extra: the name it is about */
    EVENT_ASKED,               /* an invalidation or message sets out */
    EVENT_LOST,                /* a request or message was lost */
    EVENT_FAULT,
    EVENT_KINDS,
};

struct event {
    sim_time at;
    uint32_t row;
    uint8_t kind;              /* enum event_kind */
    uint8_t effect;            /* which effect, where it is about one */
    uint8_t reply;
    uint8_t flags;             /* of a read: 1 hit, 2 measured, 4 stale; cause in the upper bits */
    uint32_t op;               /* number of the operation */
    uint32_t version;          /* number of the version that it is about */
    uint64_t extra;
};

enum { EVENT_HIT = 1, EVENT_MEASURED = 2, EVENT_STALE = 4, EVENT_OPEN = 8, EVENT_CAUSE_SHIFT = 4 };

enum { EVENTS_BUFFERED = 256 };

struct event_stream {
    struct event buffer[EVENTS_BUFFERED];
    uint32_t buffered;
    uint64_t count;
    struct hash_stream *hash;
    FILE *log;                 /* NULL: none; not owned */
};

bool event_stream_open(struct event_stream *stream, FILE *log, struct complaint *complaint);
void event_stream_flush(struct event_stream *stream);

/* Writes 32 hexadecimal digits and a zero byte, of all events so far. */
void event_stream_fingerprint(struct event_stream *stream, char to[33]);
void event_stream_close(struct event_stream *stream);

static inline void event_note(struct event_stream *stream, struct event event)
{
    stream->buffer[stream->buffered++] = event;
    if (stream->buffered == EVENTS_BUFFERED)
        event_stream_flush(stream);
}

#endif
