/* test_trace_store.c - stalemate's own format: what is written is read, a damaged file is never
 * taken for a good one, and a name never stands for half a file. */
#include "workloads/traces/convert.h"
#include "workloads/traces/store.h"
#include "workloads/traces/trace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { RECORDS = 9000, FILE_MAX = 512 * 1024 };   /* three blocks */

static struct complaint complaint;
static char folder[256], path[300];

static struct trace_record make_record(uint32_t i)
{
    return (struct trace_record){
        .at = (int64_t)i * 1000 / 3, .key = i * 7919 % 1000, .client = i % 5, .size = i * 31 % 4096,
        .ttl = i % 3 == 0 ? 60000 : 0, .node = (uint16_t)(i % 2 == 0 ? i % 4 : TRACE_NODE_NONE),
        .op = (uint8_t)(TRACE_GET + i % (TRACE_OPS - 1)), .road = (uint8_t)(i % 3),
        .flags = (uint8_t)(i % 8 & 6),
    };
}

static bool write_file(uint32_t records, bool compressed)
{
    struct store_header header = {.keys = 1000, .clients = 4, .nodes = 4, .origin = 77};
    struct store_writer *writer = store_writer_open(path, compressed, &complaint);

    for (uint32_t i = 0; writer != NULL && i < records; i++) {
        struct trace_record record = make_record(i);
        assert_true(store_writer_add(writer, &record, &complaint));
    }
    return writer != NULL && store_writer_finish(writer, &header, &complaint);
}

static size_t read_bytes(unsigned char *bytes)
{
    FILE *file = fopen(path, "rb");
    size_t length;

    assert_non_null(file);
    length = fread(bytes, 1, FILE_MAX, file);
    fclose(file);
    return length;
}

static void write_bytes(const unsigned char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

/* How many records a stream of these bytes gives; -1 where they are refused. */
static int stream(const unsigned char *bytes, size_t length)
{
    struct trace_options options = trace_options_preset();
    struct trace_reader *reader;
    struct trace_record record, expected;
    int status = -1, count = 0;

    options.format = "stalemate";
    complaint = (struct complaint){0};
    reader = trace_reader_open_input(input_open_memory("f", bytes, length, &complaint), &options,
                                     &complaint);
    while (reader != NULL && (status = trace_reader_next(reader, &record, &complaint)) > 0) {
        expected = make_record((uint32_t)count++);
        assert_memory_equal(&record, &expected, sizeof record);
    }
    trace_reader_close(reader);
    assert_true((status < 0) == (complaint.kind == COMPLAINT_INPUT));
    return status < 0 ? -1 : count;
}

static int map(void)
{
    struct store_map *mapped;
    struct trace_record record, expected;
    uint64_t run;
    int count = -1;

    complaint = (struct complaint){0};
    mapped = store_map_open(path, &complaint);
    for (count = mapped == NULL ? -1 : 0; mapped != NULL && count < (int)mapped->header.records;) {
        store_record_decode(&record, store_map_run(mapped, (uint64_t)count, &run));
        expected = make_record((uint32_t)count++);
        assert_memory_equal(&record, &expected, sizeof record);
    }
    store_map_close(mapped);
    return count;
}

static void test_round_trip(void **state)
{
    static const uint32_t counts[] = {1, 2, STORE_BLOCK_RECORDS, STORE_BLOCK_RECORDS + 1, RECORDS};
    unsigned char *bytes = malloc(FILE_MAX);

    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        assert_true(write_file(counts[i], false));
        assert_int_equal(store_map_possible(path, &complaint), STORE_MAPPABLE);
        assert_int_equal(map(), counts[i]);
        assert_int_equal(stream(bytes, read_bytes(bytes)), counts[i]);
        assert_true(write_file(counts[i], true));
        assert_int_equal(store_map_possible(path, &complaint), STORE_OTHER);
        assert_int_equal(stream(bytes, read_bytes(bytes)), counts[i]);
    }
    free(bytes);
}

/* Every byte under every bit, one at a time, and every length. */
static void test_damage(void **state)
{
    unsigned char bytes[FILE_MAX / 64];
    size_t length;

    (void)state;
    for (int compressed = 0; compressed < 2; compressed++) {
        assert_true(write_file(20, compressed));
        length = read_bytes(bytes);
        assert_int_equal(stream(bytes, length), 20);
        for (size_t i = 0; i < length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                bytes[i] ^= (unsigned char)(1 << bit);
                assert_int_equal(stream(bytes, length), -1);
                if (!compressed && bit == (int)(i % 8)) {
                    write_bytes(bytes, length);
                    assert_int_equal(map(), -1);
                }
                bytes[i] ^= (unsigned char)(1 << bit);
            }
            assert_int_equal(stream(bytes, i), -1);
        }
        memset(bytes + length, 0, 32);
        assert_int_equal(stream(bytes, length + 1), -1);
        assert_int_equal(stream(bytes, length + 32), -1);
    }
}

