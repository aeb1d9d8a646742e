/* hash.c - the one file that includes xxHash.
 *
 * The functions are compiled in rather than linked: a short key is hashed several times faster that
 * way, and the part that decides events needs no library. */
#include "sim/base/hash.h"

#include "sim/base/check.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdio.h>

/* Never defined: a stream is xxHash's own state, which must be allocated by xxHash for its
 * alignment. */
static XXH3_state_t *state_of(struct hash_stream *stream)
{
    return (XXH3_state_t *)(void *)stream;
}

uint64_t hash64(const void *data, size_t length)
{
    return XXH3_64bits(data, length);
}

uint64_t hash64_seeded(const void *data, size_t length, uint64_t seed)
{
    return XXH3_64bits_withSeed(data, length, seed);
}

struct hash128 hash128(const void *data, size_t length)
{
    XXH128_hash_t hash = XXH3_128bits(data, length);

    return (struct hash128){.low = hash.low64, .high = hash.high64};
}

char *hash128_format(char to[HASH128_TEXT], struct hash128 hash)
{
    snprintf(to, HASH128_TEXT, "%016llx%016llx", (unsigned long long)hash.high,
             (unsigned long long)hash.low);
    return to;
}

struct hash_stream *hash_stream_new(void)
{
    XXH3_state_t *state = XXH3_createState();

    if (state != NULL)
        CHECK(XXH3_128bits_reset(state) == XXH_OK);
    return (struct hash_stream *)(void *)state;
}

void hash_stream_update(struct hash_stream *stream, const void *data, size_t length)
{
    if (length > 0)
        CHECK(XXH3_128bits_update(state_of(stream), data, length) == XXH_OK);
}

struct hash128 hash_stream_digest(const struct hash_stream *stream)
{
    XXH128_hash_t hash = XXH3_128bits_digest((const XXH3_state_t *)(const void *)stream);

    return (struct hash128){.low = hash.low64, .high = hash.high64};
}

void hash_stream_free(struct hash_stream *stream)
{
    if (stream != NULL)
        XXH3_freeState(state_of(stream));
}
