/* test_trace_readers.c - each format's reader on a few bytes: what it makes of them, and what it
 * says of bytes that are wrong. */
#include "workloads/traces/trace.h"

#include "sim/base/units.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

enum { DUMP_BYTES = 4096 };

static struct complaint complaint;

/* Each row as "ns client op key size ttl xREPEAT;", or the complaint. */
static void dump(const char *name, const void *bytes, size_t length,
                 const struct trace_options *options, char *to)
{
    struct input *input = input_open_memory(name, bytes, length, &complaint);
    struct trace_reader *reader;
    struct trace_record record;
    int status = -1;

    complaint = (struct complaint){0};
    to[0] = '\0';
    reader = trace_reader_open_input(input, options, &complaint);
    while (reader != NULL && (status = trace_reader_next(reader, &record, &complaint)) > 0)
        snprintf(to + strlen(to), DUMP_BYTES - strlen(to), "%" PRId64 " %u %s %u %u %u x%u;",
                 record.at, record.client, trace_op_name(record.op), record.key, record.size,
                 record.ttl, reader->repeat);
    if (status < 0)
        snprintf(to, DUMP_BYTES, "%s", complaint.text);
    trace_reader_close(reader);
}

struct text_row {
    const char *format, *text, *expected;
};

static const struct text_row text_rows[] = {
    /* Columns in any order, others ignored; the time may have decimals; no newline at the end. */
    {"csv",
     "key,x,op,time,size,client,ttl\na,?,get,1.5,10,u,0\nb,?,SET,2,11,v,1.25\r\na,,r,3,,u,-1",
     "1500000000 1 get 0 10 0 x1;2000000000 2 set 1 11 1250 x1;3000000000 1 get 0 0 0 x1;"},
    {"auto", "time,key\n0,\"a,\"\"b\"\"\"\n1,\"a,\"\"b\"\"\"\n\n",
     "0 0 get 0 0 0 x1;1000000000 0 get 0 0 0 x1;"},
    {"auto", "\xef\xbb\xbftime,key\n0,a\n", "0 0 get 0 0 0 x1;"},
    {"csv", "key,op\na,get\n",
     "t:1: the header has no column for the time; it may be called: time,"
     " timestamp, ts, op_time, at; found: key,op"},
    {"csv", "time,key\n1,a\n2\n", "t:3: found 1 columns; allowed: 2, as in the header"},
    {"csv", "time,key\n1,a,b\n", "t:2: found more than 2 columns; allowed: 2, as in the header"},
    {"csv", "time,key\nNaN,a\n",
     "t:2: time: found \"NaN\"; allowed: a decimal number such as 1585119589 or 12.25"},
    {"csv", "time,key\n-1,a\n",
     "t:2: time: found \"-1\"; allowed: a decimal number such as 1585119589 or 12.25"},
    {"csv", "time,key\n1e9,a\n",
     "t:2: time: found \"1e9\"; allowed: a decimal number such as 1585119589 or 12.25"},
    {"csv", "time,key\n9999999999999,a\n",
     "t:2: time: found \"9999999999999\"; allowed: times of at most 2305843009 seconds"
     " (another time-unit?)"},
    {"csv", "time,key,size\n1,a,-5\n",
     "t:2: size: found \"-5\"; allowed: a whole number from 0 to 4294967295"},
    {"csv", "time,key,size\n1,a,4294967296\n",
     "t:2: size: found \"4294967296\"; allowed: a whole number from 0 to 4294967295"},
    {"csv", "time,key,size\n1,a,nan\n",
     "t:2: size: found \"nan\"; allowed: a whole number from 0 to 4294967295"},
    {"csv", "time,key,ttl\n1,a,-2\n",
     "t:2: ttl: found \"-2\"; allowed: a decimal number of seconds up to 2305843009, or 0 or -1 for none"},
    {"csv", "time,key,op\n1,a,gett\n",
     "t:2: op: found \"gett\"; allowed: one of: get gets set add replace cas append prepend delete"
     " incr decr get_lease set_lease"},
    {"csv", "time,key\n1,\n", "t:2: key: found one of 0 bytes; allowed: 1 to 65536"},
    {"csv", "time,key\n1,\"a\n", "t:2: a quote is not closed on its line"},
    {"csv", "time,key\n1,\"a\"b\n", "t:2: found text behind a closing quote; allowed: a comma"},
    {"csv", "time,key\n\n1,a\n", "t:2: found 1 columns; allowed: 2, as in the header"},
    {"csv", "time,key,count\n1,a,0\n",
     "t:2: count: found \"0\"; allowed: a whole number from 1 to 1000000"},
    {"auto", "", "t: empty; a trace has at least one request"},
    {"auto", "hello\nworld\n",
     "t: its format cannot be told from its bytes (it begins with \"hello\") or its name: choose a "
     "format out of: stalemate,"
     " csv, twitter, meta-kv, meta-block, meta-bigcache, cloudphysics, oracle-general,"
     " oracle-general-opns, twr, twrns, vscsi"},
    {"twiter", "0,a,1,1,1,get,0\n",
     "format \"twiter\" is not known; did you mean \"twitter\"?; allowed: auto, stalemate, csv,"
     " twitter, meta-kv, meta-block, meta-bigcache, cloudphysics, oracle-general,"
     " oracle-general-opns, twr, twrns, vscsi"},
    /* Twitter: the key is what the five fields at the right and the time leave. */
    {"auto", "0,a,b,3,249,1,get,0\n0,q,1,0,2,cas,86400\n1,a,b,3,249,1,incr,0",
     "0 1 get 0 249 0 x1;0 2 cas 1 0 86400000 x1;1000000000 1 incr 0 249 0 x1;"},
    {"twitter", "0,a,1,2,3,get\n", "t:1: found 6 columns; allowed: 7"},
    {"twitter", "0,a,1,2,3,fetch,0\n",
     "t:1: op: found \"fetch\"; allowed: one of: get gets set add replace cas append prepend delete"
     " incr decr get_lease set_lease"},
    /* Meta's: rows that stand for several requests, a client in two columns, columns by name. */
    {"auto",
     "op_time,key,key_size,op,op_count,size,cache_hits,usecase,sub_usecase,ttl\n"
     "5,k,9,GET,3,21,2,7,8,0\n5,k,9,SET_LEASE,1,21,0,7,9,7200\n",
     "5000000000 1 get 0 21 0 x3;5000000000 2 set_lease 0 21 7200000 x1;"},
    {"auto",
     "op_time,block_id,block_id_size,io_size,io_offset,user_name,user_namespace,op_name,"
     "op_count,host_name,rs_shard_id\n9,b,40,8,0,1,2,getChunkData.Permanent,2,h,4\n"
     "9,b,40,8,0,1,2,putChunk.NotInitialized,1,h,4\n",
     "9000000000 1 get 0 8 0 x2;9000000000 1 set 0 8 0 x1;"},
    {"auto",
     "timestamp,cacheKey,OpType,objectSize,responseSize,responseHeaderSize,rangeStart,"
     "rangeEnd,TTL,SamplingRate\n1,a,b,c,1,5,6,7,-1,-1,1209600,0.001\n1,a,1,-1,6,7,-1,-1,-1,0."
     "001\n",
     "1000000000 0 get 0 5 1209600000 x1;1000000000 0 get 1 0 0 x1;"},
    {"auto", "version,time,op,size,lbn\n1,5633898,2a,512,42932745\n1,5633899,28,513,42932745\n",
     "5633898000000000 0 set 0 512 0 x1;5633899000000000 0 get 0 513 0 x1;"},
    {"cloudphysics", "version,time,op,size,lbn\n1,5633898,35,512,42932745\n",
     "t:2: op: found \"35\"; allowed: the SCSI commands 08 28 88 a8 (reads) and 0a 2a 8a aa"
     " (writes), in hexadecimal"},
};

