/* strategies.c - `stalemate strategies [NAME]`: list them, or explain one with its knobs. */
#include "cli/command.h"
#include "strategies/catalogue.h"

#include <stdio.h>
#include <string.h>

static const char usage[] = "usage: stalemate strategies [NAME]\n\n"
                            "Without a name, lists all strategies. With one, explains it: what "
                            "always holds, how it can go\n"
                            "wrong, what it costs, and its knobs with their presets.\n";

/* Text wrapped at 80 columns, each line of it indented. */
static void print_wrapped(const char *text, int indent)
{
    int column = 0;

    while (*text != '\0') {
        size_t word = strcspn(text, " \n");
        if (column > 0 && column + 1 + (int)word > 80 - indent) {
            putchar('\n');
            column = 0;
        }
        if (column == 0)
            printf("%*s", indent, "");
        else
            putchar(' ');
        fwrite(text, 1, word, stdout);
        column += (int)word + (column > 0);
        text += word;
        if (*text == '\n') {
            putchar('\n');
            column = 0;
        }
        text += *text != '\0';
    }
    putchar('\n');
}

static void print_knobs(const struct knob *knobs)
{
    for (const struct knob *knob = knobs; knob != NULL && knob->name != NULL; knob++) {
        char allowed[512];
        knob_describe(knob, allowed, sizeof allowed);
        printf("  %s", knob->name);
        if (knob->preset != NULL)
            printf("  (preset %s)", knob->preset);
        putchar('\n');
        print_wrapped(knob->says, 6);
        print_wrapped(allowed, 6);
    }
}

static int explain(const char *name)
{
    const struct strategy *strategy = catalogue_find(name);

    if (strategy == NULL) {
        const char *meant = catalogue_did_you_mean(name);
        struct complaint complaint = {0};
        complain(&complaint, "found no strategy \"%.60s\"%s%s%s; `stalemate strategies` lists them",
                 name, meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "");
        return command_fail(&complaint);
    }
    printf("%s - %s\n\n", strategy->name, strategy->says);
    print_wrapped(strategy->about, 2);
    if (strategy->knobs != NULL) {
        printf("\nknobs:\n");
        print_knobs(strategy->knobs);
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
