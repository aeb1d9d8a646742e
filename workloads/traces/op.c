/* op.c - the names of operations. */
#include "workloads/traces/trace.h"

#include <string.h>
#include <strings.h>

static const char *const names[TRACE_OPS] = {
    [TRACE_GET] = "get", [TRACE_GETS] = "gets", [TRACE_SET] = "set", [TRACE_ADD] = "add",
    [TRACE_REPLACE] = "replace", [TRACE_CAS] = "cas", [TRACE_APPEND] = "append",
    [TRACE_PREPEND] = "prepend", [TRACE_DELETE] = "delete", [TRACE_INCR] = "incr",
    [TRACE_DECR] = "decr", [TRACE_GET_LEASE] = "get_lease", [TRACE_SET_LEASE] = "set_lease",
};

/* What people call them who do not come from memcached. */
static const struct {
    const char *name;
    enum trace_op op;
} others[] = {
    {"read", TRACE_GET}, {"r", TRACE_GET}, {"write", TRACE_SET}, {"w", TRACE_SET},
    {"put", TRACE_SET}, {"update", TRACE_SET}, {"del", TRACE_DELETE}, {"remove", TRACE_DELETE},
    {"get-lease", TRACE_GET_LEASE}, {"set-lease", TRACE_SET_LEASE},
};

const char *trace_op_name(unsigned op)
{
    return op < TRACE_OPS ? names[op] : NULL;
}

bool trace_op_parse(const char *text, size_t length, uint8_t *op)
{
    for (uint8_t i = TRACE_GET; i < TRACE_OPS; i++) {
        if (strlen(names[i]) == length && strncasecmp(names[i], text, length) == 0) {
            *op = i;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (strlen(others[i].name) == length && strncasecmp(others[i].name, text, length) == 0) {
            *op = (uint8_t)others[i].op;
            return true;
        }
    }
    return false;
}
