/* witness.h - one witness, told and drawn.
 *
 * In each form it has the same parts: one sentence; lanes, one an actor, with what the database and
 * the cache hold; the steps that race, marked; why; and what would end it. */
#ifndef REPORTS_WITNESS_WITNESS_H
#define REPORTS_WITNESS_WITNESS_H

#include "reports/witness/account.h"

/* For a terminal of so many columns, indented by two: 80 at least, beyond which only the lanes grow.
 * So many accounts that have the same steps are told as one: a sentence each, then the rest of the
 * first. */
void witness_text(struct text *to, const struct account *accounts, unsigned count,
                  unsigned columns);
/* A sequence diagram of Mermaid. */
void witness_mermaid(struct text *to, const struct account *it);
/* A picture by itself, as SVG. */
void witness_svg(struct text *to, const struct account *it);
/* An object, its lines indented by `indent`. */
void witness_json(struct text *to, const struct account *it, unsigned indent);

#endif
