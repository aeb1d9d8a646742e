/* exploration.c - an exploration for a terminal. */
#include "reports/witness/exploration.h"

#include "reports/quote.h"
#include "reports/witness/witness.h"

#include <inttypes.h>
#include <string.h>

enum { WIDTH = 80 };

bool exploration_account(const struct exploration *of, enum property property,
                         struct account *account)
{
    const struct explore_property *found = &of->result->properties[property];

    *account = (struct account){.strategy = of->strategy, .stack = of->stack,
                                .keepers = of->keepers[property],
                                .bounds = &of->settings->bounds, .witness = &found->witness,
                                .property = property, .verdict = found->verdict};
    return found->witness.length > 0
        && (found->verdict == VERDICT_REFUTED || found->verdict == VERDICT_BOUNDED);
}

bool exploration_same(const struct exploration *of, enum property a, enum property b)
{
    const struct explore_witness *one = &of->result->properties[a].witness;
    const struct explore_witness *other = &of->result->properties[b].witness;

    if (one->length != other->length
        || of->result->properties[a].verdict != of->result->properties[b].verdict)
        return false;
    for (unsigned i = 0; i < one->length; i++) {
        if (!explore_same_step(&one->steps[i], &other->steps[i]))
            return false;
    }
    return true;
}

/* ---- the bounds in words ---- */

static void add_count(struct text *to, unsigned count, const char *what)
{
    text_format(to, "%u %s%s", count, what, count == 1 ? "" : "s");
}

static void add_clients(struct text *to, unsigned clients, const char *who, unsigned operations,
                        const char *what)
{
    add_count(to, clients, who);
    text_add(to, clients > 1 ? " of " : " with ");
    add_count(to, operations, what);
    text_add(to, clients > 1 ? " each, " : ", ");
}

void exploration_bounds(struct text *to, const struct explore_bounds *bounds)
{
    static const char *const roads[] = {"save", "bulk", "raw"};
    bool any = false;

    if (bounds->readers > 0)
        add_clients(to, bounds->readers, "reader", bounds->reads, "read");
    if (bounds->writers > 0)
        add_clients(to, bounds->writers, "writer", bounds->writes, "write");
    if (bounds->writers > 0 && bounds->read_own)
        text_add(to, "which read inside their transactions, ");
    if (bounds->writers > 0 && bounds->read_after)
        text_add(to, "and read once more afterwards, ");
    add_count(to, bounds->rows, "row");
    if (bounds->pages > 0 && bounds->pages < bounds->rows)
        text_format(to, " (%u a page in two halves)", bounds->pages);
    else if (bounds->pages > 0)
        text_add(to, bounds->rows > 1 ? " (pages in two halves)" : " (a page in two halves)");
    text_format(to, ", %u process%s", bounds->nodes, bounds->nodes == 1 ? "" : "es");
    for (unsigned i = 0; i < 3 && bounds->writers > 0 && bounds->roads != 1u << ROAD_SAVE; i++) {
        if (bounds->roads >> i & 1) {
            text_format(to, "%s%s", any ? " or " : ", writes by ", roads[i]);
            any = true;
        }
    }
    any = false;
    for (unsigned i = 0; i < FAULT_KINDS; i++) {
        if (bounds->faults[i] > 0) {
            text_format(to, "%s%u %s", any ? ", " : "; at most ", bounds->faults[i],
                        explore_fault_name((enum explore_fault)i));
            any = true;
        }
    }
    if (!any)
        text_add(to, "; no faults");
}

void exploration_paragraph(struct text *to, const struct text *text)
{
    const char *at = text->bytes == NULL ? "" : text->bytes;

    while (*at != '\0') {
        size_t length = strlen(at);
        if (length > WIDTH - 2) {
            for (length = WIDTH - 2; length > 0 && at[length] != ' '; length--)
                continue;
        }
        if (length == 0)
            length = strcspn(at, " ");
        text_add(to, "  ");
        text_add_bytes(to, at, length);
        text_add_char(to, '\n');
        at += length;
        at += *at == ' ';
    }
}

