/* scenario.c - reading a scenario file. */
#include "cli/scenario.h"

#include "cli/explore_plan.h"
#include "sim/base/units.h"
#include "strategies/catalogue.h"
#include "workloads/workload.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DURATION_PRESET (600 * UNITS_SECOND)

static const char *const known[] = {
    "schema", "name", "seed", "duration", "warmup", "workload", "cache", "database", "bus",
    "application", "faults", "schedule", "strategies", "expect", "explore", "about",
};

static bool read_schema(const struct json_at *root, struct complaint *complaint)
{
    struct json_at member;

    if (!json_member(root, "schema", &member))
        return json_complain(complaint, root, "found no \"schema\"; expected \"schema\": 1");
    if (json_kind(&member) != JSON_NUMBER || json_number(&member) != 1)
        return json_complain_found(complaint, &member, "1, the only schema there is");
    return true;
}

static bool read_seed(uint64_t *seed, const struct json_at *at, struct complaint *complaint)
{
    char text[32], *end;

    if (!json_scalar_text(at, text, sizeof text) || text[0] < '0' || text[0] > '9')
        return json_complain_found(complaint, at, "a whole number, or a string of digits");
    errno = 0;
    *seed = strtoull(text, &end, 10);
    if (errno != 0 || *end != '\0')
        return json_complain_found(complaint, at, "a whole number below 2^64");
    return true;
}

static bool read_duration(int64_t *ns, const struct json_at *root, const char *key, int64_t least,
                          struct complaint *complaint)
{
    struct json_at member;
    char text[64];

    if (!json_member(root, key, &member))
        return true;
    if (!json_scalar_text(&member, text, sizeof text) || !units_parse_duration(text, ns))
        return json_complain_found(complaint, &member, UNITS_DURATION_SAYS);
    if (*ns < least)
        return json_complain_found(complaint, &member, "more than 0");
    return true;
}

/* A duration, or a share of the run such as "10%". */
static bool read_warmup(struct scenario *scenario, const struct json_at *root,
                        struct complaint *complaint)
{
    struct json_at member;
    char text[64];

    if (!json_member(root, "warmup", &member) || !json_scalar_text(&member, text, sizeof text)
        || strchr(text, '%') == NULL)
        return read_duration(&scenario->warmup, root, "warmup", 0, complaint);
    if (!units_parse_ratio(text, &scenario->warmup_share) || scenario->warmup_share == UINT64_MAX)
        return json_complain_found(complaint, &member, UNITS_DURATION_SAYS
                                   ", or a percentage of the run below 100%");
    return true;
}

/* ---- strategies ---- */

bool scenario_add_strategy(struct scenario *scenario, const struct json_at *at,
                           struct complaint *complaint)
{
    return strategy_read(&scenario->strategies[scenario->strategy_count++], at, complaint);
}

/* The bound of this name, unless the scenario has that very stack already. */
static bool add_bound(struct scenario *scenario, const char *name, struct complaint *complaint)
{
    struct scenario_strategy *strategy;
    char text[64];

    snprintf(text, sizeof text, "[{\"%s\":{}}]", name);
    for (unsigned i = 0; i < scenario->strategy_count; i++) {
        if (strcmp(scenario->strategies[i].text, text) == 0) {
            scenario->strategies[i].bound = true;
            return true;
        }
        if (strcmp(scenario->strategies[i].name, name) == 0) {
            struct json_at root = json_root(scenario->document), strategies, at;
            json_member(&root, "strategies", &strategies);
            json_member(&strategies, name, &at);
            return json_complain(complaint, &at, "found another strategy than the bound of that name; "
                                 "expected another name: every report has the bounds");
        }
    }
    strategy = &scenario->strategies[scenario->strategy_count++];
    stack_open(&strategy->stack);
    strategy->name = name;
    strategy->bound = true;
    strategy->text = strdup(text);
    if (strategy->text == NULL)
        return complain_machine(complaint, "out of memory");
    stack_push(&strategy->stack, catalogue_find(name), NULL);
    return true;
}

static bool read_strategies(struct scenario *scenario, const struct json_at *root,
                            struct complaint *complaint)
{
    struct json_at strategies;

