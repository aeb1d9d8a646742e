/* mutants.c - a table of mistakes: delete, bump, name and store, each done slightly wrong.
 *
 * A mistake is a layer that decides one or two verbs, over the original or, where the original does
 * at the right place what the mistake does at the wrong one, over what is left of it. */
#include "tests/explore/mutants.h"

enum { LAYER_BASE = 0 };

static uint64_t counter_of(uint32_t row)
{
    return name_of(NAME_COUNTER, row, NAME_OF_ROW);
}

/* ---- invalidations that do not ---- */

static enum flow forget_nothing(struct op *op, const void *config)
{
    (void)config;
    op->reply = REPLY_OK;
    return FLOW_DONE;
}
static const struct strategy invalidation_skipped = {
    .name = "invalidation-skipped",
    .invalidate = forget_nothing,
};

static enum flow forget_neighbour(struct op *op, const void *config)
{
    (void)config;
    return last(op, cache_delete(op, name_of(NAME_VALUE, op->row + 1, 0)));
}
static const struct strategy delete_of_another_row = {
    .name = "delete-of-another-row",
    .invalidate = forget_neighbour,
};

static enum flow bump_neighbour(struct op *op, const void *config)
{
    (void)config;
    return last(op, counter_increment(op, counter_of(op->row + 1)));
}
static const struct strategy bump_of_another_row = {
    .name = "bump-of-another-row",
    .invalidate = bump_neighbour,
};

static enum flow bump_row(struct op *op, const void *config)
{
    (void)config;
    return last(op, counter_increment(op, counter_of(op->row)));
}
static const struct strategy bump_of_the_row_alone = {
    .name = "bump-of-the-row-alone",
    .invalidate = bump_row,
};

static enum flow bump_by_nothing(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, counter_get(op, counter_of(op->row)));
    if (op->reply == REPLY_OK)
        return last(op, counter_set(op, counter_of(op->row), op->number, 0));
    END();
}
static const struct strategy bump_to_the_same_number = {
    .name = "bump-to-the-same-number",
    .invalidate = bump_by_nothing,
};

/* ---- invalidations at the wrong moment ---- */

static enum flow write_and_forget(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, next_write(op));
    return last(op, invalidate(op));
    END();
}
static const struct strategy delete_before_commit = {
    .name = "delete-before-commit",
    .write = write_and_forget,
};

static enum flow forget_and_commit(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, invalidate(op));
    return last(op, op_call(op, VERB_COMMIT, LAYER_BASE));
    END();
}
static const struct strategy bump_before_commit = {
    .name = "bump-before-commit",
    .commit = forget_and_commit,
};

static enum flow commit_or_forget(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, next_commit(op));
    if (op->reply == REPLY_OK)
        return FLOW_DONE;
    return last(op, invalidate(op));
    END();
}
static const struct strategy delete_if_rolled_back = {
    .name = "delete-if-rolled-back",
    .commit = commit_or_forget,
};

static enum flow commit_and_forget_once(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, next_commit(op));
    AWAIT(op, invalidate(op));
    op->reply = REPLY_OK;
    END();
}
static const struct strategy delete_not_tried_again = {
    .name = "delete-not-tried-again",
    .commit = commit_and_forget_once,
};

static enum flow commit_and_tell(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, op_call(op, VERB_COMMIT, LAYER_BASE));
    return last(op, publish(op, 0));
    END();
}
static enum flow forget_when_told(struct op *op, const void *config)
{
    (void)config;
    return last(op, invalidate(op));
}
static const struct strategy bump_after_the_answer = {
    .name = "bump-after-the-answer",
    .commit = commit_and_tell,
    .signal = forget_when_told,
};

/* ---- values and names that are wrong ---- */

static enum flow write_and_set(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, next_write(op));
    op->value = op->change;
    return last(op, call_verb(op, VERB_STORE));
    END();
}
static const struct strategy set_before_commit = {
    .name = "set-before-commit",
    .write = write_and_set,
};

static enum flow name_and_store(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, call_verb(op, VERB_NAME));
    return last(op, next_store(op));
    END();
}
static const struct strategy named_after_the_load = {
    .name = "named-after-the-load",
    .store = name_and_store,
};

