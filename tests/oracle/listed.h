/* listed.h - a workload that is a list of requests: written out by a test, or made by it for each
 * seed. */
#ifndef TESTS_ORACLE_LISTED_H
#define TESTS_ORACLE_LISTED_H

#include "sim/base/rng.h"
#include "sim/request/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Filled by the test, then opened with listed_open; it must outlive what is run on it. */
struct listed {
    struct workload workload;
    uint32_t rows;
    uint16_t nodes;                    /* 0: one */
    bool sessions;
    int64_t end;                       /* ns */
    const struct request *requests;    /* in the order of time; or NULL, and */
    size_t count;                      /* how many they are, or at most are */
    size_t (*make)(const struct listed *listed, struct request *out, struct rng draws);
    double number[4];                  /* the maker's own */
};

struct workload *listed_open(struct listed *listed);

/* An exponential time of this rate (events a second), in ns. */
double listed_exponential(struct rng *draws, double rate);

#endif
