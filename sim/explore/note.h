/* note.h - telling what a move did. All of these do nothing where `note` is NULL, as it is in the
 * search itself. */
#ifndef SIM_EXPLORE_NOTE_H
#define SIM_EXPLORE_NOTE_H

#include "sim/explore/worker.h"

/* Which operation the move concerns, and which effect it waits for. */
void note_local(const struct space *space, struct explore_step *note, uint32_t local);
void note_reply(const struct space *space, struct explore_step *note, uint32_t reply);
/* Which cell goes. */
void note_cell(const struct space *space, struct explore_step *note, uint32_t store, unsigned cell);
void note_answer(struct explore_step *note, value_code value);
/* What there is after the step. */
void note_world(const struct space *space, struct explore_step *note, const struct state *state);

#endif
