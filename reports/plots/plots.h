/* plots.h - pictures of a comparison, drawn by gnuplot, which is another program and may be
 * missing.
 *
 * Each picture is a data file, a script and what the script draws, all in one folder: NAME.dat,
 * NAME.gp, NAME.svg, NAME.png. The script can be run again, or changed, by hand. User text gets
 * into a script only as a quoted literal in which nothing has a meaning (sheet.h). */
#ifndef REPORTS_PLOTS_PLOTS_H
#define REPORTS_PLOTS_PLOTS_H

#include "reports/digest.h"
#include "sim/base/complaint.h"

#include <stdbool.h>
#include <stddef.h>

enum { PLOTS_SVG = 1, PLOTS_PNG = 2 };

struct plot {
    const char *name;          /* of its files */
    const char *says; /* its caption, in Markdown's and HTML's common ground: plain words */
};

/* In the order in which one looks at them. */
size_t plots_count(void);
struct plot plots_get(size_t i);

enum plots_outcome {
    PLOTS_DRAWN,
    PLOTS_NO_PROGRAM,          /* data and scripts are there, but nothing that draws them */
    PLOTS_FAILED,              /* with a complaint */
};

/* What to tell the user when there is no program. */
extern const char plots_no_program_says[];

/* Removes pictures of these names from the folder, if it is there: the results are others now. */
bool plots_forget(const char *folder, struct complaint *complaint);

/* Draws all into the folder, which is made if it is missing; `formats` is a sum of PLOTS_SVG and
 * PLOTS_PNG. */
enum plots_outcome plots_draw(const struct digest *digest, const char *folder, unsigned formats,
                              struct complaint *complaint);

#endif
