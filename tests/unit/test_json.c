/* test_json.c - bad JSON, row by row: each is refused with its place, what stands there and what
 * may; and the cursors over good JSON. */
#include "sim/base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static void bad_documents_are_refused_with_their_place(void **state)
{
    static const struct {
        const char *text;
        const char *says[3];       /* what the complaint has to say, in pieces */
    } rows[] = {
        {"", {"f.json:1", "expected JSON"}},
        {"{\"a\": 1,\n\"a\" 2}", {"f.json:2", "expected JSON"}},
        {"{\"a\": }", {"f.json:1", "expected JSON"}},
        {"{\"a\": 1", {"f.json:1", "expected JSON"}},
        {"{\"a\": 1, \"a\": 2}", {"f.json: .a: ", "twice", "once"}},
        {"{\"x\": [{}, {\"b\": 1, \"c\": 2, \"b\": 3}]}", {"f.json: .x[1].b: ", "twice"}},
        {"{\"seed\": 9007199254740994}", {"f.json: .seed", "2^53", "string"}},
        {"{\"seed\": -9007199254740994}", {"f.json: .seed", "2^53"}},
        {"{\"seed\": 1e999}", {"f.json: .seed", "expected a finite number"}},
        {"{\"a\": NaN}", {"f.json:1", "expected JSON"}},
        {"{\"a\": Infinity}", {"f.json:1", "expected JSON"}},
        {"{\"a\": 1} x", {"f.json:1", "\"x\" after the end", "expected nothing"}},
        {"{\"a\": 1}\n\n{}", {"f.json:3", "after the end"}},
        {"\"\x01\" garbage", {"f.json:1"}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct complaint complaint = {0};
        struct json_document *document =
            json_read_text("f.json", rows[i].text, strlen(rows[i].text), &complaint);
        if (document != NULL)
            fail_msg("%s was taken", rows[i].text);
        assert_int_equal(complaint.kind, COMPLAINT_INPUT);
        for (int j = 0; j < 3 && rows[i].says[j] != NULL; j++) {
            if (strstr(complaint.text, rows[i].says[j]) == NULL)
                fail_msg("%s: \"%s\" lacks \"%s\"", rows[i].text, complaint.text, rows[i].says[j]);
        }
    }
}

static void a_zero_byte_ends_nothing(void **state)
{
    struct complaint complaint = {0};
    struct json_document *document;

    (void)state;
    assert_null(json_read_text("f.json", "{}\0{}", 5, &complaint));
    assert_non_null(strstr(complaint.text, "f.json:1: found a zero byte"));
    complaint = (struct complaint){0};
    assert_null(json_read_text("f.json", "{\"a\":\n\"1s\\u0000, and more\"}", 27, &complaint));
    assert_non_null(strstr(complaint.text, "f.json:2: found a zero byte"));
    complaint = (struct complaint){0};
    document = json_read_text("f.json", "[\"a\\\\u0000\"]", 12, &complaint);
    assert_non_null(document);         /* Here the backslash is one, and what follows it digits. */
    json_free(document);
}

static void white_space_around_the_value_is_fine(void **state)
{
    struct complaint complaint = {0};
    const char *text = " \t\r\n{\"a\": 9007199254740991}\n\n";
    struct json_document *document = json_read_text("f.json", text, strlen(text), &complaint);

    (void)state;
    assert_non_null(document);
    json_free(document);
}

static void a_file_that_is_not_there_is_a_complaint(void **state)
{
    struct complaint complaint = {0};

    (void)state;
    assert_null(json_read_file("no/such/file.json", &complaint));
    assert_int_equal(complaint.kind, COMPLAINT_INPUT);
    assert_non_null(strstr(complaint.text, "no/such/file.json"));
}

static void cursors_find_members_and_know_their_path(void **state)
{
    const char *text = "{\"Case\": 1, \"list\": [true, {\"ttl 60 s\": \"7\"}], \"none\": null}";
    struct complaint complaint = {0};
    struct json_document *document = json_read_text("f.json", text, strlen(text), &complaint);
    struct json_at root, list, inner, leaf;
    char path[128];

    (void)state;
    assert_non_null(document);
    root = json_root(document);
    assert_int_equal(json_kind(&root), JSON_OBJECT);
    assert_int_equal(json_count(&root), 3);
    assert_false(json_member(&root, "case", &leaf));
    assert_true(json_member(&root, "Case", &leaf));
    assert_int_equal(json_kind(&leaf), JSON_NUMBER);
    assert_true(json_member(&root, "none", &leaf));
    assert_int_equal(json_kind(&leaf), JSON_NULL);
    assert_true(json_member(&root, "list", &list));
    json_child(&list, 1, &inner);
    json_child(&inner, 0, &leaf);
    assert_string_equal(json_string(&leaf), "7");
    json_path(&leaf, path, sizeof path);
    assert_string_equal(path, "f.json: .list[1].\"ttl 60 s\"");
    json_free(document);
}

static void numbers_become_the_text_that_was_meant(void **state)
{
    static const char *const rows[] = {"0", "1", "0.1", "0.9", "0.001", "2.5", "100000",
                                       "9007199254740991"};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct complaint complaint = {0};
        struct json_document *document =
            json_read_text("f.json", rows[i], strlen(rows[i]), &complaint);
        struct json_at root;
        char text[96];
        assert_non_null(document);
        root = json_root(document);
        assert_true(json_scalar_text(&root, text, sizeof text));
        assert_string_equal(text, rows[i]);
        json_free(document);
    }
}

