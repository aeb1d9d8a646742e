/* versioned_row.pml - the key carries the version that the row itself has.
 *
 * A reader asks the database for the row's version and looks up key:version; on a miss it loads the
 * row and stores it under that key, although the row may be newer by then. A writer only
 * commits. */
#include "claims.pml"

byte cached[VERSIONS + 1] = NOTHING;   /* by the version in the key */

active [READERS] proctype reader()
{
    byte left = READS, key;
    READER_VARIABLES

    do
    :: left > 0 ->
        left--;
        READ_BEGINS
        key = committed;
        value = cached[key];
        if
        :: value == NOTHING ->
            value = committed;
            cached[key] = value
        :: else
        fi;
        key = 0;
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
        COMMITS
        WRITE_ENDS
    :: else -> break
    od;
    over++
}

AFTERWARDS(READERS + WRITERS, cached[committed])
