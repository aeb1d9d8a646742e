/* bytes.h - little-endian numbers in and out of bytes, on any machine. */
#ifndef WORKLOADS_TRACES_BYTES_H
#define WORKLOADS_TRACES_BYTES_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t bytes_u16(const uint8_t *at)
{
    uint16_t x;

    memcpy(&x, at, sizeof x);
    return le16toh(x);
}

static inline uint32_t bytes_u32(const uint8_t *at)
{
    uint32_t x;

    memcpy(&x, at, sizeof x);
    return le32toh(x);
}

static inline uint64_t bytes_u64(const uint8_t *at)
{
    uint64_t x;

    memcpy(&x, at, sizeof x);
    return le64toh(x);
}

static inline void bytes_put_u16(uint8_t *to, uint16_t x)
{
    x = htole16(x);
    memcpy(to, &x, sizeof x);
}

static inline void bytes_put_u32(uint8_t *to, uint32_t x)
{
    x = htole32(x);
    memcpy(to, &x, sizeof x);
}

static inline void bytes_put_u64(uint8_t *to, uint64_t x)
{
    x = htole64(x);
    memcpy(to, &x, sizeof x);
}

#endif
