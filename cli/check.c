/* check.c - `stalemate check`: scenarios as regression tests.
 *
 * A scenario's strategies are run, and what came of them is held against the scenario's own
 * expectations, against a baseline saved earlier, or both. */
#include "cli/check.h"

#include "cli/command.h"

#include <stdio.h>

static const char usage[] =
    "usage: stalemate check [OPTION...] SCENARIO...\n\n"
    "Runs each scenario (a JSON file, - is standard input) and holds what came of it against the\n"
    "scenario's \"expect\" list. Each expectation is judged for each of its strategies and each\n"
    "seed; a broken one comes with the command that shows it again.\n\n"
    "  --strategy NAME        only this one; may be repeated\n"
    "  --seed N               instead of the scenario's seed\n"
    "  --seeds N              so many seeds, from that one on; each of them has to keep it all\n"
    "  --jobs N               runs at a time; the result is the same for any number (all cores)\n"
    "  --save-baseline FILE   write every figure of every strategy and seed there\n"
    "  --baseline FILE        compare with such a file, exactly; the scenarios then need not\n"
    "                         expect anything. --strategy and --seed narrow the comparison\n"
    "  --tap, --junit, --json report in that form instead of text\n"
    "  --out FILE             report there; on standard output only what is broken, as text\n"
    "  --quiet                no text but what is broken, and no progress\n"
    "  --help                 this text\n\n"
    "In a scenario:\n"
    "  \"expect\": [{\"strategy\": \"delete on write\", \"stale-ratio\": {\"max\": \"0.1%\"}}]\n"
    "\"strategy\" is a name, a list of names, or \"*\" for all but the bounds; a metric is any of\n"
    "`stalemate metrics`; its bounds are min, max, above, below and equals.\n\n"
    "exit status: 0 all kept, 1 something broken, 2 bad input, 3 trouble of the machine\n";

enum { SEEDS_MAX = 10000, JOBS_MAX = 256 };

enum { OPTION_STRATEGY = 256, OPTION_SEED, OPTION_SEEDS, OPTION_JOBS, OPTION_SAVE_BASELINE,
       OPTION_BASELINE, OPTION_TAP, OPTION_JUNIT, OPTION_JSON, OPTION_OUT, OPTION_QUIET,
       OPTION_HELP };

static const struct option long_options[] = {
    {"strategy", required_argument, NULL, OPTION_STRATEGY},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"seeds", required_argument, NULL, OPTION_SEEDS},
    {"jobs", required_argument, NULL, OPTION_JOBS},
    {"save-baseline", required_argument, NULL, OPTION_SAVE_BASELINE},
    {"baseline", required_argument, NULL, OPTION_BASELINE},
    {"tap", no_argument, NULL, OPTION_TAP},
    {"junit", no_argument, NULL, OPTION_JUNIT},
    {"json", no_argument, NULL, OPTION_JSON},
    {"out", required_argument, NULL, OPTION_OUT},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};
static const struct command_options command_options = {"check", ":", long_options};

static bool read_number(int option, struct check_options *options, struct complaint *complaint)
{
    switch (option) {
    case OPTION_SEED:
        options->seed_given = true;
        return command_number("--seed", optarg, 0, UINT64_MAX, &options->seed,
                              complaint);
    case OPTION_SEEDS:
        return command_number("--seeds", optarg, 1, SEEDS_MAX, &options->seeds, complaint);
    default:
        return command_number("--jobs", optarg, 1, JOBS_MAX, &options->jobs, complaint);
    }
}

