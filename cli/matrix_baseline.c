/* matrix_baseline.c - a guarantee matrix against one that was saved: which verdicts differ. */
#include "cli/explore_matrix.h"
#include "reports/quote.h"
#include "sim/base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct comparison {
    const struct matrix *matrix;
    const char *path;
    struct matrix_scope scope;
    struct text told;          /* a line a difference */
    unsigned differences;
};

static bool need(const struct json_at *object, const char *key, struct json_at *member,
                 struct complaint *complaint)
{
    return json_member(object, key, member)
        || json_complain(complaint, object, "found no \"%s\"; expected a matrix.json of `stalemate "
                         "explore --matrix`", key);
}

/* Begins a line about a strategy, or about a world. */
static void begin(struct comparison *it, const char *what)
{
    it->differences++;
    quote_terminal(&it->told, what, 80);
}

/* The element of a list whose member `key` is this name. */
static bool find_named(const struct json_at *list, const char *key, const char *name,
                       struct json_at *element)
{
    struct json_at member;

    for (size_t i = 0; i < json_count(list); i++) {
        json_child(list, i, element);
        if (json_kind(element) == JSON_OBJECT && json_member(element, key, &member)
            && json_kind(&member) == JSON_STRING && strcmp(json_string(&member), name) == 0)
            return true;
    }
    return false;
}

static void add_verdict(struct text *to, const struct matrix *matrix, unsigned row, unsigned world,
                        unsigned property)
{
    const struct explore_property *found =
        &matrix_cell(matrix, row, world)->result->properties[property];

    text_add(to, explore_verdict_name(found->verdict));
    if (found->verdict == VERDICT_REFUTED)
        text_format(to, " in %u steps", found->witness.length);
}

/* One cell; `saved` is the world's "properties". */
static bool compare_cell(struct comparison *it, const struct json_at *saved, unsigned row,
                         unsigned world, unsigned property, struct complaint *complaint)
{
    const struct matrix *matrix = it->matrix;
    struct json_at cell, verdict;
    bool there = json_member(saved, explore_property_name((enum property)property), &cell);

    if (there && (!json_expect(&cell, JSON_OBJECT, complaint)
                  || !need(&cell, "verdict", &verdict, complaint)
                  || !json_expect(&verdict, JSON_STRING, complaint)))
        return false;
    if (!matrix_asks(matrix, property)) {
        if (there && !it->scope.properties) {
            begin(it, matrix->rows[row].name);
            text_format(&it->told, ", %s, %s: was %s, is not there\n", matrix->worlds[world].name,
                        explore_property_name((enum property)property), json_string(&verdict));
        }
        return true;
    }
    if (!there && matrix_verdict(matrix, row, world, property) == VERDICT_NOT_ASKED)
        return true;
    if (there && strcmp(json_string(&verdict),
                        explore_verdict_name(matrix_verdict(matrix, row, world, property))) == 0)
        return true;
    begin(it, matrix->rows[row].name);
    text_format(&it->told, ", %s, %s: was ", matrix->worlds[world].name,
                explore_property_name((enum property)property));
    if (there)
        quote_terminal(&it->told, json_string(&verdict), 20);
    else
        text_add(&it->told, "not there");
    text_add(&it->told, ", is ");
    add_verdict(&it->told, matrix, row, world, property);
    text_add_char(&it->told, '\n');
    return true;
}

static bool compare_row(struct comparison *it, const struct json_at *saved, unsigned row,
                        struct complaint *complaint)
{
    struct json_at saved_worlds, world, properties;

    if (!need(saved, "worlds", &saved_worlds, complaint)
        || !json_expect(&saved_worlds, JSON_OBJECT, complaint))
        return false;
    for (unsigned i = 0; i < it->matrix->world_count; i++) {
        if (!json_member(&saved_worlds, it->matrix->worlds[i].name, &world))
            continue;                      /* Told once, of the world. */
        if (!json_expect(&world, JSON_OBJECT, complaint)
            || !need(&world, "properties", &properties, complaint)
            || !json_expect(&properties, JSON_OBJECT, complaint))
            return false;
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            if (!compare_cell(it, &properties, row, i, p, complaint))
                return false;
        }
    }
    return true;
}

/* Whether a world's bounds are what was saved: their texts are compared, as JSON prints them. */
static bool same_bounds(const struct matrix *matrix, unsigned world, const struct json_at *saved,
                        bool *same, struct complaint *complaint)
{
    struct text text = {0};
    struct json_document *document;
    struct json_at bounds, root;
    char *now = NULL, *then = NULL;

    if (!need(saved, "bounds", &bounds, complaint))
        return false;
    exploration_json_bounds(&text, &matrix_cell(matrix, 0, world)->settings->bounds);
    document = json_read_text("bounds", text.bytes, text.length, complaint);
    text_free(&text);
    if (document == NULL)
        return false;
    root = json_root(document);
    now = json_print(&root);
    then = json_print(&bounds);
    *same = now != NULL && then != NULL && strcmp(now, then) == 0;
    free(now);
    free(then);
    json_free(document);
    return true;
}

