/* matrix_html.c - the guarantee matrix as one page that needs nothing else, and no script.
 *
 * A cell is a link to a witness at the end of the page. With styles the witness is hidden until it is
 * the target, and then lies over the page; without, it simply stands there. Verdicts differ in sign,
 * word and colour (blue and orange, which colour-blind readers tell apart). */
#include "reports/quote.h"
#include "reports/witness/matrix.h"
#include "reports/witness/story.h"
#include "reports/witness/witness.h"

static const char style[] =
    ":root{color-scheme:light dark;--page:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;"
    "--good:#dbeafe;--good-ink:#0b3d91;--bad:#fdd9b5;--bad-ink:#7a2e00;--while:#fff3c4;"
    "--while-ink:#5c4700;--open:#e5e7eb;--open-ink:#374151}\n"
    "@media(prefers-color-scheme:dark){:root{--page:#14171a;--ink:#e6e8ea;--soft:#a3abb3;"
    "--line:#3a4149;--good:#12305c;--good-ink:#cfe3ff;--bad:#6b3208;--bad-ink:#ffe2c7;"
    "--while:#4f4200;--while-ink:#fff0b3;--open:#343a40;--open-ink:#dee2e6}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1rem;max-width:72rem;background:var(--page);color:var(--ink);"
    "font:16px/1.5 system-ui,sans-serif}\n"
    "h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}p,li{max-width:42rem}\n"
    ".wide{overflow-x:auto;max-width:100%}\n"
    "table{border-collapse:separate;border-spacing:2px;font-size:.875rem}\n"
    "th{padding:.25rem .5rem;text-align:left;font-weight:600;vertical-align:bottom}\n"
    "tbody th{font-weight:400;min-width:9rem;position:sticky;left:0;background:var(--page)}\n"
    "td{padding:0;text-align:center;min-width:3.5rem}\n"
    "td>*{display:block;padding:.25rem .4rem;border-radius:3px;white-space:nowrap;"
    "text-decoration:none}\n"
    "td>a{text-decoration:underline}td>a:focus,td>a:hover{outline:2px solid currentColor}\n"
    ".v-proved{background:var(--good);color:var(--good-ink)}\n"
    ".v-refuted{background:var(--bad);color:var(--bad-ink);font-weight:600}\n"
    ".v-bounded{background:var(--while);color:var(--while-ink)}\n"
    ".v-inconclusive{background:var(--open);color:var(--open-ink)}\n"
    ".key td{text-align:left}.key td>*{display:inline-block}.soft{color:var(--soft)}\n"
    "summary{cursor:pointer;padding:.4rem 0;font-weight:600}\n"
    "code,pre{font:.8125rem/1.4 ui-monospace,Menlo,Consolas,monospace}code{overflow-wrap:anywhere}\n"
    "pre{overflow-x:auto;margin:.5rem 0;padding:.5rem;border:1px solid var(--line)}\n"
    ".told{display:none}\n"
    ".told:target{display:block;position:fixed;inset:0;z-index:2;overflow:auto;"
    "background:var(--page);padding:1rem}\n"
    ".told>div{max-width:72rem;margin:0 auto}\n"
    ".told h2{margin-top:.5rem}.told .back{display:inline-block;padding:.4rem .8rem;"
    "border:1px solid var(--line);border-radius:4px;color:inherit;text-decoration:none}\n"
    ".told svg{display:block;border:1px solid var(--line)}\n"
    "@media print{.told{display:block;break-before:page}}\n";

/* The witness that a cell leads to: the first property's that has the same steps in the same world. */
static bool find_witness(const struct matrix *matrix, unsigned row, unsigned world,
                         unsigned property, unsigned *first, unsigned *told,
                         struct account *account)
{
    struct account other;
    unsigned where;

    if (!matrix_witness(matrix, row, world, property, first, account))
        return false;
    for (*told = 0; *told < property; (*told)++) {
        if (matrix_witness(matrix, row, *first, *told, &where, &other) && where == *first
            && exploration_same(matrix_cell(matrix, row, *first), (enum property)*told,
                                (enum property)property))
            break;
    }
    return true;
}

static void add_quoted(struct text *to, const struct text *words)
{
    quote_html(to, words->bytes == NULL ? "" : words->bytes);
}

/* The verdict's sign, and how many steps. */
static void add_words(struct text *to, const struct explore_property *found)
{
    switch (found->verdict) {
    case VERDICT_REFUTED:
        text_format(to, "&#x2715; %u", found->witness.length);
        break;
    case VERDICT_PROVED:
        text_add(to, "&#x2713;");
        break;
    case VERDICT_BOUNDED:
        text_add(to, "~");
        break;
    case VERDICT_INCONCLUSIVE:
        text_add(to, "?");
        break;
    case VERDICT_NOT_ASKED:
        break;
    }
}

