/* crew.c - two barriers around each task. */
#include "sim/explore/crew.h"

#include "sim/base/check.h"

#include <stdlib.h>

struct recruit {
    struct crew *crew;
    unsigned member;
};

static void *serve(void *argument)
{
    struct recruit *recruit = argument;
    struct crew *crew = recruit->crew;
    unsigned member = recruit->member;

    free(recruit);
    for (;;) {
        pthread_barrier_wait(&crew->begin);
        if (crew->over)
            return NULL;
        crew->task(crew->about, member);
        pthread_barrier_wait(&crew->end);
    }
}

/* A barrier waits for all members, so a crew that cannot be complete has a single member. */
bool crew_open(struct crew *crew, unsigned members, struct complaint *complaint)
{
    CHECK(members > 0);
    *crew = (struct crew){.members = members};
    if (members == 1)
        return true;
    crew->threads = calloc(members, sizeof crew->threads[0]);
    if (crew->threads == NULL)
        return complain_machine(complaint, "out of memory");
    CHECK(pthread_barrier_init(&crew->begin, NULL, members) == 0);
    CHECK(pthread_barrier_init(&crew->end, NULL, members) == 0);
    for (unsigned i = 1; i < members; i++) {
        struct recruit *recruit = malloc(sizeof *recruit);
        if (recruit != NULL)
            *recruit = (struct recruit){crew, i};
        if (recruit == NULL || pthread_create(&crew->threads[i], NULL, serve, recruit) != 0) {
            free(recruit);
            for (; crew->started > 0; crew->started--) {
                pthread_cancel(crew->threads[crew->started]);
                pthread_join(crew->threads[crew->started], NULL);
            }
            crew->members = 1;
            free(crew->threads);
            crew->threads = NULL;
            return complain_machine(complaint, "cannot start %u threads", members);
        }
        crew->started++;
    }
    return true;
}

void crew_close(struct crew *crew)
{
    if (crew->threads == NULL)
        return;
    crew->over = true;
    pthread_barrier_wait(&crew->begin);
    for (unsigned i = 1; i < crew->members; i++)
        pthread_join(crew->threads[i], NULL);
    pthread_barrier_destroy(&crew->begin);
    pthread_barrier_destroy(&crew->end);
    free(crew->threads);
    crew->threads = NULL;
}

void crew_run(struct crew *crew, crew_task *task, void *about)
{
    if (crew->threads == NULL) {
        task(about, 0);
        return;
    }
    crew->task = task;
    crew->about = about;
    pthread_barrier_wait(&crew->begin);
    task(about, 0);
    pthread_barrier_wait(&crew->end);
}
