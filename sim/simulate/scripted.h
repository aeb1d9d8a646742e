/* scripted.h - playing a script: for the files of this folder only. */
#ifndef SIM_SIMULATE_SCRIPTED_H
#define SIM_SIMULATE_SCRIPTED_H

#include "sim/simulate/simulation.h"

/* All turns, instead of the loop; what is then still under way vanishes. */
void scripted_run(struct simulation *sim);

/* The operation stands before an effect that takes place at its turn, as this phase says. */
void scripted_park(struct simulation *sim, uint32_t index, enum phase phase);
/* Whether the turn is this one's. */
bool scripted_acts(const struct simulation *sim, uint32_t index);
/* How many of the message that it sends will come. */
unsigned scripted_copies(const struct simulation *sim);
/* The flow pauses. */
void scripted_pause(struct simulation *sim, uint32_t index, int64_t pause);
/* An operation has been made by another, and may begin at `at`: a message, or a write's own read. */
void scripted_hold(struct simulation *sim, uint32_t index, sim_time at);
/* The operation has ended. */
void scripted_end(struct simulation *sim, const struct flight *flight);

#endif
