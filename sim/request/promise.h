/* promise.h - what a strategy keeps, in terms that a program can hold it to.
 *
 * A strategy says in words what it keeps; here it says it again, as properties of the explorer (see
 * sim/explore/explore.h for what each means) and what may happen all the same. `stalemate explore`
 * asks for what is promised in the world that it searches, and a test for all of it. */
#ifndef SIM_REQUEST_PROMISE_H
#define SIM_REQUEST_PROMISE_H

#include <stdbool.h>
#include <stddef.h>

/* What may happen; the first eight are the explorer's faults, in its order. */
enum promise_may {
    MAY_LOSE = 1 << 0,         /* requests to the cache, and messages */
    MAY_DUPLICATE = 1 << 1,    /* messages */
    MAY_EXPIRE = 1 << 2,
    MAY_EVICT = 1 << 3,
    MAY_RESTART = 1 << 4,      /* the cache */
    MAY_CRASH = 1 << 5,        /* a client between two effects */
    MAY_ROLL_BACK = 1 << 6,
    MAY_TICK = 1 << 7,
    MAY_BULK = 1 << 8,         /* writes go by the bulk road, */
    MAY_RAW = 1 << 9,          /* by the raw one */
    MAY_READ_OWN = 1 << 10,    /* they read their row inside the transaction */
    MAY_BE_PAGES = 1 << 11,    /* rows are pages */
    MAY_ALL = (1 << 12) - 1,
};

enum { PROMISES_MAX = 12 };

struct promise {
    const char *property;      /* by its name */
    unsigned may;              /* enum promise_may */
    bool for_a_while;          /* it may be broken until an expiry ends that */
    unsigned writes_max;       /* of the row, lost requests counted with them; 0: any number */
};

/* A promise of each property, with the same of all else; returns how many. */
static inline unsigned promise_all(struct promise *to, const char *const *properties,
                                   struct promise like)
{
    unsigned count = 0;

    for (; properties[count] != NULL; count++) {
        to[count] = like;
        to[count].property = properties[count];
    }
    return count;
}

/* What else is in a stack that a layer promises something of. */
struct company {
    unsigned traits;           /* of all layers together, enum strategy_traits */
    unsigned layers;           /* beside the base */
    unsigned others;           /* traits of all layers but this one and the base */
    bool untimely;             /* one of these invalidates at another time than right after the commit */
};

#endif
