/* test_generators.c - which rows, writes, clients and nodes: as often as was asked for, and the
 * same on every machine. */
#include "tests/property/walk.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/base/rng.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

enum { KEYS = 200 };

static double weight_uniform(size_t row)
{
    (void)row;
    return 1;
}

static double weight_half(size_t row)
{
    return pow((double)row + 1, -0.5);
}

static double weight_one(size_t row)
{
    return 1 / ((double)row + 1);
}

static double weight_steep(size_t row)
{
    return pow((double)row + 1, -1.7);
}

static double weight_hotspot(size_t row)
{
    return row < 50 ? 0.9 / 50 : 0.1 / 150;
}

static double weight_latest(size_t row)
{
    return pow((double)(KEYS - row), -0.99);
}

static void keys_are_as_popular_as_they_should_be(void **state)
{
    static const struct {
        const char *text;
        double (*weight)(size_t row);
    } rows[] = {
        {"{\"uniform\": {\"keys\": 200, \"rate\": \"10000/s\"}}", weight_uniform},
        {"{\"zipf\": {\"keys\": 200, \"rate\": \"10000/s\", \"alpha\": 0}}", weight_uniform},
        {"{\"zipf\": {\"keys\": 200, \"rate\": \"10000/s\", \"alpha\": 0.5}}", weight_half},
        {"{\"zipf\": {\"keys\": 200, \"rate\": \"10000/s\", \"alpha\": 1}}", weight_one},
        {"{\"zipf\": {\"keys\": 200, \"rate\": \"10000/s\", \"alpha\": 1.7}}", weight_steep},
        {"{\"hotspot\": {\"keys\": 200, \"rate\": \"10000/s\", \"hot-keys\": 0.25, "
         "\"hot-accesses\": 0.9}}", weight_hotspot},
        {"{\"latest\": {\"keys\": 200, \"rate\": \"10000/s\", \"insert-fraction\": 0}}",
         weight_latest},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        static struct walk walk;
        uint64_t counts[KEYS] = {0};
        double weights[KEYS];
        walk_begin(&walk, rows[i].text, 50, 11 + i);
        for (const struct request *r; (r = walk_next(&walk)) != NULL;)
            counts[r->row]++;
        for (size_t row = 0; row < KEYS; row++)
            weights[row] = rows[i].weight(row);
        expect_weights(rows[i].text, counts, weights, KEYS);
    }
}

/* While the key space grows, popularity goes by age: how many rows are newer than the one read. */
static void the_latest_rows_are_the_hottest(void **state)
{
    static struct walk walk;
    uint64_t counts[KEYS] = {0}, inserts = 0, all = 0;
    uint32_t rows = 10000;
    double weights[KEYS];

    (void)state;
    walk_begin(&walk, "{\"latest\": {\"keys\": 10000, \"rate\": \"10000/s\"}}", 50, 21);
    for (const struct request *r; (r = walk_next(&walk)) != NULL; all++) {
        if (r->kind == OP_WRITE) {
            assert_int_equal(r->row, rows);
            rows++;
            inserts++;
        } else if (rows - 1 - r->row < KEYS) {
            counts[rows - 1 - r->row]++;
        }
    }
    for (size_t age = 0; age < KEYS; age++)
        weights[age] = pow((double)age + 1, -0.99);
    expect_weights("age of rows read", counts, weights, KEYS);
    expect_share("inserts", inserts, all, 0.05);
}

static void writes_are_as_many_as_they_should_be(void **state)
{
    static struct walk walk;
    uint64_t reads[3] = {0}, writes[3] = {0}, road[3] = {0}, flags[8] = {0}, all = 0;
    const double shares[] = {0.5, 0.05, 0.01};

    (void)state;
    walk_begin(&walk,
               "{\"zipf\": {\"keys\": 5000, \"rate\": \"20000/s\", \"alpha\": 0.7, "
               "\"write-fraction\": \"1%\", \"write-fraction-by-rank\": [[10, 0.5], [1000, 0.05]], "
               "\"bulk\": 0.1, \"raw\": 0.2, \"rollback\": 0.3, \"read-own\": 0.4, "
               "\"sessions\": {\"clients\": 10, \"read-after-write\": 0.25}}}", 50, 51);
    for (const struct request *r; (r = walk_next(&walk)) != NULL;) {
        int part = r->row < 10 ? 0 : r->row < 1000 ? 1 : 2;
        if (r->kind == OP_READ) {
            reads[part]++;
            continue;
        }
        writes[part]++;
        road[r->road]++;
        all++;
        flags[OP_ROLL_BACK] += (r->flags & OP_ROLL_BACK) != 0;
        flags[OP_READ_OWN] += (r->flags & OP_READ_OWN) != 0;
        flags[OP_READ_AFTER] += (r->flags & OP_READ_AFTER) != 0;
        assert_true(r->road == ROAD_SAVE || (r->flags & OP_READ_OWN) == 0);
    }
    for (int i = 0; i < 3; i++)
        expect_share("writes by rank", writes[i], reads[i] + writes[i], shares[i]);
    expect_share("bulk", road[ROAD_BULK], all, 0.1);
    expect_share("raw", road[ROAD_RAW], all, 0.2);
    expect_share("rolled back", flags[OP_ROLL_BACK], all, 0.3);
    expect_share("read own", flags[OP_READ_OWN], road[ROAD_SAVE], 0.4);
    expect_share("read after", flags[OP_READ_AFTER], all, 0.25);
}

