/* explore_flip.c - exploring a strategy with each value of one of its knobs. */
#include "cli/explore_flip.h"

#include "cli/strategy_file.h"
#include "reports/quote.h"
#include "strategies/catalogue.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNTS = 6 };           /* values of a count, from its least on */

/* ---- which values ---- */

static bool add_value(struct flip_job *job, const char *value, size_t length,
                      struct complaint *complaint)
{
    if (job->count == FLIP_VALUES_MAX)
        return complain(complaint, "--flip: found more than %d values; expected fewer",
                        FLIP_VALUES_MAX);
    if (length == 0 || length >= FLIP_VALUE_BYTES)
        return complain(complaint, "--flip: found a value of %zu letters; expected 1 to %d", length,
                        FLIP_VALUE_BYTES - 1);
    snprintf(job->values[job->count], FLIP_VALUE_BYTES, "%.*s", (int)length, value);
    job->shown[job->count] = job->values[job->count];
    job->count++;
    return true;
}

/* There is no clock: a duration is nothing, or it is not. */
static bool choose_durations(struct flip_job *job, const struct knob *knob,
                             struct complaint *complaint)
{
    bool preset_is_zero = knob->preset == NULL || strcmp(knob->preset, "0s") == 0;
    const char *some = preset_is_zero ? "1s" : knob->preset;

    if (knob->min > 0)
        return complain(complaint, "--flip: found %s.%s, a duration that is never zero; the explorer "
                        "has no clock, and makes no difference between others", job->layer,
                        job->knob);
    return add_value(job, "0s", 2, complaint) && add_value(job, some, strlen(some), complaint);
}

static bool choose_values(struct flip_job *job, const struct knob *knob,
                          struct complaint *complaint)
{
    char number[32];

    switch (knob->kind) {
    case KNOB_COUNT:
        for (int64_t i = 0; i < COUNTS && i <= knob->max - knob->min; i++) {
            int length = snprintf(number, sizeof number, "%" PRId64, knob->min + i);
            if (!add_value(job, number, (size_t)length, complaint))
                return false;
        }
        return true;
    case KNOB_DURATION:
        return choose_durations(job, knob, complaint);
    case KNOB_BOOL:
        return add_value(job, "false", 5, complaint) && add_value(job, "true", 4, complaint);
    case KNOB_CHOICE:
        for (unsigned i = 0; i < KNOB_CHOICES_MAX && knob->choices[i] != NULL; i++) {
            if (!add_value(job, knob->choices[i], strlen(knob->choices[i]), complaint))
                return false;
        }
        return true;
    default:
        return complain(complaint, "--flip: found %s.%s, whose values cannot be counted; expected "
                        "them, as in %s.%s=A,B", job->layer, job->knob, job->layer, job->knob);
    }
}

static bool find_knob(const struct flip_job *job, const struct knob **knob,
                      struct complaint *complaint)
{
    const struct strategy *strategy = catalogue_find(job->layer);
    const char *meant;
    unsigned count = 0;

    if (strategy == NULL) {
        meant = catalogue_did_you_mean(job->layer);
        return complain(complaint, "--flip: found no strategy \"%s\"%s%s%s (`stalemate strategies` "
                        "lists them)", job->layer, meant ? "; did you mean \"" : "",
                        meant ? meant : "", meant ? "\"?" : "");
    }
    for (*knob = strategy->knobs; *knob != NULL && (*knob)->name != NULL; (*knob)++, count++) {
        if (strcmp((*knob)->name, job->knob) == 0)
            return true;
    }
    meant = strategy->knobs == NULL ? NULL
        : complaint_did_you_mean(job->knob, strategy->knobs, count, sizeof strategy->knobs[0]);
    return complain(complaint, "--flip: found no knob \"%s\" of %s%s%s%s (`stalemate strategies %s` "
                    "lists them)", job->knob, job->layer, meant ? "; did you mean \"" : "",
                    meant ? meant : "", meant ? "\"?" : "", job->layer);
}

/* What is no text in JSON goes there as it is. */
static bool fits(const struct knob *knob, const char *value, size_t length)
{
    if (knob->kind == KNOB_BOOL)
        return (length == 4 && memcmp(value, "true", 4) == 0)
            || (length == 5 && memcmp(value, "false", 5) == 0);
    return knob->kind != KNOB_COUNT || (length > 0 && strspn(value, "0123456789") >= length);
}

bool flip_open(struct flip_job *job, const char *text, struct complaint *complaint)
{
    size_t layer = strcspn(text, "."), knob = strcspn(text + layer, "=");
    const struct knob *found = NULL;

    if (text[layer] != '.' || knob < 2 || layer == 0 || layer >= FLIP_VALUE_BYTES
        || knob > FLIP_VALUE_BYTES)
        return complain(complaint, "--flip: found \"%.60s\"; expected LAYER.KNOB, such as "
                        "delete.attempts, or LAYER.KNOB=VALUE,VALUE", text);
    snprintf(job->layer, sizeof job->layer, "%.*s", (int)layer, text);
    snprintf(job->knob, sizeof job->knob, "%.*s", (int)knob - 1, text + layer + 1);
    if (!find_knob(job, &found, complaint))
        return false;
    job->quoted = found->kind != KNOB_COUNT && found->kind != KNOB_BOOL;
    if (text[layer + knob] == '\0')
        return choose_values(job, found, complaint);
    for (const char *at = text + layer + knob + 1;; at++) {
        size_t length = strcspn(at, ",");
        if (!fits(found, at, length))
            return complain(complaint, "--flip: found \"%.*s\" for %.60s; expected %s", (int)length, at,
                            text, found->kind == KNOB_BOOL ? "true or false" : "a whole number");
        if (!add_value(job, at, length, complaint))
            return false;
        at += length;
        if (*at == '\0')
            return true;
    }
}

