/* fuzz_json.c - any bytes as a JSON document: it is refused with a complaint, or it can be walked
 * through, and what is printed of it reads as the same again.
 *
 * Without libFuzzer's coverage of cJSON itself, which is a library; ours is what is looked at. */
#include "sim/base/check.h"
#include "sim/base/json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

static void look_at(const struct json_at *at)
{
    struct complaint complaint = {0};
    char text[64], path[256];

    json_path(at, path, sizeof path);
    CHECK(strlen(path) < sizeof path);
    CHECK(!json_complain_found(&complaint, at, "nothing"));
    CHECK(complaint.kind == COMPLAINT_INPUT);
    if (json_scalar_text(at, text, sizeof text))
        CHECK(json_kind(at) == JSON_NUMBER || json_kind(at) == JSON_STRING);
    if (json_kind(at) == JSON_STRING)
        CHECK(json_string(at) != NULL);
    if (json_kind(at) == JSON_NUMBER)
        CHECK(json_number(at) - json_number(at) == 0);     /* neither infinite nor NaN */
}

/* Nesting is bounded by the reader. */
static void walk(const struct json_at *at)
{
    look_at(at);
    for (size_t i = 0; i < json_count(at); i++) {
        struct json_at child, same;
        json_child(at, i, &child);
        if (json_kind(at) == JSON_OBJECT) {
            CHECK(child.key != NULL && json_member(at, child.key, &same));
            CHECK(same.item == child.item);                /* No key is there twice. */
        }
        walk(&child);
    }
}

static void print_and_read(const struct json_at *root)
{
    struct complaint complaint = {0};
    char *once = json_print(root), *twice;
    struct json_document *document;
    struct json_at again;

    CHECK(once != NULL);
    document = json_read_text("again", once, strlen(once), &complaint);
    CHECK_THAT(document != NULL, "%s", complaint.text);
    again = json_root(document);
    twice = json_print(&again);
    CHECK(strcmp(once, twice) == 0);
    json_free(document);
    free(once);
    free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct complaint complaint = {0};
    struct json_document *document = json_read_text("fuzz", (const char *)data, length, &complaint);
    struct json_at root;

    CHECK((document == NULL) == (complaint.kind != COMPLAINT_NONE));
    if (document == NULL)
        return 0;
    root = json_root(document);
    walk(&root);
    print_and_read(&root);
    json_free(document);
    return 0;
}
