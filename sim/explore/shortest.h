/* shortest.h - of all witnesses of a breach, the one that is told.
 *
 * It has the fewest clients, then the fewest steps, then the fewest switches between operations
 * that could go on, and of those that are left it comes first in an order of what its steps are
 * (who, with which effect, for which name). So it depends on the world and on the strategy's steps
 * alone: not on threads, on hashes, nor on the lines of code at which flows wait.
 *
 *      for each set of clients, small ones first, all others at rest for ever
 *        a search with symmetry: is it broken there, and after how many steps?
 *      in those sets with the fewest steps, with no switch allowed, with one, with two, ...
 *        one state after the other in order, up to that many steps: the first breach is told
 */
#ifndef SIM_EXPLORE_SHORTEST_H
#define SIM_EXPLORE_SHORTEST_H

#include "sim/explore/search.h"

/* Puts these in the place of the witnesses that `result` has for what is refuted or bounded, as far
 * as the settings' limits allow; `deadline`: when to give up, of search_clock, 0: never. False after
 * a complaint. */
bool shortest_find(const struct explore_settings *settings, int64_t deadline,
                   struct explore_result *result, struct complaint *complaint);

#endif
