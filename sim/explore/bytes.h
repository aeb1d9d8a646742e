/* bytes.h - a buffer that grows. */
#ifndef SIM_EXPLORE_BYTES_H
#define SIM_EXPLORE_BYTES_H

#include "sim/base/memory.h"

#include <stdlib.h>

struct bytes {
    unsigned char *at;
    size_t used, room;
};

/* Room for `size` bytes more at the end. */
static inline void *bytes_add(struct bytes *bytes, size_t size)
{
    void *place;

    if (bytes->used + size > bytes->room) {
        bytes->room = (bytes->used + size) * 5 / 4 + 1024;
        bytes->at = realloc(bytes->at, bytes->room);
        if (bytes->at == NULL)
            memory_exhausted("bytes of states", bytes->room);
    }
    place = bytes->at + bytes->used;
    bytes->used += size;
    return place;
}

static inline void bytes_free(struct bytes *bytes)
{
    free(bytes->at);
    *bytes = (struct bytes){.at = NULL};
}

#endif
