/* listed.c - handing out a list of requests. */
#include "tests/oracle/listed.h"

#include "sim/base/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct listed_source {
    struct source source;
    struct request *made;              /* owned; NULL: the test's own list is read */
    const struct request *next;
    size_t left;
};

static size_t next(struct source *base, struct request *out, size_t max,
                   struct complaint *complaint)
{
    struct listed_source *source = (struct listed_source *)(void *)base;
    size_t count = source->left < max ? source->left : max;

    (void)complaint;
    if (count > 0)
        memcpy(out, source->next, count * sizeof *out);
    source->next += count;
    source->left -= count;
    return count;
}

static void close_source(struct source *base)
{
    struct listed_source *source = (struct listed_source *)(void *)base;

    free(source->made);
    free(source);
}

/* By time; a row has no two requests at one time in a made list, so the order is total. */
static int compare(const void *a, const void *b)
{
    const struct request *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

static struct source *open_source(const struct workload *workload, uint64_t seed,
                                  struct complaint *complaint)
{
    const struct listed *listed = (const struct listed *)(const void *)workload;
    struct listed_source *source = calloc(1, sizeof *source);

    (void)complaint;
    CHECK(source != NULL);
    source->source = (struct source){
        .next = next, .close = close_source, .rows = listed->rows,
        .nodes = listed->nodes > 0 ? listed->nodes : 1, .sessions = listed->sessions,
        .end = listed->end,
    };
    source->next = listed->requests;
    source->left = listed->count;
    if (listed->make != NULL) {
        source->made = calloc(listed->count, sizeof *source->made);
        CHECK(source->made != NULL);
        source->left = listed->make(listed, source->made, rng_stream(seed, RNG_TEST, 0));
        CHECK(source->left <= listed->count);
        qsort(source->made, source->left, sizeof *source->made, compare);
        source->next = source->made;
    }
    return &source->source;
}

static void keep(struct workload *workload)
{
    (void)workload;                    /* The test's own. */
}

struct workload *listed_open(struct listed *listed)
{
    listed->workload = (struct workload){.open = open_source, .close = keep};
    return &listed->workload;
}

double listed_exponential(struct rng *draws, double rate)
{
    double u = ((double)(rng_next(draws) >> 12) + 0.5) / 0x1p52;

    return -log(u) / rate * 1e9;
}
