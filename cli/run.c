/* run.c - `stalemate run`: a scenario's strategies side by side, on the very same arrivals. */
#include "cli/batch.h"
#include "cli/command.h"
#include "cli/expect.h"
#include "cli/notes.h"
#include "cli/scenario.h"
#include "reports/all.h"
#include "reports/csv.h"
#include "reports/json.h"
#include "reports/table.h"
#include "sim/base/outfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: stalemate run [OPTION...] SCENARIO...\n\n"
    "Runs each scenario (a JSON file, - is standard input) under all of its strategies and under "
    "the\n"
    "two bounds, no-cache and ideal, on the very same requests, and prints them side by side.\n\n"
    "  --trace FILE      replay this trace instead of the scenario's workload\n"
    "  --strategy NAME   only this one, without the bounds; may be repeated\n"
    "  --seed N          instead of the scenario's seed\n"
    "  --seeds N         so many seeds, from that one on: means with 95 % confidence intervals\n"
    "  --jobs N          runs at a time; the result is the same for any number (all cores)\n"
    "  --out DIR         write results.json, results.csv, series.csv and summary.md there\n"
    "                    (for several scenarios: in a folder each, DIR/NUMBER-NAME)\n"
    "  --json, --csv     print the results in that form instead of the table\n"
    "  --events FILE     log every event of the one run that is left (one strategy, one seed)\n"
    "  --help            this text\n\n"
    "exit status: 0 done, 2 bad input, 3 trouble of the machine\n";

enum { SEEDS_MAX = 10000, ONLY_MAX = 64 };

enum form {
    FORM_TABLE,
    FORM_JSON,
    FORM_CSV,
};

struct options {
    const char *trace, *out, *events;
    const char *only[ONLY_MAX];
    unsigned only_count;
    bool seed_given;
    uint64_t seed, seeds, jobs;
    enum form form;
};

enum { OPTION_TRACE = 256, OPTION_STRATEGY, OPTION_SEED, OPTION_SEEDS, OPTION_JOBS, OPTION_OUT,
       OPTION_JSON, OPTION_CSV, OPTION_EVENTS, OPTION_HELP };

static const struct option long_options[] = {
    {"trace", required_argument, NULL, OPTION_TRACE},
    {"strategy", required_argument, NULL, OPTION_STRATEGY},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"seeds", required_argument, NULL, OPTION_SEEDS},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"out", required_argument, NULL, OPTION_OUT},
    {"json", no_argument, NULL, OPTION_JSON},
    {"csv", no_argument, NULL, OPTION_CSV},
    {"events", required_argument, NULL, OPTION_EVENTS},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};
static const struct command_options command_options = {"run", ":", long_options};

/* 0: go on; otherwise the exit status + 1. */
static int read_option(int option, struct options *options, struct complaint *complaint)
{
    bool fine = true;

    switch (option) {
    case OPTION_TRACE:
        options->trace = optarg;
        break;
    case OPTION_STRATEGY:
        if (options->only_count == ONLY_MAX)
            fine = complain(complaint, "--strategy: found more than %d; expected fewer", ONLY_MAX);
        else
            options->only[options->only_count++] = optarg;
        break;
    case OPTION_SEED:
        options->seed_given = true;
        fine = command_number("--seed", optarg, 0, UINT64_MAX, &options->seed,
                              complaint);
        break;
    case OPTION_SEEDS:
        fine = command_number("--seeds", optarg, 1, SEEDS_MAX, &options->seeds, complaint);
        break;
    case OPTION_JOBS:
        fine = command_number("--jobs", optarg, 1, 256, &options->jobs, complaint);
        break;
    case OPTION_OUT:
        options->out = optarg;
        fine = optarg[0] != '\0'
            || complain(complaint, "--out: found nothing; expected the name of a folder");
        break;
    case OPTION_JSON:
    case OPTION_CSV:
        if (options->form != FORM_TABLE)
            fine = complain(complaint, "found --json and --csv, or one of them twice; expected one form");
        options->form = option == OPTION_JSON ? FORM_JSON : FORM_CSV;
        break;
    case OPTION_EVENTS:
        options->events = optarg;
        break;
    case OPTION_HELP:
        fputs(usage, stdout);
        return 1;
    default:
        return command_fail(complaint) + 1;
    }
    return fine ? 0 : command_fail(complaint) + 1;
}

/* ---- from results to reports ---- */

/* Of several scenarios the tables stand one below the other, but JSON is one array and CSV one table. */
static bool print_form(const struct comparison *comparison, enum form form, unsigned number,
                       unsigned of, struct complaint *complaint)
{
    struct text text = {0};
    struct digest *digest = NULL;

    if (form == FORM_CSV) {
        report_csv(&text, comparison, number == 1);
        return text_write(&text, "-", complaint);
    }
    digest = digest_make(comparison, complaint);
    if (digest == NULL)
        return false;
    if (form == FORM_JSON) {
        text_add(&text, of > 1 && number == 1 ? "[\n" : "");
        report_json(&text, comparison, digest);
        text_add(&text, of == 1 ? "" : number < of ? ",\n" : "]\n");
    } else {
        text_add(&text, number > 1 ? "\n" : "");
        report_table(&text, digest, command_shows_colour());
    }
    digest_free(digest);
    return text_write(&text, "-", complaint);
}

