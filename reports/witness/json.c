/* json.c - witnesses and explorations for programs: docs/explore.md has the schema. */
#include "reports/quote.h"
#include "reports/witness/exploration.h"
#include "reports/witness/label.h"
#include "reports/witness/story.h"
#include "reports/witness/witness.h"

#include <inttypes.h>
#include <string.h>

/* A member on a line of its own: its indent and key. */
static void add_key(struct text *to, unsigned indent, const char *key)
{
    text_format(to, "%*s\"%s\": ", (int)indent, "", key);
}

/* Words that were put together elsewhere, as a string. */
static void quote_words(struct text *to, const struct text *words)
{
    quote_json(to, words->bytes == NULL ? "" : words->bytes);
}

/* What names the move, so that it can be made again. */
static void add_move(struct text *to, const struct explore_step *step)
{
    static const char *const roads[] = {"save", "bulk", "raw"};
    static const char *const halves[] = {"", "first", "second", "both"};

    text_format(to, "{\"kind\": \"%s\"", explore_move_name((enum move_kind)step->move));
    if (step->move == MOVE_EXPIRY || step->move == MOVE_EVICTION) {
        text_format(to, ", \"name\": \"%016" PRIx64 "\", \"where\": ", step->name);
        if (step->where >= EXPLORE_MEMORY)
            text_format(to, "\"process %u\"", step->where - EXPLORE_MEMORY + 1u);
        else
            text_add(to, step->where == EXPLORE_TOKEN ? "\"token\"" : "\"cache\"");
    } else if (step->move < MOVE_EXPIRY && step->begins && !account_is_message(step->actor)) {
        text_format(to, ", \"row\": %u", step->row);
        if (step->kind == OP_WRITE) {
            text_format(to, ", \"road\": \"%s\", \"rolls-back\": %s", roads[step->road],
                        step->rolls_back ? "true" : "false");
            if (step->halves != 0)
                text_format(to, ", \"halves\": \"%s\"", halves[step->halves & 3]);
        }
    }
    text_add_char(to, '}');
}

static void add_step(struct text *to, const struct account *it, int number)
{
    const struct explore_step *step = account_step(it, number);
    struct text words[5] = {{0}, {0}, {0}, {0}, {0}};

    if (!account_is_fault(step))
        account_actor(&words[0], it, step->actor);
    label_step(&words[1], it, step);
    label_outcome(&words[2], it, step);
    label_database(&words[3], it, number);
    label_cache(&words[4], it, number);
    text_format(to, "{\"step\": %d, \"actor\": ", number + 1);
    if (account_is_fault(step))
        text_add(to, "null");
    else
        quote_words(to, &words[0]);
    text_add(to, ", \"move\": ");
    add_move(to, step);
    text_add(to, ", \"does\": ");
    quote_words(to, &words[1]);
    text_format(to, ", \"begins\": %s, \"ends\": %s, \"outcome\": ",
                step->begins ? "true" : "false", step->ends ? "true" : "false");
    quote_words(to, &words[2]);
    text_add(to, ", \"database\": ");
    quote_words(to, &words[3]);
    text_add(to, ", \"cache\": ");
    quote_words(to, &words[4]);
    text_add_char(to, '}');
    for (unsigned i = 0; i < 5; i++)
        text_free(&words[i]);
}

/* Names with "; " between, as a list. */
static void add_keepers(struct text *to, const char *keepers)
{
    if (keepers == NULL) {
        text_add(to, "null");
        return;
    }
    text_add_char(to, '[');
    for (const char *at = keepers; *at != '\0';) {
        size_t length = strcspn(at, ";");
        text_add_char(to, '"');
        text_add_bytes(to, at, length);
        text_add_char(to, '"');
        at += length;
        if (*at == ';') {
            text_add(to, ", ");
            at += strspn(at, "; ");
        }
    }
    text_add_char(to, ']');
}

void witness_json(struct text *to, const struct account *it, unsigned indent)
{
    struct story story;

    story_tell(&story, it);
    text_add(to, "{\n");
    add_key(to, indent + 2, "schema");
    text_add(to, "1,\n");
    add_key(to, indent + 2, "kind");
    text_add(to, "\"stalemate witness\",\n");
    add_key(to, indent + 2, "strategy");
    quote_json(to, it->strategy);
    text_add(to, ",\n");
    add_key(to, indent + 2, "stack");
    text_format(to, "%s,\n", it->stack);
    add_key(to, indent + 2, "bounds");
    exploration_json_bounds(to, it->bounds);
    text_add(to, ",\n");
    add_key(to, indent + 2, "property");
    text_format(to, "\"%s\",\n", explore_property_name(it->property));
    add_key(to, indent + 2, "verdict");
    text_format(to, "\"%s\",\n", explore_verdict_name(it->verdict));
    add_key(to, indent + 2, "sentence");
    quote_words(to, &story.sentence);
    text_add(to, ",\n");
    add_key(to, indent + 2, "steps");
    text_add(to, "[");
    for (unsigned i = 0; i < it->witness->length; i++) {
        text_format(to, "%s\n%*s", i > 0 ? "," : "", (int)indent + 4, "");
        add_step(to, it, (int)i);
    }
    text_format(to, "\n%*s],\n", (int)indent + 2, "");
    add_key(to, indent + 2, "race");
    text_add(to, "[");
    for (unsigned i = 0; i < 2; i++) {
        if (story.race[i] >= 0)
            text_format(to, "%s%d", i > 0 ? ", " : "", story.race[i] + 1);
    }
    text_add(to, "],\n");
    add_key(to, indent + 2, "because");
    text_add(to, "[");
    for (unsigned i = 0; i < story.because_count; i++) {
        text_format(to, "%s\n%*s", i > 0 ? "," : "", (int)indent + 4, "");
        quote_words(to, &story.because[i]);
    }
    text_format(to, "\n%*s],\n", (int)indent + 2, "");
    add_key(to, indent + 2, "ends-by");
    quote_words(to, &story.ends);
    text_add(to, ",\n");
    add_key(to, indent + 2, "kept-by");
    add_keepers(to, it->keepers);
    if (it->replay != NULL) {
        text_add(to, ",\n");
        add_key(to, indent + 2, "replay");
        quote_json(to, it->replay);
    }
    text_format(to, "\n%*s}", (int)indent, "");
    story_free(&story);
}

