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
 * Real time, so compare figures of one invocation. */
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
    printf("%-34s %4s %9s %11s %6s %8s %8s\n", "two readers, two writers, three each", "jobs",
           "states", "transitions", "depth", "M/s", "B/state");
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        for (unsigned jobs = 1; jobs <= 2; jobs++) {
            struct explore_settings settings = {
                .stack = &stack.stack, .properties = ways[i].properties, .jobs = jobs,
                .symmetry = ways[i].symmetry, .reduction = ways[i].reduction,
                .bounds = {.readers = 2, .writers = 2, .reads = 3, .writes = 3, .rows = 1,
                           .nodes = 1, .roads = 1u << ROAD_SAVE},
            };
            struct explore_result result;
            double took;
            run(&settings, &result, &took);
            printf("%-34s %4u %9llu %11llu %6u %8.2f %8.1f\n", ways[i].name, jobs,
                   (unsigned long long)result.states, (unsigned long long)result.transitions,
                   result.depth, (double)result.transitions / took / 1e6,
                   (double)result.bytes_max / (double)result.states);
            fflush(stdout);
            explore_free(&result);
        }
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
