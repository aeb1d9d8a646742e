/* labels.c - finds places for the labels of points. */
#include "reports/plots/labels.h"

#define HEIGHT 20.0
#define GAP 11.0               /* from a point to the label beside it */
#define POINT 8.0              /* a point's half-width, with air */

struct scene {
    struct label *labels;
    size_t count;
    const struct label_box *lines;
    size_t line_count;
    double width, height;
};

static bool overlap(struct label_box a, struct label_box b)
{
    return a.left < b.right && b.left < a.right && a.bottom < b.top && b.bottom < a.top;
}

static struct label_box box_of(const struct label *label)
{
    return (struct label_box){label->x, label->x + label->width, label->y - HEIGHT / 2,
                              label->y + HEIGHT / 2};
}

/* Whether the label stands clear of points, of lines and of the labels before it. */
static bool stands_clear(const struct scene *scene, size_t placed)
{
    const struct label *labels = scene->labels;
    struct label_box box = box_of(&labels[placed]);

    if (box.left < 2 || box.right > scene->width - 2 || box.bottom < 2
        || box.top > scene->height - 2)
        return false;
    for (size_t i = 0; i < scene->count; i++) {
        struct label_box point = {labels[i].point_x - POINT, labels[i].point_x + POINT,
                                  labels[i].point_y - POINT, labels[i].point_y + POINT};
        if (overlap(box, point) || (i < placed && overlap(box, box_of(&labels[i]))))
            return false;
    }
    for (size_t i = 0; i < scene->line_count; i++) {
        if (overlap(box, scene->lines[i]))
            return false;
    }
    return true;
}

static void place_one(const struct scene *scene, size_t i)
{
    /* Beside, above or below; then in growing distance. */
    static const double rises[] = {0,   18,   -18, 36,   -36, 54,   -54, 76,  -76,
                                   100, -100, 130, -130, 165, -165, 200, -200};
    struct label *label = &scene->labels[i];

    for (int spread = 0; spread < 4; spread++) {
        for (size_t rise = 0; rise < sizeof rises / sizeof rises[0]; rise++) {
            for (int side = 0; side < 3; side++) {
                double away = GAP + spread * 22;
                label->x = side == 0 ? label->point_x + away
                         : side == 1 ? label->point_x - away - label->width
                                     : label->point_x - label->width / 2;
                label->y = label->point_y + rises[rise];
                label->led = spread > 0 || rises[rise] > 19 || rises[rise] < -19;
                if (stands_clear(scene, i))
                    return;
            }
        }
    }
    /* So full that something must overlap: at least it is at its point. */
    label->x = label->point_x + GAP;
    label->y = label->point_y;
    label->led = false;
}

void labels_place(struct label *labels, size_t count, const struct label_box *lines,
                  size_t line_count, double paper_width, double paper_height)
{
    struct scene scene = {labels, count, lines, line_count, paper_width, paper_height};

    for (size_t i = 0; i < count; i++)
        place_one(&scene, i);
}