/* ---- all of an exploration ---- */

void exploration_json_bounds(struct text *to, const struct explore_bounds *bounds)
{
    static const char *const roads[] = {"save", "bulk", "raw"};
    const char *between = "";

    text_format(to, "{\"readers\": %u, \"writers\": %u, \"reads\": %u, \"writes\": %u, "
                "\"rows\": %u, \"pages\": %u, \"nodes\": %u, \"read-own\": %s, "
                "\"read-after\": %s, \"roads\": [",
                bounds->readers, bounds->writers, bounds->reads, bounds->writes, bounds->rows,
                bounds->pages, bounds->nodes, bounds->read_own ? "true" : "false",
                bounds->read_after ? "true" : "false");
    for (unsigned i = 0; i < 3; i++) {
        if (bounds->roads >> i & 1) {
            text_format(to, "%s\"%s\"", between, roads[i]);
            between = ", ";
        }
    }
    text_add(to, "], \"faults\": {");
    for (unsigned i = 0; i < FAULT_KINDS; i++)
        text_format(to, "%s\"%s\": %u", i > 0 ? ", " : "",
                    explore_fault_name((enum explore_fault)i), bounds->faults[i]);
    text_add(to, "}}");
}

static void add_properties(struct text *to, const struct exploration *of)
{
    bool first = true;

    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        struct account account;
        if (of->result->properties[i].verdict == VERDICT_NOT_ASKED)
            continue;
        text_format(to, "%s\n        \"%s\": {\"verdict\": \"%s\", ",
                    first ? "" : ",", explore_property_name((enum property)i),
                    explore_verdict_name(of->result->properties[i].verdict));
        if (of->result->properties[i].verdict == VERDICT_PROVED
            && explore_missing(&of->settings->bounds, (enum property)i) != NULL)
            text_format(to, "\"vacuous\": \"%s\", ",
                        explore_missing(&of->settings->bounds, (enum property)i));
        if (of->promised != NULL && of->promised->by[i] != NULL)
            text_format(to, "\"promised-by\": \"%s\", ", of->promised->by[i]);
        text_add(to, "\"witness\": ");
        if (exploration_account(of, (enum property)i, &account))
            witness_json(to, &account, 8);
        else
            text_add(to, "null");
        text_add_char(to, '}');
        first = false;
    }
}

static void add_exploration(struct text *to, const struct exploration *of)
{
    const struct explore_result *result = of->result;

    text_add(to, "    {\n");
    add_key(to, 6, "strategy");
    quote_json(to, of->strategy);
    text_add(to, ",\n");
    add_key(to, 6, "stack");
    text_format(to, "%s,\n", of->stack);
    add_key(to, 6, "command");
    quote_json(to, of->command);
    text_add(to, ",\n");
    add_key(to, 6, "bounds");
    exploration_json_bounds(to, &of->settings->bounds);
    text_add(to, ",\n");
    add_key(to, 6, "search");
    text_format(to, "{\"walks\": %" PRIu64 ", \"complete\": %s, \"states\": %" PRIu64
                ", \"transitions\": %" PRIu64 ", \"depth\": %u, \"ends\": %" PRIu64 "},\n",
                of->sampling->walks, result->complete ? "true" : "false", result->states,
                result->transitions, result->depth, result->ends);
    if (of->promised != NULL) {
        add_key(to, 6, "keeps");
        text_format(to, "\"%s\",\n", explore_verdict_name(promised_verdict(of->promised, result)));
    }
    add_key(to, 6, "properties");
    text_add(to, "{");
    add_properties(to, of);
    text_add(to, "\n      }\n    }");
}

void exploration_json(struct text *to, const struct exploration *of, unsigned count)
{
    text_add(to, "{\n  \"schema\": 1,\n  \"explorations\": [\n");
    for (unsigned i = 0; i < count; i++) {
        text_add(to, i > 0 ? ",\n" : "");
        add_exploration(to, &of[i]);
    }
    text_add(to, "\n  ]\n}\n");
}