static void the_core_mixes_have_their_shares(void **state)
{
    static const struct {
        const char *mix;
        double updates, inserts;
        bool read_own;
    } rows[] = {
        {"a", 0.5, 0, false}, {"b", 0.05, 0, false}, {"c", 0, 0, false},
        {"d", 0, 0.05, false}, {"e", 0, 0.05, false}, {"f", 0.5, 0, true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        static struct walk walk;
        uint64_t updates = 0, inserts = 0, own = 0, all = 0;
        uint32_t next = 1000;
        char text[128];
        snprintf(text, sizeof text, "{\"ycsb\": {\"mix\": \"%s\", \"keys\": 1000, \"rate\": "
                 "\"10000/s\"}}", rows[i].mix);
        walk_begin(&walk, text, 20, 61);
        for (const struct request *r; (r = walk_next(&walk)) != NULL; all++) {
            bool insert = r->kind == OP_WRITE && r->row == next;
            assert_int_equal(r->bytes, 1000);
            next += insert;
            inserts += insert;
            updates += r->kind == OP_WRITE && !insert;
            own += (r->flags & OP_READ_OWN) != 0;
        }
        expect_share("updates", updates, all, rows[i].updates);
        expect_share("inserts", inserts, all, rows[i].inserts);
        assert_int_equal(own, rows[i].read_own ? updates : 0);
    }
}

static void clients_and_nodes_are_equally_busy(void **state)
{
    static struct walk walk;
    uint64_t clients[100] = {0}, nodes[7] = {0};
    double equal[100];

    (void)state;
    for (size_t i = 0; i < COUNT(equal); i++)
        equal[i] = 1;
    walk_begin(&walk, "{\"uniform\": {\"keys\": 9, \"rate\": \"10000/s\", \"sessions\": "
               "{\"clients\": 100}}}", 20, 71);
    for (const struct request *r; (r = walk_next(&walk)) != NULL;)
        clients[r->client - 1]++;
    expect_weights("clients", clients, equal, 100);
    walk_begin(&walk, "{\"uniform\": {\"keys\": 9, \"rate\": \"10000/s\", \"nodes\": 7}}", 20, 72);
    for (const struct request *r; (r = walk_next(&walk)) != NULL;)
        nodes[r->node]++;
    expect_weights("nodes", nodes, equal, 7);
}

/* A hash of every field of the first requests. These change when what is generated changes, and
 * then on purpose: set STALEMATE_PRINT_GOLDEN to have the new ones printed. */
static void requests_are_the_same_everywhere(void **state)
{
    static const struct {
        const char *text;
        uint64_t expected;
    } golden[] = {
        {"{\"zipf\": {\"keys\": 1000000, \"alpha\": 1, \"rate\": \"1000/s\", "
         "\"write-fraction\": 0.05}}",
         UINT64_C(0x76aefe06b19f8f8b)},
        {"{\"uniform\": {\"keys\": 1000, \"rate\": \"1000/s\", \"arrivals\": "
         "\"constant\", \"sessions\": {}}}",
         UINT64_C(0x74b50b01da6cb65a)},
        {"{\"hotspot\": {\"keys\": 1000, \"rate\": \"1000/s\", \"arrivals\": "
         "{\"bursty\": {}}}}",
         UINT64_C(0x835f6c63e69bd6a6)},
        {"{\"latest\": {\"keys\": 1000, \"rate\": \"1000/s\", \"arrivals\": "
         "{\"diurnal\": {\"period\": \"10s\"}}}}",
         UINT64_C(0x3db217938eeb1422)},
        {"{\"ycsb\": {\"mix\": \"f\", \"keys\": 1000, \"rate\": \"1000/s\", \"size\": "
         "{\"lognormal\": {\"median\": \"300B\", \"p99\": \"20KiB\"}}}}",
         UINT64_C(0x98cfdb9b1e7096e0)},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(golden); i++) {
        static struct walk walk;
        uint64_t hash = 0;
        walk_begin(&walk, golden[i].text, 20, 20240601);
        for (const struct request *r; (r = walk_next(&walk)) != NULL;) {
            hash = rng_mix(hash ^ (uint64_t)r->at);
            hash = rng_mix(hash ^ ((uint64_t)r->row << 32 | r->client));
            hash = rng_mix(hash ^ ((uint64_t)r->bytes << 32 | (uint64_t)r->node << 16
                                   | (uint64_t)r->kind << 12 | (uint64_t)r->road << 8 | r->flags));
        }
        if (getenv("STALEMATE_PRINT_GOLDEN") != NULL)
            print_message("UINT64_C(0x%016llx)\n", (unsigned long long)hash);
        else if (hash != golden[i].expected)
            fail_msg("%s: found 0x%016llx", golden[i].text, (unsigned long long)hash);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_as_popular_as_they_should_be),
        cmocka_unit_test(the_latest_rows_are_the_hottest),
        cmocka_unit_test(writes_are_as_many_as_they_should_be),
        cmocka_unit_test(the_core_mixes_have_their_shares),
        cmocka_unit_test(clients_and_nodes_are_equally_busy),
        cmocka_unit_test(requests_are_the_same_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
