/* names.c - linear probing. */
#include "sim/model/names.h"

#include "sim/base/check.h"
#include "sim/base/memory.h"
#include "sim/base/rng.h"

enum { SLOTS_FIRST = 1 << 12, SLOTS_MAX_LOG = 31 };

static struct names_slot *slots_open(uint32_t count, struct complaint *complaint)
{
    struct names_slot *slots = memory_reserve((size_t)count * sizeof *slots, complaint);

    for (uint32_t i = 0; slots != NULL && i < count; i++)
        slots[i].index = NAMES_NONE;
    return slots;
}

bool names_open(struct names *names, struct complaint *complaint)
{
    *names = (struct names){.mask = SLOTS_FIRST - 1, .slots = slots_open(SLOTS_FIRST, complaint)};
    return names->slots != NULL;
}

void names_close(struct names *names)
{
    memory_release(names->slots, ((size_t)names->mask + 1) * sizeof *names->slots);
    names->slots = NULL;
}

static uint32_t home_of(const struct names *names, uint64_t name)
{
    return (uint32_t)rng_mix(name * UINT64_C(0x9e3779b97f4a7c15)) & names->mask;
}

void names_prefetch(const struct names *names, uint64_t name)
{
    __builtin_prefetch(&names->slots[home_of(names, name)]);
}

/* The slot of the name, or the empty one where it would stand. */
static uint32_t probe(const struct names *names, uint64_t name)
{
    uint32_t i = home_of(names, name);

    while (names->slots[i].index != NAMES_NONE && names->slots[i].name != name)
        i = (i + 1) & names->mask;
    return i;
}

uint32_t names_find(const struct names *names, uint64_t name)
{
    return names->slots[probe(names, name)].index;
}

static void grow(struct names *names)
{
    struct complaint complaint = {0};
    struct names old = *names;

    if (names->mask >= UINT32_MAX >> 1)
        memory_exhausted("names in the cache", names->count);
    names->mask = old.mask * 2 + 1;
    names->slots = slots_open(names->mask + 1, &complaint);
    if (names->slots == NULL)
        memory_exhausted("names in the cache", names->count);
    for (uint32_t i = 0; i <= old.mask; i++) {
        if (old.slots[i].index != NAMES_NONE)
            names->slots[probe(names, old.slots[i].name)] = old.slots[i];
    }
    names_close(&old);
}

void names_add(struct names *names, uint64_t name, uint32_t index)
{
    uint32_t i;

    if ((uint64_t)names->count * 3 >= (uint64_t)names->mask * 2)
        grow(names);
    i = probe(names, name);
    CHECK(names->slots[i].index == NAMES_NONE);
    names->slots[i] = (struct names_slot){.name = name, .index = index};
    names->count++;
}

void names_remove(struct names *names, uint64_t name)
{
    uint32_t hole = probe(names, name);

    CHECK(names->slots[hole].index != NAMES_NONE);
    names->count--;
    for (uint32_t i = (hole + 1) & names->mask; names->slots[i].index != NAMES_NONE;
         i = (i + 1) & names->mask) {
        /* An entry may move back into the hole only if its home is not past it. */
        uint32_t home = home_of(names, names->slots[i].name);
        if (((i - home) & names->mask) >= ((i - hole) & names->mask)) {
            names->slots[hole] = names->slots[i];
            hole = i;
        }
    }
    names->slots[hole].index = NAMES_NONE;
}

uint32_t names_raise(struct names *names, uint64_t name)
{
    uint32_t i = probe(names, name);

    if (names->slots[i].index != NAMES_NONE)
        return ++names->slots[i].index;
    names_add(names, name, 1);
    return 1;
}

uint32_t names_lower(struct names *names, uint64_t name)
{
    uint32_t i = probe(names, name);

    CHECK(names->slots[i].index != NAMES_NONE);
    if (--names->slots[i].index > 0)
        return names->slots[i].index;
    names_remove(names, name);
    return 0;
}
