/* event.h - what happened, one record after another: the fingerprint and the event log.
 *
 * Each executed event is one record of 32 bytes. The fingerprint is XXH3-128 over all of them, in the
 * order in which they are executed, so two runs with the same fingerprint did the same things in the
 * same order. A log, where one is wanted, has the same records as lines of text, in the order of
 * their times, which is how a difference is named and how an independent model follows a run. */
#ifndef SIM_ENGINE_EVENT_H
#define SIM_ENGINE_EVENT_H

#include "sim/base/complaint.h"
#include "sim/engine/time.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* (docs/results.md has them for users.) Operations are numbered: those of requests from 1 on, in their
 * order; those that another operation makes, a read or a message, above 2^31 as they are made. */
enum event_kind {
    EVENT_READ,      /* a read is answered; extra: when it began; with sessions, effect and reply:
                        low and high byte of the number of the newest request that has begun */
    EVENT_WRITE,     /* a write begins; its number names it in later records */
    EVENT_WRITE_END, /* version: 0 when rolled back; extra: the number that an operation made now
                        gets (a read after it), and in the high half with sessions that of the
                        newest request that has begun */
    EVENT_SIGNAL,    /* a message is delivered */
    EVENT_SIGNAL_END,
    EVENT_EFFECT, /* an effect takes place. On a value in the cache: version is the
                     qualifier of its name, extra when it expires from now on (0: as
                     before), or when the token expires that it was given (0: none);
                     on anything else: version is the number in the reply,
                     extra the name */
    EVENT_ASKED,  /* an invalidation or message sets out; version: number of the
                     message that will be delivered, if one will */
    EVENT_LOST,   /* a request or message was lost */
    EVENT_FAULT,
    EVENT_READ_BEGIN, /* a read that another operation has made begins; version: number of
                         the write in whose transaction it is, if it is in one */
    EVENT_MORE,       /* more about the effect that comes next; extra: the counter that a
                         value's name was made from, or when a counter expires */
    EVENT_TURN,       /* a turn of a script is over; effect: enum script_move, op: the actor, extra: the
                         name of what went */
    EVENT_KINDS,
};

struct event {
    sim_time at;
    uint32_t row;
    uint8_t kind;              /* enum event_kind */
    uint8_t effect;            /* which effect, where it is about one */
    uint8_t reply;
    uint8_t flags;             /* see below; of a write: its road */
    uint32_t op;               /* number of the operation */
    uint32_t version;          /* number of the version that it is about */
    uint64_t extra;
};

/* Flags of a read (OPEN: of a transaction that has not committed; the cause stands above them), and
 * of an effect on a value in the cache (OWN: what is stored is the write's own change; MEMOISED:
 * the name was made from a process's own memory; COUNTED: from a counter that was found, of which there is
 * no record: extra is when it was asked for; of a counter that is asked for, BUMPS: so that it can be
 * bumped). */
enum { EVENT_HIT = 1, EVENT_MEASURED = 2, EVENT_STALE = 4, EVENT_OPEN = 8, EVENT_CAUSE_SHIFT = 4 };
enum {
    EVENT_VERSIONED = 1,
    EVENT_OWN = 2,
    EVENT_MEMOISED = 4,
    EVENT_BUMPS = 8,
    EVENT_COUNTED = 16,
};

enum { EVENTS_BUFFERED = 256 };

struct event_stream {
    struct event buffer[EVENTS_BUFFERED];
    struct event *next;        /* in the buffer: there is always a place */
    uint64_t count;            /* of those that have left it */
    struct hash_stream *hash;
    FILE *log;                 /* NULL: none; not owned */
    const sim_time *clock;     /* nothing that is earlier will be noted */
    struct event *held;        /* for the log: those that something earlier may come before */
    size_t held_count, held_room;
};

/* `clock` stays valid; what it tells never goes back. */
bool event_stream_open(struct event_stream *stream, FILE *log, const sim_time *clock,
                       struct complaint *complaint);
void event_stream_flush(struct event_stream *stream);

/* Writes 32 hexadecimal digits and a zero byte, of all events so far. */
void event_stream_fingerprint(struct event_stream *stream, char to[33]);
void event_stream_close(struct event_stream *stream);

/* (Field by field, and always inline: of a whole event that is made up in memory and copied, a compiler loads
 * wider words than have just been stored there, which holds a processor up.) */
__attribute__((always_inline))
static inline void event_note(struct event_stream *stream, struct event event)
{
    struct event *to = stream->next++;

    to->at = event.at;
    to->row = event.row;
    to->kind = event.kind;
    to->effect = event.effect;
    to->reply = event.reply;
    to->flags = event.flags;
    to->op = event.op;
    to->version = event.version;
    to->extra = event.extra;
    if (stream->next == stream->buffer + EVENTS_BUFFERED)
        event_stream_flush(stream);
}

#endif
