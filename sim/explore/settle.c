/* settle.c - of the states that a batch has led to, those that are new stand in the next frontier. */
#include "sim/explore/search.h"

#include <string.h>

enum { FETCH_AHEAD = 8 };

/* The hash of what comes `ahead` later, or, at the end, of what comes now: without a branch that
 * baskets of a few would often get wrong. */
static inline struct hash128 hash_ahead(const struct bytes *basket, size_t at, size_t ahead)
{
    at = at + ahead < basket->used ? at + ahead : at;
    return ((const struct coming *)(const void *)(basket->at + at))->hash;
}

/* What the first of a basket will touch: their slots while the basket before is settled, and their
 * records when its turn comes. */
static void fetch_first_slots(const struct search *search, const struct bytes *basket)
{
    size_t size = search_coming_size(search);

    for (size_t i = 0; i < 2 * FETCH_AHEAD && i * size < basket->used; i++)
        visited_prefetch_slot(&search->visited, hash_ahead(basket, i * size, 0));
}

static void fetch_first_records(const struct search *search, const struct bytes *basket)
{
    size_t size = search_coming_size(search);

    for (size_t i = 0; i < FETCH_AHEAD && i * size < basket->used; i++)
        visited_prefetch_record(&search->visited, hash_ahead(basket, i * size, 0));
}

static void settle_basket(struct search *search, const struct bytes *basket, struct bytes *next)
{
    size_t size = search_coming_size(search);

    for (size_t at = 0; at < basket->used; at += size) {
        const struct coming *coming;
        struct waiting *waiting;
        uint32_t number;
        bool added;
        visited_prefetch_slot(&search->visited, hash_ahead(basket, at, 2 * FETCH_AHEAD * size));
        visited_prefetch_record(&search->visited, hash_ahead(basket, at, FETCH_AHEAD * size));
        coming = (const void *)(basket->at + at);
        number = visited_add(&search->visited, coming->hash, coming->parent, &added);
        if (added) {
            waiting = bytes_add(next, search_waiting_size(search));
            waiting->number = number;
            memcpy(&waiting->state, &coming->state, search->space.state_size);
        }
    }
}

void search_settle(struct search *search, struct job job)
{
    struct chunk *chunks = search->batches[job.batch % 2].chunks;
    unsigned count = search_chunks(search, job.batch), shard = job.part;
    /* In the thread's own hands meanwhile, for the others are beside it in memory. */
    struct bytes next = search->frontiers[!search->present][shard];

    fetch_first_slots(search, &chunks[0].baskets[shard]);
    for (unsigned i = 0; i < count; i++) {
        if (i + 1 < count)
            fetch_first_slots(search, &chunks[i + 1].baskets[shard]);
        fetch_first_records(search, &chunks[i].baskets[shard]);
        settle_basket(search, &chunks[i].baskets[shard], &next);
        chunks[i].baskets[shard].used = 0;
    }
    search->frontiers[!search->present][shard] = next;
}
