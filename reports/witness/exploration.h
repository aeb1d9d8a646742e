/* exploration.h - what came of exploring one strategy: verdicts, then a witness of each breach. */
#ifndef REPORTS_WITNESS_EXPLORATION_H
#define REPORTS_WITNESS_EXPLORATION_H

#include "reports/text.h"
#include "reports/witness/account.h"
#include "sim/explore/promised.h"

struct exploration {
    const char *strategy;      /* its name */
    const char *stack;         /* its layers as JSON */
    const char *command;       /* that asks for the same, without the properties */
    const struct explore_settings *settings;
    const struct explore_sampling *sampling;   /* no walks: it was searched */
    const struct explore_result *result;
    const char *keepers[PROPERTY_COUNT];       /* of each witness: see account.h */
    const struct promised *promised;           /* by the strategy; NULL: that was not asked for */
};

/* Whether a witness of the property is to be told (it is refuted, or bounded), and whether another
 * one has the same steps. */
bool exploration_account(const struct exploration *of, enum property property,
                         struct account *account);
bool exploration_same(const struct exploration *of, enum property a, enum property b);

/* "1 reader of 2 reads, ..."; and as an object of JSON, on one line. */
void exploration_bounds(struct text *to, const struct explore_bounds *bounds);
void exploration_json_bounds(struct text *to, const struct explore_bounds *bounds);

/* Lines for a terminal, broken between words, after an indent of two. */
void exploration_paragraph(struct text *to, const struct text *text);

/* `quiet`: no witnesses; else their lanes take so many columns, 80 at least. */
void exploration_text(struct text *to, const struct exploration *of, bool quiet, unsigned columns);

/* All of them, as one document. */
void exploration_json(struct text *to, const struct exploration *of, unsigned count);

#endif
