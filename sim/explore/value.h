/* value.h - values as small codes, the same in every order in which a world can come about.
 *
 * A committed value is its row and number. One of an open transaction is known by its client, and
 * becomes a committed or a dead one (rolled back) when the transaction ends: it is then renamed
 * wherever it is. A flow holds its own change as CODE_OWN, so that its position does not depend on
 * who it is and how its transaction stands. In an operation a code stands in the place of a handle:
 * in op->value, op->change and op->effect.value, and nowhere else (a flow that kept a handle in a
 * frame's local would not be renamed). */
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
    CODE_COMMITTED = 0x10,     /* + row * 16 + number */
    CODE_DEAD = 0x40,          /* + row * 16 + the row's version when it was rolled back */
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

static inline value_code code_dead(unsigned row, unsigned number)
{
    CHECK(row < 2 && number < 16);
    return (value_code)(CODE_DEAD + row * 16 + number);
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
    return code >= CODE_DEAD;
}

/* Of a committed or a dead one. */
static inline unsigned code_row(value_code code)
{
    return (code >> 4 & 3u) - (code < CODE_DEAD ? 1u : 0u);
}

static inline unsigned code_number(value_code code)
{
    return code & 15u;
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
