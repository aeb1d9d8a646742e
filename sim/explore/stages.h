/* stages.h - who does what next, while the batches of a depth go through their two stages.
 *
 *      batch 0   expand --> settle
 *      batch 1              expand --> settle
 *      batch 2                         expand --> settle
 *
 * A stage is cut into jobs (expand: chunks, settle: shards), which the members of a crew take one by
 * one. A batch settles when all of it is expanded and the one before has been accounted for;
 * meanwhile the next one expands. So nobody waits for a member that the machine has stopped, before
 * all that can be done without it is done. */
#ifndef SIM_EXPLORE_STAGES_H
#define SIM_EXPLORE_STAGES_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum stage { STAGE_OVER, STAGE_EXPAND, STAGE_SETTLE };

struct job {
    enum stage stage;          /* STAGE_OVER: there is nothing more to do */
    uint64_t batch;
    unsigned part;             /* which chunk of it, or which shard */
};

struct stages {
    pthread_mutex_t lock;
    pthread_cond_t change;
    unsigned batch_chunks, shards;         /* parts that a batch has in either stage: at most */
    uint64_t chunks;           /* of this depth */
    uint64_t chunks_taken, batches_over;
    unsigned expanded[2];      /* parts done of the first batch that is not over, and of the next; */
    unsigned settling, settled;            /* of the first: shards taken, and done */
    bool over;
};

void stages_open(struct stages *stages, unsigned batch_chunks, unsigned shards);
void stages_close(struct stages *stages);

/* Begins a depth of so many chunks. By one thread, as the two above. */
void stages_begin(struct stages *stages, uint64_t chunks);

/* The next job; waits until there is one. Of those that can be done now, settling goes first. */
struct job stages_take(struct stages *stages);

/* It is done. True: and with it all of its batch, for which this member now accounts before it calls
 * stages_next; until then nothing settles. */
bool stages_done(struct stages *stages, struct job job);

/* `stop`: nothing more is to be taken, and what is being expanded counts for nothing. */
void stages_next(struct stages *stages, bool stop);

#endif
