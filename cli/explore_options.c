/* explore_options.c - the options of `stalemate explore`. */
#include "cli/explore_options.h"

#include "cli/command.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: stalemate explore [OPTION...] [SCENARIO...]\n\n"
    "Tries every order in which a few clients' operations can go, with faults, and says which\n"
    "properties each strategy of the scenarios keeps; for those that it does not keep, a shortest\n"
    "way to break them. The strategies' code is what `stalemate run` runs; there is no clock.\n\n"
    "  --strategy NAME     only this strategy of the scenarios; without one, the catalogue's\n"
    "  --stack JSON        these layers: '[{\"ttl\": {\"ttl\": \"1h\"}}, {\"delete\": {}}]'\n"
    "  --property NAME     only this property; may be repeated (all). keeps: those that the strategies\n"
    "                      promise to keep where all that the bounds allow may happen\n\n"
    "bounds; a scenario may hold them too, as \"explore\": {\"bounds\": \"medium\", \"rows\": 2}\n"
    "  --bounds NAME       small, medium or large: a preset for the others (small)\n"
    "  --readers N         clients that read\n"
    "  --writers N         clients that write\n"
    "  --reads N           reads of each reader\n"
    "  --writes N          writes of each writer\n"
    "  --rows N            rows: each operation is for any of them\n"
    "  --pages N           so many of the rows are pages: of two halves, read one after the other\n"
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
    "  --deep              depth first, with few switches first: no frontier to hold, longer\n"
    "                      witnesses\n"
    "  --sample N          no search, but so many random walks, for worlds that are too large\n"
    "  --seed N            of the walks (1)\n"
    "  --changes N         of priority in each walk (0: every move is equally likely)\n"
    "  --no-symmetry       tell alike clients apart, and ...\n"
    "  --no-reduction      ... try even orders that no property can tell apart: as a check\n\n"
    "the guarantee matrix: what breaks what, with a world for each fault\n"
    "  --matrix            the strategies that people use, or those that are named here, in all\n"
    "                      worlds\n"
    "  --world NAME        only this world; may be repeated: plain, crowd, more, a\n"
    "                      fault, bulk, raw, own, page, all\n"
    "  --baseline FILE     compare with an earlier matrix.json; exit status 1 if a verdict differs\n"
    "  --markdown          print Markdown instead of the text\n\n"
    "a knob\n"
    "  --flip LAYER.KNOB   try its values in turn, and say which verdicts they change: of a count\n"
    "                      the first six, of a duration zero and more, of a choice each; or\n"
    "                      LAYER.KNOB=VALUE,VALUE\n\n"
    "reports\n"
    "  --json              print JSON instead of the text\n"
    "  --mermaid, --svg    print the first witness as a sequence diagram, or as a picture\n"
    "  --out DIR           write explore.json there, and each witness as text, JSON, diagram and\n"
    "                      picture; of a matrix also a page to look at, matrix.html\n"
    "  --quiet             no witnesses in the text; of a matrix only the first table\n"
    "  --help              this text\n\n"
    "exit status: 0 all is proved, 1 something is refuted, 2 bad input, 3 trouble of the machine,\n"
    "4 nothing is refuted, but a limit ended the search: inconclusive; with --flip 0, or 4\n";

enum { JOBS_MAX = 256 };

enum { OPTION_STRATEGY = 256, OPTION_STACK, OPTION_JOBS, OPTION_JSON, OPTION_MERMAID, OPTION_SVG,
       OPTION_OUT, OPTION_QUIET, OPTION_HELP, OPTION_SETTING, OPTION_MATRIX, OPTION_WORLD,
       OPTION_BASELINE, OPTION_MARKDOWN, OPTION_FLIP };

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
    {"pages", required_argument, NULL, OPTION_SETTING},
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
    {"deep", no_argument, NULL, OPTION_SETTING},
    {"no-reduction", no_argument, NULL, OPTION_SETTING},
    {"matrix", no_argument, NULL, OPTION_MATRIX},
    {"world", required_argument, NULL, OPTION_WORLD},
    {"baseline", required_argument, NULL, OPTION_BASELINE},
    {"markdown", no_argument, NULL, OPTION_MARKDOWN},
    {"flip", required_argument, NULL, OPTION_FLIP},
    {"json", no_argument, NULL, OPTION_JSON},
    {"mermaid", no_argument, NULL, OPTION_MERMAID},
    {"svg", no_argument, NULL, OPTION_SVG},
    {"out", required_argument, NULL, OPTION_OUT},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};
static const struct command_options command_options = {"explore", ":", long_options};

static bool remember(const char **list, unsigned *count, const char *option,
                     struct complaint *complaint)
{
    if (*count == EXPLORE_STACKS_MAX)
        return complain(complaint, "%s: found more than %d; expected fewer", option, EXPLORE_STACKS_MAX);
    list[(*count)++] = optarg;
    return true;
}

static bool choose_form(struct explore_options *options, enum explore_form form,
                        struct complaint *complaint)
{
    if (options->form != EXPLORE_TEXT && options->form != form)
        return complain(complaint, "found two of --json, --markdown, --mermaid and --svg; expected one "
                        "form (--out DIR writes all)");
    options->form = form;
    return true;
}

