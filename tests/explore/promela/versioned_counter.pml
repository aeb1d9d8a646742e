/* versioned_counter.pml - the key carries a version, which is counted in the cache.
 *
 * A reader asks for the counter and, where there is none yet, adds one that begins at 1: if
 * somebody else was first, that one's number counts. It looks up key:number; on a miss it loads
 * from the database and stores under the key that it has looked up. A writer commits, then moves
 * the counter on, if there is one: in one step or, with GET_SET, by getting it and setting it one
 * higher. Up to LOST of those requests are lost. */
#include "claims.pml"

byte counter = 0;                      /* 0: there is none */
byte cached[VERSIONS + 2] = NOTHING;   /* by the number in the key */
byte lost = 0;

active [READERS] proctype reader()
{
    byte left = READS, number;
    READER_VARIABLES

    do
    :: left > 0 ->
        left--;
        READ_BEGINS
        number = counter;
        if
        :: number == 0 ->
            d_step { counter = (counter == 0 -> 1 : counter); number = counter }
        :: else
        fi;
        value = cached[number];
        if
        :: value == NOTHING -> value = committed; cached[number] = value
        :: else
        fi;
        number = 0;
        READ_ENDS
    :: else -> break
    od;
    over++
}

active [WRITERS] proctype writer()
{
    byte left = WRITES, number;
    WRITER_VARIABLE

    do
    :: left > 0 ->
        left--;
        COMMITS
        if
        :: d_step { lost < LOST -> lost++ }
#ifdef GET_SET
        :: number = counter;
            if
            :: number > 0 -> counter = number + 1; number = 0
            :: else
            fi
#else
        :: counter = (counter > 0 -> counter + 1 : 0)
#endif
        fi;
        WRITE_ENDS
    :: else -> break
    od;
    over++
}

/* A read that finds no counter looks under the number 1. */
AFTERWARDS(READERS + WRITERS, cached[(counter > 0 -> counter : 1)])
