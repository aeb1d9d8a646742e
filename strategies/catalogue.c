/* catalogue.c - the table of strategies. */
#include "strategies/catalogue.h"

#include <string.h>

const struct strategy *const catalogue[] = {
    &no_cache, &ideal, &ttl, &delete_on_write, &delayed_double_delete, &versioned_key,
    &generation, &signal_on_write, &lease, &cas, &recheck,
    &shared_name, NULL,
};

size_t catalogue_count(void)
{
    return sizeof catalogue / sizeof catalogue[0] - 1;
}

const struct strategy *catalogue_find(const char *name)
{
    for (const struct strategy *const *strategy = catalogue; *strategy != NULL; strategy++) {
        if (strcmp((*strategy)->name, name) == 0)
            return *strategy;
    }
    return NULL;
}

const char *catalogue_did_you_mean(const char *name)
{
    const char *names[sizeof catalogue / sizeof catalogue[0]];
    size_t count = 0;

    for (; catalogue[count] != NULL; count++)
        names[count] = catalogue[count]->name;
    return complaint_did_you_mean(name, names, count, sizeof names[0]);
}
