/* explore_matrix.c - exploring the guarantee matrix, and writing it. */
#include "cli/explore_matrix.h"

#include "cli/command.h"
#include "reports/witness/witness.h"
#include "sim/base/outfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the worlds, in the order in which they are tried ---- */

enum { WORLD_PLAIN, WORLD_CROWD, WORLD_MORE, WORLD_FAULT, WORLD_BULK = WORLD_FAULT + FAULT_KINDS,
       WORLD_RAW, WORLD_OWN, WORLD_PAGE, WORLD_ALL, WORLDS };

static const struct {
    const char *name, *brief, *says;
} worlds[WORLDS] = {
    {"plain", "plain", "nothing fails"},
    {"crowd", "crowd", "nothing fails, and there is one reader more"},
    {"more", "more", "nothing fails, and each writer writes once more"},
    {"lost", "lost", "a request to the cache, or a message, is lost"},
    {"duplicated", "dupl", "a message comes twice"},
    {"expiry", "expir", "something that has a time to live expires"},
    {"eviction", "evict", "the cache evicts an entry or a counter"},
    {"restart", "rest", "the cache restarts, and is empty"},
    {"crash", "crash", "a client crashes between two steps"},
    {"rollback", "roll", "a transaction is rolled back"},
    {"tick", "tick", "the clock goes on by a tick"},
    {"bulk", "bulk", "writes also by a bulk update, which fires no signal"},
    {"raw", "raw", "writes also by raw SQL, of which no layer hears"},
    {"own", "own", "writers read their row inside the transaction"},
    {"page", "page", "the row is a page: two halves, read one after the other"},
    {"all", "all", "all of these at once, with one reader and one writer"},
};

static void make_world(struct explore_bounds *bounds, unsigned world)
{
    memset(bounds->faults, 0, sizeof bounds->faults);
    bounds->roads = 1u << ROAD_SAVE;
    bounds->read_own = world == WORLD_OWN || world == WORLD_ALL;
    if (world == WORLD_CROWD) {
        bounds->readers += bounds->readers + bounds->writers < EXPLORE_CLIENTS_MAX;
        bounds->read_after = false;        /* or there would be too many orders */
    }
    if (world == WORLD_MORE)
        bounds->writes += (bounds->writes + 1) * bounds->writers <= EXPLORE_VERSIONS_MAX;
    if (world >= WORLD_FAULT && world < WORLD_BULK)
        bounds->faults[world - WORLD_FAULT] = 1;
    if (world == WORLD_BULK || world == WORLD_ALL)
        bounds->roads |= 1u << ROAD_BULK;
    if (world == WORLD_RAW || world == WORLD_ALL)
        bounds->roads |= 1u << ROAD_RAW;
    bounds->pages = world == WORLD_PAGE ? bounds->rows : 0;
    if (world != WORLD_ALL)
        return;
    for (unsigned i = 0; i < FAULT_KINDS; i++)
        bounds->faults[i] = 1;
    bounds->readers = bounds->readers > 1 ? 1 : bounds->readers;
    bounds->writers = bounds->writers > 1 ? 1 : bounds->writers;
    bounds->read_after = false;
}

void matrix_clients(struct explore_plan *plan)
{
    struct complaint none = {0};

    plan_set(plan, "--matrix", "bounds", "medium", &none);
    plan->settings.bounds.readers = 1;
    plan->settings.bounds.read_after = true;
}

bool matrix_only(struct matrix_job *job, const char *world, struct complaint *complaint)
{
    const char *meant;

    for (unsigned i = 0; i < WORLDS; i++) {
        if (strcmp(worlds[i].name, world) == 0) {
            job->only |= 1u << i;
            return true;
        }
    }
    meant = complaint_did_you_mean(world, worlds, WORLDS, sizeof worlds[0]);
    if (meant != NULL)
        return complain(complaint, "--world: found no world \"%.60s\"; did you mean \"%s\"?", world,
                        meant);
    struct text all = {0};
    for (unsigned i = 0; i < WORLDS; i++)
        text_format(&all, "%s%s", i > 0 ? ", " : "", worlds[i].name);
    complain(complaint, "--world: found no world \"%.60s\"; expected one of: %s", world,
             all.bytes == NULL ? "" : all.bytes);
    text_free(&all);
    return false;
}

/* ---- exploring ---- */

static bool is_taken(const struct matrix_job *job, const char *name)
{
    for (unsigned row = 0; row < job->matrix.row_count; row++) {
        if (strcmp(job->rows[row].name, name) == 0)
            return true;
    }
    return false;
}

static bool add_row(struct matrix_job *job, const char *name, const char *says,
                    struct complaint *complaint)
{
    struct matrix_row *rows =
        realloc(job->rows, (job->matrix.row_count + 1) * sizeof *rows);

    if (rows == NULL)
        return complain_machine(complaint, "out of memory");
    job->rows = rows;
    rows[job->matrix.row_count++] = (struct matrix_row){.name = name, .says = says};
    return true;
}

/* Says how far it is, on a line that the next one overwrites. */
static void show_progress(const struct matrix_job *job, const char *name)
{
    struct text line = {0};

    if (!job->progress)
        return;
    text_format(&line, "\r\033[K%u cells; %.40s", job->explored.count, name);
    fputs(line.bytes == NULL ? "" : line.bytes, stderr);
    text_free(&line);
}

bool matrix_explore(struct matrix_job *job, const struct explore_plan *plan, const char *name,
                    const char *says, const char *text, const struct stack *stack,
                    struct complaint *complaint)
{
    const char *owned = NULL;

