/* because_fail.c - what else goes wrong on the way: a shortest witness has nothing in vain. */
#include "reports/witness/chain.h"

#include <stdio.h>
#include <string.h>

/* Whether one of the sentences names the step. */
static bool is_told(const struct chain *chain, int step)
{
    char place[32];
    size_t length = (size_t)snprintf(place, sizeof place, "step %d", step + 1);

    for (unsigned i = 0; i < chain->count; i++) {
        const char *at = chain->sentences[i].bytes;
        while (at != NULL && (at = strstr(at, place)) != NULL) {
            at += length;
            if (*at < '0' || *at > '9')
                return true;
        }
    }
    return false;
}

static void add_failure(struct text *to, const struct chain *chain, int step)
{
    const struct explore_step *at = account_step(chain->it, step);

    if (at->move == MOVE_RESTART) {
        text_add(to, "the cache restarted empty");
    } else if (account_is_fault(at)) {
        text_add(to, at->effect == EFFECT_LEASE_GET ? "the lease of " : "");
        account_name(to, at->name);
        text_add(to, at->move == MOVE_EXPIRY ? " expired" : " was evicted");
    } else {
        chain_actor(to, chain, step);
        if (at->move == MOVE_CRASH) {
            text_add(to, " crashed");
        } else {
            text_add(to, at->effect == EFFECT_PUBLISH || account_is_message(at->actor) ? "'s message"
                     : "'s request for ");
            if (at->effect != EFFECT_PUBLISH && !account_is_message(at->actor))
                account_name(to, at->name);
            text_add(to, at->move == MOVE_LOST ? " was lost" : " came twice");
        }
    }
    chain_place(to, step);
}

void chain_tell_failures(struct chain *chain)
{
    struct text *to = NULL;

    for (unsigned i = 0; i < chain->it->witness->length; i++) {
        const struct explore_step *step = account_step(chain->it, (int)i);
        if (step->move == MOVE_EFFECT || step->move == MOVE_TICK || is_told(chain, (int)i))
            continue;
        if (to == NULL) {
            to = chain_next(chain);
            text_add(to, "on the way ");
        } else {
            text_add(to, ", and ");
        }
        add_failure(to, chain, (int)i);
    }
}
