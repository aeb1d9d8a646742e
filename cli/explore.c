/* explore.c - `stalemate explore`: every order in which a small world can go. */
#include "cli/explore_files.h"

#include "cli/command.h"
#include "cli/explore_plan.h"
#include "cli/scenario.h"
#include "strategies/catalogue.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: stalemate explore [OPTION...] [SCENARIO...]\n\n"
    "Tries every order in which a few clients' operations can go, with faults, and says which\n"
    "properties each strategy of the scenarios keeps; for those that it does not keep, a shortest\n"
    "way to break them. The strategies' code is what `stalemate run` runs; there is no clock.\n\n"
    "  --strategy NAME     only this strategy of the scenarios; without one, the catalogue's\n"
    "  --stack JSON        these layers: '[{\"ttl\": {\"ttl\": \"1h\"}}, {\"delete\": {}}]'\n"
    "  --property NAME     only this property; may be repeated (all)\n\n"
    "bounds; a scenario may hold them too, as \"explore\": {\"bounds\": \"medium\", \"rows\": 2}\n"
    "  --bounds NAME       small, medium or large: a preset for the others (small)\n"
    "  --readers N         clients that read\n"
    "  --writers N         clients that write\n"
    "  --reads N           reads of each reader\n"
    "  --writes N          writes of each writer\n"
    "  --rows N            rows: each operation is for any of them\n"
    "  --nodes N           processes, over which the clients are spread\n"
    "  --faults LIST       what may go wrong and how often, such as lost=1,crash=1; or none.\n"
    "                      lost duplicated expiry eviction restart crash rollback tick\n"
    "  --fault NAME[=N]    one of them, beside the others; may be repeated\n"
    "  --read-own          a writer reads the row inside its transaction\n"
    "  --read-after        a writer's last operation is a read\n"
    "  --roads LIST        those that a write may take: save,bulk,raw\n\n"
    "the search\n"
    "  --memory SIZE       for states, at most (1GiB)\n"
    "  --time DURATION     of real time, at most, for each strategy\n"
    "  --states N          at most\n"
    "  --jobs N            threads; the result is the same for any number (all cores)\n"
    "  --switches N        orders with few switches between operations first, up to so many\n"
    "  --sample N          no search, but so many random walks, for worlds that are too large\n"
    "  --seed N            of the walks (1)\n"
    "  --changes N         of priority in each walk (0: every move is equally likely)\n"
    "  --no-symmetry       tell alike clients apart, and ...\n"
    "  --no-reduction      ... try even orders that no property can tell apart: as a check\n\n"
    "reports\n"
    "  --json              print JSON instead of the text\n"
    "  --mermaid, --svg    print the first witness as a sequence diagram, or as a picture\n"
    "  --out DIR           write explore.json there, and each witness as text, JSON, diagram and\n"
    "                      picture\n"
    "  --quiet             no witnesses in the text\n"
    "  --help              this text\n\n"
    "exit status: 0 all is proved, 1 something is refuted, 2 bad input, 3 trouble of the machine,\n"
    "4 nothing is refuted, but a limit ended the search: inconclusive\n";

enum { SETTINGS_MAX = 128, STACKS_MAX = 16, JOBS_MAX = 256 };

enum { OPTION_STRATEGY = 256, OPTION_STACK, OPTION_JOBS, OPTION_JSON, OPTION_MERMAID, OPTION_SVG,
       OPTION_OUT, OPTION_QUIET, OPTION_HELP, OPTION_SETTING };

