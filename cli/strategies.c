/* strategies.c - `stalemate strategies [NAME]`: list them, or explain one with its knobs. */
#include "cli/command.h"
#include "cli/explain.h"
#include "strategies/catalogue.h"

#include <stdio.h>
#include <string.h>

static const char usage[] = "usage: stalemate strategies [NAME]\n\n"
                            "Without a name, lists all strategies. With one, explains it: what "
                            "always holds, how it can go\n"
                            "wrong, what it costs, and its knobs with their presets.\n";

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
