/* rng.h - random numbers that are a function of their place, not of history.
 *
 * A stream is named by (seed, purpose, actor). Its n-th word is a hash of the name and n, so a
 * stream is two words of plain data, can be copied, and adding an actor moves no other actor's
 * draws. The hash is the finaliser of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom
 * number generators", 2014). Everything is integers: a draw is the same on every machine. */
#ifndef SIM_BASE_RNG_H
#define SIM_BASE_RNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Who draws for what. The numbers are part of every stream's name: add at the end, never renumber.
 */
enum rng_purpose {
    RNG_ARRIVAL = 1,     /* gaps between requests */
    RNG_KEY,             /* which row a request is for */
    RNG_MIX,             /* read or write, which kind, rolled back or not */
    RNG_SIZE,            /* how large a row is; the actor is the row */
    RNG_CLIENT,          /* which client, which node */
    RNG_OPERATION,       /* latencies and losses of one operation; the actor is the operation */
    RNG_MESSAGE,         /* delay and loss of one message; the actor is the message */
    RNG_PHASE,           /* switches of a bursty arrival process */
    RNG_OVERLAY,         /* writes given to a read-only trace */
    RNG_TEST,            /* tests */
    RNG_EXPLORE,         /* one walk of a sampled exploration; the actor is the walk */
};

struct rng {
    uint64_t key;
    uint64_t counter;
};

static inline uint64_t rng_mix(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

#define RNG_STEP UINT64_C(0x9e3779b97f4a7c15)

/* What the n-th word of the stream with this key is the hash of; that of the next is a step further. */
static inline uint64_t rng_place(uint64_t key, uint64_t n)
{
    return key + (n + 1) * RNG_STEP;
}

/* The n-th word of the stream with this key. */
static inline uint64_t rng_at(uint64_t key, uint64_t n)
{
    return rng_mix(rng_place(key, n));
}

/* `count` words of the stream with this key, from the n-th on. */
void rng_words(uint64_t key, uint64_t n, uint64_t *to, size_t count);
/* The first word of each of the streams with these keys. */
void rng_first_words(const uint64_t *keys, uint64_t *to, size_t count);

static inline uint64_t rng_key(uint64_t seed, enum rng_purpose purpose, uint64_t actor)
{
    return rng_at(rng_at(seed, (uint64_t)purpose), actor);
}

static inline struct rng rng_stream(uint64_t seed, enum rng_purpose purpose, uint64_t actor)
{
    return (struct rng){.key = rng_key(seed, purpose, actor), .counter = 0};
}

static inline uint64_t rng_next(struct rng *rng)
{
    return rng_at(rng->key, rng->counter++);
}

/* A number in [0, bound), from one word: the high half of a product. Its bias is below bound /
 * 2^64. */
static inline uint64_t rng_below(uint64_t word, uint64_t bound)
{
    return (uint64_t)(((unsigned __int128)word * bound) >> 64);
}

/* True with the probability that the threshold stands for: ratio x 2^64, where all ones mean
 * always. */
static inline bool rng_chance(uint64_t word, uint64_t threshold)
{
    return word < threshold || threshold == UINT64_MAX;
}

#endif
