/* expect.c - reading expectations, and comparing.
 *
 * A bound's decimal text becomes the double nearest to it, and so does a figure: where both are the
 * same number they compare equal. */
#include "cli/expect.h"

#include "sim/base/units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const bound_names[] = {
    [EXPECT_MIN] = "min", [EXPECT_MAX] = "max", [EXPECT_ABOVE] = "above", [EXPECT_BELOW] = "below",
    [EXPECT_EQUALS] = "equals",
};
enum { BOUNDS = sizeof bound_names / sizeof bound_names[0] };

static const char *const bound_says[] = {
    [EXPECT_MIN] = "at least ", [EXPECT_MAX] = "at most ", [EXPECT_ABOVE] = "above ",
    [EXPECT_BELOW] = "below ", [EXPECT_EQUALS] = "exactly ",
};

/* ---- values ---- */

/* The nearest double to the text's number, moved by powers of ten; what follows it is ignored. */
static double nearest(const char *text, int power)
{
    char decimal[EXPECT_TEXT + 16];

    snprintf(decimal, sizeof decimal, "%.*se%d", (int)strspn(text, "0123456789."), text, power);
    return strtod(decimal, NULL);
}

static const char *unit_says(enum metric_unit unit)
{
    switch (unit) {
    case METRIC_COUNT: return UNITS_COUNT_SAYS;
    case METRIC_RATIO: return UNITS_RATIO_SAYS;
    case METRIC_PER_SECOND: return UNITS_RATE_SAYS;
    case METRIC_DURATION: return UNITS_DURATION_SAYS;
    case METRIC_SIZE: return UNITS_SIZE_SAYS;
    case METRIC_NUMBER: break;
    }
    return UNITS_FACTOR_SAYS;
}

static bool parse_value(enum metric_unit unit, const char *text, double *value)
{
    uint64_t threshold;
    int64_t whole;

    switch (unit) {
    case METRIC_COUNT:
        if (!units_parse_count(text, &whole))
            return false;
        *value = (double)whole;
        return true;
    case METRIC_RATIO:
        *value = nearest(text, strchr(text, '%') != NULL ? -2 : 0);
        return units_parse_ratio(text, &threshold);
    case METRIC_PER_SECOND:
        if (!units_parse_rate(text, &whole))
            return false;
        *value = (double)whole / (double)UNITS_RATE_ONE;
        return true;
    case METRIC_DURATION:
        if (!units_parse_duration(text, &whole))
            return false;
        *value = (double)whole;
        return true;
    case METRIC_SIZE:
        if (!units_parse_size(text, &whole))
            return false;
        *value = (double)whole;
        return true;
    case METRIC_NUMBER:
        break;
    }
    *value = nearest(text, 0);
    return units_parse_factor(text, &whole);
}

/* ---- reading ---- */

static struct expectation *add(struct expectations *expectations, struct complaint *complaint)
{
    struct expectation *larger =
        realloc(expectations->list, (expectations->count + 1) * sizeof *larger);

    if (larger == NULL) {
        complain_machine(complaint, "out of memory");
        return NULL;
    }
    expectations->list = larger;
    larger += expectations->count++;
    *larger = (struct expectation){.about = ""};
    return larger;
}

static bool read_bounds(struct expectations *expectations, const struct expectation *entry,
                        const struct json_at *at, struct complaint *complaint)
{
    enum metric_unit unit = metric_key_unit(&entry->key);

    if (json_kind(at) != JSON_OBJECT || json_count(at) == 0)
        return json_complain_found(complaint, at, "bounds, such as {\"max\": VALUE} (min, max, "
                                   "above, below, equals)");
    if (!json_only(at, bound_names, BOUNDS, sizeof bound_names[0], complaint))
        return false;
    for (size_t i = 0; i < BOUNDS; i++) {
        struct expectation *expectation;
        struct json_at bound;
        if (!json_member(at, bound_names[i], &bound))
            continue;
        expectation = add(expectations, complaint);
        if (expectation == NULL)
            return false;
        *expectation = *entry;
        expectation->bound = (enum expect_bound)i;
        if (!json_scalar_text(&bound, expectation->text, sizeof expectation->text)
            || !parse_value(unit, expectation->text, &expectation->value))
            return json_complain_found(complaint, &bound, unit_says(unit));
    }
    return true;
}

