/* lanes.c - a witness for a terminal: a table with a column an actor, then the sentences.
 *
 * A bar in a lane says that an operation is under way there; in the columns of the database and of
 * the cache, that nothing has changed. */
#include "reports/witness/label.h"
#include "reports/witness/story.h"
#include "reports/witness/witness.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 80, INDENT = 2, NUMBER = 4, DATABASE = 9, CACHE = 16, COLUMNS_MAX = 32 };
enum { NARROW = 8, BROAD = 32 };       /* an actor's lane */

struct lanes {
    const struct account *it;
    uint8_t actors[LABEL_ACTORS_MAX];
    unsigned actor_count;
    size_t widths[COLUMNS_MAX];        /* the actors', then the database's and the cache's */
};

/* What stands in a column next to a step, and how much of it has been written. */
struct cell {
    struct text text;
    size_t at;
};

/* The next line of the cell's text, broken between words where it can be, padded to the width. */
static void add_piece(struct text *to, struct cell *cell, size_t width, bool pad)
{
    const char *from = cell->text.bytes == NULL ? "" : cell->text.bytes + cell->at;
    size_t left = strcspn(from, "\n"), length = left;

    if (length > width) {
        length = width;
        while (length > 0 && from[length] != ' ')
            length--;
        if (length == 0)
            length = width;
    }
    text_add_bytes(to, from, length);
    if (pad)
        text_add_repeated(to, ' ', width - length);
    cell->at += length;
    while (cell->text.bytes != NULL && (from[length] == ' ' || from[length] == '\n')) {
        cell->at++;
        if (from[length++] == '\n')
            break;
    }
}

static bool has_more(const struct cell *cell)
{
    return cell->text.bytes != NULL && cell->at < cell->text.length;
}

/* One step's lines. Bars go on in the further lines of the others. */
static void add_row(struct text *to, const struct lanes *lanes, const char *number,
                    struct cell *cells)
{
    unsigned columns = lanes->actor_count + 2;
    bool more = true;

    for (unsigned line = 0; more; line++) {
        size_t begin = to->length;
        text_format(to, "%*s%-*s", INDENT, "", NUMBER, line == 0 ? number : "");
        more = false;
        for (unsigned i = 0; i < columns; i++) {
            bool bar = cells[i].text.length == 1 && cells[i].text.bytes[0] == '|';
            if (bar)
                cells[i].at = 0;
            add_piece(to, &cells[i], lanes->widths[i] - 1, true);
            text_add_char(to, ' ');
            more = more || (!bar && has_more(&cells[i]));
        }
        while (to->length > begin && to->bytes[to->length - 1] == ' ')
            to->bytes[--to->length] = '\0';
        text_add_char(to, '\n');
    }
    for (unsigned i = 0; i < columns; i++)
        text_free(&cells[i].text);
}

static void measure(struct lanes *lanes, size_t columns)
{
    size_t room = (columns < WIDTH ? WIDTH : columns) - INDENT - NUMBER - DATABASE - CACHE;
    size_t each;

    lanes->actor_count = label_actors(lanes->it, lanes->actors);
    if (lanes->actor_count == 0)
        return;
    each = room / lanes->actor_count;
    if (each > BROAD)
        each = BROAD;
    if (each < NARROW)
        each = NARROW;
    for (unsigned i = 0; i < lanes->actor_count; i++)
        lanes->widths[i] = each;
    lanes->widths[lanes->actor_count] = DATABASE;
    lanes->widths[lanes->actor_count + 1] =
        CACHE + (each * lanes->actor_count < room ? room - each * lanes->actor_count : 0);
}

static void add_head(struct text *to, const struct lanes *lanes)
{
    struct cell cells[COLUMNS_MAX] = {0};

    for (unsigned i = 0; i < lanes->actor_count; i++)
        account_actor(&cells[i].text, lanes->it, lanes->actors[i]);
    text_add(&cells[lanes->actor_count].text, "database");
    text_add(&cells[lanes->actor_count + 1].text, "cache");
    add_row(to, lanes, "", cells);
    memset(cells, 0, sizeof cells);
    label_database(&cells[lanes->actor_count].text, lanes->it, -1);
    label_cache(&cells[lanes->actor_count + 1].text, lanes->it, -1);
    add_row(to, lanes, "", cells);
}

