/* test_trace_workload.c - a trace replayed as a scenario asks for it: what operations mean, speed,
 * nodes, and writes laid over it. */
#include "workloads/traces/generate.h"
#include "workloads/traces/trace_workload.h"

#include "sim/base/units.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { DUMP_BYTES = 2048, BIG_ROWS = 20000 };

static struct complaint complaint;
static char folder[256], file[300];

static struct workload *open_workload(const char *settings)
{
    struct json_document *document;
    struct workload *workload;
    struct json_at root;

    complaint = (struct complaint){0};
    document = json_read_text("s", settings, strlen(settings), &complaint);
    assert_non_null(document);
    root = json_root(document);
    workload = trace_workload(&root, folder, &complaint);
    json_free(document);
    return workload;
}

static void write_file(const char *text)
{
    FILE *to = fopen(file, "w");

    assert_non_null(to);
    fputs(text, to);
    fclose(to);
}

/* Each request as "milliseconds KIND row node", in batches of `batch`; or the complaint. */
static void dump(const char *settings, size_t batch, char *to)
{
    struct workload *workload = open_workload(settings);
    struct request requests[64];
    struct source *source;
    size_t count;

    to[0] = '\0';
    if (workload == NULL) {
        snprintf(to, DUMP_BYTES, "%s", complaint.text);
        return;
    }
    source = workload->open(workload, 1, &complaint);
    assert_non_null(source);
    while ((count = source->next(source, requests, batch, &complaint)) > 0) {
        for (size_t i = 0; i < count; i++)
            snprintf(to + strlen(to), DUMP_BYTES - strlen(to), "%" PRId64 "%c%u@%u ",
                     requests[i].at / 1000000, requests[i].kind == OP_READ ? 'r' : 'w',
                     requests[i].row, requests[i].node);
    }
    snprintf(to + strlen(to), DUMP_BYTES - strlen(to), "rows %u nodes %u end %" PRId64 "%s",
             source->rows, source->nodes, source->end / 1000000, source->sessions ? " s" : "");
    source->close(source);
    workload->close(workload);
}

static const char ops_trace[] =
    "time,client,op,key,size\n0.1,a,get,1,5\n0.2,b,gets,2,5\n0.3,c,get_lease,3,5\n0.4,d,set,1,5\n"
    "0.5,e,add,1,5\n0.6,a,set_lease,1,5\n0.7,a,replace,1,5\n0.8,a,cas,1,5\n0.9,a,append,1,5\n"
    "1.0,a,prepend,1,5\n1.1,a,delete,1,5\n1.2,a,incr,1,5\n1.3,a,decr,1,5\n";

static const struct {
    const char *settings, *expected;
} rows[] = {
    {"{\"file\": \"t\"}",
     "0r0@1 100r1@2 200r2@3 300w0@0 600w0@1 700w0@1 800w0@1 900w0@1 1000w0@1 1100w0@1 1200w0@1 "
     "rows 3 nodes 4 end 1200 s"},
    {"{\"file\": \"t\", \"speed\": 2, \"nodes\": 1, \"ops\": {\"set\": \"fill\", \"add\": \"read\","
     " \"cas\": \"ignore\", \"append\": \"ignore\", \"get\": \"write\"}}",
     "0w0@0 50r1@0 100r2@0 200r0@0 300w0@0 450w0@0 500w0@0 550w0@0 600w0@0 "
     "rows 3 nodes 1 end 600 s"},
    {"{\"file\": \"t\", \"speed\": 0.5, \"writes\": {\"per-read\": 1}}",
     "0w0@1 200w1@2 400w2@3 600w0@0 1200w0@1 1400w0@1 1600w0@1 1800w0@1 2000w0@1 2200w0@1 2400w0@1 "
     "rows 3 nodes 4 end 2400 s"},
    /* Row 0 is asked for most, then rows 1 and 2, which are equal: the first comes first. */
    {"{\"file\": \"t\", \"writes\": {\"by-rank\": [[1, 0], [2, 1]]}}",
     "0r0@1 100w1@2 200r2@3 300w0@0 600w0@1 700w0@1 800w0@1 900w0@1 1000w0@1 1100w0@1 1200w0@1 "
     "rows 3 nodes 4 end 1200 s"},
    {"{\"file\": \"none\"}", NULL},
    {"{}", "s: found no \"file\""},
    {"{\"file\": \"t\", \"sped\": 2}",
     "s: .sped: found an unknown key; did you mean \"speed\"? (known: format, same-second, "
     "time-unit,"
     " unknown-op, op-five, sort-window, page, file, nodes, speed, ops, writes)"},
    {"{\"file\": \"t\", \"ops\": {\"sett\": \"read\"}}",
     "s: .ops.sett: found an unknown key; did you mean \"set\"?"},
    {"{\"file\": \"t\", \"ops\": {\"set\": \"reed\"}}", "s: .ops.set: found \"reed\""},
    {"{\"file\": \"t\", \"speed\": 0}", "s: .speed: found 0"},
    {"{\"file\": \"t\", \"writes\": {\"per-read\": 1.5}}", "s: .writes.per-read: found 1.5"},
    {"{\"file\": \"t\", \"writes\": {\"rate\": 5}}", "s: .writes.rate: found 5"},
    {"{\"file\": \"t\", \"writes\": {\"by-rank\": [[5, 0.1], [5, 0.1]]}}",
     "s: .writes.by-rank[1][0]: found 5; expected a rank beyond the one before it"},
    {"{\"file\": \"t\", \"writes\": {\"by-rank\": [[5, 0.1, 7]]}}",
     "s: .writes.by-rank[0]: found "},
    {"{\"file\": \"t\", \"writes\": {\"by-rank\": []}}", "s: .writes.by-rank: found "},
};

