/* distribution_json.c - distributions out of JSON, and out of files of samples.
 *
 * One table names the forms and their parameters, and one function reads the parameters of them
 * all; only the two forms that are lists are read apart. */
#include "sim/base/distribution_json.h"

#include "sim/base/check.h"
#include "sim/base/distribution_file.h"
#include "sim/base/units.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PARAMETERS_MAX = 2,
    PATH_BYTES = 4096,
};
#define WEIGHT_MAX (UNITS_FACTOR_ONE << 20) /* 256 of them still add up in 64 bits. */

/* What reading goes on with, from form to form. */
struct reading {
    enum distribution_unit unit;
    const char *base_folder;
    struct complaint *complaint;
};

typedef bool read_form(struct distribution *d, const struct json_at *at,
                       const struct reading *reading);

struct form {
    const char *name;
    const char *parameters[PARAMETERS_MAX]; /* values in the reading's unit; "shape" is a factor */
    bool (*build)(struct distribution *d, int64_t first, int64_t second,
                  struct complaint *complaint);
    read_form *read; /* for a form that is no object of parameters */
};

static const char *const expected_of[] = {
    [DISTRIBUTION_NS] = UNITS_DURATION_SAYS,
    [DISTRIBUTION_BYTES] = UNITS_SIZE_SAYS,
};
static const char *const says_of[] = {
    [DISTRIBUTION_NS] = DISTRIBUTION_NS_SAYS,
    [DISTRIBUTION_BYTES] = DISTRIBUTION_BYTES_SAYS,
};

static distribution_parse *const parser_of[] = {
    [DISTRIBUTION_NS] = units_parse_duration,
    [DISTRIBUTION_BYTES] = units_parse_size,
};

static bool read_value(const struct json_at *at, const struct reading *reading, int64_t *value)
{
    char text[96];

    return (json_kind(at) == JSON_STRING && json_scalar_text(at, text, sizeof text)
            && parser_of[reading->unit](text, value))
           || json_complain_found(reading->complaint, at, expected_of[reading->unit]);
}

static bool read_factor(const struct json_at *at, const char *expected, int64_t max,
                        const struct reading *reading, int64_t *value)
{
    char text[96];

    return (json_scalar_text(at, text, sizeof text) && units_parse_factor(text, value) && *value > 0
            && *value <= max)
           || json_complain_found(reading->complaint, at, expected);
}

/* What a builder complains of has no place yet: give it one. */
static bool built(bool fine, const struct json_at *at, const struct reading *reading,
                  const struct complaint *own)
{
    if (fine)
        return true;
    if (own->kind == COMPLAINT_MACHINE)
        return complain_machine(reading->complaint, "%s", own->text);
    return json_complain(reading->complaint, at, "%s", own->text);
}

static bool build_uniform(struct distribution *d, int64_t min, int64_t max,
                          struct complaint *complaint)
{
    if (min > max)
        return complain(complaint, "found a \"min\" above the \"max\"; expected min <= max");
    return distribution_build_uniform(d, min, max, complaint);
}

static bool build_exponential(struct distribution *d, int64_t mean, int64_t unused,
                              struct complaint *complaint)
{
    (void)unused;
    return distribution_build_exponential(d, mean, complaint);
}

static bool build_lognormal(struct distribution *d, int64_t median, int64_t p99,
                            struct complaint *complaint)
{
    if (median < 1 || median > p99)
        return complain(complaint,
                        "found a \"median\" of 0 or above the \"p99\"; expected 0 < median <= p99");
    return distribution_build_lognormal(d, median, p99, complaint);
}

static bool build_pareto(struct distribution *d, int64_t min, int64_t shape,
                         struct complaint *complaint)
{
    if (min < 1)
        return complain(complaint, "found a \"min\" of 0; expected more than 0");
    return distribution_build_pareto(d, min, shape, complaint);
}

static bool read_constant(struct distribution *d, const struct json_at *at,
                          const struct reading *reading)
{
    struct complaint own = {0};
    int64_t value;

    return read_value(at, reading, &value)
           && built(distribution_build_constant(d, value, &own), at, reading, &own);
}

static bool read_distribution(struct distribution *d, const struct json_at *at,
                              const struct reading *reading);

static bool read_part(struct distribution *d, uint64_t *weight, const struct json_at *at,
                      const struct reading *reading)
{
    static const char *const names[] = {"weight", "of"};
    struct json_at member;
    int64_t factor;

    if (!json_expect(at, JSON_OBJECT, reading->complaint)
        || !json_only(at, names, 2, sizeof names[0], reading->complaint))
        return false;
    for (int i = 0; i < 2; i++) {
        if (!json_member(at, names[i], &member))
            return json_complain(reading->complaint, at,
                                 "found no \"%s\"; expected a part such as "
                                 "{\"weight\": 0.9, \"of\": ...}",
                                 names[i]);
    }
    json_member(at, "weight", &member);
    if (!read_factor(&member, "a weight above 0 and at most 1048576", WEIGHT_MAX, reading, &factor))
        return false;
    *weight = (uint64_t)factor;
    json_member(at, "of", &member);
    return read_distribution(d, &member, reading);
}

