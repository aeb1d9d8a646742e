/* names.c - linear probing. */
#include "sim/model/names.h"

#include "sim/base/check.h"
#include "sim/base/memory.h"
#include "sim/base/rng.h"

enum {
    SLOTS_FIRST = 1 << 12,
    SLOTS_MAX = 1 << 29,       /* for as many names as a cache has entries at most */
};

bool names_open(struct names *names, struct complaint *complaint)
{
    *names = (struct names){.mask = SLOTS_FIRST - 1};
    names->slots = memory_reserve(SLOTS_MAX * sizeof *names->slots, complaint);
    return names->slots != NULL;
}

void names_close(struct names *names)
{
    memory_release(names->slots, SLOTS_MAX * sizeof *names->slots,
                   ((size_t)names->mask + 1) * sizeof *names->slots);
    names->slots = NULL;
}

static uint64_t name_in(const struct names_slot *slot)
{
    return (uint64_t)slot->high << 32 | slot->low;
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

    while (names->slots[i].held != 0 && name_in(&names->slots[i]) != name)
        i = (i + 1) & names->mask;
    return i;
}

uint32_t names_find(const struct names *names, uint64_t name)
{
    return names->slots[probe(names, name)].held - 1;   /* NAMES_NONE for 0 */
}

/* In place: the bit by which homes have become longer leaves a name where it was or sends it as far
 * beyond the old end. Slots are taken from one after an empty one on, in turn: then those from a
 * name's home up to its slot hold only what has been put there anew, and whatever is put somewhere
 * stays reachable. */
static void grow(struct names *names)
{
    uint32_t old = names->mask + 1, empty = 0;

    if (old == SLOTS_MAX)
        memory_exhausted("names in the cache", names->count);
    while (names->slots[empty].held != 0)
        empty++;
    names->mask = old * 2 - 1;
    for (uint32_t i = 1; i < old; i++) {
        struct names_slot *from = &names->slots[(empty + i) & (old - 1)], slot = *from;
        from->held = 0;
        if (slot.held != 0)
            names->slots[probe(names, name_in(&slot))] = slot;
    }
}

void names_add(struct names *names, uint64_t name, uint32_t index)
{
    uint32_t i;

    if ((uint64_t)names->count * 3 >= (uint64_t)names->mask * 2)
        grow(names);
    i = probe(names, name);
    CHECK(names->slots[i].held == 0);
    names->slots[i] = (struct names_slot){(uint32_t)name, (uint32_t)(name >> 32), index + 1};
    names->count++;
}

void names_remove(struct names *names, uint64_t name)
{
    uint32_t hole = probe(names, name);

    CHECK(names->slots[hole].held != 0);
    names->count--;
    for (uint32_t i = (hole + 1) & names->mask; names->slots[i].held != 0;
         i = (i + 1) & names->mask) {
        /* An entry may move back into the hole only if its home is not past it. */
        uint32_t home = home_of(names, name_in(&names->slots[i]));
        if (((i - home) & names->mask) >= ((i - hole) & names->mask)) {
            names->slots[hole] = names->slots[i];
            hole = i;
        }
    }
    names->slots[hole].held = 0;
}

uint32_t names_raise(struct names *names, uint64_t name)
{
    uint32_t i = probe(names, name);

    if (names->slots[i].held != 0)
        return names->slots[i].held++;
    names_add(names, name, 1);
    return 1;
}

uint32_t names_lower(struct names *names, uint64_t name)
{
    uint32_t i = probe(names, name);

    CHECK(names->slots[i].held > 1);
    if (--names->slots[i].held > 1)
        return names->slots[i].held - 1;
    names_remove(names, name);
    return 0;
}
