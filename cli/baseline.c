/* baseline.c - runs in memory and in files. What has moved is baseline_compare.c's. */
#include "cli/baseline.h"

#include "reports/figure.h"
#include "reports/quote.h"
#include "reports/text.h"
#include "sim/base/json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the list ---- */

static int compare_figures(const void *a, const void *b)
{
    return strcmp(((const struct baseline_figure *)a)->name,
                  ((const struct baseline_figure *)b)->name);
}

/* A run without figures, with room for so many; NULL after a complaint. */
static struct baseline_run *add_run(struct baseline *baseline, const char *scenario,
                                    const char *strategy, uint64_t seed, size_t figures,
                                    struct complaint *complaint)
{
    struct baseline_run *run =
        realloc(baseline->runs, (baseline->count + 1) * sizeof *baseline->runs);

    if (run != NULL) {
        baseline->runs = run;
        run += baseline->count++;
        *run = (struct baseline_run){
            .scenario = strdup(scenario), .strategy = strdup(strategy), .seed = seed,
            .figures = calloc(figures > 0 ? figures : 1, sizeof *run->figures),
        };
    }
    if (run == NULL || run->scenario == NULL || run->strategy == NULL || run->figures == NULL) {
        complain_machine(complaint, "out of memory");
        return NULL;
    }
    return run;
}

bool baseline_add(struct baseline *baseline, const char *scenario, const char *strategy,
                  uint64_t seed, const char *replay, const struct result *result,
                  struct complaint *complaint)
{
    const struct figure *figure = figure_list();
    struct text value = {0};
    struct baseline_run *run =
        add_run(baseline, scenario, strategy, seed, figure_count(), complaint);

    if (run == NULL)
        return false;
    run->replay = strdup(replay);
    if (run->replay == NULL)
        return complain_machine(complaint, "out of memory");
    memcpy(run->fingerprint, result->fingerprint, sizeof run->fingerprint);
    for (size_t i = 0; i < figure_count(); i++) {
        struct baseline_figure *to = &run->figures[run->count++];
        snprintf(to->name, sizeof to->name, "%s", figure[i].name);
        if (!metric_defined(&figure[i].key, result))
            continue;
        value.length = 0;
        figure_add_value(&value, &figure[i], metric_value(&figure[i].key, result));
        if (!value.failed)
            snprintf(to->value, sizeof to->value, "%s", value.bytes);
    }
    qsort(run->figures, run->count, sizeof *run->figures, compare_figures);
    if (value.failed)
        complain_machine(complaint, "out of memory");
    text_free(&value);
    return complaint->kind == COMPLAINT_NONE;
}

static void free_run(struct baseline_run *run)
{
    free(run->scenario);
    free(run->strategy);
    free(run->replay);
    free(run->figures);
}

void baseline_free(struct baseline *baseline)
{
    for (size_t i = 0; i < baseline->count; i++)
        free_run(&baseline->runs[i]);
    free(baseline->runs);
    *baseline = (struct baseline){0};
}

int baseline_order(const void *a, const void *b)
{
    const struct baseline_run *x = a, *y = b;
    int order = strcmp(x->scenario, y->scenario);

    if (order == 0)
        order = strcmp(x->strategy, y->strategy);
    return order != 0 ? order : (x->seed > y->seed) - (x->seed < y->seed);
}

/* ---- reading ---- */

static bool read_figures(struct baseline_run *run, const struct json_at *figures,
                         struct complaint *complaint)
{
    for (size_t i = 0; i < json_count(figures); i++) {
        struct baseline_figure *to = &run->figures[run->count++];
        struct json_at at;
        json_child(figures, i, &at);
        if (strlen(at.key) >= sizeof to->name)
            return json_complain(complaint, &at, "found a name too long for a figure");
        snprintf(to->name, sizeof to->name, "%s", at.key);
        if (json_kind(&at) == JSON_NULL)
            continue;
        if (json_kind(&at) != JSON_STRING || strlen(json_string(&at)) >= sizeof to->value
            || json_string(&at)[0] == '\0')
            return json_complain_found(complaint, &at, "a number as a string, or null");
        snprintf(to->value, sizeof to->value, "%s", json_string(&at));
    }
    qsort(run->figures, run->count, sizeof *run->figures, compare_figures);
    return true;
}

