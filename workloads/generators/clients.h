/* clients.h - who asks, and through which application node.
 *
 * With sessions, each request is of one of the clients 1 .. clients, all equally busy, and a client
 * always comes to the same node (client modulo nodes), as with sticky load balancing. Without them
 * it is of nobody in particular, and its node is drawn. */
#ifndef WORKLOADS_GENERATORS_CLIENTS_H
#define WORKLOADS_GENERATORS_CLIENTS_H

#include "sim/base/knob.h"
#include "sim/request/source.h"

#include <stddef.h>
#include <stdint.h>

struct clients_plan {
    int64_t clients;           /* 0: no sessions */
    uint64_t read_after;       /* of the writes; a threshold of rng_chance */
    uint16_t nodes;            /* at least 1 */
};

struct clients {
    const struct clients_plan *plan;
    uint64_t key;
    uint64_t number;           /* of the next request */
};

/* The settings of "sessions", for a struct clients_plan. */
extern const struct knob clients_session_knobs[];
#define CLIENTS_SESSIONS_SAYS \
    "requests come from so many clients, whose own writes may be followed by a read"

void clients_begin(struct clients *clients, const struct clients_plan *plan, uint64_t seed);

/* Sets `client` of the requests, `node` where it is asked for, and the flag OP_READ_AFTER of
 * writes. */
void clients_fill(struct clients *clients, bool nodes, struct request *requests, size_t count);

#endif
