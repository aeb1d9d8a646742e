/* bench_simulate.c - how fast a run is, what it costs in memory, and how both grow.
 *
 *     bench_simulate speed [STACK]
 *                               requests a second, in event mode and with all latencies zero
 *     bench_simulate memory     bytes a key, cached and not
 *     bench_simulate scale      seconds against requests and against keys, as columns for a plot
 *     bench_simulate once STACK REQUESTS [KEYS [zero]]      one run, for counting instructions
 *
 * Each figure is the median of several runs of the processor time that the run itself took; they
 * follow each other in a process of their own, as the seeds of a batch do. Machines differ and are
 * noisy: compare figures of one invocation. What others do on a shared processor may double a run's
 * time, and changes by the second: so the rate of additions is measured about each run, which in
 * solitude is the clock rate, and the fastest run stands beside the median. */
#include "cli/batch.h"
#include "cli/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS = 5 };

#define EVENT_WORLD \
    "\"cache\": {\"latency\": {\"lognormal\": {\"median\": \"300us\", \"p99\": \"2ms\"}}%s}," \
    "\"database\": {\"read\": {\"lognormal\": {\"median\": \"2ms\", \"p99\": \"40ms\"}}," \
    " \"write\": {\"lognormal\": {\"median\": \"1ms\", \"p99\": \"10ms\"}}," \
    " \"commit\": {\"lognormal\": {\"median\": \"4ms\", \"p99\": \"60ms\"}}},"
#define ZERO_WORLD "\"cache\": {\"eviction\": \"lru\"%s},"

static const struct stack_case {
    const char *name, *stack;
} stacks[] = {
    {"ttl", "[{\"ttl\": {\"ttl\": \"1h\"}}]"},
    {"ttl 60 s", "[{\"ttl\": {\"ttl\": \"60s\"}}]"},
    {"delete", "[{\"ttl\": {\"ttl\": \"1h\"}}, {\"delete\": {}}]"},
    {"signal", "[{\"ttl\": {\"ttl\": \"1h\"}}, {\"signal\": {\"via\": \"bus\"}}]"},
    {"versioned-key", "[{\"ttl\": {\"ttl\": \"1h\"}}, {\"versioned-key\": {}}]"},
    {"generation", "[{\"ttl\": {\"ttl\": \"1h\"}}, {\"generation\": {\"namespaces\": 100000}}]"},
};

struct bench {
    const char *stack;
    bool zero_latency;
    const char *cache;         /* further settings of the cache */
    uint64_t keys, requests;
    const char *keys_kind;     /* zipf or uniform */
};

struct figures {
    double seconds;            /* processor time */
    double fastest;            /* of several runs */
    double clocks;             /* of the processor, at the rate that was measured about the run */
    double requests;
    double events;
    double bytes;              /* largest resident set, beyond what it was before */
};

static double cpu_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The processor's clock rate now: of additions that wait for one another, one takes a clock. */
static double clock_rate(void)
{
    enum { ADDITIONS = 20000000 };
    double before = cpu_seconds();
    uint64_t sum = 0;

    for (uint32_t i = 0; i < ADDITIONS; i++) {
        sum++;
        __asm__ volatile("" : "+r"(sum));
    }
    return ADDITIONS / (cpu_seconds() - before);
}

