/* keys.c - drawing rows; a tight loop for each kind, and one that can grow. */
#include "workloads/generators/keys.h"

enum { WORDS_AT_ONCE = 128 };

void keys_begin(struct keys *keys, const struct keys_plan *plan, uint64_t seed)
{
    *keys = (struct keys){
        .plan = plan,
        .draws = rng_stream(seed, RNG_KEY, 0),
        .count = plan->keys,
    };
}

/* Two words: which part, and where in it. Where all rows are hot there is no other part. Choosing
 * the part's bounds, and not between two draws, leaves no branch that nothing can predict. */
static inline uint32_t draw_hotspot(const struct keys_plan *plan, struct rng *draws, uint32_t count)
{
    bool hot = rng_chance(rng_next(draws), plan->hot_share) | (plan->hot == count);
    uint32_t from = hot ? 0 : plan->hot;
    uint32_t size = hot ? plan->hot : count - plan->hot;

    return from + (uint32_t)rng_below(rng_next(draws), size);
}

/* Zipf over the `count` rows that exist. */
static inline uint32_t draw_zipf(const struct keys_plan *plan, struct rng *draws, uint32_t count)
{
    uint32_t rank;

    do
        rank = (uint32_t)zipf_draw(&plan->zipf, draws);
    while (rank >= count);
    return rank;
}

static inline uint32_t draw_row(const struct keys_plan *plan, struct rng *draws, uint32_t count)
{
    switch (plan->kind) {
    case KEYS_UNIFORM: return (uint32_t)rng_below(rng_next(draws), count);
    case KEYS_ZIPF: return draw_zipf(plan, draws, count);
    case KEYS_HOTSPOT: return draw_hotspot(plan, draws, count);
    case KEYS_LATEST: break;
    }
    return count - 1 - draw_zipf(plan, draws, count);
}

static void fill_growing(struct keys *keys, struct request *requests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (requests[i].row != KEYS_NEW)
            requests[i].row = draw_row(keys->plan, &keys->draws, keys->count);
        else if (keys->count < keys->plan->rows)
            requests[i].row = keys->count++;
        else
            requests[i].row = keys->count - 1;
    }
}

/* By Zipf's law over all rows, most often two words a rank. */
static void fill_ranks(const struct zipf *zipf, struct rng *draws, struct request *requests,
                       size_t count)
{
    while (count > 0) {
        uint64_t words[WORDS_AT_ONCE];
        size_t some = count < WORDS_AT_ONCE / 2 ? 2 * count : WORDS_AT_ONCE;
        struct request *to = requests;
        rng_words(draws->key, draws->counter, words, some);
        for (size_t i = 0; i < some; i += 2)
            to += zipf_try(zipf, &words[i], &to->row);
        draws->counter += some;
        count -= (size_t)(to - requests);
        requests = to;
    }
}

void keys_fill(struct keys *keys, struct request *requests, size_t count)
{
    const struct keys_plan *plan = keys->plan;
    struct rng draws = keys->draws;

    if (plan->rows > plan->keys) {
        fill_growing(keys, requests, count);
        return;
    }
    switch (plan->kind) {
    case KEYS_UNIFORM:
        for (size_t i = 0; i < count; i++)
            requests[i].row = (uint32_t)rng_below(rng_next(&draws), plan->keys);
        break;
    case KEYS_ZIPF:
        fill_ranks(&plan->zipf, &draws, requests, count);
        break;
    case KEYS_HOTSPOT:
        for (size_t i = 0; i < count; i++)
            requests[i].row = draw_hotspot(plan, &draws, plan->keys);
        break;
    case KEYS_LATEST:
        fill_ranks(&plan->zipf, &draws, requests, count);
        for (size_t i = 0; i < count; i++)
            requests[i].row = plan->keys - 1 - requests[i].row;
        break;
    }
    keys->draws = draws;
}
