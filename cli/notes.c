/* notes.c - runs that are not what they seem. */
#include "cli/notes.h"

#include "reports/show.h"

#include <stdio.h>

static void print(const struct text *text)
{
    if (!text->failed)
        fprintf(stderr, "stalemate: note: %s\n", text->bytes);
}

static void note_end(const struct result *result)
{
    struct text text = {0};

    if (result->end >= result->workload_end)
        return;
    text_add(&text, "the workload goes on until ");
    show_duration(&text, (double)result->workload_end);
    text_add(&text, "; the scenario's \"duration\" ends it at ");
    show_duration(&text, (double)result->end);
    print(&text);
    text_free(&text);
}

static void note_faults(const struct world *world, const struct result *result)
{
    struct text text = {0};

    if (world->fault_count == 0 || world->faults[world->fault_count - 1].at < result->end)
        return;
    text_add(&text, "a fault is to strike at ");
    show_duration(&text, (double)world->faults[world->fault_count - 1].at);
    text_add(&text, ", but the run ends at ");
    show_duration(&text, (double)result->end);
    print(&text);
    text_free(&text);
}

static void note_reads(struct result *const *results, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (results[i]->reads > 0)
            return;
    }
    fputs("stalemate: note: no read was measured, so nothing that is expected or shown of reads says "
          "anything\n", stderr);
}

static void note_sizes(const struct scenario *scenario, const struct result *result)
{
    struct text text = {0};

    if (scenario->world.cache.capacity == 0 || result->reads == 0 || result->read_bytes > 0)
        return;
    text_add(&text, "the values that were read have no size, so the cache's \"capacity\" of ");
    show_value(&text, METRIC_SIZE, (double)scenario->world.cache.capacity);
    text_add(&text, scenario->world.cache.overhead > 0 ? " bounds no more than their \"overhead\""
             : " bounds nothing; \"entries\" bounds their number");
    print(&text);
    text_free(&text);
}

void notes_print(const struct scenario *scenario, struct result *const *results, size_t count)
{
    if (scenario->workload == NULL)
        return;
    if (scenario->workload->note != NULL)
        fprintf(stderr, "stalemate: note: %s\n", scenario->workload->note);
    note_end(results[0]);
    note_faults(&scenario->world, results[0]);
    note_reads(results, count);
    note_sizes(scenario, results[0]);
}
