/* outfile.h - output files that are there whole or not at all.
 *
 * What is written has no name, or where the file system cannot do that a temporary one in the same
 * folder, and takes its place under the real name only when all of it has reached the disk. So a run
 * that is killed, or that fills the disk, leaves the old file as it was and nothing half-written
 * beside it. "-" is standard output, and
 * what already is a device or a pipe is written as such. A link to a file stays a link: the file it
 * leads to is replaced. Trouble is COMPLAINT_MACHINE, with the path. */
#ifndef SIM_BASE_OUTFILE_H
#define SIM_BASE_OUTFILE_H

#include "sim/base/complaint.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct outfile {
    FILE *stream;          /* write here; NULL: not open */
    char *path;            /* the name that it will have; owned */
    char *temporary;       /* the name that it has until then, if it has one; owned */
    bool nameless;         /* it has none until then; neither: it is written in place */
};

bool outfile_open(struct outfile *out, const char *path, struct complaint *complaint);

/* Makes the file appear under its name. After a complaint nothing is left of it. Either way `out`
 * is closed. */
bool outfile_commit(struct outfile *out, struct complaint *complaint);

/* Gives it up: nothing is left. Harmless on an outfile that is closed, or all zero. */
void outfile_discard(struct outfile *out);

/* All of it at once. */
bool outfile_write(const char *path, const void *bytes, size_t length, struct complaint *complaint);

/* Makes the folder and those above it, where they are missing. */
bool outfile_make_folder(const char *path, struct complaint *complaint);

#endif
