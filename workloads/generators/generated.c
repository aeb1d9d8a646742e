/* generated.c - a batch of requests, part by part.
 *
 * A batch goes through the parts in turn, each of them a tight loop over requests that are still in
 * the L1 cache: each loop keeps its stream in registers, has no branch on what kind of part it is,
 * and lets the processor overlap its draws. */
#include "workloads/generators/generated.h"

#include "workloads/generators/sizes.h"

#include <stdlib.h>

enum { BATCH = 128 };      /* 4 KiB of requests */

struct generated {
    struct workload workload;
    struct generated_plan plan;
};

struct generated_source {
    struct source source;
    const struct generated_plan *plan;
    uint64_t seed;
    struct arrivals arrivals;
    struct keys keys;
    struct mix mix;
    struct clients clients;
    bool over;
};

/* At most BATCH requests. */
static size_t fill_batch(struct generated_source *source, struct request *out, size_t count)
{
    const struct generated_plan *plan = source->plan;
    size_t filled = arrivals_fill(&source->arrivals, out, count, plan->end);

    source->over = filled < count;
    if (plan->mix.inserts > 0)
        mix_mark_new(&source->mix, out, filled);
    keys_fill(&source->keys, out, filled);
    mix_fill(&source->mix, out, filled);
    clients_fill(&source->clients, source->source.tells_nodes, out, filled);
    sizes_fill(&plan->sizes, source->seed, out, filled);
    return filled;
}

static size_t next(struct source *base, struct request *out, size_t max,
                   struct complaint *complaint)
{
    struct generated_source *source = (struct generated_source *)(void *)base;
    size_t done = 0;

    (void)complaint;
    while (done < max && !source->over) {
        size_t left = max - done;
        done += fill_batch(source, out + done, left < BATCH ? left : BATCH);
    }
    return done;
}

static void close_source(struct source *base)
{
    free(base);
}

static struct source *open_source(const struct workload *base, uint64_t seed,
                                  struct complaint *complaint)
{
    const struct generated_plan *plan = &((const struct generated *)(const void *)base)->plan;
    struct generated_source *source = calloc(1, sizeof *source);

    if (source == NULL) {
        complain_machine(complaint, "out of memory while opening a workload");
        return NULL;
    }
    source->source = (struct source){
        .next = next,
        .close = close_source,
        .rows = plan->keys.rows,
        .tells_nodes = true, .nodes = plan->clients.nodes,
        .sessions = plan->clients.clients > 0,
        .end = plan->end,
    };
    source->plan = plan;
    source->seed = seed;
    arrivals_begin(&source->arrivals, &plan->arrivals, seed);
    keys_begin(&source->keys, &plan->keys, seed);
    mix_begin(&source->mix, &plan->mix, seed);
    clients_begin(&source->clients, &plan->clients, seed);
    return &source->source;
}

void generated_plan_free(struct generated_plan *plan)
{
    arrivals_plan_free(&plan->arrivals);
    zipf_free(&plan->keys.zipf);
    distribution_free(&plan->sizes);
}

static void close_workload(struct workload *base)
{
    struct generated *generated = (struct generated *)(void *)base;

    generated_plan_free(&generated->plan);
    free(generated);
}

struct workload *generated_workload(const struct generated_plan *plan, struct complaint *complaint)
{
    struct generated *generated = calloc(1, sizeof *generated);

    if (generated == NULL) {
        complain_machine(complaint, "out of memory while making a workload");
        return NULL;
    }
    generated->workload = (struct workload){.open = open_source, .close = close_workload};
    generated->plan = *plan;
    return &generated->workload;
}
