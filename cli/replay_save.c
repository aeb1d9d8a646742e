/* replay_save.c - the steps, the strategy, and what must not come of them. */
#include "cli/replay_save.h"

#include "reports/quote.h"
#include "reports/witness/story.h"

#include <inttypes.h>
#include <string.h>

/* Metrics that tell of the breach, of those that were not as they should be. */
static unsigned add_expectations(struct text *to, const struct replayed *replayed)
{
    struct replayed_count counts[REPLAYED_COUNTS];
    unsigned count = replayed_counts(replayed->result, counts), expected = 0;
    bool loads = replayed->account.property == PROPERTY_SINGLE_LOADER;

    for (unsigned i = 0; i < count; i++) {
        bool peak = strcmp(counts[i].metric, "recomputation-peak") == 0;
        if (peak != loads)
            continue;
        text_format(to, ", \"%s\": {%s}", counts[i].metric, peak ? "\"max\": 1" : "\"equals\": 0");
        expected++;
    }
    return expected;
}

/* "*" are all strategies but bounds, so that others can be put in the place of this one. */
static bool is_bound(const struct account *it)
{
    return strcmp(it->stack, "[{\"no-cache\":{}}]") == 0 || strcmp(it->stack, "[{\"ideal\":{}}]") == 0;
}

bool replay_save(const char *path, const struct replayed *replayed, const char *witness,
                 struct complaint *complaint)
{
    const struct account *it = &replayed->account;
    struct text to = {0};
    struct story story;

    if (it->property == PROPERTY_PROGRESS)
        return complain(complaint, "--save-scenario: found a witness for progress; expected one of "
                        "another property: no metric tells that nothing is filled");
    story_tell(&story, it);
    text_add(&to, "{\n  \"schema\": 1,\n  \"name\": ");
    quote_json(&to, explore_property_name(it->property));
    text_add(&to, ",\n  \"about\": ");
    quote_json(&to, story.sentence.bytes != NULL ? story.sentence.bytes : "");
    story_free(&story);
    text_add(&to, ",\n  \"strategies\": {\n    ");
    quote_json(&to, it->strategy);
    text_format(&to, ": %s\n  },\n  \"expect\": [\n    {\"strategy\": ", it->stack);
    quote_json(&to, is_bound(it) ? it->strategy : "*");
    if (add_expectations(&to, replayed) == 0) {
        text_free(&to);
        return complain(complaint, "--save-scenario: found a witness of which the simulator's metrics "
                        "do not tell; expected one that breaks an expectation");
    }
    text_format(&to, "}\n  ],\n  \"schedule\": %s\n}\n", witness);
    return text_write(&to, path, complaint);
}