/* 0: go on; otherwise the exit status + 1. */
static int read_option(int option, int index, struct explore_options *options,
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
        if (options->setting_count == EXPLORE_SETTINGS_MAX) {
            fine = complain(complaint, "found more than %d settings; expected fewer",
                            EXPLORE_SETTINGS_MAX);
            break;
        }
        options->settings[options->setting_count].name = long_options[index].name;
        options->settings[options->setting_count++].text = optarg != NULL ? optarg : "yes";
        break;
    case OPTION_JOBS:
        fine = command_number("--jobs", optarg, 1, JOBS_MAX, &options->jobs, complaint);
        break;
    case OPTION_MATRIX:
        options->matrix = true;
        break;
    case OPTION_WORLD:
        fine = remember(options->worlds, &options->world_count, "--world", complaint);
        break;
    case OPTION_BASELINE:
        options->baseline = optarg;
        break;
    case OPTION_MARKDOWN:
    case OPTION_JSON:
    case OPTION_MERMAID:
    case OPTION_SVG:
        fine = choose_form(options, option == OPTION_MARKDOWN ? EXPLORE_MARKDOWN
                           : option == OPTION_JSON ? EXPLORE_JSON
                           : option == OPTION_MERMAID ? EXPLORE_MERMAID : EXPLORE_SVG, complaint);
        break;
    case OPTION_FLIP:
        options->flip = optarg;
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
        return command_fail(complaint) + 1;
    }
    return fine ? 0 : command_fail(complaint) + 1;
}

static bool is_set(const struct explore_options *options, const char *name)
{
    for (unsigned i = 0; i < options->setting_count; i++) {
        if (strcmp(options->settings[i].name, name) == 0)
            return true;
    }
    return false;
}

/* Walks at random have settings of their own, which a search does not know, and the reverse. */
static bool accept_sample(const struct explore_options *options, struct complaint *complaint)
{
    static const char *const of_a_search[] = {"deep", "switches", "no-symmetry",
                                              "no-reduction"};
    static const char *const of_walks[] = {"seed", "changes"};

    for (size_t i = 0; i < sizeof of_a_search / sizeof of_a_search[0]; i++) {
        if (is_set(options, "sample") && is_set(options, of_a_search[i]))
            return complain(complaint, "--%s: found --sample as well, which makes walks and no search; "
                            "expected one of them", of_a_search[i]);
    }
    for (size_t i = 0; i < sizeof of_walks / sizeof of_walks[0]; i++) {
        if (!is_set(options, "sample") && is_set(options, of_walks[i]) && options->path_count == 0)
            return complain(complaint, "--%s: found no --sample; expected it as well: a search draws "
                            "nothing", of_walks[i]);
    }
    return true;
}

/* Whether the options go together. */
static bool accept(const struct explore_options *options, struct complaint *complaint)
{
    static const char *const worlds_own[] = {"faults", "fault", "roads", "read-own", "sample"};

    if (!options->matrix && (options->world_count > 0 || options->baseline != NULL
                             || options->form == EXPLORE_MARKDOWN))
        return complain(complaint, "%s: found no --matrix; expected it as well",
                        options->world_count > 0 ? "--world" : options->baseline != NULL
                        ? "--baseline" : "--markdown");
    if (options->flip != NULL && (options->matrix || options->out != NULL
                                  || options->form > EXPLORE_JSON))
        return complain(complaint, "--flip: found %s as well; expected no form but --json",
                        options->matrix ? "--matrix" : options->out != NULL ? "--out"
                        : "another form");
    if (!accept_sample(options, complaint))
        return false;
    if (!options->matrix)
        return options->path_count > 0 || options->only_count > 0 || options->stack_count > 0
            || complain(complaint, "found nothing to explore; expected a scenario, --strategy, --stack "
                        "or --matrix (try `stalemate explore --help`)");
    if (options->form == EXPLORE_MERMAID || options->form == EXPLORE_SVG)
        return complain(complaint, "%s: found --matrix; expected --out DIR for its witnesses",
                        options->form == EXPLORE_SVG ? "--svg" : "--mermaid");
    for (unsigned k = 0; k < sizeof worlds_own / sizeof worlds_own[0]; k++) {
        if (is_set(options, worlds_own[k]))
            return complain(complaint, "--%s: found --matrix, %s", worlds_own[k],
                            strcmp(worlds_own[k], "sample") == 0
                            ? "which is made by searches; expected one of them"
                            : "whose worlds have their own; expected --world to choose among them");
    }
    return true;
}

int explore_options_read(struct explore_options *options, int argc, char **argv,
                         struct complaint *complaint)
{
    int option, index = 0, status;

    optind = 0;                            /* Begin anew, whoever has read options before. */
    while ((option = command_option(&command_options, argc, argv, &index, complaint)) != -1) {
        status = read_option(option, index, options, complaint);
        if (status != 0)
            return status;
    }
    options->paths = argv + optind;
    options->path_count = argc - optind;
    return accept(options, complaint) ? 0 : command_fail(complaint) + 1;
}
