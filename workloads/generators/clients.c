/* clients.c - drawing clients and nodes. */
#include "workloads/generators/clients.h"

#include "sim/base/rng.h"

const struct knob clients_session_knobs[] = {
    {.name = "clients", .kind = KNOB_COUNT, .offset = offsetof(struct clients_plan, clients),
     .preset = "1000", .min = 1, .max = INT64_C(1) << 30,
     .says = "how many clients there are, all equally busy"},
    {.name = "read-after-write", .kind = KNOB_RATIO,
     .offset = offsetof(struct clients_plan, read_after), .preset = "1",
     .says = "of the writes, how many are followed by the writer's own read of the row"},
    {.name = NULL},
};

void clients_begin(struct clients *clients, const struct clients_plan *plan, uint64_t seed)
{
    *clients = (struct clients){.plan = plan, .key = rng_key(seed, RNG_CLIENT, 0)};
}

/* `value` modulo `divisor` by two products (Lemire, Kaser, Kurz, "Faster remainder by direct
 * computation", 2019): exact for all 32-bit numbers, where inverse = 2^64 / divisor, rounded up. */
static inline uint32_t modulo(uint32_t value, uint32_t divisor, uint64_t inverse)
{
    return (uint32_t)rng_below(inverse * value, divisor);
}

static void fill_sessions(struct clients *clients, struct request *requests, size_t count)
{
    const struct clients_plan *plan = clients->plan;
    uint64_t inverse = UINT64_MAX / plan->nodes + 1;   /* For one node 0, and so is the product. */

    for (size_t i = 0; i < count; i++) {
        uint64_t word = rng_at(clients->key, clients->number + i);
        requests[i].client = 1 + (uint32_t)rng_below(word, (uint64_t)plan->clients);
        requests[i].node = (uint16_t)modulo(requests[i].client, plan->nodes, inverse);
        if (requests[i].kind == OP_WRITE && rng_chance(rng_at(word, 0), plan->read_after))
            requests[i].flags |= OP_READ_AFTER;
    }
}

void clients_fill(struct clients *clients, bool nodes, struct request *requests, size_t count)
{
    const struct clients_plan *plan = clients->plan;

    if (plan->clients > 0) {
        fill_sessions(clients, requests, count);
    } else if (nodes && plan->nodes > 1) {
        for (size_t i = 0; i < count; i++) {
            uint64_t word = rng_at(clients->key, clients->number + i);
            requests[i].node = (uint16_t)rng_below(word, plan->nodes);
        }
    }
    clients->number += count;
}