static long resident_kib(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static void fail(const struct complaint *complaint)
{
    fprintf(stderr, "bench_simulate: %s\n", complaint->text);
    exit(3);
}

/* The scenario as a file, since that is how a user gives it. */
static void write_scenario(const struct bench *bench, const char *path)
{
    FILE *file = fopen(path, "w");
    double seconds = (double)bench->requests / 100000;

    if (file == NULL) {
        perror(path);
        exit(3);
    }
    fprintf(file, "{\"schema\": 1, \"name\": \"bench\", \"seed\": 7, \"duration\": \"%.6fs\","
            "\"warmup\": \"%.6fs\", \"workload\": {\"%s\": {\"keys\": %llu, %s \"rate\": "
            "\"100000/s\", \"write-fraction\": 0.05}},", seconds, seconds / 20, bench->keys_kind,
            (unsigned long long)bench->keys,
            strcmp(bench->keys_kind, "zipf") == 0 ? "\"alpha\": 1.0," : "");
    if (bench->zero_latency)
        fprintf(file, ZERO_WORLD, bench->cache);
    else
        fprintf(file, EVENT_WORLD, bench->cache);
    fprintf(file, "\"strategies\": {\"it\": %s}}\n", bench->stack);
    fclose(file);
}

static struct figures run_here(const struct bench *bench)
{
    struct scenario scenario = {0};
    struct complaint complaint = {0};
    const char *only = "it";
    struct scenario_changes changes = {.only = &only, .only_count = 1};
    uint64_t seed = 7;
    struct batch_settings batch = {.scenario = &scenario, .seeds = &seed, .seed_count = 1,
                                   .jobs = 1};
    char path[] = "/tmp/bench-XXXXXX";
    struct figures figures = {0};
    int file = mkstemp(path);
    struct result **results;
    double before, rate;
    long resident;

    if (file < 0) {
        perror(path);
        exit(3);
    }
    close(file);
    write_scenario(bench, path);
    if (!scenario_read(&scenario, path, &changes, &complaint))
        fail(&complaint);
    unlink(path);
    resident = resident_kib();
    rate = clock_rate();
    before = cpu_seconds();
    results = batch_run(&batch, &complaint);
    figures.seconds = cpu_seconds() - before;
    figures.clocks = figures.seconds * (rate + clock_rate()) / 2;
    if (results == NULL)
        fail(&complaint);
    figures.bytes = (double)(resident_kib() - resident) * 1024;
    figures.requests = (double)bench->requests;
    figures.events = (double)results[0]->events;
    batch_free(results, 1);
    scenario_free(&scenario);
    return figures;
}

static int compare_seconds(const void *a, const void *b)
{
    double x = ((const struct figures *)a)->seconds, y = ((const struct figures *)b)->seconds;

    return (x > y) - (x < y);
}

static struct figures median_here(const struct bench *bench, unsigned runs)
{
    struct figures all[RUNS];

    for (unsigned i = 0; i < runs; i++)
        all[i] = run_here(bench);
    qsort(all, runs, sizeof all[0], compare_seconds);
    all[runs / 2].fastest = all[0].seconds;
    return all[runs / 2];
}

/* In a process of its own, so that memory does not carry over from what was measured before. */
static struct figures median(const struct bench *bench, unsigned runs)
{
    struct figures figures = {0};
    int ends[2];
    pid_t child;

    if (pipe(ends) != 0 || (child = fork()) < 0) {
        perror("bench_simulate");
        exit(3);
    }
    if (child == 0) {
        figures = median_here(bench, runs);
        if (write(ends[1], &figures, sizeof figures) != (ssize_t)sizeof figures)
            _exit(3);
        _exit(0);
    }
    close(ends[1]);
    if (read(ends[0], &figures, sizeof figures) != (ssize_t)sizeof figures)
        exit(3);
    close(ends[0]);
    waitpid(child, NULL, 0);
    return figures;
}

/* Of one stack, or of all for NULL. */
static void speed(const char *only)
{
    for (int zero = 0; zero <= 1; zero++) {
        printf("%s, 1 M keys, Zipf 1.0, 5 %% writes, 100 k requests/s, one core\n",
               zero ? "all latencies zero, LRU of 100 k entries" : "lognormal latencies");
        printf("%-16s %10s %10s %10s %10s %10s %6s\n", "stack", "M req/s", "fastest", "M events/s",
               "ns/req", "clocks/req", "GHz");
        for (size_t i = 0; i < sizeof stacks / sizeof stacks[0]; i++) {
            struct bench bench = {
                .stack = stacks[i].stack, .zero_latency = zero,
                .cache = zero ? ", \"entries\": 100000" : "", .keys = 1000000,
                .requests = 40000000, .keys_kind = "zipf",
            };
            struct figures f;
            if (only != NULL && strcmp(only, stacks[i].name) != 0)
                continue;
            f = median(&bench, RUNS);
            printf("%-16s %10.2f %10.2f %10.2f %10.1f %10.0f %6.2f\n", stacks[i].name,
                   f.requests / f.seconds / 1e6, f.requests / f.fastest / 1e6,
                   f.events / f.seconds / 1e6, f.seconds / f.requests * 1e9,
                   f.clocks / f.requests, f.clocks / f.seconds / 1e9);
            fflush(stdout);
        }
        putchar('\n');
    }
}

static void memory(void)
{
    static const struct {
        const char *name, *stack;
    } cases[] = {
        {"not cached", "[{\"no-cache\": {}}]"},
        {"cached", "[{\"ttl\": {\"ttl\": \"1h\"}}, {\"delete\": {}}]"},
    };

    printf("memory, 2 M keys, each asked for about ten times\n");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bench bench = {.stack = cases[i].stack, .zero_latency = true, .cache = "",
                              .keys = 2000000, .requests = 20000000, .keys_kind = "uniform"};
        struct bench few = bench;
        few.keys = 1000;
        double bytes = median(&bench, 1).bytes - median(&few, 1).bytes;
        printf("%-16s %6.1f bytes a key\n", cases[i].name, bytes / (double)bench.keys);
    }
    putchar('\n');
}