static void test_rows(void **state)
{
    char found[DUMP_BYTES];

    (void)state;
    write_file(ops_trace);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static const size_t batches[] = {64, 1, 3};
        for (size_t b = 0; b < sizeof batches / sizeof batches[0]; b++) {
            dump(rows[i].settings, batches[b], found);
            if (rows[i].expected == NULL) {
                assert_non_null(strstr(found, "No such file"));
                continue;
            }
            if (strncmp(rows[i].expected, "s: ", 3) == 0)
                found[strlen(rows[i].expected)] = '\0';     /* The beginning is enough. */
            assert_string_equal(found, rows[i].expected);
        }
    }
}

/* Reads only, a row a millisecond: even requests are for row 0, the others for rows 1, 2, 3 ... */
static void write_reads(void)
{
    FILE *to = fopen(file, "w");

    assert_non_null(to);
    fputs("time,key,size\n", to);
    for (int i = 0; i < BIG_ROWS; i++)
        fprintf(to, "%d.%03d,%d,%d\n", i / 1000, i % 1000, i % 2 == 0 ? 0 : i, 1 + i % 2);
    fclose(to);
}

struct counts {
    size_t all, writes, row_0, nodes[4];
    int64_t first, last;
    uint64_t hash;
};

static struct counts count(const char *settings, uint64_t seed, size_t batch)
{
    struct workload *workload = open_workload(settings);
    struct counts counts = {.hash = 5};
    struct request requests[64];
    struct source *source;
    size_t got;
    int64_t before = 0;

    assert_non_null(workload);
    source = workload->open(workload, seed, &complaint);
    while ((got = source->next(source, requests, batch, &complaint)) > 0) {
        for (size_t i = 0; i < got; i++) {
            const struct request *r = &requests[i];
            assert_true(r->at >= before && r->at < source->end && r->row < source->rows);
            before = r->at;
            counts.all++;
            counts.nodes[r->node]++;
            counts.writes += r->kind == OP_WRITE;
            counts.row_0 += r->kind == OP_WRITE && r->row == 0;
            counts.hash = (counts.hash ^ (uint64_t)r->at) * 31 + r->row * 7u + r->kind + r->node;
        }
    }
    source->close(source);
    workload->close(workload);
    return counts;
}

/* Within 4.5 standard errors of a binomial; the seeds are fixed, so this holds always or never. */
static void assert_near(size_t found, double expected, double variance)
{
    double off = (double)found - expected;

    assert_true(off * off <= 4.5 * 4.5 * variance);
}

static void test_overlay(void **state)
{
    static const char per_read[] = "{\"file\": \"t\", \"writes\": {\"per-read\": \"10%\"}}";
    static const char rate[] = "{\"file\": \"t\", \"writes\": {\"rate\": \"50/s\"}}";
    static const char ranks[] =
        "{\"file\": \"t\", \"writes\": {\"by-rank\": [[1, 0.5]], \"per-read\": 0.1}}";
    struct counts c, other;

    (void)state;
    write_reads();
    c = count(per_read, 1, 64);
    assert_int_equal(c.all, BIG_ROWS);
    assert_near(c.writes, 0.1 * BIG_ROWS, 0.09 * BIG_ROWS);
    assert_near(c.row_0, 0.05 * BIG_ROWS, 0.05 * BIG_ROWS);
    for (int i = 0; i < 4; i++)
        assert_near(c.nodes[i], BIG_ROWS / 4.0, BIG_ROWS * 3 / 16.0);
    /* The same for any batch; another for another seed. */
    other = count(per_read, 1, 7);
    assert_memory_equal(&c, &other, sizeof c);
    assert_int_not_equal(count(per_read, 2, 64).hash, c.hash);

    c = count(rate, 1, 64);
    assert_int_equal(c.all - c.writes, BIG_ROWS);
    assert_near(c.writes, 50 * BIG_ROWS / 1000, 50 * BIG_ROWS / 1000);
    assert_near(c.row_0, (double)c.writes / 2, (double)c.writes / 4);
    other = count(rate, 1, 1);
    assert_memory_equal(&c, &other, sizeof c);

    c = count(ranks, 1, 64);
    assert_near(c.row_0, BIG_ROWS / 4.0, BIG_ROWS / 8.0);
    assert_near(c.writes - c.row_0, 0.05 * BIG_ROWS, 0.05 * BIG_ROWS);
}

/* What a source says, written as a trace, says the same when it is replayed, mapped or compressed.
 * */
static void test_generate(void **state)
{
    static const char of_text[] = "{\"file\": \"t\", \"writes\": {\"rate\": \"50/s\"}}";
    struct store_header header;
    struct counts c, other;
    char to[320], settings[64];

    (void)state;
    write_reads();
    c = count(of_text, 3, 64);
    for (int compress = 0; compress < 2; compress++) {
        struct workload *workload = open_workload(of_text);
        snprintf(to, sizeof to, "%s/g", folder);
        assert_true(
            generate_from_workload(workload, 3, INT64_MAX, to, compress, &header, &complaint));
        workload->close(workload);
        assert_int_equal(header.records, c.all);
        snprintf(settings, sizeof settings, "{\"file\": \"g\"}");
        other = count(settings, 99, 64);
        assert_memory_equal(&c, &other, sizeof c);
        unlink(to);
    }
}

static int set_up(void **state)
{
    const char *tmp = getenv("TMPDIR");

    (void)state;
    snprintf(folder, sizeof folder, "%s/stalemate-test-XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(file, sizeof file, "%s/t", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(file);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows), cmocka_unit_test(test_overlay),
        cmocka_unit_test(test_generate),
    };

    return cmocka_run_group_tests_name("trace workload", tests, set_up, tear_down);
}
