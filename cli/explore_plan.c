/* explore_plan.c - reading what is to be explored, and writing it as a command. */
#include "cli/explore_plan.h"

#include "cli/command.h"
#include "sim/base/units.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Everything that is a whole number. */
#define BOUND(member) offsetof(struct explore_plan, settings.bounds.member)
static const struct count {
    const char *name;
    size_t offset;
    unsigned min, max;
} counts[] = {
    {"readers", BOUND(readers), 0, EXPLORE_CLIENTS_MAX},
    {"writers", BOUND(writers), 0, EXPLORE_CLIENTS_MAX},
    {"reads", BOUND(reads), 0, EXPLORE_READS_MAX},
    {"writes", BOUND(writes), 0, EXPLORE_VERSIONS_MAX},
    {"rows", BOUND(rows), 1, EXPLORE_ROWS_MAX},
    {"pages", BOUND(pages), 0, EXPLORE_ROWS_MAX},
    {"nodes", BOUND(nodes), 1, EXPLORE_CLIENTS_MAX},
    {"switches", offsetof(struct explore_plan, settings.switches_max), 0, EXPLORE_SWITCHES_MAX},
    {"changes", offsetof(struct explore_plan, sampling.changes), 0, 64},
};
enum { COUNTS = sizeof counts / sizeof counts[0], BOUND_COUNTS = 7 };

/* What a scenario may say: limits and ways to search are the caller's. */
static const char *const scenario_keys[] = {
    "bounds", "readers", "writers", "reads", "writes", "rows", "pages", "nodes", "faults", "read-own",
    "read-after", "roads", "property", "properties",
};

static const char *const presets[] = {"small", "medium", "large"};
static const char *const roads[] = {"save", "bulk", "raw"};
enum { PRESETS = 3, ROADS = 3 };

static unsigned *count_at(struct explore_plan *plan, const struct count *count)
{
    return (unsigned *)(void *)((char *)plan + count->offset);
}

void plan_open(struct explore_plan *plan)
{
    *plan = (struct explore_plan){
        .settings = {.symmetry = true, .reduction = true, .bytes_max = UINT64_C(1) << 30,
                     .switches_max = EXPLORE_SWITCHES_MAX},
        .sampling = {.seed = 1}, .preset = presets[0]};
    explore_preset(plan->preset, &plan->settings.bounds);
}

/* ---- names ---- */

static bool find_name(const char *where, const char *text, size_t length, const char *what,
                      const char *const *names, unsigned count, unsigned *index,
                      struct complaint *complaint)
{
    const char *meant;
    char word[64];

    snprintf(word, sizeof word, "%.*s", (int)length, text);
    for (*index = 0; *index < count; (*index)++) {
        if (strcmp(names[*index], word) == 0)
            return true;
    }
    meant = complaint_did_you_mean(word, names, count, sizeof names[0]);
    if (meant != NULL)
        return complain(complaint, "%s: found no %s \"%s\"; did you mean \"%s\"?", where, what,
                        word, meant);
    struct text all = {0};
    for (unsigned i = 0; i < count; i++)
        text_format(&all, "%s%s", i > 0 ? ", " : "", names[i]);
    complain(complaint, "%s: found no %s \"%s\"; expected one of: %s", where, what, word,
             all.bytes == NULL ? "" : all.bytes);
    text_free(&all);
    return false;
}

static bool set_fault(struct explore_plan *plan, const char *where, const char *text,
                      size_t length, struct complaint *complaint)
{
    const char *names[FAULT_KINDS], *equals = memchr(text, '=', length);
    size_t name = equals != NULL ? (size_t)(equals - text) : length;
    char number[32] = "1";
    unsigned fault;
    uint64_t budget;

    for (unsigned i = 0; i < FAULT_KINDS; i++)
        names[i] = explore_fault_name((enum explore_fault)i);
    if (!find_name(where, text, name, "fault", names, FAULT_KINDS, &fault, complaint))
        return false;
    if (equals != NULL)
        snprintf(number, sizeof number, "%.*s", (int)(length - name - 1), equals + 1);
    if (!command_number(where, number, 0, EXPLORE_FAULTS_MAX, &budget, complaint))
        return false;
    plan->settings.bounds.faults[fault] = (unsigned)budget;
    return true;
}