    if (!json_member(root, "strategies", &strategies))
        return json_complain(
            complaint, root,
            "found no \"strategies\"; expected an object of "
            "named stacks, such as {\"ttl 60 s\": [{\"ttl\": {\"ttl\": \"60s\"}}]}");
    if (!json_expect(&strategies, JSON_OBJECT, complaint))
        return false;
    if (json_count(&strategies) > SCENARIO_STRATEGIES_MAX - 2)
        return json_complain(complaint, &strategies, "found %zu strategies; expected at most %d",
                             json_count(&strategies), SCENARIO_STRATEGIES_MAX - 2);
    for (size_t i = 0; i < json_count(&strategies); i++) {
        struct json_at at;
        json_child(&strategies, i, &at);
        if (!scenario_add_strategy(scenario, &at, complaint))
            return false;
    }
    return add_bound(scenario, "no-cache", complaint) && add_bound(scenario, "ideal", complaint);
}

/* Their names in quotes, as far as they fit. */
static void list_strategies(const struct scenario *scenario, char *to, size_t size)
{
    size_t used = 0;

    to[0] = '\0';
    for (unsigned i = 0; i < scenario->strategy_count && used < size; i++)
        used += (size_t)snprintf(to + used, size - used, "%s\"%.60s\"", i > 0 ? ", " : "",
                                 scenario->strategies[i].name);
}

static bool keep_only(struct scenario *scenario, const struct scenario_changes *changes,
                      struct complaint *complaint)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < changes->only_count; i++) {
        bool found = false;
        for (unsigned k = 0; k < scenario->strategy_count && !found; k++)
            found = strcmp(changes->only[i], scenario->strategies[k].name) == 0;
        if (found)
            continue;
        const char *meant = complaint_did_you_mean(changes->only[i], scenario->strategies,
                                                   scenario->strategy_count,
                                                   sizeof scenario->strategies[0]);
        char names[400];
        list_strategies(scenario, names, sizeof names);
        return complain(complaint,
                        "--strategy: found \"%.80s\", which the scenario does not have%s%s%s; "
                        "expected one of: %s",
                        changes->only[i], meant ? "; did you mean \"" : "", meant ? meant : "",
                        meant ? "\"?" : "", names);
    }
    for (unsigned k = 0; k < scenario->strategy_count; k++) {
        bool wanted = false;
        for (unsigned i = 0; i < changes->only_count && !wanted; i++)
            wanted = strcmp(changes->only[i], scenario->strategies[k].name) == 0;
        if (wanted)
            scenario->strategies[kept++] = scenario->strategies[k];
        else
            strategy_free(&scenario->strategies[k]);
    }
    scenario->strategy_count = kept;
    return true;
}

/* ---- the workload ---- */

/* {"trace": {"file": FILE}}, as if the scenario said so. */
static struct workload *trace_given(const struct scenario *scenario, const char *file,
                                    struct complaint *complaint)
{
    struct workload *workload = NULL;
    struct json_document *document;
    char text[4096 + 64], escaped[4096];
    size_t used = 0;

    for (const char *c = file; *c != '\0' && used + 8 < sizeof escaped; c++) {
        if (*c == '"' || *c == '\\')
            escaped[used++] = '\\';
        escaped[used++] = *c;
    }
    escaped[used] = '\0';
    snprintf(text, sizeof text, "{\"trace\": {\"file\": \"%s\"}}", escaped);
    document = json_read_text("--trace", text, strlen(text), complaint);
    if (document != NULL) {
        struct json_at root = json_root(document);
        workload = workload_from_json(&root, ".", scenario->duration > 0
                                      ? scenario->duration : INT64_MAX / 4, complaint);
    }
    json_free(document);
    return workload;
}

