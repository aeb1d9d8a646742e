/* test_trace_convert.c - sorting, spreading, repeating and rebasing. */
#include "workloads/traces/convert.h"

#include "sim/base/units.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DUMP_BYTES = 2048 };

static struct complaint complaint;

static struct store_map *convert(const char *text, const struct trace_options *options,
                                 struct convert_tally *tally)
{
    struct input *input = input_open_memory("t", text, strlen(text), &complaint);
    struct trace_reader *reader;
    struct store_writer *writer;
    struct store_header header;
    struct store_map *map = NULL;

    complaint = (struct complaint){0};
    reader = trace_reader_open_input(input, options, &complaint);
    assert_non_null(reader);
    writer = store_writer_open(NULL, false, &complaint);
    assert_non_null(writer);
    if (convert_trace(reader, writer, &header, tally, &complaint))
        map = store_writer_map(writer, &header, &complaint);
    else
        store_writer_abandon(writer);
    trace_reader_close(reader);
    return map;
}

/* Each request as "milliseconds:key", or the complaint. */
static void dump(const char *text, const struct trace_options *options, char *to)
{
    struct convert_tally tally;
    struct store_map *map = convert(text, options, &tally);
    struct trace_record record;
    uint64_t run;

    to[0] = '\0';
    if (map == NULL)
        snprintf(to, DUMP_BYTES, "%s", complaint.text);
    for (uint64_t i = 0; map != NULL && i < map->header.records; i++) {
        store_record_decode(&record, store_map_run(map, i, &run));
        snprintf(to + strlen(to), DUMP_BYTES - strlen(to), "%s%" PRId64 ":%u", i > 0 ? " " : "",
                 record.at / 1000000, record.key);
    }
    store_map_close(map);
}

struct row {
    enum trace_same_second same_second;
    int64_t window_s;
    const char *text, *expected;
};

static const struct row rows[] = {
    /* Four in second 7, two in 8: spread, and the first at 0. */
    {TRACE_SPREAD, 0, "time,key\n7,a\n7,b\n7,c\n7,d\n8,a\n8,b\n",
     "0:0 250:1 500:2 750:3 1000:0 1500:1"},
    {TRACE_KEEP, 0, "time,key\n7,a\n7,b\n7,c\n7,d\n8,a\n8,b\n", "0:0 0:1 0:2 0:3 1000:0 1000:1"},
    /* A clock that has fractions is not spread, from the first of them on. */
    {TRACE_SPREAD, 0, "time,key\n7.5,a\n7.5,b\n8,a\n8,b\n", "0:0 0:1 500:0 500:1"},
    {TRACE_SPREAD, 0, "time,key\n7,a\n7,b\n7.2,a\n8,b\n8,c\n", "0:0 100:1 200:0 1000:1 1000:2"},
    /* Rows that stand for several requests are spread one by one. */
    {TRACE_SPREAD, 0, "time,key,count\n7,a,3\n7,b,1\n9,a,2\n",
     "0:0 250:0 500:0 750:1 2000:0 2500:0"},
    {TRACE_KEEP, 0, "time,key\n7,a\n6,b\n",
     "t:3: time: found one 1s before an earlier row's; allowed: at most 0s (sort-window)"},
    {TRACE_KEEP, 2, "time,key\n7,a\n9,b\n8,c\n7,d\n12,e\n10,f\n",
     "0:0 0:3 1000:2 2000:1 3000:5 5000:4"},
    {TRACE_KEEP, 2, "time,key\n7,a\n9,b\n6,c\n",
     "t:4: time: found one 3s before an earlier row's; allowed: at most 2s (sort-window)"},
    {TRACE_KEEP, 9, "time,key\n7,a\n5,b\n5,c\n", "0:1 0:2 2000:0"},
    {TRACE_SPREAD, 9, "time,key\n7,a\n5,b\n5,c\n", "0:1 500:2 2000:0"},
};

static void test_rows(void **state)
{
    struct trace_options options = trace_options_preset();
    char found[DUMP_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        options.same_second = (int)rows[i].same_second;
        options.sort_window = rows[i].window_s * UNITS_SECOND;
        dump(rows[i].text, &options, found);
        assert_string_equal(found, rows[i].expected);
    }
}

static void test_header(void **state)
{
    struct trace_options options = trace_options_preset();
    struct convert_tally tally;
    struct store_map *map;

    (void)state;
    options.sort_window = 5 * UNITS_SECOND;
    map = convert("time,client,op,key,size,count\n7,u,get,a,5,2\n6,v,set,b,9,1\n9,u,incr,a,3,1\n",
                  &options, &tally);
    assert_non_null(map);
    assert_int_equal(map->header.records, 4);
    assert_int_equal(map->header.keys, 2);
    assert_int_equal(map->header.clients, 2);
    assert_int_equal(map->header.size_max, 9);
    assert_int_equal(map->header.origin, 6 * UNITS_SECOND);
    assert_int_equal(map->header.first, 0);
    assert_int_equal(map->header.last, 3 * UNITS_SECOND);
    assert_int_equal(map->header.end, 3 * UNITS_SECOND + 1);
    assert_int_equal(map->header.flags, STORE_SPREAD | STORE_SORTED);
    assert_int_equal(tally.rows, 3);
    assert_int_equal(tally.requests, 4);
    assert_int_equal(tally.sorted, 1);
    assert_int_equal(tally.spread, 1);
    store_map_close(map);
    options.unknown_op = TRACE_SKIP;
    assert_null(convert("time,op,key\n1,hum,a\n", &options, &tally));
    assert_string_equal(complaint.text, "t: has no request; 1 rows were skipped");
}

struct naive {
    int time, key;
};

static int compare_naive(const void *left, const void *right)
{
    const struct naive *a = left, *b = right;

    return a->time != b->time ? a->time - b->time : a->key - b->key;
}

/* The heap against a sort of the whole: each row has a key of its own, in the order of the file. */
static void test_sorting(void **state)
{
    enum { ROWS = 2000, WINDOW = 20, ROW_BYTES = 24 };
    static struct naive naive[ROWS];
    struct trace_options options = trace_options_preset();
    char *text = malloc((size_t)ROWS * ROW_BYTES);
    struct convert_tally tally;
    struct trace_record record;
    struct store_map *map;
    uint32_t random = 7;
    uint64_t run;
    size_t used = (size_t)sprintf(text, "time,key\n");

    (void)state;
    for (int i = 0; i < ROWS; i++) {
        random = random * 1664525 + 1013904223;
        naive[i] = (struct naive){WINDOW + i / 3 - (int)(random >> 20) % (WINDOW - 1), i};
        used += (size_t)sprintf(text + used, "%d,%d\n", naive[i].time, i);
    }
    options.same_second = TRACE_KEEP;
    options.sort_window = WINDOW * UNITS_SECOND;
    map = convert(text, &options, &tally);
    assert_non_null(map);
    qsort(naive, ROWS, sizeof naive[0], compare_naive);
    for (uint64_t i = 0; i < ROWS; i++) {
        store_record_decode(&record, store_map_run(map, i, &run));
        assert_int_equal(record.key, naive[i].key);
        assert_int_equal(record.at, (naive[i].time - naive[0].time) * UNITS_SECOND);
    }
    store_map_close(map);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows), cmocka_unit_test(test_header), cmocka_unit_test(test_sorting),
    };

    return cmocka_run_group_tests_name("trace convert", tests, NULL, NULL);
}
