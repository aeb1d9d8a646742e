/* labels.h - finds places for the labels of points so that none covers another, or a point.
 *
 * Labels are tried beside their point first, then farther away, where a thin line leads from one to
 * the other. All lengths are in pixels of the paper, y upwards. */
#ifndef REPORTS_PLOTS_LABELS_H
#define REPORTS_PLOTS_LABELS_H

#include <stdbool.h>
#include <stddef.h>

struct label_box {
    double left, right, bottom, top;
};

struct label {
    double point_x, point_y;
    double width;              /* of the text */
    double x, y;               /* out: the left end and the middle of its height */
    bool led;                  /* out: far enough from the point for a line between them */
};

/* No label covers one of the `lines` either. */
void labels_place(struct label *labels, size_t count, const struct label_box *lines,
                  size_t line_count, double paper_width, double paper_height);

#endif