/* ---- verdicts ---- */

static void add_head(struct text *to, const struct exploration *of)
{
    const struct explore_result *result = of->result;
    struct text bounds = {0};

    quote_terminal(to, of->strategy, WIDTH);
    text_add(to, "\n");
    exploration_bounds(&bounds, &of->settings->bounds);
    exploration_paragraph(to, &bounds);
    text_free(&bounds);
    if (of->sampling->walks > 0)
        text_format(to, "  %" PRIu64 " random walks, %" PRIu64 " transitions, depth %u\n\n",
                    of->sampling->walks, result->transitions, result->depth);
    else
        text_format(to, "  %" PRIu64 " states, %" PRIu64 " transitions, depth %u%s\n\n",
                    result->states, result->transitions, result->depth,
                    result->complete ? "" : "; not all were seen");
}

static void add_verdict(struct text *to, const struct exploration *of, enum property property)
{
    const struct explore_property *found = &of->result->properties[property];
    const char *missing = explore_missing(&of->settings->bounds, property);

    text_format(to, "  %-24s %s", explore_property_name(property),
                explore_verdict_name(found->verdict));
    if (found->verdict == VERDICT_PROVED && missing != NULL)
        text_format(to, " vacuously: %s", missing);
    if (found->verdict == VERDICT_REFUTED)
        text_format(to, " in %u step%s", found->witness.length,
                    found->witness.length == 1 ? "" : "s");
    else if (found->verdict == VERDICT_BOUNDED)
        text_format(to, ": %s until an expiry, never for good",
                    property == PROPERTY_PROGRESS ? "fills nothing" : "stale");
    if (missing == NULL && of->promised != NULL && of->promised->by[property] != NULL)
        text_format(to, " (%s keeps it)", of->promised->by[property]);
    text_add_char(to, '\n');
}

/* What the strategy promises, all together. */
static void add_keeps(struct text *to, const struct exploration *of)
{
    enum verdict verdict = promised_verdict(of->promised, of->result);
    unsigned count = 0;

    for (unsigned i = 0; i < PROPERTY_COUNT; i++)
        count += of->promised->by[i] != NULL;
    text_format(to, "  %-24s ", "keeps");
    if (verdict == VERDICT_NOT_ASKED)
        text_add(to, "nothing is promised where all this may happen\n");
    else
        text_format(to, "%s, of %u promise%s\n", explore_verdict_name(verdict), count,
                    count == 1 ? "" : "s");
}

/* ---- witnesses ---- */

static void add_witness(struct text *to, const struct exploration *of, unsigned property,
                        unsigned columns)
{
    struct account accounts[PROPERTY_COUNT];
    unsigned count = 0;

    for (unsigned i = property; i < PROPERTY_COUNT; i++) {
        if (!exploration_account(of, (enum property)i, &accounts[count])
            || !exploration_same(of, (enum property)property, (enum property)i))
            continue;
        text_format(to, "%s%s", count == 0 ? "\n" : ", ", explore_property_name((enum property)i));
        count++;
    }
    text_format(to, ": %s\n", explore_verdict_name(accounts[0].verdict));
    witness_text(to, accounts, count, columns);
    text_format(to, "  again    %s --property %s\n"
                "  replay   the same with --json | stalemate replay -\n", of->command,
                explore_property_name((enum property)property));
}

void exploration_text(struct text *to, const struct exploration *of, bool quiet, unsigned columns)
{
    add_head(to, of);
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        if (of->result->properties[i].verdict != VERDICT_NOT_ASKED)
            add_verdict(to, of, (enum property)i);
    }
    if (of->promised != NULL)
        add_keeps(to, of);
    for (unsigned i = 0; i < PROPERTY_COUNT && !quiet; i++) {
        struct account account;
        bool told = false;
        if (!exploration_account(of, (enum property)i, &account))
            continue;
        for (unsigned k = 0; k < i; k++)
            told = told || exploration_same(of, (enum property)k, (enum property)i);
        if (!told)
            add_witness(to, of, i, columns);
    }
}
