/* claims.pml - what is claimed of a world, and who must remember what for it.
 *
 * One row, whose versions are numbered as they are committed. Each request is served at one
 * instant; between two of them everybody else may go on. Of a world are told
 *
 *   READERS, WRITERS, READS (of each reader), WRITES (of each writer), LOST (messages, at most)
 *
 * and which of these is claimed of it:
 *
 *   PERMANENT  when all is over, a read is given the committed version
 *   COMMIT     no read is given a version older than was committed when it began
 *   ACK        nor one older than had been committed by a writer that had its answer by then
 *   MONOTONIC  no reader is given an older version than before
 *
 * The models follow the diagrams in docs/strategies, and know nothing of sim/explore. */
#define NOTHING 255
#define VERSIONS (WRITERS * WRITES)
#ifndef LOST
#define LOST 0
#endif

byte committed = 0;                    /* the row's version in the database */
byte answered = 0;                     /* the newest that a writer has had its answer for */
byte over = 0;                         /* clients that have done all of theirs */

#ifdef COMMIT
#define COMMIT_VARIABLE  byte committed_then;
#define COMMIT_BEGINS    committed_then = committed;
#define COMMIT_ENDS      assert(value >= committed_then); committed_then = 0;
#else
#define COMMIT_VARIABLE
#define COMMIT_BEGINS
#define COMMIT_ENDS
#endif

#ifdef ACK
#define ACK_VARIABLE     byte answered_then;
#define ACK_BEGINS       answered_then = answered;
#define ACK_ENDS         assert(value >= answered_then); answered_then = 0;
#define WRITER_VARIABLE  byte own;
#define COMMITS          d_step { committed++; own = committed };
#define WRITE_ENDS       d_step { answered = (own > answered -> own : answered); own = 0 };
#else
#define ACK_VARIABLE
#define ACK_BEGINS
#define ACK_ENDS
#define WRITER_VARIABLE
#define COMMITS          committed++;
#define WRITE_ENDS
#endif

#ifdef MONOTONIC
#define MONOTONIC_VARIABLE  byte before = 0;
#define MONOTONIC_ENDS      assert(value >= before); before = value;
#else
#define MONOTONIC_VARIABLE
#define MONOTONIC_ENDS
#endif

/* A reader's: its variables, and what goes before and after each read of `value`. */
#define READER_VARIABLES  byte value; COMMIT_VARIABLE ACK_VARIABLE MONOTONIC_VARIABLE
#define READ_BEGINS       COMMIT_BEGINS ACK_BEGINS
#define READ_ENDS         COMMIT_ENDS ACK_ENDS MONOTONIC_ENDS value = 0;

/* With so many over, what a look into the cache would find: `found`. */
#ifdef PERMANENT
#define AFTERWARDS(number, found) \
    active proctype afterwards() \
    { \
        over == number; \
        assert(found == NOTHING || found == committed) \
    }
#else
#define AFTERWARDS(number, found)
#endif