/* 0: go on; otherwise the exit status + 1. */
static int read_option(int option, struct check_options *options, struct complaint *complaint)
{
    switch (option) {
    case OPTION_STRATEGY:
        if (options->only_count == SCENARIO_STRATEGIES_MAX) {
            complain(complaint, "--strategy: found more than %d; expected fewer",
                     SCENARIO_STRATEGIES_MAX);
            return command_fail(complaint) + 1;
        }
        options->only[options->only_count++] = optarg;
        return 0;
    case OPTION_SEED:
    case OPTION_SEEDS:
    case OPTION_JOBS:
        return read_number(option, options, complaint) ? 0 : command_fail(complaint) + 1;
    case OPTION_SAVE_BASELINE:
        options->save_baseline = optarg;
        return 0;
    case OPTION_BASELINE:
        options->baseline = optarg;
        return 0;
    case OPTION_TAP:
    case OPTION_JUNIT:
    case OPTION_JSON:
        if (options->report != NULL) {
            complain(complaint, "found two of --tap, --junit and --json; expected one form");
            return command_fail(complaint) + 1;
        }
        options->report = option == OPTION_TAP ? checks_tap
            : option == OPTION_JUNIT ? checks_junit : checks_json;
        return 0;
    case OPTION_OUT:
        options->out = optarg;
        return 0;
    case OPTION_QUIET:
        options->quiet = true;
        return 0;
    case OPTION_HELP:
        fputs(usage, stdout);
        return 1;
    default:
        return command_fail(complaint) + 1;
    }
}

/* ---- the reports ---- */

static bool print_text(const struct checks *checks, bool broken_only, struct complaint *complaint)
{
    struct text text = {0};

    checks_text(&text, checks, (command_shows_colour() ? CHECKS_COLOUR : 0u)
                | (broken_only ? CHECKS_BROKEN_ONLY : 0u));
    return (text.length == 0 && !text.failed) || text_write(&text, "-", complaint);
}

static bool report(const struct check_session *session, struct complaint *complaint)
{
    const struct check_options *options = &session->options;
    struct text text = {0};

    if (session->checks.failed)
        return complain_machine(complaint, "out of memory");
    if (options->out == NULL && options->report == NULL)
        return print_text(&session->checks, options->quiet, complaint);
    if (options->report != NULL)
        options->report(&text, &session->checks);
    else
        checks_text(&text, &session->checks, 0);
    return text_write(&text, options->out != NULL ? options->out : "-", complaint)
        && (options->out == NULL || print_text(&session->checks, true, complaint));
}

/* ---- the command ---- */

static bool check_all(struct check_session *session, char **paths, int count,
                      struct complaint *complaint)
{
    const struct check_options *options = &session->options;

    for (int i = 0; options->save_baseline != NULL && i < count; i++) {
        if (command_is_same_file(paths[i], options->save_baseline))
            return complain(complaint, "--save-baseline: found %s, which is a scenario to check; expected "
                            "another file", paths[i]);
    }
    if (options->baseline != NULL
        && !baseline_read(&session->before, options->baseline, complaint))
        return false;
    for (int i = 0; i < count; i++) {
        if (!check_scenario(session, paths[i], complaint))
            return false;
    }
    if (options->baseline != NULL && options->only_count == 0 && !options->seed_given)
        baseline_compare_scenarios(&session->before, &session->now, &session->checks);
    return (options->save_baseline == NULL
            || baseline_write(&session->now, options->save_baseline, complaint))
        && report(session, complaint);
}

int command_check(int argc, char **argv)
{
    struct check_session session = {.options = {.seeds = 1, .jobs = command_cores()}};
    struct complaint complaint = {0};
    int option, status;

    optind = 0;                            /* Begin anew, whoever has read options before. */
    while ((option = command_option(&command_options, argc, argv, NULL, &complaint)) != -1) {
        status = read_option(option, &session.options, &complaint);
        if (status != 0)
            return status - 1;
    }
    if (optind == argc) {
        fputs("stalemate check: found no scenario; expected at least one file\n"
              "try `stalemate check --help`\n", stderr);
        return 2;
    }
    if (check_all(&session, argv + optind, argc - optind, &complaint))
        status = session.checks.broken > 0;
    else
        status = command_fail(&complaint);
    checks_free(&session.checks);
    baseline_free(&session.before);
    baseline_free(&session.now);
    return status;
}
