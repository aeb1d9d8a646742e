/* json.c - cJSON, made strict. The only file that knows cJSON. */
#include "sim/base/json.h"

#include "sim/base/units.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_INTEGER_MAX 9007199254740992.0   /* 2^53 */

enum { FILE_BYTES_MAX = 64 << 20 };

struct json_document {
    char *name;
    cJSON *root;
};

static const char *const kind_names[] = {
    [JSON_NULL] = "null",       [JSON_BOOL] = "true or false", [JSON_NUMBER] = "a number",
    [JSON_STRING] = "a string", [JSON_ARRAY] = "an array",     [JSON_OBJECT] = "an object",
};

static const cJSON *item_of(const struct json_at *at)
{
    return at->item;
}

enum json_kind json_kind(const struct json_at *at)
{
    const cJSON *item = item_of(at);

    if (cJSON_IsBool(item))
        return JSON_BOOL;
    if (cJSON_IsNumber(item))
        return JSON_NUMBER;
    if (cJSON_IsString(item))
        return JSON_STRING;
    if (cJSON_IsArray(item))
        return JSON_ARRAY;
    return cJSON_IsObject(item) ? JSON_OBJECT : JSON_NULL;
}

/* Sorted, so that an object of a million members costs no more than its sorting. */
static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool check_duplicates(const struct json_at *object, struct complaint *complaint)
{
    size_t count = json_count(object);
    const char **keys = calloc(count > 0 ? count : 1, sizeof *keys);
    size_t n = 0;
    bool fine = true;

    if (keys == NULL)
        return complain_machine(complaint, "out of memory while reading %s",
                                object->document->name);
    for (const cJSON *child = item_of(object)->child; child != NULL; child = child->next)
        keys[n++] = child->string;
    qsort(keys, n, sizeof *keys, compare_keys);
    for (size_t i = 1; fine && i < n; i++) {
        if (strcmp(keys[i - 1], keys[i]) == 0) {
            struct json_at twice;
            json_member(object, keys[i], &twice);
            fine = json_complain(complaint, &twice, "found this key twice; a key may stand once");
        }
    }
    free(keys);
    return fine;
}

static bool check_tree(const struct json_at *at, struct complaint *complaint)
{
    const cJSON *item = item_of(at);
    struct json_at child = {.document = at->document, .parent = at};

    if (cJSON_IsNumber(item)) {
        if (!isfinite(item->valuedouble))
            return json_complain(complaint, at,
                                 "found a number too large to hold; expected a finite number");
        if (fabs(item->valuedouble) >= EXACT_INTEGER_MAX)
            return json_complain(
                complaint, at,
                "found a number of 2^53 or more, which JSON readers round; write it as "
                "a string");
    }
    if (cJSON_IsObject(item) && !check_duplicates(at, complaint))
        return false;
    for (const cJSON *c = item->child; c != NULL; c = c->next, child.index++) {
        child.item = c;
        child.key = cJSON_IsObject(item) ? c->string : NULL;
        if (!check_tree(&child, complaint))
            return false;
    }
    return true;
}

static size_t line_of(const char *text, const char *place)
{
    size_t line = 1;

    for (; text < place; text++)
        line += *text == '\n';
    return line;
}

/* How much of what was found there a message shows: the text need not end with a zero byte. */
static int shown(const char *end, const char *place)
{
    return end - place < 12 ? (int)(end - place) : 12;
}

/* Where a zero byte is written as an escape, which would end a text before its end; NULL: nowhere. */
static const char *escaped_zero(const char *text, size_t length)
{
    static const char zero[] = "\\u0000";
    const char *end = text + length;

    while ((text = memchr(text, '\\', (size_t)(end - text))) != NULL && end - text > 1) {
        if ((size_t)(end - text) >= sizeof zero - 1 && memcmp(text, zero, sizeof zero - 1) == 0)
            return text;
        text += 2;                     /* A backslash may escape another. */
    }
    return NULL;
}