/* DIR, or for several scenarios a folder in it that no scenario's name can lead out of. */
static void name_folder(const struct options *options, const struct scenario *scenario,
                        unsigned number, unsigned of, char *to, size_t size)
{
    size_t used;

    if (of == 1) {
        snprintf(to, size, "%s", options->out);
        return;
    }
    snprintf(to, size, "%s/%02u-%.80s", options->out, number, scenario->name);
    for (used = strlen(options->out) + 1; to[used] != '\0'; used++) {
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", to[used])
            == NULL)
            to[used] = '-';
    }
}

static bool report(const struct options *options, const struct scenario *scenario,
                   struct result *const *results, const uint64_t *seeds, unsigned number,
                   unsigned of, struct complaint *complaint)
{
    struct comparison_row rows[SCENARIO_STRATEGIES_MAX];
    struct comparison comparison = {
        .scenario = scenario->name, .seeds = seeds, .seed_count = options->seeds, .rows = rows,
        .row_count = scenario->strategy_count,
    };
    char folder[4096];

    for (unsigned i = 0; i < scenario->strategy_count; i++) {
        rows[i] = (struct comparison_row){
            .strategy = scenario->strategies[i].name, .stack = scenario->strategies[i].text,
            .bound = scenario->strategies[i].bound, .results = results + i * options->seeds,
        };
    }
    if (options->out != NULL) {
        name_folder(options, scenario, number, of, folder, sizeof folder);
        if (!report_write_all(&comparison, folder, complaint))
            return false;
    }
    return print_form(&comparison, options->form, number, of, complaint);
}

/* ---- one scenario ---- */

static bool open_events(struct outfile *events, const struct options *options,
                        const struct scenario *scenario, struct complaint *complaint)
{
    if (scenario->strategy_count * options->seeds != 1)
        return complain(complaint,
                        "--events: found %u strategies and %u seeds; expected one of each: choose "
                        "with --strategy",
                        scenario->strategy_count, (unsigned)options->seeds);
    return outfile_open(events, options->events, complaint);
}

static bool run_batch(const struct options *options, const struct scenario *scenario,
                      unsigned number, unsigned of, struct complaint *complaint)
{
    uint64_t first = options->seed_given ? options->seed : scenario->seed;
    uint64_t *seeds = batch_seeds(first, options->seeds, complaint);
    struct batch_settings batch = {
        .scenario = scenario, .seeds = seeds, .seed_count = options->seeds,
        .jobs = (unsigned)options->jobs, .progress = command_shows_progress(),
    };
    struct result **results = NULL;
    struct outfile events = {0};
    bool fine = seeds != NULL;

    if (fine && options->events != NULL)
        fine = open_events(&events, options, scenario, complaint);
    batch.events = events.stream;
    if (fine) {
        results = batch_run(&batch, complaint);
        fine = results != NULL;
    }
    if (fine && events.stream != NULL)
        fine = outfile_commit(&events, complaint);
    outfile_discard(&events);
    if (fine)
        notes_print(scenario, results, scenario->strategy_count * options->seeds);
    fine = fine && report(options, scenario, results, seeds, number, of, complaint);
    batch_free(results, scenario->strategy_count * options->seeds);
    free(seeds);
    return fine;
}

/* What it is held to is for `check`, but whoever has mistyped it wants to know now. (Not with a choice
 * of strategies: it may be about the others.) */
static bool expects_well(const struct scenario *scenario, struct complaint *complaint)
{
    struct expectations expectations = {0};
    bool fine = expect_read(&expectations, scenario, complaint);

    expect_free(&expectations);
    return fine;
}

/* All of them are read before the first one is run: one that is wrong wastes no time. */
static bool run_scenarios(const struct options *options, char **paths, unsigned count,
                          struct complaint *complaint)
{
    struct scenario *scenarios = calloc(count, sizeof *scenarios);
    struct scenario_changes changes = {
        .trace = options->trace, .only = options->only, .only_count = options->only_count,
    };
    bool fine = scenarios != NULL || complain_machine(complaint, "out of memory");

    for (unsigned i = 0; fine && i < count; i++)
        fine = scenario_read(&scenarios[i], paths[i], &changes, complaint)
            && (options->only_count > 0 || expects_well(&scenarios[i], complaint));
    for (unsigned i = 0; fine && i < count; i++)
        fine = run_batch(options, &scenarios[i], i + 1, count, complaint);
    for (unsigned i = 0; scenarios != NULL && i < count; i++)
        scenario_free(&scenarios[i]);
    free(scenarios);
    return fine;
}

int command_run(int argc, char **argv)
{
    struct options options = {.seeds = 1, .jobs = command_cores()};
    struct complaint complaint = {0};
    int option;

    while ((option = command_option(&command_options, argc, argv, NULL, &complaint)) != -1) {
        int status = read_option(option, &options, &complaint);
        if (status != 0)
            return status - 1;
    }
    if (optind == argc) {
        fputs("stalemate run: found no scenario; expected at least one file\n"
              "try `stalemate run --help`\n", stderr);
        return 2;
    }
    return run_scenarios(&options, argv + optind, (unsigned)(argc - optind), &complaint)
        ? 0 : command_fail(&complaint);
}
