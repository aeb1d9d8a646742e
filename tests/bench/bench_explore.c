/* bench_explore.c - how fast a search is, and what a state costs.
 *
 *     bench_explore                       two readers and two writers of three operations each,
 *                                         over a delete after the commit: with one thread and with
 *                                         two, plain, with symmetry, and reduced
 *     bench_explore STACK [R W READS WRITES [FAULT...]]
 *                                         all properties of a stack (JSON) in a world, and how
 *                                         long the witnesses are; each FAULT raises that fault's
 *                                         budget by one, `plain` leaves symmetry and reduction
 *                                         out, `two` takes two threads, and the name of
 *                                         a property asks for that one only (`nothing`: none)
 *
 * Real time, so compare figures of one invocation. Of the first, each is the median of several
 * searches, with one thread and with two by turns, and `times` that of what the two threads of each
 * turn were faster by. */
#include "sim/explore/explore.h"
#include "tests/explore/stack_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void run(const struct explore_settings *settings, struct explore_result *result,
                double *took)
{
    struct complaint complaint = {0};
    double began = seconds();

    if (!explore_run(settings, result, &complaint)) {
        fprintf(stderr, "bench_explore: %s\n", complaint.text);
        exit(3);
    }
    *took = seconds() - began;
}

enum { TURNS = 5 };

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(const double *of)
{
    double sorted[TURNS];

    memcpy(sorted, of, sizeof sorted);
    qsort(sorted, TURNS, sizeof sorted[0], compare);
    return sorted[TURNS / 2];
}

static void measure_way(const char *name, struct explore_settings *settings)
{
    double took[2][TURNS], times[TURNS];
    struct explore_result result;

    for (unsigned turn = 0; turn < TURNS; turn++) {
        for (settings->jobs = 1; settings->jobs <= 2; settings->jobs++) {
            run(settings, &result, &took[settings->jobs - 1][turn]);
            if (turn + 1 < TURNS || settings->jobs == 1)
                explore_free(&result);
        }
        times[turn] = took[0][turn] / took[1][turn];
    }
    printf("%-34s %9llu %11llu %6u %8.1f %8.2f %8.2f %6.2f\n", name,
           (unsigned long long)result.states, (unsigned long long)result.transitions, result.depth,
           (double)result.bytes_max / (double)result.states,
           (double)result.transitions / median(took[0]) / 1e6,
           (double)result.transitions / median(took[1]) / 1e6, median(times));
    fflush(stdout);
    explore_free(&result);
}

static void measure(void)
{
    static const struct {
        const char *name;
        unsigned properties;
        bool symmetry, reduction;
    } ways[] = {
        {"no-permanent-staleness, plain", 1u << PROPERTY_NO_PERMANENT_STALENESS
            | 1u << PROPERTY_PROGRESS, false, false},
        {"all properties, plain", EXPLORE_ALL_PROPERTIES, false, false},
        {"all properties, symmetry", EXPLORE_ALL_PROPERTIES, true, false},
        {"all properties, symmetry, reduced", EXPLORE_ALL_PROPERTIES, true, true},
    };
    struct stack_text stack;

    stack_text_open(&stack, "[{\"delete\": {}}]");
    printf("%-34s %9s %11s %6s %8s %8s %8s %6s\n", "two readers, two writers, three each", "states",
           "transitions", "depth", "B/state", "M/s one", "M/s two", "times");
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        struct explore_settings settings = {
            .stack = &stack.stack, .properties = ways[i].properties,
            .symmetry = ways[i].symmetry, .reduction = ways[i].reduction,
            .bounds = {.readers = 2, .writers = 2, .reads = 3, .writes = 3, .rows = 1,
                       .nodes = 1, .roads = 1u << ROAD_SAVE},
        };
        measure_way(ways[i].name, &settings);
    }
    stack_text_close(&stack);
}

static void show(const struct explore_result *result)
{
    printf("%llu states, %llu transitions, depth %u, %llu ends, %llu locals, %llu stores\n",
           (unsigned long long)result->states, (unsigned long long)result->transitions,
           result->depth, (unsigned long long)result->ends, (unsigned long long)result->locals,
           (unsigned long long)result->stores);
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        const struct explore_property *property = &result->properties[i];
        printf("%-24s %-12s %u\n", explore_property_name((enum property)i),
               explore_verdict_name(property->verdict), property->witness.length);
    }
}

static void explore_one(int argc, char **argv)
{
    struct explore_settings settings = {
        .properties = EXPLORE_ALL_PROPERTIES, .jobs = 1, .symmetry = true, .reduction = true,
        .bounds = {.readers = 1, .writers = 1, .reads = 1, .writes = 1, .rows = 1, .nodes = 1,
                   .roads = 1u << ROAD_SAVE},
    };
    unsigned *counts[] = {&settings.bounds.readers, &settings.bounds.writers,
                          &settings.bounds.reads, &settings.bounds.writes};
    struct stack_text stack;
    struct explore_result result;
    double took;

    for (int i = 2; i < argc; i++) {
        if (i < 6)
            *counts[i - 2] = (unsigned)atoi(argv[i]);
        for (unsigned fault = 0; fault < FAULT_KINDS; fault++)
            settings.bounds.faults[fault] +=
                strcmp(argv[i], explore_fault_name((enum explore_fault)fault)) == 0;
    }
    for (int i = 2; i < argc; i++) {
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            if (strcmp(argv[i], explore_property_name((enum property)p)) == 0)
                settings.properties = 1u << p;
        }
        if (strcmp(argv[i], "nothing") == 0)
            settings.properties = 0;
        if (strcmp(argv[i], "plain") == 0)
            settings.symmetry = settings.reduction = false;
        if (strcmp(argv[i], "two") == 0)
            settings.jobs = 2;
    }
    stack_text_open(&stack, argv[1]);
    settings.stack = &stack.stack;
    run(&settings, &result, &took);
    show(&result);
    printf("%.4f s\n", took);
    explore_free(&result);
    stack_text_close(&stack);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        explore_one(argc, argv);
    else
        measure();
    return 0;
}
