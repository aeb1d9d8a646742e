/* value.h - values as small codes, the same in every order in which a world can come about.
 *
 * A committed value is its row and number. One of an open transaction is known by its client, and
 * becomes a committed or a dead one (rolled back) when the transaction ends: it is then renamed
 * wherever it is. A flow holds its own change as CODE_OWN, so that its position does not depend on
 * who it is and how its transaction stands. In an operation a code stands in the place of a handle:
 * in op->value, op->change and op->effect.value, and nowhere else (a flow that kept a handle in a
 * frame's local would not be renamed).
 *
 * Of a page (op.h), a value may be torn: of a state that never was, with the number of the newest
 * state that both of its halves are at least as new as. A read that has its first half only holds a
 * code for what has become of that half since: the commits that change it find the read and rename
 * what it holds, so that no history need be kept. */
#ifndef SIM_EXPLORE_VALUE_H
#define SIM_EXPLORE_VALUE_H

#include "sim/base/check.h"
#include "sim/model/name.h"

#include <stdbool.h>
#include <stdint.h>

typedef uint8_t value_code;

enum {
    CODE_NONE = 0,
    CODE_OPEN = 1,             /* + the client, 0 to 7 */
    CODE_OWN = 9,
    CODE_HALF = 10,            /* a page's first half, of which nothing has changed since */
    CODE_COMMITTED = 0x10,     /* + row * 16 + number */
    CODE_DEAD = 0x40,          /* + row * 16: it was rolled back */
    CODE_TORN = 0x60,          /* + row * 16 + number */
    CODE_HALF_OLD = 0x80,      /* + number: a first half that has changed after that one, */
    CODE_HALF_TORN = 0x90,     /* + number: and then, or with it, the second half */
};

static inline value_code code_open(unsigned client)
{
    return (value_code)(CODE_OPEN + client);
}

static inline value_code code_committed(unsigned row, unsigned number)
{
    CHECK(row < 2 && number < 16);
    return (value_code)(CODE_COMMITTED + row * 16 + number);
}

static inline value_code code_dead(unsigned row)
{
    CHECK(row < 2);
    return (value_code)(CODE_DEAD + row * 16);
}

static inline bool code_is_open(value_code code)
{
    return code >= CODE_OPEN && code < CODE_OWN;
}

static inline bool code_is_committed(value_code code)
{
    return code >= CODE_COMMITTED && code < CODE_DEAD;
}

static inline bool code_is_dead(value_code code)
{
    return code >= CODE_DEAD && code < CODE_TORN;
}

static inline bool code_is_torn(value_code code)
{
    return code >= CODE_TORN && code < CODE_HALF_OLD;
}

/* A state of a row that was committed, or a torn one, of states that were. */
static inline bool code_is_state(value_code code)
{
    return code_is_committed(code) || code_is_torn(code);
}

/* Of a committed, a dead or a torn one. */
static inline unsigned code_row(value_code code)
{
    return code < CODE_DEAD ? (code >> 4) - 1u : code >> 4 & 1u;
}

static inline value_code code_torn(unsigned row, unsigned number)
{
    CHECK(row < 2 && number < 16);
    return (value_code)(CODE_TORN + row * 16 + number);
}

static inline unsigned code_number(value_code code)
{
    return code & 15u;
}

/* ---- first halves ---- */

static inline bool code_is_half(value_code code)
{
    return code == CODE_HALF || code >= CODE_HALF_OLD;
}

/* What a first half is after a commit that changes these halves (bits 1 and 2) of the page, whose
 * version before it was `number`. */
static inline value_code code_half_after(value_code half, unsigned halves, unsigned number)
{
    if (half == CODE_HALF)
        return !(halves & 1) ? CODE_HALF
            : (value_code)((halves & 2 ? CODE_HALF_TORN : CODE_HALF_OLD) + number);
    return half < CODE_HALF_TORN && (halves & 2)
        ? (value_code)(half + CODE_HALF_TORN - CODE_HALF_OLD) : half;
}

/* The page that a first half makes with the second half of now. */
static inline value_code code_page(value_code half, unsigned row, unsigned version)
{
    CHECK(code_is_half(half));
    return half == CODE_HALF ? code_committed(row, version)
        : half < CODE_HALF_TORN ? code_committed(row, code_number(half))
                                : code_torn(row, code_number(half));
}

static inline value_handle code_handle(value_code code)
{
    return code == CODE_NONE ? VALUE_NONE : code;
}

static inline value_code code_of(value_handle handle)
{
    CHECK(handle == VALUE_NONE || (handle > 0 && handle < 256));
    return handle == VALUE_NONE ? CODE_NONE : (value_code)handle;
}

#endif