static bool read_workload(struct scenario *scenario, const struct json_at *root, const char *path,
                          const char *trace, struct complaint *complaint)
{
    struct json_at member, kind;
    char folder[4096];
    char *slash;

    if (trace != NULL) {
        scenario->workload = trace_given(scenario, trace, complaint);
        return scenario->workload != NULL;
    }
    if (!json_member(root, "workload", &member))
        return json_complain(complaint, root, "found no \"workload\"; expected one, such as "
                             "{\"zipf\": {\"keys\": 1000, \"rate\": \"100/s\"}}");
    if (!json_expect(&member, JSON_OBJECT, complaint))
        return false;
    if (scenario->duration == 0 && !json_member(&member, "trace", &kind))
        scenario->duration = DURATION_PRESET;
    snprintf(folder, sizeof folder, "%s", path);
    slash = strrchr(folder, '/');
    if (slash != NULL)
        slash[slash == folder] = '\0';
    else
        strcpy(folder, ".");
    scenario->workload = workload_from_json(&member, folder, scenario->duration > 0
                                            ? scenario->duration : INT64_MAX / 4, complaint);
    return scenario->workload != NULL;
}

/* ---- a schedule ---- */

static bool read_schedule(struct scenario *scenario, const struct json_at *root,
                          const struct json_at *at, const char *trace, struct complaint *complaint)
{
    static const char *const others[] = {"duration", "warmup", "workload", "cache", "database",
                                         "bus", "application", "faults"};
    struct json_at member;

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (json_member(root, others[i], &member))
            return json_complain(complaint, &member, "found it beside a \"schedule\"; expected none: "
                                 "a schedule says what happens, and when");
    }
    if (trace != NULL)
        return json_complain(complaint, at, "found a schedule, and --trace; expected a scenario with "
                             "a workload, in whose place a trace can be replayed");
    scenario->schedule = calloc(1, sizeof *scenario->schedule);
    if (scenario->schedule == NULL)
        return complain_machine(complaint, "out of memory");
    return schedule_read(scenario->schedule, at, complaint);
}

/* What it says of exploring is for `explore`, but whoever has mistyped it wants to know now. */
static bool explores_well(const struct json_at *at, struct complaint *complaint)
{
    struct explore_plan plan;

    plan_open(&plan);
    return plan_read(&plan, at, complaint);
}

bool scenario_read(struct scenario *scenario, const char *path,
                   const struct scenario_changes *changes, struct complaint *complaint)
{
    struct json_at root, member;

    scenario->document = json_read_file(path, complaint);
    if (scenario->document == NULL)
        return false;
    root = json_root(scenario->document);
    if (!json_expect(&root, JSON_OBJECT, complaint) || !read_schema(&root, complaint)
        || !json_only(&root, known, sizeof known / sizeof known[0], sizeof known[0], complaint))
        return false;
    scenario->name = "unnamed";
    scenario->seed = 1;
    if (json_member(&root, "name", &member)) {
        if (!json_expect(&member, JSON_STRING, complaint))
            return false;
        scenario->name = json_string(&member);
    }
    if (json_member(&root, "about", &member) && !json_expect(&member, JSON_STRING, complaint))
        return false;
    if (json_member(&root, "explore", &member) && !explores_well(&member, complaint))
        return false;
    if (json_member(&root, "seed", &member) && !read_seed(&scenario->seed, &member, complaint))
        return false;
    if (!read_duration(&scenario->duration, &root, "duration", 1, complaint)
        || !read_warmup(scenario, &root, complaint)
        || !world_read(&scenario->world, &root, complaint)
        || !read_strategies(scenario, &root, complaint)
        || (changes != NULL && changes->only_count > 0 && !keep_only(scenario, changes, complaint)))
        return false;
    if (changes != NULL && changes->no_workload)
        return true;
    if (json_member(&root, "schedule", &member))
        return read_schedule(scenario, &root, &member, changes != NULL ? changes->trace : NULL,
                             complaint);
    if (!read_workload(scenario, &root, path, changes != NULL ? changes->trace : NULL, complaint))
        return false;
    if (scenario->duration > 0 && scenario->warmup >= scenario->duration) {
        return json_complain(complaint, json_member(&root, "warmup", &member) ? &member : &root,
                             "found a warm-up as long as the run, or longer; expected less, or "
                             "nothing is measured");
    }
    return true;
}

void scenario_free(struct scenario *scenario)
{
    for (unsigned i = 0; i < scenario->strategy_count; i++)
        strategy_free(&scenario->strategies[i]);
    if (scenario->workload != NULL)
        scenario->workload->close(scenario->workload);
    if (scenario->schedule != NULL)
        schedule_free(scenario->schedule);
    free(scenario->schedule);
    world_free(&scenario->world);
    json_free(scenario->document);
}