/* A cell of one world; `words` NULL: what its verdict says. */
static void add_cell(struct text *to, const struct matrix *matrix, unsigned row, unsigned world,
                     unsigned property, const char *words)
{
    const struct explore_property *found =
        &matrix_cell(matrix, row, world)->result->properties[property];
    const char *verdict = explore_verdict_name(found->verdict);
    struct account account;
    unsigned first, same;
    bool told = find_witness(matrix, row, world, property, &first, &same, &account);

    text_add(to, "<td>");
    if (found->verdict == VERDICT_NOT_ASKED) {
        text_add(to, "</td>");
        return;
    }
    if (told)
        text_format(to, "<a class=\"v-%s\" href=\"#w-%u-%u-%u\" title=\"", verdict, row, first,
                    same);
    else
        text_format(to, "<span class=\"v-%s\" title=\"", verdict);
    quote_html(to, matrix->rows[row].name);
    text_format(to, ", %s, %s: %s\">", matrix->worlds[world].name,
                explore_property_name((enum property)property), verdict);
    if (words != NULL)
        text_add(to, words);
    else
        add_words(to, found);
    text_add(to, told ? "</a></td>" : "</span></td>");
}

static void add_head(struct text *to, const struct matrix *matrix)
{
    text_add(to, "<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">strategy</th>");
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        if (matrix_asks(matrix, p))
            text_format(to, "<th scope=\"col\" title=\"%s\">%s</th>",
                        explore_property_name((enum property)p), matrix_heading(p));
    }
    text_add(to, "</tr></thead>\n<tbody>\n");
}

static void add_name(struct text *to, const struct matrix *matrix, unsigned row)
{
    text_add(to, "<tr><th scope=\"row\" title=\"");
    quote_html(to, matrix->rows[row].says);
    text_add(to, "\">");
    quote_html(to, matrix->rows[row].name);
    text_add(to, "</th>");
}

static void add_first(struct text *to, const struct matrix *matrix)
{
    add_head(to, matrix);
    for (unsigned row = 0; row < matrix->row_count; row++) {
        add_name(to, matrix, row);
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            struct text words = {0};
            unsigned world;
            enum verdict worst;
            if (!matrix_asks(matrix, p))
                continue;
            worst = matrix_worst(matrix, row, p, &world);
            if (worst == VERDICT_REFUTED || worst == VERDICT_BOUNDED)
                text_format(&words, "%s %s", worst == VERDICT_REFUTED ? "&#x2715;" : "~",
                            matrix->worlds[world].name);
            add_cell(to, matrix, row, world, p, words.bytes);
            text_free(&words);
        }
        text_add(to, "</tr>\n");
    }
    text_add(to, "</tbody></table></div>\n");
}

static void add_world(struct text *to, const struct matrix *matrix, unsigned world)
{
    struct text bounds = {0};
    unsigned more = 0;

    exploration_bounds(&bounds, &matrix_cell(matrix, 0, world)->settings->bounds);
    for (unsigned row = 0; row < matrix->row_count; row++)
        more += matrix_adds(matrix, row, world);
    text_format(to, "<details%s><summary>%s: %s", world == 0 ? " open" : "",
                matrix->worlds[world].name, matrix->worlds[world].says);
    if (world > 0)
        text_format(to, " <span class=\"soft\">(%u strateg%s lose%s something)</span>", more,
                    more == 1 ? "y" : "ies", more == 1 ? "s" : "");
    text_add(to, "</summary>\n<p class=\"soft\">");
    add_quoted(to, &bounds);
    text_add(to, "</p>\n");
    text_free(&bounds);
    add_head(to, matrix);
    for (unsigned row = 0; row < matrix->row_count; row++) {
        add_name(to, matrix, row);
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            if (matrix_asks(matrix, p))
                add_cell(to, matrix, row, world, p, NULL);
        }
        text_add(to, "</tr>\n");
    }
    text_add(to, "</tbody></table></div>\n</details>\n");
}

static void add_legend(struct text *to, const struct matrix *matrix)
{
    text_add(to, "<h2>How to read it</h2>\n<p>A column is something that must not happen:</p>\n"
             "<div class=\"wide\"><table class=\"key\"><tbody>\n");
    for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
        if (matrix_asks(matrix, p))
            text_format(to, "<tr><th scope=\"row\">%s</th><td><span>%s</span></td><td><code>%s</code>"
                        "</td></tr>\n", matrix_heading(p), matrix_breach(p),
                        explore_property_name((enum property)p));
    }
    text_add(to, "</tbody></table></div>\n<ul>\n"
             "<li><span class=\"v-proved\">&#x2713;</span> it does not happen, in no order of the "
             "steps within the bounds of the world: proved</li>\n"
             "<li><span class=\"v-bounded\">~</span> it happens, but only until something expires</li>\n"
             "<li><span class=\"v-refuted\">&#x2715;</span> it happens: first in this world or, "
             "below, after so many steps; the cell leads to the witness</li>\n"
             "<li><span class=\"v-inconclusive\">?</span> a limit ended the search before it was "
             "found</li>\n</ul>\n");
}

