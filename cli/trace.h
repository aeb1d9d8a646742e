/* trace.h - `stalemate trace`: look into traces, convert them, make them. */
#ifndef CLI_TRACE_H
#define CLI_TRACE_H

/* argv[0] is "trace". The exit status: 0, 2 after a user's mistake, 3 after trouble of the machine.
 * */
int command_trace(int argc, char **argv);

#endif
