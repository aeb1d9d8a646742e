/* digest_read.c - a digest from a results file, which may be anyone's: everything in it is
 * checked. */
#include "reports/digest.h"

#include "reports/figure.h"
#include "reports/json.h"
#include "sim/base/json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define WHOLE_MAX 9223372036854775807.0   /* 2^63 as a double, which is just out of reach */

static bool member(const struct json_at *object, const char *key, enum json_kind kind,
                   struct json_at *out, struct complaint *complaint)
{
    if (!json_expect(object, JSON_OBJECT, complaint))
        return false;
    if (!json_member(object, key, out))
        return json_complain(complaint, object,
                             "found no \"%s\"; expected what `stalemate run --out` writes", key);
    return json_expect(out, kind, complaint);
}

/* A number, also where it is written as a string because it is a large one. */
static bool read_number(const struct json_at *at, double *number, struct complaint *complaint)
{
    char *end;

    if (json_kind(at) == JSON_NUMBER) {
        *number = json_number(at);
        return true;
    }
    if (json_kind(at) == JSON_STRING) {
        const char *text = json_string(at);
        *number = strtod(text, &end);
        if (text[0] >= '0' && text[0] <= '9' && *end == '\0' && *number < 1e300)
            return true;
    }
    return json_complain_found(complaint, at, "a number");
}

static bool read_whole(const struct json_at *at, uint64_t *whole, struct complaint *complaint)
{
    double number = 0;

    if (!read_number(at, &number, complaint))
        return false;
    if (!(number >= 0) || number >= WHOLE_MAX)
        return json_complain_found(complaint, at, "a whole number from 0 to 2^63");
    *whole = (uint64_t)number;
    return true;
}

static bool member_whole(const struct json_at *object, const char *key, uint64_t *whole,
                         struct complaint *complaint)
{
    struct json_at at;

    if (!json_member(object, key, &at))
        return json_complain(complaint, object,
                             "found no \"%s\"; expected what `stalemate run --out` writes", key);
    return read_whole(&at, whole, complaint);
}

/* Figures that this version does not know are passed over, and those that the file does not have
 * stay undefined, so that a metric can come or go. */
static bool read_figures(const struct json_at *strategy, struct digest_row *row,
                         struct complaint *complaint)
{
    struct json_at all, figure, mean, half_width;
    uint64_t samples = 0;

    if (!member(strategy, "across-seeds", JSON_OBJECT, &all, complaint))
        return false;
    for (size_t f = 0; f < figure_count(); f++) {
        struct spread *spread = &row->figures[f];
        if (!json_member(&all, figure_list()[f].name, &figure))
            continue;
        if (!json_expect(&figure, JSON_OBJECT, complaint)
            || !member_whole(&figure, "seeds", &samples, complaint))
            return false;
        if (samples == 0)
            continue;
        spread->samples = (size_t)samples;
        if (!json_member(&figure, "mean", &mean))
            return json_complain(complaint, &figure, "found no \"mean\"; expected one");
        if (!read_number(&mean, &spread->mean, complaint))
            return false;
        if (spread->mean < 0)
            return json_complain_found(complaint, &mean, "a number from 0 on");
        if (samples > 1 && json_member(&figure, "half-width-95", &half_width)
            && !read_number(&half_width, &spread->half_width, complaint))
            return false;
    }
    return true;
}

static bool read_causes(const struct json_at *strategy, struct digest_row *row,
                        struct complaint *complaint)
{
    struct json_at causes, cause;

    if (!member(strategy, "causes", JSON_OBJECT, &causes, complaint))
        return false;
    for (size_t i = 0; i < json_count(&causes); i++) {
        size_t c = 0;
        json_child(&causes, i, &cause);
        while (c < CAUSE_COUNT && strcmp(cause_names[c], cause.key) != 0)
            c++;
        if (c == CAUSE_COUNT)
            return json_complain(complaint, &cause, "found a cause that is not known; expected those of "
                                 "docs/measures.md");
        if (!read_whole(&cause, &row->causes[c], complaint))
            return false;
    }
    return true;
}

static bool read_bucket(const struct json_at *at, struct digest_bucket *bucket,
                        struct complaint *complaint)
{
    struct json_at part;
    uint64_t numbers[3];

    if (!json_expect(at, JSON_ARRAY, complaint))
        return false;
    if (json_count(at) != 3)
        return json_complain(complaint, at, "found %zu numbers; expected [low, high, count]",
                             json_count(at));
    for (size_t i = 0; i < 3; i++) {
        json_child(at, i, &part);
        if (!read_whole(&part, &numbers[i], complaint))
            return false;
    }
    *bucket = (struct digest_bucket){(int64_t)numbers[0], (int64_t)numbers[1], numbers[2]};
    return true;
}

static bool read_distribution(const struct json_at *all, struct digest_distribution *to,
                              struct complaint *complaint)
{
    struct json_at distribution, buckets, bucket;

    if (!json_member(all, to->metric->name, &distribution))
        return true;
    if (!member(&distribution, "buckets", JSON_ARRAY, &buckets, complaint))
        return false;
    to->buckets = calloc(json_count(&buckets) + 1, sizeof *to->buckets);
    if (to->buckets == NULL)
        return complain_machine(complaint, "out of memory while reading results");
    for (size_t b = 0; b < json_count(&buckets); b++) {
        struct digest_bucket *last = b > 0 ? &to->buckets[b - 1] : NULL;
        json_child(&buckets, b, &bucket);
        if (!read_bucket(&bucket, &to->buckets[b], complaint))
            return false;
        if (to->buckets[b].low > to->buckets[b].high
            || (last != NULL && to->buckets[b].low < last->high))
            return json_complain(complaint, &bucket,
                                 "found buckets out of order; expected rising ones");
        to->samples += to->buckets[b].count;
        to->bucket_count++;
    }
    return true;
}

