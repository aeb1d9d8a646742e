/* explore.c - `stalemate explore`: every order in which a small world can go. */
#include "cli/command.h"
#include "cli/explore_flip.h"
#include "cli/explore_matrix.h"
#include "cli/explore_options.h"
#include "cli/explore_plan.h"
#include "cli/scenario.h"
#include "strategies/catalogue.h"
#include "strategies/variants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The options, over what the plan has from a scenario; bounds first, and then what changes them.
 * Properties that are named replace the scenario's. */
static bool apply_options(struct explore_plan *plan, const struct explore_options *options,
                          struct complaint *complaint)
{
    for (unsigned i = 0; i < options->setting_count; i++) {
        if (strcmp(options->settings[i].name, "property") == 0) {
            plan->settings.properties = 0;
            plan->keeps = false;
        }
    }
    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < options->setting_count; i++) {
            const char *name = options->settings[i].name;
            char where[32];
            snprintf(where, sizeof where, "--%s", name);
            if ((strcmp(name, "bounds") == 0) == (pass == 0)
                && !plan_set(plan, where, name, options->settings[i].text, complaint))
                return false;
        }
    }
    if (plan->keeps && (options->matrix || options->flip != NULL))
        return complain(complaint, "--property: found keeps, with %s; expected properties by name: "
                        "what is promised differs from world to world",
                        options->matrix ? "--matrix" : "--flip");
    if (plan->settings.properties == 0 && !plan->keeps) {
        plan->settings.properties = EXPLORE_ALL_PROPERTIES;
        plan->keeps = true;
    }
    plan->settings.jobs = (unsigned)options->jobs;
    /* To ask for nothing would be a pass. A matrix has a world with pages of its own. */
    if (!options->matrix && !plan->keeps && plan->settings.bounds.pages == 0
        && plan->settings.properties == 1u << PROPERTY_NO_TORN_AGGREGATE)
        return complain(complaint, "--property: found only no-torn-aggregate, in a world without "
                        "pages; expected --pages 1, say");
    return true;
}

/* What all the strategies are explored for. */
struct errand {
    const struct explore_options *options;
    const char *says;                      /* of the strategy that comes next */
    struct explored explored;
    struct matrix_job matrix;
    struct flip_job flip;
};

static bool explore_one(struct errand *errand, const struct explore_plan *plan,
                        const struct scenario_strategy *strategy, struct complaint *complaint)
{
    if (errand->options->flip != NULL)
        return flip_explore(&errand->flip, plan, strategy->name, strategy->text, complaint);
    if (errand->options->matrix)
        return matrix_explore(&errand->matrix, plan, strategy->name, errand->says, strategy->text,
                              &strategy->stack, complaint);
    return explored_add(&errand->explored, plan, strategy->name, strategy->text, &strategy->stack,
                        complaint);
}

/* Before a scenario and the options have their say. */
static void open_plan(const struct errand *errand, struct explore_plan *plan)
{
    plan_open(plan);
    if (errand->options->matrix)
        matrix_clients(plan);
}

static bool explore_strategies(const struct scenario *scenario, struct explore_plan *plan,
                               bool bounds_too, struct errand *errand,
                               struct complaint *complaint)
{
    if (!apply_options(plan, errand->options, complaint))
        return false;
    for (unsigned i = 0; i < scenario->strategy_count; i++) {
        if ((!scenario->strategies[i].bound || bounds_too)
            && !explore_one(errand, plan, &scenario->strategies[i], complaint))
            return false;
    }
    return true;
}

static bool explore_scenario(const char *path, struct errand *errand, struct complaint *complaint)
{
    const struct explore_options *options = errand->options;
    struct scenario *scenario = calloc(1, sizeof *scenario);
    struct scenario_changes changes = {.only = options->only, .only_count = options->only_count,
                                       .no_workload = true};
    struct json_at root, member;
    struct explore_plan plan;
    bool fine;

    if (scenario == NULL)
        return complain_machine(complaint, "out of memory");
    open_plan(errand, &plan);
    fine = scenario_read(scenario, path, &changes, complaint);
    if (fine) {
        root = json_root(scenario->document);
        fine = !json_member(&root, "explore", &member) || plan_read(&plan, &member, complaint);
    }
    fine = fine && explore_strategies(scenario, &plan, options->only_count > 0, errand, complaint);
    scenario_free(scenario);
    free(scenario);
    return fine;
}

/* A stack as JSON; `name` NULL: it is called by its text. */
static bool explore_stack(const char *where, const char *text, const char *name,
                          struct errand *errand, struct complaint *complaint)
{
    struct scenario *scenario = calloc(1, sizeof *scenario);
    struct explore_plan plan;
    bool fine = false;

