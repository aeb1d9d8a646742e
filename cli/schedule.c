/* schedule.c - reading a witness, strictly. */
#include "cli/schedule.h"

#include "sim/explore/bounds.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 4096 };

static const char *const keys[] = {
    "schema", "kind", "strategy", "stack", "bounds", "property", "verdict", "sentence", "steps",
    "race", "because", "ends-by", "kept-by", "replay",
};
static const char *const step_keys[] = {
    "step", "actor", "move", "does", "begins", "ends", "outcome", "database", "cache",
};
static const char *const move_keys[] = {
    "kind", "row", "road", "rolls-back", "halves", "name", "where",
};
static const char *const roads[] = {"save", "bulk", "raw"};
static const char *const halves[] = {"", "first", "second", "both"};
#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

/* ---- parts of any object ---- */

static bool need(const struct json_at *object, const char *key, enum json_kind kind,
                 struct json_at *member, struct complaint *complaint)
{
    if (!json_member(object, key, member))
        return json_complain(complaint, object, "found no \"%s\"; expected one", key);
    return json_expect(member, kind, complaint);
}

static bool read_count(const struct json_at *object, const char *key, unsigned max, unsigned *to,
                       struct complaint *complaint)
{
    struct json_at member;
    double number;

    if (!need(object, key, JSON_NUMBER, &member, complaint))
        return false;
    number = json_number(&member);
    if (!(number >= 0 && number <= max) || number != (double)(unsigned)number) {
        char expected[64];
        snprintf(expected, sizeof expected, "a whole number from 0 to %u", max);
        return json_complain_found(complaint, &member, expected);
    }
    *to = (unsigned)number;
    return true;
}

static bool read_flag(const struct json_at *object, const char *key, bool *to,
                      struct complaint *complaint)
{
    struct json_at member;

    if (!need(object, key, JSON_BOOL, &member, complaint))
        return false;
    *to = json_bool(&member);
    return true;
}

/* Which of the names a string is. */
static bool read_choice(const struct json_at *at, const char *const *names, size_t count,
                        unsigned *to, struct complaint *complaint)
{
    char expected[256];
    size_t used = 0;
    const char *meant;

    if (!json_expect(at, JSON_STRING, complaint))
        return false;
    for (*to = 0; *to < count; (*to)++) {
        if (strcmp(names[*to], json_string(at)) == 0 && names[*to][0] != '\0')
            return true;
    }
    meant = complaint_did_you_mean(json_string(at), names, count, sizeof names[0]);
    if (meant != NULL)
        return json_complain(complaint, at, "found \"%.60s\"; did you mean \"%s\"?",
                             json_string(at), meant);
    for (size_t i = 0; i < count && used < sizeof expected; i++)
        used += (size_t)snprintf(expected + used, sizeof expected - used, "%s%s",
                                 used == 0 ? "one of: " : ", ", names[i]);
    return json_complain_found(complaint, at, expected);
}

/* ---- the bounds ---- */

static bool read_roads(const struct json_at *object, unsigned *to, struct complaint *complaint)
{
    struct json_at list, road;
    unsigned which;

    if (!need(object, "roads", JSON_ARRAY, &list, complaint))
        return false;
    for (size_t i = 0; i < json_count(&list); i++) {
        json_child(&list, i, &road);
        if (!read_choice(&road, roads, COUNT(roads), &which, complaint))
            return false;
        *to |= 1u << which;
    }
    return true;
}

static bool read_bounds(const struct json_at *object, struct explore_bounds *bounds,
                        struct complaint *complaint)
{
    static const struct { const char *name; size_t offset; } counts[] = {
        {"readers", offsetof(struct explore_bounds, readers)},
        {"writers", offsetof(struct explore_bounds, writers)},
        {"reads", offsetof(struct explore_bounds, reads)},
        {"writes", offsetof(struct explore_bounds, writes)},
        {"rows", offsetof(struct explore_bounds, rows)},
        {"pages", offsetof(struct explore_bounds, pages)},
        {"nodes", offsetof(struct explore_bounds, nodes)},
    };
    static const char *const known[] = {"readers", "writers", "reads", "writes", "rows", "pages",
                                        "nodes", "read-own", "read-after", "roads", "faults"};
    const char *faults[FAULT_KINDS];
    struct complaint why = {0};
    struct json_at member;