static void test_text(void **state)
{
    struct trace_options options = trace_options_preset();
    char found[DUMP_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof text_rows / sizeof text_rows[0]; i++) {
        options.format = text_rows[i].format;
        dump("t", text_rows[i].text, strlen(text_rows[i].text), &options, found);
        assert_string_equal(found, text_rows[i].expected);
    }
}

struct bytes_row {
    const char *name, *format, *bytes;
    size_t length;
    const char *expected;
};
#define BYTES(text) text, sizeof text - 1
/* A key that vscsi's field of block, and of time, take eight bytes for. */
#define V1(command, version, block, us)                                                            \
    "\1\0\0\0"                                                                                     \
    "\0\2\0\0"                                                                                     \
    "\1\0\0\0" command "\0"                                                                        \
    "\0" version block "\0\0\0\0\0\0\0" us "\0\0\0\0\0\0\0"
#define V2(command, version, block, us) \
    command "\0" "\0" version "\1\0\0\0" "\0\2\0\0" "\1\0\0\0" block "\0\0\0\0\0\0\0" \
    us "\0\0\0\0\0\0\0" "\7\0\0\0\0\0\0\0"
#define ORACLE(time, id, size) time "\0\0\0" id "\0\0\0\0\0\0\0" size "\0\0\0"
#define NEVER "\xff\xff\xff\xff\xff\xff\xff\xff"
#define TWR(time, id, op) time "\0\0\0" id "\0\0\0\0\0\0\0" "\5\0\x40\0" "\x80\x51\1" op

