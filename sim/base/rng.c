/* rng.c - many words at once: the same words, several in one register where the processor multiplies
 * 64-bit words so. */
#include "sim/base/rng.h"

__attribute__((always_inline))
static inline void fill(uint64_t key, uint64_t n, uint64_t *to, size_t count)
{
    uint64_t place = rng_place(key, n);

    for (size_t i = 0; i < count; i++, place += RNG_STEP)
        to[i] = rng_mix(place);
}

__attribute__((always_inline))
static inline void fill_first(const uint64_t *keys, uint64_t *to, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = rng_at(keys[i], 0);
}

#ifdef __x86_64__
static bool is_wide(void)
{
    return __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

__attribute__((target("avx512dq,avx512vl")))
static void fill_wide(uint64_t key, uint64_t n, uint64_t *to, size_t count)
{
    fill(key, n, to, count);
}

__attribute__((target("avx512dq,avx512vl")))
static void fill_first_wide(const uint64_t *keys, uint64_t *to, size_t count)
{
    fill_first(keys, to, count);
}
#else
static bool is_wide(void)
{
    return false;
}

#define fill_wide fill
#define fill_first_wide fill_first
#endif

void rng_words(uint64_t key, uint64_t n, uint64_t *to, size_t count)
{
    if (is_wide())
        fill_wide(key, n, to, count);
    else
        fill(key, n, to, count);
}

void rng_first_words(const uint64_t *keys, uint64_t *to, size_t count)
{
    if (is_wide())
        fill_first_wide(keys, to, count);
    else
        fill_first(keys, to, count);
}