/* The right way adds a seed only where no number is yet. */
static enum flow name_and_seed(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, counter_get(op, counter_of(op->row)));
    if (op->reply != REPLY_OK) {
        op->number = 1;
        AWAIT(op, counter_set(op, counter_of(op->row), op->number, 0));
        op->number = 1;
    }
    op->cache_key = name_of(NAME_VERSIONED, op->row, (uint32_t)op->number);
    op->family = counter_of(op->row);
    END();
}
static const struct strategy seed_over_what_is_there = {
    .name = "seed-over-what-is-there",
    .name_key = name_and_seed,
};

static enum flow store_ahead(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, next_store(op));
    AWAIT(op, counter_get(op, counter_of(op->row)));
    if (op->reply != REPLY_OK)
        return FLOW_DONE;
    op->cache_key = name_of(NAME_VERSIONED, op->row, (uint32_t)op->number + 1);
    return last(op, next_store(op));
    END();
}
static const struct strategy stored_twice = {
    .name = "stored-twice",
    .store = store_ahead,
};

static enum flow name_coarsely(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    AWAIT(op, next_verb(op));
    op->cache_key = name_of(NAME_VERSIONED, op->row, (uint32_t)op->number / 2);
    END();
}
static const struct strategy two_versions_a_name = {
    .name = "two-versions-a-name",
    .name_key = name_coarsely,
};

/* ---- tokens that do not fence, or that are waited for ---- */

static enum flow store_without_token(struct op *op, const void *config)
{
    (void)config;
    op->flags &= (uint16_t)~OP_LEASED;
    return last(op, op_call(op, VERB_STORE, LAYER_BASE));
}
static const struct strategy token_check_dropped = {
    .name = "token-check-dropped",
    .store = store_without_token,
};

/* A token that never expires; whoever has none looks again `config` times, or for ever. */
static enum flow look_again(struct op *op, const void *config)
{
    BEGIN(op);
    op->flags |= OP_LEASES;
    for (;;) {
        op->ttl = 0;
        op->number = 0;
        AWAIT(op, op_call(op, VERB_LOOKUP, LAYER_BASE));
        if (op->reply != REPLY_MISS || op->number != 0 || config != NULL)
            break;
        AWAIT(op, pause_for(op, 1));
    }
    if (op->reply == REPLY_MISS && op->number != 0)
        op->flags |= OP_LEASED;
    END();
}
static const struct strategy waiting_for_ever = {
    .name = "waiting-for-ever",
    .lookup = look_again,
};

static enum flow look_once(struct op *op, const void *config)
{
    (void)config;
    return look_again(op, &look_once);
}
static const struct strategy token_without_ttl = {
    .name = "token-without-ttl",
    .lookup = look_once,
};

static enum flow poll(struct op *op, const void *config)
{
    (void)config;
    BEGIN(op);
    for (;;) {
        AWAIT(op, counter_get(op, counter_of(op->row)));
        if (op->reply == REPLY_OK)
            break;
        AWAIT(op, pause_for(op, 1));
    }
    return last(op, next_lookup(op));
    END();
}
static const struct strategy polling_for_nothing = {
    .name = "polling-for-nothing",
    .lookup = poll,
};

/* ---- the table ---- */

#define DELETE "[{\"delete\": {}}]"
#define COUNTER "[{\"versioned-key\": {}}]"
#define ROW "[{\"versioned-key\": {\"source\": \"row\"}}]"
#define CAS "[{\"cas\": {}}]"
#define NO_CAS "[{\"cas\": {\"write\": \"none\"}}]"
#define LEASED "[" LEASE ", {\"delete\": {}}]"

/* A delete keeps nothing from a reader that was overtaken (delete.c, window 2), but it does from
 * writers that read the row before they commit. */
#define OWN_READERS WORLD(0, 2, 0, 1, .read_own = true)