static void add_strategies(struct text *to, const struct matrix *matrix)
{
    text_add(to, "<h2>The strategies</h2>\n<div class=\"wide\"><table class=\"key\"><tbody>\n");
    for (unsigned row = 0; row < matrix->row_count; row++) {
        text_add(to, "<tr><th scope=\"row\">");
        quote_html(to, matrix->rows[row].name);
        text_add(to, "</th><td><code>");
        quote_html(to, matrix_cell(matrix, row, 0)->stack);
        text_add(to, "</code></td></tr>\n");
        if (matrix->rows[row].says[0] != '\0') {
            text_add(to, "<tr><th></th><td class=\"soft\"><span>");
            quote_html(to, matrix->rows[row].says);
            text_add(to, "</span></td></tr>\n");
        }
    }
    text_add(to, "</tbody></table></div>\n");
}

/* ---- witnesses ---- */

/* Several accounts with the same steps: a sentence each, then the rest of the first. */
static void add_story(struct text *to, const struct account *accounts, unsigned count)
{
    struct account drawn = accounts[0];
    struct story story;

    for (unsigned i = count; i-- > 1;) {
        story_tell(&story, &accounts[i]);
        text_add(to, "<p><strong>");
        add_quoted(to, &story.sentence);
        text_add(to, "</strong></p>\n");
        story_free(&story);
    }
    story_tell(&story, &accounts[0]);
    text_add(to, "<p><strong>");
    add_quoted(to, &story.sentence);
    text_add(to, "</strong></p>\n<div class=\"wide\" tabindex=\"0\">");
    drawn.keepers = NULL;              /* They stand below. */
    witness_svg(to, &drawn);
    text_add(to, "</div>\n<p>Because</p>\n<ol>\n");
    for (unsigned i = 0; i < story.because_count; i++) {
        text_add(to, "<li>");
        add_quoted(to, &story.because[i]);
        text_add(to, "</li>\n");
    }
    text_add(to, "</ol>\n<p>It is ended by ");
    add_quoted(to, &story.ends);
    if (story.kept.length > 0) {
        text_add(to, "</p>\n<p>It is kept by ");
        add_quoted(to, &story.kept);
    }
    text_add(to, "</p>\n");
    story_free(&story);
}

static void add_witness(struct text *to, const struct matrix *matrix, unsigned row, unsigned world,
                        unsigned property)
{
    struct account accounts[PROPERTY_COUNT];
    struct text lanes = {0};
    char file[MATRIX_NAME_BYTES];
    unsigned count = 0, first, told;

    text_format(to, "<section class=\"told\" id=\"w-%u-%u-%u\"><div>\n"
                "<a class=\"back\" href=\"#top\">"
                "&#x2190; back to the matrix</a>\n<h2>", row, world, property);
    quote_html(to, matrix->rows[row].name);
    for (unsigned p = property; p < PROPERTY_COUNT; p++) {
        if (!find_witness(matrix, row, world, p, &first, &told, &accounts[count])
            || first != world || told != property)
            continue;
        text_format(to, "%s%s", count == 0 ? ": " : ", ", explore_property_name((enum property)p));
        count++;
    }
    text_format(to, "</h2>\n<p>%s in the world <em>%s</em> (%s)</p>\n",
                explore_verdict_name(accounts[0].verdict), matrix->worlds[world].name,
                matrix->worlds[world].says);
    add_story(to, accounts, count);
    text_add(to, "<details><summary>As text</summary><pre>");
    witness_text(&lanes, accounts, count, 80);
    add_quoted(to, &lanes);
    text_free(&lanes);
    text_add(to, "</pre></details>\n<p>Again: <code>");
    quote_html(to, matrix_cell(matrix, row, world)->command);
    text_format(to, " --property %s</code></p>\n", explore_property_name((enum property)property));
    matrix_file_name(file, sizeof file, matrix, row, world, property);
    text_format(to, "<p>In the simulator: <code>stalemate replay witnesses/%s.json</code></p>\n"
                "</div></section>\n", file);
}

static void add_witnesses(struct text *to, const struct matrix *matrix)
{
    for (unsigned row = 0; row < matrix->row_count; row++) {
        for (unsigned world = 0; world < matrix->world_count; world++) {
            for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
                struct account account;
                unsigned first, told;
                if (find_witness(matrix, row, world, p, &first, &told, &account)
                    && first == world && told == p)
                    add_witness(to, matrix, row, world, p);
            }
        }
    }
}

void matrix_html(struct text *to, const struct matrix *matrix)
{
    text_add(to, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<title>Guarantees of cache-invalidation strategies</title>\n<style>\n");
    text_add(to, style);
    text_add(to, "</style>\n</head>\n<body id=\"top\">\n<h1>Guarantees of cache-invalidation "
             "strategies</h1>\n<p>Every order of a few clients' steps was tried, in worlds in which "
             "something else can go wrong each time. A cell names the first world in which the "
             "column's guarantee is broken, and leads to a shortest way there.</p>\n");
    add_first(to, matrix);
    add_legend(to, matrix);
    text_add(to, "<h2>World by world</h2>\n");
    for (unsigned world = 0; world < matrix->world_count; world++)
        add_world(to, matrix, world);
    add_strategies(to, matrix);
    add_witnesses(to, matrix);
    text_add(to, "</body>\n</html>\n");
}