/* Those of OPTION_SETTING go to plan_set, by their names. */
static const struct option long_options[] = {
    {"strategy", required_argument, NULL, OPTION_STRATEGY},
    {"stack", required_argument, NULL, OPTION_STACK},
    {"property", required_argument, NULL, OPTION_SETTING},
    {"bounds", required_argument, NULL, OPTION_SETTING},
    {"readers", required_argument, NULL, OPTION_SETTING},
    {"writers", required_argument, NULL, OPTION_SETTING},
    {"reads", required_argument, NULL, OPTION_SETTING},
    {"writes", required_argument, NULL, OPTION_SETTING},
    {"rows", required_argument, NULL, OPTION_SETTING},
    {"nodes", required_argument, NULL, OPTION_SETTING},
    {"faults", required_argument, NULL, OPTION_SETTING},
    {"fault", required_argument, NULL, OPTION_SETTING},
    {"read-own", no_argument, NULL, OPTION_SETTING},
    {"read-after", no_argument, NULL, OPTION_SETTING},
    {"roads", required_argument, NULL, OPTION_SETTING},
    {"memory", required_argument, NULL, OPTION_SETTING},
    {"time", required_argument, NULL, OPTION_SETTING},
    {"states", required_argument, NULL, OPTION_SETTING},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"switches", required_argument, NULL, OPTION_SETTING},
    {"sample", required_argument, NULL, OPTION_SETTING},
    {"seed", required_argument, NULL, OPTION_SETTING},
    {"changes", required_argument, NULL, OPTION_SETTING},
    {"no-symmetry", no_argument, NULL, OPTION_SETTING},
    {"no-reduction", no_argument, NULL, OPTION_SETTING},
    {"json", no_argument, NULL, OPTION_JSON},
    {"mermaid", no_argument, NULL, OPTION_MERMAID},
    {"svg", no_argument, NULL, OPTION_SVG},
    {"out", required_argument, NULL, OPTION_OUT},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

struct options {
    const char *only[STACKS_MAX], *stacks[STACKS_MAX];
    unsigned only_count, stack_count;
    struct { const char *name, *text; } settings[SETTINGS_MAX];
    unsigned setting_count;
    uint64_t jobs;
    enum explore_form form;
    bool quiet;
    const char *out;
};

static bool remember(const char **list, unsigned *count, const char *option,
                     struct complaint *complaint)
{
    if (*count == STACKS_MAX)
        return complain(complaint, "%s: found more than %d; expected fewer", option, STACKS_MAX);
    list[(*count)++] = optarg;
    return true;
}

/* 0: go on; otherwise the exit status + 1. */
static int read_option(int option, int index, struct options *options,
                       struct complaint *complaint)
{
    bool fine = true;

    switch (option) {
    case OPTION_STRATEGY:
        fine = remember(options->only, &options->only_count, "--strategy", complaint);
        break;
    case OPTION_STACK:
        fine = remember(options->stacks, &options->stack_count, "--stack", complaint);
        break;
    case OPTION_SETTING:
        if (options->setting_count == SETTINGS_MAX) {
            fine = complain(complaint, "found more than %d settings; expected fewer",
                            SETTINGS_MAX);
            break;
        }
        options->settings[options->setting_count].name = long_options[index].name;
        options->settings[options->setting_count++].text = optarg != NULL ? optarg : "yes";
        break;
    case OPTION_JOBS:
        fine = command_number("--jobs", optarg, 1, JOBS_MAX, &options->jobs, complaint);
        break;
    case OPTION_JSON:
        options->form = EXPLORE_JSON;
        break;
    case OPTION_MERMAID:
        options->form = EXPLORE_MERMAID;
        break;
    case OPTION_SVG:
        options->form = EXPLORE_SVG;
        break;
    case OPTION_OUT:
        options->out = optarg;
        break;
    case OPTION_QUIET:
        options->quiet = true;
        break;
    case OPTION_HELP:
        fputs(usage, stdout);
        return 1;
    default:
        fputs("try `stalemate explore --help`\n", stderr);
        return 3;
    }
    return fine ? 0 : command_fail(complaint) + 1;
}

/* ---- what is asked ---- */

/* The options, over what the plan has from a scenario; bounds first, and then what changes them. */
static bool apply_options(struct explore_plan *plan, const struct options *options,
                          struct complaint *complaint)
{
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
    if (plan->settings.properties == 0)
        plan->settings.properties = EXPLORE_ALL_PROPERTIES;
    plan->settings.jobs = (unsigned)options->jobs;
    return true;
}

static bool explore_strategies(const struct scenario *scenario, struct explore_plan *plan,
                               const struct options *options, bool bounds_too,
                               struct explored *explored, struct complaint *complaint)
{
    if (!apply_options(plan, options, complaint))
        return false;
    for (unsigned i = 0; i < scenario->strategy_count; i++) {
        const struct scenario_strategy *strategy = &scenario->strategies[i];
        if (strategy->bound && !bounds_too)
            continue;
        if (!explored_add(explored, plan, strategy->name, strategy->text, &strategy->stack,
                          complaint))
            return false;
    }
    return true;
}

