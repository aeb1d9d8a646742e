/* delete.pml - cache-aside, and a write that deletes the cached copy.
 *
 * A reader asks the cache; on a miss it loads from the database and stores what it was given. A
 * writer commits, and deletes the cached copy after that or, with IN_TRANSACTION, before. */
#include "claims.pml"

byte cached = NOTHING;

active [READERS] proctype reader()
{
    byte left = READS;
    READER_VARIABLES

    do
    :: left > 0 ->
        left--;
        READ_BEGINS
        value = cached;
        if
        :: value == NOTHING -> value = committed; cached = value
        :: else
        fi;
        READ_ENDS
    :: else -> break
    od;
    over++
}

active [WRITERS] proctype writer()
{
    byte left = WRITES;
    WRITER_VARIABLE

    do
    :: left > 0 ->
        left--;
#ifdef IN_TRANSACTION
        cached = NOTHING;
        COMMITS
#else
        COMMITS
        cached = NOTHING;
#endif
        WRITE_ENDS
    :: else -> break
    od;
    over++
}

AFTERWARDS(READERS + WRITERS, cached)
