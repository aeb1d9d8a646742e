/* intern.h - names of any length to dense numbers, in the order of their first appearance.
 *
 * A name is known by its XXH3-128 alone; the name itself is not kept. Two of n names collide with
 * probability below n^2 / 2^129: for a billion names 2 x 10^-21, less than that of a memory error.
 * So a name costs 16 bytes and an index entry of 4.6 to 9.1 bytes, 20.6 to 25.1 together.
 *
 *      slots   [ - | 2 | - | 0 | 1 | - | ... ]     ids + 1; linear probing, at most 7/8 full
 *                    |       |   |
 *      hashes  [ 0 | 1 | 2 | ...             ]     by id */
#ifndef WORKLOADS_TRACES_INTERN_H
#define WORKLOADS_TRACES_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct intern;

#define INTERN_NONE UINT32_C(0xffffffff)

struct intern *intern_new(void);                 /* NULL: no memory */
void intern_free(struct intern *table);
uint32_t intern_count(const struct intern *table);

/* The name's number, a new one if it was not there; INTERN_NONE: no memory, or 2^32 - 2 names. */
uint32_t intern_text(struct intern *table, const void *text, size_t length);

/* A number as a name: that of its eight little-endian bytes. */
uint32_t intern_number(struct intern *table, uint64_t number);

#endif
