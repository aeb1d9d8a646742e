/* distribution_file.c - samples and quantiles, line by line. */
#include "sim/base/distribution_file.h"

#include "sim/base/units.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE_MAX_BYTES = 255,
    SAMPLES_MAX = 1 << 24,
};

/* A file as it is read. */
struct samples {
    const char *path;
    distribution_parse *parse;
    const char *expected; /* what `parse` takes */
    struct distribution_point *points;
    size_t count, room;
    int columns; /* 1: samples; 2: quantile and value; 0: no line was read yet */
};

static bool add_point(struct samples *samples, struct distribution_point point,
                      struct complaint *complaint)
{
    if (samples->count == samples->room) {
        size_t room = samples->room > 0 ? samples->room * 2 : 1024;
        void *larger = realloc(samples->points, room * sizeof *samples->points);
        if (larger == NULL)
            return complain_machine(complaint, "out of memory while reading %s", samples->path);
        samples->points = larger;
        samples->room = room;
    }
    samples->points[samples->count++] = point;
    return true;
}

static bool check_columns(struct samples *samples, size_t line, int count,
                          struct complaint *complaint)
{
    static const char *const found[] = {"", "one word", "two words", "more than two words"};
    static const char *const expected[] = {
        "a sample, or a quantile and its value, on each line",
        "one sample on each line, as before",
        "a quantile and its value on each line, as before",
    };

    if (count > 2 || (samples->columns != 0 && count != samples->columns))
        return complain(complaint, "%s:%zu: found %s; expected %s", samples->path, line,
                        found[count], expected[samples->columns]);
    samples->columns = count;
    return true;
}

/* One line: at most two words. `text` is cut up. */
static bool read_line(struct samples *samples, size_t line, char *text, struct complaint *complaint)
{
    struct distribution_point point = {0};
    char *words[3] = {NULL, NULL, NULL}, *state = NULL, *word;
    size_t count_max = SAMPLES_MAX;
    int count = 0;

    text[strcspn(text, "#\r\n")] = '\0';
    for (word = strtok_r(text, " \t,", &state); word != NULL && count < 3;
         word = strtok_r(NULL, " \t,", &state))
        words[count++] = word;
    if (count == 0)
        return true;
    if (!check_columns(samples, line, count, complaint))
        return false;
    if (count == 2 && !units_parse_ratio(words[0], &point.threshold))
        return complain(complaint, "%s:%zu: found \"%.80s\"; expected %s", samples->path, line,
                        words[0], UNITS_RATIO_SAYS);
    if (!samples->parse(words[count - 1], &point.value))
        return complain(complaint, "%s:%zu: found \"%.80s\"; expected %s", samples->path, line,
                        words[count - 1], samples->expected);
    if (count == 2)
        count_max = DISTRIBUTION_POINTS_MAX;
    if (count == 2 && samples->count > 0) {
        const struct distribution_point *before = &samples->points[samples->count - 1];
        if (point.threshold < before->threshold || point.value < before->value)
            return complain(complaint,
                            "%s:%zu: found a quantile or value below the one before it; expected "
                            "both to rise",
                            samples->path, line);
    }
    if (samples->count == count_max)
        return complain(complaint, "%s:%zu: found more than %zu points; expected at most that many",
                        samples->path, line, count_max);
    return add_point(samples, point, complaint);
}

static bool read_lines(struct samples *samples, FILE *file, struct complaint *complaint)
{
    char text[LINE_MAX_BYTES + 2];

    for (size_t line = 1;; line++) {
        size_t length;
        memset(text, 1, sizeof text);
        if (fgets(text, sizeof text, file) == NULL)
            break;
        length = strlen(text);
        if (text + length != memrchr(text, '\0', sizeof text))      /* fgets has written the last. */
            return complain(complaint, "%s:%zu: found a zero byte; expected text", samples->path, line);
        if (length > LINE_MAX_BYTES)
            return complain(complaint,
                            "%s:%zu: found a line of more than %d bytes; expected a "
                            "sample, or a quantile and its value",
                            samples->path, line, LINE_MAX_BYTES);
        if (!read_line(samples, line, text, complaint))
            return false;
    }
    if (ferror(file))
        return complain(complaint, "%s: cannot be read: %s", samples->path, strerror(errno));
    if (samples->count == 0)
        return complain(complaint, "%s: found no sample; expected one on each line", samples->path);
    return true;
}

static int compare_values(const void *a, const void *b)
{
    const struct distribution_point *x = a, *y = b;

    return (x->value > y->value) - (x->value < y->value);
}

/* Sorted samples stand at evenly spaced quantiles; too many are thinned to what a table may have.
 */
static void place_samples(struct samples *samples)
{
    size_t last = samples->count - 1;
    size_t kept = last < DISTRIBUTION_POINTS_MAX ? last : DISTRIBUTION_POINTS_MAX - 1;

    qsort(samples->points, samples->count, sizeof *samples->points, compare_values);
    for (size_t i = 0; i <= kept; i++) {
        size_t from = kept > 0 ? i * last / kept : 0;
        samples->points[i].value = samples->points[from].value;
        samples->points[i].threshold = kept > 0 && i < kept ? UINT64_MAX / kept * i : UINT64_MAX;
    }
    samples->count = kept + 1;
}

bool distribution_from_file(struct distribution *d, const char *path, FILE *file,
                            distribution_parse *parse, const char *expected,
                            struct complaint *complaint)
{
    struct samples samples = {.path = path, .parse = parse, .expected = expected};
    bool fine = read_lines(&samples, file, complaint);

    *d = (struct distribution){0};
    if (fine && samples.columns == 1)
        place_samples(&samples);
    fine = fine && distribution_build_empirical(d, samples.points, samples.count, complaint);
    free(samples.points);
    return fine;
}
