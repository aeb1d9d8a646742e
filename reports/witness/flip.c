/* flip.c - the verdicts of one knob's values. */
#include "reports/witness/flip.h"

#include "reports/quote.h"

static enum verdict verdict_of(const struct flip *flip, unsigned value, unsigned property)
{
    return flip->tried[value].result->properties[property].verdict;
}

int flip_at(const struct flip *flip, unsigned property)
{
    for (unsigned i = 1; i < flip->count; i++) {
        if (verdict_of(flip, i, property) != verdict_of(flip, 0, property))
            return (int)i;
    }
    return -1;
}

static bool is_asked(const struct flip *flip, unsigned property)
{
    return flip->count > 0 && verdict_of(flip, 0, property) != VERDICT_NOT_ASKED;
}

/* ---- text ---- */

static void add_words(struct text *to, const struct flip *flip, unsigned property)
{
    int at = flip_at(flip, property);

    if (at < 0) {
        text_format(to, "%s with all of them", explore_verdict_name(verdict_of(flip, 0, property)));
        return;
    }
    for (unsigned i = 0; i < flip->count;) {
        enum verdict verdict = verdict_of(flip, i, property);
        text_format(to, "%s%s with", i > 0 ? "; " : "", explore_verdict_name(verdict));
        for (unsigned first = i; i < flip->count && verdict_of(flip, i, property) == verdict; i++) {
            text_add(to, i > first ? ", " : " ");
            quote_terminal(to, flip->values[i], 40);
        }
    }
}

void flip_text(struct text *to, const struct flip *flip)
{
    struct text bounds = {0};

    text_format(to, "%s.%s of ", flip->layer, flip->knob);
    quote_terminal(to, flip->strategy, 80);
    text_add(to, ":");
    for (unsigned i = 0; i < flip->count; i++) {
        text_add(to, i > 0 ? ", " : " ");
        quote_terminal(to, flip->values[i], 40);
    }
    text_add(to, "\n");
    exploration_bounds(&bounds, &flip->tried[0].settings->bounds);
    exploration_paragraph(to, &bounds);
    text_free(&bounds);
    text_add(to, "\n");
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        if (!is_asked(flip, p))
            continue;
        text_format(to, "  %-24s ", explore_property_name((enum property)p));
        add_words(to, flip, p);
        if (flip_at(flip, p) >= 0) {
            text_format(to, "\n  %-24s it flips at ", "");
            quote_terminal(to, flip->values[flip_at(flip, p)], 40);
        }
        text_add(to, "\n");
    }
}

/* ---- JSON ---- */

static void add_value(struct text *to, const struct flip *flip, unsigned value)
{
    const char *between = "";

    text_add(to, "        {\"value\": ");
    quote_json(to, flip->values[value]);
    text_format(to, ", \"stack\": %s, \"command\": ", flip->tried[value].stack);
    quote_json(to, flip->tried[value].command);
    text_add(to, ", \"verdicts\": {");
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        if (!is_asked(flip, p))
            continue;
        text_format(to, "%s\"%s\": \"%s\"", between, explore_property_name((enum property)p),
                    explore_verdict_name(verdict_of(flip, value, p)));
        between = ", ";
    }
    text_add(to, "}}");
}

static void add_flip(struct text *to, const struct flip *flip)
{
    const char *between = "";

    text_add(to, "    {\n      \"strategy\": ");
    quote_json(to, flip->strategy);
    text_format(to, ",\n      \"layer\": \"%s\",\n      \"knob\": \"%s\",\n      \"bounds\": ",
                flip->layer, flip->knob);
    exploration_json_bounds(to, &flip->tried[0].settings->bounds);
    text_add(to, ",\n      \"values\": [\n");
    for (unsigned i = 0; i < flip->count; i++) {
        text_add(to, i > 0 ? ",\n" : "");
        add_value(to, flip, i);
    }
    text_add(to, "\n      ],\n      \"flips\": {");
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        if (!is_asked(flip, p))
            continue;
        text_format(to, "%s\"%s\": ", between, explore_property_name((enum property)p));
        if (flip_at(flip, p) < 0)
            text_add(to, "null");
        else
            quote_json(to, flip->values[flip_at(flip, p)]);
        between = ", ";
    }
    text_add(to, "}\n    }");
}

void flip_json(struct text *to, const struct flip *flips, unsigned count)
{
    text_add(to, "{\n  \"schema\": 1,\n  \"kind\": \"stalemate flips\",\n  \"flips\": [\n");
    for (unsigned i = 0; i < count; i++) {
        text_add(to, i > 0 ? ",\n" : "");
        add_flip(to, &flips[i]);
    }
    text_add(to, "\n  ]\n}\n");
}