static bool read_series(const struct json_at *slices, const struct digest_column *column,
                        size_t count, struct slice *to, struct complaint *complaint)
{
    struct json_at series, at;

    if (!json_member(slices, column->name, &series))
        return true;
    if (!json_expect(&series, JSON_ARRAY, complaint))
        return false;
    if (json_count(&series) != count)
        return json_complain(complaint, &series, "found %zu slices; expected %zu, as many as "
                             "\"slice-length\" makes of the run", json_count(&series), count);
    for (size_t i = 0; i < json_count(&series); i++) {
        uint64_t value = 0;
        json_child(&series, i, &at);
        if (!read_whole(&at, &value, complaint))
            return false;
        memcpy((unsigned char *)&to[i] + column->field, &value, sizeof value);
    }
    return true;
}

static bool read_slices(const struct json_at *strategy, size_t count, struct digest_row *row,
                        struct complaint *complaint)
{
    struct json_at slices;

    if (!member(strategy, "slices", JSON_OBJECT, &slices, complaint))
        return false;
    for (const struct digest_column *c = digest_columns; c->name != NULL; c++) {
        if (!read_series(&slices, c, count, row->slices, complaint))
            return false;
    }
    return true;
}

static bool read_row(const struct json_at *strategy, size_t slices, struct digest_row *row,
                     struct complaint *complaint)
{
    struct json_at name, bound, distributions;

    if (!member(strategy, "name", JSON_STRING, &name, complaint)
        || !member(strategy, "bound", JSON_BOOL, &bound, complaint))
        return false;
    row->strategy = strdup(json_string(&name));
    row->bound = json_bool(&bound);
    if (row->strategy == NULL)
        return complain_machine(complaint, "out of memory while reading results");
    if (!read_figures(strategy, row, complaint) || !read_causes(strategy, row, complaint)
        || !read_slices(strategy, slices, row, complaint)
        || !member(strategy, "distributions", JSON_OBJECT, &distributions, complaint))
        return false;
    for (size_t d = 0; d < figure_distribution_count(); d++) {
        if (!read_distribution(&distributions, &row->distributions[d], complaint))
            return false;
    }
    return true;
}

static bool check_kind(const struct json_at *root, struct complaint *complaint)
{
    struct json_at kind, schema;

    if (!json_expect(root, JSON_OBJECT, complaint))
        return false;
    if (!json_member(root, "kind", &kind) || json_kind(&kind) != JSON_STRING
        || strcmp(json_string(&kind), JSON_RESULTS_KIND) != 0)
        return json_complain(complaint, root, "found no \"kind\": \"" JSON_RESULTS_KIND
                             "\"; expected a results.json that `stalemate run --out` wrote");
    if (!member(root, "schema", JSON_NUMBER, &schema, complaint))
        return false;
    return json_number(&schema) == JSON_RESULTS_SCHEMA
           || json_complain_found(complaint, &schema,
                                  "1, the only schema of results that this version reads");
}

static bool read_times(const struct json_at *root, struct digest *digest,
                       struct complaint *complaint)
{
    uint64_t warmup = 0, end = 0, slice_length = 0;

    if (!member_whole(root, "warmup", &warmup, complaint)
        || !member_whole(root, "end", &end, complaint)
        || !member_whole(root, "slice-length", &slice_length, complaint))
        return false;
    digest->warmup = (sim_time)warmup;
    digest->end = (sim_time)end;
    digest->slice_length = (int64_t)slice_length;
    if (slice_length == 0 || end > INT64_MAX || (end + slice_length - 1) / slice_length > SLICES)
        return json_complain(complaint, root, "found an \"end\" of %" PRIu64 " ns and a \"slice-length\" "
                             "of %" PRIu64 " ns; expected at most %d slices", end, slice_length,
                             SLICES);
    digest->slice_count = digest_slice_count(digest->end, digest->slice_length);
    return true;
}

static struct digest *read_root(const struct json_at *root, struct complaint *complaint)
{
    struct json_at scenario, seeds, strategies, at;
    struct digest *digest;
    bool whole;

    if (!check_kind(root, complaint) || !member(root, "scenario", JSON_STRING, &scenario, complaint)
        || !member(root, "seeds", JSON_ARRAY, &seeds, complaint)
        || !member(root, "strategies", JSON_ARRAY, &strategies, complaint))
        return NULL;
    digest = digest_new(json_string(&scenario), json_count(&strategies), json_count(&seeds),
                        complaint);
    whole = digest != NULL && read_times(root, digest, complaint);
    for (size_t s = 0; whole && s < digest->seed_count; s++) {
        json_child(&seeds, s, &at);
        whole = json_expect(&at, JSON_STRING, complaint);
        if (whole && (digest->seeds[s] = strdup(json_string(&at))) == NULL)
            whole = complain_machine(complaint, "out of memory while reading results");
    }
    for (size_t i = 0; whole && i < digest->row_count; i++) {
        json_child(&strategies, i, &at);
        whole = read_row(&at, digest->slice_count, &digest->rows[i], complaint);
    }
    if (whole)
        return digest;
    digest_free(digest);
    return NULL;
}

struct digest *digest_read(const char *path, struct complaint *complaint)
{
    struct json_document *document = json_read_file(path, complaint);
    struct digest *digest = NULL;
    struct json_at root;

    if (document != NULL) {
        root = json_root(document);
        digest = read_root(&root, complaint);
    }
    json_free(document);
    return digest;
}
