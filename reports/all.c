/* all.c - every report of a comparison that is made when it is computed. */
#include "reports/all.h"

#include "reports/csv.h"
#include "reports/json.h"
#include "reports/markdown.h"
#include "reports/plots/plots.h"
#include "sim/base/outfile.h"

static bool forget_pictures(const char *folder, struct complaint *complaint)
{
    struct text plots = {0};
    bool fine;

    text_format(&plots, "%s/plots", folder);
    fine = plots.failed ? complain_machine(complaint, "out of memory while writing a report")
                        : plots_forget(plots.bytes, complaint);
    text_free(&plots);
    return fine;
}

static bool write_one(struct text *text, const char *folder, const char *name,
                      struct complaint *complaint)
{
    struct text path = {0};
    bool written;

    text_format(&path, "%s/%s", folder, name);
    if (path.failed) {
        text_free(text);
        written = complain_machine(complaint, "out of memory while writing a report");
    } else
        written = text_write(text, path.bytes, complaint);
    text_free(&path);
    return written;
}

bool report_write_all(const struct comparison *comparison, const char *folder,
                      struct complaint *complaint)
{
    struct text json = {0}, csv = {0}, series = {0}, markdown = {0};
    struct digest *digest = digest_make(comparison, complaint);
    bool written;

    if (digest == NULL)
        return false;
    report_json(&json, comparison, digest);
    report_csv(&csv, comparison, true);
    report_csv_series(&series, comparison);
    report_markdown(&markdown, digest, NULL);
    digest_free(digest);
    written = outfile_make_folder(folder, complaint) && forget_pictures(folder, complaint)
           && write_one(&json, folder, "results.json", complaint)
           && write_one(&csv, folder, "results.csv", complaint)
           && write_one(&series, folder, "series.csv", complaint)
           && write_one(&markdown, folder, "summary.md", complaint);
    text_free(&json);
    text_free(&csv);
    text_free(&series);
    text_free(&markdown);
    return written;
}
