/* metrics.c - `stalemate metrics`: what is measured, by name and definition. */
#include "cli/command.h"
#include "sim/judge/metric.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: stalemate metrics\n\n"
    "Lists what is measured: names that a scenario's \"expect\" takes, and columns of the "
    "results.\n"
    "A distribution is named with a figure of it, such as read-latency-p99 or stale-age-max.\n";

int command_metrics(int argc, char **argv)
{
    static const char *const units[] = {
        [METRIC_COUNT] = "count", [METRIC_RATIO] = "ratio", [METRIC_PER_SECOND] = "per second",
        [METRIC_DURATION] = "duration", [METRIC_SIZE] = "bytes", [METRIC_NUMBER] = "number",
    };

    if (argc > 1) {
        bool help = strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;
        fputs(usage, help ? stdout : stderr);
        return help ? 0 : 2;
    }
    for (const struct metric *metric = metrics; metric->name != NULL; metric++)
        printf("%-28s %-10s %s%s\n", metric->name, units[metric->unit],
               metric->shape == SHAPE_DISTRIBUTION ? "(-mean -min -max -total -samples -pNN) " : "",
               metric->says);
    return 0;
}
