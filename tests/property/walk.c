/* walk.c - a walk, and the bounds of chance. */
#include "tests/property/walk.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/units.h"

enum { SIGMAS = 5 };

void walk_begin(struct walk *walk, const char *text, int64_t seconds, uint64_t seed)
{
    struct complaint complaint = {0};
    struct json_document *document = json_read_text("f.json", text, strlen(text), &complaint);
    struct json_at root;

    memset(walk, 0, sizeof *walk);
    if (document == NULL)
        fail_msg("%s: %s", text, complaint.text);
    root = json_root(document);
    walk->workload = workload_from_json(&root, ".", seconds * UNITS_SECOND, &complaint);
    if (walk->workload == NULL)
        fail_msg("%s: %s", text, complaint.text);
    json_free(document);
    walk->source = walk->workload->open(walk->workload, seed, &complaint);
    assert_non_null(walk->source);
}

const struct request *walk_next(struct walk *walk)
{
    struct complaint complaint = {0};

    if (walk->at == walk->count) {
        walk->count = walk->source->next(walk->source, walk->requests, WALK_BATCH, &complaint);
        walk->at = 0;
        if (walk->count == 0) {
            walk->source->close(walk->source);
            walk->workload->close(walk->workload);
            return NULL;
        }
    }
    return &walk->requests[walk->at++];
}

void expect_near(const char *what, double found, double expected, double deviation)
{
    if (fabs(found - expected) > SIGMAS * deviation)
        fail_msg("%s: found %.6g, expected %.6g +- %.3g", what, found, expected, deviation);
}

void expect_share(const char *what, uint64_t hits, uint64_t all, double share)
{
    expect_near(what, (double)hits / (double)all, share, sqrt(share * (1 - share) / (double)all));
}

/* The standard deviation of chi-square is sqrt(2 x degrees of freedom). */
void expect_weights(const char *what, const uint64_t *counts, const double *weights, size_t n)
{
    double total = 0, weight = 0, chi = 0;

    for (size_t i = 0; i < n; i++) {
        total += (double)counts[i];
        weight += weights[i];
    }
    for (size_t i = 0; i < n; i++) {
        double expected = total * weights[i] / weight;
        chi += ((double)counts[i] - expected) * ((double)counts[i] - expected) / expected;
    }
    expect_near(what, chi, (double)(n - 1), sqrt(2.0 * (double)(n - 1)));
}
