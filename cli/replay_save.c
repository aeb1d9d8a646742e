/* replay_save.c - the steps, the strategy, and what must not come of them. */
#include "cli/replay_save.h"

#include "reports/quote.h"
#include "reports/witness/story.h"

#include <inttypes.h>

/* Metrics that tell of the breach, of those that were not as they should be. */
static void add_expectations(struct text *to, const struct replayed *replayed)
{
    const struct result *result = replayed->result;
    const struct { const char *metric; uint64_t count; } all[] = {
        {"stale-reads", result->stale}, {"dirty-reads", result->dirty},
        {"aborted-reads", result->aborted}, {"torn-reads", result->torn},
        {"wrong-row-reads", result->wrong_row},
        {"read-your-writes-violations", result->read_your_writes},
        {"monotonic-reads-violations", result->monotonic_reads},
    };

    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i].count > 0 && replayed->account.property != PROPERTY_SINGLE_LOADER)
            text_format(to, ", \"%s\": {\"equals\": 0}", all[i].metric);
    }
    if (replayed->account.property == PROPERTY_SINGLE_LOADER)
        text_add(to, ", \"recomputation-peak\": {\"max\": 1}");
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
    text_format(&to, ": %s\n  },\n  \"expect\": [\n    {\"strategy\": \"*\"", it->stack);
    add_expectations(&to, replayed);
    text_format(&to, "}\n  ],\n  \"schedule\": %s\n}\n", witness);
    return text_write(&to, path, complaint);
}
