/* intern.c - the table of names. */
#include "workloads/traces/intern.h"

#include "sim/base/hash.h"

#include <stdlib.h>
#include <string.h>

struct intern {
    struct hash128 *hashes;    /* by id */
    uint32_t *slots;           /* id + 1; 0: free */
    uint32_t count;
    uint32_t room;             /* of hashes */
    uint64_t mask;             /* slots - 1 */
};

enum { SLOTS_FIRST = 1024 };

struct intern *intern_new(void)
{
    struct intern *table = calloc(1, sizeof *table);

    if (table == NULL)
        return NULL;
    table->slots = calloc(SLOTS_FIRST, sizeof *table->slots);
    table->mask = SLOTS_FIRST - 1;
    if (table->slots == NULL) {
        free(table);
        return NULL;
    }
    return table;
}

void intern_free(struct intern *table)
{
    if (table == NULL)
        return;
    free(table->hashes);
    free(table->slots);
    free(table);
}

uint32_t intern_count(const struct intern *table)
{
    return table->count;
}

/* Twice the slots. The old ones are freed first: they can be made again from the hashes. */
static bool grow_slots(struct intern *table)
{
    uint64_t slots = (table->mask + 1) * 2;

    free(table->slots);
    table->slots = calloc(slots, sizeof *table->slots);
    if (table->slots == NULL)
        return false;
    table->mask = slots - 1;
    for (uint32_t id = 0; id < table->count; id++) {
        uint64_t slot = table->hashes[id].low & table->mask;
        while (table->slots[slot] != 0)
            slot = (slot + 1) & table->mask;
        table->slots[slot] = id + 1;
    }
    return true;
}

static bool grow_hashes(struct intern *table)
{
    uint64_t room = table->room == 0 ? SLOTS_FIRST : (uint64_t)table->room + table->room / 2;
    struct hash128 *hashes;

    if (room > INTERN_NONE - 1)
        room = INTERN_NONE - 1;
    if (room == table->room)
        return false;
    hashes = realloc(table->hashes, (size_t)room * sizeof *hashes);
    if (hashes == NULL)
        return false;
    table->hashes = hashes;
    table->room = (uint32_t)room;
    return true;
}

static uint32_t intern_hash(struct intern *table, struct hash128 hash)
{
    uint64_t slot;

    if (table->slots == NULL)
        return INTERN_NONE;
    for (slot = hash.low & table->mask; table->slots[slot] != 0; slot = (slot + 1) & table->mask) {
        uint32_t id = table->slots[slot] - 1;
        if (hash128_equal(table->hashes[id], hash))
            return id;
    }
    if (table->count == table->room && !grow_hashes(table))
        return INTERN_NONE;
    table->hashes[table->count] = hash;
    table->slots[slot] = ++table->count;
    if (table->count >= (table->mask + 1) / 8 * 7 && !grow_slots(table))
        return INTERN_NONE;
    return table->count - 1;
}

uint32_t intern_text(struct intern *table, const void *text, size_t length)
{
    return intern_hash(table, hash128(text, length));
}

uint32_t intern_number(struct intern *table, uint64_t number)
{
    unsigned char bytes[8];

    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    return intern_hash(table, hash128(bytes, sizeof bytes));
}
