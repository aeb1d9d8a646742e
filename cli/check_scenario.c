/* check_scenario.c - one scenario of `stalemate check`: what to run, and what came of it. */
#include "cli/check.h"
#include "cli/notes.h"

#include "cli/batch.h"
#include "cli/command.h"
#include "cli/expect.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* One scenario, under those of its strategies that matter. */
struct subject {
    struct scenario scenario;              /* as it was read, and owned */
    struct scenario chosen;                /* a copy with fewer strategies, which owns nothing */
    unsigned place[SCENARIO_STRATEGIES_MAX];   /* of the chosen ones in the scenario */
    struct expectations expectations;
    const char *path;
    uint64_t *seeds;
    struct result **results;
};

/* ---- what to run ---- */

static bool uses_baseline(const struct check_options *options)
{
    return options->baseline != NULL || options->save_baseline != NULL;
}

static bool is_only(const struct check_options *options, const char *name)
{
    bool found = options->only_count == 0;

    for (unsigned i = 0; i < options->only_count && !found; i++)
        found = strcmp(options->only[i], name) == 0;
    return found;
}

static bool is_expected(const struct expectations *expectations, unsigned strategy)
{
    for (size_t i = 0; i < expectations->count; i++) {
        if (expectations->list[i].strategies[strategy])
            return true;
    }
    return false;
}

static bool check_only(const struct check_options *options, const struct scenario *scenario,
                       struct complaint *complaint)
{
    for (unsigned i = 0; i < options->only_count; i++) {
        const char *meant;
        unsigned k = 0;
        while (k < scenario->strategy_count
               && strcmp(options->only[i], scenario->strategies[k].name) != 0)
            k++;
        if (k < scenario->strategy_count)
            continue;
        meant = complaint_did_you_mean(options->only[i], &scenario->strategies[0].name,
                                       scenario->strategy_count, sizeof scenario->strategies[0]);
        return complain(complaint, "--strategy: found \"%.80s\", which is no strategy of %.200s"
                        "%s%.80s%s", options->only[i], json_name(scenario->document),
                        meant ? "; did you mean \"" : "", meant ? meant : "",
                        meant ? "\"?" : "");
    }
    return true;
}

/* For a baseline all strategies, else those of which something is expected. */
static bool choose(struct subject *subject, const struct check_options *options,
                   struct complaint *complaint)
{
    const struct scenario *scenario = &subject->scenario;
    struct scenario *chosen = &subject->chosen;

    if (subject->expectations.count == 0 && !uses_baseline(options))
        return complain(complaint, "%s: found no \"expect\"; expected a list of expectations, or "
                        "--baseline or --save-baseline; see `stalemate check --help`",
                        json_name(scenario->document));
    if (!check_only(options, scenario, complaint))
        return false;
    *chosen = *scenario;
    chosen->strategy_count = 0;
    for (unsigned i = 0; i < scenario->strategy_count; i++) {
        if (!is_only(options, scenario->strategies[i].name)
            || (!uses_baseline(options) && !is_expected(&subject->expectations, i)))
            continue;
        subject->place[chosen->strategy_count] = i;
        chosen->strategies[chosen->strategy_count++] = scenario->strategies[i];
    }
    return chosen->strategy_count > 0
        || complain(complaint, "--strategy: %s expects nothing of what was chosen",
                    json_name(scenario->document));
}

static bool run(struct subject *subject, const struct check_options *options,
                struct complaint *complaint)
{
    uint64_t first = options->seed_given ? options->seed : subject->scenario.seed;
    struct batch_settings batch = {
        .scenario = &subject->chosen, .seed_count = options->seeds,
        .jobs = (unsigned)options->jobs,
        .progress = !options->quiet && command_shows_progress(),
    };

    subject->seeds = batch_seeds(first, options->seeds, complaint);
    if (subject->seeds == NULL)
        return false;
    batch.seeds = subject->seeds;
    subject->results = batch_run(&batch, complaint);
    return subject->results != NULL;
}

/* ---- what came of it ---- */

/* A word as a shell takes it. */
static void add_word(struct text *to, const char *word)
{
    if (strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./")
        == strlen(word)) {
        text_add(to, word);
        return;
    }
    text_add_char(to, '\'');
    for (; *word != '\0'; word++) {
        if (*word == '\'')
            text_add(to, "'\\'");
        text_add_char(to, *word);
    }
    text_add_char(to, '\'');
}

