/* markdown.h - summary.md: a comparison for a reader, with how to read it. */
#ifndef REPORTS_MARKDOWN_H
#define REPORTS_MARKDOWN_H

#include "reports/digest.h"
#include "reports/text.h"

struct markdown_figure {
    const char *path;          /* of the picture, from the folder of the summary */
    const char *says;          /* its caption */
};

/* `figures` ends with one without a path; NULL: there are none. */
void report_markdown(struct text *to, const struct digest *digest,
                     const struct markdown_figure *figures);

#endif
