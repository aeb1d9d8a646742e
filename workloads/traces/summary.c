/* summary.c - counting what is in a trace: 32 bytes a key, whatever the number of rows. */
#include "workloads/traces/summary.h"

#include <stdlib.h>
#include <string.h>

struct summary_key {
    int64_t changed_at;
    uint32_t reads, changes;
    uint32_t client;           /* the first that was named */
    bool shared;
    bool unread;               /* changed since its last read, if any */
};

struct summary *summary_new(struct complaint *complaint)
{
    struct summary *s = calloc(1, sizeof *s);

    if (s == NULL)
        complain_machine(complaint, "no memory for the statistics of a trace");
    else
        s->times_exact = true;
    return s;
}

void summary_free(struct summary *s)
{
    if (s == NULL)
        return;
    tally_free(&s->sizes);
    tally_free(&s->ttls);
    tally_free(&s->seen);
    free(s->by_key);
    free(s);
}

static struct summary_key *key_of(struct summary *s, uint32_t key)
{
    if (key >= s->room) {
        uint64_t room = (uint64_t)key + key / 2 + 1024;
        struct summary_key *keys = realloc(s->by_key, room * sizeof *keys);
        if (keys == NULL)
            return NULL;
        memset(keys + s->room, 0, (room - s->room) * sizeof *keys);
        s->by_key = keys;
        s->room = (uint32_t)room;
    }
    return &s->by_key[key];
}

/* Different times: while they rise, it is enough to count the steps. What was seen is remembered in
 * case they do not, up to a number that fits into memory. */
static bool add_time(struct summary *s, int64_t at)
{
    bool known = s->seen.used < SUMMARY_TIMES_MAX && s->times == s->seen.used;

    if (s->rows > 0 && at == s->before)
        return true;
    if (s->rows > 0 && at < s->before) {
        s->backwards++;
        if (s->before - at > s->backwards_max)
            s->backwards_max = s->before - at;
    }
    if (known) {
        if (!tally_add(&s->seen, (uint64_t)at))
            return false;
        s->times = s->seen.used;
    } else if (s->rows == 0 || at > s->last) {
        s->times++;
    } else {
        s->times_exact = false;
    }
    return true;
}

static void add_key(struct summary *s, struct summary_key *key, const struct trace_record *record)
{
    bool changed = key->changes > 0 && record->at >= key->changed_at;

    if (record->client != 0) {
        key->shared = key->shared || (key->client != 0 && key->client != record->client);
        if (key->client == 0)
            key->client = record->client;
    }
    if (trace_op_reads(record->op)) {
        s->reads_after_change += key->unread && key->reads > 0;
        key->reads++;
        key->unread = false;
        if (changed)
            histogram_add(&s->read_age, record->at - key->changed_at);
        return;
    }
    if (changed)
        histogram_add(&s->change_gap, record->at - key->changed_at);
    key->changes++;
    key->changed_at = record->at;
    key->unread = true;
}

bool summary_add(struct summary *s, const struct trace_record *record, uint32_t repeat,
                 struct complaint *complaint)
{
    struct summary_key *key = key_of(s, record->key);

    if (key == NULL || !add_time(s, record->at)
        || (record->size > 0 && !tally_add(&s->sizes, record->size))
        || (record->ttl > 0 && !tally_add(&s->ttls, record->ttl)))
        return complain_machine(complaint, "no memory for the statistics of %u keys", s->room);
    add_key(s, key, record);
    if (s->rows == 0 || record->at < s->first)
        s->first = record->at;
    if (s->rows == 0 || record->at > s->last)
        s->last = record->at;
    s->before = record->at;
    s->rows++;
    s->requests += repeat;
    s->ops[record->op]++;
    if (record->client > s->clients)
        s->clients = record->client;
    return true;
}

static void add_top(struct summary *s, uint64_t count)
{
    for (int i = 0; i < SUMMARY_TOP; i++) {
        if (count > s->top[i]) {
            uint64_t pushed = s->top[i];
            s->top[i] = count;
            count = pushed;
        }
    }
}

void summary_finish(struct summary *s)
{
    for (uint32_t i = 0; i < s->room; i++) {
        const struct summary_key *key = &s->by_key[i];
        uint64_t count = (uint64_t)key->reads + key->changes;
        s->keys += count > 0;
        s->singletons += count == 1;
        s->both += key->reads > 0 && key->changes > 0;
        s->shared += key->shared;
        add_top(s, count);
    }
    tally_sort(&s->sizes);
    tally_sort(&s->ttls);
}