struct json_document *json_read_text(const char *name, const char *text, size_t length,
                                     struct complaint *complaint)
{
    struct json_document *document = calloc(1, sizeof *document);
    const char *end = NULL;
    struct json_at root;

    if (document == NULL || (document->name = strdup(name)) == NULL) {
        free(document);
        complain_machine(complaint, "out of memory while reading %s", name);
        return NULL;
    }
    end = memchr(text, '\0', length);
    if (end == NULL)
        end = escaped_zero(text, length);
    if (end != NULL) {
        complain(complaint, "%s:%zu: found a zero byte; expected JSON without any", name, line_of(text, end));
        goto refuse;
    }
    document->root = cJSON_ParseWithLengthOpts(text, length, &end, 0);
    if (document->root == NULL) {
        if (end == NULL || end > text + length)
            end = text + length;
        complain(complaint, "%s:%zu: found %s%.*s%s; expected JSON", name, line_of(text, end),
                 end < text + length ? "\"" : "the end", shown(text + length, end), end,
                 end < text + length ? "\"" : "");
        goto refuse;
    }
    while (end < text + length && (*end == ' ' || *end == '\t' || *end == '\n' || *end == '\r'))
        end++;
    if (end != text + length) {
        complain(complaint,
                 "%s:%zu: found \"%.*s\" after the end of the JSON value; expected nothing", name,
                 line_of(text, end), shown(text + length, end), end);
        goto refuse;
    }
    root = json_root(document);
    if (check_tree(&root, complaint))
        return document;
refuse:
    json_free(document);
    return NULL;
}

struct json_document *json_read_file(const char *path, struct complaint *complaint)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rb");
    struct json_document *document = NULL;
    size_t room = 1 << 16, used = 0, got;
    char *text = malloc(room);

    if (file == NULL) {
        complain(complaint, "%s: cannot be opened: %s", path, strerror(errno));
        free(text);
        return NULL;
    }
    while (text != NULL && (got = fread(text + used, 1, room - used - 1, file)) > 0) {
        used += got;
        if (used > FILE_BYTES_MAX)
            break;
        if (used + 1 == room) {
            char *larger = realloc(text, room *= 2);
            if (larger == NULL) {
                free(text);
                text = NULL;
                break;
            }
            text = larger;
        }
    }
    if (text == NULL)
        complain_machine(complaint, "out of memory while reading %s", path);
    else if (used > FILE_BYTES_MAX)
        complain(complaint, "%s: found more than 64 MiB; expected a JSON file of at most that",
                 path);
    else if (ferror(file))
        complain(complaint, "%s: cannot be read: %s", path, strerror(errno));
    else {
        text[used] = '\0';
        document = json_read_text(standard ? "standard input" : path, text, used, complaint);
    }
    if (!standard)
        fclose(file);
    free(text);
    return document;
}

void json_free(struct json_document *document)
{
    if (document == NULL)
        return;
    cJSON_Delete(document->root);
    free(document->name);
    free(document);
}

struct json_at json_root(const struct json_document *document)
{
    return (struct json_at){.document = document, .item = document->root};
}

const char *json_name(const struct json_document *document)
{
    return document->name;
}

size_t json_count(const struct json_at *at)
{
    const cJSON *item = item_of(at);

    return cJSON_IsObject(item) || cJSON_IsArray(item) ? (size_t)cJSON_GetArraySize(item) : 0;
}

bool json_member(const struct json_at *object, const char *key, struct json_at *out)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(item_of(object), key);

    if (found == NULL)
        return false;
    *out = (struct json_at){.document = object->document,
                            .parent = object,
                            .item = found,
                            .key = found->string};
    return true;
}

void json_child(const struct json_at *container, size_t i, struct json_at *out)
{
    const cJSON *child = cJSON_GetArrayItem(item_of(container), (int)i);

    *out = (struct json_at){
        .document = container->document, .parent = container, .item = child, .index = i,
        .key = cJSON_IsObject(item_of(container)) && child != NULL ? child->string : NULL,
    };
}

const char *json_string(const struct json_at *at)
{
    return item_of(at)->valuestring;
}

