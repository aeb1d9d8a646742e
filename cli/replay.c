/* replay.c - `stalemate replay`: witnesses of the explorer, step by step, in the simulator. */
#include "cli/command.h"
#include "cli/replay_save.h"
#include "cli/schedule.h"
#include "reports/witness/replayed.h"
#include "sim/replay/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: stalemate replay [OPTION...] WITNESS...\n\n"
    "Makes the steps of each witness again, and then in the simulator that `stalemate run` uses, with\n"
    "latencies chosen to fit: it must reply, store and answer the same at every step, and its judge\n"
    "must find the breach. A witness is a file of `stalemate explore --out`, or all that are in the\n"
    "explore.json beside it, or in what `stalemate explore --json` prints (- is standard input).\n\n"
    "  --seed N              of what strategies draw at random (1)\n"
    "  --save-scenario FILE  write the only witness as a scenario, in which its steps take the place of\n"
    "                        a workload: `stalemate check` then says whether they still break what\n"
    "                        they broke; change its strategies to what you would have instead\n"
    "  --json                print JSON instead of the text\n"
    "  --quiet               only what came of it, not each step\n"
    "  --help                this text\n\n"
    "exit status: 0 the simulator agrees, 1 it does not, 2 bad input, 3 trouble of the machine,\n"
    "4 some order cannot come about in any time\n";

enum { OPTION_SEED = 256, OPTION_SAVE, OPTION_JSON, OPTION_QUIET, OPTION_HELP };

static const struct option long_options[] = {
    {"seed", required_argument, NULL, OPTION_SEED},
    {"save-scenario", required_argument, NULL, OPTION_SAVE},
    {"json", no_argument, NULL, OPTION_JSON},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};
static const struct command_options command_options = {"replay", ":", long_options};

/* A witness, and what came of it. */
struct showing {
    struct schedule schedule;
    struct replay replay;
    char *text;                            /* the witness's, as JSON */
};

struct showings {
    struct showing **all;
    unsigned count;
    uint64_t seed;
};

static enum replayed_outcome outcome_of(const struct showing *showing)
{
    return showing->replay.outcome == REPLAY_AGREES ? REPLAYED_THE_SAME
        : showing->replay.outcome == REPLAY_DIFFERS ? REPLAYED_OTHERWISE : REPLAYED_NOT_IN_TIME;
}

static struct replayed told(const struct showing *showing)
{
    return (struct replayed){
        .account = {.strategy = showing->schedule.name, .stack = showing->schedule.strategy.text,
                    .bounds = &showing->schedule.settings.bounds,
                    .witness = &showing->schedule.made.witness,
                    .property = showing->schedule.property,
                    .verdict = showing->schedule.for_good ? VERDICT_REFUTED : VERDICT_BOUNDED},
        .outcome = outcome_of(showing), .step = showing->replay.step, .why = showing->replay.why,
        .at = showing->replay.at, .result = showing->replay.result};
}

/* ---- reading and replaying ---- */

static bool show(struct showings *showings, const struct json_at *at, struct complaint *complaint)
{
    struct showing **all = realloc(showings->all, (showings->count + 1) * sizeof *all);
    struct showing *one = calloc(1, sizeof *one);

    if (all != NULL)
        showings->all = all;
    if (all == NULL || one == NULL) {
        free(one);
        return complain_machine(complaint, "out of memory");
    }
    all[showings->count++] = one;
    if (!schedule_read(&one->schedule, at, complaint))
        return false;
    one->text = json_print(at);
    if (one->text == NULL)
        return complain_machine(complaint, "out of memory");
    return replay_run(&(struct replay_settings){
        .stack = &one->schedule.strategy.stack, .bounds = &one->schedule.settings.bounds,
        .witness = &one->schedule.made.witness, .property = one->schedule.property,
        .seed = showings->seed}, &one->replay, complaint);
}

/* {"explorations": [{"properties": {PROPERTY: {"witness": {...}}}}]} */
static bool show_explorations(struct showings *showings, const struct json_at *list,
                              struct complaint *complaint)
{
    if (!json_expect(list, JSON_ARRAY, complaint))
        return false;
    for (size_t i = 0; i < json_count(list); i++) {
        struct json_at exploration, properties, property, witness;
        json_child(list, i, &exploration);
        if (!json_expect(&exploration, JSON_OBJECT, complaint))
            return false;
        if (!json_member(&exploration, "properties", &properties))
            return json_complain(complaint, &exploration, "found no \"properties\"; expected them");
        if (!json_expect(&properties, JSON_OBJECT, complaint))
            return false;
        for (size_t k = 0; k < json_count(&properties); k++) {
            json_child(&properties, k, &property);
            if (!json_expect(&property, JSON_OBJECT, complaint))
                return false;
            if (json_member(&property, "witness", &witness) && json_kind(&witness) != JSON_NULL
                && !show(showings, &witness, complaint))
                return false;
        }
    }
    return true;
}