static void test_messages(void **state)
{
    unsigned char bytes[FILE_MAX / 64];
    size_t length;

    (void)state;
    assert_true(write_file(20, false));
    length = read_bytes(bytes);
    stream(bytes, length - 10);
    assert_string_equal(complaint.text, "f: byte 790: truncated within block 1 of 1");
    write_bytes(bytes, length - 10);
    map();
    assert_non_null(strstr(complaint.text, ": byte 790: truncated: 20 records need 800 bytes"));
    write_bytes(bytes, 100);
    map();
    assert_non_null(strstr(complaint.text, ": byte 100: truncated in its header of 128 bytes"));
    bytes[8] = 2;
    stream(bytes, length);
    assert_string_equal(complaint.text, "f: byte 8: a stalemate trace of version 2; this program"
                                        " reads version 1");
    bytes[8] = 1;
    bytes[300] ^= 1;
    stream(bytes, length);
    assert_non_null(strstr(complaint.text, "f: byte 128: the block's checksum is "));
}

/* A record that no writer of ours would write, under a right checksum, is found all the same. */
static void test_impossible_records(void **state)
{
    static const struct {
        size_t at;
        unsigned char value;
    } rows[] = {{8, 0xff}, {12, 5}, {17, 0xff}, {24, 4}, {26, 0}, {26, TRACE_OPS}, {27, 3},
                {28, 8}, {29, 1}, {7, 0x80}, {6, 1}};
    struct store_header header = {.records = 1, .blocks = 1, .keys = 200, .clients = 4, .nodes = 4,
                                  .first = 0, .last = 0, .end = 1, .size_max = 512};
    struct trace_record record = {.op = TRACE_GET};
    unsigned char bytes[STORE_RECORD_BYTES];
    int64_t before;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        store_record_encode(bytes, &record);
        before = 0;
        assert_true(store_records_check(bytes, 1, &header, &before, 1, 0, "f", &complaint));
        bytes[rows[i].at] = rows[i].value;
        complaint = (struct complaint){0};
        assert_false(store_records_check(bytes, 1, &header, &before, 1, 0, "f", &complaint));
    }
}

/* Until it is finished there is no file of that name, and one that was there stays as it was. */
static void test_atomic(void **state)
{
    unsigned char bytes[FILE_MAX / 64];
    struct store_writer *writer;
    struct trace_record record = make_record(0);

    (void)state;
    unlink(path);
    writer = store_writer_open(path, false, &complaint);
    assert_non_null(writer);
    assert_true(store_writer_add(writer, &record, &complaint));
    assert_int_not_equal(access(path, F_OK), 0);
    store_writer_abandon(writer);
    assert_int_not_equal(access(path, F_OK), 0);
    write_bytes((const unsigned char *)"old", 3);
    complaint = (struct complaint){0};
    assert_false(write_file(0, false));
    assert_non_null(strstr(complaint.text, "no request to write"));
    assert_int_equal(read_bytes(bytes), 3);
    assert_true(write_file(1, false));
    assert_int_equal(read_bytes(bytes), 128 + 32 + 32);
    complaint = (struct complaint){0};
    assert_null(store_writer_open("/dev/null", false, &complaint));
    assert_string_equal(complaint.text,
                        "/dev/null: found no plain file; expected one, or - for standard output");
    complaint = (struct complaint){0};
    assert_null(store_writer_open("/nowhere/at/all", false, &complaint));
    assert_int_equal(complaint.kind, COMPLAINT_MACHINE);
    complaint = (struct complaint){0};
}

static int set_up(void **state)
{
    const char *tmp = getenv("TMPDIR");

    (void)state;
    snprintf(folder, sizeof folder, "%s/stalemate-test-XXXXXX", tmp != NULL ? tmp : "/tmp");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/t", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);      /* Fails where a partial file was left behind. */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_damage),
        cmocka_unit_test(test_messages), cmocka_unit_test(test_impossible_records),
        cmocka_unit_test(test_atomic),
    };

    return cmocka_run_group_tests_name("trace store", tests, set_up, tear_down);
}
