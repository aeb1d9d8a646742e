/* plots.c - all pictures of a comparison, in one table. */
#include "reports/plots/plots.h"

#include "reports/plots/drawings.h"
#include "reports/plots/gnuplot.h"
#include "sim/base/outfile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    struct plot plot;
    void (*draw)(struct sheet *sheet);
} plots[] = {
    {{"frontier", "Hit ratio against stale ratio: the upper left is where one wants to be. "
                  "Of the strategies on the dashed line none is bettered on both counts."},
     draw_frontier},
    {{"causes", "Why reads were stale: each stale read has one cause."}, draw_causes},
    {{"ages", "How stale reads are: the share of all reads that are staler than the age below."},
     draw_ages},
    {{"windows",
      "How long entries stay stale: the share of closed staleness windows that are longer. "
      "Windows still open at the end are counted in the legend."},
     draw_windows},
    {{"series",
      "Over time: hit ratio, stale ratio, the 99th percentile of read latency (of the slices that a "
      "point joins, and of the seeds, the largest), and the bytes that nobody asks for any more. The "
      "warm-up, which is not counted, is shaded."},
     draw_series},
    {{"races",
      "Over time: how stale stale reads are, staleness windows that ended, and races that were hit."},
     draw_races},
    {{"load", "Database reads: mean and busiest second, and over time."}, draw_load},
    {{"latency", "How long reads take: the share of reads that take longer."}, draw_latency},
};

const char plots_no_program_says[] =
    "no pictures were drawn: gnuplot is not on PATH (Debian and Ubuntu have it as gnuplot-nox); "
    "its scripts and data are written";

size_t plots_count(void)
{
    return sizeof plots / sizeof plots[0];
}

struct plot plots_get(size_t i)
{
    return plots[i].plot;
}

/* All bounds and, of the others, the first: a reference must not fall off the end. */
static void choose_rows(struct sheet *sheet)
{
    const struct digest *digest = sheet->digest;
    size_t bounds = 0, others = 0;

    for (size_t i = 0; i < digest->row_count; i++)
        bounds += digest->rows[i].bound;
    bounds = bounds < SHEET_ROWS_MAX ? bounds : SHEET_ROWS_MAX;
    for (size_t i = 0; i < digest->row_count && sheet->row_count < SHEET_ROWS_MAX; i++) {
        if (!digest->rows[i].bound && others++ >= SHEET_ROWS_MAX - bounds)
            continue;
        sheet->rows[sheet->row_count++] = i;
    }
}

static bool write_sheet(size_t plot, const struct digest *digest, const char *folder,
                        struct complaint *complaint)
{
    struct sheet sheet = {.name = plots[plot].plot.name, .digest = digest};
    struct text script = {0}, data = {0};
    bool written;

    choose_rows(&sheet);
    plots[plot].draw(&sheet);
    text_format(&script, "%s/%s.gp", folder, sheet.name);
    text_format(&data, "%s/%s.dat", folder, sheet.name);
    if (script.failed || data.failed) {
        written = complain_machine(complaint, "%s: out of memory while drawing plots", folder);
        text_free(&sheet.script);
        text_free(&sheet.data);
    } else {
        written = text_write(&sheet.script, script.bytes, complaint);
        written = text_write(&sheet.data, data.bytes, complaint) && written;
    }
    text_free(&script);
    text_free(&data);
    return written;
}

static enum plots_outcome draw_format(const char *folder, const char *name, const char *format,
                                      struct complaint *complaint)
{
    switch (gnuplot_draw(folder, name, format, complaint)) {
    case GNUPLOT_DONE:
        return PLOTS_DRAWN;
    case GNUPLOT_MISSING:
        return PLOTS_NO_PROGRAM;
    case GNUPLOT_FAILED:
        break;
    }
    return PLOTS_FAILED;
}

bool plots_forget(const char *folder, struct complaint *complaint)
{
    static const char *const formats[] = {"svg", "png"};
    bool fine = true;

    for (size_t i = 0; i < plots_count() * 2 && fine; i++) {
        struct text path = {0};
        text_format(&path, "%s/%s.%s", folder, plots[i / 2].plot.name, formats[i % 2]);
        if (path.failed)
            fine = complain_machine(complaint, "%s: out of memory while removing plots", folder);
        else if (unlink(path.bytes) != 0 && errno != ENOENT && errno != ENOTDIR)
            fine = complain_machine(complaint, "%s: an older picture cannot be removed: %s",
                                    path.bytes, strerror(errno));
        text_free(&path);
    }
    return fine;
}

enum plots_outcome plots_draw(const struct digest *digest, const char *folder, unsigned formats,
                              struct complaint *complaint)
{
    enum plots_outcome outcome = PLOTS_DRAWN;

    if (!outfile_make_folder(folder, complaint))
        return PLOTS_FAILED;
    for (size_t i = 0; i < plots_count(); i++) {
        if (!write_sheet(i, digest, folder, complaint))
            return PLOTS_FAILED;
    }
    for (size_t i = 0; i < plots_count() && outcome == PLOTS_DRAWN; i++) {
        if ((formats & PLOTS_SVG) != 0)
            outcome = draw_format(folder, plots[i].plot.name, "svg", complaint);
        if ((formats & PLOTS_PNG) != 0 && outcome == PLOTS_DRAWN)
            outcome = draw_format(folder, plots[i].plot.name, "png", complaint);
    }
    return outcome;
}