/* A column's text where it has changed, and a bar where it has not. */
static void add_contents(struct text *to, const struct account *it, int step,
                         void (*label)(struct text *, const struct account *, int))
{
    struct text before = {0};

    label(&before, it, step - 1);
    label(to, it, step);
    if (before.length == to->length && before.bytes != NULL
        && memcmp(before.bytes, to->bytes, to->length) == 0) {
        text_free(to);
        text_add_char(to, '|');
    }
    text_free(&before);
}

static void add_step(struct text *to, const struct lanes *lanes, const struct story *story,
                     int number)
{
    const struct account *it = lanes->it;
    const struct explore_step *step = account_step(it, number);
    struct cell cells[COLUMNS_MAX] = {0};
    unsigned database = lanes->actor_count;
    char mark[16];

    snprintf(mark, sizeof mark, "%c%d", number == story->race[0] || number == story->race[1]
             ? '*' : ' ', number + 1);
    for (unsigned i = 0; i < lanes->actor_count; i++) {
        struct text *text = &cells[i].text;
        if (account_is_fault(step) || step->actor != lanes->actors[i]) {
            if (account_is_under_way(it, lanes->actors[i], number))
                text_add_char(text, '|');
            continue;
        }
        label_step(text, it, step);
        text_add_char(text, '\n');
        label_outcome(text, it, step);
    }
    add_contents(&cells[database].text, it, number, label_database);
    if (account_is_fault(step)) {          /* What befalls the cache stands there. */
        text_add_char(&cells[database + 1].text, '(');
        label_step(&cells[database + 1].text, it, step);
        text_add(&cells[database + 1].text, ")\n");
        label_cache(&cells[database + 1].text, it, number);
    } else {
        add_contents(&cells[database + 1].text, it, number, label_cache);
    }
    add_row(to, lanes, mark, cells);
}

/* A paragraph of at most 80 columns; further lines are indented like the first. */
static void add_paragraph(struct text *to, const char *first, const struct text *text)
{
    struct cell cell = {.text = *text};
    size_t width = WIDTH - strlen(first);

    for (unsigned line = 0; line == 0 || has_more(&cell); line++) {
        if (line == 0)
            text_add(to, first);
        else
            text_add_repeated(to, ' ', strlen(first));
        add_piece(to, &cell, width, false);
        text_add_char(to, '\n');
    }
}

void witness_text(struct text *to, const struct account *accounts, unsigned count,
                  unsigned columns)
{
    const struct account *it = &accounts[0];
    struct lanes lanes = {.it = it};
    struct story story;

    for (unsigned i = 0; i < count; i++) {
        story_tell(&story, &accounts[i]);
        add_paragraph(to, "  ", &story.sentence);
        story_free(&story);
    }
    story_tell(&story, it);
    text_add_char(to, '\n');
    measure(&lanes, columns);
    add_head(to, &lanes);
    for (unsigned i = 0; i < it->witness->length; i++)
        add_step(to, &lanes, &story, (int)i);
    if (story.race[0] >= 0)
        text_add(to, story.race[1] >= 0 ? "  * these two steps race\n"
                                        : "  * this step decides\n");
    text_add_char(to, '\n');
    for (unsigned i = 0; i < story.because_count; i++) {
        struct text sentence = {0};
        text_add(&sentence, story.because[i].bytes == NULL ? "" : story.because[i].bytes);
        text_add_char(&sentence, i + 1 < story.because_count ? ';' : '.');
        add_paragraph(to, i == 0 ? "  because  " : "           ", &sentence);
        text_free(&sentence);
    }
    add_paragraph(to, "  ends by  ", &story.ends);
    if (story.kept.length > 0)
        add_paragraph(to, "  kept by  ", &story.kept);
    if (it->replay != NULL)
        text_format(to, "  replay   %s\n", it->replay);
    story_free(&story);
}
