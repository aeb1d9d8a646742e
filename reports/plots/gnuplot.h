/* gnuplot.h - runs gnuplot on a script, without a shell between. */
#ifndef REPORTS_PLOTS_GNUPLOT_H
#define REPORTS_PLOTS_GNUPLOT_H

#include "sim/base/complaint.h"

#include <stdbool.h>

enum gnuplot_outcome {
    GNUPLOT_DONE,
    GNUPLOT_MISSING,           /* no such program on PATH */
    GNUPLOT_FAILED,            /* with a complaint */
};

/* Draws FOLDER/NAME.FORMAT with FOLDER/NAME.gp; the picture appears whole or not at all. `name` and
 * `format` are our own words, and plain. */
enum gnuplot_outcome gnuplot_draw(const char *folder, const char *name, const char *format,
                                  struct complaint *complaint);

#endif
