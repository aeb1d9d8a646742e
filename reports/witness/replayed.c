/* replayed.c - a replay for a terminal, and for programs. */
#include "reports/witness/replayed.h"

#include "reports/quote.h"
#include "reports/witness/exploration.h"
#include "reports/witness/label.h"
#include "sim/base/units.h"

#include <inttypes.h>

enum { NAME_COLUMNS = 60 };

static const struct {
    const char *name, *says;
} outcomes[] = {
    [REPLAYED_THE_SAME] = {"the same", "the simulator goes the same way, and its judge finds the breach"},
    [REPLAYED_OTHERWISE] = {"otherwise", "the simulator goes another way"},
    [REPLAYED_NOT_IN_TIME] = {"not in time", "there are no instants at which this could come about"},
};

unsigned replayed_counts(const struct result *result, struct replayed_count *counts)
{
    const struct replayed_count all[] = {
        {"stale-reads", "stale reads", result->stale},
        {"dirty-reads", "reads of an open transaction", result->dirty},
        {"aborted-reads", "reads of a rolled-back value", result->aborted},
        {"torn-reads", "torn reads", result->torn},
        {"wrong-row-reads", "reads of another row", result->wrong_row},
        {"own-transaction-stale", "reads inside a transaction that miss its own change",
         result->own_transaction_stale},
        {"read-your-writes-violations", "reads that miss their client's own write",
         result->read_your_writes},
        {"monotonic-reads-violations", "reads older than one before", result->monotonic_reads},
        {"recomputation-peak", "loads of a row at once",
         result->recomputation_peak > 1 ? result->recomputation_peak : 0},
    };
    unsigned count = 0;

    _Static_assert(sizeof all / sizeof all[0] == REPLAYED_COUNTS, "all of them");
    for (unsigned i = 0; i < REPLAYED_COUNTS; i++) {
        if (all[i].count > 0)
            counts[count++] = all[i];
    }
    return count;
}

/* Causes of stale reads: "in-flight 1, lost 2". */
static void add_causes(struct text *to, const struct result *result)
{
    const char *between = " (";

    for (unsigned i = 0; i < CAUSE_COUNT; i++) {
        if (result->stale_by[i] == 0)
            continue;
        text_format(to, "%s%s %" PRIu64, between, cause_names[i], result->stale_by[i]);
        between = ", ";
    }
    if (result->stale > 0)
        text_add_char(to, ')');
}

static void add_counts(struct text *to, enum property property, const struct result *result)
{
    struct replayed_count counts[REPLAYED_COUNTS];
    unsigned count = replayed_counts(result, counts);

    for (unsigned i = 0; i < count; i++) {
        text_format(to, "%s%s %" PRIu64, i == 0 ? "" : ", ", counts[i].says, counts[i].count);
        if (i == 0 && result->stale > 0)
            add_causes(to, result);
    }
    if (count == 0)
        text_add(to, property == PROPERTY_PROGRESS
                 ? "nothing: no metric tells of a read that would never be answered by the cache"
                 : "nothing that ought not to be");
}

static void add_steps(struct text *to, const struct replayed *replayed)
{
    const struct account *it = &replayed->account;
    char when[UNITS_TEXT];

    text_add(to, "\n  step  at           who        does\n");
    for (unsigned i = 0; i < it->witness->length; i++) {
        const struct explore_step *step = account_step(it, (int)i);
        struct text who = {0}, does = {0}, outcome = {0};
        if (!account_is_fault(step))
            account_actor(&who, it, step->actor);
        label_step(&does, it, step);
        label_outcome(&outcome, it, step);
        units_format_duration(when, replayed->at[i] - replayed->at[0]);
        text_format(to, "  %4u  %-11s  %-9s  %s%s%s%s\n", i + 1, when,
                    who.bytes != NULL ? who.bytes : "", does.bytes != NULL ? does.bytes : "",
                    outcome.length > 0 ? "; " : "", outcome.length > 0 ? outcome.bytes : "",
                    replayed->step == i + 1 ? "   <-- not here" : "");
        text_free(&who);
        text_free(&does);
        text_free(&outcome);
    }
    text_add_char(to, '\n');
}

void replayed_text(struct text *to, const struct replayed *replayed, bool steps)
{
    const struct account *it = &replayed->account;
    struct text line = {0};

    quote_terminal(to, it->strategy, NAME_COLUMNS);
    text_format(to, ": %s, %u step%s\n", explore_property_name(it->property), it->witness->length,
                it->witness->length == 1 ? "" : "s");
    if (steps && replayed->outcome != REPLAYED_NOT_IN_TIME)
        add_steps(to, replayed);
    text_add(&line, outcomes[replayed->outcome].says);
    if (replayed->step > 0)
        text_format(&line, "; step %u", replayed->step);
    if (replayed->why[0] != '\0')
        text_format(&line, ": %s", replayed->why);
    text_add_char(&line, '.');
    exploration_paragraph(to, &line);
    text_free(&line);
    if (replayed->outcome == REPLAYED_NOT_IN_TIME)
        return;
    text_add(&line, "It counts: ");
    add_counts(&line, it->property, replayed->result);
    text_add_char(&line, '.');
    exploration_paragraph(to, &line);
    text_free(&line);
}

/* ---- JSON ---- */

static void add_object(struct text *to, const struct replayed *replayed)
{
    const struct account *it = &replayed->account;
    const char *between = "";
    struct replayed_count counts[REPLAYED_COUNTS];
    unsigned count;

    text_add(to, "    {\"strategy\": ");
    quote_json(to, it->strategy);
    text_format(to, ", \"property\": \"%s\", \"outcome\": \"%s\", \"step\": ",
                explore_property_name(it->property), outcomes[replayed->outcome].name);
    text_format(to, replayed->step > 0 ? "%u" : "null", replayed->step);
    text_add(to, ", \"why\": ");
    quote_json(to, replayed->why);
    text_add(to, ",\n     \"at\": [");
    for (unsigned i = 0; i < it->witness->length && replayed->outcome != REPLAYED_NOT_IN_TIME; i++)
        text_format(to, "%s%" PRId64, i > 0 ? ", " : "", replayed->at[i]);
    text_add(to, "],\n     \"counts\": {");
    count = replayed->outcome != REPLAYED_NOT_IN_TIME ? replayed_counts(replayed->result, counts) : 0;
    for (unsigned i = 0; i < count; i++)
        text_format(to, "%s\"%s\": %" PRIu64, i > 0 ? ", " : "", counts[i].says, counts[i].count);
    text_add(to, "}, \"causes\": {");
    for (unsigned i = 0; i < CAUSE_COUNT && count > 0; i++) {
        if (replayed->result->stale_by[i] == 0)
            continue;
        text_format(to, "%s\"%s\": %" PRIu64, between, cause_names[i], replayed->result->stale_by[i]);
        between = ", ";
    }
    text_add(to, "}}");
}

void replayed_json(struct text *to, const struct replayed *replayed, unsigned count)
{
    text_add(to, "{\n  \"schema\": 1,\n  \"kind\": \"stalemate replays\",\n  \"replays\": [\n");
    for (unsigned i = 0; i < count; i++) {
        text_add(to, i > 0 ? ",\n" : "");
        add_object(to, &replayed[i]);
    }
    text_add(to, "\n  ]\n}\n");
}
