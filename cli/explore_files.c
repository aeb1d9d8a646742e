/* explore_files.c - exploring, and telling what came of it. */
#include "cli/explore_files.h"

#include "cli/command.h"
#include "cli/explore_keepers.h"
#include "reports/witness/witness.h"
#include "sim/base/outfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct explored_one {
    struct explore_plan plan;
    struct explore_result result;
    struct promised promised;
    char *name, *stack;
    struct text command;
    struct text keepers[PROPERTY_COUNT];
    struct exploration told;
};

bool explored_add(struct explored *explored, const struct explore_plan *plan, const char *name,
                  const char *text, const struct stack *stack, struct complaint *complaint)
{
    struct explored_one **all = realloc(explored->all, (explored->count + 1) * sizeof *all);
    struct explored_one *one = calloc(1, sizeof *one);

    if (all != NULL)
        explored->all = all;
    if (all == NULL || one == NULL) {
        free(one);
        return complain_machine(complaint, "out of memory");
    }
    all[explored->count++] = one;
    one->plan = *plan;
    one->name = strdup(name);
    one->stack = strdup(text);
    plan_command(&one->command, plan, text);
    if (one->name == NULL || one->stack == NULL || one->command.failed)
        return complain_machine(complaint, "out of memory");
    one->told = (struct exploration){
        .strategy = one->name, .stack = one->stack, .command = one->command.bytes,
        .settings = &one->plan.settings, .sampling = &one->plan.sampling, .result = &one->result};
    one->plan.settings.stack = stack;
    one->promised = promised_by(stack, &one->plan.settings.bounds);
    if (plan->keeps) {
        one->told.promised = &one->promised;
        one->plan.settings.properties |= promised_properties(&one->promised);
    }
    if (one->plan.settings.properties == 0)
        return true;                       /* Nothing is promised, and nothing else is asked for. */
    bool done = plan->sampling.walks > 0
        ? explore_sample(&one->plan.settings, &plan->sampling, &one->result, complaint)
        : explore_run(&one->plan.settings, &one->result, complaint);
    one->plan.settings.stack = NULL;
    return done;
}

const struct exploration *explored_told(const struct explored *explored, unsigned i)
{
    return &explored->all[i]->told;
}

bool explored_find_keepers(struct explored *explored, unsigned i, enum property property,
                           struct complaint *complaint)
{
    struct explored_one *one = explored->all[i];
    struct account account;

    if (!exploration_account(&one->told, property, &account))
        return true;
    if (!keepers_find(&one->keepers[property], &one->plan.settings, account.witness, property,
                      account.verdict, complaint))
        return false;
    one->told.keepers[property] = one->keepers[property].bytes;
    return true;
}

bool explored_has(const struct explored *explored, enum verdict verdict)
{
    for (unsigned i = 0; i < explored->count; i++) {
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            if (explored->all[i]->result.properties[p].verdict == verdict)
                return true;
        }
    }
    return false;
}

/* Whether nothing could be asked of some strategy. */
static bool has_nothing(const struct explored *explored)
{
    for (unsigned i = 0; i < explored->count; i++) {
        if (explored->all[i]->plan.settings.properties == 0)
            return true;
    }
    return false;
}

int explored_status(const struct explored *explored)
{
    return explored_has(explored, VERDICT_REFUTED) ? 1
        : explored_has(explored, VERDICT_INCONCLUSIVE) || has_nothing(explored) ? 4 : 0;
}

static void add_json(struct text *to, const struct explored *explored)
{
    struct exploration *all = calloc(explored->count + 1, sizeof *all);

    if (all == NULL) {
        to->failed = true;
        return;
    }
    for (unsigned i = 0; i < explored->count; i++)
        all[i] = explored->all[i]->told;
    exploration_json(to, all, explored->count);
    free(all);
}

/* The first witness of the first strategy that has one, refuted ones first. */
static bool first_account(const struct explored *explored, struct account *account)
{
    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < explored->count; i++) {
            for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
                if (exploration_account(&explored->all[i]->told, (enum property)p, account)
                    && (account->verdict == VERDICT_REFUTED) == (pass == 0))
                    return true;
            }
        }
    }
    return false;
}

