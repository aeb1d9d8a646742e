/* account.h - a witness of the explorer, and what can be asked of its steps.
 *
 * Steps are meant by their index; -1 stands for none, and the witness's length for the read that
 * would come when everything has ended. All that is told of a witness, in words or as a picture, is
 * found here from the steps alone. */
#ifndef REPORTS_WITNESS_ACCOUNT_H
#define REPORTS_WITNESS_ACCOUNT_H

#include "reports/text.h"
#include "sim/explore/explore.h"
#include "sim/explore/value.h"

struct account {
    const char *strategy, *stack;      /* its name; its layers as JSON */
    const char *keepers;               /* who keeps the property in the same order, with "; "
                                        * between; "": nobody; NULL: it has not been tried */
    const char *replay;        /* the command that replays it, in its folder; NULL: it has no file */
    const struct explore_bounds *bounds;
    const struct explore_witness *witness;
    enum property property;
    enum verdict verdict;
};

static inline const struct explore_step *account_step(const struct account *it, int step)
{
    return &it->witness->steps[step];
}

static inline bool account_is_message(uint8_t actor)
{
    return actor >= EXPLORE_MESSAGE;
}

/* A fault that befalls the cache or the clock, and so nobody's step. */
static inline bool account_is_fault(const struct explore_step *step)
{
    return step->move >= MOVE_EXPIRY;
}

/* It looks a value up in the cache. */
static inline bool account_is_get(const struct explore_step *step)
{
    return step->effect == EFFECT_CACHE_GET || step->effect == EFFECT_LEASE_GET;
}

/* It was to store a value, on a condition that did not hold. */
static inline bool account_is_refused(const struct explore_step *step)
{
    return step->move == MOVE_EFFECT && effect_stores((enum effect_kind)step->effect)
        && (step->reply == REPLY_MISS || step->reply == REPLY_CHANGED);
}

/* ---- names: "reader 1"; "v1", with its row where there are several; "row0:1" ---- */

void account_actor(struct text *to, const struct account *it, uint8_t actor);
void account_value(struct text *to, const struct account *it, uint8_t value);
void account_name(struct text *to, uint64_t name);

/* ---- questions ---- */

/* The step with which the actor's operation began that it is in at this step. */
int account_begin(const struct account *it, int step);
/* Whether the actor's operation is under way after this step. */
bool account_is_under_way(const struct account *it, uint8_t actor, int after);
/* The kind of operation that the step belongs to, reads inside a write being reads. */
static inline enum op_kind account_kind(const struct explore_step *step)
{
    return (enum op_kind)step->kind;
}

/* The commit that gave the row a version newer than this. */
int account_superseded(const struct account *it, unsigned row, unsigned version);
/* The version that the step's write, or that its message's, commits; 0: none. */
unsigned account_version(const struct account *it, int step);
/* Whether the step asks for an invalidation of the row for a version newer than this, whether or
 * not it reaches the cache; and whether it did. */
bool account_invalidates(const struct account *it, int step, unsigned row, unsigned version);
bool account_took_effect(const struct explore_step *step);
/* The last step that sent a message, or left a task for later, about a version of the row newer than
 * this that nobody has begun to handle after the last step; -1: none. */
int account_unhandled(const struct account *it, unsigned row, unsigned version);
/* The last step before `before`, and not before `from`, that stored a value under the name. */
int account_stored(const struct account *it, uint64_t name, int from, int before);
/* What the cache (or, where it is not 0, a process) holds after a step; NULL: nothing. */
const struct explore_cell *account_cell(const struct explore_step *step, uint64_t name,
                                        unsigned where);

#endif