static const struct bytes_row bytes_rows[] = {
    {"a", "auto", BYTES(V1("\x28", "\1", "\7", "\1") V1("\x2a", "\1", "\7", "\2")),
     "1000 0 get 0 512 0 x1;2000 0 set 0 512 0 x1;"},
    {"a", "auto", BYTES(V2("\x28", "\2", "\7", "\1") V2("\x8a", "\2", "\6", "\2")),
     "1000 0 get 0 512 0 x1;2000 0 set 1 512 0 x1;"},
    {"a", "vscsi", BYTES(V1("\x28", "\1", "\7", "\1") V1("\x35", "\1", "\7", "\2")),
     "a: record 2 at byte 32: command: found 35; allowed: the SCSI commands 08 28 88 a8 (reads) and"
     " 0a 2a 8a aa (writes), in hexadecimal"},
    {"a", "vscsi", BYTES(V1("\x28", "\1", "\7", "\1") V1("\x28", "\2", "\7", "\2")),
     "a: record 2 at byte 32: version: found 2 in a file of version 1"},
    {"a", "auto", BYTES(V1("\x28", "\1", "\7", "\1") "\1\0\0"),
     "a: record 2 at byte 32: truncated: 3 bytes are left of a record of 32"},
    {"a", "vscsi", BYTES("0123456789abcdef"),
     "a: record 1 at byte 0: not a vscsi trace: no version 1 at byte 15, and no version 2 at byte "
     "3"},
    {"a.oracleGeneral.bin.zst", "auto",
     BYTES(ORACLE("\1", "\7", "\x9") NEVER ORACLE("\2", "\7", "\3") NEVER),
     "1000000000 0 get 0 9 0 x1;2000000000 0 get 0 3 0 x1;"},
    {"a", "oracle-general", BYTES(ORACLE("\1", "\7", "\x9") NEVER ORACLE("\2", "\7", "\3")),
     "a: record 2 at byte 24: truncated: 16 bytes are left of a record of 24"},
    {"a", "oracle-general-opns",
     BYTES(ORACLE("\1", "\7", "\x9") "\1"
                                     "\0\0" NEVER ORACLE("\2", "\7", "\3") "\5"
                                                                           "\0\0" NEVER),
     "1000000000 0 get 0 9 0 x1;2000000000 0 cas 0 3 0 x1;"},
    {"a", "oracle-general-opns",
     BYTES(ORACLE("\1", "\7", "\x9") "\x0c"
                                     "\0\0" NEVER),
     "a: record 1 at byte 0: op: found number 12; allowed: 1 get, 2 gets, 3 set, 4 add, 5 and 6 cas"
     " and replace, 7 append, 8 prepend, 9 delete, 10 incr, 11 decr"},
    {"a.twr", "auto", BYTES(TWR("\1", "\7", "\1") TWR("\1", "\7", "\5") TWR("\1", "\7", "\6")),
     "1000000000 0 get 0 5 86400000 x1;1000000000 0 cas 0 5 86400000 x1;"
     "1000000000 0 replace 0 5 86400000 x1;"},
    {"a.twrNS.gz", "auto", BYTES(TWR("\1", "\7", "\1") "\3\0" TWR("\1", "\x8", "\x9") "\4\0"),
     "1000000000 0 get 0 5 86400000 x1;1000000000 0 delete 1 5 86400000 x1;"},
    /* Without a name to help, 60 bytes of oracle-general or of twr are told by what they hold. */
    {"a", "auto", BYTES(ORACLE("\1", "\7", "\x9") NEVER ORACLE("\2", "\7", "\3") NEVER),
     "1000000000 0 get 0 9 0 x1;2000000000 0 get 0 3 0 x1;"},
};

static void test_bytes(void **state)
{
    struct trace_options options = trace_options_preset();
    char found[DUMP_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof bytes_rows / sizeof bytes_rows[0]; i++) {
        const struct bytes_row *row = &bytes_rows[i];
        options.format = row->format;
        dump(row->name, row->bytes, row->length, &options, found);
        assert_string_equal(found, row->expected);
    }
}

