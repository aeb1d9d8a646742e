/* name.h - what things are called: names in the cache, and handles of values. */
#ifndef SIM_MODEL_NAME_H
#define SIM_MODEL_NAME_H

#include <stdint.h>

/* A name in the cache. Names of different kinds never meet; a name is a row (or a namespace) and,
 * for a key that carries a version, that version. */
enum name_kind {
    NAME_VALUE,          /* the value of a row under its plain key */
    NAME_VERSIONED,      /* the value of a row under key:version */
    NAME_COUNTER,        /* a counter: the version of a row, or the generation of a namespace */
    NAME_KINDS,
};
#define NAME_ROW_MAX UINT32_C(0x3fffffff)

/* Whose a counter is: its name's qualifier. The bits below are free for whoever keeps a copy of the
 * counter (see memo.c). */
#define NAME_OF_ROW       UINT32_C(0)
#define NAME_OF_NAMESPACE UINT32_C(0x80000000)
enum { NAME_OWNERS = 2 };

static inline uint64_t name_of(enum name_kind kind, uint32_t row, uint32_t qualifier)
{
    return (uint64_t)kind << 62 | (uint64_t)row << 32 | qualifier;
}

static inline enum name_kind name_kind(uint64_t name)
{
    return (enum name_kind)(name >> 62);
}

static inline uint32_t name_row(uint64_t name)
{
    return (uint32_t)(name >> 32) & NAME_ROW_MAX;
}

static inline uint32_t name_qualifier(uint64_t name)
{
    return (uint32_t)name;
}

/* Of a counter's name: 0 for NAME_OF_ROW, 1 for NAME_OF_NAMESPACE. */
static inline unsigned name_owner(uint64_t name)
{
    return name_qualifier(name) >> 31;
}

/* A value is a handle that the database issued for one state of one row. Strategies pass it on. */
typedef uint32_t value_handle;
#define VALUE_NONE UINT32_C(0xffffffff)

#endif
