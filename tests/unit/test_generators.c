/* test_generators.c - what always holds of generated requests, and what is said about settings that
 * make no workload. How the draws are distributed is in tests/property. */
#include "workloads/workload.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/units.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

enum { REQUESTS_MAX = 20000 };

struct run {
    struct source about;                       /* its fields only */
    struct request requests[REQUESTS_MAX];
    size_t count;
};

static struct run first, second;               /* too large for a stack */

static struct workload *make(const char *text, int64_t duration_ns, struct complaint *complaint)
{
    struct json_document *document = json_read_text("f.json", text, strlen(text), complaint);
    struct workload *workload = NULL;

    if (document != NULL) {
        struct json_at root = json_root(document);
        workload = workload_from_json(&root, ".", duration_ns, complaint);
    }
    json_free(document);
    return workload;
}

/* All requests of a run, or the first REQUESTS_MAX, asked for `batch` at a time. */
static void generate(struct run *run, const char *text, int64_t seconds, uint64_t seed,
                     size_t batch)
{
    struct complaint complaint = {0};
    struct workload *workload = make(text, seconds * UNITS_SECOND, &complaint);
    struct source *source;
    size_t got;

    if (workload == NULL)
        fail_msg("%s: %s", text, complaint.text);
    source = workload->open(workload, seed, &complaint);
    assert_non_null(source);
    memset(run, 0, sizeof *run);
    run->about = *source;
    do {
        size_t room = REQUESTS_MAX - run->count;
        got = source->next(source, run->requests + run->count, room < batch ? room : batch,
                           &complaint);
        run->count += got;
    } while (got > 0 && run->count < REQUESTS_MAX);
    assert_int_equal(complaint.kind, COMPLAINT_NONE);
    source->close(source);
    workload->close(workload);
}

static const char *const many[] = {
    "{\"zipf\": {\"keys\": 1000, \"rate\": \"500/s\"}}",
    "{\"zipf\": {\"keys\": 1, \"alpha\": 0, \"rate\": \"500/s\", \"write-fraction\": 1}}",
    "{\"uniform\": {\"keys\": 77, \"rate\": \"500/s\", \"arrivals\": \"constant\", \"nodes\": 7}}",
    "{\"hotspot\": {\"keys\": 100, \"rate\": \"500/s\", \"hot-keys\": 1, \"nodes\": 1}}",
    "{\"hotspot\": {\"keys\": 100, \"rate\": \"500/s\", \"hot-keys\": 0, \"hot-accesses\": 0}}",
    "{\"latest\": {\"keys\": 1, \"rate\": \"500/s\", \"insert-fraction\": 0.5}}",
    "{\"latest\": {\"keys\": 10, \"rate\": \"500/s\", \"write-fraction\": 0.5}}",
    "{\"uniform\": {\"keys\": 5, \"rate\": \"500/s\", \"insert-fraction\": 1}}",
    "{\"zipf\": {\"keys\": 1000, \"rate\": \"500/s\", \"arrivals\": {\"bursty\": {\"burst\": "
    "\"100ms\", \"quiet\": \"300ms\", \"factor\": 4}}}}",
    "{\"zipf\": {\"keys\": 1000, \"rate\": \"500/s\", \"arrivals\": {\"diurnal\": {\"period\": "
    "\"1s\"}}}}",
    "{\"zipf\": {\"keys\": 1000, \"rate\": \"500/s\", \"write-fraction\": 0.5, \"bulk\": 0.2, "
    "\"raw\": 0.3, \"rollback\": 0.1, \"read-own\": 0.5, \"size\": {\"uniform\": {\"min\": \"0B\", "
    "\"max\": \"9B\"}}, \"sessions\": {\"clients\": 9, \"read-after-write\": 0.5}}}",
    "{\"ycsb\": {\"mix\": \"a\", \"keys\": 100, \"rate\": \"500/s\"}}",
    "{\"ycsb\": {\"mix\": \"d\", \"keys\": 100, \"rate\": \"500/s\"}}",
    "{\"ycsb\": {\"mix\": \"e\", \"keys\": 100, \"rate\": \"500/s\"}}",
    "{\"ycsb\": {\"mix\": \"f\", \"keys\": 100, \"rate\": \"500/s\"}}",
};

