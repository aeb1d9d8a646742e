/* tally.c - a hash table of counts, which ends as a sorted list. */
#include "workloads/traces/tally.h"

#include "sim/base/rng.h"

#include <stdlib.h>

enum { ROOM_FIRST = 256 };

static struct tally_entry *find(struct tally_entry *entries, size_t room, uint64_t value)
{
    size_t at = rng_mix(value + 1) & (room - 1);

    while (entries[at].count != 0 && entries[at].value != value)
        at = (at + 1) & (room - 1);
    return &entries[at];
}

static bool grow(struct tally *tally)
{
    size_t room = tally->room == 0 ? ROOM_FIRST : tally->room * 2;
    struct tally_entry *entries = calloc(room, sizeof *entries);

    if (entries == NULL)
        return false;
    for (size_t i = 0; i < tally->room; i++) {
        if (tally->entries[i].count != 0)
            *find(entries, room, tally->entries[i].value) = tally->entries[i];
    }
    free(tally->entries);
    tally->entries = entries;
    tally->room = room;
    return true;
}

bool tally_add(struct tally *tally, uint64_t value)
{
    struct tally_entry *entry;

    if (tally->used >= tally->room / 4 * 3 && !grow(tally))
        return false;
    entry = find(tally->entries, tally->room, value);
    if (entry->count == 0) {
        entry->value = value;
        tally->used++;
    }
    entry->count++;
    tally->count++;
    return true;
}

void tally_free(struct tally *tally)
{
    free(tally->entries);
    *tally = (struct tally){0};
}

static int compare(const void *left, const void *right)
{
    const struct tally_entry *a = left, *b = right;

    return a->value < b->value ? -1 : a->value > b->value;
}

void tally_sort(struct tally *tally)
{
    size_t kept = 0;

    for (size_t i = 0; i < tally->room; i++) {
        if (tally->entries[i].count != 0)
            tally->entries[kept++] = tally->entries[i];
    }
    if (kept > 0)
        qsort(tally->entries, kept, sizeof *tally->entries, compare);
}

uint64_t tally_quantile(const struct tally *tally, uint64_t num, uint64_t den)
{
    __extension__ typedef unsigned __int128 wide;
    uint64_t place = (uint64_t)((wide)tally->count * num / den), before = 0;
    size_t i = 0;

    for (; i + 1 < tally->used && before + tally->entries[i].count <= place; i++)
        before += tally->entries[i].count;
    return tally->entries[i].value;
}