static bool find_strategy(bool *chosen, const struct scenario *scenario, const struct json_at *at,
                          struct complaint *complaint)
{
    const char *meant;

    if (!json_expect(at, JSON_STRING, complaint))
        return false;
    for (unsigned i = 0; i < scenario->strategy_count; i++) {
        if (strcmp(scenario->strategies[i].name, json_string(at)) == 0) {
            chosen[i] = true;
            return true;
        }
    }
    meant = complaint_did_you_mean(json_string(at), &scenario->strategies[0].name,
                                   scenario->strategy_count, sizeof scenario->strategies[0]);
    return json_complain(complaint, at, "found \"%.80s\", which is no strategy of this scenario"
                         "%s%.80s%s", json_string(at), meant ? "; did you mean \"" : "",
                         meant ? meant : "", meant ? "\"?" : "");
}

static bool read_strategies(bool *chosen, const struct scenario *scenario,
                            const struct json_at *entry, struct complaint *complaint)
{
    struct json_at at, name;

    if (!json_member(entry, "strategy", &at))
        return json_complain(complaint, entry, "found no \"strategy\"; expected the name of one, a "
                             "list of names, or \"*\" for all but the bounds");
    if (json_kind(&at) == JSON_STRING && strcmp(json_string(&at), "*") == 0) {
        bool any = false;
        for (unsigned i = 0; i < scenario->strategy_count; i++) {
            chosen[i] = !scenario->strategies[i].bound;
            any = any || chosen[i];
        }
        return any || json_complain(complaint, &at, "found \"*\" where all strategies are bounds; "
                                    "expected one that is not, or a bound by its name");
    }
    if (json_kind(&at) != JSON_ARRAY)
        return find_strategy(chosen, scenario, &at, complaint);
    if (json_count(&at) == 0)
        return json_complain(complaint, &at, "found an empty list; expected names of strategies");
    for (size_t i = 0; i < json_count(&at); i++) {
        json_child(&at, i, &name);
        if (!find_strategy(chosen, scenario, &name, complaint))
            return false;
    }
    return true;
}

static bool read_entry(struct expectations *expectations, const struct scenario *scenario,
                       const struct json_at *at, struct complaint *complaint)
{
    struct expectation entry = {.about = ""};
    struct json_at member;
    size_t before = expectations->count;

    if (!json_expect(at, JSON_OBJECT, complaint)
        || !read_strategies(entry.strategies, scenario, at, complaint))
        return false;
    if (json_member(at, "about", &member)) {
        if (!json_expect(&member, JSON_STRING, complaint))
            return false;
        entry.about = json_string(&member);
    }
    for (size_t i = 0; i < json_count(at); i++) {
        char path[512];
        json_child(at, i, &member);
        if (strcmp(member.key, "strategy") == 0 || strcmp(member.key, "about") == 0)
            continue;
        json_path(&member, path, sizeof path);
        entry.metric = member.key;
        if (!metric_find(member.key, &entry.key, path, complaint)
            || !read_bounds(expectations, &entry, &member, complaint))
            return false;
    }
    return expectations->count > before
        || json_complain(complaint, at, "found nothing that is expected; name a metric, such as "
                         "\"stale-ratio\": {\"max\": \"1%%\"}");
}

bool expect_read(struct expectations *expectations, const struct scenario *scenario,
                 struct complaint *complaint)
{
    struct json_at root = json_root(scenario->document), list;

    if (!json_member(&root, "expect", &list))
        return true;
    if (!json_expect(&list, JSON_ARRAY, complaint))
        return false;
    for (size_t i = 0; i < json_count(&list); i++) {
        struct json_at entry;
        json_child(&list, i, &entry);
        if (!read_entry(expectations, scenario, &entry, complaint))
            return false;
    }
    return true;
}