static void test_options(void **state)
{
    static const char twr[] = TWR("\1", "\7", "\5") TWR("\1", "\7", "\x0c") TWR("\1", "\7", "\6");
    static const char vscsi[] = V1("\x28", "\1", "\7", "\1") V1("\x2a", "\1", "\x10", "\2");
    struct trace_options options = trace_options_preset();
    char found[DUMP_BYTES];

    (void)state;
    options.format = "twr";
    options.op_five = TRACE_FIVE_REPLACE;
    options.unknown_op = TRACE_SKIP;
    dump("a", twr, sizeof twr - 1, &options, found);
    assert_string_equal(found, "1000000000 0 replace 0 5 86400000 x1;"
                               "1000000000 0 cas 0 5 86400000 x1;");
    options = trace_options_preset();
    options.time_unit = TRACE_MICROSECONDS;
    dump("a", "time,key\n1585119589000001.5,a\n", 30, &options, found);
    assert_string_equal(found, "1585119589000001500 0 get 0 0 0 x1;");
    /* Block 7 of 512 bytes is in page 3 of 1 KiB; block 16 in page 8. */
    options = trace_options_preset();
    options.page = 1024;
    dump("a", vscsi, sizeof vscsi - 1, &options, found);
    assert_string_equal(found, "1000 0 get 0 1024 0 x1;2000 0 set 1 1024 0 x1;");
    /* 512 bytes from byte 256 of a page of 512 on would be two; here, 512 from block 7 on are one.
     * */
    options.page = 512;
    dump("a", vscsi, sizeof vscsi - 1, &options, found);
    assert_string_equal(found, "1000 0 get 0 512 0 x1;2000 0 set 1 512 0 x1;");
    dump("a", "time,key\n1,a\n", 13, &options, found);
    assert_string_equal(found, "a: page: only a vscsi trace has pages (this is csv), and they are"
                               " whole blocks of 512 bytes");
}

static void test_long_lines(void **state)
{
    struct trace_options options = trace_options_preset();
    size_t size = 2 * INPUT_LINE_BYTES_MAX;
    char *text = malloc(size), found[DUMP_BYTES];

    (void)state;
    memset(text, 'k', size);
    memcpy(text, "time,key\n1,", 11);
    options.format = "csv";
    dump("t", text, 11 + TRACE_KEY_BYTES_MAX, &options, found);
    assert_string_equal(found, "1000000000 0 get 0 0 0 x1;");
    dump("t", text, 11 + TRACE_KEY_BYTES_MAX + 1, &options, found);
    assert_string_equal(found, "t:2: key: found one of 65537 bytes; allowed: 1 to 65536");
    dump("t", text, size, &options, found);
    assert_string_equal(found, "t:2: a line of more than 1048576 bytes; allowed: keys of at most"
                               " 65536");
    dump("t", "time,key\n1,a\0b\n", 15, &options, found);
    assert_string_equal(found, "t:2: found a zero byte; a text trace has none");
    free(text);
}

/* Two frames, or members, one after the other are one trace; cut anywhere, they are an error. */
static void test_packed(void **state)
{
    static const char first[] = "time,key\n1,a\n", second[] = "2,b\n";
    static const char expected[] = "1000000000 0 get 0 0 0 x1;2000000000 0 get 1 0 0 x1;";
    struct trace_options options = trace_options_preset();
    unsigned char packed[512];
    char found[DUMP_BYTES];
    size_t length, half;

    (void)state;
    half = ZSTD_compress(packed, sizeof packed, first, sizeof first - 1, 1);
    length =
        half + ZSTD_compress(packed + half, sizeof packed - half, second, sizeof second - 1, 1);
    dump("z", packed, length, &options, found);
    assert_string_equal(found, expected);
    for (size_t cut = 5; cut < length; cut++) {
        dump("z", packed, cut, &options, found);
        if (cut != half)
            assert_non_null(strstr(found, "truncated"));
    }
    length = 0;
    for (int i = 0; i < 2; i++) {
        z_stream z = {0};
        assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
        z.next_in = (unsigned char *)(uintptr_t)(i == 0 ? first : second);
        z.avail_in = (unsigned)(i == 0 ? sizeof first : sizeof second) - 1;
        z.next_out = packed + length;
        z.avail_out = (unsigned)(sizeof packed - length);
        assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
        length = sizeof packed - z.avail_out;
        deflateEnd(&z);
    }
    dump("z", packed, length, &options, found);
    assert_string_equal(found, expected);
    dump("z", packed, length - 1, &options, found);
    assert_non_null(strstr(found, "truncated"));
    memcpy(packed + length, "xx", 2);
    dump("z", packed, length + 2, &options, found);
    assert_non_null(strstr(found, "broken gzip data"));
}

/* The interning table against one that compares with all that it has. */
static void test_intern(void **state)
{
    enum { NAMES = 3000, DRAWS = 20000 };
    static uint64_t naive[NAMES];
    struct intern *table = intern_new();
    uint64_t random = 1;
    uint32_t count = 0, at;

    (void)state;
    for (int i = 0; i < DRAWS; i++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407u;
        uint64_t name = (random >> 33) % NAMES * UINT64_C(0x100000001);
        for (at = 0; at < count && naive[at] != name; at++)
            continue;
        if (at == count)
            naive[count++] = name;
        assert_int_equal(intern_number(table, name), at);
    }
    assert_int_equal(intern_count(table), count);
    intern_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text), cmocka_unit_test(test_bytes), cmocka_unit_test(test_options),
        cmocka_unit_test(test_long_lines), cmocka_unit_test(test_packed),
        cmocka_unit_test(test_intern),
    };

    return cmocka_run_group_tests_name("trace readers", tests, NULL, NULL);
}