static bool read_run(struct baseline *baseline, const char *scenario, const char *strategy,
                     const struct json_at *at, struct complaint *complaint)
{
    static const char *const names[] = {"fingerprint", "figures"};
    struct json_at fingerprint, figures;
    struct baseline_run *run;
    uint64_t seed;
    char *end;

    errno = 0;
    seed = strtoull(at->key, &end, 10);
    if (at->key[0] < '0' || at->key[0] > '9' || *end != '\0' || errno != 0)
        return json_complain(complaint, at, "found no seed; expected a whole number below 2^64");
    if (!json_expect(at, JSON_OBJECT, complaint)
        || !json_only(at, names, 2, sizeof names[0], complaint))
        return false;
    if (!json_member(at, names[0], &fingerprint) || !json_member(at, names[1], &figures))
        return json_complain(complaint, at, "found a run without fingerprint or figures");
    if (!json_expect(&fingerprint, JSON_STRING, complaint)
        || !json_expect(&figures, JSON_OBJECT, complaint))
        return false;
    run = add_run(baseline, scenario, strategy, seed, json_count(&figures), complaint);
    if (run == NULL)
        return false;
    if (strlen(json_string(&fingerprint)) >= sizeof run->fingerprint)
        return json_complain_found(complaint, &fingerprint, "32 hexadecimal digits");
    snprintf(run->fingerprint, sizeof run->fingerprint, "%s", json_string(&fingerprint));
    return read_figures(run, &figures, complaint);
}

static bool read_scenario(struct baseline *baseline, const struct json_at *scenario,
                          struct complaint *complaint)
{
    if (!json_expect(scenario, JSON_OBJECT, complaint))
        return false;
    for (size_t i = 0; i < json_count(scenario); i++) {
        struct json_at strategy, run;
        json_child(scenario, i, &strategy);
        if (!json_expect(&strategy, JSON_OBJECT, complaint))
            return false;
        for (size_t j = 0; j < json_count(&strategy); j++) {
            json_child(&strategy, j, &run);
            if (!read_run(baseline, scenario->key, strategy.key, &run, complaint))
                return false;
        }
    }
    return true;
}

static bool read_document(struct baseline *baseline, const struct json_at *root,
                          struct complaint *complaint)
{
    static const char *const names[] = {"schema", "scenarios"};
    struct json_at schema, scenarios, scenario;

    if (!json_expect(root, JSON_OBJECT, complaint)
        || !json_only(root, names, 2, sizeof names[0], complaint))
        return false;
    if (!json_member(root, names[0], &schema) || !json_member(root, names[1], &scenarios))
        return json_complain(complaint, root, "found no baseline; expected what --save-baseline "
                             "writes");
    if (json_kind(&schema) != JSON_NUMBER || json_number(&schema) != 1)
        return json_complain_found(complaint, &schema, "1, the only schema there is");
    if (!json_expect(&scenarios, JSON_OBJECT, complaint))
        return false;
    for (size_t i = 0; i < json_count(&scenarios); i++) {
        json_child(&scenarios, i, &scenario);
        if (!read_scenario(baseline, &scenario, complaint))
            return false;
    }
    return true;
}

bool baseline_read(struct baseline *baseline, const char *path, struct complaint *complaint)
{
    struct json_document *document = json_read_file(path, complaint);
    struct json_at root;
    bool fine;

    if (document == NULL)
        return false;
    root = json_root(document);
    fine = read_document(baseline, &root, complaint);
    json_free(document);
    return fine;
}

/* ---- writing ---- */

static void add_figures(struct text *to, const struct baseline_run *run)
{
    for (size_t i = 0; i < run->count; i++) {
        text_format(to, "%s\n            ", i > 0 ? "," : "");
        quote_json(to, run->figures[i].name);
        text_add(to, ": ");
        if (run->figures[i].value[0] == '\0')
            text_add(to, "null");
        else
            quote_json(to, run->figures[i].value);
    }
}

/* The runs are sorted: an object ends where its name changes. */
bool baseline_write(struct baseline *baseline, const char *path, struct complaint *complaint)
{
    const struct baseline_run *before = NULL;
    struct text text = {0};

    if (baseline->count > 0)
        qsort(baseline->runs, baseline->count, sizeof *baseline->runs, baseline_order);
    text_add(&text, "{\n  \"schema\": 1,\n  \"scenarios\": {");
    for (const struct baseline_run *run = baseline->runs; run < baseline->runs + baseline->count;
         before = run++) {
        bool same_scenario = before != NULL && strcmp(before->scenario, run->scenario) == 0;
        bool same_strategy = same_scenario && strcmp(before->strategy, run->strategy) == 0;
        if (before != NULL)
            text_add(&text, same_strategy ? "," : same_scenario ? "\n      },"
                                                                : "\n      }\n    },");
        if (!same_scenario) {
            text_add(&text, "\n    ");
            quote_json(&text, run->scenario);
            text_add(&text, ": {");
        }
        if (!same_strategy) {
            text_add(&text, "\n      ");
            quote_json(&text, run->strategy);
            text_add(&text, ": {");
        }
        text_format(&text, "\n        \"%" PRIu64 "\": {\n          \"fingerprint\": ", run->seed);
        quote_json(&text, run->fingerprint);
        text_add(&text, ",\n          \"figures\": {");
        add_figures(&text, run);
        text_add(&text, "\n          }\n        }");
    }
    text_add(&text, before != NULL ? "\n      }\n    }\n  }\n}\n" : "}\n}\n");
    return text_write(&text, path, complaint);
}
