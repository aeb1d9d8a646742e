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

void search_forget(struct breach *breaches)
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
    search_forget(search->breaches);
    search_forget(search->bounds);
    stages_open(&search->stages, BATCH_CHUNKS, SHARDS);
    search->batches = calloc(2, sizeof search->batches[0]);
    search->workers = calloc(settings->jobs, sizeof search->workers[0]);
    if (search->batches == NULL || search->workers == NULL)
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
    for (unsigned i = 0; search->batches != NULL && i < 2 * BATCH_CHUNKS; i++) {
        for (unsigned shard = 0; shard < SHARDS; shard++)
            bytes_free(&search->batches[i / BATCH_CHUNKS].chunks[i % BATCH_CHUNKS].baskets[shard]);
    }
    free(search->batches);
    stages_close(&search->stages);
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

static uint64_t bytes_held(const struct search *search)
{
    uint64_t bytes = visited_bytes(&search->visited) + search->path.used
        + search->path_moves.used;

    for (unsigned shard = 0; shard < SHARDS; shard++)
        bytes += search->frontiers[0][shard].used + search->frontiers[1][shard].used;
    return bytes;
}

/* What the batch has found counts from now on. */
static void account(struct search *search, uint64_t batch)
{
    const struct chunk *chunks = search->batches[batch % 2].chunks;
    unsigned broken = 0, bounded = 0;

    for (unsigned i = 0; i < search_chunks(search, batch); i++) {
        const struct chunk *chunk = &chunks[i];
        search->transitions += chunk->transitions;
        search->ends += chunk->ends;
        search->cut = search->cut || chunk->cut;
        search->overflow = search->overflow || chunk->overflow;
        merge(search->breaches, chunk->breaches, chunk->broken & ~search->broken);
        merge(search->bounds, chunk->bounds, chunk->bounded & ~search->bounded);
        broken |= chunk->broken;
        bounded |= chunk->bounded;
    }
    search->broken |= broken;
    search->bounded |= bounded;
    search->open &= ~search->broken;
}

/* ---- the search ---- */

bool search_is_over(struct search *search)
{
    const struct explore_settings *settings = search->settings;
    uint64_t bytes = bytes_held(search);

    if (bytes > search->bytes_max)
        search->bytes_max = bytes;
    return search->overflow || (search->open == 0 && settings->properties != 0)
        || (settings->states_max > 0 && visited_count(&search->visited) > settings->states_max)
        || (settings->bytes_max > 0 && bytes > settings->bytes_max)
        || (search->deadline > 0 && search_clock() > search->deadline);
}

/* What each member of the crew does until the frontier is through, or the search over. */
static void work(void *about, unsigned member)
{
    struct search *search = about;
    struct job job;

    while ((job = stages_take(&search->stages)).stage != STAGE_OVER) {
        if (job.stage == STAGE_EXPAND)
            search_expand(search, member, job);
        else
            search_settle(search, job);
        if (stages_done(&search->stages, job)) {
            account(search, job.batch);
            search->over = search_is_over(search);
            stages_next(&search->stages, search->over);
        }
    }
}

/* All of the present frontier; false where the search ends within. */
static bool run_depth(struct search *search)
{
    search->starts[0] = 0;
    for (unsigned shard = 0; shard < SHARDS; shard++) {
        search->starts[shard + 1] = search->starts[shard]
            + search->frontiers[search->present][shard].used / search_waiting_size(search);
    }
    stages_begin(&search->stages, (search->starts[SHARDS] + CHUNK_STATES - 1) / CHUNK_STATES);
    crew_run(&search->crew, work, search);
    return !search->over;
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
    *overflow = search->overflow;
    return true;
}