static void requests_keep_the_contract_of_a_source(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(many); i++) {
        generate(&first, many[i], 10, 1, 256);
        assert_in_range(first.count, 3000, 7000);
        assert_int_equal(first.about.end, 10 * UNITS_SECOND);
        for (size_t j = 0; j < first.count; j++) {
            const struct request *r = &first.requests[j];
            assert_true(r->at >= (j > 0 ? r[-1].at : 0) && r->at < first.about.end);
            assert_true(r->row < first.about.rows);
            assert_true(r->node < first.about.nodes);
            assert_true((r->client != 0) == first.about.sessions);
            assert_true(r->bytes >= 1);
            assert_true(r->kind == OP_READ || r->kind == OP_WRITE);
            assert_true(r->kind == OP_WRITE || (r->road == 0 && r->flags == 0));
            assert_true((r->flags & ~(OP_ROLL_BACK | OP_READ_OWN | OP_READ_AFTER)) == 0);
        }
    }
}

static void however_they_are_asked_for_they_are_the_same(void **state)
{
    static const size_t batches[] = {1, 7, 127, 129, REQUESTS_MAX};

    (void)state;
    for (size_t i = 0; i < COUNT(many); i++) {
        generate(&first, many[i], 10, 2, 128);
        for (size_t j = 0; j < COUNT(batches); j++) {
            generate(&second, many[i], 10, 2, batches[j]);
            assert_int_equal(first.count, second.count);
            assert_memory_equal(first.requests, second.requests, sizeof first.requests);
        }
        generate(&second, many[i], 10, 3, 128);
        assert_memory_not_equal(first.requests, second.requests, sizeof first.requests);
    }
}

/* Whether the fields of the two runs are the same: times, rows, kinds, clients and nodes. */
struct same {
    bool at, row, kind, client;
};

static struct same compare(void)
{
    struct same same = {true, true, true, true};

    assert_int_equal(first.count, second.count);
    for (size_t i = 0; i < first.count; i++) {
        const struct request *a = &first.requests[i], *b = &second.requests[i];
        same.at &= a->at == b->at;
        same.row &= a->row == b->row;
        same.kind &= a->kind == b->kind;
        same.client &= a->client == b->client && a->node == b->node;
    }
    return same;
}

