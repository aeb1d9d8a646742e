/* settings.c - `stalemate world` and `stalemate workloads [KIND]`: what a scenario may say. */
#include "cli/command.h"
#include "cli/explain.h"
#include "sim/model/world.h"
#include "workloads/workload.h"

#include <stdio.h>
#include <string.h>

static const char world_usage[] =
    "usage: stalemate world\n\n"
    "Explains the sections of a scenario that describe the simulated world, with all their knobs.\n";

static const char workloads_usage[] =
    "usage: stalemate workloads [KIND]\n\n"
    "Without a kind, lists the kinds of workload that a scenario may have. With one, explains it.\n";

/* -1: go on; otherwise the exit status. */
static int check_arguments(int argc, char **argv, const char *usage, int most)
{
    if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(usage, stdout);
        return 0;
    }
    if (argc > most) {
        fputs(usage, stderr);
        return 2;
    }
    return -1;
}

int command_world(int argc, char **argv)
{
    int status = check_arguments(argc, argv, world_usage, 1);

    if (status >= 0)
        return status;
    for (const struct world_section *section = world_sections; section->name != NULL; section++) {
        printf("%s - %s\n", section->name, section->says);
        explain_knobs(section->knobs);
        putchar('\n');
    }
    puts("faults - a list of what goes wrong when: {\"at\": \"5m\", \"cache-restart\": {}}");
    return 0;
}

static void explain_kind(const struct workload_kind *kind)
{
    printf("%s - %s\n", kind->name, kind->says);
    for (int i = 0; i < 2; i++)
        explain_knobs(kind->knobs[i]);
    for (int i = 0; i < WORKLOAD_MEMBERS_MAX && kind->members[i].name != NULL; i++) {
        const struct workload_member *member = &kind->members[i];
        printf("\n\"%s\"%s%s\n", member->name, member->says != NULL ? " - " : "",
               member->says != NULL ? member->says : "");
        explain_knobs(member->knobs);
    }
}

int command_workloads(int argc, char **argv)
{
    int status = check_arguments(argc, argv, workloads_usage, 2);
    size_t count;
    const struct workload_kind *kinds = workload_kinds(&count);
    struct complaint complaint = {0};

    if (status >= 0)
        return status;
    for (size_t i = 0; i < count; i++) {
        if (argc == 1)
            printf("%-10s %s\n", kinds[i].name, kinds[i].says);
        else if (strcmp(kinds[i].name, argv[1]) == 0) {
            explain_kind(&kinds[i]);
            return 0;
        }
    }
    if (argc == 1)
        return 0;
    const char *meant = complaint_did_you_mean(argv[1], kinds, count, sizeof kinds[0]);
    complain(&complaint, "found no kind of workload \"%.60s\"%s%s%s (`stalemate workloads` lists them)",
             argv[1], meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "");
    return command_fail(&complaint);
}