static void an_unknown_key_is_told_with_the_likely_one(void **state)
{
    static const char *const names[] = {"capacity", "eviction", "latency"};
    static const struct {
        const char *text;
        const char *says;          /* NULL: taken */
    } rows[] = {
        {"{}", NULL},
        {"{\"capacity\": 1, \"latency\": 2}", NULL},
        {"{\"capcity\": 1}", "did you mean \"capacity\"?"},
        {"{\"evicton\": 1}", "did you mean \"eviction\"?"},
        {"{\"zzz\": 1}", "expected one of: capacity, eviction, latency"},
        {"{\"Capacity\": 1}", "did you mean \"capacity\"?"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct complaint complaint = {0};
        struct json_document *document =
            json_read_text("f.json", rows[i].text, strlen(rows[i].text), &complaint);
        struct json_at root;
        assert_non_null(document);
        root = json_root(document);
        assert_int_equal(json_only(&root, names, 3, sizeof names[0], &complaint),
                         rows[i].says == NULL);
        if (rows[i].says != NULL)
            assert_non_null(strstr(complaint.text, rows[i].says));
        json_free(document);
    }
}

static void control_characters_do_not_reach_the_terminal(void **state)
{
    const char *text = "{\"a\\u001b[2Jb\": 1}";
    static const char *const names[] = {"capacity"};
    struct complaint complaint = {0};
    struct json_document *document = json_read_text("f.json", text, strlen(text), &complaint);
    struct json_at root;

    (void)state;
    assert_non_null(document);
    root = json_root(document);
    assert_false(json_only(&root, names, 1, sizeof names[0], &complaint));
    assert_null(strchr(complaint.text, 0x1b));
    assert_non_null(strstr(complaint.text, "\\x1b"));
    json_free(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_documents_are_refused_with_their_place),
        cmocka_unit_test(a_zero_byte_ends_nothing),
        cmocka_unit_test(white_space_around_the_value_is_fine),
        cmocka_unit_test(a_file_that_is_not_there_is_a_complaint),
        cmocka_unit_test(cursors_find_members_and_know_their_path),
        cmocka_unit_test(numbers_become_the_text_that_was_meant),
        cmocka_unit_test(an_unknown_key_is_told_with_the_likely_one),
        cmocka_unit_test(control_characters_do_not_reach_the_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
