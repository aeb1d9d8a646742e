/* check.h - statements about the program itself, which stay on in release builds.
 *
 * A CHECK that fails is a programmer's error: it prints what was claimed, the run that was under
 * way (seed, virtual time, event number, and the command that replays it) and aborts. A user's
 * mistake is never a CHECK; see complaint.h. */
#ifndef SIM_BASE_CHECK_H
#define SIM_BASE_CHECK_H

#include <stdint.h>

/* What a failed check tells of the run under way; one a thread, so that runs can go on side by
 * side. */
struct check_context {
    const char *replay;       /* The command that runs this again; NULL where there is none. */
    const char *strategy;
    uint64_t seed;
    const int64_t *now;       /* The run's virtual clock, ns. */
    const uint64_t *events;   /* Events executed so far. */
};

/* Names the run that this thread is in; NULL when it has left it. The context must outlive the run.
 */
void check_context_set(const struct check_context *context);

_Noreturn void check_failed(const char *file, int line, const char *claim, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#define CHECK(claim) \
    ((claim) ? (void)0 : check_failed(__FILE__, __LINE__, #claim, "%s", ""))
#define CHECK_THAT(claim, ...) \
    ((claim) ? (void)0 : check_failed(__FILE__, __LINE__, #claim, __VA_ARGS__))

#endif
