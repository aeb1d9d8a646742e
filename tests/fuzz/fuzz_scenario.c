/* fuzz_scenario.c - any text as a scenario: it is refused with a complaint, or it has strategies
 * and a workload that hands out requests in order.
 *
 * The text is a file in memory, since scenarios are read from files. Texts that name a file of
 * their own are passed over: fuzzing must not open whatever it comes upon (traces have a target of
 * their own). */
#include "cli/scenario.h"
#include "sim/base/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

enum { TEXT_MAX = 16384, REQUESTS = 200 };

static void draw(const struct scenario *scenario)
{
    struct complaint complaint = {0};
    struct source *source =
        scenario->workload->open(scenario->workload, scenario->seed, &complaint);
    struct request requests[REQUESTS];
    size_t count;

    CHECK((source == NULL) == (complaint.kind != COMPLAINT_NONE));
    if (source == NULL)
        return;
    count = source->next(source, requests, REQUESTS, &complaint);
    CHECK(count <= REQUESTS);
    for (size_t i = 0; i < count; i++) {
        CHECK(requests[i].row < source->rows && requests[i].node < source->nodes);
        CHECK(requests[i].at >= (i > 0 ? requests[i - 1].at : 0));
        CHECK(requests[i].client == 0 || source->sessions);
    }
    source->close(source);
}

static void read_scenario(const char *path)
{
    struct scenario *scenario = calloc(1, sizeof *scenario);
    struct complaint complaint = {0};
    bool fine;

    if (scenario == NULL)
        return;
    fine = scenario_read(scenario, path, NULL, &complaint);
    CHECK(fine == (complaint.kind == COMPLAINT_NONE));
    if (fine) {
        CHECK(scenario->strategy_count >= 2);
        for (unsigned i = 0; i < scenario->strategy_count; i++)
            CHECK(scenario->strategies[i].text != NULL && scenario->strategies[i].name != NULL);
        draw(scenario);
    }
    scenario_free(scenario);
    free(scenario);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    char path[64];
    int file;

    if (length > TEXT_MAX || memmem(data, length, "file", 4) != NULL
        || memchr(data, '\\', length) != NULL)
        return 0;
    file = memfd_create("scenario", 0);
    CHECK(file >= 0 && write(file, data, length) == (ssize_t)length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    read_scenario(path);
    close(file);
    return 0;
}
