/* strategies.c - `stalemate strategies [NAME]`: list them, or explain one with its knobs. */
#include "cli/command.h"
#include "cli/explain.h"
#include "cli/strategy_file.h"
#include "reports/text.h"
#include "strategies/catalogue.h"

#include <stdio.h>
#include <string.h>

static const char usage[] = "usage: stalemate strategies [NAME]\n\n"
                            "Without a name, lists all strategies. With one, explains it: what "
                            "always holds, how it can go\n"
                            "wrong, what it costs, and its knobs with their presets.\n";

/* ---- promises ---- */

static bool alike(const struct promise *a, const struct promise *b)
{
    return a->may == b->may && a->for_a_while == b->for_a_while && a->writes_max == b->writes_max;
}

/* The first of the list, and all that are promised under the same conditions. */
static void print_promise(const struct promise *list, unsigned count)
{
    static const char *const things[] = {"lost", "duplicated", "expiry", "eviction", "restart", "crash",
                                         "rollback", "tick", "bulk", "raw", "read-own", "pages"};
    const char *between = " but not with ";
    struct text text = {0};

    for (unsigned i = 0; i < count; i++) {
        if (alike(&list[0], &list[i]))
            text_format(&text, "%s%s", i > 0 ? ", " : "", list[i].property);
    }
    text_add(&text, list->for_a_while ? " (but for a while):" : ":");
    for (unsigned i = 0; i < sizeof things / sizeof things[0]; i++) {
        if (list->may >> i & 1)
            continue;
        text_format(&text, "%s%s", between, things[i]);
        between = ", ";
    }
    if (list->may == MAY_ALL)
        text_add(&text, " whatever happens");
    if (list->writes_max > 0)
        text_format(&text, ", with %u write%s and losses at most", list->writes_max,
                    list->writes_max == 1 ? "" : "s");
    explain_text(text.bytes == NULL ? "" : text.bytes, 4);
    text_free(&text);
}

/* What the layer keeps at its presets, in this stack; returns how much. */
static bool print_promises(const struct strategy *strategy, const char *with, const char *stack,
                           unsigned *count, struct complaint *complaint)
{
    struct scenario_strategy read = {.name = NULL};
    bool fine = strategy_read_text(&read, strategy->name, stack, complaint);
    struct company company = {.traits = read.stack.traits, .layers = read.stack.layers - 1};
    struct promise list[PROMISES_MAX];
    bool told = *count > 0;

    *count = fine ? strategy->keeps(read.stack.config[1], company, list) : 0;
    if (*count > 0 && !told)
        printf("  %s\n", with);
    for (unsigned i = 0; i < *count && !told; i++) {
        bool first = true;
        for (unsigned k = 0; k < i; k++)
            first = first && !alike(&list[k], &list[i]);
        if (first)
            print_promise(&list[i], *count - i);
    }
    strategy_free(&read);
    return fine;
}

static bool print_all_promises(const struct strategy *strategy, struct complaint *complaint)
{
    char alone[128], under[128];
    unsigned count = 0;

    if (strategy->keeps == NULL)
        return true;
    snprintf(alone, sizeof alone, "[{\"%s\": {}}]", strategy->name);
    snprintf(under, sizeof under, "[{\"%s\": {}}, {\"delete\": {}}]", strategy->name);
    printf("\nheld to by `stalemate explore --property keeps`, with these presets:\n");
    /* Those that promise nothing by themselves may do so where something deletes. */
    return print_promises(strategy, "by itself", alone, &count, complaint)
        && print_promises(strategy, "under a delete after the commit", under, &count, complaint);
}

static int explain(const char *name)
{
    const struct strategy *strategy = catalogue_find(name);

    if (strategy == NULL) {
        const char *meant = catalogue_did_you_mean(name);
        struct complaint complaint = {0};
        complain(&complaint, "found no strategy \"%.60s\"%s%s%s (`stalemate strategies` lists them)",
                 name, meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "");
        return command_fail(&complaint);
    }
    printf("%s - %s\n\n", strategy->name, strategy->says);
    explain_text(strategy->about, 2);
    struct complaint complaint = {0};
    if (!print_all_promises(strategy, &complaint))
        return command_fail(&complaint);
    if (strategy->knobs != NULL) {
        printf("\nknobs:\n");
        explain_knobs(strategy->knobs);
    }
    return 0;
}

int command_strategies(int argc, char **argv)
{
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc > 2) {
        fputs(usage, stderr);
        return 2;
    }
    if (argc == 2)
        return explain(argv[1]);
    for (const struct strategy *const *strategy = catalogue; *strategy != NULL; strategy++)
        printf("%-16s %s\n", (*strategy)->name, (*strategy)->says);
    return 0;
}