static bool read_mixture(struct distribution *d, const struct json_at *at,
                         const struct reading *reading)
{
    struct complaint own = {0};
    size_t count = json_count(at), done = 0;
    struct distribution *parts;
    uint64_t *weights;
    bool fine;

    if (json_kind(at) != JSON_ARRAY || count == 0)
        return json_complain_found(reading->complaint, at,
                                   "a list of parts such as [{\"weight\": 0.9, "
                                   "\"of\": ...}, {\"weight\": 0.1, \"of\": ...}]");
    if (count > DISTRIBUTION_PARTS_MAX)
        return json_complain(reading->complaint, at, "found %zu parts; expected at most %d", count,
                             DISTRIBUTION_PARTS_MAX);
    parts = calloc(count, sizeof *parts);
    weights = calloc(count, sizeof *weights);
    fine = parts != NULL && weights != NULL;
    if (!fine)
        complain_machine(reading->complaint, "out of memory while reading a mixture");
    while (fine && done < count) {
        struct json_at part;
        json_child(at, done, &part);
        fine = read_part(&parts[done], &weights[done], &part, reading);
        done += fine;
    }
    fine = fine
           && built(distribution_build_mixture(d, parts, weights, count, &own), at, reading, &own);
    for (size_t i = 0; !fine && i < done; i++)
        distribution_free(&parts[i]);
    free(parts);
    free(weights);
    return fine;
}

static bool read_point(struct distribution_point *point, const struct json_at *at,
                       const struct reading *reading)
{
    struct json_at quantile, value;
    char text[96];

    if (json_kind(at) != JSON_ARRAY || json_count(at) != 2)
        return json_complain_found(reading->complaint, at,
                                   "a pair of a quantile and a value, such as "
                                   "[0.5, \"2ms\"]");
    json_child(at, 0, &quantile);
    json_child(at, 1, &value);
    if (!json_scalar_text(&quantile, text, sizeof text)
        || !units_parse_ratio(text, &point->threshold))
        return json_complain_found(reading->complaint, &quantile, UNITS_RATIO_SAYS);
    return read_value(&value, reading, &point->value);
}

static bool read_points(struct distribution *d, const struct json_at *at,
                        const struct reading *reading)
{
    struct complaint own = {0};
    size_t count = json_count(at);
    struct distribution_point *points;
    bool fine = true;

    if (count == 0 || count > DISTRIBUTION_POINTS_MAX)
        return json_complain(reading->complaint, at,
                             "found %zu points; expected 1 to %d pairs such as "
                             "[0.5, \"2ms\"]",
                             count, DISTRIBUTION_POINTS_MAX);
    points = calloc(count, sizeof *points);
    if (points == NULL)
        return complain_machine(reading->complaint, "out of memory while reading quantiles");
    for (size_t i = 0; fine && i < count; i++) {
        struct json_at point;
        json_child(at, i, &point);
        fine = read_point(&points[i], &point, reading);
        if (fine && i > 0 && points[i].threshold < points[i - 1].threshold)
            fine = json_complain(reading->complaint, &point,
                                 "found a quantile below the one before it; expected "
                                 "them to rise");
        if (fine && i > 0 && points[i].value < points[i - 1].value)
            fine = json_complain(reading->complaint, &point,
                                 "found a value below the one before it; expected "
                                 "them to rise with the quantile");
    }
    fine = fine && built(distribution_build_empirical(d, points, count, &own), at, reading, &own);
    free(points);
    return fine;
}

/* The path of a file that a document names: beside the document, unless it is absolute. */
static bool resolve(char *to, size_t size, const struct json_at *at, const struct reading *reading)
{
    const char *name = json_string(at);
    const char *document = json_name(at->document);
    const char *slash = strrchr(document, '/');
    int used;

    if (name[0] == '/' || (reading->base_folder == NULL && slash == NULL))
        used = snprintf(to, size, "%s", name);
    else if (reading->base_folder != NULL)
        used = snprintf(to, size, "%s/%s", reading->base_folder, name);
    else
        used = snprintf(to, size, "%.*s/%s", (int)(slash - document), document, name);
    return (used > 0 && (size_t)used < size)
           || json_complain(reading->complaint, at,
                            "found a path that is too long; expected at most %zu bytes", size - 1);
}

