/* memo.h - what each application process remembers of counters, in its own memory.
 *
 * Reading a memo costs no time and asks nobody; it is forgotten when it expires, and nothing else
 * ever corrects it. */
#ifndef SIM_MODEL_MEMO_H
#define SIM_MODEL_MEMO_H

#include "sim/base/memory.h"
#include "sim/engine/time.h"
#include "sim/model/names.h"

struct memo {
    struct names names;
    struct pool pool;
};

bool memo_open(struct memo *memo, uint32_t count_max, struct complaint *complaint);
void memo_close(struct memo *memo);

/* `counter` is a counter's name; each node has a memory of its own. */
bool memo_get(const struct memo *memo, uint16_t node, uint64_t counter, sim_time now,
              uint64_t *number);
void memo_set(struct memo *memo, uint16_t node, uint64_t counter, uint64_t number, sim_time expiry);

#endif
