/* flow.h - stackless coroutines: straight-line C that waits.
 *
 * A flow is a function that is entered again and again until it returns FLOW_DONE. AWAIT notes the
 * line it stands on and returns; the next entry jumps there. What must live across a wait is in the
 * operation's frame, never in a C local: the frame is plain bytes, which can be copied, hashed and
 * branched.
 *
 * Three mistakes are caught: a C local kept across a wait (gcc -Werror=jump-misses-init, clang
 * -Wsometimes-uninitialized), two waits on one line (a duplicate case label), and a wait inside a
 * nested switch (its label is lost to the outer switch, whose default fails a CHECK). */
#ifndef SIM_ENGINE_FLOW_H
#define SIM_ENGINE_FLOW_H

#include "sim/base/check.h"

#include <stdbool.h>
#include <stdint.h>

enum flow {
    FLOW_DONE,   /* the flow has ended; its caller goes on */
    FLOW_EFFECT, /* it asks the driver for the effect in the operation, and goes on with the reply
                  */
    FLOW_CALL,   /* it has pushed a frame, whose flow runs first */
};

/* `at` is the frame's resume point, zero before the first entry. */
#define FLOW_BEGIN(at) switch (at) { case 0:
#define FLOW_AWAIT(at, what) \
    do { \
        (at) = (uint16_t)__LINE__; \
        return (what); \
    case __LINE__:; \
    } while (0)
#define FLOW_END() \
        return FLOW_DONE; \
    default: \
        CHECK_THAT(false, "a flow was resumed at a place where it does not wait"); \
    } \
    return FLOW_DONE

#endif