    if (job->matrix.row_count == 0) {
        job->base = plan->settings.bounds;
        job->matrix.properties = plan->settings.properties;
    } else if (memcmp(&job->base, &plan->settings.bounds, sizeof job->base) != 0)
        return complain(complaint, "--matrix: found scenarios with different bounds of a search; "
                        "expected the same, or those bounds as options");
    if (is_taken(job, name))
        return complain(complaint, "--matrix: found two strategies called \"%.60s\"; expected "
                        "different names", name);
    for (unsigned i = 0; i < WORLDS; i++) {
        struct explore_plan world = *plan;
        if (job->only != 0 && !(job->only >> i & 1))
            continue;
        make_world(&world.settings.bounds, i);
        if (explore_missing(&world.settings.bounds, PROPERTY_READ_YOUR_WRITES) != NULL)
            world.settings.properties &= ~(1u << PROPERTY_READ_YOUR_WRITES);
        show_progress(job, worlds[i].name);
        if (!explored_add(&job->explored, &world, name, text, stack, complaint))
            return false;
        owned = explored_told(&job->explored, job->explored.count - 1)->strategy;
    }
    return add_row(job, owned, says, complaint);
}

/* The worlds that were explored. */
static void list_worlds(struct matrix_job *job)
{
    unsigned count = 0;

    for (unsigned i = 0; i < WORLDS; i++) {
        if (job->only != 0 && !(job->only >> i & 1))
            continue;
        job->worlds[count++] = (struct matrix_world){
            .name = worlds[i].name, .brief = worlds[i].brief, .says = worlds[i].says};
    }
    job->matrix.worlds = job->worlds;
    job->matrix.world_count = count;
}

/* What some world has been asked for: of a torn page, say, only where there are pages. */
static unsigned asked(const struct exploration *cells, unsigned count)
{
    unsigned properties = 0;

    for (unsigned i = 0; i < count; i++) {
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            if (cells[i].result->properties[p].verdict != VERDICT_NOT_ASKED)
                properties |= 1u << p;
        }
    }
    return properties;
}

bool matrix_finish(struct matrix_job *job, struct complaint *complaint)
{
    struct explored *explored = &job->explored;

    if (job->progress)
        fputs("\r\033[K", stderr);
    list_worlds(job);
    job->cells = calloc(explored->count + 1, sizeof *job->cells);
    if (job->cells == NULL)
        return complain_machine(complaint, "out of memory");
    for (unsigned i = 0; i < explored->count; i++)
        job->cells[i] = *explored_told(explored, i);
    job->matrix.rows = job->rows;
    job->matrix.cells = job->cells;
    job->matrix.properties &= asked(job->cells, explored->count);
    if (job->matrix.properties == 0)
        return complain(complaint, "--property: found none that can be asked in these worlds; "
                        "no-torn-aggregate needs --world page");
    return true;
}

/* ---- telling ---- */

bool matrix_print(const struct matrix_job *job, enum explore_form form, bool quiet,
                  struct complaint *complaint)
{
    struct text text = {0};

    if (form == EXPLORE_JSON)
        matrix_json(&text, &job->matrix);
    else if (form == EXPLORE_MARKDOWN)
        matrix_markdown(&text, &job->matrix);
    else
        matrix_text(&text, &job->matrix, quiet, command_shows_colour());
    return text_write(&text, "-", complaint);
}

static bool write_witnesses(const struct matrix *matrix, const char *folder,
                            struct complaint *complaint)
{
    for (unsigned row = 0; row < matrix->row_count; row++) {
        for (unsigned world = 0; world < matrix->world_count; world++) {
            for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
                char name[MATRIX_NAME_BYTES];
                struct account account;
                unsigned first;
                if (!matrix_witness(matrix, row, world, p, &first, &account) || first != world)
                    continue;
                matrix_file_name(name, sizeof name, matrix, row, world, p);
                if (!explored_write_witness(&account, folder, name, complaint))
                    return false;
            }
        }
    }
    return true;
}

/* Of the witnesses that are written. */
static bool find_keepers(struct matrix_job *job, struct complaint *complaint)
{
    for (unsigned i = 0; i < job->explored.count; i++) {
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            unsigned count = job->matrix.world_count, first;
            struct account account;
            if (!matrix_witness(&job->matrix, i / count, i % count, p, &first, &account)
                || first != i % count)
                continue;
            if (!explored_find_keepers(&job->explored, i, (enum property)p, complaint))
                return false;
            job->cells[i].keepers[p] = explored_told(&job->explored, i)->keepers[p];
        }
    }
    return true;
}

bool matrix_write(struct matrix_job *job, const char *folder, struct complaint *complaint)
{
    struct text json = {0}, markdown = {0}, page = {0}, witnesses = {0};
    bool written;

    if (!outfile_make_folder(folder, complaint) || !find_keepers(job, complaint))
        return false;
    matrix_json(&json, &job->matrix);
    matrix_markdown(&markdown, &job->matrix);
    matrix_html(&page, &job->matrix);
    written = explored_write_file(&json, folder, "matrix", ".json", complaint);
    written = explored_write_file(&markdown, folder, "matrix", ".md", complaint) && written;
    written = explored_write_file(&page, folder, "matrix", ".html", complaint) && written;
    text_format(&witnesses, "%s/witnesses", folder);
    if (written && witnesses.failed)
        written = complain_machine(complaint, "out of memory");
    written = written && outfile_make_folder(witnesses.bytes, complaint)
        && write_witnesses(&job->matrix, witnesses.bytes, complaint);
    text_free(&witnesses);
    return written;
}

void matrix_free(struct matrix_job *job)
{
    explored_free(&job->explored);
    free(job->rows);
    free(job->cells);
}