/* ---- a stack with one of them ---- */

static void add_printed(struct text *to, const struct json_at *at)
{
    char *printed = json_print(at);

    if (printed == NULL)
        to->failed = true;
    else
        text_add(to, printed);
    free(printed);
}

static void add_settings(struct text *to, const struct flip_job *job,
                         const struct json_at *settings, const char *value)
{
    struct json_at member;

    text_add(to, "{");
    for (size_t i = 0; i < json_count(settings); i++) {
        json_child(settings, i, &member);
        if (strcmp(member.key, job->knob) == 0)
            continue;
        quote_json(to, member.key);
        text_add(to, ":");
        add_printed(to, &member);
        text_add(to, ",");
    }
    quote_json(to, job->knob);
    text_add(to, ":");
    if (job->quoted)
        quote_json(to, value);
    else
        text_add(to, value);
    text_add(to, "}");
}

/* The stack, with the value in the first layer of that name; false: there is none. */
static bool change_stack(struct text *to, const struct flip_job *job, const struct json_at *stack,
                         const char *value)
{
    bool changed = false;

    text_add(to, "[");
    for (size_t i = 0; i < json_count(stack); i++) {
        struct json_at layer, settings;
        json_child(stack, i, &layer);
        text_add(to, i > 0 ? "," : "");
        if (!changed && json_member(&layer, job->layer, &settings)) {
            text_add(to, "{");
            quote_json(to, job->layer);
            text_add(to, ":");
            add_settings(to, job, &settings, value);
            text_add(to, "}");
            changed = true;
        } else {
            add_printed(to, &layer);
        }
    }
    text_add(to, "]");
    return changed;
}

static bool explore_text(struct flip_job *job, const struct explore_plan *plan, const char *name,
                         const char *text, struct complaint *complaint)
{
    struct scenario_strategy strategy = {.name = NULL};
    bool fine = strategy_read_text(&strategy, "--flip", text, complaint)
        && explored_add(&job->explored, plan, name, strategy.text, &strategy.stack, complaint);

    strategy_free(&strategy);
    return fine;
}

bool flip_explore(struct flip_job *job, const struct explore_plan *plan, const char *name,
                  const char *text, struct complaint *complaint)
{
    struct json_document *document = json_read_text("stack", text, strlen(text), complaint);
    struct json_at root;
    bool fine = document != NULL;

    if (!fine)
        return false;
    root = json_root(document);
    for (unsigned i = 0; i < job->count && fine; i++) {
        struct text changed = {0};
        fine = change_stack(&changed, job, &root, job->values[i])
            || complain(complaint, "--flip: found no layer \"%s\" in %.80s; expected one",
                        job->layer, name);
        if (fine && changed.failed)
            fine = complain_machine(complaint, "out of memory");
        fine = fine && explore_text(job, plan, name, changed.bytes, complaint);
        text_free(&changed);
    }
    json_free(document);
    return fine;
}

/* ---- telling ---- */

bool flip_print(const struct flip_job *job, enum explore_form form, struct complaint *complaint)
{
    unsigned strategies = job->explored.count / job->count;
    struct exploration *tried = calloc(job->explored.count + 1, sizeof *tried);
    struct flip *flips = calloc(strategies + 1, sizeof *flips);
    struct text text = {0};

    if (tried == NULL || flips == NULL) {
        free(tried);
        free(flips);
        return complain_machine(complaint, "out of memory");
    }
    for (unsigned i = 0; i < job->explored.count; i++)
        tried[i] = *explored_told(&job->explored, i);
    for (unsigned i = 0; i < strategies; i++) {
        const struct exploration *first = &tried[i * job->count];
        flips[i] = (struct flip){.strategy = first->strategy, .layer = job->layer,
                                 .knob = job->knob, .values = job->shown, .tried = first,
                                 .count = job->count};
        text_add(&text, form == EXPLORE_TEXT && i > 0 ? "\n" : "");
        if (form == EXPLORE_TEXT)
            flip_text(&text, &flips[i]);
    }
    if (form == EXPLORE_JSON)
        flip_json(&text, flips, strategies);
    free(flips);
    free(tried);
    return text_write(&text, "-", complaint);
}

int flip_status(const struct flip_job *job)
{
    return explored_has(&job->explored, VERDICT_INCONCLUSIVE) ? 4 : 0;
}

void flip_free(struct flip_job *job)
{
    explored_free(&job->explored);
}
