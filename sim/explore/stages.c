/* stages.c - counting jobs, under one lock: a job takes some hundred thousand instructions. */
#include "sim/explore/stages.h"

#include "sim/base/check.h"

void stages_open(struct stages *stages, unsigned batch_chunks, unsigned shards)
{
    *stages = (struct stages){.batch_chunks = batch_chunks, .shards = shards};
    CHECK(pthread_mutex_init(&stages->lock, NULL) == 0);
    CHECK(pthread_cond_init(&stages->change, NULL) == 0);
}

void stages_close(struct stages *stages)
{
    pthread_mutex_destroy(&stages->lock);
    pthread_cond_destroy(&stages->change);
}

void stages_begin(struct stages *stages, uint64_t chunks)
{
    stages->chunks = chunks;
    stages->chunks_taken = stages->batches_over = 0;
    stages->expanded[0] = stages->expanded[1] = 0;
    stages->settling = stages->settled = 0;
    stages->over = chunks == 0;
}

/* How many chunks the first batch that is not over has. */
static uint64_t first_chunks(const struct stages *stages)
{
    uint64_t left = stages->chunks - stages->batches_over * stages->batch_chunks;

    return left < stages->batch_chunks ? left : stages->batch_chunks;
}

static bool can_settle(const struct stages *stages)
{
    return stages->expanded[0] == first_chunks(stages) && stages->settling < stages->shards;
}

static bool can_expand(const struct stages *stages)
{
    return stages->chunks_taken < stages->chunks
        && stages->chunks_taken / stages->batch_chunks <= stages->batches_over + 1;
}

struct job stages_take(struct stages *stages)
{
    struct job job = {.stage = STAGE_OVER};

    pthread_mutex_lock(&stages->lock);
    while (!stages->over && !can_settle(stages) && !can_expand(stages))
        pthread_cond_wait(&stages->change, &stages->lock);
    if (!stages->over && can_settle(stages)) {
        job = (struct job){STAGE_SETTLE, stages->batches_over, stages->settling++};
    } else if (!stages->over) {
        uint64_t chunk = stages->chunks_taken++;
        job = (struct job){STAGE_EXPAND, chunk / stages->batch_chunks,
                           (unsigned)(chunk % stages->batch_chunks)};
    }
    pthread_mutex_unlock(&stages->lock);
    return job;
}

bool stages_done(struct stages *stages, struct job job)
{
    bool last = false;

    pthread_mutex_lock(&stages->lock);
    if (job.stage == STAGE_SETTLE) {
        last = ++stages->settled == stages->shards;
    } else {
        stages->expanded[job.batch - stages->batches_over]++;
        if (can_settle(stages))
            pthread_cond_broadcast(&stages->change);
    }
    pthread_mutex_unlock(&stages->lock);
    return last;
}

void stages_next(struct stages *stages, bool stop)
{
    pthread_mutex_lock(&stages->lock);
    stages->batches_over++;
    stages->expanded[0] = stages->expanded[1];
    stages->expanded[1] = 0;
    stages->settling = stages->settled = 0;
    stages->over = stop || stages->batches_over * stages->batch_chunks >= stages->chunks;
    pthread_cond_broadcast(&stages->change);
    pthread_mutex_unlock(&stages->lock);
}