static bool show_file(struct showings *showings, const char *path, struct complaint *complaint)
{
    struct json_document *document = json_read_file(path, complaint);
    struct json_at root, explorations;
    bool fine = document != NULL;

    if (fine) {
        root = json_root(document);
        fine = json_expect(&root, JSON_OBJECT, complaint);
        if (fine && json_member(&root, "explorations", &explorations))
            fine = show_explorations(showings, &explorations, complaint);
        else if (fine)
            fine = show(showings, &root, complaint);
    }
    json_free(document);
    return fine;
}

/* ---- telling ---- */

static bool print(const struct showings *showings, bool json, bool quiet,
                  struct complaint *complaint)
{
    struct replayed *all = calloc(showings->count + 1, sizeof *all);
    struct text text = {0};

    if (all == NULL)
        return complain_machine(complaint, "out of memory");
    for (unsigned i = 0; i < showings->count; i++) {
        all[i] = told(showings->all[i]);
        if (json)
            continue;
        text_add(&text, i > 0 && !quiet ? "\n" : "");
        replayed_text(&text, &all[i], !quiet);
    }
    if (json)
        replayed_json(&text, all, showings->count);
    else if (showings->count == 0)
        text_add(&text, "no witness: nothing is refuted, or bounded\n");
    free(all);
    return text_write(&text, "-", complaint);
}

static int status_of(const struct showings *showings)
{
    int status = 0;

    for (unsigned i = 0; i < showings->count; i++) {
        if (showings->all[i]->replay.outcome == REPLAY_DIFFERS)
            return 1;
        if (showings->all[i]->replay.outcome == REPLAY_UNTIMELY)
            status = 4;
    }
    return status;
}

static bool save(const struct showings *showings, const char *path, struct complaint *complaint)
{
    const struct showing *one;
    struct replayed replayed;

    if (showings->count != 1)
        return complain(complaint, "--save-scenario: found %u witnesses; expected one", showings->count);
    one = showings->all[0];
    if (one->replay.outcome != REPLAY_AGREES)
        return complain(complaint, "--save-scenario: found a witness that the simulator does not show; "
                        "expected one that it does");
    replayed = told(one);
    return replay_save(path, &replayed, one->text, complaint);
}

static void free_showings(struct showings *showings)
{
    for (unsigned i = 0; i < showings->count; i++) {
        schedule_free(&showings->all[i]->schedule);
        replay_free(&showings->all[i]->replay);
        free(showings->all[i]->text);
        free(showings->all[i]);
    }
    free(showings->all);
}

int command_replay(int argc, char **argv)
{
    struct showings showings = {.seed = 1};
    struct complaint complaint = {0};
    const char *scenario = NULL;
    bool json = false, quiet = false, fine = true;
    int status = 0, option;

    while (fine && (option = command_option(&command_options, argc, argv, NULL, &complaint)) != -1) {
        if (option == OPTION_SEED) {
            fine = command_number("--seed", optarg, 0, UINT64_MAX, &showings.seed, &complaint);
        } else if (option == OPTION_SAVE) {
            scenario = optarg;
        } else if (option == OPTION_JSON) {
            json = true;
        } else if (option == OPTION_QUIET) {
            quiet = true;
        } else if (option == OPTION_HELP) {
            fputs(usage, stdout);
            return 0;
        } else {
            fine = false;
        }
    }
    if (fine && optind == argc) {
        fputs("stalemate: replay: no witness is given (`stalemate replay --help`)\n", stderr);
        return 2;
    }
    for (int i = optind; fine && i < argc; i++)
        fine = show_file(&showings, argv[i], &complaint);
    fine = fine && print(&showings, json, quiet, &complaint)
        && (scenario == NULL || save(&showings, scenario, &complaint));
    status = fine ? status_of(&showings) : command_fail(&complaint);
    free_showings(&showings);
    return status;
}