    if (scenario == NULL)
        return complain_machine(complaint, "out of memory");
    open_plan(errand, &plan);
    scenario->document = json_read_text(where, text, strlen(text), complaint);
    if (scenario->document != NULL) {
        struct json_at root = json_root(scenario->document);
        fine = scenario_add_strategy(scenario, &root, complaint);
        scenario->strategies[0].name = name != NULL ? name : scenario->strategies[0].text;
        fine = fine && explore_strategies(scenario, &plan, true, errand, complaint);
    }
    scenario_free(scenario);
    free(scenario);
    return fine;
}

/* One of the matrix's rows, or of the catalogue, with its presets. */
static bool explore_named(const char *name, struct errand *errand, struct complaint *complaint)
{
    char text[128];

    for (const struct variant *variant = variants; errand->options->matrix && variant->name != NULL;
         variant++) {
        if (strcmp(variant->name, name) == 0) {
            errand->says = variant->says;
            return explore_stack("--matrix", variant->stack, name, errand, complaint);
        }
    }
    if (catalogue_find(name) == NULL) {
        const char *meant = catalogue_did_you_mean(name);
        return complain(complaint, "--strategy: found no strategy \"%.60s\"%s%s%s (`stalemate "
                        "strategies` lists them)", name, meant ? "; did you mean \"" : "",
                        meant ? meant : "", meant ? "\"?" : "");
    }
    snprintf(text, sizeof text, "[{\"%s\": {}}]", name);
    errand->says = "";
    return explore_stack("--strategy", text, name, errand, complaint);
}

static bool explore_all(struct errand *errand, struct complaint *complaint)
{
    const struct explore_options *options = errand->options;
    int count = options->path_count;
    bool variants_all = count == 0 && options->only_count == 0 && options->stack_count == 0;

    for (int i = 0; i < count; i++) {
        if (!explore_scenario(options->paths[i], errand, complaint))
            return false;
    }
    for (unsigned i = 0; i < options->only_count && count == 0; i++) {
        if (!explore_named(options->only[i], errand, complaint))
            return false;
    }
    for (const struct variant *variant = variants; variants_all && variant->name != NULL; variant++) {
        if (!explore_named(variant->name, errand, complaint))
            return false;
    }
    errand->says = "";
    for (unsigned i = 0; i < options->stack_count; i++) {
        if (!explore_stack("--stack", options->stacks[i], NULL, errand, complaint))
            return false;
    }
    return true;
}

/* What is told with witnesses, where any are. */
static bool find_keepers(struct errand *errand, struct complaint *complaint)
{
    const struct explore_options *options = errand->options;

    if (options->quiet && options->out == NULL && options->form == EXPLORE_TEXT)
        return true;
    for (unsigned i = 0; i < errand->explored.count; i++) {
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            if (!explored_find_keepers(&errand->explored, i, (enum property)p, complaint))
                return false;
        }
    }
    return true;
}

/* Tells what was found; the exit status. */
static int tell(struct errand *errand, struct complaint *complaint)
{
    const struct explore_options *options = errand->options;
    const struct matrix_scope scope = {
        .strategies = options->only_count + options->stack_count > 0,
        .worlds = options->world_count > 0,
        .properties = errand->matrix.matrix.properties != EXPLORE_ALL_PROPERTIES};
    unsigned differences = 0;

    if (options->flip != NULL)
        return flip_print(&errand->flip, options->form, complaint) ? flip_status(&errand->flip)
            : command_fail(complaint);
    if (!options->matrix)
        return find_keepers(errand, complaint)
            && (options->out == NULL || explored_write(&errand->explored, options->out, complaint))
            && explored_print(&errand->explored, options->form, options->quiet, complaint)
            ? explored_status(&errand->explored) : command_fail(complaint);
    if (!matrix_finish(&errand->matrix, complaint)
        || (options->out != NULL && !matrix_write(&errand->matrix, options->out, complaint))
        || !matrix_print(&errand->matrix, options->form, options->quiet, complaint))
        return command_fail(complaint);
    if (options->baseline == NULL)
        return explored_status(&errand->matrix.explored);
    return matrix_compare(&errand->matrix.matrix, options->baseline, scope, &differences, complaint)
        ? differences > 0 : command_fail(complaint);
}

int command_explore(int argc, char **argv)
{
    struct explore_options options = {.jobs = command_cores()};
    struct complaint complaint = {0};
    struct errand errand = {.options = &options, .says = ""};
    int status = explore_options_read(&options, argc, argv, &complaint);
    bool fine = true;

    if (status != 0)
        return status - 1;
    errand.matrix.progress = command_shows_progress();
    for (unsigned i = 0; i < options.world_count && fine; i++)
        fine = matrix_only(&errand.matrix, options.worlds[i], &complaint);
    if (fine && options.baseline != NULL)
        fine = matrix_check_saved(options.baseline, &complaint);
    if (fine && options.flip != NULL)
        fine = flip_open(&errand.flip, options.flip, &complaint);
    status = fine && explore_all(&errand, &complaint) ? tell(&errand, &complaint)
        : command_fail(&complaint);
    explored_free(&errand.explored);
    matrix_free(&errand.matrix);
    flip_free(&errand.flip);
    return status;
}
