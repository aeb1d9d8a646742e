/* svg.c - a witness as a picture: lanes as on a terminal, in plain shapes and text.
 *
 * The picture has a ground of its own, so that it can be read on a light page and a dark one. All
 * text is set in a fixed width, of which a letter takes LETTER, so that lines are broken here. */
#include "reports/witness/label.h"
#include "reports/witness/story.h"
#include "reports/witness/witness.h"

#include <string.h>

enum { LETTER = 7, LINE = 16, MARGIN = 16, LANE = 176, SHORT_LANE = 84, LANE_LETTERS = 23,
       SHORT_LETTERS = 10, COLUMNS_MAX = LABEL_ACTORS_MAX + 2, HEAD = 28, NUMBERS = 32 };

struct picture {
    const struct account *it;
    const struct story *story;
    struct text *to;
    uint8_t actors[LABEL_ACTORS_MAX];
    unsigned actor_count;
    unsigned width, y;
};

static void add_escaped(struct text *to, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == '<')
            text_add(to, "&lt;");
        else if (bytes[i] == '>')
            text_add(to, "&gt;");
        else if (bytes[i] == '&')
            text_add(to, "&amp;");
        else
            text_add_char(to, bytes[i]);
    }
}

/* Lines of at most so many letters, broken between words where it can be; returns how many. */
static unsigned add_lines(struct text *to, const struct text *words, unsigned x, unsigned y,
                          size_t letters, const char *class)
{
    const char *at = words->bytes == NULL ? "" : words->bytes;
    unsigned lines = 0;

    while (*at != '\0') {
        size_t length = strcspn(at, "\n");
        if (length > letters) {
            length = letters;
            while (length > 0 && at[length] != ' ')
                length--;
            if (length == 0)
                length = letters;
        }
        if (to != NULL) {
            text_format(to, "<text class=\"%s\" x=\"%u\" y=\"%u\">", class, x, y + lines * LINE);
            add_escaped(to, at, length);
            text_add(to, "</text>\n");
        }
        lines++;
        at += length;
        at += *at == ' ' || *at == '\n';
    }
    return lines;
}

/* Actors' lanes, then the database's and the cache's. */
static unsigned lane_x(const struct picture *picture, unsigned column)
{
    return MARGIN + NUMBERS
        + (column <= picture->actor_count ? column * LANE
                                          : picture->actor_count * LANE + SHORT_LANE);
}

static void add_heads(const struct picture *picture, unsigned bottom)
{
    for (unsigned i = 0; i < picture->actor_count + 2; i++) {
        unsigned x = lane_x(picture, i);
        unsigned wide = i == picture->actor_count ? SHORT_LANE : LANE;
        struct text words = {0};
        if (i < picture->actor_count)
            account_actor(&words, picture->it, picture->actors[i]);
        else
            text_add(&words, i == picture->actor_count ? "database" : "cache");
        text_format(picture->to, "<rect class=\"%s\" x=\"%u\" y=\"%u\" width=\"%u\" "
                    "height=\"%u\"/>\n<rect class=\"head\" x=\"%u\" y=\"%u\" width=\"%u\" "
                    "height=\"%d\" rx=\"3\"/>\n", i % 2 ? "odd" : "even", x, picture->y, wide,
                    bottom - picture->y, x, picture->y, wide - 6, HEAD - 6);
        add_lines(picture->to, &words, x + 6, picture->y + 16, LANE_LETTERS, "bold");
        text_free(&words);
    }
}

/* What stands in a column next to a step; nothing in the database's and the cache's where nothing
 * has changed. */
static void add_cell(struct text *to, const struct picture *picture, int step, unsigned column)
{
    const struct account *it = picture->it;
    bool database = column == picture->actor_count;
    struct text before = {0};

    if (column < picture->actor_count) {
        const struct explore_step *at = account_step(it, step);
        if (account_is_fault(at) || at->actor != picture->actors[column])
            return;
        label_step(to, it, at);
        text_add_char(to, '\n');
        label_outcome(to, it, at);
        return;
    }
    if (!database && step >= 0 && account_is_fault(account_step(it, step))) {
        text_add_char(to, '(');
        label_step(to, it, account_step(it, step));
        text_add(to, ")\n");
    }
    (database ? label_database : label_cache)(to, it, step);
    if (step >= 0) {
        (database ? label_database : label_cache)(&before, it, step - 1);
        if (before.length == to->length && strcmp(before.bytes, to->bytes) == 0)
            text_free(to);
    }
    text_free(&before);
}

