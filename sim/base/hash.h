/* hash.h - checksums, fingerprints and names of keys: XXH3, and the only door to it.
 *
 * The hashes are of the bytes given, in the order given, and are the same on every machine. Whoever
 * hashes a struct feeds its fields one by one, as little-endian bytes: never its padding. */
#ifndef SIM_BASE_HASH_H
#define SIM_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hash128 {
    uint64_t low, high;
};

uint64_t hash64(const void *data, size_t length);
uint64_t hash64_seeded(const void *data, size_t length, uint64_t seed);
struct hash128 hash128(const void *data, size_t length);

static inline bool hash128_equal(struct hash128 a, struct hash128 b)
{
    return a.low == b.low && a.high == b.high;
}

/* The hash as 32 hexadecimal digits, high half first; returns `to`. */
enum { HASH128_TEXT = 33 };
char *hash128_format(char to[HASH128_TEXT], struct hash128 hash);

/* A 128-bit hash of bytes that come piece by piece: however they are cut, the digest is hash128 of
 * the whole. The digest may be asked for at any time, and again later. */
struct hash_stream;

struct hash_stream *hash_stream_new(void);       /* NULL when there is no memory. */
void hash_stream_update(struct hash_stream *stream, const void *data, size_t length);
struct hash128 hash_stream_digest(const struct hash_stream *stream);
void hash_stream_free(struct hash_stream *stream);

#endif
