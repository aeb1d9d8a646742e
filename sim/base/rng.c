/* rng.c - many words of a stream at once: the same words, several in one register where the processor
 * multiplies 64-bit words so. */
#include "sim/base/rng.h"

__attribute__((always_inline))
static inline void fill(uint64_t key, uint64_t n, uint64_t *to, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = rng_at(key, n + i);
}

#ifdef __x86_64__
__attribute__((target("avx512dq,avx512vl")))
static void fill_wide(uint64_t key, uint64_t n, uint64_t *to, size_t count)
{
    fill(key, n, to, count);
}
#endif

void rng_words(uint64_t key, uint64_t n, uint64_t *to, size_t count)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
        fill_wide(key, n, to, count);
        return;
    }
#endif
    fill(key, n, to, count);
}
