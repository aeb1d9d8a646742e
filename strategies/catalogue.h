/* catalogue.h - all strategies, in one written-out table. */
#ifndef STRATEGIES_CATALOGUE_H
#define STRATEGIES_CATALOGUE_H

#include "sim/request/strategy.h"

#include <stddef.h>

extern const struct strategy no_cache, ideal, ttl, delete_on_write, delayed_double_delete,
    versioned_key, generation, signal_on_write, lease, cas, recheck, shared_name;

/* In the order in which they are explained; ends with NULL. */
extern const struct strategy *const catalogue[];
size_t catalogue_count(void);

/* NULL when there is none of that name. */
const struct strategy *catalogue_find(const char *name);

/* The name that was probably meant, or NULL. */
const char *catalogue_did_you_mean(const char *name);

#endif
