/* signal_bus.pml - a message over a bus, which may lose it, has the cached copy deleted.
 *
 * A reader reads as in delete.pml. A writer commits, sends a message and has its answer; the cached
 * copy is deleted when the message arrives or, with SET, replaced by the version that it carries.
 * Messages overtake one another; all arrive before it is over, but for up to LOST of them, which
 * never do. */
#include "claims.pml"

byte cached = NOTHING;
bool sent[VERSIONS + 1];               /* the message for this version */
byte lost = 0;

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
    byte left = WRITES, version;
    WRITER_VARIABLE

    do
    :: left > 0 ->
        left--;
        atomic { COMMITS version = committed }
        if
        :: d_step { lost < LOST -> lost++; over++ }
        :: sent[version] = true
        fi;
        version = 0;
        WRITE_ENDS
    :: else -> break
    od;
    over++
}

/* One for each message, so that they arrive in any order. */
proctype consumer(byte version)
{
end_lost:
    sent[version];
#ifdef SET
    cached = version;
#else
    cached = NOTHING;
#endif
    over++
}

init
{
    byte version = 1;

    atomic {
        do
        :: version <= VERSIONS -> run consumer(version); version++
        :: else -> break
        od
    }
}

AFTERWARDS(READERS + WRITERS + VERSIONS, cached)
