/* report.c - `stalemate report DIR`: pictures and the summary, from the results that a run left in
 * DIR. */
#include "cli/command.h"
#include "reports/digest.h"
#include "reports/markdown.h"
#include "reports/plots/plots.h"
#include "reports/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLOTS_MAX = 32 };

static const char usage[] = "usage: stalemate report [--format svg,png] DIR...\n\n"
                            "Draws plots from DIR/results.json, which `stalemate run --out DIR` "
                            "writes, into DIR/plots, and writes\n"
                            "DIR/summary.md again, with them. Of more than 12 strategies, which "
                            "no eye can tell apart, they\n"
                            "show the bounds and the first ten.\n\n"
                            "  --format LIST   svg, png, or both with a comma between (both)\n"
                            "  --help          this text\n\n"
                            "exit status: 0 done (also where there is nothing to draw with, which "
                            "is said), 2 bad input, 3 trouble of\n"
                            "the machine\n";

static bool read_formats(const char *list, unsigned *formats, struct complaint *complaint)
{
    static const struct {
        const char *name;
        unsigned format;
    } known[] = {{"svg", PLOTS_SVG}, {"png", PLOTS_PNG}};

    *formats = 0;
    for (const char *at = list;;) {
        size_t length = strcspn(at, ",");
        unsigned format = 0;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
            if (strlen(known[i].name) == length && strncmp(at, known[i].name, length) == 0)
                format = known[i].format;
        }
        if (format == 0)
            return complain(complaint, "--format: found \"%.*s\"; expected svg, png or svg,png",
                            (int)(length < 60 ? length : 60), at);
        *formats |= format;
        if (at[length] == '\0')
            return true;
        at += length + 1;
    }
}

/* The summary shows SVG where there is a choice: it stays sharp. */
static bool write_summary(const struct digest *digest, const char *folder, unsigned formats,
                          struct complaint *complaint)
{
    struct markdown_figure figures[PLOTS_MAX] = {{NULL, NULL}};
    char names[PLOTS_MAX][64];
    struct text path = {0}, markdown = {0};
    bool written;

    for (size_t i = 0; formats != 0 && i < plots_count() && i + 1 < PLOTS_MAX; i++) {
        snprintf(names[i], sizeof names[i], "plots/%s.%s", plots_get(i).name,
                 (formats & PLOTS_SVG) != 0 ? "svg" : "png");
        figures[i] = (struct markdown_figure){names[i], plots_get(i).says};
    }
    report_markdown(&markdown, digest, figures);
    text_format(&path, "%s/summary.md", folder);
    if (path.failed) {
        text_free(&markdown);
        written = complain_machine(complaint, "%s: out of memory while writing the summary",
                                   folder);
    } else
        written = text_write(&markdown, path.bytes, complaint);
    text_free(&path);
    return written;
}

static bool report_folder(const char *folder, unsigned formats, struct complaint *complaint)
{
    struct text results = {0}, plots = {0};
    struct digest *digest = NULL;
    bool done = false;

    text_format(&results, "%s/results.json", folder);
    text_format(&plots, "%s/plots", folder);
    if (results.failed || plots.failed)
        complain_machine(complaint, "%s: out of memory", folder);
    else
        digest = digest_read(results.bytes, complaint);
    if (digest != NULL) {
        enum plots_outcome outcome = plots_draw(digest, plots.bytes, formats, complaint);
        if (outcome == PLOTS_NO_PROGRAM)
            fprintf(stderr, "stalemate: %s\n", plots_no_program_says);
        done = outcome != PLOTS_FAILED
            && write_summary(digest, folder, outcome == PLOTS_DRAWN ? formats : 0, complaint);
    }
    digest_free(digest);
    text_free(&results);
    text_free(&plots);
    return done;
}

int command_report(int argc, char **argv)
{
    struct complaint complaint = {0};
    unsigned formats = PLOTS_SVG | PLOTS_PNG;
    int folders = 0;
    bool options = true;

    /* Options may stand anywhere; what is left over moves to the front. */
    for (int i = 1; i < argc; i++) {
        const char *list = NULL;
        if (!options || argv[i][0] != '-' || argv[i][1] == '\0') {
            argv[++folders] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            options = false;
        } else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            fputs(usage, stdout);
            return 0;
        } else if (strncmp(argv[i], "--format=", 9) == 0) {
            list = argv[i] + 9;
        } else if (strcmp(argv[i], "--format") == 0) {
            list = i + 1 < argc ? argv[++i] : "";
        } else {
            complain(&complaint, "unknown option \"%.60s\"; `stalemate report --help` lists them",
                     argv[i]);
            return command_fail(&complaint);
        }
        if (list != NULL && !read_formats(list, &formats, &complaint))
            return command_fail(&complaint);
    }
    if (folders == 0) {
        fputs(usage, stderr);
        return 2;
    }
    for (int i = 1; i <= folders; i++) {
        if (!report_folder(argv[i], formats, &complaint))
            return command_fail(&complaint);
    }
    return 0;
}
