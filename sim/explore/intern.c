/* intern.c - open addressing under a lock: whoever asks often keeps the answer to himself. */
#include "sim/explore/intern.h"

#include "sim/base/check.h"
#include "sim/base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 1024 };

bool intern_open(struct intern *intern, const char *what, size_t item_size, uint32_t count_max,
                 struct complaint *complaint)
{
    *intern = (struct intern){.item_size = item_size, .count_max = count_max, .what = what,
                              .count = 1, .slot_mask = SLOTS_FIRST - 1};
    CHECK(pthread_mutex_init(&intern->lock, NULL) == 0);
    intern->items = memory_reserve(item_size * count_max, complaint);
    intern->hashes = memory_reserve(sizeof(uint64_t) * count_max, complaint);
    if (intern->items != NULL)
        memory_begin_small(intern->items);
    if (intern->hashes != NULL)
        memory_begin_small(intern->hashes);
    intern->slots = calloc(SLOTS_FIRST, sizeof(uint32_t));
    if (intern->slots == NULL)
        complain_machine(complaint, "out of memory");
    return intern->items != NULL && intern->hashes != NULL && intern->slots != NULL;
}

void intern_close(struct intern *intern)
{
    if (intern->what == NULL)
        return;
    memory_release(intern->items, intern->item_size * intern->count_max,
                   intern->item_size * intern->count);
    memory_release(intern->hashes, sizeof(uint64_t) * intern->count_max,
                   sizeof(uint64_t) * intern->count);
    free(intern->slots);
    pthread_mutex_destroy(&intern->lock);
    *intern = (struct intern){.what = NULL};
}

static void grow(struct intern *intern)
{
    uint32_t size = (intern->slot_mask + 1) * 2;
    uint32_t *slots = calloc(size, sizeof(uint32_t));

    if (slots == NULL)
        memory_exhausted(intern->what, intern->count);
    for (uint32_t number = 1; number < intern->count; number++) {
        uint32_t at = (uint32_t)intern->hashes[number] & (size - 1);
        while (slots[at] != 0)
            at = (at + 1) & (size - 1);
        slots[at] = number;
    }
    free(intern->slots);
    intern->slots = slots;
    intern->slot_mask = size - 1;
}

uint32_t intern_add(struct intern *intern, const void *item, uint64_t hash)
{
    uint32_t at, number;

    pthread_mutex_lock(&intern->lock);
    at = (uint32_t)hash & intern->slot_mask;
    for (; (number = intern->slots[at]) != 0; at = (at + 1) & intern->slot_mask) {
        if (intern->hashes[number] == hash)
            break;
    }
    if (number == 0) {
        if (intern->count == intern->count_max)
            memory_exhausted(intern->what, intern->count_max);
        number = intern->count++;
        memcpy(intern->items + number * intern->item_size, item, intern->item_size);
        intern->hashes[number] = hash;
        intern->slots[at] = number;
        if (intern->count > intern->slot_mask / 2)
            grow(intern);
    } else {
        CHECK_THAT(memcmp(intern_item(intern, number), item, intern->item_size) == 0,
                   "two %s have one hash", intern->what);
    }
    pthread_mutex_unlock(&intern->lock);
    return number;
}
