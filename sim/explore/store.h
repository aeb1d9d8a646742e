/* store.h - what effects do to the cache and to the processes' memories, without a clock.
 *
 * Each does what it does in the simulator (sim/simulate/serve.c): a set takes the place of what was
 * there, a get may begin the time to live anew, an increment makes no counter, an add makes one
 * only where there is none. A time to live is only there or not; what has one may expire.
 *
 * An entry's number is worth nothing but to those who may yet compare it. So there is none: beside
 * an entry stands who has found it as it is by a gets (CELL_KNOWN, clients as bits), until it is
 * replaced or goes. */
#ifndef SIM_EXPLORE_STORE_H
#define SIM_EXPLORE_STORE_H

#include "sim/explore/space.h"

/* Lets the effect take place. `value` is what a set stores; CODE_NONE: a set by a token only gives
 * the token back, and others store nothing. `holder` is who asks for a token, brings one, or knows
 * an entry. `*lasting` says of something that was found that no expiry ends it, or that this very
 * look put the expiry off. */
void store_serve(struct store *store, const struct asked *asked, value_code value,
                 unsigned holder, struct told *told, bool *lasting);

void store_remove(struct store *store, unsigned cell);

/* All that can expire has. */
void store_expire(struct store *store);

/* Empties the cache, and voids its tokens; the processes remember. */
void store_restart(struct store *store);

/* The operation that holds these tokens is over. */
void store_orphan(struct store *store, unsigned holder);

/* The operation that knows these entries is over. */
void store_unknow(struct store *store, unsigned holder);

/* A value has become another. */
void store_rename(struct store *store, value_code from, value_code to);

#endif