/* Each of a list with commas between. */
static bool set_list(struct explore_plan *plan, const char *where, const char *name,
                     const char *text, struct complaint *complaint)
{
    bool faults = strcmp(name, "faults") == 0;
    unsigned road;

    if (faults)
        memset(plan->settings.bounds.faults, 0, sizeof plan->settings.bounds.faults);
    else
        plan->settings.bounds.roads = 0;
    if (faults && strcmp(text, "none") == 0)
        return true;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        if (faults && !set_fault(plan, where, at, length, complaint))
            return false;
        if (!faults) {
            if (!find_name(where, at, length, "road", roads, ROADS, &road, complaint))
                return false;
            plan->settings.bounds.roads |= 1u << road;
        }
        at += length;
        if (*at == '\0')
            return true;
    }
}

static bool set_property(struct explore_plan *plan, const char *where, const char *text,
                         struct complaint *complaint)
{
    const char *names[PROPERTY_COUNT + 1];
    unsigned property;

    for (unsigned i = 0; i < PROPERTY_COUNT; i++)
        names[i] = explore_property_name((enum property)i);
    names[PROPERTY_COUNT] = "keeps";
    if (!find_name(where, text, strlen(text), "property", names, PROPERTY_COUNT + 1, &property,
                   complaint))
        return false;
    if (property == PROPERTY_COUNT)
        plan->keeps = true;
    else
        plan->settings.properties |= 1u << property;
    return true;
}

static bool set_preset(struct explore_plan *plan, const char *where, const char *text,
                       struct complaint *complaint)
{
    unsigned preset;

    if (!find_name(where, text, strlen(text), "bounds", presets, PRESETS, &preset, complaint))
        return false;
    plan->preset = presets[preset];
    return explore_preset(plan->preset, &plan->settings.bounds);
}

/* ---- one setting ---- */

static bool set_limit(struct explore_plan *plan, const char *where, const char *name,
                      const char *text, struct complaint *complaint)
{
    int64_t amount;

    if (strcmp(name, "time") == 0) {
        if (!units_parse_duration(text, &plan->settings.time_max) || plan->settings.time_max == 0)
            return complain(complaint, "%s: found \"%.60s\"; expected " UNITS_DURATION_SAYS, where,
                            text);
        return true;
    }
    if (!units_parse_size(text, &amount) || amount == 0)
        return complain(complaint, "%s: found \"%.60s\"; expected " UNITS_SIZE_SAYS, where, text);
    plan->settings.bytes_max = (uint64_t)amount;
    return true;
}

static bool set_flag(struct explore_plan *plan, const char *name, bool on)
{
    if (strcmp(name, "read-own") == 0)
        plan->settings.bounds.read_own = on;
    else if (strcmp(name, "read-after") == 0)
        plan->settings.bounds.read_after = on;
    else if (strcmp(name, "deep") == 0)
        plan->settings.depth_first = plan->settings.few_switches = true;
    else if (strcmp(name, "no-symmetry") == 0)
        plan->settings.symmetry = false;
    else
        plan->settings.reduction = false;
    return true;
}

bool plan_set(struct explore_plan *plan, const char *where, const char *name, const char *text,
              struct complaint *complaint)
{
    uint64_t number;

    for (unsigned i = 0; i < COUNTS; i++) {
        if (strcmp(counts[i].name, name) != 0)
            continue;
        if (!command_number(where, text, counts[i].min, counts[i].max, &number, complaint))
            return false;
        *count_at(plan, &counts[i]) = (unsigned)number;
        plan->settings.few_switches |= strcmp(name, "switches") == 0;
        return true;
    }
    if (strcmp(name, "bounds") == 0)
        return set_preset(plan, where, text, complaint);
    if (strcmp(name, "fault") == 0)
        return set_fault(plan, where, text, strlen(text), complaint);
    if (strcmp(name, "faults") == 0 || strcmp(name, "roads") == 0)
        return set_list(plan, where, name, text, complaint);
    if (strcmp(name, "property") == 0)
        return set_property(plan, where, text, complaint);
    if (strcmp(name, "memory") == 0 || strcmp(name, "time") == 0)
        return set_limit(plan, where, name, text, complaint);
    if (strcmp(name, "states") == 0)
        return command_number(where, text, 1, UINT32_MAX, &plan->settings.states_max, complaint);
    if (strcmp(name, "sample") == 0)
        return command_number(where, text, 1, UINT32_MAX, &plan->sampling.walks, complaint);
    if (strcmp(name, "seed") == 0)
        return command_number(where, text, 0, UINT64_MAX, &plan->sampling.seed, complaint);
    return set_flag(plan, name, strcmp(text, "no") != 0);
}

/* A list of names. */
static bool read_properties(struct explore_plan *plan, const struct json_at *list,
                            struct complaint *complaint)
{
    struct json_at item;
    char where[512];

