/* mutants_of_cas.c - mistakes with a compare-and-set: without the comparison, or around it.
 *
 * Those that decide `commit` do what strategies/cas.c does, but for the mistake, over its setting
 * `none`. */
#include "tests/explore/mutants.h"

enum { LAYER_BASE = 0 };

/* ---- no comparison ---- */

static enum flow set_anyway(struct op *op, const void *config)
{
    (void)config;
    op->flags &= (uint16_t)~(OP_COMPARES | OP_ADDS);
    return last(op, op_call(op, VERB_STORE, LAYER_BASE));
}

static enum flow store_written_anyway(struct op *op, const void *config)
{
    return op->kind == OP_READ ? last(op, next_store(op)) : set_anyway(op, config);
}
const struct strategy cas_not_compared = {
    .name = "cas-not-compared",
    .store = store_written_anyway,
};

static enum flow store_read_anyway(struct op *op, const void *config)
{
    return op->kind == OP_WRITE ? last(op, next_store(op)) : set_anyway(op, config);
}
const struct strategy set_in_place_of_add = {
    .name = "set-in-place-of-add",
    .store = store_read_anyway,
};

/* ---- at the wrong moment, or not at all ---- */

enum slip {
    CAS_BEFORE_COMMIT,         /* of a value that may be rolled back */
    ADDS_NOTHING,              /* where there is nothing to compare with */
    HEARS_NO_REFUSAL,          /* takes a refused store for one that was done */
};

enum { TRIES = 4 };

/* Local 0: how often it has tried; local 1: whether it has found something. */
static enum flow update(struct op *op, enum slip slip)
{
    BEGIN(op);
    if (slip != CAS_BEFORE_COMMIT)
        AWAIT(op, op_call(op, VERB_COMMIT, LAYER_BASE));
    for (; *op_local(op, 0) < TRIES; ++*op_local(op, 0)) {
        AWAIT(op, cache_gets(op, op->cache_key));
        *op_local(op, 1) = op->reply == REPLY_OK;
        if (*op_local(op, 1) == 0 && slip == ADDS_NOTHING)
            break;
        op->value = op->change;
        if (slip != CAS_BEFORE_COMMIT)
            AWAIT(op, call_verb(op, VERB_LOAD));
        op->flags |= *op_local(op, 1) != 0 ? OP_COMPARES : OP_ADDS;
        AWAIT(op, call_verb(op, VERB_STORE));
        op->flags &= (uint16_t)~(OP_COMPARES | OP_ADDS);
        if (op->reply == REPLY_OK || slip == HEARS_NO_REFUSAL)
            break;
    }
    if (slip == CAS_BEFORE_COMMIT)
        return last(op, op_call(op, VERB_COMMIT, LAYER_BASE));
    op->reply = REPLY_OK;
    END();
}

static enum flow update_and_commit(struct op *op, const void *config)
{
    (void)config;
    return update(op, CAS_BEFORE_COMMIT);
}
const struct strategy cas_before_commit = {
    .name = "cas-before-commit",
    .commit = update_and_commit,
};

static enum flow commit_and_update(struct op *op, const void *config)
{
    (void)config;
    return update(op, ADDS_NOTHING);
}
const struct strategy nothing_added = {
    .name = "nothing-added",
    .commit = commit_and_update,
};

static enum flow commit_and_update_once(struct op *op, const void *config)
{
    (void)config;
    return update(op, HEARS_NO_REFUSAL);
}
const struct strategy refusal_not_heard = {
    .name = "refusal-not-heard",
    .commit = commit_and_update_once,
};
