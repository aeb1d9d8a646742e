/* naive_database.c - what reads of the database are answered with. */
#include "tests/explore/naive.h"

void naive_read_stamp(const struct naive_state *state, struct op *op)
{
    bool own = op->flags & OP_IN_TRANSACTION;

    op->reply = REPLY_OK;
    op->number = state->version[op->row] + own;
    op->stamp = own ? DAY * (1 + (int64_t)naive_clock(state))
        : state->stamp[op->row] == 0 ? -1 : DAY * (int64_t)state->stamp[op->row];
}

/* The page that the first half makes with what is its second half now. */
static uint32_t whole_page(uint32_t half, unsigned row, unsigned version)
{
    unsigned changed = half - NAIVE_HALF;

    if (changed == 0)
        return row * NAIVE_ROW + version;
    return row * NAIVE_ROW + (changed - 1) % NAIVE_ROW + (changed > NAIVE_ROW ? NAIVE_TORN : 0);
}

void naive_read_row(const struct naive_state *state, struct op *op)
{
    op->reply = REPLY_OK;
    op->number = state->version[op->row];
    if (op->effect.number != 0) {
        op->value = op->effect.number == 1 ? NAIVE_HALF
            : whole_page(op->value, op->row, state->version[op->row]);
        return;
    }
    op->value = op->flags & OP_IN_TRANSACTION
        ? op->change : op->row * NAIVE_ROW + state->version[op->row];
}

void naive_change_halves(struct naive_state *state, const struct op *write)
{
    for (unsigned i = 0; i < NAIVE_ACTORS; i++) {
        struct op *op = &state->actor[i].op;
        if (!state->actor[i].busy || op->row != write->row || op->value == VALUE_NONE
            || op->value < NAIVE_HALF)
            continue;
        if (op->value == NAIVE_HALF && (write->flags & OP_FIRST_HALF))
            op->value += 1 + state->version[op->row];
        if (op->value > NAIVE_HALF && op->value <= NAIVE_HALF + NAIVE_ROW
            && (write->flags & OP_SECOND_HALF))
            op->value += NAIVE_ROW;
    }
}
