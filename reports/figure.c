/* figure.c - every figure of every metric, in one list. */
#include "reports/figure.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { FIGURES_MAX = 512, DISTRIBUTIONS_MAX = 64 };

static struct figure list[FIGURES_MAX + 1];
static size_t list_length;
static const struct metric *distributions[DISTRIBUTIONS_MAX];
static size_t distribution_count;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void add(struct metric_key key, const char *suffix)
{
    struct figure *figure = &list[list_length];
    int length;

    CHECK(list_length < FIGURES_MAX);
    figure->key = key;
    length = snprintf(figure->name, sizeof figure->name, "%s%s%s", key.metric->name,
                      suffix != NULL ? "-" : "", suffix != NULL ? suffix : "");
    CHECK(length > 0 && (size_t)length < sizeof figure->name);
    list_length++;
}

static void make_list(void)
{
    for (const struct metric *metric = metrics; metric->name != NULL; metric++) {
        if (metric->shape != SHAPE_DISTRIBUTION) {
            add((struct metric_key){.metric = metric, .den = 1}, NULL);
            continue;
        }
        CHECK(distribution_count < DISTRIBUTIONS_MAX);
        distributions[distribution_count++] = metric;
        for (const struct metric_suffix *s = metric_suffixes; s->suffix != NULL; s++) {
            struct metric_key key = {metric, s->figure, s->num, s->den};
            add(key, s->suffix);
        }
    }
}

const struct figure *figure_list(void)
{
    pthread_once(&once, make_list);
    return list;
}

size_t figure_count(void)
{
    pthread_once(&once, make_list);
    return list_length;
}

size_t figure_index(const char *name)
{
    size_t i = 0;

    while (i < figure_count() && strcmp(list[i].name, name) != 0)
        i++;
    CHECK_THAT(i < list_length, "no figure \"%s\"", name);
    return i;
}

size_t figure_distribution_count(void)
{
    pthread_once(&once, make_list);
    return distribution_count;
}

const struct metric *figure_distribution(size_t i)
{
    CHECK(i < figure_distribution_count());
    return distributions[i];
}

const struct histogram *figure_histogram(const struct metric *metric, const struct result *result)
{
    CHECK(metric->shape == SHAPE_DISTRIBUTION);
    return (const struct histogram *)(const void *)((const char *)result + metric->field);
}

const char *figure_unit(enum metric_unit unit)
{
    static const char *const names[] = {
        [METRIC_COUNT] = "count", [METRIC_RATIO] = "ratio", [METRIC_PER_SECOND] = "per second",
        [METRIC_DURATION] = "ns", [METRIC_SIZE] = "bytes", [METRIC_NUMBER] = "number",
    };

    return names[unit];
}

static int decimals_of(const struct figure *figure)
{
    if (figure->key.metric->shape == SHAPE_RATIO)
        return 12;
    switch (metric_key_unit(&figure->key)) {
    case METRIC_PER_SECOND:
        return 6;
    case METRIC_NUMBER:                /* A few, where a duration's nanoseconds are many. */
        return figure->key.figure == FIGURE_MEAN ? 12 : 0;
    default:
        return figure->key.figure == FIGURE_MEAN ? 3 : 0;
    }
}

void figure_add_value(struct text *to, const struct figure *figure, double value)
{
    text_format(to, "%.*f", decimals_of(figure), value);
}

void figure_add_mean(struct text *to, const struct figure *figure, double value)
{
    int decimals = decimals_of(figure);

    text_format(to, "%.*f", decimals < 3 ? 3 : decimals, value);
}
