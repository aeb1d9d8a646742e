/* tokens.h - leases of names in a cache: who may store the value of a name that is not there.
 *
 * A name has one valid token at most, known by whom it was given to: a number that is nobody
 * else's, of an operation. It ends when it is taken back, voided or cleared, or when it expires;
 * from that very nanosecond on it is worth nothing, and another may be given. One that nobody asks
 * after again keeps its few bytes until the end of the run. */
#ifndef SIM_MODEL_TOKENS_H
#define SIM_MODEL_TOKENS_H

#include "sim/base/memory.h"
#include "sim/engine/time.h"
#include "sim/model/names.h"

struct tokens {
    struct names names;
    struct pool pool;
    uint32_t era;              /* clearings; older tokens are void */
};

bool tokens_open(struct tokens *tokens, uint32_t count_max, struct complaint *complaint);
void tokens_close(struct tokens *tokens);

/* Gives the name's token to `who`, unless somebody else holds a valid one: then false. */
bool tokens_give(struct tokens *tokens, uint64_t name, uint32_t who, sim_time expiry, sim_time now);

/* Takes the name's token back; false when `who` holds no valid one. */
bool tokens_take(struct tokens *tokens, uint64_t name, uint32_t who, sim_time now);

/* Whatever token the name has is void from now on; true when there was a valid one. */
bool tokens_void(struct tokens *tokens, uint64_t name, sim_time now);

/* All are. */
void tokens_clear(struct tokens *tokens);

#endif
