/* random_stack.c - drawing strategies and their knobs, and what all drawing needs. */
#include "tests/differential/drawing.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

uint64_t below(struct drawing *d, uint64_t bound)
{
    return rng_below(rng_next(&d->rng), bound);
}

bool one_in(struct drawing *d, uint64_t n)
{
    return below(d, n) == 0;
}

void write_text(struct drawing *d, const char *format, ...)
{
    size_t room = d->room - d->used;
    va_list arguments;
    int wrote;

    va_start(arguments, format);
    wrote = vsnprintf(d->text + d->used, room, format, arguments);
    va_end(arguments);
    if (wrote < 0 || (size_t)wrote >= room)
        abort();
    d->used += (size_t)wrote;
}

int64_t some_time(struct drawing *d, uint64_t units)
{
    if (one_in(d, 3))
        return 1 + (int64_t)below(d, units * (uint64_t)d->unit);
    return (1 + (int64_t)below(d, units)) * d->unit;
}

void write_time(struct drawing *d, const char *key, int64_t ns)
{
    write_text(d, "\"%s\": \"%" PRId64 "ns\"", key, ns);
}

void write_choice(struct drawing *d, const char *key, const char *const *choices,
                  uint64_t count)
{
    write_text(d, "\"%s\": \"%s\"", key, choices[below(d, count)]);
}

/* ---- strategies ---- */

static void write_ttl(struct drawing *d)
{
    int64_t ttl = some_time(d, 20);

    write_text(d, "{\"ttl\": {");
    write_time(d, "ttl", ttl);
    if (one_in(d, 3)) {
        write_text(d, ", ");
        write_time(d, "jitter", (int64_t)below(d, (uint64_t)ttl));
    }
    write_text(d, ", \"sliding\": %s}}", one_in(d, 3) ? "true" : "false");
}

static void write_delete(struct drawing *d)
{
    static const char *const when[] = {"before-write", "in-transaction", "after-commit"};

    write_text(d, "{\"delete\": {");
    write_choice(d, "when", when, 3);
    write_text(d, ", \"attempts\": %" PRIu64 ", ", 1 + below(d, 3));
    write_time(d, "retry-pause", one_in(d, 3) ? 0 : some_time(d, 4));
    write_text(d, "}}");
}

static void write_double_delete(struct drawing *d)
{
    write_text(d, "{\"delayed-double-delete\": {\"attempts\": %" PRIu64 ", ", 1 + below(d, 3));
    write_time(d, "delay", one_in(d, 4) ? 0 : some_time(d, 10));
    write_text(d, ", ");
    write_time(d, "retry-pause", one_in(d, 3) ? 0 : some_time(d, 4));
    write_text(d, "}}");
}

static void write_lease(struct drawing *d)
{
    write_text(d, "{\"lease\": {\"tries\": %" PRIu64 ", ", below(d, 4));
    write_time(d, "wait", one_in(d, 4) ? 0 : some_time(d, 6));
    write_text(d, ", ");
    write_time(d, "token-ttl", one_in(d, 3) ? some_time(d, 4) : some_time(d, 100));
    write_text(d, "}}");
}

static void write_cas(struct drawing *d)
{
    static const char *const writes[] = {"reload", "replace", "overwrite", "none"};
    static const char *const ends[] = {"delete", "leave"};

    write_text(d, "{\"cas\": {\"retries\": %" PRIu64 ", ", below(d, 3));
    write_choice(d, "write", writes, 4);
    write_text(d, ", ");
    write_choice(d, "give-up", ends, 2);
    write_text(d, "}}");
}

static void write_counter(struct drawing *d)
{
    static const char *const bumps[] = {"atomic", "get-set", "carry"};
    static const char *const seeds[] = {"one", "time", "random"};

    write_choice(d, "bump", bumps, 3);
    write_text(d, ", ");
    write_choice(d, "seed", seeds, 3);
    if (one_in(d, 3)) {
        write_text(d, ", ");
        write_time(d, "memo-ttl", some_time(d, 10));
    }
    if (one_in(d, 3)) {
        write_text(d, ", ");
        write_time(d, "counter-ttl", some_time(d, 30));
    }
}

static void write_named(struct drawing *d)
{
    static const char *const sources[] = {"counter", "row", "updated-at"};

    if (one_in(d, 2)) {
        write_text(d, "{\"generation\": {\"namespaces\": %" PRIu64 ", ", 1 + below(d, 3));
    } else {
        write_text(d, "{\"versioned-key\": {");
        write_choice(d, "source", sources, 3);
        write_text(d, ", \"resolution\": \"%" PRIu64 "us\", ", 1 + below(d, 1000));
    }
    write_counter(d);
    write_text(d, "}}");
}

static void write_signal(struct drawing *d)
{
    static const char *const when[] = {"pre-commit", "on-commit"};
    static const char *const via[] = {"process", "bus"};
    static const char *const actions[] = {"invalidate", "set"};

    write_text(d, "{\"signal\": {");
    write_choice(d, "when", when, 2);
    write_text(d, ", ");
    write_choice(d, "via", via, 2);
    write_text(d, ", ");
    write_choice(d, "action", actions, 2);
    write_text(d, "}}");
}

void draw_stack(struct drawing *d, const char *name)
{
    uint64_t layers = 1 + below(d, 3);
    bool named = false, perfect = false;           /* Not both: a stack of both is refused. */

    write_text(d, "\"%s\": [", name);
    if (layers > 1 || one_in(d, 2)) {
        write_ttl(d);
        layers--;
        write_text(d, "%s", layers > 0 ? ", " : "");
    }
    for (uint64_t i = 0; i < layers; i++) {
        write_text(d, "%s", i > 0 ? ", " : "");
        switch (below(d, 20)) {
        case 0:
            write_ttl(d);
            break;
        case 1:
            perfect |= !one_in(d, 4) && !named;
            write_text(d, perfect ? "{\"ideal\": {}}" : "{\"no-cache\": {}}");
            break;
        case 2: case 3: case 4: case 5:
            named |= !perfect;
            if (named)
                write_named(d);
            else
                write_signal(d);
            break;
        case 6: case 7: case 8:
            write_signal(d);
            break;
        case 9: case 10:
            write_double_delete(d);
            break;
        case 11: case 12: case 13:
            write_lease(d);
            break;
        case 17: case 18: case 19:
            write_cas(d);
            break;
        default:
            write_delete(d);
        }
    }
    write_text(d, "]");
}
