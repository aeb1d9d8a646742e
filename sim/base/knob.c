/* knob.c - settings out of their table: from JSON where the user gave them, else from their
 * presets.
 *
 * A preset goes through the same parsers as what a user writes, so a wrong preset is found by the
 * first test that reads its table, as a CHECK. */
#include "sim/base/knob.h"

#include "sim/base/check.h"
#include "sim/base/distribution_json.h"
#include "sim/base/units.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_MAX = 64, EXPECTED_BYTES = 512 };

static void *setting_of(const struct knob *knob, void *config)
{
    return (char *)config + knob->offset;
}

static const char *kind_says(const struct knob *knob)
{
    switch (knob->kind) {
    case KNOB_DURATION: return UNITS_DURATION_SAYS;
    case KNOB_SIZE: return UNITS_SIZE_SAYS;
    case KNOB_RATE: return UNITS_RATE_SAYS;
    case KNOB_RATIO: return UNITS_RATIO_SAYS;
    case KNOB_FACTOR: return knob->min > 0 ? "a number such as 0.9" : UNITS_FACTOR_SAYS;
    case KNOB_COUNT: return UNITS_COUNT_SAYS;
    case KNOB_BOOL: return "true or false";
    case KNOB_CHOICE: return "one of:";
    case KNOB_TEXT: return "a text";
    case KNOB_DISTRIBUTION: return DISTRIBUTION_NS_SAYS;
    }
    return "?";
}

/* A bound as a user would write it; a factor's with up to nine decimals. */
static void format_bound(const struct knob *knob, int64_t bound, char *to)
{
    switch (knob->kind) {
    case KNOB_DURATION: units_format_duration(to, bound); break;
    case KNOB_SIZE: units_format_size(to, bound); break;
    case KNOB_RATE: units_format_rate(to, bound); break;
    case KNOB_FACTOR: {
        uint64_t parts = (((uint64_t)bound & UINT32_MAX) * 1000000000 + (UINT64_C(1) << 31)) >> 32;
        int used = snprintf(to, UNITS_TEXT, "%" PRId64 ".%09u", bound >> 32, (unsigned)parts);
        while (to[used - 1] == '0')
            to[--used] = '\0';
        if (to[used - 1] == '.')
            to[used - 1] = '\0';
        break;
    }
    default: snprintf(to, UNITS_TEXT, "%" PRId64, bound); break;
    }
}

void knob_describe(const struct knob *knob, char *to, size_t size)
{
    char bound[UNITS_TEXT];
    size_t used;

    snprintf(to, size, "%s", kind_says(knob));
    if (knob->kind == KNOB_CHOICE) {
        for (int i = 0; i < KNOB_CHOICES_MAX && knob->choices[i] != NULL; i++) {
            used = strlen(to);
            snprintf(to + used, size - used, "%s %s", i > 0 ? "," : "", knob->choices[i]);
        }
    }
    if (knob->min == 0 && knob->max == 0)
        return;
    if (knob->min != 0) {
        format_bound(knob, knob->min, bound);
        used = strlen(to);
        snprintf(to + used, size - used, ", at least %s", bound);
    }
    if (knob->max != 0 && knob->max != INT64_MAX) {
        format_bound(knob, knob->max, bound);
        used = strlen(to);
        snprintf(to + used, size - used, ", at most %s", bound);
    }
}

/* The kinds that are an int64_t in a unit. */
static bool parse_integer(const struct knob *knob, const char *text, int64_t *value)
{
    switch (knob->kind) {
    case KNOB_DURATION: return units_parse_duration(text, value);
    case KNOB_SIZE: return units_parse_size(text, value);
    case KNOB_RATE: return units_parse_rate(text, value);
    case KNOB_FACTOR: return units_parse_factor(text, value);
    default: return units_parse_count(text, value);
    }
}

static bool parse_choice(const struct knob *knob, const char *text, int *choice)
{
    for (int i = 0; i < KNOB_CHOICES_MAX && knob->choices[i] != NULL; i++) {
        if (strcmp(knob->choices[i], text) == 0) {
            *choice = i;
            return true;
        }
    }
    return false;
}

/* Sets a knob of a kind that is one number or word; false, and nothing is set, when the text is not
 * such a one. */