bool explored_print(const struct explored *explored, enum explore_form form, bool quiet,
                    struct complaint *complaint)
{
    struct text text = {0};
    struct account account;

    if (form == EXPLORE_JSON) {
        add_json(&text, explored);
    } else if (form == EXPLORE_TEXT) {
        for (unsigned i = 0; i < explored->count; i++) {
            text_add(&text, i > 0 ? "\n" : "");
            exploration_text(&text, &explored->all[i]->told, quiet, command_columns());
        }
    } else if (!first_account(explored, &account)) {
        return true;                       /* Nothing to draw: the exit status says it. */
    } else if (form == EXPLORE_MERMAID) {
        witness_mermaid(&text, &account);
    } else {
        witness_svg(&text, &account);
    }
    return text_write(&text, "-", complaint);
}

/* ---- files ---- */

bool explored_write_file(struct text *text, const char *folder, const char *name,
                         const char *ending, struct complaint *complaint)
{
    struct text path = {0};
    bool written;

    text_format(&path, "%s/%s%s", folder, name, ending);
    if (path.failed) {
        text_free(text);
        return complain_machine(complaint, "out of memory");
    }
    written = text_write(text, path.bytes, complaint);
    text_free(&path);
    return written;
}

bool explored_write_witness(const struct account *account, const char *folder, const char *name,
                            struct complaint *complaint)
{
    struct text text = {0}, json = {0}, mermaid = {0}, svg = {0}, replay = {0};
    struct account filed = *account;
    bool written;

    text_format(&replay, "stalemate replay %s.json", name);
    filed.replay = replay.bytes;
    witness_text(&text, &filed, 1, 80);
    witness_json(&json, &filed, 0);
    text_add_char(&json, '\n');
    witness_mermaid(&mermaid, &filed);
    witness_svg(&svg, &filed);
    text_free(&replay);
    written = explored_write_file(&text, folder, name, ".txt", complaint);
    written = explored_write_file(&json, folder, name, ".json", complaint) && written;
    written = explored_write_file(&mermaid, folder, name, ".mmd", complaint) && written;
    return explored_write_file(&svg, folder, name, ".svg", complaint) && written;
}

/* NUMBER-STRATEGY-PROPERTY, of which no part can lead out of the folder. */
static void name_file(char *to, size_t size, const char *strategy, unsigned number,
                      enum property property)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    size_t used = 0;

    snprintf(to, size, "%02u-%.60s", number, strategy);
    for (char *at = to; *at != '\0'; at++) {
        char c = strchr(plain, *at) != NULL ? *at : '-';
        if (c != '-' || (used > 0 && to[used - 1] != '-'))
            to[used++] = c;                /* No two hyphens in a row. */
    }
    snprintf(to + used, size - used, "%s%s", used > 0 && to[used - 1] == '-' ? "" : "-",
             explore_property_name(property));
}

bool explored_write(const struct explored *explored, const char *folder,
                    struct complaint *complaint)
{
    struct text json = {0};

    if (!outfile_make_folder(folder, complaint))
        return false;
    add_json(&json, explored);
    if (!explored_write_file(&json, folder, "explore", ".json", complaint))
        return false;
    for (unsigned i = 0; i < explored->count; i++) {
        for (unsigned p = 0; p < PROPERTY_COUNT; p++) {
            struct account account;
            char name[128];
            if (!exploration_account(&explored->all[i]->told, (enum property)p, &account))
                continue;
            name_file(name, sizeof name, explored->all[i]->name, i + 1, (enum property)p);
            if (!explored_write_witness(&account, folder, name, complaint))
                return false;
        }
    }
    return true;
}

void explored_free(struct explored *explored)
{
    for (unsigned i = 0; i < explored->count; i++) {
        struct explored_one *one = explored->all[i];
        explore_free(&one->result);
        free(one->name);
        free(one->stack);
        text_free(&one->command);
        for (unsigned p = 0; p < PROPERTY_COUNT; p++)
            text_free(&one->keepers[p]);
        free(one);
    }
    free(explored->all);
}