static void scale(void)
{
    static const uint64_t requests[] = {1000000, 3000000, 10000000, 30000000, 100000000};
    static const uint64_t keys[] = {100000, 300000, 1000000, 3000000, 10000000};

    printf("# what number seconds\n");
    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        struct bench bench = {.stack = stacks[2].stack, .cache = "", .keys = 1000000,
                              .requests = requests[i], .keys_kind = "zipf"};
        printf("requests %llu %.3f\n", (unsigned long long)requests[i],
               median(&bench, requests[i] > 30000000 ? 1 : 3).seconds);
        fflush(stdout);
    }
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct bench bench = {.stack = stacks[2].stack, .cache = "", .keys = keys[i],
                              .requests = 10000000, .keys_kind = "zipf"};
        printf("keys %llu %.3f\n", (unsigned long long)keys[i], median(&bench, 3).seconds);
        fflush(stdout);
    }
}

static int once(const char *name, uint64_t requests, uint64_t keys, bool zero)
{
    for (size_t i = 0; i < sizeof stacks / sizeof stacks[0]; i++) {
        if (strcmp(stacks[i].name, name) == 0) {
            struct bench bench = {.stack = stacks[i].stack, .zero_latency = zero,
                                  .cache = zero ? ", \"entries\": 100000" : "", .keys = keys,
                                  .requests = requests, .keys_kind = "zipf"};
            run_here(&bench);
            return 0;
        }
    }
    fprintf(stderr, "bench_simulate: no stack \"%s\"\n", name);
    return 2;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "speed";

    if (strcmp(what, "once") == 0 && argc >= 4)
        return once(argv[2], strtoull(argv[3], NULL, 10),
                    argc > 4 ? strtoull(argv[4], NULL, 10) : 100000, argc > 5);
    if (strcmp(what, "speed") == 0)
        speed(argc > 2 ? argv[2] : NULL);
    else if (strcmp(what, "memory") == 0)
        memory();
    else if (strcmp(what, "scale") == 0)
        scale();
    else {
        fputs("usage: bench_simulate speed [STACK] | memory | scale |"
              " once STACK REQUESTS [KEYS [zero]]\n", stderr);
        return 2;
    }
    return 0;
}