    if (!json_expect(list, JSON_ARRAY, complaint))
        return false;
    for (size_t i = 0; i < json_count(list); i++) {
        json_child(list, i, &item);
        json_path(&item, where, sizeof where);
        if (!json_expect(&item, JSON_STRING, complaint)
            || !set_property(plan, where, json_string(&item), complaint))
            return false;
    }
    return true;
}

static bool read_one(struct explore_plan *plan, const struct json_at *member,
                     struct complaint *complaint)
{
    bool flag = strcmp(member->key, "read-own") == 0 || strcmp(member->key, "read-after") == 0;
    char where[512], text[256];

    json_path(member, where, sizeof where);
    if (strcmp(member->key, "properties") == 0)
        return read_properties(plan, member, complaint);
    if (flag)
        return json_expect(member, JSON_BOOL, complaint)
            && set_flag(plan, member->key, json_bool(member));
    if (!json_scalar_text(member, text, sizeof text))
        return json_complain_found(complaint, member, "a number or a string");
    return plan_set(plan, where, member->key, text, complaint);
}

bool plan_read(struct explore_plan *plan, const struct json_at *object,
               struct complaint *complaint)
{
    struct json_at member;

    if (!json_expect(object, JSON_OBJECT, complaint)
        || !json_only(object, scenario_keys, sizeof scenario_keys / sizeof scenario_keys[0],
                      sizeof scenario_keys[0], complaint))
        return false;
    if (json_member(object, "bounds", &member) && !read_one(plan, &member, complaint))
        return false;
    for (size_t i = 0; i < json_count(object); i++) {
        json_child(object, i, &member);
        if (strcmp(member.key, "bounds") != 0 && !read_one(plan, &member, complaint))
            return false;
    }
    return true;
}

/* ---- the command ---- */

/* The flags can be set, but not taken back: the preset must not have more of them. */
static void choose_base(const struct explore_plan *plan, const char **name,
                        struct explore_bounds *base)
{
    *name = plan->preset;
    explore_preset(*name, base);
    if (base->read_after && !plan->settings.bounds.read_after) {
        *name = presets[0];
        explore_preset(*name, base);
    }
}

static void add_bounds(struct text *to, const struct explore_plan *plan)
{
    struct explore_plan base = {0};
    const struct explore_bounds *now = &plan->settings.bounds, *was = &base.settings.bounds;
    const char *name;
    bool first = true;

    choose_base(plan, &name, &base.settings.bounds);
    text_format(to, " --bounds %s", name);
    for (unsigned i = 0; i < BOUND_COUNTS; i++) {
        unsigned count = *count_at((struct explore_plan *)(uintptr_t)plan, &counts[i]);
        if (count != *count_at(&base, &counts[i]))
            text_format(to, " --%s %u", counts[i].name, count);
    }
    if (now->read_own)
        text_add(to, " --read-own");
    if (now->read_after && !was->read_after)
        text_add(to, " --read-after");
    for (unsigned i = 0; i < ROADS && now->roads != was->roads; i++) {
        if (now->roads >> i & 1) {
            text_format(to, "%s%s", first ? " --roads " : ",", roads[i]);
            first = false;
        }
    }
    if (memcmp(now->faults, was->faults, sizeof now->faults) == 0)
        return;
    first = true;
    for (unsigned i = 0; i < FAULT_KINDS; i++) {
        if (now->faults[i] > 0) {
            text_format(to, "%s%s=%u", first ? " --faults " : ",",
                        explore_fault_name((enum explore_fault)i), now->faults[i]);
            first = false;
        }
    }
    if (first)
        text_add(to, " --faults none");
}

void plan_command(struct text *to, const struct explore_plan *plan, const char *stack)
{
    text_add(to, "stalemate explore --stack '");
    for (; *stack != '\0'; stack++) {
        if (*stack == '\'')
            text_add(to, "'\\''");
        else
            text_add_char(to, *stack);
    }
    text_add_char(to, '\'');
    add_bounds(to, plan);
    if (plan->settings.depth_first)
        text_add(to, " --deep");
    if (plan->settings.few_switches && plan->settings.switches_max < EXPLORE_SWITCHES_MAX)
        text_format(to, " --switches %u", plan->settings.switches_max);
    if (plan->sampling.walks > 0)
        text_format(to, " --sample %" PRIu64 " --seed %" PRIu64 " --changes %u",
                    plan->sampling.walks, plan->sampling.seed, plan->sampling.changes);
}
