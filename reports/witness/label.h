/* label.h - a step, and what there is after it, in a few words: for lanes and drawings. */
#ifndef REPORTS_WITNESS_LABEL_H
#define REPORTS_WITNESS_LABEL_H

#include "reports/witness/account.h"

enum { LABEL_ACTORS_MAX = EXPLORE_CLIENTS_MAX + EXPLORE_MESSAGES_MAX };

/* The actors of the witness, readers first, then writers and messages. Returns how many. */
unsigned label_actors(const struct account *it, uint8_t actors[LABEL_ACTORS_MAX]);

/* What the actor does: "read: get row0: none". The outcome of an operation that ends, "-> v0" or
 * "done", is apart; nothing is added where it goes on. */
void label_step(struct text *to, const struct account *it, const struct explore_step *step);
void label_outcome(struct text *to, const struct account *it, const struct explore_step *step);

/* What the database, and what the cache holds after `step`; before the first one where it is -1. */
void label_database(struct text *to, const struct account *it, int step);
void label_cache(struct text *to, const struct account *it, int step);

#endif