static bool compare_worlds(struct comparison *it, const struct json_at *saved,
                           struct complaint *complaint)
{
    struct json_at world, name;
    bool same;

    for (unsigned i = 0; i < it->matrix->world_count && it->matrix->row_count > 0; i++) {
        if (!find_named(saved, "world", it->matrix->worlds[i].name, &world)) {
            begin(it, it->matrix->worlds[i].name);
            text_add(&it->told, ": this world was not there\n");
        } else if (!same_bounds(it->matrix, i, &world, &same, complaint)) {
            return false;
        } else if (!same) {
            begin(it, it->matrix->worlds[i].name);
            text_add(&it->told, ": this world had other bounds\n");
        }
    }
    for (size_t i = 0; i < json_count(saved) && !it->scope.worlds; i++) {
        bool known = false;
        json_child(saved, i, &world);
        if (!json_expect(&world, JSON_OBJECT, complaint)
            || !need(&world, "world", &name, complaint)
            || !json_expect(&name, JSON_STRING, complaint))
            return false;
        for (unsigned k = 0; k < it->matrix->world_count; k++)
            known = known || strcmp(it->matrix->worlds[k].name, json_string(&name)) == 0;
        if (!known) {
            begin(it, json_string(&name));
            text_add(&it->told, ": this world is not there\n");
        }
    }
    return true;
}

static bool compare_rows(struct comparison *it, const struct json_at *saved,
                         struct complaint *complaint)
{
    struct json_at row, name;

    for (unsigned i = 0; i < it->matrix->row_count; i++) {
        if (!find_named(saved, "strategy", it->matrix->rows[i].name, &row)) {
            begin(it, it->matrix->rows[i].name);
            text_add(&it->told, ": this strategy was not there\n");
        } else if (!compare_row(it, &row, i, complaint)) {
            return false;
        }
    }
    for (size_t i = 0; i < json_count(saved) && !it->scope.strategies; i++) {
        bool known = false;
        json_child(saved, i, &row);
        if (!json_expect(&row, JSON_OBJECT, complaint)
            || !need(&row, "strategy", &name, complaint)
            || !json_expect(&name, JSON_STRING, complaint))
            return false;
        for (unsigned k = 0; k < it->matrix->row_count; k++)
            known = known || strcmp(it->matrix->rows[k].name, json_string(&name)) == 0;
        if (!known) {
            begin(it, json_string(&name));
            text_add(&it->told, ": this strategy is not there\n");
        }
    }
    return true;
}

static bool is_matrix(const struct json_at *root, struct complaint *complaint)
{
    struct json_at kind, schema;

    if (!json_expect(root, JSON_OBJECT, complaint) || !need(root, "kind", &kind, complaint)
        || !need(root, "schema", &schema, complaint))
        return false;
    if (json_kind(&kind) != JSON_STRING || strcmp(json_string(&kind), "stalemate matrix") != 0)
        return json_complain_found(complaint, &kind, "\"stalemate matrix\"");
    if (json_kind(&schema) != JSON_NUMBER || json_number(&schema) != 1)
        return json_complain_found(complaint, &schema, "1");
    return true;
}

bool matrix_compare(const struct matrix *matrix, const char *path, struct matrix_scope scope,
                    unsigned *differences, struct complaint *complaint)
{
    struct json_document *document = json_read_file(path, complaint);
    struct comparison it = {.matrix = matrix, .path = path, .scope = scope};
    struct json_at root, saved_worlds, strategies;
    bool fine = false;

    if (document == NULL)
        return false;
    root = json_root(document);
    if (is_matrix(&root, complaint) && need(&root, "worlds", &saved_worlds, complaint)
        && json_expect(&saved_worlds, JSON_ARRAY, complaint)
        && need(&root, "strategies", &strategies, complaint)
        && json_expect(&strategies, JSON_ARRAY, complaint))
        fine = compare_worlds(&it, &saved_worlds, complaint)
            && compare_rows(&it, &strategies, complaint);
    if (fine && it.differences > 0)
        fprintf(stderr, "%s%u difference%s from %s\n", it.told.bytes == NULL ? "" : it.told.bytes,
                it.differences, it.differences == 1 ? "" : "s", path);
    *differences = it.differences;
    text_free(&it.told);
    json_free(document);
    return fine;
}

bool matrix_check_saved(const char *path, struct complaint *complaint)
{
    struct json_document *document = json_read_file(path, complaint);
    struct json_at root;
    bool fine = false;

    if (document != NULL) {
        root = json_root(document);
        fine = is_matrix(&root, complaint);
    }
    json_free(document);
    return fine;
}