const struct mutant mutants[] = {
    {&invalidation_skipped, DELETE, DELETE, PROPERTY_NO_PERMANENT_STALENESS, OWN_READERS},
    {&delete_of_another_row, DELETE, DELETE, PROPERTY_NO_PERMANENT_STALENESS, OWN_READERS},
    {&delete_before_commit, "[]", DELETE, PROPERTY_NO_PERMANENT_STALENESS, OWN_READERS},
    {&delete_if_rolled_back, "[]", DELETE, PROPERTY_NO_PERMANENT_STALENESS, OWN_READERS},
    {&delete_not_tried_again, "[]", "[{\"delete\": {\"attempts\": 2}}]",
     PROPERTY_NO_PERMANENT_STALENESS,
     WORLD(0, 2, 0, 1, .read_own = true, FAULTS([FAULT_LOST] = 2))},
    {&set_before_commit, "[]", "[{\"signal\": {\"action\": \"set\"}}]",
     PROPERTY_NO_UNCOMMITTED_VALUE, WORLD(1, 1, 2, 1)},
    {&invalidation_skipped, COUNTER, COUNTER, PROPERTY_NO_PERMANENT_STALENESS, WORLD(1, 1, 2, 1)},
    {&bump_of_another_row, COUNTER, COUNTER, PROPERTY_NO_PERMANENT_STALENESS,
     WORLD(1, 1, 2, 1, .rows = 2)},
    {&bump_to_the_same_number, COUNTER, COUNTER, PROPERTY_FRESH_AFTER_ACK, WORLD(1, 1, 2, 1)},
    {&bump_before_commit, COUNTER, COUNTER, PROPERTY_NO_RESURRECTION, WORLD(1, 1, 2, 1)},
    {&bump_after_the_answer, COUNTER, COUNTER, PROPERTY_FRESH_AFTER_ACK, WORLD(1, 1, 2, 1)},
    {&seed_over_what_is_there, "[{\"versioned-key\": {\"seed\": \"one\"}}]",
     "[{\"versioned-key\": {\"seed\": \"one\"}}]", PROPERTY_NO_PERMANENT_STALENESS,
     WORLD(2, 1, 1, 1)},
    {&named_after_the_load, COUNTER, COUNTER, PROPERTY_NO_PERMANENT_STALENESS, WORLD(1, 1, 2, 1)},
    {&stored_twice, COUNTER, COUNTER, PROPERTY_NO_PERMANENT_STALENESS, WORLD(1, 1, 1, 1)},
    {&named_after_the_load, ROW, ROW, PROPERTY_FRESH_AFTER_COMMIT, WORLD(1, 1, 2, 1)},
    {&two_versions_a_name, ROW, ROW, PROPERTY_READ_YOUR_WRITES,
     WORLD(1, 1, 1, 1, .read_after = true)},
    {&bump_of_the_row_alone, "[{\"generation\": {}}]", "[{\"generation\": {}}]",
     PROPERTY_NO_PERMANENT_STALENESS, WORLD(1, 1, 2, 1)},
    {&invalidation_skipped, LEASED, LEASED, PROPERTY_NO_PERMANENT_STALENESS, WORLD(1, 1, 1, 1)},
    {&token_check_dropped, LEASED, LEASED, PROPERTY_NO_PERMANENT_STALENESS, WORLD(1, 1, 1, 1)},
    {&token_without_ttl, LEASED, LEASED, PROPERTY_PROGRESS,
     WORLD(1, 0, 1, 0, FAULTS([FAULT_CRASH] = 1))},
    {&waiting_for_ever, LEASED, LEASED, PROPERTY_PROGRESS,
     WORLD(2, 0, 1, 0, FAULTS([FAULT_CRASH] = 1))},
    {&cas_not_compared, CAS, CAS, PROPERTY_NO_PERMANENT_STALENESS, WORLD(0, 2, 0, 1)},
    {&set_in_place_of_add, CAS, CAS, PROPERTY_NO_PERMANENT_STALENESS, WORLD(1, 1, 1, 1)},
    {&cas_before_commit, NO_CAS, CAS, PROPERTY_NO_UNCOMMITTED_VALUE, WORLD(1, 1, 1, 1)},
    {&nothing_added, NO_CAS, CAS, PROPERTY_NO_PERMANENT_STALENESS, WORLD(1, 1, 1, 1)},
    {&refusal_not_heard, NO_CAS, CAS, PROPERTY_NO_PERMANENT_STALENESS, WORLD(1, 1, 1, 1)},
    {&polling_for_nothing, DELETE, DELETE, PROPERTY_PROGRESS, WORLD(2, 1, 1, 1)},
};

const size_t mutant_count = sizeof mutants / sizeof mutants[0];
