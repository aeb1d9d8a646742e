/* generate.c - from a scenario's workload to a trace file. */
#include "workloads/traces/generate.h"

#include "sim/base/units.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 1024, SEED_PRESET = 1 };
#define DURATION_PRESET (600 * UNITS_SECOND)     /* of a scenario that has none */

static bool write_requests(struct source *source, int64_t until, struct store_writer *writer,
                           struct store_header *header, struct complaint *complaint)
{
    struct request batch[BATCH];
    size_t count;

    while ((count = source->next(source, batch, BATCH, complaint)) > 0) {
        for (size_t i = 0; i < count; i++) {
            const struct request *r = &batch[i];
            if (r->at >= until)
                return true;
            struct trace_record record = {
                .at = r->at,
                .key = r->row,
                .client = r->client,
                .size = r->bytes,
                .node = r->node,
                .op = r->kind == OP_READ ? TRACE_GET : TRACE_SET,
                .road = r->road,
                .flags = (uint8_t)r->flags,    /* None of a page: generators set none. */
            };
            if (record.client > header->clients)
                header->clients = record.client;
            if (!store_writer_add(writer, &record, complaint))
                return false;
        }
    }
    return complaint->kind == COMPLAINT_NONE;
}

bool generate_from_workload(const struct workload *workload, uint64_t seed, int64_t until,
                            const char *to, bool compress, struct store_header *header,
                            struct complaint *complaint)
{
    struct source *source = workload->open(workload, seed, complaint);
    struct store_writer *writer =
        source == NULL ? NULL : store_writer_open(to, compress, complaint);
    bool good = false;

    if (writer != NULL) {
        *header = (struct store_header){
            .keys = source->rows,
            .nodes = source->nodes,
            .end = source->end < until ? source->end : until,
        };
        good = write_requests(source, until, writer, header, complaint);
        if (good)
            good = store_writer_finish(writer, header, complaint);
        else
            store_writer_abandon(writer);
    }
    if (source != NULL)
        source->close(source);
    return good;
}

/* An option, else the scenario's member, as text. */
static bool text_of(const char *option, const struct json_at *root, const char *name, char *to,
                    size_t size, bool *found, struct complaint *complaint)
{
    struct json_at at;

    *found = true;
    if (option != NULL) {
        if (strlen(option) >= size)
            return complain(complaint, "--%s: found \"%s\", which is too long", name, option);
        strcpy(to, option);
        return true;
    }
    *found = json_member(root, name, &at);
    return !*found || json_scalar_text(&at, to, size)
        || json_complain_found(complaint, &at, "a number or a text");
}

static bool read_number(const char *text, uint64_t *number)
{
    char *end;

    errno = 0;
    *number = strtoull(text, &end, 10);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
}

static bool generate_from_scenario(const struct generate_settings *settings,
                                   const struct json_at *root, const char *folder,
                                   struct store_header *header, struct complaint *complaint)
{
    char duration[64], seed_text[64];
    struct workload *workload;
    struct json_at at;
    uint64_t seed = SEED_PRESET;
    int64_t ns = 0;
    bool found, good;

    if (!json_expect(root, JSON_OBJECT, complaint)
        || !text_of(settings->seed, root, "seed", seed_text, sizeof seed_text, &found, complaint))
        return false;
    if (found && !read_number(seed_text, &seed))
        return complain(complaint, "seed: found \"%s\"; allowed: a whole number below 2^64",
                        seed_text);
    if (!text_of(settings->duration, root, "duration", duration, sizeof duration, &found,
                 complaint))
        return false;
    if (found && (!units_parse_duration(duration, &ns) || ns <= 0))
        return complain(complaint, "duration: found \"%s\"; allowed: %s", duration,
                        UNITS_DURATION_SAYS);
    if (!json_member(root, "workload", &at))
        return complain(complaint, "%s: has no \"workload\"", settings->scenario);
    workload = settings->workload_from_json(&at, folder, found ? ns : DURATION_PRESET,
                                            complaint);
    if (workload == NULL)
        return false;
    good = generate_from_workload(workload, seed, found ? ns : INT64_MAX, settings->to,
                                  settings->compress, header, complaint);
    workload->close(workload);
    return good;
}

bool generate_trace(const struct generate_settings *settings, struct store_header *header,
                    struct complaint *complaint)
{
    struct json_document *document = json_read_file(settings->scenario, complaint);
    const char *slash = strrchr(settings->scenario, '/');
    char *folder = slash == NULL
                       ? strdup(".")
                       : strndup(settings->scenario, (size_t)(slash - settings->scenario) + 1);
    struct json_at root;
    bool good = false;

    if (folder == NULL) {
        complain_machine(complaint, "no memory to read %s", settings->scenario);
    } else if (document != NULL) {
        root = json_root(document);
        good = generate_from_scenario(settings, &root, folder, header, complaint);
    }
    free(folder);
    json_free(document);
    return good;
}