    if (!json_only(object, known, COUNT(known), sizeof known[0], complaint))
        return false;
    for (size_t i = 0; i < COUNT(counts); i++) {
        if (!read_count(object, counts[i].name, 1000,
                        (unsigned *)(void *)((char *)bounds + counts[i].offset), complaint))
            return false;
    }
    if (!read_flag(object, "read-own", &bounds->read_own, complaint)
        || !read_flag(object, "read-after", &bounds->read_after, complaint)
        || !read_roads(object, &bounds->roads, complaint)
        || !need(object, "faults", JSON_OBJECT, &member, complaint))
        return false;
    for (unsigned i = 0; i < FAULT_KINDS; i++)
        faults[i] = explore_fault_name((enum explore_fault)i);
    if (!json_only(&member, faults, FAULT_KINDS, sizeof faults[0], complaint))
        return false;
    for (unsigned i = 0; i < FAULT_KINDS; i++) {
        if (!read_count(&member, faults[i], 1000, &bounds->faults[i], complaint))
            return false;
    }
    return bounds_accept(bounds, &why) || json_complain(complaint, object, "%s", why.text);
}

/* ---- steps ---- */

/* "reader 1", "writer 2", "message 3": who that is. */
static bool read_actor(const struct json_at *at, const struct explore_bounds *bounds, uint8_t *actor,
                       struct complaint *complaint)
{
    unsigned number = 0;
    char kind[8] = "", rest = 0;

    if (json_kind(at) == JSON_STRING
        && sscanf(json_string(at), "%7[a-z] %3u%c", kind, &number, &rest) == 2 && number > 0) {
        *actor = (uint8_t)(number - 1);
        if (strcmp(kind, "reader") == 0 && number <= bounds->readers)
            return true;
        *actor = (uint8_t)(bounds->readers + number - 1);
        if (strcmp(kind, "writer") == 0 && number <= bounds->writers)
            return true;
        *actor = (uint8_t)(EXPLORE_MESSAGE + number - 1);
        if (strcmp(kind, "message") == 0 && number < 128)
            return true;
    }
    return json_complain_found(complaint, at, "\"reader N\", \"writer N\" or \"message N\", one that "
                               "the bounds have");
}

/* What expires or is evicted. */
static bool read_cell(const struct json_at *move, struct explore_step *step,
                      struct complaint *complaint)
{
    struct json_at name, where;
    unsigned process = 0;
    char *end, rest;

    if (!need(move, "name", JSON_STRING, &name, complaint)
        || !need(move, "where", JSON_STRING, &where, complaint))
        return false;
    step->name = strtoull(json_string(&name), &end, 16);
    if (strlen(json_string(&name)) != 16 || *end != '\0')
        return json_complain_found(complaint, &name, "a name of 16 hexadecimal digits");
    if (strcmp(json_string(&where), "cache") == 0)
        step->where = EXPLORE_IN_CACHE;
    else if (strcmp(json_string(&where), "token") == 0)
        step->where = EXPLORE_TOKEN;
    else if (sscanf(json_string(&where), "process %2u%c", &process, &rest) == 1 && process > 0)
        step->where = (uint8_t)(EXPLORE_MEMORY + process - 1);
    else
        return json_complain_found(complaint, &where, "\"cache\", \"token\" or \"process N\"");
    return true;
}

/* What a client begins. */
static bool read_beginning(const struct json_at *move, struct explore_step *step,
                           struct complaint *complaint)
{
    struct json_at member;
    unsigned number;

    if (!json_member(move, "row", &member))
        return true;                       /* It goes on with what it has begun. */
    if (!read_count(move, "row", EXPLORE_ROWS_MAX - 1, &number, complaint))
        return false;
    step->row = (uint8_t)number;
    if (json_member(move, "road", &member)) {
        if (!read_choice(&member, roads, COUNT(roads), &number, complaint)
            || !read_flag(move, "rolls-back", &step->rolls_back, complaint))
            return false;
        step->road = (uint8_t)number;
    }
    if (json_member(move, "halves", &member)) {
        if (!read_choice(&member, halves, COUNT(halves), &number, complaint))
            return false;
        step->halves = (uint8_t)number;
    }
    return true;
}

static bool read_step(const struct json_at *at, const struct explore_bounds *bounds,
                      struct explore_step *step, struct complaint *complaint)
{
    const char *moves[MOVE_KINDS];
    struct json_at move, kind, actor;
    unsigned number;

