/* convert.c - a pipeline of three steps, each handing its records to the next:
 *
 *      reader -> sort (a heap as wide as the window) -> spread (one second) -> rebase -> writer */
#include "workloads/traces/convert.h"

#include "sim/base/units.h"
#include "workloads/traces/formats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct late {                  /* a record waiting in the heap; ties keep the order of the file */
    struct trace_record record;
    uint64_t number;
};

struct convert {
    struct trace_reader *reader;
    struct store_writer *writer;
    struct convert_tally *tally;
    struct complaint *complaint;
    int64_t newest;            /* time read so far */
    bool any;
    struct late *heap;
    size_t heap_count, heap_room;
    struct trace_record *second;                 /* records of one time, to be spread */
    size_t second_count, second_room;
    bool rebased;
    int64_t origin;
};

/* Room for one more, or a complaint: what waits must fit into memory. */
static bool make_room(struct convert *c, void **items, size_t *room, size_t count, size_t size,
                      const char *what)
{
    size_t more = *room == 0 ? 1024 : *room * 2;
    void *bigger;

    if (count < *room)
        return true;
    if (count >= CONVERT_WAITING_MAX) {
        trace_reader_complain(c->reader, c->complaint, "more than %d requests %s",
                              CONVERT_WAITING_MAX, what);
        return false;
    }
    bigger = realloc(*items, more * size);
    if (bigger == NULL)
        return complain_machine(c->complaint, "no memory for %zu requests that wait", more);
    *items = bigger;
    *room = more;
    return true;
}

static bool emit(struct convert *c, const struct trace_record *record)
{
    struct trace_record moved = *record;

    if (!c->rebased) {
        c->rebased = true;
        c->origin = c->reader->dense ? 0 : moved.at;
    }
    moved.at -= c->origin;
    c->tally->requests++;
    return store_writer_add(c->writer, &moved, c->complaint);
}

/* The records of one second have come: `next` is the time of the one after them. */
static bool flush_second(struct convert *c, int64_t next)
{
    size_t count = c->second_count;

    c->second_count = 0;
    if (count == 0)
        return true;
    int64_t span = next - c->second[0].at < UNITS_SECOND ? next - c->second[0].at : UNITS_SECOND;
    for (size_t i = 0; i < count; i++) {
        c->second[i].at += span / (int64_t)count * (int64_t)i
            + span % (int64_t)count * (int64_t)i / (int64_t)count;
        c->tally->spread += i > 0;
        if (!emit(c, &c->second[i]))
            return false;
    }
    return true;
}

static bool spread(struct convert *c, const struct trace_record *record)
{
    struct trace_reader *reader = c->reader;
    bool wanted = reader->format->whole_seconds && !reader->fractions
        && reader->options.same_second == TRACE_SPREAD;

    if (c->second_count > 0 && (!wanted || c->second[0].at != record->at)
        && !flush_second(c, record->at))
        return false;
    if (!wanted)
        return emit(c, record);
    if (!make_room(c, (void **)(void *)&c->second, &c->second_room, c->second_count,
                   sizeof *c->second, "in one second: same-second \"keep\" needs no memory for it"))
        return false;
    c->second[c->second_count++] = *record;
    return true;
}

static bool earlier(const struct late *a, const struct late *b)
{
    if (a->record.at != b->record.at)
        return a->record.at < b->record.at;
    return a->number < b->number;
}

static void heap_push(struct convert *c, const struct trace_record *record)
{
    struct late late = {*record, c->tally->rows};
    size_t at = c->heap_count++;

    /* Repeated requests of one row have one number; they are the same, so their order is, too. */
    for (; at > 0 && earlier(&late, &c->heap[(at - 1) / 2]); at = (at - 1) / 2)
        c->heap[at] = c->heap[(at - 1) / 2];
    c->heap[at] = late;
}

static struct trace_record heap_pop(struct convert *c)
{
    struct trace_record first = c->heap[0].record;
    struct late last = c->heap[--c->heap_count];
    size_t at = 0;

    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= c->heap_count)
            break;
        if (child + 1 < c->heap_count && earlier(&c->heap[child + 1], &c->heap[child]))
            child++;
        if (!earlier(&c->heap[child], &last))
            break;
        c->heap[at] = c->heap[child];
        at = child;
    }
    c->heap[at] = last;
    return first;
}

static bool complain_backwards(struct convert *c, int64_t at)
{
    char back[UNITS_TEXT], window[UNITS_TEXT];

    trace_reader_complain(c->reader, c->complaint, "time: found one %s before an earlier row's;"
                          " allowed: at most %s (sort-window)",
                          units_format_duration(back, c->newest - at),
                          units_format_duration(window, c->reader->options.sort_window));
    return false;
}

static bool add(struct convert *c, const struct trace_record *record)
{
    int64_t window = c->reader->options.sort_window;
    struct trace_record first;

    if (c->any && record->at < c->newest) {
        if (record->at < c->newest - window)
            return complain_backwards(c, record->at);
        c->tally->sorted++;
    } else {
        c->newest = record->at;
        c->any = true;
    }
    if (window == 0)
        return spread(c, record);
    if (!make_room(c, (void **)(void *)&c->heap, &c->heap_room, c->heap_count, sizeof *c->heap,
                   "in the sort-window"))
        return false;
    heap_push(c, record);
    while (c->heap[0].record.at < c->newest - window) {
        first = heap_pop(c);
        if (!spread(c, &first))
            return false;
    }
    return true;
}

static bool drain(struct convert *c)
{
    struct trace_record first;

    while (c->heap_count > 0) {
        first = heap_pop(c);
        if (!spread(c, &first))
            return false;
    }
    return flush_second(c, INT64_MAX);
}

static bool read_all(struct convert *c)
{
    struct trace_record record;
    int status;

    while ((status = trace_reader_next(c->reader, &record, c->complaint)) > 0) {
        c->tally->rows++;
        for (uint32_t i = 0; i < c->reader->repeat; i++) {
            if (!add(c, &record))
                return false;
        }
    }
    return status == 0 && drain(c);
}

bool convert_trace(struct trace_reader *reader, struct store_writer *writer,
                   struct store_header *header, struct convert_tally *tally,
                   struct complaint *complaint)
{
    struct convert c = {.reader = reader, .writer = writer, .tally = tally, .complaint = complaint};
    bool good;

    *header = (struct store_header){0};
    *tally = (struct convert_tally){0};
    if (reader->format == &format_stalemate)
        *header = *own_header(reader);
    good = read_all(&c);
    free(c.heap);
    free(c.second);
    tally->skipped = reader->skipped;
    if (!good)
        return false;
    if (tally->requests == 0)
        return complain(complaint, "%s: has no request; %" PRIu64 " rows were skipped",
                        reader->input->name, tally->skipped);
    header->keys = trace_reader_keys(reader);
    header->clients = trace_reader_clients(reader);
    if (reader->format != &format_stalemate) {
        header->origin = c.origin;
        header->flags = (uint16_t)((tally->spread > 0 ? STORE_SPREAD : 0)
                                   | (tally->sorted > 0 ? STORE_SORTED : 0));
    }
    return true;
}
