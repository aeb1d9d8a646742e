/* search.c - depth after depth, batch after batch. */
#include "sim/explore/reduce.h"
#include "sim/explore/search.h"

#include <string.h>
#include <time.h>

int64_t search_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void forget_breaches(struct breach *breaches)
{
    for (unsigned i = 0; i < PROPERTY_COUNT; i++)
        breaches[i].at = UINT64_MAX;
}

/* ---- beginning and end ---- */

static bool open_search(struct search *search, const struct explore_settings *settings,
                        unsigned messages_max, struct complaint *complaint)
{
    memset(search, 0, sizeof *search);
    search->settings = settings;
    search->open = settings->properties;
    if (settings->time_max > 0)
        search->deadline = search_clock() + settings->time_max;
    forget_breaches(search->breaches);
    forget_breaches(search->bounds);
    search->chunks = calloc(BATCH_CHUNKS, sizeof search->chunks[0]);
    search->workers = calloc(settings->jobs, sizeof search->workers[0]);
    if (search->chunks == NULL || search->workers == NULL)
        return complain_machine(complaint, "out of memory");
    if (!space_open(&search->space, settings, complaint)
        || !visited_open(&search->visited, complaint)
        || !crew_open(&search->crew, settings->jobs, complaint))
        return false;
    space_make_room(&search->space, messages_max);
    for (unsigned i = 0; i < settings->jobs; i++)
        worker_open(&search->workers[i], &search->space);
    return true;
}

void search_close(struct search *search)
{
    crew_close(&search->crew);
    if (search->workers != NULL) {
        for (unsigned i = 0; i < search->settings->jobs; i++)
            worker_close(&search->workers[i]);
    }
    free(search->workers);
    for (unsigned i = 0; search->chunks != NULL && i < BATCH_CHUNKS; i++) {
        for (unsigned shard = 0; shard < SHARDS; shard++)
            bytes_free(&search->chunks[i].baskets[shard]);
    }
    free(search->chunks);
    for (unsigned shard = 0; shard < SHARDS; shard++) {
        bytes_free(&search->frontiers[0][shard]);
        bytes_free(&search->frontiers[1][shard]);
    }
    bytes_free(&search->path);
    bytes_free(&search->path_moves);
    visited_close(&search->visited);
    space_close(&search->space);
}

/* ---- a batch ---- */

static void merge(struct breach *into, const struct breach *from, unsigned properties)
{
    for (unsigned i = 0; properties >> i != 0; i++) {
        if ((properties >> i & 1) && from[i].at < into[i].at)
            into[i] = from[i];
    }
}

static void begin_batch(struct search *search)
{
    search->next_chunk = search->next_shard = 0;
    for (unsigned i = 0; i < BATCH_CHUNKS; i++) {
        struct chunk *chunk = &search->chunks[i];
        chunk->transitions = chunk->ends = 0;
        chunk->broken = chunk->bounded = 0;
        chunk->cut = false;
        forget_breaches(chunk->breaches);
        forget_breaches(chunk->bounds);
    }
}

static uint64_t bytes_held(const struct search *search)
{
    uint64_t bytes = visited_bytes(&search->visited) + search->path.used
        + search->path_moves.used;

    for (unsigned shard = 0; shard < SHARDS; shard++)
        bytes += search->frontiers[0][shard].used + search->frontiers[1][shard].used;
    return bytes;
}

static void run_batch(struct search *search)
{
    struct breach broken[PROPERTY_COUNT], bounded[PROPERTY_COUNT];

    forget_breaches(broken);
    forget_breaches(bounded);
    begin_batch(search);
    crew_run(&search->crew, search_expand, search);
    for (unsigned i = 0; i < BATCH_CHUNKS; i++) {
        const struct chunk *chunk = &search->chunks[i];
        search->transitions += chunk->transitions;
        search->ends += chunk->ends;
        search->cut = search->cut || chunk->cut;
        merge(broken, chunk->breaches, chunk->broken);
        merge(bounded, chunk->bounds, chunk->bounded);
    }
    crew_run(&search->crew, search_settle, search);
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        if (!(search->broken >> i & 1) && broken[i].at != UINT64_MAX) {
            search->breaches[i] = broken[i];
            search->broken |= 1u << i;
        }
        if (!(search->bounded >> i & 1) && bounded[i].at != UINT64_MAX) {
            search->bounds[i] = bounded[i];
            search->bounded |= 1u << i;
        }
    }
    search->open &= ~search->broken;
}

/* ---- the search ---- */

static bool has_overflowed(const struct search *search)
{
    for (unsigned i = 0; i < search->settings->jobs; i++) {
        if (search->workers[i].overflow)
            return true;
    }
    return false;
}

bool search_is_over(struct search *search)
{
    const struct explore_settings *settings = search->settings;
    uint64_t bytes = bytes_held(search);

    if (bytes > search->bytes_max)
        search->bytes_max = bytes;
    return has_overflowed(search) || (search->open == 0 && settings->properties != 0)
        || (settings->states_max > 0 && visited_count(&search->visited) > settings->states_max)
        || (settings->bytes_max > 0 && bytes > settings->bytes_max)
        || (search->deadline > 0 && search_clock() > search->deadline);
}

/* All of the present frontier; false where the search ends within. */
static bool run_depth(struct search *search)
{
    uint64_t count;

    search->starts[0] = 0;
    for (unsigned shard = 0; shard < SHARDS; shard++) {
        search->starts[shard + 1] = search->starts[shard]
            + search->frontiers[search->present][shard].used / search_waiting_size(search);
    }
    count = search->starts[SHARDS];
    for (uint64_t from = 0; from < count; from = search->batch_to) {
        search->batch_from = from;
        search->batch_to = from + CHUNK_STATES * BATCH_CHUNKS;
        if (search->batch_to > count)
            search->batch_to = count;
        run_batch(search);
        if (search_is_over(search))
            return false;
    }
    return true;
}

static const struct waiting *add_first(struct search *search)
{
    union state_room room;
    struct hash128 hash;
    struct waiting *waiting;
    struct move move;
    bool added;

    memset(&room, 0, sizeof room);
    state_first(&search->space, &room.state);
    for (unsigned i = 0; i < REDUCE_AT_ONCE_MAX
         && reduce_next(&search->workers[0], &room.state, &move); i++)
        reduce_make(&search->workers[0], &room.state, move, NULL);
    hash = state_settle(&search->space, &room.state, NULL);
    waiting = bytes_add(&search->frontiers[0][visited_shard(hash)], search_waiting_size(search));
    waiting->number = visited_add(&search->visited, hash, VISITED_NONE, &added);
    memcpy(&waiting->state, &room.state, search->space.state_size);
    return waiting;
}

static void search_wide(struct search *search)
{
    while (run_depth(search)) {
        size_t left = 0;
        for (unsigned shard = 0; shard < SHARDS; shard++) {
            search->frontiers[search->present][shard].used = 0;
            left += search->frontiers[!search->present][shard].used;
        }
        search->present = !search->present;
        if (left == 0) {
            search->complete = !search->cut;
            break;
        }
        search->depth++;
    }
}

bool search_run(struct search *search, const struct explore_settings *settings,
                unsigned messages_max, bool *overflow, struct complaint *complaint)
{
    const struct waiting *first;

    *overflow = false;
    if (!open_search(search, settings, messages_max, complaint))
        return false;
    first = add_first(search);
    if (settings->depth_first)
        search_deep(search, first);
    else
        search_wide(search);
    *overflow = has_overflowed(search);
    return true;
}