static void changing_one_part_moves_no_other(void **state)
{
    static const char *const base =
        "{\"zipf\": {\"keys\": 1000, \"rate\": \"500/s\", \"write-fraction\": 0.1}}";
    static const struct {
        const char *text;
        struct same same;
    } rows[] = {
        {"{\"zipf\": {\"keys\": 1000, \"rate\": \"500/s\", \"write-fraction\": 0.2}}",
         {true, true, false, true}},
        {"{\"zipf\": {\"keys\": 1000, \"rate\": \"500/s\", \"write-fraction\": 0.1, \"rollback\": "
         "0.5, \"raw\": 0.1}}", {true, true, true, true}},
        {"{\"zipf\": {\"keys\": 2000, \"rate\": \"500/s\", \"write-fraction\": 0.1}}",
         {true, false, true, true}},
        {"{\"uniform\": {\"keys\": 1000, \"rate\": \"500/s\", \"write-fraction\": 0.1}}",
         {true, false, true, true}},
        {"{\"zipf\": {\"keys\": 1000, \"rate\": \"500/s\", \"write-fraction\": 0.1, \"sessions\": "
         "{}}}", {true, true, true, false}},
        {"{\"zipf\": {\"keys\": 1000, \"rate\": \"500/s\", \"write-fraction\": 0.1, \"size\": "
         "{\"exponential\": {\"mean\": \"1KiB\"}}}}", {true, true, true, true}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct same same;
        generate(&first, base, 10, 4, 256);
        generate(&second, rows[i].text, 10, 4, 256);
        same = compare();
        assert_int_equal(same.at, rows[i].same.at);
        assert_int_equal(same.row, rows[i].same.row);
        assert_int_equal(same.kind, rows[i].same.kind);
        assert_int_equal(same.client, rows[i].same.client);
    }
}

static void more_writes_leave_those_that_were(void **state)
{
    (void)state;
    generate(&first, "{\"uniform\": {\"keys\": 9, \"rate\": \"500/s\", \"write-fraction\": 0.1}}",
             10, 5, 256);
    generate(&second, "{\"uniform\": {\"keys\": 9, \"rate\": \"500/s\", \"write-fraction\": 0.3}}",
             10, 5, 256);
    for (size_t i = 0; i < first.count; i++)
        assert_true(first.requests[i].kind == OP_READ || second.requests[i].kind == OP_WRITE);
}

static void equal_gaps_are_equal_and_lose_nothing(void **state)
{
    (void)state;
    generate(&first, "{\"uniform\": {\"keys\": 9, \"rate\": \"3/s\", \"arrivals\": \"constant\"}}",
             1000, 1, 256);
    assert_int_equal(first.count, 2999);       /* The 3000th would come at the end. */
    for (size_t i = 0; i < first.count; i++) {
        int64_t expected = (int64_t)(i + 1) * UNITS_SECOND / 3;
        assert_in_range(expected - first.requests[i].at, 0, 1);
    }
}

static void slow_rates_are_no_matter(void **state)
{
    (void)state;
    generate(&first, "{\"uniform\": {\"keys\": 9, \"rate\": \"1/h\"}}", 3600 * 10000, 1, 256);
    assert_in_range(first.count, 9600, 10400);
    generate(&first, "{\"uniform\": {\"keys\": 9, \"rate\": \"0.000001/s\"}}", 1000000000, 1, 256);
    assert_in_range(first.count, 850, 1150);
}

static void a_row_keeps_its_size(void **state)
{
    static uint32_t sizes[50];

    (void)state;
    memset(sizes, 0, sizeof sizes);
    generate(&first, "{\"uniform\": {\"keys\": 50, \"rate\": \"500/s\", \"size\": {\"lognormal\": "
             "{\"median\": \"300B\", \"p99\": \"20KiB\"}}}}", 10, 6, 256);
    for (size_t i = 0; i < first.count; i++) {
        const struct request *r = &first.requests[i];
        assert_true(sizes[r->row] == 0 || sizes[r->row] == r->bytes);
        sizes[r->row] = r->bytes;
    }
    assert_true(sizes[0] != sizes[1]);
}

static void a_client_keeps_its_node(void **state)
{
    (void)state;
    generate(&first,
             "{\"uniform\": {\"keys\": 50, \"rate\": \"500/s\", \"nodes\": 7, \"sessions\": "
             "{\"clients\": 100}, \"write-fraction\": 0.5}}",
             10, 7, 256);
    for (size_t i = 0; i < first.count; i++) {
        const struct request *r = &first.requests[i];
        assert_in_range(r->client, 1, 100);
        assert_int_equal(r->node, r->client % 7);
        assert_int_equal(r->flags, r->kind == OP_WRITE ? OP_READ_AFTER : 0);
    }
}

static void new_rows_come_one_after_the_other(void **state)
{
    static const char *const rows[] = {
        "{\"latest\": {\"keys\": 100, \"rate\": \"500/s\"}}",
        "{\"ycsb\": {\"mix\": \"e\", \"keys\": 100, \"rate\": \"500/s\"}}",
        "{\"hotspot\": {\"keys\": 100, \"rate\": \"500/s\", \"insert-fraction\": 0.05}}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint32_t next = 100;
        generate(&first, rows[i], 10, 8, 256);
        for (size_t j = 0; j < first.count; j++) {
            const struct request *r = &first.requests[j];
            assert_true(r->row <= next);
            if (r->row == next) {
                assert_int_equal(r->kind, OP_WRITE);
                next++;
            }
        }
        assert_in_range(next, 100 + 200, 100 + 300);       /* 5 % of 5,000 */
        assert_true(next <= first.about.rows);
    }
}

static void settings_that_make_no_workload_are_told(void **state)
{
    static const struct {
        const char *text;
        const char *says[3];
    } rows[] = {
        {"7", {"f.json", "found 7", "an object"}},
        {"{}", {"0 keys", "one key", "zipf"}},
        {"{\"zipf\": {}, \"ycsb\": {}}", {"2 keys", "one key"}},
        {"{\"zip\": {}}", {".zip", "did you mean \"zipf\"?", "hotspot"}},
        {"{\"zipf\": {\"rate\": \"1/s\"}}", {".zipf", "no \"keys\"", "a whole number"}},
        {"{\"zipf\": {\"keys\": 10}}", {".zipf", "no \"rate\"", "a rate"}},
        {"{\"zipf\": {\"keys\": 10, \"rate\": \"0/s\"}}", {".zipf.rate", "found \"0/s\""}},
        {"{\"zipf\": {\"keys\": 1073741824, \"rate\": \"1/s\"}}",
         {".zipf.keys", "found 1073741824", "at most 1073741823"}},
        {"{\"zipf\": {\"keys\": 10, \"rate\": \"1/s\", \"aplha\": 1}}",
         {".zipf.aplha", "did you mean \"alpha\"?"}},
        {"{\"zipf\": {\"keys\": 10, \"rate\": \"1/s\", \"alpha\": -1}}",
         {".zipf.alpha", "found -1"}},
        {"{\"uniform\": {\"keys\": 10, \"rate\": \"1/s\", \"alpha\": 1}}",
         {".uniform.alpha", "unknown"}},
        {"{\"uniform\": {\"keys\": 10, \"rate\": \"1/s\", \"bulk\": 0.6, \"raw\": 0.5}}",
         {".uniform", "\"bulk\" and \"raw\" above 1", "at most 1"}},
        {"{\"uniform\": {\"keys\": 10, \"rate\": \"1/s\", \"size\": \"0B\"}}",
         {".uniform.size", "found \"0B\"", "from 1B"}},
        {"{\"uniform\": {\"keys\": 10, \"rate\": \"1/s\", \"size\": \"5ms\"}}",
         {".uniform.size", "found \"5ms\"", "a size"}},
        {"{\"uniform\": {\"keys\": 10, \"rate\": \"1/s\", \"arrivals\": \"poison\"}}",
         {".uniform.arrivals", "found \"poison\"", "\"poisson\""}},
        {"{\"uniform\": {\"keys\": 10, \"rate\": \"1/s\", \"arrivals\": {\"busty\": {}}}}",
         {".arrivals.busty", "did you mean \"bursty\"?"}},
        {"{\"uniform\": {\"keys\": 10, \"rate\": \"1/s\", \"arrivals\": {\"bursty\": {\"factor\": "
         "11}}}}",
         {".arrivals.bursty", "\"factor\"", "at most (burst + quiet) / burst = 10.000"}},
        {"{\"uniform\": {\"keys\": 10, \"rate\": \"1/s\", \"arrivals\": {\"diurnal\": "
         "{\"peak-to-trough\": 0.5}}}}",
         {".diurnal.peak-to-trough", "found 0.5", "at least 1"}},
        {"{\"uniform\": {\"keys\": 10, \"rate\": \"1/s\", \"sessions\": {\"clients\": 0}}}",
         {".sessions.clients", "found 0", "at least 1"}},
        {"{\"uniform\": {\"keys\": 10, \"rate\": \"1/s\", \"write-fraction-by-rank\": 1}}",
         {".write-fraction-by-rank", "found 1", "pairs"}},
        {"{\"uniform\": {\"keys\": 10, \"rate\": \"1/s\", \"write-fraction-by-rank\": [[1, 0], "
         "[1, 1]]}}",
         {".write-fraction-by-rank[1][0]", "found 1", "above the one before"}},
        {"{\"uniform\": {\"keys\": 10, \"rate\": \"1/s\", \"write-fraction-by-rank\": [[5, 2]]}}",
         {".write-fraction-by-rank[0][1]", "found 2", "a ratio"}},
        {"{\"latest\": {\"keys\": 10, \"rate\": \"1/s\", \"write-fraction-by-rank\": []}}",
         {".latest.write-fraction-by-rank", "unknown"}},
        {"{\"latest\": {\"keys\": 10, \"rate\": \"1000000000/s\", \"insert-fraction\": 1}}",
         {".latest", "more than 1073741823 rows", "shorter run"}},
        {"{\"ycsb\": {\"keys\": 10, \"rate\": \"1/s\"}}", {".ycsb", "no \"mix\"", "a, b, c, d"}},
        {"{\"ycsb\": {\"mix\": \"g\", \"keys\": 10, \"rate\": \"1/s\"}}",
         {".ycsb.mix", "found \"g\"", "one of: a, b, c, d, e, f"}},
        {"{\"ycsb\": {\"mix\": \"a\", \"keys\": 10, \"rate\": \"1/s\", \"alpha\": 1}}",
         {".ycsb.alpha", "unknown"}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct complaint complaint = {0};
        if (make(rows[i].text, 10 * UNITS_SECOND, &complaint) != NULL)
            fail_msg("%s was taken", rows[i].text);
        assert_int_equal(complaint.kind, COMPLAINT_INPUT);
        for (int j = 0; j < 3 && rows[i].says[j] != NULL; j++) {
            if (strstr(complaint.text, rows[i].says[j]) == NULL)
                fail_msg("%s: \"%s\" lacks \"%s\"", rows[i].text, complaint.text, rows[i].says[j]);
        }
    }
}

/* Two halves make a whole, though each half is 2^63. */
static void the_roads_may_take_all_writes(void **state)
{
    (void)state;
    generate(&first, "{\"uniform\": {\"keys\": 10, \"rate\": \"500/s\", \"write-fraction\": 1, "
             "\"bulk\": 0.5, \"raw\": 0.5}}", 10, 9, 256);
    for (size_t i = 0; i < first.count; i++)
        assert_true(first.requests[i].road != ROAD_SAVE);
}

static void every_kind_says_what_it_is(void **state)
{
    size_t count;
    const struct workload_kind *kinds = workload_kinds(&count);

    (void)state;
    assert_true(count >= 6);
    for (size_t i = 0; i < count; i++) {
        assert_true(strlen(kinds[i].says) > 0);
        for (int t = 0; t < WORKLOAD_TABLES_MAX && kinds[i].knobs[t] != NULL; t++) {
            for (const struct knob *knob = kinds[i].knobs[t]; knob->name != NULL; knob++)
                assert_true(strlen(knob->says) > 0);
        }
        for (int m = 0; m < WORKLOAD_MEMBERS_MAX && kinds[i].members[m].name != NULL; m++)
            assert_true(strlen(kinds[i].members[m].says) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_keep_the_contract_of_a_source),
        cmocka_unit_test(however_they_are_asked_for_they_are_the_same),
        cmocka_unit_test(changing_one_part_moves_no_other),
        cmocka_unit_test(more_writes_leave_those_that_were),
        cmocka_unit_test(equal_gaps_are_equal_and_lose_nothing),
        cmocka_unit_test(slow_rates_are_no_matter),
        cmocka_unit_test(a_row_keeps_its_size),
        cmocka_unit_test(a_client_keeps_its_node),
        cmocka_unit_test(new_rows_come_one_after_the_other),
        cmocka_unit_test(settings_that_make_no_workload_are_told),
        cmocka_unit_test(the_roads_may_take_all_writes),
        cmocka_unit_test(every_kind_says_what_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