void expect_free(struct expectations *expectations)
{
    free(expectations->list);
    *expectations = (struct expectations){0};
}

/* ---- judging ---- */

static bool keeps_to(const struct expectation *expectation, double value)
{
    switch (expectation->bound) {
    case EXPECT_MIN: return value >= expectation->value;
    case EXPECT_MAX: return value <= expectation->value;
    case EXPECT_ABOVE: return value > expectation->value;
    case EXPECT_BELOW: return value < expectation->value;
    case EXPECT_EQUALS: break;
    }
    return value >= expectation->value && value <= expectation->value;
}

bool expect_holds(const struct expectation *expectation, const struct result *result)
{
    return metric_defined(&expectation->key, result)
        && keeps_to(expectation, metric_value(&expectation->key, result));
}

/* ---- saying ---- */

/* Up to nine decimals, without zeros at their end. */
static void say_decimal(char *to, size_t size, double value, const char *unit)
{
    char decimal[400];
    int used = snprintf(decimal, sizeof decimal, "%.9f", value);

    while (used > 0 && decimal[used - 1] == '0')
        decimal[--used] = '\0';
    if (used > 0 && decimal[used - 1] == '.')
        decimal[--used] = '\0';
    snprintf(to, size, "%s%s", decimal, unit);
}

/* The value as exactly as it is known. */
static void say_exactly(const struct metric_key *key, double value, char *to, size_t size)
{
    char text[UNITS_TEXT];
    bool fits = value < 9e18;

    switch (metric_key_unit(key)) {
    case METRIC_DURATION:
        snprintf(to, size, "%s", units_format_duration(text, fits ? (int64_t)(value + 0.5)
                                                                  : INT64_MAX));
        return;
    case METRIC_SIZE:
        snprintf(to, size, "%s", units_format_size(text, fits ? (int64_t)value : INT64_MAX));
        return;
    case METRIC_PER_SECOND:
        say_decimal(to, size, value, "/s");
        return;
    default:
        say_decimal(to, size, value, "");
    }
}

/* Cuts decimals that nobody reads: five digits that count are left, or none after the point. */
static void shorten(char *text)
{
    enum { DIGITS_MAX = 5 };
    char *point = strchr(text, '.'), *end, *unit;
    int digits = 0;

    if (point == NULL)
        return;
    unit = point + 1 + strspn(point + 1, "0123456789");
    for (const char *c = text; c < point; c++)
        digits += digits > 0 || *c != '0';
    for (end = point + 1; end < unit && digits < DIGITS_MAX; end++)
        digits += digits > 0 || *end != '0';
    while (end > point && (end[-1] == '0' || end[-1] == '.'))
        end--;
    memmove(end, unit, strlen(unit) + 1);
}

void expect_say_value(const struct metric_key *key, double value, char *to, size_t size)
{
    say_exactly(key, value, to, size);
    shorten(to);
}

void expect_say(const struct expectation *expectation, char *to, size_t size)
{
    snprintf(to, size, "%s%s", bound_says[expectation->bound], expectation->text);
}

/* Where nothing was measured, says why; where the short form hides the difference, is exact. */
void expect_say_found(const struct expectation *expectation, const struct result *result, char *to,
                      size_t size)
{
    const struct metric_key *key = &expectation->key;
    bool percent = key->metric->unit == METRIC_RATIO && strchr(expectation->text, '%') != NULL;
    double value = metric_value(key, result), shown;

    if (!metric_defined(key, result)) {
        snprintf(to, size, "nothing: there was none to measure (%s)",
                 key->metric->shape == SHAPE_RATIO ? "a ratio of nothing" : "no samples");
        return;
    }
    for (int exact = 0; exact < 2; exact++) {
        if (percent)
            say_decimal(to, size, value * 100, "%");
        else
            say_exactly(key, value, to, size);
        if (exact == 0)
            shorten(to);
        /* What is shown must be as good or as bad as what was found. */
        if (strcmp(to, expectation->text) != 0
            && (!parse_value(metric_key_unit(key), to, &shown)
                || keeps_to(expectation, shown) == keeps_to(expectation, value)))
            return;
    }
}
