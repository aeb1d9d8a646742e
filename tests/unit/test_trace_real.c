/* test_trace_real.c - real traces, where they are at hand (the folder TRACES): the figures of their
 * notes, and three readers that must agree on one trace in three formats. */
#include "workloads/traces/summary.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct complaint complaint;

/* Skips the test where the file is not there. */
static struct trace_reader *open_file(const char *name)
{
    struct trace_options options = trace_options_preset();
    const char *folder = getenv("TRACES");
    char path[512];

    if (folder == NULL || *folder == '\0')
        skip();
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (access(path, R_OK) != 0)
        skip();
    complaint = (struct complaint){0};
    struct trace_reader *reader = trace_reader_open(path, &options, &complaint);
    assert_non_null(reader);
    return reader;
}

struct row {
    const char *files[2], *format;
    uint64_t rows, requests;
    uint32_t keys, clients;
    uint64_t get, set, changes;
    int64_t first_us, last_us;
    uint64_t times, backwards, top_1, top_10, singletons, both, shared;
    uint64_t size[4];          /* p10, p50, p90, max of those that are not 0 */
    uint64_t ttls, ttl_distinct;
};

/* From the .txt beside each trace; counts of keys and rows where the notes have percentages. */
static const struct row rows[] = {
    {{"cloudphysics_io.vscsi.zst"}, "vscsi", 113872, 113872, 48974, 0, 46974, 66898, 66898,
     5633898368802, 5641098458687, 113872, 0, 143, 614, 430, 10691, 0, {3584, 53248, 65536, 69632},
     0, 0},
    {{"cloudphysics_io.csv.zst"}, "cloudphysics", 113872, 113872, 48974, 0, 46974, 66898, 66898,
     5633898000000, 5641098000000, 6754, 0, 143, 614, 430, 10691, 0, {3584, 53248, 65536, 69632},
     0, 0},
    {{"meta_kv_1.csv.zst", "meta_kv_2.csv.zst"}, "meta-kv", 198, 1124, 114, 61, 106, 16, 26,
     603347270000000, 604038479000000, 12, 1, 657, 2828, 614, 22, 6, {8, 41, 1084, 14773}, 23, 9},
    {{"meta_block_1.csv.zst", "meta_block_2.csv.zst"}, "meta-block", 1998, 2039, 1271, 689, 1178,
     820, 820, 1702511878000000, 1702598314000000, 76, 0, 40, 310, 769, 54, 48,
     {81920, 2113536, 8388608, 8455047}, 0, 0},
    /* The notes count the 14 sizes and 11 ttls of -1, which say that they are not known. */
    {{"meta_bigcache_cdn.csv.zst"}, "meta-bigcache", 9999, 9999, 3125, 0, 9999, 0, 0,
     1585119589000000, 1585119847000000, 259, 0, 199, 1417, 810, 0, 0,
     {3870, 1242816, 52434704, 528771633}, 9988, 68},
    {{"twitter_c52_100.csv.zst"}, "twitter", 100, 100, 85, 81, 91, 0, 7, 0, 0, 1, 0, 400, 2500, 906,
     4, 4, {27, 27, 720, 2024}, 7, 2},
};

static uint64_t parts(uint64_t part, uint64_t whole, uint64_t scale)
{
    return (part * scale + whole / 2) / whole;
}

static void check(const struct row *row, const struct summary *s)
{
    static const uint64_t quantiles[4][2] = {{1, 10}, {1, 2}, {9, 10}, {1, 1}};
    uint64_t top = 0;

    for (int i = 0; i < SUMMARY_TOP; i++)
        top += s->top[i];
    assert_int_equal(s->rows, row->rows);
    assert_int_equal(s->requests, row->requests);
    assert_int_equal(s->keys, row->keys);
    assert_int_equal(s->clients, row->clients);
    assert_int_equal(s->ops[TRACE_GET], row->get);
    assert_int_equal(s->ops[TRACE_SET], row->set);
    assert_int_equal(s->rows - s->ops[TRACE_GET] - s->ops[TRACE_GETS] - s->ops[TRACE_GET_LEASE],
                     row->changes);
    assert_int_equal(s->first / 1000, row->first_us);
    assert_int_equal(s->last / 1000, row->last_us);
    assert_int_equal(s->times, row->times);
    assert_int_equal(s->backwards, row->backwards);
    assert_int_equal(parts(s->top[0], s->rows, 10000), row->top_1);
    assert_int_equal(parts(top, s->rows, 10000), row->top_10);
    assert_int_equal(parts(s->singletons, s->keys, 1000), row->singletons);
    assert_int_equal(s->both, row->both);
    assert_int_equal(s->shared, row->shared);
    for (int i = 0; i < 4; i++)
        assert_int_equal(tally_quantile(&s->sizes, quantiles[i][0], quantiles[i][1]), row->size[i]);
    assert_int_equal(s->ttls.count, row->ttls);
    assert_int_equal(s->ttls.used, row->ttl_distinct);
}

static void test_notes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct trace_reader *reader = NULL;
        struct trace_record record;
        struct summary *summary = NULL;
        int status;
        for (int f = 0; f < 2 && rows[i].files[f] != NULL; f++) {
            struct trace_reader *next = open_file(rows[i].files[f]);
            assert_string_equal(next->format->name, rows[i].format);
            if (reader != NULL)
                assert_true(trace_reader_continue(next, reader, &complaint));
            else
                summary = summary_new(&complaint);
            trace_reader_close(reader);
            reader = next;
            while ((status = trace_reader_next(reader, &record, &complaint)) > 0)
                assert_true(summary_add(summary, &record, reader->repeat, &complaint));
            assert_int_equal(status, 0);
        }
        summary_finish(summary);
        check(&rows[i], summary);
        if (i == 0) {
            assert_int_equal(summary->reads_after_change, 8533);
            assert_int_equal(summary->read_age.count, 19483);
            assert_int_equal(summary->change_gap.count, 33733);
        }
        summary_free(summary);
        trace_reader_close(reader);
    }
}

/* vscsi has microseconds; csv whole seconds; oracle-general these, no operations, and other sizes.
 * */
static void test_readers_agree(void **state)
{
    struct trace_reader *vscsi = open_file("cloudphysics_io.vscsi.zst");
    struct trace_reader *csv = open_file("cloudphysics_io.csv.zst");
    struct trace_reader *oracle = open_file("cloudphysics_io.oracleGeneral.bin.zst");
    struct trace_record a, b, c;
    int count = 0, sizes = 0;

    (void)state;
    while (trace_reader_next(vscsi, &a, &complaint) > 0) {
        assert_int_equal(trace_reader_next(csv, &b, &complaint), 1);
        assert_int_equal(trace_reader_next(oracle, &c, &complaint), 1);
        assert_int_equal(a.at / 1000000000, b.at / 1000000000);
        assert_int_equal(b.at, c.at);
        assert_int_equal(a.key, b.key);
        assert_int_equal(a.key, c.key);
        assert_int_equal(a.op, b.op);
        assert_int_equal(c.op, TRACE_GET);
        assert_int_equal(a.size, b.size);
        sizes += a.size != c.size;
        count++;
    }
    assert_int_equal(count, 113872);
    assert_int_equal(sizes, 13671);
    assert_int_equal(trace_reader_next(csv, &b, &complaint), 0);
    assert_int_equal(trace_reader_next(oracle, &c, &complaint), 0);
    trace_reader_close(vscsi);
    trace_reader_close(csv);
    trace_reader_close(oracle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notes), cmocka_unit_test(test_readers_agree),
    };

    return cmocka_run_group_tests_name("real traces", tests, NULL, NULL);
}
