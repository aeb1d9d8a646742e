/* counter.c - the flows of names that follow a counter. */
#include "strategies/counter.h"

struct counter_start counter_start(const struct counter_settings *settings, int64_t began,
                                   uint64_t stream, uint32_t *draws)
{
    struct counter_start start = {.number = 1, .ttl = settings->counter_ttl};

    switch ((enum counter_seed)settings->seed) {
    case SEED_TIME:
        start.number = (uint64_t)began / 1000000 + 1;
        break;
    case SEED_RANDOM:
        start.number = rng_at(stream, (*draws)++) >> 32;
        break;
    case SEED_ONE:
        break;
    }
    return start;
}

/* Local 0 is the counter's number, once it is known. */
enum flow counter_name(struct op *op, const struct counter_settings *settings, uint64_t counter)
{
    uint64_t *number = op_local(op, 0);

    BEGIN(op);
    op->flags &= (uint16_t)~OP_MEMOISED;
    if (settings->memo_ttl > 0) {
        AWAIT(op, memo_read(op, counter));
        if (op->reply == REPLY_OK) {
            op->flags |= OP_MEMOISED;
            *number = op->number;
            goto named;
        }
    }
    AWAIT(op, counter_get(op, counter));
    *number = op->number;
    if (op->reply != REPLY_OK) {
        *number = counter_start(settings, op->began, op->stream, &op->draws).number;
        AWAIT(op, counter_add(op, counter, *number, settings->counter_ttl));
        if (op->reply == REPLY_MISS)
            *number = op->number;      /* Another process was first: its number counts. */
    }
    if (settings->memo_ttl > 0)
        AWAIT(op, memo_write(op, counter, *number, settings->memo_ttl));
named:
    op->cache_key = name_of(NAME_VERSIONED, op->row, (uint32_t)*number);
    op->family = counter;
    END();
}

/* An absent counter is not made: no name that anybody can ask for follows from it. Local 0 is the
 * counter's number. */
enum flow counter_invalidate(struct op *op, const struct counter_settings *settings,
                             uint64_t counter)
{
    uint64_t *number = op_local(op, 0);

    BEGIN(op);
    if (settings->bump == BUMP_ATOMIC)
        return last(op, counter_increment(op, counter));
    AWAIT(op, counter_get_to_invalidate(op, counter));
    if (op->reply != REPLY_OK)
        return FLOW_DONE;
    *number = op->number;
    if (settings->bump == BUMP_CARRY) {
        op->family = counter;
        AWAIT(op, cache_get(op, name_of(NAME_VERSIONED, op->row, (uint32_t)*number)));
        if (op->reply == REPLY_OK) {
            op->cache_key = name_of(NAME_VERSIONED, op->row, (uint32_t)*number + 1);
            AWAIT(op, call_verb(op, VERB_STORE));
        }
    }
    return last(op, counter_set(op, counter, *number + 1, settings->counter_ttl));
    END();
}

unsigned counter_keeps(const struct counter_settings *settings, struct company company,
                       struct promise *to)
{
    /* A number that is drawn does not come back; one from the time may, after many bumps at once. */
    const unsigned losses = settings->seed == SEED_RANDOM ? MAY_EVICT | MAY_RESTART | MAY_EXPIRE : 0u;
    const unsigned may = MAY_DUPLICATE | MAY_ROLL_BACK | MAY_TICK | MAY_BULK | MAY_BE_PAGES
        | losses;
    static const char *const answered[] = {"fresh-after-ack", "read-your-writes", NULL};
    unsigned count;

    if (settings->bump != BUMP_ATOMIC || settings->memo_ttl > 0 || (company.traits & STRATEGY_SETS)
        || company.untimely || (company.others & (STRATEGY_COUNTS | STRATEGY_NAMES_BY_ROW)))
        return 0;
    to[0] = (struct promise){.property = "no-permanent-staleness", .may = may};
    to[1] = (struct promise){.property = "no-resurrection",
                             .may = settings->seed == SEED_RANDOM ? MAY_ALL : may | MAY_CRASH};
    count = promise_all(to + 2, answered, (struct promise){.may = may | MAY_CRASH});
    return 2 + count;
}