double json_number(const struct json_at *at)
{
    return item_of(at)->valuedouble;
}

bool json_bool(const struct json_at *at)
{
    return cJSON_IsTrue(item_of(at));
}

bool json_scalar_text(const struct json_at *at, char *to, size_t size)
{
    const cJSON *item = item_of(at);
    int used;

    if (cJSON_IsString(item)) {
        used = snprintf(to, size, "%s", item->valuestring);
        return used >= 0 && (size_t)used < size;
    }
    if (!cJSON_IsNumber(item))
        return false;
    /* The shortest decimal that reads back as the same double, and never in exponent form. */
    for (int decimals = 0; decimals <= 18; decimals++) {
        used = snprintf(to, size, "%.*f", decimals, item->valuedouble);
        if (used < 0 || (size_t)used >= size)
            return false;
        if (strtod(to, NULL) == item->valuedouble)
            break;
    }
    return true;
}

void json_path(const struct json_at *at, char *to, size_t size)
{
    char own[96];
    size_t used;

    if (at->parent == NULL) {
        snprintf(to, size, "%s: ", at->document->name);
        return;
    }
    json_path(at->parent, to, size);
    used = strlen(to);
    if (at->key == NULL)
        snprintf(own, sizeof own, "[%zu]", at->index);
    else if (strspn(at->key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
             == strlen(at->key))
        snprintf(own, sizeof own, ".%s", at->key);
    else
        snprintf(own, sizeof own, ".\"%.80s\"", at->key);
    snprintf(to + used, size - used, "%s", own);
}

bool json_complain(struct complaint *complaint, const struct json_at *at, const char *format, ...)
{
    char path[512], text[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    json_path(at, path, sizeof path);
    return complain(complaint, "%s%s%s", path, at->parent != NULL ? ": " : "", text);
}

bool json_complain_found(struct complaint *complaint, const struct json_at *at,
                         const char *expected)
{
    char scalar[96];

    switch (json_kind(at)) {
    case JSON_STRING:
        return json_complain(complaint, at, "found \"%.80s\"; expected %s", json_string(at),
                             expected);
    case JSON_NUMBER:
        json_scalar_text(at, scalar, sizeof scalar);
        return json_complain(complaint, at, "found %s; expected %s", scalar, expected);
    case JSON_BOOL:
        return json_complain(complaint, at, "found %s; expected %s",
                             json_bool(at) ? "true" : "false", expected);
    default:
        return json_complain(complaint, at, "found %s; expected %s", kind_names[json_kind(at)],
                             expected);
    }
}

bool json_expect(const struct json_at *at, enum json_kind kind, struct complaint *complaint)
{
    return json_kind(at) == kind || json_complain_found(complaint, at, kind_names[kind]);
}

bool json_only(const struct json_at *object, const void *names, size_t count, size_t stride,
               struct complaint *complaint)
{
    for (const cJSON *child = item_of(object)->child; child != NULL; child = child->next) {
        struct json_at at;
        bool known = false;
        for (size_t i = 0; i < count && !known; i++)
            known = strcmp(child->string,
                           *(const char *const *)(const void *)((const char *)names + i * stride))
                    == 0;
        if (known)
            continue;
        const char *meant = complaint_did_you_mean(child->string, names, count, stride);
        char all[320] = "";
        for (size_t i = 0; i < count; i++) {
            size_t used = strlen(all);
            snprintf(all + used, sizeof all - used, "%s%s", i > 0 ? ", " : "",
                     *(const char *const *)(const void *)((const char *)names + i * stride));
        }
        json_member(object, child->string, &at);
        if (meant != NULL)
            return json_complain(complaint, &at,
                                 "found an unknown key; did you mean \"%s\"? (known: %s)", meant,
                                 all);
        return json_complain(complaint, &at, count > 0 ? "found an unknown key; expected one of: %s"
                             : "found a key; expected none%s", all);
    }
    return true;
}

char *json_print(const struct json_at *at)
{
    return cJSON_PrintUnformatted(item_of(at));
}
