/* replay_save.h - a witness as a scenario, which `stalemate check` holds a strategy to. */
#ifndef CLI_REPLAY_SAVE_H
#define CLI_REPLAY_SAVE_H

#include "reports/witness/replayed.h"

/* `witness`: as JSON. What it breaks is expected not to happen, so the check fails until something
 * else stands among the scenario's strategies. */
bool replay_save(const char *path, const struct replayed *replayed, const char *witness,
                 struct complaint *complaint);

#endif