/* The height of the step's row; it is drawn unless `draw` is false. */
static unsigned add_row(struct picture *picture, int step, bool draw)
{
    struct text cells[COLUMNS_MAX] = {{0}};
    unsigned columns = picture->actor_count + 2, lines = 1, height;
    bool races = step >= 0 && (step == picture->story->race[0] || step == picture->story->race[1]);

    for (unsigned i = step < 0 ? picture->actor_count : 0; i < columns; i++) {
        unsigned here;
        add_cell(&cells[i], picture, step, i);
        here = add_lines(NULL, &cells[i], 0, 0,
                         i == picture->actor_count ? SHORT_LETTERS : LANE_LETTERS, "");
        lines = here > lines ? here : lines;
    }
    height = lines * LINE + 6;
    if (draw && races)
        text_format(picture->to, "<rect class=\"race\" x=\"%d\" y=\"%u\" width=\"%u\" "
                    "height=\"%u\"/>\n", MARGIN, picture->y, picture->width - 2 * MARGIN,
                    height - 2);
    if (draw && step >= 0)
        text_format(picture->to, "<text class=\"bold\" x=\"%d\" y=\"%u\">%d</text>\n", MARGIN + 6,
                    picture->y + 14, step + 1);
    for (unsigned i = 0; i < columns; i++) {
        unsigned x = lane_x(picture, i);
        if (draw && i < picture->actor_count && step >= 0
            && (cells[i].length > 0
                || account_is_under_way(picture->it, picture->actors[i], step)))
            text_format(picture->to, "<rect class=\"busy\" x=\"%u\" y=\"%u\" width=\"4\" "
                        "height=\"%u\"/>\n", x, picture->y, height);
        if (draw)
            add_lines(picture->to, &cells[i], x + 10, picture->y + 14,
                      i == picture->actor_count ? SHORT_LETTERS : LANE_LETTERS, "text");
        text_free(&cells[i]);
    }
    return height;
}

/* ---- the picture ---- */

/* The sentences; returns their height, and draws them unless `draw` is false. */
static unsigned add_words(const struct picture *picture, const struct text *words,
                          const char *class, bool draw)
{
    size_t letters = (picture->width - 2 * MARGIN) / LETTER - 1;

    return add_lines(draw ? picture->to : NULL, words, MARGIN, picture->y + 14, letters, class)
        * LINE + 4;
}

/* The same of words that need not be there. */
static void add_words_of(struct picture *picture, const char *first, const char *rest)
{
    struct text words = {0};

    if (rest == NULL)
        return;
    text_add(&words, first);
    text_add(&words, rest);
    picture->y += add_words(picture, &words, "text", true);
    text_free(&words);
}

static void add_opening(const struct picture *picture, unsigned height)
{
    text_format(picture->to,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" "
                "viewBox=\"0 0 %u %u\" font-family=\"ui-monospace, Menlo, Consolas, monospace\" "
                "font-size=\"11.5\">\n<style>.text{fill:#222}.bold{fill:#111;font-weight:bold}"
                ".ground{fill:#fff}.head{fill:#dde6f0}.odd{fill:#fafbfc}.even{fill:#f2f5f8}"
                ".busy{fill:#4a78a8}.race{fill:#ffd9a0}</style>\n<title>%s: %s</title>\n"
                "<rect class=\"ground\" width=\"%u\" height=\"%u\"/>\n",
                picture->width, height, picture->width, height,
                explore_property_name(picture->it->property),
                explore_verdict_name(picture->it->verdict), picture->width, height);
}

/* Lays everything out, from top to bottom; returns the height. */
static unsigned draw_all(struct picture *picture, bool draw, unsigned lanes_end)
{
    const struct story *story = picture->story;
    struct text words = {0};

    picture->y = MARGIN - 6;
    picture->y += add_words(picture, &story->sentence, "bold", draw) + 4;
    if (draw)
        add_heads(picture, lanes_end);
    picture->y += HEAD;
    for (int i = -1; i < (int)picture->it->witness->length; i++)
        picture->y += add_row(picture, i, draw);
    if (!draw)
        return picture->y;
    picture->y += 8;
    for (unsigned i = 0; i < story->because_count; i++) {
        text_add(&words, i == 0 ? "because " : "");
        text_add(&words, story->because[i].bytes == NULL ? "" : story->because[i].bytes);
        text_add(&words, i + 1 < story->because_count ? ";" : ".");
        picture->y += add_words(picture, &words, "text", true);
        text_free(&words);
    }
    add_words_of(picture, "ends by ", story->ends.bytes);
    add_words_of(picture, "kept by ", story->kept.bytes);
    add_words_of(picture, "in the simulator: ", picture->it->replay);
    return picture->y + MARGIN - 6;
}

void witness_svg(struct text *to, const struct account *it)
{
    struct text body = {0};
    struct story story;
    struct picture picture = {.it = it, .story = &story, .to = &body};
    unsigned lanes_end, height;

    story_tell(&story, it);
    picture.actor_count = label_actors(it, picture.actors);
    picture.width = 2 * MARGIN + NUMBERS + picture.actor_count * LANE + SHORT_LANE + LANE;
    lanes_end = draw_all(&picture, false, 0);
    height = draw_all(&picture, true, lanes_end);
    picture.to = to;
    add_opening(&picture, height);
    text_add(to, body.bytes == NULL ? "" : body.bytes);
    text_add(to, "</svg>\n");
    to->failed = to->failed || body.failed;
    text_free(&body);
    story_free(&story);
}