static void write_replay(struct text *to, const struct subject *subject, unsigned chosen,
                         uint64_t seed, const char *baseline)
{
    to->length = 0;
    text_add(to, "stalemate check ");
    if (subject->path[0] == '-' && subject->path[1] != '\0')
        text_add(to, "./");
    add_word(to, subject->path);
    text_add(to, " --strategy ");
    add_word(to, subject->chosen.strategies[chosen].name);
    text_format(to, " --seed %" PRIu64, seed);
    if (baseline != NULL) {
        text_add(to, " --baseline ");
        add_word(to, baseline);
    }
}

static void judge(const struct subject *subject, const struct expectation *expectation,
                  unsigned chosen, uint64_t seed_count, struct checks *checks)
{
    struct text replay = {0};

    for (uint64_t i = 0; i < seed_count; i++) {
        const struct result *result = subject->results[chosen * seed_count + i];
        char expected[EXPECT_TEXT + 16], found[EXPECT_TEXT + 16];
        bool kept = expect_holds(expectation, result);
        expect_say(expectation, expected, sizeof expected);
        expect_say_found(expectation, result, found, sizeof found);
        if (!kept)
            write_replay(&replay, subject, chosen, subject->seeds[i], NULL);
        checks_add(checks, &(struct check_outcome){
            .kept = kept, .scenario = subject->scenario.name,
            .strategy = subject->chosen.strategies[chosen].name, .subject = expectation->metric,
            .expected = expected, .found = found, .about = expectation->about,
            .replay = kept ? "" : replay.bytes, .seed = subject->seeds[i], .seeded = true,
        });
    }
    checks->failed |= replay.failed;
    text_free(&replay);
}

static void judge_all(const struct subject *subject, struct check_session *session)
{
    const struct expectations *expectations = &subject->expectations;

    for (size_t i = 0; i < expectations->count; i++) {
        for (unsigned k = 0; k < subject->chosen.strategy_count; k++) {
            if (expectations->list[i].strategies[subject->place[k]])
                judge(subject, &expectations->list[i], k, session->options.seeds,
                      &session->checks);
        }
    }
}

/* Notes the runs for the baseline, and compares them with the one before. */
static bool note_runs(const struct subject *subject, struct check_session *session,
                      struct complaint *complaint)
{
    const struct check_options *options = &session->options;
    const char *name = subject->scenario.name;
    struct baseline_scope scope = {
        .strategies = options->only_count > 0, .seeds = options->seed_given,
    };
    struct text replay = {0};
    bool fine = true;

    for (size_t i = 0; i < session->now.count; i++) {
        if (strcmp(session->now.runs[i].scenario, name) == 0)
            return complain(complaint, "%s: found the name \"%.80s\" again; a baseline tells "
                            "scenarios apart by their names", json_name(subject->scenario.document),
                            name);
    }
    for (unsigned k = 0; k < subject->chosen.strategy_count; k++) {
        for (uint64_t i = 0; fine && i < options->seeds; i++) {
            write_replay(&replay, subject, k, subject->seeds[i], options->baseline);
            fine = replay.failed ? complain_machine(complaint, "out of memory")
                 : baseline_add(&session->now, name, subject->chosen.strategies[k].name,
                                subject->seeds[i], replay.bytes,
                                subject->results[k * options->seeds + i], complaint);
        }
    }
    text_free(&replay);
    if (fine && options->baseline != NULL)
        baseline_compare(&session->before, &session->now, name, scope, &session->checks);
    return fine;
}

bool check_scenario(struct check_session *session, const char *path, struct complaint *complaint)
{
    struct subject *subject = calloc(1, sizeof *subject);
    bool fine;

    if (subject == NULL)
        return complain_machine(complaint, "out of memory");
    subject->path = path;
    fine = scenario_read(&subject->scenario, path, NULL, complaint)
        && expect_read(&subject->expectations, &subject->scenario, complaint)
        && choose(subject, &session->options, complaint)
        && run(subject, &session->options, complaint);
    if (fine && !session->options.quiet)
        notes_print(&subject->chosen, subject->results,
                    subject->chosen.strategy_count * session->options.seeds);
    if (fine)
        judge_all(subject, session);
    if (fine && uses_baseline(&session->options))
        fine = note_runs(subject, session, complaint);
    batch_free(subject->results, subject->chosen.strategy_count * session->options.seeds);
    free(subject->seeds);
    expect_free(&subject->expectations);
    scenario_free(&subject->scenario);
    free(subject);
    return fine;
}
