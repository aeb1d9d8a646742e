/* trial.c - drawing the requests, running under all seeds, and asking the results. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/strategies/trial.h"

#include "tests/oracle/oracle.h"

size_t trial_make(const struct listed *listed, struct request *out, struct rng draws)
{
    unsigned wild = (unsigned)listed->number[0];

    for (uint32_t i = 0; i < REQUESTS; i++) {
        uint64_t dice = rng_below(rng_next(&draws), 100);
        struct request *request = &out[i];
        *request = (struct request){
            .at = wild & SPACED ? i * MS
                : (int64_t)rng_below(rng_next(&draws), REQUESTS * 200 * (uint64_t)US),
            .row = (uint32_t)rng_below(rng_next(&draws), listed->rows), .bytes = 100,
            .kind = dice < 30 ? OP_WRITE : OP_READ, .node = (uint16_t)(dice % 2),
        };
        if (request->kind == OP_WRITE && dice % 5 == 0)
            request->flags |= OP_ROLL_BACK;
        if (request->kind == OP_WRITE && wild & ROADS)
            request->road = (uint8_t)(dice % 3);
        if (request->kind == OP_WRITE && wild & READ_OWN && dice % 2 == 0)
            request->flags |= OP_READ_OWN;
        request->at += i;              /* No two at one instant on one row. */
    }
    return REQUESTS;
}

struct result trial_results[SEEDS];

void trial_run(const struct trial *trial)
{
    struct listed listed = {
        .rows = trial->rows > 0 ? trial->rows : ROWS, .nodes = 2, .end = 2000 * MS,
        .count = REQUESTS, .make = trial_make, .number = {trial->wild},
    };
    struct oracle_point point = {
        .name = trial->stack, .stack = trial->stack, .world = trial->world,
        .source = listed_open(&listed),
    };

    memset(trial_results, 0, sizeof trial_results);
    oracle_simulate(&point, trial_results, SEEDS);
}

double trial_sum(const char *metric)
{
    double all = 0;

    for (unsigned i = 0; i < SEEDS; i++)
        all += oracle_value(&trial_results[i], metric);
    return all;
}

double trial_most(const char *metric)
{
    double greatest = 0;

    for (unsigned i = 0; i < SEEDS; i++) {
        double value = oracle_value(&trial_results[i], metric);
        greatest = value > greatest ? value : greatest;
    }
    return greatest;
}

void trial_committed_only(const char *stack, unsigned wild)
{
    trial_run(&(struct trial){stack, WILD, wild, 0});
    assert_none("dirty-reads");
    assert_none("aborted-reads");
    assert_some("rollbacks");
    assert_some("stale-stale-fill");
    assert_some("stale-lost");
}