    for (unsigned i = 0; i < MOVE_KINDS; i++)
        moves[i] = explore_move_name((enum move_kind)i);
    if (!json_expect(at, JSON_OBJECT, complaint)
        || !json_only(at, step_keys, COUNT(step_keys), sizeof step_keys[0], complaint)
        || !need(at, "move", JSON_OBJECT, &move, complaint)
        || !json_only(&move, move_keys, COUNT(move_keys), sizeof move_keys[0], complaint)
        || !need(&move, "kind", JSON_STRING, &kind, complaint)
        || !read_choice(&kind, moves, MOVE_KINDS, &number, complaint))
        return false;
    step->move = (uint8_t)number;
    if (step->move == MOVE_EXPIRY || step->move == MOVE_EVICTION)
        return read_cell(&move, step, complaint);
    if (step->move > MOVE_EXPIRY)
        return true;
    if (!json_member(at, "actor", &actor))
        return json_complain(complaint, at, "found no \"actor\"; expected one");
    return read_actor(&actor, bounds, &step->actor, complaint)
        && read_beginning(&move, step, complaint);
}

static bool make_steps(struct schedule *schedule, const struct json_at *list,
                       struct complaint *complaint)
{
    size_t count = json_count(list);
    struct explore_step *steps = calloc(count + 1, sizeof steps[0]);
    bool fine = steps != NULL || complain_machine(complaint, "out of memory");

    if (fine && (count == 0 || count > STEPS_MAX))
        fine = json_complain(complaint, list, "found %zu steps; expected from 1 to %d", count,
                             STEPS_MAX);
    for (size_t i = 0; fine && i < count; i++) {
        struct json_at at;
        json_child(list, i, &at);
        fine = read_step(&at, &schedule->settings.bounds, &steps[i], complaint);
    }
    if (fine) {
        struct complaint why = {0};
        fine = explore_retrace(&schedule->settings, steps, (unsigned)count, &schedule->made, &why);
        if (!fine && why.kind == COMPLAINT_MACHINE)
            *complaint = why;
        else if (!fine)
            json_complain(complaint, list, "%s", why.text);
    }
    free(steps);
    return fine;
}

/* ---- the whole ---- */

static bool read_property(struct schedule *schedule, const struct json_at *object,
                          struct complaint *complaint)
{
    const char *properties[PROPERTY_COUNT];
    struct json_at member;
    unsigned number;

    for (unsigned i = 0; i < PROPERTY_COUNT; i++)
        properties[i] = explore_property_name((enum property)i);
    if (!need(object, "property", JSON_STRING, &member, complaint)
        || !read_choice(&member, properties, PROPERTY_COUNT, &number, complaint))
        return false;
    schedule->property = (enum property)number;
    return true;
}

static bool is_a_witness(const struct json_at *object, struct complaint *complaint)
{
    struct json_at member;

    if (!json_expect(object, JSON_OBJECT, complaint))
        return false;
    if (!json_member(object, "kind", &member) || json_kind(&member) != JSON_STRING
        || strcmp(json_string(&member), "stalemate witness") != 0)
        return json_complain(complaint, object, "found no \"kind\": \"stalemate witness\"; expected "
                             "a witness as `stalemate explore` writes it");
    if (json_member(object, "schema", &member)
        && (json_kind(&member) != JSON_NUMBER || json_number(&member) != 1))
        return json_complain_found(complaint, &member, "1, the only schema there is");
    return json_only(object, keys, COUNT(keys), sizeof keys[0], complaint);
}

bool schedule_read(struct schedule *schedule, const struct json_at *object,
                   struct complaint *complaint)
{
    struct json_at strategy, stack, bounds, steps;

    schedule->settings = (struct explore_settings){.jobs = 1,
                                                   .properties = EXPLORE_ALL_PROPERTIES};
    if (!is_a_witness(object, complaint)
        || !need(object, "strategy", JSON_STRING, &strategy, complaint)
        || !need(object, "stack", JSON_ARRAY, &stack, complaint)
        || !need(object, "bounds", JSON_OBJECT, &bounds, complaint)
        || !need(object, "steps", JSON_ARRAY, &steps, complaint)
        || !read_property(schedule, object, complaint)
        || !strategy_read(&schedule->strategy, &stack, complaint)
        || !read_bounds(&bounds, &schedule->settings.bounds, complaint))
        return false;
    schedule->name = strdup(json_string(&strategy));
    if (schedule->name == NULL)
        return complain_machine(complaint, "out of memory");
    schedule->strategy.name = schedule->name;
    schedule->settings.stack = &schedule->strategy.stack;
    if (!make_steps(schedule, &steps, complaint))
        return false;
    schedule->for_good = explore_breaks(&schedule->made, schedule->property, true);
    if (!explore_breaks(&schedule->made, schedule->property, false))
        return json_complain(complaint, &steps, "found steps that keep %s; expected some that break "
                             "it", explore_property_name(schedule->property));
    return true;
}

void schedule_free(struct schedule *schedule)
{
    free(schedule->made.witness.steps);
    free(schedule->name);
    strategy_free(&schedule->strategy);
}