static bool read_empirical(struct distribution *d, const struct json_at *at,
                           const struct reading *reading)
{
    static const char *const names[] = {"file"};
    struct json_at name;
    char path[PATH_BYTES];
    FILE *file;
    bool fine;

    if (json_kind(at) == JSON_ARRAY)
        return read_points(d, at, reading);
    if (json_kind(at) != JSON_OBJECT || json_count(at) == 0)
        return json_complain_found(reading->complaint, at,
                                   "quantiles such as [[0, \"1ms\"], [1, \"9ms\"]], or "
                                   "{\"file\": \"latencies.txt\"}");
    if (!json_only(at, names, 1, sizeof names[0], reading->complaint)
        || !json_member(at, "file", &name) || !json_expect(&name, JSON_STRING, reading->complaint)
        || !resolve(path, sizeof path, &name, reading))
        return false;
    file = fopen(path, "r");
    if (file == NULL)
        return json_complain(reading->complaint, &name,
                             "found \"%.200s\", which cannot be opened: %s", json_string(&name),
                             strerror(errno));
    fine = distribution_from_file(d, path, file, parser_of[reading->unit],
                                  expected_of[reading->unit], reading->complaint);
    fclose(file);
    return fine;
}

static const struct form forms[] = {
    {"constant", {NULL}, NULL, read_constant},
    {"uniform", {"min", "max"}, build_uniform, NULL},
    {"exponential", {"mean"}, build_exponential, NULL},
    {"lognormal", {"median", "p99"}, build_lognormal, NULL},
    {"pareto", {"min", "shape"}, build_pareto, NULL},
    {"mixture", {NULL}, NULL, read_mixture},
    {"empirical", {NULL}, NULL, read_empirical},
};
enum { FORM_COUNT = sizeof forms / sizeof forms[0] };

static bool read_parameters(struct distribution *d, const struct form *form,
                            const struct json_at *at, const struct reading *reading)
{
    struct complaint own = {0};
    int64_t values[PARAMETERS_MAX] = {0};
    size_t count = 0;

    while (count < PARAMETERS_MAX && form->parameters[count] != NULL)
        count++;
    if (!json_expect(at, JSON_OBJECT, reading->complaint)
        || !json_only(at, form->parameters, count, sizeof form->parameters[0], reading->complaint))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct json_at member;
        bool fine;
        if (!json_member(at, form->parameters[i], &member))
            return json_complain(
                reading->complaint, at, "found no \"%s\"; expected %s", form->parameters[i],
                strcmp(form->parameters[i], "shape") == 0 ? "a number such as 1.5"
                                                          : expected_of[reading->unit]);
        if (strcmp(form->parameters[i], "shape") == 0)
            fine = read_factor(&member, "a number above 0, such as 1.5", INT64_MAX, reading,
                               &values[i]);
        else
            fine = read_value(&member, reading, &values[i]);
        if (!fine)
            return false;
    }
    return built(form->build(d, values[0], values[1], &own), at, reading, &own);
}

static bool read_distribution(struct distribution *d, const struct json_at *at,
                              const struct reading *reading)
{
    struct json_at inner;

    if (json_kind(at) == JSON_STRING && json_string(at)[0] >= '0' && json_string(at)[0] <= '9')
        return read_constant(d, at, reading);
    if (json_kind(at) != JSON_OBJECT || json_count(at) != 1) {
        if (json_kind(at) == JSON_OBJECT)
            return json_complain(reading->complaint, at,
                                 "found an object with %zu keys; expected %s", json_count(at),
                                 says_of[reading->unit]);
        return json_complain_found(reading->complaint, at, says_of[reading->unit]);
    }
    if (!json_only(at, forms, FORM_COUNT, sizeof forms[0], reading->complaint))
        return false;
    json_child(at, 0, &inner);
    for (size_t i = 0; i < FORM_COUNT; i++) {
        if (strcmp(forms[i].name, inner.key) == 0)
            return forms[i].read != NULL ? forms[i].read(d, &inner, reading)
                                         : read_parameters(d, &forms[i], &inner, reading);
    }
    CHECK(false);
    return false;
}

bool distribution_from_json(struct distribution *d, const struct json_at *at,
                            enum distribution_unit unit, const char *base_folder,
                            struct complaint *complaint)
{
    struct reading reading = {.unit = unit, .base_folder = base_folder, .complaint = complaint};

    *d = (struct distribution){0};
    if (read_distribution(d, at, &reading))
        return true;
    *d = (struct distribution){0};
    return false;
}

bool distribution_from_text(struct distribution *d, const char *name, const char *text,
                            enum distribution_unit unit, struct complaint *complaint)
{
    struct json_document *document;
    struct json_at root;
    int64_t value;
    bool fine;

    *d = (struct distribution){0};
    if (parser_of[unit](text, &value))
        return distribution_build_constant(d, value, complaint);
    document = json_read_text(name, text, strlen(text), complaint);
    if (document == NULL)
        return false;
    root = json_root(document);
    fine = distribution_from_json(d, &root, unit, NULL, complaint);
    json_free(document);
    return fine;
}
