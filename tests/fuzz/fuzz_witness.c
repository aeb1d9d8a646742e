/* fuzz_witness.c - any text as a witness: it is refused with a complaint, or its steps break what it
 * says, and can be replayed in the simulator. */
#include "cli/schedule.h"
#include "sim/base/check.h"
#include "sim/replay/replay.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

enum { TEXT_MAX = 16384 };

static void replay(const struct schedule *schedule)
{
    struct complaint complaint = {0};
    struct replay replay;
    bool fine = replay_run(&(struct replay_settings){
        .stack = &schedule->strategy.stack, .bounds = &schedule->settings.bounds,
        .witness = &schedule->made.witness, .property = schedule->property, .seed = 1}, &replay,
        &complaint);

    CHECK(fine && complaint.kind == COMPLAINT_NONE);
    CHECK_THAT(replay.outcome != REPLAY_DIFFERS, "step %u: %s", replay.step, replay.why);
    replay_free(&replay);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct complaint complaint = {0};
    struct json_document *document;
    struct schedule schedule = {.name = NULL};
    struct json_at root;
    bool fine;

    if (length > TEXT_MAX)
        return 0;
    document = json_read_text("witness", (const char *)data, length, &complaint);
    if (document == NULL)
        return 0;
    root = json_root(document);
    fine = schedule_read(&schedule, &root, &complaint);
    CHECK(fine == (complaint.kind == COMPLAINT_NONE));
    if (fine)
        replay(&schedule);
    schedule_free(&schedule);
    json_free(document);
    return 0;
}
