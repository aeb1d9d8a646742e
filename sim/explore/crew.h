/* crew.h - some threads that do one thing after another together.
 *
 * The caller is one of them, so a crew of one has no threads at all. */
#ifndef SIM_EXPLORE_CREW_H
#define SIM_EXPLORE_CREW_H

#include "sim/base/complaint.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

typedef void crew_task(void *about, unsigned member);

struct crew {
    unsigned members;
    pthread_t *threads;
    unsigned started;
    pthread_barrier_t begin, end;
    crew_task *task;
    void *about;
    bool over;
};

/* The crew must stay where it is. */
bool crew_open(struct crew *crew, unsigned members, struct complaint *complaint);
void crew_close(struct crew *crew);

/* Each member does the task; returns when all have. What one did before, all see after. */
void crew_run(struct crew *crew, crew_task *task, void *about);

#endif
