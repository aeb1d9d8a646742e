/* bounds.h - who does what in a small world, as the bounds say it. */
#ifndef SIM_EXPLORE_BOUNDS_H
#define SIM_EXPLORE_BOUNDS_H

#include "sim/explore/explore.h"

/* Complains about bounds that no world can have. */
bool bounds_accept(const struct explore_bounds *bounds, struct complaint *complaint);

/* What can be asked of such a world, as bits. */
static inline unsigned bounds_properties(const struct explore_bounds *bounds)
{
    return EXPLORE_ALL_PROPERTIES & ~(bounds->pages == 0 ? 1u << PROPERTY_NO_TORN_AGGREGATE : 0);
}

static inline unsigned bounds_clients(const struct explore_bounds *bounds)
{
    return bounds->readers + bounds->writers;
}

/* Readers come first. */
static inline bool bounds_is_writer(const struct explore_bounds *bounds, unsigned client)
{
    return client >= bounds->readers;
}

/* Neighbours share a process. */
static inline unsigned bounds_node(const struct explore_bounds *bounds, unsigned client)
{
    return bounds_is_writer(bounds, client)
        ? (client - bounds->readers) * bounds->nodes / bounds->writers
        : client * bounds->nodes / bounds->readers;
}

/* Pages come first. */
static inline bool bounds_is_page(const struct explore_bounds *bounds, unsigned row)
{
    return row < bounds->pages;
}

/* Flags of an operation for the row, which changes these halves of it. */
static inline unsigned bounds_page_flags(const struct explore_bounds *bounds, unsigned row,
                                         unsigned halves)
{
    return (bounds_is_page(bounds, row) ? OP_PAGE : 0u) | (halves & 1 ? OP_FIRST_HALF : 0u)
        | (halves & 2 ? OP_SECOND_HALF : 0u);
}

/* How many operations the client has in all, and of what kind its n-th is. */
static inline unsigned bounds_operations(const struct explore_bounds *bounds, unsigned client)
{
    if (bounds->idle >> client & 1)
        return 0;
    return bounds_is_writer(bounds, client) ? bounds->writes + bounds->read_after : bounds->reads;
}

static inline enum op_kind bounds_operation(const struct explore_bounds *bounds, unsigned client,
                                            unsigned n)
{
    return bounds_is_writer(bounds, client) && n < bounds->writes ? OP_WRITE : OP_READ;
}

/* Whether a client reads at or after its n-th operation: what its session has seen matters then. */
static inline bool bounds_will_read(const struct explore_bounds *bounds, unsigned client,
                                    unsigned n)
{
    if (n >= bounds_operations(bounds, client))
        return false;
    return !bounds_is_writer(bounds, client) || bounds->read_after
        || (bounds->read_own && n < bounds->writes);
}

/* Whether two clients can be exchanged for one another. */
static inline bool bounds_alike(const struct explore_bounds *bounds, unsigned a, unsigned b)
{
    return bounds_is_writer(bounds, a) == bounds_is_writer(bounds, b)
        && (bounds->idle >> a & 1) == (bounds->idle >> b & 1)
        && bounds_node(bounds, a) == bounds_node(bounds, b);
}

#endif