static bool explore_scenario(const char *path, const struct options *options,
                             struct explored *explored, struct complaint *complaint)
{
    struct scenario *scenario = calloc(1, sizeof *scenario);
    struct scenario_changes changes = {.only = options->only, .only_count = options->only_count,
                                       .no_workload = true};
    struct json_at root, member;
    struct explore_plan plan;
    bool fine;

    if (scenario == NULL)
        return complain_machine(complaint, "out of memory");
    plan_open(&plan);
    fine = scenario_read(scenario, path, &changes, complaint);
    if (fine) {
        root = json_root(scenario->document);
        fine = !json_member(&root, "explore", &member) || plan_read(&plan, &member, complaint);
    }
    fine = fine && explore_strategies(scenario, &plan, options, options->only_count > 0, explored,
                                      complaint);
    scenario_free(scenario);
    free(scenario);
    return fine;
}

/* A stack as JSON; `name` NULL: it is called by its text. */
static bool explore_stack(const char *where, const char *text, const char *name,
                          const struct options *options, struct explored *explored,
                          struct complaint *complaint)
{
    struct scenario *scenario = calloc(1, sizeof *scenario);
    struct explore_plan plan;
    bool fine = false;

    if (scenario == NULL)
        return complain_machine(complaint, "out of memory");
    plan_open(&plan);
    scenario->document = json_read_text(where, text, strlen(text), complaint);
    if (scenario->document != NULL) {
        struct json_at root = json_root(scenario->document);
        fine = scenario_add_strategy(scenario, &root, complaint);
        scenario->strategies[0].name = name != NULL ? name : scenario->strategies[0].text;
        fine = fine && explore_strategies(scenario, &plan, options, true, explored, complaint);
    }
    scenario_free(scenario);
    free(scenario);
    return fine;
}

/* One of the catalogue, with its presets. */
static bool explore_catalogue(const char *name, const struct options *options,
                              struct explored *explored, struct complaint *complaint)
{
    char text[128];

    if (catalogue_find(name) == NULL) {
        const char *meant = catalogue_did_you_mean(name);
        return complain(complaint, "--strategy: found no strategy \"%.60s\"%s%s%s (`stalemate "
                        "strategies` lists them)", name, meant ? "; did you mean \"" : "",
                        meant ? meant : "", meant ? "\"?" : "");
    }
    snprintf(text, sizeof text, "[{\"%s\": {}}]", name);
    return explore_stack("--strategy", text, name, options, explored, complaint);
}

static bool explore_all(const struct options *options, char **paths, int count,
                        struct explored *explored, struct complaint *complaint)
{
    for (int i = 0; i < count; i++) {
        if (!explore_scenario(paths[i], options, explored, complaint))
            return false;
    }
    for (unsigned i = 0; i < options->only_count && count == 0; i++) {
        if (!explore_catalogue(options->only[i], options, explored, complaint))
            return false;
    }
    for (unsigned i = 0; i < options->stack_count; i++) {
        if (!explore_stack("--stack", options->stacks[i], NULL, options, explored, complaint))
            return false;
    }
    return (options->out == NULL || explored_write(explored, options->out, complaint))
        && explored_print(explored, options->form, options->quiet, complaint);
}

int command_explore(int argc, char **argv)
{
    struct options options = {.jobs = command_cores()};
    struct complaint complaint = {0};
    struct explored explored = {0};
    int option, index = 0, status;

    optind = 0;                            /* Begin anew, whoever has read options before. */
    while ((option = getopt_long(argc, argv, "", long_options, &index)) != -1) {
        status = read_option(option, index, &options, &complaint);
        if (status != 0)
            return status - 1;
    }
    if (optind == argc && options.only_count == 0 && options.stack_count == 0) {
        fputs("stalemate explore: found nothing to explore; expected a scenario, --strategy or "
              "--stack\ntry `stalemate explore --help`\n", stderr);
        return 2;
    }
    status = explore_all(&options, argv + optind, argc - optind, &explored, &complaint)
        ? explored_status(&explored) : command_fail(&complaint);
    explored_free(&explored);
    return status;
}
