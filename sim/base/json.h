/* json.h - strict JSON input: what a user wrote, with the path to every place in it.
 *
 * The grammar is cJSON's; on top of it a document is refused when it has a key twice in one object,
 * anything after its value, a number that is not finite, or a whole number beyond 2^53 (which a
 * double cannot hold: write it as a string). A place is named by its path, as in `product.json:
 * .strategies."ttl 60 s"[0].ttl`.
 *
 * A `struct json_at` is a cursor: it points to the cursor it was reached from, which must stay
 * where it is while the child is in use. Cursors own nothing. */
#ifndef SIM_BASE_JSON_H
#define SIM_BASE_JSON_H

#include "sim/base/complaint.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_document;

enum json_kind {
    JSON_NULL,
    JSON_BOOL,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
};

struct json_at {
    const struct json_document *document;
    const struct json_at *parent;
    const void *item;
    const char *key;       /* the member's name, the document's own; NULL: an element of an array */
    size_t index;
};

/* Reads a file ("-" is standard input), or a text that `name` stands for in messages. NULL after a
 * complaint. */
struct json_document *json_read_file(const char *path, struct complaint *complaint);
struct json_document *json_read_text(const char *name, const char *text, size_t length,
                                     struct complaint *complaint);
void json_free(struct json_document *document);
struct json_at json_root(const struct json_document *document);
const char *json_name(const struct json_document *document);

enum json_kind json_kind(const struct json_at *at);
size_t json_count(const struct json_at *at);     /* members or elements; 0 for other kinds */

/* The member of an object (false when there is none), or the i-th member or element, in the order
 * of the text. */
bool json_member(const struct json_at *object, const char *key, struct json_at *out);
void json_child(const struct json_at *container, size_t i, struct json_at *out);

/* Only for the fitting kind. */
const char *json_string(const struct json_at *at);
double json_number(const struct json_at *at);
bool json_bool(const struct json_at *at);

/* The number or string as the decimal text that units.h parses ("0.25", "60s"); false for other
 * kinds. */
bool json_scalar_text(const struct json_at *at, char *to, size_t size);

/* Complain about this place: `PATH: FOUND...`. Always false. json_complain_found also shows the
 * value found. */
bool json_complain(struct complaint *complaint, const struct json_at *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool json_complain_found(struct complaint *complaint, const struct json_at *at,
                         const char *expected);

/* True when `at` is of that kind; otherwise complains. */
bool json_expect(const struct json_at *at, enum json_kind kind, struct complaint *complaint);

/* True when each member of the object is one of the names; otherwise complains about the first that
 * is not, with the name that was probably meant. Names as for complaint_did_you_mean. */
bool json_only(const struct json_at *object, const void *names, size_t count, size_t stride,
               struct complaint *complaint);

/* The place's value as compact JSON text, which the caller frees; NULL when memory is short. */
char *json_print(const struct json_at *at);

/* The path of a place, as messages print it. */
void json_path(const struct json_at *at, char *to, size_t size);

#endif
