/* number.h - the numbers of operations: those of requests from 1 on, in their order; those that another
 * operation makes, as they are made, from the number after NUMBER_MADE. */
#ifndef SIM_SIMULATE_NUMBER_H
#define SIM_SIMULATE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#define NUMBER_MADE (UINT32_C(1) << 31)
#define NUMBER_NONE 0

/* The number of a request's operation; `index`: from 0. 1 .. NUMBER_MADE, and anew. */
static inline uint32_t request_number(uint64_t index)
{
    return (uint32_t)(index % NUMBER_MADE) + 1;
}

/* Of two requests that are not half of all numbers apart. */
static inline bool number_is_before(uint32_t number, uint32_t other)
{
    return (number != other) & ((other - number) % NUMBER_MADE < NUMBER_MADE / 2);
}

#endif
