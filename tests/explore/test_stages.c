/* test_stages.c - threads share out jobs: each once, in an order that the stages allow. */
#include "sim/explore/crew.h"
#include "sim/explore/stages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BATCH_CHUNKS = 3, SHARDS = 5, CHUNKS_MAX = 40, BATCHES_MAX = 14, MEMBERS = 3 };

/* What has happened, in the order in which it did. */
struct depth {
    struct stages stages;
    pthread_mutex_t lock;
    uint64_t chunks, stop_after;           /* batches; UINT64_MAX: never */
    unsigned taken[CHUNKS_MAX], expanded[BATCHES_MAX], settled[BATCHES_MAX], shard[BATCHES_MAX];
    uint64_t over;                         /* batches accounted for */
    unsigned wrong;
};

static unsigned chunks_of(const struct depth *depth, uint64_t batch)
{
    uint64_t left = depth->chunks - batch * BATCH_CHUNKS;

    return left < BATCH_CHUNKS ? (unsigned)left : BATCH_CHUNKS;
}

static void look_at(struct depth *depth, struct job job)
{
    if (job.stage == STAGE_EXPAND) {
        depth->wrong += job.batch > depth->over + 1;
        depth->wrong += depth->taken[job.batch * BATCH_CHUNKS + job.part]++ != 0;
    } else {
        depth->wrong += job.batch != depth->over;
        depth->wrong += depth->expanded[job.batch] != chunks_of(depth, job.batch);
        depth->wrong += (depth->shard[job.batch] >> job.part & 1) != 0;
        depth->shard[job.batch] |= 1u << job.part;
    }
}

static void work(void *about, unsigned member)
{
    struct depth *depth = about;
    struct job job;

    (void)member;
    while ((job = stages_take(&depth->stages)).stage != STAGE_OVER) {
        pthread_mutex_lock(&depth->lock);
        look_at(depth, job);
        pthread_mutex_unlock(&depth->lock);
        for (volatile unsigned i = 0; i < 997u * (job.part % 3); i++) { }
        pthread_mutex_lock(&depth->lock);
        if (job.stage == STAGE_EXPAND)
            depth->expanded[job.batch]++;
        else
            depth->settled[job.batch]++;
        pthread_mutex_unlock(&depth->lock);
        if (stages_done(&depth->stages, job)) {
            pthread_mutex_lock(&depth->lock);
            depth->wrong += depth->settled[job.batch] != SHARDS;
            depth->over++;
            pthread_mutex_unlock(&depth->lock);
            stages_next(&depth->stages, depth->over == depth->stop_after);
        }
    }
}

static void check_depth(struct crew *crew, struct depth *depth, uint64_t chunks, uint64_t stop_after)
{
    uint64_t batches = (chunks + BATCH_CHUNKS - 1) / BATCH_CHUNKS;

    memset(depth->taken, 0, sizeof depth->taken);
    memset(depth->expanded, 0, sizeof depth->expanded);
    memset(depth->settled, 0, sizeof depth->settled);
    memset(depth->shard, 0, sizeof depth->shard);
    depth->chunks = chunks;
    depth->stop_after = stop_after;
    depth->over = 0;
    stages_begin(&depth->stages, chunks);
    crew_run(crew, work, depth);
    assert_int_equal(depth->wrong, 0);
    assert_int_equal(depth->over, stop_after < batches ? stop_after : batches);
    for (uint64_t i = 0; i < (stop_after < batches ? 0 : chunks); i++)
        assert_int_equal(depth->taken[i], 1);
}

static void test_each_job_once_and_in_order(void **state)
{
    static struct depth depth;

    (void)state;
    assert_int_equal(pthread_mutex_init(&depth.lock, NULL), 0);
    stages_open(&depth.stages, BATCH_CHUNKS, SHARDS);
    for (unsigned members = 1; members <= MEMBERS; members++) {
        struct complaint complaint = {0};
        struct crew crew;
        assert_true(crew_open(&crew, members, &complaint));
        for (uint64_t chunks = 0; chunks <= CHUNKS_MAX; chunks++)
            check_depth(&crew, &depth, chunks, UINT64_MAX);
        for (uint64_t stop_after = 1; stop_after < BATCHES_MAX; stop_after++)
            check_depth(&crew, &depth, CHUNKS_MAX, stop_after);
        crew_close(&crew);
    }
    stages_close(&depth.stages);
    pthread_mutex_destroy(&depth.lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_job_once_and_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