static bool parse_scalar(const struct knob *knob, const char *text, void *setting)
{
    int64_t value;

    switch (knob->kind) {
    case KNOB_RATIO: return units_parse_ratio(text, setting);
    case KNOB_CHOICE: return parse_choice(knob, text, setting);
    case KNOB_BOOL:
        if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
            return false;
        *(bool *)setting = text[0] == 't';
        return true;
    default:
        if (!parse_integer(knob, text, &value) || value < knob->min
            || (knob->max != 0 && value > knob->max))
            return false;
        memcpy(setting, &value, sizeof value);
        return true;
    }
}

static bool read_member(const struct knob *knob, void *config, const struct json_at *at,
                        struct complaint *complaint)
{
    char text[128], expected[EXPECTED_BYTES];
    void *setting = setting_of(knob, config);

    switch (knob->kind) {
    case KNOB_TEXT:
        if (!json_expect(at, JSON_STRING, complaint))
            return false;
        *(const char **)setting = json_string(at);
        return true;
    case KNOB_BOOL:
        if (!json_expect(at, JSON_BOOL, complaint))
            return false;
        *(bool *)setting = json_bool(at);
        return true;
    case KNOB_DISTRIBUTION:
        return distribution_from_json(setting, at, DISTRIBUTION_NS, NULL, complaint);
    default: break;
    }
    if (json_scalar_text(at, text, sizeof text) && parse_scalar(knob, text, setting))
        return true;
    knob_describe(knob, expected, sizeof expected);
    if (knob->kind == KNOB_CHOICE && json_kind(at) == JSON_STRING) {
        size_t count = 0;
        while (count < KNOB_CHOICES_MAX && knob->choices[count] != NULL)
            count++;
        const char *meant =
            complaint_did_you_mean(json_string(at), knob->choices, count, sizeof knob->choices[0]);
        if (meant != NULL)
            return json_complain(complaint, at,
                                 "found \"%.80s\"; did you mean \"%s\"? (expected %s)",
                                 json_string(at), meant, expected);
    }
    return json_complain_found(complaint, at, expected);
}

static bool read_preset(const struct knob *knob, void *config, const struct json_at *object,
                        struct complaint *complaint)
{
    char expected[EXPECTED_BYTES];
    void *setting = setting_of(knob, config);

    if (knob->preset == NULL) {
        knob_describe(knob, expected, sizeof expected);
        if (object == NULL)
            return complain(complaint, "\"%s\" must be given: %s", knob->name, expected);
        return json_complain(complaint, object, "found no \"%s\"; expected %s", knob->name,
                             expected);
    }
    if (knob->kind == KNOB_TEXT) {
        *(const char **)setting = knob->preset;
        return true;
    }
    if (knob->kind == KNOB_DISTRIBUTION)
        return distribution_from_text(setting, knob->name, knob->preset, DISTRIBUTION_NS,
                                      complaint);
    CHECK_THAT(parse_scalar(knob, knob->preset, setting),
               "knob \"%s\" cannot have the preset \"%s\"", knob->name, knob->preset);
    return true;
}

static bool check_names(const struct knob *knobs, const struct json_at *object,
                        const char *const *also, struct complaint *complaint)
{
    const char *names[NAMES_MAX];
    size_t count = 0;

    for (; knobs->name != NULL; knobs++) {
        CHECK(count < NAMES_MAX);
        names[count++] = knobs->name;
    }
    for (; also != NULL && *also != NULL; also++) {
        CHECK(count < NAMES_MAX);
        names[count++] = *also;
    }
    if (count == 0 && json_count(object) > 0)
        return json_complain(complaint, object,
                             "found settings; expected {}, for there is nothing to set");
    return json_only(object, names, count, sizeof names[0], complaint);
}

bool knobs_read(const struct knob *knobs, void *config, const struct json_at *object,
                const char *const *also, struct complaint *complaint)
{
    if (object != NULL
        && (!json_expect(object, JSON_OBJECT, complaint)
            || !check_names(knobs, object, also, complaint)))
        return false;
    for (const struct knob *knob = knobs; knob->name != NULL; knob++) {
        struct json_at member;
        bool fine = object != NULL && json_member(object, knob->name, &member)
                        ? read_member(knob, config, &member, complaint)
                        : read_preset(knob, config, object, complaint);
        if (!fine) {
            knobs_free(knobs, config);
            return false;
        }
    }
    return true;
}

void knobs_free(const struct knob *knobs, void *config)
{
    for (; knobs->name != NULL; knobs++) {
        if (knobs->kind == KNOB_DISTRIBUTION)
            distribution_free(setting_of(knobs, config));
    }
}
